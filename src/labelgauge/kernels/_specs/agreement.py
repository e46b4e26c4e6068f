"""KernelSpecs of the agreement family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import agreement
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import agreement as reference


def _units(lengths: NDArray[Any], codes: NDArray[Any], n_categories: int) -> Arguments:
    return {
        "offsets": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        "codes": codes.astype(np.int32),
        "n_categories": n_categories,
    }


def _random(rng: np.random.Generator, n: int) -> Arguments:
    """Units of a few ratings, of which some repeat; of few categories, or of so many that they do not fit a word."""
    n_categories = int(rng.choice([1, 2, 5, 16, 17, 1000]))
    lengths = rng.integers(0, int(rng.choice([2, 5, 16])), n)
    common = rng.integers(0, n_categories, 3)
    codes = np.where(rng.random(lengths.sum()) < 0.7, rng.choice(common, lengths.sum()), 0)
    return _units(lengths, codes, n_categories)


def _with_of_unit(cases: dict[str, Arguments]) -> dict[str, Arguments]:
    """The same cases, asking which pattern each unit has unless they say otherwise."""
    return {name: {"of_unit": True} | arguments for name, arguments in cases.items()}


def _some_with_of_unit(sample: Callable[..., Arguments]) -> Callable[..., Arguments]:
    """The same samples, every other asking which pattern each unit has."""
    return lambda rng, n: sample(rng, n) | {"of_unit": bool(rng.random() < 0.5)}


def _by_raters(matrix: NDArray[Any], n_categories: int) -> Arguments:
    """Ratings of a matrix of units by raters; below 0 there is none."""
    unit, rater = np.nonzero(matrix >= 0)
    units = _units(np.bincount(unit, minlength=len(matrix)), matrix[unit, rater], n_categories)
    return units | {"raters": rater.astype(np.int32), "n_raters": matrix.shape[1]}


def _random_raters(rng: np.random.Generator, n: int) -> Arguments:
    """Units that all raters rated, most did, or few, so that planes of bits suit them or not."""
    n_raters, n_categories = int(rng.choice([1, 2, 9, 17])), int(rng.choice([1, 2, 3, 10, 63, 64, 1000]))
    matrix = rng.integers(0, n_categories, (n, n_raters))
    matrix = np.where(rng.random(matrix.shape) < 0.5, matrix[:, :1], matrix)
    return _by_raters(np.where(rng.random(matrix.shape) < rng.choice([0.1, 0.8, 1.0]), matrix, -1), n_categories)


def _random_pairs(rng: np.random.Generator, n: int) -> Arguments:
    units = _random_raters(rng, n)
    units["codes"] %= 12
    pairs = rng.integers(0, units["n_raters"], (2, int(rng.integers(0, 12))))
    return units | {"n_categories": 12, "first": pairs[0], "second": pairs[1]}


def _random_order(rng: np.random.Generator, n: int) -> Arguments:
    units = _order(_random_raters(rng, n))
    if len(units["raters"]) and rng.random() < 0.5:
        units["raters"][rng.integers(0, len(units["raters"]))] = rng.integers(-1, units["n_raters"] + 1)
    return units


def _order(arguments: Arguments) -> Arguments:
    return {name: arguments[name] for name in ("offsets", "raters", "n_raters")}


def _pairs_are_what_tables_hold(arguments: Arguments, result: Any) -> bool:
    """Every unit of a pair is in one cell: margins of tables give the sums."""
    first, second, n, agreed, cross, squares = result
    if arguments["n_categories"] > 64:
        return True
    tables = agreement.pair_tables(**arguments, first=first.astype(np.int64), second=second.astype(np.int64))
    mine, others = tables.sum(axis=2), tables.sum(axis=1)
    sums = mine.sum(axis=1), tables.trace(axis1=1, axis2=2), (mine * others).sum(axis=1), (mine**2 + others**2).sum(1)
    return all(np.array_equal(a, b) for a, b in zip(sums, (n, agreed, cross, squares), strict=True))


def _units_before_are_in_order(arguments: Arguments, result: Any) -> bool:
    before = arguments["offsets"][: result[0] + 1] if len(result) else arguments["offsets"]
    raters = arguments["raters"][: before[-1]]
    return len(agreement.unordered_units(before, raters, arguments["n_raters"])) == 0


def _covers_every_rating(arguments: Arguments, result: Any) -> bool:
    offsets, _, counts, pattern, n_units = result
    if not arguments.get("of_unit", True):
        return len(pattern) == 0 and int(n_units.sum()) == len(arguments["offsets"]) - 1
    if not np.array_equal(np.bincount(pattern, minlength=len(n_units)), n_units):
        return False
    sizes = np.array([counts[a:b].sum() for a, b in zip(offsets[:-1], offsets[1:], strict=True)], np.int64)
    return bool(np.array_equal(sizes[pattern], np.diff(arguments["offsets"])))


def _random_table(rng: np.random.Generator, n: int) -> Arguments:
    """Numbers of any type, with gaps and without, some of them missing; now and then others than small ones."""
    dtype = np.dtype(str(rng.choice(agreement.CELL_NUMBERS)))
    shape = (int(rng.integers(0, 5)), n)
    numbers = rng.integers(0, 100, shape) // int(rng.choice([1, 7, 50])) * int(rng.choice([1, 3]))
    numbers = np.where(rng.random(shape) < 0.2, 100, numbers)
    if dtype.kind == "f":
        numbers = np.where(rng.random(shape) < 0.1, np.nan, numbers - rng.choice([0, 0.5], p=[0.9, 0.1]))
    elif dtype.kind == "i":
        numbers = numbers - int(rng.choice([0, 100]))
    missing = rng.choice([100.0, 7.0, 0.0, 1e9, -0.5], int(rng.integers(0, 3)))
    return {"matrix": numbers.astype(dtype), "missing": missing}


def _table(numbers: Any, dtype: str, *missing: float) -> Arguments:
    return {"matrix": np.array(numbers, dtype), "missing": np.array(missing, np.float64)}


def _random_cells(rng: np.random.Generator, n: int) -> Arguments:
    """Cells of categories whose counts fit a word, or do not."""
    n_categories = int(rng.choice([0, 1, 3, 16, 17, 255]))
    cells = rng.integers(0, n_categories + 1, (int(rng.choice([0, 1, 4, 15])), n)).astype(np.uint8)
    return {"cells": cells, "n_categories": n_categories}


def _cells_only(arguments: Arguments) -> Arguments:
    return {"cells": arguments["cells"]}


def _random_cells_of_many(rng: np.random.Generator, n: int) -> Arguments:
    """Units that all raters rated, most did, or few, with more raters than are taken together."""
    n_categories = int(rng.choice([1, 2, 3, 10, 63, 64]))
    cells = rng.integers(1, n_categories + 1, (int(rng.choice([1, 9, 70])), n))
    cells = np.where(rng.random(cells.shape) < 0.5, cells[:1], cells)
    cells = np.where(rng.random(cells.shape) < rng.choice([0.1, 0.8, 1.0]), cells, 0)
    return {"cells": cells.astype(np.uint8), "n_categories": n_categories}


def _random_cell_pairs(rng: np.random.Generator, n: int) -> Arguments:
    arguments = _random_cells_of_many(rng, n)
    n_categories = 12
    cells = np.minimum(arguments["cells"], n_categories).astype(np.uint8)
    first, second = rng.integers(0, len(cells), (2, int(rng.integers(0, 12))))
    return {"cells": cells, "first": first, "second": second, "n_categories": n_categories}


def _cell_pairs(arguments: Arguments) -> Arguments:
    """All pairs of the first three raters, in both orders."""
    first, second = np.indices((3, 3)).reshape(2, -1) if len(arguments["cells"]) > 2 else np.zeros((2, 0), np.int64)
    return arguments | {"first": first.astype(np.int64), "second": second.astype(np.int64)}


def _pairs_are_those_of_columns(arguments: Arguments, result: Any) -> bool:
    columns = agreement.cell_columns(arguments["cells"])
    same: tuple[Any, ...] = agreement.pair_counts(*columns, len(arguments["cells"]), arguments["n_categories"])
    return all(np.array_equal(a, b) for a, b in zip(result, same, strict=True))


def _patterns_are_those_of_columns(arguments: Arguments, result: Any) -> bool:
    offsets, _, codes = agreement.cell_columns(arguments["cells"])
    of_unit = arguments.get("of_unit", True)
    same: tuple[Any, ...] = agreement.unit_patterns(offsets, codes, arguments["n_categories"], of_unit=of_unit)
    return all(np.array_equal(a, b) for a, b in zip(result, same, strict=True))


def _random_counts(rng: np.random.Generator, n: int) -> Arguments:
    """Counts of any type, of as many categories as fit a word in bytes or more, of bytes or more."""
    dtype = np.dtype(str(rng.choice(agreement.CELL_NUMBERS)))
    n_categories = int(rng.choice([0, 1, 3, 8, 9, 20]))
    counts = rng.integers(0, int(rng.choice([2, 4, 100])), (n, n_categories))
    if dtype.itemsize > 1 and rng.random() < 0.3:
        counts = counts * int(rng.choice([3, 300]))
    return {"counts": counts.astype(dtype)}


def _counts(numbers: Any, dtype: str = "int64") -> Arguments:
    return {"counts": np.array(numbers, dtype)}


def _rows_come_back(arguments: Arguments, result: Any) -> bool:
    offsets, codes, counts, pattern, n_units = result
    rows = np.zeros((len(n_units), arguments["counts"].shape[1]), np.int64)
    rows[np.repeat(np.arange(len(n_units)), np.diff(offsets)), codes] = counts
    times = np.bincount(pattern, minlength=len(n_units))
    return bool(np.array_equal(rows[pattern], arguments["counts"]) and np.array_equal(times, n_units))


def _patterns_are_those_of_ratings(arguments: Arguments, result: Any) -> bool:
    counts = arguments["counts"].astype(np.int64)
    if counts.sum() > 100_000:
        return True  # too many to write down
    offsets = np.concatenate(([0], np.cumsum(counts.sum(axis=1)))).astype(np.int64)
    codes = np.repeat(np.tile(np.arange(counts.shape[1], dtype=np.int32), len(counts)), counts.ravel())
    same: tuple[Any, ...] = agreement.unit_patterns(offsets, codes, counts.shape[1])
    return all(np.array_equal(a, b) for a, b in zip(result, same, strict=True))


def _numbers_come_back(arguments: Arguments, result: Any) -> bool:
    cells, categories, n_others = result
    matrix = arguments["matrix"].astype(np.float64)
    rated = ~np.isnan(matrix) & ~np.isin(matrix, arguments["missing"])
    if n_others[0]:
        return not np.all((np.abs(matrix[rated] - 0.5) <= 126.5) & (matrix[rated] == np.rint(matrix[rated])))
    return bool(np.array_equal(cells > 0, rated) and np.array_equal(categories[cells[rated] - 1], matrix[rated]))


_CELLS: dict[str, Arguments] = {
    "no units": {"cells": np.zeros((3, 0), np.uint8), "n_categories": 2},
    "no raters": {"cells": np.zeros((0, 5), np.uint8), "n_categories": 2},
    "no ratings": {"cells": np.zeros((3, 5), np.uint8), "n_categories": 2},
    "no categories": {"cells": np.zeros((3, 5), np.uint8), "n_categories": 0},
    "all categories": {"cells": np.arange(1, 256, dtype=np.uint8).reshape(3, -1), "n_categories": 255},
    "as many ratings as fit a word": {"cells": np.full((15, 2), 16, np.uint8), "n_categories": 16},
    "each category of a word": {"cells": np.tile(np.arange(17, dtype=np.uint8), (15, 1)), "n_categories": 16},
    "one rating more than fits a word": {"cells": np.full((16, 2), 16, np.uint8), "n_categories": 16},
    "raters beyond a byte": {"cells": np.full((300, 2), 2, np.uint8), "n_categories": 2},
    "units over several blocks": {
        "cells": np.random.default_rng(0).integers(0, 4, (3, 70_000)).astype(np.uint8),
        "n_categories": 3,
    },
}

_WRONG_CELLS: dict[str, tuple[Arguments, str]] = {
    "cells of another type": ({"cells": np.zeros((2, 2)), "n_categories": 2}, "cells must be"),
    "cell beyond the categories": (
        {"cells": np.full((1, 2), 3, np.uint8), "n_categories": 2},
        r"cells must lie in \[0, 2\], found 3",
    ),
    "too many categories": (
        {"cells": np.zeros((1, 2), np.uint8), "n_categories": 256},
        "cells can hold 255 categories, not 256",
    ),
}
_CELLS_OF_MANY: dict[str, Arguments] = _CELLS | {
    "all units of all": {"cells": np.arange(700).reshape(7, 100).astype(np.uint8) % 3 + 1, "n_categories": 3},
    "more raters than are taken together": {
        "cells": np.arange(130 * 70).reshape(130, 70).astype(np.uint8) * np.uint8(7) % 5,
        "n_categories": 4,
    },
    "more units than a byte counts": {
        "cells": np.arange(4 * 1000).reshape(4, -1).astype(np.uint8) % 3,
        "n_categories": 2,
    },
    "rated where others are not": {"cells": np.kron(np.eye(2), np.ones((2, 100))).astype(np.uint8), "n_categories": 1},
    "few ratings": {"cells": (np.arange(3000).reshape(3, -1) % 97 == 0).astype(np.uint8), "n_categories": 1},
}

_THREE = _units(np.array([3, 2, 3]), np.array([2, 0, 2, 1, 1, 2, 2, 0]), 3)
_MANY = np.random.default_rng(0).integers(0, 4, (70_000, 3))  # over several blocks of units
_RARE = np.array([[2, 1, 0], [2, 2, 1], [2, 0, 0]], np.uint8)
_FEW_PATTERNS = _units(np.full(70_000, 3), _MANY.ravel(), 4)
_NOT_FIT = _units(np.array([15, 2]), np.repeat([16, 0], [15, 2]), 17)  # counts that are more than a word
_CELLS_OF_PATTERNS: dict[str, Arguments] = {
    "patterns alone": _CELLS["units over several blocks"] | {"of_unit": False},
    "patterns alone, of no units": _CELLS["no units"] | {"of_unit": False},
    "patterns alone, of more than fits a word": _CELLS["one rating more than fits a word"] | {"of_unit": False},
    "raters beyond a byte, of many units": {"cells": np.tile(_RARE, (100, 40)), "n_categories": 2},
}

_PAIR = _by_raters(np.array([[2, 2, -1], [0, 2, 1], [-1, -1, 0], [1, 1, 1]]), 3)
_LONG = np.random.default_rng(1).integers(0, 3, (9000, 3))  # over several blocks of words
_EDGES = {
    "no units": _by_raters(np.zeros((0, 3), np.int64), 3),
    "no ratings": _by_raters(np.full((70, 3), -1), 3),
    "no raters": _by_raters(np.zeros((5, 0), np.int64), 3),
    "one rater": _by_raters(np.zeros((5, 1), np.int64), 3),
    "some units of some": _PAIR,
    "one category": _by_raters(np.zeros((65, 3), np.int64), 1),
    "units fill words": _by_raters(_LONG[:128], 3),
    "one unit more": _by_raters(_LONG[:129], 3),
    "many words": _by_raters(_LONG, 3),
    "many words, one without some": _by_raters(np.where(np.arange(9000)[:, None] % 7 > [-1, -1, 0], _LONG, -1), 3),
    "as many categories as planes": _by_raters(_LONG[:200] + 60, 63),
    "one category more": _by_raters(_LONG[:200] + 61, 64),
    "pairs without a unit in common": _by_raters(np.array([[0, 1, -1, -1], [-1, -1, 1, 1]] * 40), 2),
    "more raters than a tile": _by_raters(np.arange(170).reshape(10, 17) % 5, 5),
}
_WRONG_RATERS = {
    "raters of another type": (_PAIR | {"raters": np.zeros(9)}, "raters must be"),
    "too few raters": (
        _PAIR | {"raters": np.zeros(3, np.int32)},
        r"raters must have one entry per rating \(9\), not 3",
    ),
    "rater beyond the last": (_PAIR | {"n_raters": 2}, r"raters of a unit must ascend within \[0, 2\)"),
    "rater twice": (
        _PAIR | {"raters": np.array([0, 0, 0, 1, 2, 2, 0, 1, 2], np.int32)},
        r"must ascend within \[0, 3\) without repeats, found \[0, 0\]",
    ),
    "code beyond the categories": (_PAIR | {"n_categories": 2}, r"codes must lie in \[0, 2\), found 0 to 2"),
    "more raters than codes": (_PAIR | {"n_raters": 2**31 + 1}, "n_raters must be at most 2147483648"),
    "more categories than codes": (_PAIR | {"n_categories": 2**62}, "n_categories must be at most 2147483648"),
}


def _with_pairs(arguments: Arguments) -> Arguments:
    """All ordered pairs of raters, each with itself."""
    pairs = np.indices((arguments["n_raters"],) * 2).reshape(2, -1).astype(np.int64)
    return arguments | {"first": pairs[0], "second": pairs[1]}


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="agreement",
        name="unit_patterns",
        facade=agreement.unit_patterns,
        reference=reference.unit_patterns,
        sample=_some_with_of_unit(_random),
        edge_cases=_with_of_unit(
            {
                "no units": _units(np.zeros(0, np.int64), np.zeros(0), 3),
                "no ratings": _units(np.zeros(4, np.int64), np.zeros(0), 3),
                "no categories": _units(np.zeros(4, np.int64), np.zeros(0), 0),
                "one pattern begins another": _units(np.array([3, 1, 2, 0]), np.array([1, 2, 1, 1, 1, 1]), 3),
                "many units of few patterns": _FEW_PATTERNS,
                "patterns alone": _FEW_PATTERNS | {"of_unit": False},
                "patterns alone, of no units": _units(np.zeros(0, np.int64), np.zeros(0), 3) | {"of_unit": False},
                "patterns alone, of more than fits a word": _NOT_FIT | {"of_unit": False},
                "as many numbers as have places in a table": _units(np.full(70_000, 3), _MANY.ravel() * 2, 9),
                "as many ratings as fit a word": _units(np.array([15, 15, 1]), np.repeat([3, 0, 15], [15, 15, 1]), 16),
                "one rating more than fits a word": _units(
                    np.array([16, 16, 1]), np.repeat([3, 0, 15], [16, 16, 1]), 16
                ),
                "one category more than fits a word": _NOT_FIT,
                "ratings beyond a byte": _units(np.array([300, 300, 299]), np.repeat([1, 1, 1], [300, 300, 299]), 2),
                "categories as numbers allow": _units(np.array([2, 2]), np.array([2**31 - 1, 0, 0, 2**31 - 1]), 2**31),
            }
        ),
        invalid_cases={
            "codes of another type": (_THREE | {"codes": np.zeros(8)}, "codes must be"),
            "code beyond the categories": (_THREE | {"n_categories": 2}, r"codes must lie in \[0, 2\), found 0 to 2"),
            "code below 0": (
                _units(np.array([1]), np.array([-1]), 3),
                r"codes must lie in \[0, 3\), found -1",
            ),
            "offsets that go back": (
                _THREE | {"offsets": np.array([0, 5, 3, 8])},
                "offsets must start at 0, never decrease",
            ),
            "offsets that end early": (_THREE | {"offsets": np.array([0, 3, 5])}, "end at the length of codes"),
            "no offsets": (_THREE | {"offsets": np.zeros(0, np.int64)}, "offsets must start at 0"),
            "negative number of categories": (_THREE | {"n_categories": -1}, "n_categories must be"),
            "more categories than codes": (_THREE | {"n_categories": 2**62}, "n_categories must be at most 2147483648"),
        },
        invariants={"every rating is in its unit's pattern": _covers_every_rating},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="small_cells",
        facade=agreement.small_cells,
        reference=reference.small_cells,
        sample=_random_table,
        edge_cases={
            "no units": _table(np.zeros((3, 0)), "int8"),
            "no raters": _table(np.zeros((0, 3)), "float64"),
            "nothing but NaN": _table([[np.nan, np.nan]], "float32"),
            "nothing but what is missing": _table([[-1, -1]], "int16", -1),
            "least and greatest": _table([[-126, 127]], "int64"),
            "below the least": _table([[-127, 1]], "int8"),
            "below the least, and missing": _table([[-127, 1, -128]], "int8", -127, -128),
            "beyond the greatest": _table([[128, 255, 1]], "uint8"),
            "beyond the greatest, and missing": _table([[255, 1, 3]], "uint8", 255),
            "missing among the categories": _table([[1, 2, 3, 2]], "int32", 2),
            "missing above the categories": _table([[1, 2, 9, 2]], "int32", 9),
            "missing that no number of the type is": _table([[1, 2]], "uint8", -1, 0.5, 1e300, np.inf),
            "minus zero": _table([[-0.0, 0.0, 1.0]], "float64"),
            "minus zero is missing": _table([[-0.0, 0.0, 1.0]], "float64", 0.0),
            "fractions": _table([[0.5, 1.0, np.nextafter(1, 2), 5e-324]], "float64"),
            "fractions that are missing": _table([[0.5, 1.0, 0.5]], "float32", 0.5),
            "infinite": _table([[np.inf, -np.inf, 1, 2]], "float64"),
            "beyond whole numbers": _table([[2.0**52, 2.0**51 + 1, 2.0**62, 1e308, -1e308, 1]], "float64"),
            "greatest integers": _table([[2**63 - 1, -(2**63), 2**32, 2**32 + 1]], "int64"),
            "over several blocks": _table(np.arange(9000).reshape(1, -1) % 7 * 2 - 3, "float64", 9),
        },
        invalid_cases={
            "one dimension": ({"matrix": np.zeros(3), "missing": np.zeros(0)}, "matrix must be an array of two dim"),
            "text": ({"matrix": np.array([["a"]]), "missing": np.zeros(0)}, "matrix must be an array of two dim"),
            "missing of another type": (_table([[1]], "int8") | {"missing": np.zeros(1, np.int64)}, "missing must be"),
        },
        invariants={"numbers come back": _numbers_come_back},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="cell_patterns",
        facade=agreement.cell_patterns,
        reference=reference.cell_patterns,
        sample=_some_with_of_unit(_random_cells),
        edge_cases=_with_of_unit(_CELLS | _CELLS_OF_PATTERNS),
        invalid_cases=_WRONG_CELLS,
        invariants={"patterns are those of the columns": _patterns_are_those_of_columns},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="count_patterns",
        facade=agreement.count_patterns,
        reference=reference.count_patterns,
        sample=_random_counts,
        edge_cases={
            "no units": _counts(np.zeros((0, 3))),
            "no categories": _counts(np.zeros((3, 0))),
            "no ratings": _counts(np.zeros((3, 2))),
            "one pattern begins another": _counts([[1, 0, 0], [1, 1, 0], [2, 0, 0], [2, 0, 1], [1, 0, 1], [0, 3, 0]]),
            "units fill what is looked up at once": _counts(np.arange(256 * 3).reshape(-1, 3) % 5),
            "as many categories as bytes of a word": _counts(np.eye(8)),
            "one category more": _counts(np.eye(9)),
            "the greatest byte in each category": _counts(np.full((2, 8), 255) * np.eye(8, dtype=int)[[3, 7]]),
            "counts beyond a byte, last": _counts([[1, 0]] * 300 + [[0, 256], [1, 0], [256, 0], [0, 1]]),
            "the greatest count": _counts([[2**31 - 1, 0], [2**31 - 1, 1], [2**31 - 2, 0]]),
            "the greatest count as a float": _counts([[2.0**31 - 1, 1]], "float64"),
            "minus zero": _counts([[-0.0, 1.0], [0.0, 1.0]], "float64"),
            "units over several blocks": _counts(np.random.default_rng(0).multinomial(3, [0.5, 0.3, 0.2], 70_000)),
            "many categories, over several blocks": _counts(
                np.random.default_rng(0).multinomial(2, np.full(9, 1 / 9), 40_000), "int8"
            ),
        },
        invalid_cases={
            "one dimension": ({"counts": np.zeros(3)}, "counts must be an array of two dimensions"),
            "text": ({"counts": np.array([["a"]])}, "counts must be an array of two dimensions"),
            "below 0": (_counts([[1, 2], [0, -1], [-2, 0]], "int8"), r"row 1: counts must be whole .* found -1"),
            "below 0 among many": (
                _counts(np.where(np.arange(80_000)[:, None] % 79_999 == 79_998, -1, 1)),
                r"row 79998: counts must be whole numbers of at least 0, found -1",
            ),
            "a fraction": (_counts([[1, 0.5]], "float32"), r"row 0: counts must be whole .* found 0.5"),
            "NaN": (_counts([[1, 0], [np.nan, 1]], "float64"), r"row 1: counts must be whole .* found nan"),
            "too many": (_counts([[0, 2**31]]), r"row 0: counts must be at most 2,147,483,647, found 2147483648"),
            "too many as a float": (_counts([[0, 2.0**31]], "float32"), "counts must be at most 2,147,483,647"),
            "infinite": (_counts([[np.inf, 0]], "float64"), "counts must be at most 2,147,483,647, found inf"),
        },
        invariants={
            "rows come back": _rows_come_back,
            "patterns are those of the ratings": _patterns_are_those_of_ratings,
        },
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="cell_columns",
        facade=agreement.cell_columns,
        reference=reference.cell_columns,
        sample=lambda rng, n: _cells_only(_random_cells(rng, n)),
        edge_cases={name: _cells_only(arguments) for name, arguments in _CELLS.items()},
        invalid_cases={"cells of another type": ({"cells": np.zeros((2, 2))}, "cells must be")},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="unordered_units",
        facade=agreement.unordered_units,
        reference=reference.unordered_units,
        sample=_random_order,
        edge_cases={
            **{name: _order(arguments) for name, arguments in _EDGES.items()},
            "wrong in the first and in a later unit": _order(
                _PAIR | {"raters": np.array([1, 0, 0, 1, 2, 2, 2, 1, 0], np.int32)}
            ),
            "wrong after many units": {
                "offsets": np.arange(40_001),
                "raters": np.where(np.arange(40_000) == 39_999, 1, 0).astype(np.int32),
                "n_raters": 1,
            },
        },
        invalid_cases={
            "raters of another type": (_order(_PAIR) | {"raters": np.zeros(9)}, "raters must be"),
            "offsets that end early": (_order(_PAIR) | {"offsets": np.array([0, 3, 5])}, "end at the length of raters"),
            "negative number of raters": (_order(_PAIR) | {"n_raters": -1}, "n_raters must be"),
            "more raters than codes": (_order(_PAIR) | {"n_raters": 2**64}, "n_raters must be at most 2147483648"),
        },
        invariants={"units before the first are in order": _units_before_are_in_order},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
    KernelSpec(
        family="agreement",
        name="pair_counts",
        facade=agreement.pair_counts,
        reference=reference.pair_counts,
        sample=_random_raters,
        edge_cases=_EDGES
        | {
            "categories as numbers allow": _by_raters(np.array([[2**20, 2**20 - 1, 0], [0, 2**20, 0]]), 2**20 + 1),
        },
        invalid_cases=_WRONG_RATERS,
        invariants={"sums are those of the tables": _pairs_are_what_tables_hold},
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="agreement",
        name="pair_tables",
        facade=agreement.pair_tables,
        reference=reference.pair_tables,
        sample=_random_pairs,
        edge_cases={name: _with_pairs(arguments) for name, arguments in _EDGES.items()}
        | {"no categories": _with_pairs(_by_raters(np.full((4, 2), -1), 0))},
        invalid_cases={
            **{name: (_with_pairs(_PAIR) | wrong, message) for name, (wrong, message) in _WRONG_RATERS.items()},
            "pairs of unequal lengths": (
                _with_pairs(_PAIR) | {"second": np.zeros(3, np.int64)},
                "first and second must be equally long, not 9 and 3",
            ),
            "pair of a rater who is not there": (
                _with_pairs(_PAIR) | {"first": np.full(9, 3)},
                r"first must lie in \[0, 3\), found 3 to 3",
            ),
            "tables beyond memory": (
                _with_pairs(_PAIR) | {"n_categories": 20_000},
                "9 tables of 20,000 × 20,000 cells are too large",
            ),
        },
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="agreement",
        name="cell_pair_counts",
        facade=agreement.cell_pair_counts,
        reference=reference.cell_pair_counts,
        sample=_random_cells_of_many,
        edge_cases=_CELLS_OF_MANY,
        invalid_cases=_WRONG_CELLS,
        invariants={"sums are those of the columns": _pairs_are_those_of_columns},
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="agreement",
        name="cell_pair_tables",
        facade=agreement.cell_pair_tables,
        reference=reference.cell_pair_tables,
        sample=_random_cell_pairs,
        edge_cases={name: _cell_pairs(arguments) for name, arguments in _CELLS_OF_MANY.items()},
        invalid_cases={
            **{
                name: (wrong | {"first": np.zeros(1, np.int64), "second": np.zeros(1, np.int64)}, message)
                for name, (wrong, message) in _WRONG_CELLS.items()
            },
            "pair of a rater who is not there": (
                {
                    "cells": np.ones((2, 2), np.uint8),
                    "n_categories": 1,
                    "first": np.array([0]),
                    "second": np.array([2]),
                },
                r"second must lie in \[0, 2\), found 2",
            ),
        },
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
)
