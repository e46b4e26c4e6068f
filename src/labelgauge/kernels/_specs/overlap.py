"""KernelSpecs of the overlap family."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from labelgauge.kernels import overlap
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import overlap as reference
from labelgauge.reference.rle import encode_strings
from labelgauge.testing import samples

_NO_CROWD = np.zeros(0, dtype=np.uint8)


def _prefixed(arguments: Arguments, prefix: str) -> Arguments:
    return {f"{prefix}{name}": value for name, value in arguments.items()}


def _two_sides(gold: np.ndarray[Any, Any], candidate: np.ndarray[Any, Any]) -> Arguments:
    return _prefixed(samples.runs_of(gold), "gold_") | _prefixed(samples.runs_of(candidate), "candidate_")


def _some_size(rng: np.random.Generator) -> tuple[int, int]:
    """Small enough for the twins; one in four so high that simple masks are held as intervals and not as bits."""
    return int(rng.integers(1, 80 if rng.random() < 0.75 else 700)), int(rng.integers(1, 60))


def _mask_matrix(rng: np.random.Generator, n: int) -> Arguments:
    size = _some_size(rng)
    sides = _two_sides(samples.blobs(rng, n, size), samples.blobs(rng, max(n - 1, 0), size))
    return sides | {"crowd": (rng.random(n) < 0.3).astype(np.uint8), "measure": int(rng.integers(0, 4))}


def _sparse_masks(rng: np.random.Generator, n: int) -> Arguments:
    # thresholds that are ratios of small whole numbers, so that ties happen
    return _mask_matrix(rng, n) | {"threshold": float(rng.choice([0.0, 1 / 3, 0.5, 0.75, 1.0]))}


def _mask_pairs(rng: np.random.Generator, n: int) -> Arguments:
    size = _some_size(rng)
    sides = _two_sides(samples.blobs(rng, n, size), samples.blobs(rng, n, size))
    k = 2 * n
    return sides | {
        "gold_index": rng.integers(0, max(n, 1), k),
        "candidate_index": rng.integers(0, max(n, 1), k),
    }


def _with_strings(arguments: Arguments) -> Arguments:
    """Candidates as strings in JSON text, the last one first."""
    given = dict(arguments)
    text, ends = encode_strings(given.pop("candidate_counts"), given.pop("candidate_offsets"))
    pieces, spans, length = [], [], 0
    for begin, end in reversed(list(itertools.pairwise(ends.tolist()))):
        escaped = text[begin:end].tobytes().replace(b"\\", b"\\\\")
        pieces.append(b'", "' + escaped)
        spans.append((length + 4, length + 4 + len(escaped)))
        length += 4 + len(escaped)
    joined = np.frombuffer(b"".join(pieces), dtype=np.uint8)
    return given | {"text": joined, "spans": np.array(spans[::-1], dtype=np.int64).reshape(-1, 2)}


def _string_pairs(rng: np.random.Generator, n: int) -> Arguments:
    """Pairs of one candidate stand together, as they do in use, or anywhere."""
    arguments = _with_strings(_mask_pairs(rng, n))
    order = np.argsort(arguments["candidate_index"], kind="stable") if rng.random() < 0.7 else slice(None)
    return arguments | {name: arguments[name][order] for name in ("gold_index", "candidate_index")}


def _corners(rng: np.random.Generator, n: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    xy = rng.uniform(-5, 30, (n, 2))
    if rng.random() < 0.5:
        xy = np.round(xy)  # whole numbers make boxes that touch without overlapping
    return np.hstack((xy, xy + np.round(rng.uniform(0, 20, (n, 2)), 1)))


def _areas(corners: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1])


def _box_sides(
    gold: np.ndarray[Any, np.dtype[np.float64]], candidate: np.ndarray[Any, np.dtype[np.float64]]
) -> Arguments:
    return {
        "gold_corners": gold,
        "gold_areas": _areas(gold),
        "candidate_corners": candidate,
        "candidate_areas": _areas(candidate),
    }


def _box_matrix(rng: np.random.Generator, n: int) -> Arguments:
    sides = _box_sides(_corners(rng, n), _corners(rng, n + 1))
    return sides | {"crowd": (rng.random(n) < 0.3).astype(np.uint8), "measure": int(rng.integers(0, 7))}


def _box_pairs(rng: np.random.Generator, n: int) -> Arguments:
    return _box_sides(_corners(rng, n), _corners(rng, n)) | {
        "gold_index": rng.integers(0, max(n, 1), 2 * n),
        "candidate_index": rng.integers(0, max(n, 1), 2 * n),
        "measure": int(rng.integers(0, 7)),
    }


def _images(rng: np.random.Generator, n: int) -> Arguments:
    gold, candidate = _corners(rng, n), _corners(rng, n + 3)
    gold[rng.random(n) < 0.1] = np.nan
    cuts = [np.sort(rng.integers(0, len(side) + 1, 2)) for side in (gold, candidate)]
    return {
        "gold_corners": gold,
        "gold_image_offsets": np.concatenate(([0], cuts[0], [len(gold)])),
        "candidate_corners": candidate,
        "candidate_image_offsets": np.concatenate(([0], cuts[1], [len(candidate)])),
    }


def _cells(rng: np.random.Generator, n: int) -> Arguments:
    """Boxes in cells, in any order and some of them twice; areas are theirs or smaller."""
    sides = _box_sides(_corners(rng, n), _corners(rng, n + 3))
    shrunk = bool(rng.random() < 0.5)
    cuts = int(rng.integers(0, 4))
    for side, size in (("gold", n), ("candidate", n + 3)):
        sides[f"{side}_corners"][rng.random(size) < 0.1] = np.nan
        if shrunk:
            sides[f"{side}_areas"] *= rng.uniform(0.5, 1, size)
        rows = rng.integers(0, max(size, 1), 2 * size)
        sides |= {
            f"{side}_rows": rows,
            f"{side}_offsets": np.concatenate(([0], np.sort(rng.integers(0, len(rows) + 1, cuts)), [len(rows)])),
        }
    return sides | {
        "crowd": (rng.random(n) < 0.3).astype(np.uint8) if rng.random() < 0.5 else _NO_CROWD,
        "least": float(rng.choice([1e-9, 1 / 3, 0.5, 1.0])),
        "ratio_of": overlap.CONTENTS if shrunk else overlap.BOXES,
    }


def _one_cell(sides: Arguments, **more: Any) -> Arguments:
    cells = {
        name: values
        for side in ("gold", "candidate")
        for name, values in (
            (f"{side}_rows", np.arange(len(sides[f"{side}_areas"]))),
            (f"{side}_offsets", np.array([0, len(sides[f"{side}_areas"])])),
        )
    }
    return sides | cells | {"crowd": _NO_CROWD, "least": 1e-9, "ratio_of": overlap.BOXES} | more


def _column_stripes(height: int, width: int, period: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.broadcast_to((np.arange(height) % period == 0)[:, np.newaxis], (1, height, width)).copy()


def _stretches(height: int, width: int, *spans: tuple[int, int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """One mask with the same stretches [begin, end) of rows in every column but the first two and the last."""
    mask = np.zeros((1, height, width), dtype=np.bool_)
    for begin, end in spans:
        mask[:, begin:end, 2:-1] = True
    return mask


def _scattered(height: int, width: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """One mask of many short stretches in every column, no two columns alike."""
    rows, columns = np.mgrid[:height, :width]
    return np.asarray((7 * rows + columns**3) % 11 < 4, dtype=np.bool_)[np.newaxis]


_FULL = np.ones((1, 65, 5), dtype=np.bool_)
_MASK_EDGES = {
    "no gold": _two_sides(_FULL[:0], _FULL),
    "no candidate": _two_sides(_FULL, _FULL[:0]),
    "no pixels": _two_sides(np.zeros((1, 0, 5), np.bool_), np.zeros((2, 0, 5), np.bool_)),
    "empty masks": _two_sides(np.zeros_like(_FULL), np.zeros_like(_FULL)),
    "full masks": _two_sides(_FULL, _FULL),
    "full and empty": _two_sides(_FULL, np.zeros_like(_FULL)),
    "one row": _two_sides(np.ones((1, 1, 200), np.bool_), np.arange(200).reshape(1, 1, 200) % 3 == 0),
    "one column": _two_sides(np.ones((1, 200, 1), np.bool_), np.arange(200).reshape(1, 200, 1) % 3 == 0),
    "checkerboards": _two_sides(
        np.indices((1, 70, 9)).sum(axis=0) % 2 == 0, np.indices((1, 70, 9)).sum(axis=0) % 2 == 1
    ),
    "many stretches a column": _two_sides(_column_stripes(66, 3, 10), _column_stripes(66, 3, 12)),
    "bits that end where a word ends": _two_sides(_stretches(128, 9, (3, 128)), _stretches(128, 9, (0, 64), (70, 128))),
    "bits of 7 columns beside bits of 20": _two_sides(
        _stretches(100, 10, (5, 95)),
        np.pad(_stretches(100, 8, (0, 70)), ((0, 0), (0, 0), (0, 2))) | _column_stripes(100, 10, 3),
    ),
    "high and simple": _two_sides(_stretches(300, 9, (1, 300)), _stretches(300, 9, (100, 299))),
    "high and simple, side by side": _two_sides(
        _stretches(300, 9, (1, 300)), np.roll(_stretches(300, 9, (5, 299)), 3, axis=2)
    ),
    "high, two stretches a column": _two_sides(
        _stretches(700, 9, (1, 300), (310, 690)), _stretches(700, 9, (0, 305), (689, 700))
    ),
    "high and simple, and ragged": _two_sides(_stretches(300, 9, (63, 257)), _column_stripes(300, 9, 2)),
    "high and simple, and low": _two_sides(_stretches(300, 9, (63, 257)), _stretches(300, 9, (0, 64), (128, 192))),
    "ragged and ragged, of other heights": _two_sides(
        _column_stripes(200, 3, 2), np.pad(_column_stripes(70, 3, 2), ((0, 0), (65, 65), (0, 0)))
    ),
    "ragged, no two columns alike, of other heights": _two_sides(
        np.pad(_scattered(70, 9), ((0, 0), (65, 65), (0, 0))), _scattered(200, 9)
    ),
    "long runs in a wide image, and many": _two_sides(
        np.arange(18_000).reshape(1, 9000, 2).transpose(0, 2, 1) % 7000 < 3500,
        np.stack([np.indices((2, 9000))[1] % 3 == 0, np.indices((2, 9000))[1] > 5000]),
    ),
    "ragged and ragged": _two_sides(_column_stripes(130, 3, 2), _column_stripes(130, 3, 3)),
}
_BOX_EDGES = {
    "no boxes": _box_sides(np.zeros((0, 4)), np.zeros((0, 4))),
    "equal": _box_sides(np.array([[0.0, 0, 2, 3]]), np.array([[0.0, 0, 2, 3]])),
    "touching edges": _box_sides(np.array([[0.0, 0, 2, 2]]), np.array([[2.0, 0, 4, 2]])),
    "points": _box_sides(np.array([[1.0, 1, 1, 1]]), np.array([[1.0, 1, 1, 1], [2, 2, 2, 2]])),
    "lines": _box_sides(np.array([[0.0, 1, 4, 1]]), np.array([[0.0, 1, 4, 1], [2, 0, 2, 4]])),
    "NaN": _box_sides(np.array([[np.nan, 1, 4, 1]]), np.array([[0.0, 1, 4, 2]])),
}
_SIX_SIZES = {
    **_two_sides(_FULL, _FULL),
    "candidate_counts": np.array([6], np.uint32),
    "candidate_offsets": np.array([0, 1]),
    "candidate_sizes": np.array([[2, 3]]),
}
_MATRIX = {"crowd": _NO_CROWD, "measure": overlap.IOU}
_FIRST_PAIR = {"gold_index": np.array([0]), "candidate_index": np.array([0])}


def _within_unit(_: Arguments, result: Any) -> bool:
    return bool(np.all((result >= 0) & (result <= 1)))


def _budget(arguments: Arguments) -> int:
    return 2 if arguments["measure"] == overlap.CIOU else 0  # CIoU takes atan2 from the C library


def _no_pairs(arguments: Arguments) -> Arguments:
    one = bool(len(arguments["gold_sizes"]) and len(arguments["candidate_sizes"]))
    index = np.zeros(int(one), dtype=np.int64)
    return arguments | {"gold_index": index, "candidate_index": index}


def _many_golds() -> Arguments:
    """One candidate with golds 0, 64 and 128, all different, and back."""
    golds = np.arange(130)[:, np.newaxis, np.newaxis] > np.arange(8 * 20).reshape(8, 20)[np.newaxis]
    index = np.array([0, 64, 128, 64, 1, 0])
    return _with_strings(_two_sides(golds, np.ones((1, 8, 20), np.bool_))) | {
        "gold_index": index,
        "candidate_index": np.zeros_like(index),
    }


_TWO_STRINGS = _with_strings(_two_sides(np.ones((1, 2, 2), np.bool_), np.ones((2, 2, 2), np.bool_))) | {
    "text": np.frombuffer(b"04 zz", np.uint8),
    "spans": np.array([[0, 2], [3, 5]]),
}


_ONE_BOX = _one_cell(_BOX_EDGES["equal"])


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="overlap",
        name="cell_edges",
        facade=overlap.cell_edges,
        reference=reference.cell_edges,
        sample=_cells,
        edge_cases={
            **{name: _one_cell(sides) for name, sides in _BOX_EDGES.items()},
            **{f"{name}, contents": _one_cell(sides, ratio_of=1, least=0.5) for name, sides in _BOX_EDGES.items()},
            "cells without one side": _ONE_BOX
            | {"gold_offsets": np.array([0, 1, 1]), "candidate_offsets": np.array([0, 0, 1])},
            "no cells": _one_cell(_BOX_EDGES["no boxes"])
            | {"gold_offsets": np.array([0]), "candidate_offsets": np.array([0])},
            "exactly the least": _one_cell(
                _box_sides(np.array([[0.0, 0, 4, 2]]), np.array([[0.0, 0, 2, 2], [0, 0, 1.99, 2]])), least=0.5
            ),
            "a wide one begins far to the left": _one_cell(
                _box_sides(np.array([[0.0, 0, 100, 2], [5, 0, 6, 2], [97, 0, 98, 2]]), np.array([[97.0, 0, 99, 2]]))
            ),
            "a crowd": _ONE_BOX | {"crowd": np.array([1], np.uint8), "least": 1.0},
        },
        invalid_cases={
            "rows out of range": (_ONE_BOX | {"gold_rows": np.array([1])}, r"gold_rows must lie in \[0, 1\)"),
            "other numbers of cells": (
                _ONE_BOX | {"gold_offsets": np.array([0, 0, 1])},
                "gold_offsets and candidate_offsets must be equally long, not 3 and 2",
            ),
            "nothing at least": (_ONE_BOX | {"least": 0.0}, "least must be above 0"),
            "least is no number": (_ONE_BOX | {"least": float("nan")}, "least must be a finite number"),
            "ratio of something else": (_ONE_BOX | {"ratio_of": 2}, "ratio_of must be BOXES or CONTENTS"),
        },
        invariants={
            "not below the least": lambda given, result: bool(np.all(result[2] >= given["least"])),
            "offsets end with the pairs": lambda _, result: bool(result[0][-1] == len(result[1])),
        },
    ),
    KernelSpec(
        family="overlap",
        name="mask_overlap",
        facade=overlap.mask_overlap,
        reference=reference.mask_overlap,
        sample=_mask_matrix,
        edge_cases={name: sides | _MATRIX for name, sides in _MASK_EDGES.items()},
        invalid_cases={
            "two sizes": (_SIX_SIZES | _MATRIX, "masks differ in size"),
            "a measure for boxes": (
                _MASK_EDGES["full masks"] | {"crowd": _NO_CROWD, "measure": overlap.GIOU},
                "measure must be one of 0 to 3, not 4",
            ),
            "crowd of another length": (
                _MASK_EDGES["full masks"] | {"crowd": np.zeros(2, np.uint8), "measure": 0},
                "crowd must be empty or have one entry per gold",
            ),
        },
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="overlap",
        name="mask_overlap_sparse",
        facade=overlap.mask_overlap_sparse,
        reference=reference.mask_overlap_sparse,
        sample=_sparse_masks,
        edge_cases={
            f"{name}, threshold {threshold}": sides | _MATRIX | {"threshold": threshold}
            for name, sides in _MASK_EDGES.items()
            for threshold in (-1.0, 0.5, 1.0)
        },
        invalid_cases={
            "threshold is not a number": (
                _MASK_EDGES["full masks"] | _MATRIX | {"threshold": np.nan},
                "threshold must be a finite number, not nan",
            ),
        },
        invariants={"above 0": lambda _, result: bool(np.all(result[2] > 0))},
    ),
    KernelSpec(
        family="overlap",
        name="mask_intersection",
        facade=overlap.mask_intersection,
        reference=reference.mask_intersection,
        sample=_mask_pairs,
        edge_cases={name: _no_pairs(sides) for name, sides in _MASK_EDGES.items()},
        invalid_cases={
            "two sizes": (_SIX_SIZES | _FIRST_PAIR, r"the masks of pair 0 differ in size: \(65, 5\) and \(2, 3\)"),
            "position out of range": (
                _MASK_EDGES["full masks"] | {"gold_index": np.array([1]), "candidate_index": np.array([0])},
                r"gold_index must lie in \[0, 1\)",
            ),
        },
        invariants={"not negative": lambda _, result: bool(np.all(result >= 0))},
    ),
    KernelSpec(
        family="overlap",
        name="json_string_intersection",
        facade=overlap.json_string_intersection,
        reference=reference.json_string_intersection,
        sample=_string_pairs,
        edge_cases={name: _no_pairs(_with_strings(sides)) for name, sides in _MASK_EDGES.items()}
        | {
            "golds as far apart as those held together": _many_golds(),
            "a string that nobody asks for cannot be decoded": _TWO_STRINGS | _FIRST_PAIR,
        },
        invalid_cases={
            "two sizes": (
                _with_strings(_SIX_SIZES) | _FIRST_PAIR,
                r"the masks of pair 0 differ in size: \(65, 5\) and \(2, 3\)",
            ),
            "position out of range": (
                _with_strings(_MASK_EDGES["full masks"])
                | {"gold_index": np.array([0]), "candidate_index": np.array([1])},
                r"candidate_index must lie in \[0, 1\)",
            ),
            "a span beyond the text": (
                _with_strings(_MASK_EDGES["full masks"]) | _FIRST_PAIR | {"spans": np.array([[1, 99]])},
                "spans must begin and end within text",
            ),
            "a string that cannot be decoded": (
                _TWO_STRINGS | {"gold_index": np.array([0, 0]), "candidate_index": np.array([0, 1])},
                "string 1, of pair 1, cannot be decoded",
            ),
        },
        invariants={"not negative": lambda _, result: bool(np.all(result >= 0))},
    ),
    KernelSpec(
        family="overlap",
        name="box_overlap",
        facade=overlap.box_overlap,
        reference=reference.box_overlap,
        sample=_box_matrix,
        edge_cases={
            f"{name}, measure {measure}": sides | {"crowd": _NO_CROWD, "measure": measure}
            for name, sides in _BOX_EDGES.items()
            for measure in range(7)
        },
        invalid_cases={
            "unknown measure": (
                _BOX_EDGES["equal"] | {"crowd": _NO_CROWD, "measure": 7},
                "measure must be one of 0 to 6",
            ),
            "corners are not float64": (
                _BOX_EDGES["equal"] | _MATRIX | {"gold_corners": np.zeros((1, 4), np.float32)},
                "gold_corners must be a 2-D float64 array with 4 columns, not float32",
            ),
            "areas are missing": (
                _BOX_EDGES["equal"] | _MATRIX | {"gold_areas": np.zeros(0)},
                "gold_areas must have one entry per box",
            ),
        },
        ulp=_budget,
        invariants={"at most 1": lambda _, result: not np.any(result > 1 + 1e-12)},
    ),
    KernelSpec(
        family="overlap",
        name="box_overlap_pairs",
        facade=overlap.box_overlap_pairs,
        reference=reference.box_overlap_pairs,
        sample=_box_pairs,
        edge_cases={
            f"{name}, measure {measure}": sides | _FIRST_PAIR | {"measure": measure}
            for name, sides in _BOX_EDGES.items()
            if len(sides["gold_areas"])
            for measure in range(7)
        },
        invalid_cases={
            "uneven pairs": (
                _BOX_EDGES["equal"] | {"gold_index": np.array([0, 0]), "candidate_index": np.array([0]), "measure": 0},
                "gold_index and candidate_index must be equally long, not 2 and 1",
            ),
        },
        ulp=_budget,
        invariants={"at most 1": lambda _, result: not np.any(result > 1 + 1e-12)},
    ),
    KernelSpec(
        family="overlap",
        name="touching_boxes",
        facade=overlap.touching_boxes,
        reference=reference.touching_boxes,
        sample=_images,
        edge_cases={
            name: {
                "gold_corners": sides["gold_corners"],
                "gold_image_offsets": np.array([0, len(sides["gold_corners"])]),
                "candidate_corners": sides["candidate_corners"],
                "candidate_image_offsets": np.array([0, len(sides["candidate_corners"])]),
            }
            for name, sides in _BOX_EDGES.items()
        },
        invalid_cases={
            "another number of images": (
                {
                    "gold_corners": np.zeros((0, 4)),
                    "gold_image_offsets": np.array([0, 0]),
                    "candidate_corners": np.zeros((0, 4)),
                    "candidate_image_offsets": np.array([0, 0, 0]),
                },
                "candidate_image_offsets must have 2 entries",
            ),
        },
    ),
)
