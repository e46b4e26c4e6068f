"""KernelSpecs of the rotated family."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import overlap, rotated
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import rotated as reference

Floats = NDArray[np.float64]

_NO_CROWD = np.zeros(0, dtype=np.uint8)
_QUARTER = np.pi / 2
_EXACT_WITHIN = 1e-12
"""What rounding may do to a ratio of boxes like the sampled ones; the twin has no rounding but of sine and cosine."""


def _flat(rng: np.random.Generator, n: int) -> Floats:
    """Boxes near each other, often turned alike or by quarter turns, some on whole numbers, some without area."""
    boxes = np.empty((n, 5))
    boxes[:, :2] = rng.uniform(-10, 10, (n, 2))
    boxes[:, 2:4] = rng.uniform(0.2, 20, (n, 2))
    angles = np.stack((rng.uniform(-7, 7, n), rng.integers(-5, 6, n) * _QUARTER, np.full(n, 0.25), np.zeros(n)))
    boxes[:, 4] = angles[rng.integers(0, 4, n), np.arange(n)]
    if rng.random() < 0.3:
        boxes[:, :4] = np.round(boxes[:, :4])
    return boxes


def _upright(rng: np.random.Generator, n: int) -> Floats:
    flat = _flat(rng, n)
    z, height = np.round(rng.uniform(-3, 3, (n, 1)), 1), np.round(rng.uniform(0, 4, (n, 1)), 1)
    return np.hstack((flat[:, :2], z, flat[:, 2:4], height, flat[:, 4:]))


def _sides(gold: Floats, candidate: Floats, rng: np.random.Generator) -> Arguments:
    """Both sides; every third candidate is a gold again, or nearly."""
    again = np.arange(len(candidate)) % 3 == 0
    candidate[again] = gold[: len(candidate)][again]
    if rng.random() < 0.5:
        candidate[again] *= 1 + 1e-9
    return {"gold_boxes": gold, "candidate_boxes": candidate}


def _matrix(kind: Any) -> Any:
    def sample(rng: np.random.Generator, n: int) -> Arguments:
        sides = _sides(kind(rng, n), kind(rng, min(n, 5)), rng)
        return sides | {"crowd": (rng.random(n) < 0.3).astype(np.uint8), "measure": int(rng.integers(0, 4))}

    return sample


def _pairs(kind: Any) -> Any:
    def sample(rng: np.random.Generator, n: int) -> Arguments:
        return _sides(kind(rng, n), kind(rng, n), rng) | {
            "gold_index": rng.integers(0, max(n, 1), 2 * n),
            "candidate_index": rng.integers(0, max(n, 1), 2 * n),
            "measure": int(rng.integers(0, 4)),
        }

    return sample


def _row(*values: float) -> Floats:
    return np.array([values], dtype=np.float64)


_FLAT: dict[str, tuple[Floats, Floats]] = {
    "no boxes": (np.zeros((0, 5)), np.zeros((0, 5))),
    "no gold": (np.zeros((0, 5)), _row(0, 0, 1, 1, 0)),
    "equal": (_row(296.7, 458.7, 23.5, 47.7, 0.088), _row(296.7, 458.7, 23.5, 47.7, 0.088)),
    "a quarter turn": (_row(1, 2, 6, 4, 0.3), _row(1, 2, 4, 6, 0.3 + _QUARTER)),
    "a half turn": (_row(1, 2, 6, 4, 0.3), _row(1, 2, 6, 4, 0.3 - np.pi)),
    "many turns": (_row(1, 2, 6, 4, 0.3), _row(1, 2, 6, 4, 0.3 + 200 * np.pi)),
    "a cross": (_row(0, 0, 10, 2, 0.7), _row(0, 0, 10, 2, 0.7 + _QUARTER)),
    "an octagon": (_row(0, 0, 2, 2, 0), _row(0, 0, 2, 2, np.pi / 4)),
    "one inside the other": (_row(0, 0, 10, 10, 0.1), _row(1, 1, 2, 3, 2)),
    "touching sides": (_row(0, 0, 2, 2, 0), _row(2, 0, 2, 2, 0)),
    "touching corners": (_row(0, 0, 2, 2, 0), _row(2, 2, 2, 2, 0)),
    "a corner on a side": (_row(0, 0, 2, 2, 0), _row(2, 0, 1.5, 1.5, np.pi / 4)),
    "circles meet, boxes do not": (_row(0, 0, 20, 1, 0), _row(0, 2, 20, 1, 0)),
    "far apart": (_row(0, 0, 2, 2, 0), _row(1e6, 0, 2, 2, 1)),
    "points": (_row(1, 1, 0, 0, 0), _row(1, 1, 0, 0, 0.5)),
    "lines": (_row(0, 0, 5, 0, 0), _row(0, 0, 0, 5, 0)),
    "a line inside": (_row(0, 0, 5, 0, 1), _row(0, 0, 9, 9, 0)),
    "a hair across": (
        _row(135.07, 406.72, 7.9445e-7, 1971.1, 1.7708),
        _row(151.008, 436.2173, 302.0159, 313.7347, 3.1184),
    ),
    "one far larger": (_row(0, 0, 1e9, 1e9, 0.3), _row(5, 5, 1, 1, 0.9)),
    "as far as can be": (_row(1e150, 1e150, 1e150, 1e150, 0), _row(-1e150, 1e150, 1e150, 1e150, 1e150)),
    "very small": (_row(0, 0, 1e-150, 1e-150, 0), _row(0, 0, 1e-150, 1e-150, 5e-324)),
}


def _raised(flat: Floats, z: float, height: float) -> Floats:
    """Upright boxes over these footprints."""
    column = np.ones((len(flat), 1))
    return np.hstack((flat[:, :2], z * column, flat[:, 2:4], height * column, flat[:, 4:]))


_UPRIGHT: dict[str, tuple[Floats, Floats]] = {
    name: (_raised(gold, 0.1, 0.3), _raised(candidate, 0.1, 0.3))
    for name, (gold, candidate) in _FLAT.items()
    if name not in {"as far as can be", "very small"}
} | {
    "one above the other": (_row(0, 0, 0, 2, 2, 2, 0), _row(0, 0, 2, 2, 2, 2, 0)),
    "half as high": (_row(0, 0, 0, 2, 2, 2, 1), _row(0, 0, 0.5, 2, 2, 1, 1)),
    "partly above": (_row(0, 0, 0, 2, 2, 2, 0), _row(0, 0, -1.5, 2, 2, 3, 0)),
    "flat": (_row(0, 0, 0, 2, 2, 0, 0), _row(0, 0, 0, 2, 2, 2, 0)),
    "as far as can be": (_row(1e100, 0, 1e100, 1e100, 1e100, 1e100, 0), _row(0, 0, 0, 1e100, 1e100, 1e100, 1e100)),
}


def _matrix_edges(edges: dict[str, tuple[Floats, Floats]]) -> dict[str, Arguments]:
    return {
        f"{name}, measure {measure}": {
            "gold_boxes": gold,
            "candidate_boxes": candidate,
            "crowd": _NO_CROWD,
            "measure": measure,
        }
        for name, (gold, candidate) in edges.items()
        for measure in range(4)
    }


def _pair_edges(edges: dict[str, tuple[Floats, Floats]]) -> dict[str, Arguments]:
    first = np.array([0])
    return {
        name: {
            "gold_boxes": gold[:n],
            "candidate_boxes": candidate[:n],
            "measure": overlap.IOU,
            "gold_index": first[:n],
            "candidate_index": first[:n],
        }
        for name, (gold, candidate) in edges.items()
        for n in [min(len(gold), len(candidate))]
    }


_FIRST: Arguments = _matrix_edges(_FLAT)["equal, measure 0"]
_FIRST_PAIR: Arguments = _pair_edges(_FLAT)["equal"]
_FIRST_UPRIGHT: Arguments = _matrix_edges(_UPRIGHT)["equal, measure 0"]


def _within_unit(_: Arguments, result: Any) -> bool:
    return bool(np.all((result >= 0) & (result <= 1)))


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="rotated",
        name="rotated_overlap",
        facade=rotated.rotated_overlap,
        reference=reference.rotated_overlap,
        sample=_matrix(_flat),
        edge_cases=_matrix_edges(_FLAT),
        invalid_cases={
            "a measure for boxes": (_FIRST | {"measure": overlap.GIOU}, "measure must be one of 0 to 3, not 4"),
            "not finite": (
                _FIRST | {"gold_boxes": _row(0, np.nan, 1, 1, 0)},
                "gold_boxes: box 0 is not finite or further from 0 than 1e\\+150",
            ),
            "too far": (
                _FIRST | {"candidate_boxes": _row(0, 2e150, 1, 1, 0)},
                "candidate_boxes: box 0 is further from 0 than 1e\\+150",
            ),
            "negative": (_FIRST | {"gold_boxes": _row(0, 0, 1, -1, 0)}, "box 0 has a negative width or height"),
            "four columns": (_FIRST | {"gold_boxes": np.zeros((1, 4))}, "2-D float64 array with 5 columns"),
            "crowd of another length": (_FIRST | {"crowd": np.zeros(2, np.uint8)}, "crowd must be empty or have one"),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="rotated",
        name="rotated_overlap_pairs",
        facade=rotated.rotated_overlap_pairs,
        reference=reference.rotated_overlap_pairs,
        sample=_pairs(_flat),
        edge_cases=_pair_edges(_FLAT),
        invalid_cases={
            "position out of range": (_FIRST_PAIR | {"gold_index": np.array([1])}, r"gold_index must lie in \[0, 1\)"),
            "uneven pairs": (_FIRST_PAIR | {"gold_index": np.array([0, 0])}, "equally long, not 2 and 1"),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="rotated",
        name="upright_overlap",
        facade=rotated.upright_overlap,
        reference=reference.upright_overlap,
        sample=_matrix(_upright),
        edge_cases=_matrix_edges(_UPRIGHT),
        invalid_cases={
            "not finite": (
                _FIRST_UPRIGHT | {"gold_boxes": _row(0, 0, np.inf, 1, 1, 1, 0)},
                "gold_boxes: box 0 is not finite or further from 0 than 1e\\+100",
            ),
            "negative": (
                _FIRST_UPRIGHT | {"gold_boxes": _row(0, 0, 0, 1, 1, -1, 0)},
                "box 0 has a negative length or width or height",
            ),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="rotated",
        name="upright_overlap_pairs",
        facade=rotated.upright_overlap_pairs,
        reference=reference.upright_overlap_pairs,
        sample=_pairs(_upright),
        edge_cases=_pair_edges(_UPRIGHT),
        invalid_cases={
            "five columns": (
                _pair_edges(_UPRIGHT)["equal"] | {"candidate_boxes": np.zeros((1, 5))},
                "candidate_boxes must be a 2-D float64 array with 7 columns",
            ),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
)
