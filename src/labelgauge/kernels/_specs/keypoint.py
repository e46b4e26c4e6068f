"""KernelSpecs of the keypoint family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import keypoint
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import keypoint as reference


def _poses(rng: np.random.Generator, n: int, m: int) -> Arguments:
    """People of many sizes, some points or all of them hidden, and candidates near them or far."""
    k = int(rng.integers(1, 20))
    centres, size = rng.uniform(0, 600, (n, 1, 2)), rng.uniform(5, 200, (n, 1, 1))
    gold = centres + size * rng.uniform(-1, 1, (n, k, 2))
    candidate = rng.uniform(0, 600, (m, k, 2))
    near = min(n, m)
    candidate[:near] = gold[:near] + rng.normal(0, rng.choice([0.0, 1.0, 20.0]), (near, k, 2))
    corners = np.sort(rng.uniform(0, 600, (n, 2, 2)), axis=1).reshape(n, 4)
    return {
        "gold_points": gold,
        "visible": (rng.random((n, k)) < rng.choice([0.0, 0.3, 1.0], (n, 1))).astype(np.uint8),
        "areas": (size[:, 0, 0] * rng.choice([0, 1], n, p=[0.1, 0.9])) ** 2,
        "bounds": corners,
        "candidate_points": candidate,
        "sigmas": rng.uniform(0.02, 0.2, k),
    }


def _matrix(rng: np.random.Generator, n: int) -> Arguments:
    return _poses(rng, n, n + 1)


def _pairs(rng: np.random.Generator, n: int) -> Arguments:
    index = {name: rng.integers(0, max(n, 1), 2 * n) for name in ("gold_index", "candidate_index")}
    return _poses(rng, n, n) | index


def _one(gold: Any, candidate: Any, visible: Any = (1, 1), area: float = 100.0) -> Arguments:
    return {
        "gold_points": np.array([gold], dtype=np.float64),
        "visible": np.array([visible], dtype=np.uint8),
        "areas": np.array([area], dtype=np.float64),
        "bounds": np.array([[0.0, 0, 10, 10]]),
        "candidate_points": np.array([candidate], dtype=np.float64),
        "sigmas": np.array([0.1, 0.05]),
    }


_POSE = [(1, 2), (5, 8)]
_EDGES: dict[str, Arguments] = {
    "equal": _one(_POSE, _POSE),
    "no gold": _one(_POSE, _POSE)
    | {
        "gold_points": np.zeros((0, 2, 2)),
        "visible": np.zeros((0, 2), np.uint8),
        "areas": np.zeros(0),
        "bounds": np.zeros((0, 4)),
    },
    "no candidate": _one(_POSE, _POSE) | {"candidate_points": np.zeros((0, 2, 2))},
    "one visible": _one(_POSE, [(3, 2), (50, 80)], visible=(1, 0)),
    "none visible, inside": _one(_POSE, _POSE, visible=(0, 0)),
    "none visible, on the edge": _one(_POSE, [(0, 0), (10, 10)], visible=(0, 0)),
    "none visible, outside": _one(_POSE, [(-1, 3), (12, 11)], visible=(0, 0)),
    "no area": _one(_POSE, [(1, 2), (5, 8.5)], area=0),
    "far away": _one(_POSE, [(1e308, 2), (-1e308, 1e308)]),
    "far away, none visible": _one(_POSE, [(1e308, 2), (-1e308, 1e308)], visible=(0, 0)),
    "largest area": _one(_POSE, [(1e200, 2), (5, 8)], area=1e308),
}


def _first_pair(arguments: Arguments) -> Arguments:
    index = np.zeros(min(1, len(arguments["areas"]), len(arguments["candidate_points"])), dtype=np.int64)
    return arguments | {"gold_index": index, "candidate_index": index}


def _within_unit(_: Arguments, result: Any) -> bool:
    return bool(np.all((result >= 0) & (result <= 1)))


def _budget(_: Arguments) -> int:
    return 2  # the exponential is the C library's; the sum is as good as exact


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="keypoint",
        name="keypoint_similarity",
        facade=keypoint.keypoint_similarity,
        reference=reference.keypoint_similarity,
        sample=_matrix,
        edge_cases=_EDGES,
        invalid_cases={
            "not finite": (_one(_POSE, [(1, 2), (np.nan, 8)]), "candidate_points: point 1 of pose 0 is not finite"),
            "another number of points": (
                _one(_POSE, _POSE) | {"candidate_points": np.zeros((1, 3, 2))},
                r"candidate_points must have one point per sigma \(2\), not 3",
            ),
            "no sigmas": (_one(_POSE, _POSE) | {"sigmas": np.zeros(0)}, "sigmas must be at least one number"),
            "sigma of 0": (_one(_POSE, _POSE) | {"sigmas": np.array([0.1, 0])}, "each from 1e-100 to 1e100"),
            "negative area": (_one(_POSE, _POSE, area=-1), "areas must be finite and at least 0, not -1.0"),
            "visible of another length": (
                _one(_POSE, _POSE) | {"visible": np.ones((2, 2), np.uint8)},
                r"visible must have one row per gold \(1\), not 2",
            ),
        },
        ulp=_budget,
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="keypoint",
        name="keypoint_similarity_pairs",
        facade=keypoint.keypoint_similarity_pairs,
        reference=reference.keypoint_similarity_pairs,
        sample=_pairs,
        edge_cases={name: _first_pair(arguments) for name, arguments in _EDGES.items()},
        invalid_cases={
            "position out of range": (
                _first_pair(_EDGES["equal"]) | {"gold_index": np.array([1])},
                r"gold_index must lie in \[0, 1\)",
            ),
        },
        ulp=_budget,
        invariants={"between 0 and 1": _within_unit},
    ),
)
