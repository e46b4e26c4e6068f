"""KernelSpecs of the agreement family."""

from __future__ import annotations

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


def _covers_every_rating(arguments: Arguments, result: Any) -> bool:
    offsets, _, counts, pattern = result
    sizes = np.array([counts[a:b].sum() for a, b in zip(offsets[:-1], offsets[1:], strict=True)], np.int64)
    return bool(np.array_equal(sizes[pattern], np.diff(arguments["offsets"])))


_THREE = _units(np.array([3, 2, 3]), np.array([2, 0, 2, 1, 1, 2, 2, 0]), 3)
_MANY = np.random.default_rng(0).integers(0, 4, (70_000, 3))  # over several blocks of units

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="agreement",
        name="unit_patterns",
        facade=agreement.unit_patterns,
        reference=reference.unit_patterns,
        sample=_random,
        edge_cases={
            "no units": _units(np.zeros(0, np.int64), np.zeros(0), 3),
            "no ratings": _units(np.zeros(4, np.int64), np.zeros(0), 3),
            "no categories": _units(np.zeros(4, np.int64), np.zeros(0), 0),
            "one pattern begins another": _units(np.array([3, 1, 2, 0]), np.array([1, 2, 1, 1, 1, 1]), 3),
            "many units of few patterns": _units(np.full(70_000, 3), _MANY.ravel(), 4),
            "as many ratings as fit a word": _units(np.array([15, 15, 1]), np.repeat([3, 0, 15], [15, 15, 1]), 16),
            "one rating more than fits a word": _units(np.array([16, 16, 1]), np.repeat([3, 0, 15], [16, 16, 1]), 16),
            "one category more than fits a word": _units(np.array([15, 2]), np.repeat([16, 0], [15, 2]), 17),
            "ratings beyond a byte": _units(np.array([300, 300, 299]), np.repeat([1, 1, 1], [300, 300, 299]), 2),
            "categories as numbers allow": _units(np.array([2, 2]), np.array([2**31 - 2, 0, 0, 2**31 - 2]), 2**31 - 1),
        },
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
        },
        invariants={"every rating is in its unit's pattern": _covers_every_rating},
        benchmark_sizes=(1000, 30_000, 1_000_000),
    ),
)
