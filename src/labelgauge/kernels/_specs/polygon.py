"""KernelSpecs of the polygon family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import overlap, polygon
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import polygon as reference

_IRREGULAR_ITEMS: list[Any] = [
    None,
    7,
    "[]",
    {},
    np.zeros((1, 6)),
    [[0, 0, 1, 0, 1, 1], np.zeros(6)],
    [[0, 0, 1, 0, 1]],
    [[0, 0, 1, 0, 1, "1"]],
    [[0, 0, 1, 0, 1, True]],
    [[0, 0, 1, 0, 1, None]],
    [[0, 0, 1, 0, 1, np.float64(1)]],
    [[0, 0, 1, 0, 1, 2**53 + 1]],
    [[0, 0, 1, 0, 1, -(2**80)]],
    [[[0, 0], [1, 0], [1, 1]]],
    [0, 0, 1, 0, 1, 1],
]
Ring = Sequence[tuple[float, float]] | NDArray[np.float64]

_NO_CROWD = np.zeros(0, dtype=np.uint8)
_EXACT_WITHIN = 1e-12
"""What rounding may do to a ratio of polygons like the sampled ones; the twin has no rounding."""


def _batch(polygons: Sequence[Sequence[Ring]], fill: int = polygon.EVEN_ODD) -> Arguments:
    rings = [np.array(ring, dtype=np.float64).reshape(-1, 2) for rings in polygons for ring in rings]
    return {
        "points": np.concatenate([np.zeros((0, 2)), *rings]),
        "ring_offsets": np.cumsum([0, *(len(ring) for ring in rings)], dtype=np.int64),
        "mask_offsets": np.cumsum([0, *(len(rings) for rings in polygons)], dtype=np.int64),
        "fill": fill,
    }


def _sides(gold: Arguments, candidate: Arguments) -> Arguments:
    return {f"gold_{name}": value for name, value in gold.items()} | {
        f"candidate_{name}": value for name, value in candidate.items()
    }


def _ring(rng: np.random.Generator) -> NDArray[np.float64]:
    """Stars, which do not cross themselves, and random rings, which do; on a grid or anywhere, some points repeated."""
    n = int(rng.integers(0, 7))
    ring = rng.uniform(-8, 8, (n, 2))
    if rng.random() < 0.5:
        angles = np.sort(rng.uniform(0, 2 * np.pi, n))
        ring = rng.uniform(3, 9, (n, 1)) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    grid = rng.choice([0.0, 0.5, 1.0, 8.0])
    if grid:
        ring = np.round(ring * grid) / grid
    if n and rng.random() < 0.2:
        ring = np.repeat(ring, rng.integers(1, 3, n), axis=0)
    return ring


def _polygon(rng: np.random.Generator) -> list[NDArray[np.float64]]:
    rings = [_ring(rng) for _ in range(int(rng.choice([0, 1, 1, 1, 2])))]
    if rings and rng.random() < 0.1:
        rings.append(rings[0][::-1])
    return rings


def _polygons(rng: np.random.Generator, n: int) -> list[list[NDArray[np.float64]]]:
    return [_polygon(rng) for _ in range(n)]


def _batches(rng: np.random.Generator, n: int, m: int) -> Arguments:
    """Both sides; some candidates are a gold written from another vertex on, or moved a little."""
    gold, candidate = _polygons(rng, n), _polygons(rng, m)
    for k in range(0, min(n, m), 3):
        shift = rng.choice([0.0, 0.5, 1e-9])
        candidate[k] = [np.roll(ring, 1, axis=0)[::-1] + shift for ring in gold[k]]
    fills = rng.integers(0, 2, 2)
    return _sides(_batch(gold, int(fills[0])), _batch(candidate, int(fills[1])))


def _areas(rng: np.random.Generator, n: int) -> Arguments:
    return _batch(_polygons(rng, n), int(rng.integers(0, 2)))


def _items(rng: np.random.Generator, n: int) -> Arguments:
    """Nested lists and tuples of float and int, now and then something else."""
    items: list[Any] = []
    for rings in _polygons(rng, n):
        flat: list[Any] = [ring.ravel().tolist() for ring in rings]
        whole = [[round(number) for number in ring] for ring in flat]
        items.append([flat, whole, tuple(tuple(ring) for ring in flat)][int(rng.integers(0, 3))])
    for k in np.flatnonzero(rng.random(n) < 0.02):
        items[k] = _IRREGULAR_ITEMS[int(rng.integers(0, len(_IRREGULAR_ITEMS)))]
    return {"items": items}


def _matrix(rng: np.random.Generator, n: int) -> Arguments:
    sides = _batches(rng, n, min(n, 3))
    return sides | {"crowd": (rng.random(n) < 0.3).astype(np.uint8), "measure": int(rng.integers(0, 4))}


def _pairs(rng: np.random.Generator, n: int) -> Arguments:
    return _batches(rng, n, n) | {
        "gold_index": rng.integers(0, max(n, 1), n),
        "candidate_index": rng.integers(0, max(n, 1), n),
        "measure": int(rng.integers(0, 4)),
    }


def _square(begin: float, end: float) -> list[tuple[float, float]]:
    return [(begin, begin), (end, begin), (end, end), (begin, end)]


def _circle(n: int, radius: float, turn: float = 0.0) -> NDArray[np.float64]:
    angles = 2 * np.pi * np.arange(n) / n + turn
    return np.stack([3 + radius * np.cos(angles), 3 + radius * np.sin(angles)], axis=1)


_STAR = [(0.0, -3.0), (2.0, 3.0), (-3.0, -1.0), (3.0, -1.0), (-2.0, 3.0)]
_COMB = [point for k in range(12) for point in ((0.1 * (k % 3), k), (9 + 0.2 * (k % 4), k + 0.5))] + [
    (-1.0, 12.0),
    (-1.0, 0.0),
]
_RINGS: dict[str, tuple[list[Ring], list[Ring]]] = {
    "no rings": ([], [_square(0, 2)]),
    "a ring without points": ([[]], [_square(0, 2)]),
    "a point, a line, a line there and back": ([[(1, 1)], [(0, 0), (2, 2)], [(0, 0), (2, 1), (0, 0)]], [_square(0, 2)]),
    "equal": ([_square(0.1, 2.3)], [_square(0.1, 2.3)]),
    "equal, from another vertex": ([_STAR], [_STAR[2:] + _STAR[:2]]),
    "equal, backwards": ([_STAR], [_STAR[::-1]]),
    "equal, with points on its sides": ([_square(0, 2)], [[(0, 0), (1, 0), (2, 0), (2, 1.3), (2, 2), (0, 2)]]),
    "every point twice": ([np.repeat(np.array(_STAR), 2, axis=0)], [_STAR]),
    "the same ring twice": ([_square(0, 4), _square(0, 4)], [_square(0, 2)]),
    "touching sides": ([_square(0, 2)], [[(2, 0), (4, 0), (4, 2), (2, 2)]]),
    "touching corners": ([_square(0, 2)], [_square(2, 4)]),
    "sides on one line": ([_square(0, 4)], [[(0, 0), (2, 0), (2, 6), (0, 6)]]),
    "a corner on a side": ([_square(0, 4)], [[(4, 2), (6, 0), (6, 4)]]),
    "inside": ([_square(0, 9)], [_square(2, 3)]),
    "in the hole": ([_square(0, 9), _square(1, 8)], [_square(2, 3)]),
    "over the hole": ([_square(0, 9), _square(1, 8)], [_square(0.5, 3)]),
    "a hole that touches the outline": ([_square(0, 9), [(0, 4), (4, 2), (4, 6)]], [_square(0, 5)]),
    "rings that overlap": ([_square(0, 5), _square(3, 8)], [_square(2, 6)]),
    "an island in a hole": ([_square(0, 9), _square(1, 8), _square(2, 7)], [_square(1.5, 3)]),
    "figure of eight": ([[(0, 0), (6, 6), (6, 0), (0, 6)]], [_square(1, 5)]),
    "star": ([_STAR], [_square(-1, 1)]),
    "a spike": ([[(0, 0), (4, 0), (2, 0), (2, 3)]], [_square(0, 2)]),
    "many crossings at one point": ([_circle(12, 3)[[0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11]]], [_square(1, 4)]),
    "circles": ([_circle(17, 2.5)], [_circle(19, 2.5, 0.1)]),
    "comb": ([_COMB], [[(y, x) for x, y in _COMB]]),
    "nearly equal": ([_circle(9, 2.5)], [_circle(9, 2.5) + 1e-12]),
    "a thin strip": ([[(0, 0), (8, 8), (8, 8.001), (0, 0.001)]], [_square(1, 5)]),
    "far from 0": ([np.array(_square(0, 2)) + 1e9], [np.array(_square(1, 3)) + 1e9]),
    "one far larger": ([_square(-1e9, 1e9)], [_circle(9, 2.5)]),
    "as far as can be": ([_square(-1e150, 1e150)], [_square(-1e150, 0)]),
    "very small": ([_square(0, 1e-150)], [_square(0, 2e-150)]),
}
_PAIRS: dict[str, Arguments] = {
    f"{name}, fill {fill}": _sides(_batch([gold], fill), _batch([candidate], fill))
    for name, (gold, candidate) in _RINGS.items()
    for fill in (polygon.EVEN_ODD, polygon.UNITED)
} | {
    "one of each fill": _sides(
        _batch([[_square(0, 9), _square(1, 8)]], polygon.UNITED), _batch([[_square(0, 9), _square(1, 8)]])
    )
}
_NONE = _batch([])
_FIRST = {"gold_index": np.array([0]), "candidate_index": np.array([0]), "measure": overlap.IOU}
_MATRIX = {"crowd": _NO_CROWD, "measure": overlap.IOU}
_EQUAL = _PAIRS["equal, fill 0"]


def _measures(edges: dict[str, Arguments]) -> dict[str, Arguments]:
    return {
        f"{name}, measure {measure}": sides | {"crowd": _NO_CROWD, "measure": measure}
        for name, sides in edges.items()
        for measure in (overlap.IOU, overlap.CANDIDATE)
    }


def _within_unit(_: Arguments, result: Any) -> bool:
    return bool(np.all((result >= 0) & (result <= 1)))


def _few_ulps(_: Arguments) -> int:
    return 64  # areas are of any size, so that their distance cannot be a fixed number


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="polygon",
        name="join_rings",
        facade=polygon.join_rings,
        reference=reference.join_rings,
        sample=_items,
        edge_cases={
            "no rings, empty rings": {"items": [[], [[]], [[], [1, 2]], ()]},
            "not finite": {"items": [[[float("nan"), float("inf"), -0.0, 5e-324]]]},
            "the largest whole numbers": {"items": [[[2**53, -(2**53)]]]},
            **{
                f"irregular: {item!r}": {"items": [[[0, 0, 1, 0, 1, 1]], item, [[0, 0, 2, 0, 2, 2]]]}
                for item in _IRREGULAR_ITEMS
            },
        },
        invalid_cases={"a tuple": ({"items": ()}, "items must be list, not tuple")},
    ),
    KernelSpec(
        family="polygon",
        name="polygon_area",
        facade=polygon.polygon_area,
        reference=reference.polygon_area,
        sample=_areas,
        edge_cases={"no polygons": _NONE}
        | {
            f"{name}, fill {fill}": _batch([gold, candidate], fill)
            for name, (gold, candidate) in _RINGS.items()
            for fill in (polygon.EVEN_ODD, polygon.UNITED)
        },
        invalid_cases={
            "not finite": (_batch([[[(0, 0), (1, np.nan), (1, 1)]]]), "points: point 1 is not finite"),
            "too far": (
                _batch([[[(0, 0), (1, 2e150), (1, 1)]]]),
                r"points: point 1 is further from 0 than 1e\+150",
            ),
            "unknown fill": (_batch([], 2), "fill must be 0 or 1, not 2"),
        },
        ulp=_few_ulps,
        absolute=_EXACT_WITHIN,
        invariants={"not negative": lambda _, result: bool(np.all(result >= 0))},
        benchmark_sizes=(10, 100, 1000),
    ),
    KernelSpec(
        family="polygon",
        name="polygon_overlap",
        facade=polygon.polygon_overlap,
        reference=reference.polygon_overlap,
        sample=_matrix,
        edge_cases=_measures(_PAIRS)
        | {
            "no gold": _sides(_NONE, _batch([[_square(0, 1)]])) | _MATRIX,
            "no candidate": _sides(_batch([[_square(0, 1)]]), _NONE) | _MATRIX,
        },
        invalid_cases={
            "not finite": (
                _sides(_NONE, _batch([[[(0, 0), (np.inf, 1), (1, 1)]]])) | _MATRIX,
                "candidate_points: point 1 is not finite",
            ),
            "rings do not reach the last point": (
                _EQUAL | _MATRIX | {"gold_ring_offsets": np.array([0, 3])},
                "gold_ring_offsets must start at 0",
            ),
            "a measure for boxes": (_EQUAL | _MATRIX | {"measure": overlap.GIOU}, "measure must be one of 0 to 3"),
            "crowd of another length": (
                _EQUAL | _MATRIX | {"crowd": np.zeros(2, np.uint8)},
                "crowd must be empty or have one",
            ),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
    KernelSpec(
        family="polygon",
        name="polygon_overlap_pairs",
        facade=polygon.polygon_overlap_pairs,
        reference=reference.polygon_overlap_pairs,
        sample=_pairs,
        edge_cases={name: sides | _FIRST for name, sides in _PAIRS.items()},
        invalid_cases={
            "position out of range": (
                _EQUAL | _FIRST | {"candidate_index": np.array([1])},
                r"candidate_index must lie in \[0, 1\)",
            ),
            "unknown fill": (_EQUAL | _FIRST | {"gold_fill": -1}, "gold_fill must be 0 or 1, not -1"),
        },
        absolute=_EXACT_WITHIN,
        invariants={"between 0 and 1": _within_unit},
    ),
)
