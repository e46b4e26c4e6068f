"""KernelSpecs of the raster family."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from labelgauge.kernels import raster
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import raster as reference
from labelgauge.testing import samples

Rings = Sequence[Sequence[tuple[float, float]]]


def _polygon(rings: Rings, size: tuple[int, int]) -> Arguments:
    """Arguments for one polygon of these rings."""
    points = [np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in rings]
    return {
        "points": np.concatenate([np.zeros((0, 2)), *points]),
        "ring_offsets": np.concatenate(([0], np.cumsum([len(ring) for ring in points]))).astype(np.int64),
        "mask_offsets": np.array([0, len(rings)], dtype=np.int64),
        "sizes": np.array([size], dtype=np.int64),
    }


def _square(begin: float, end: float) -> list[tuple[float, float]]:
    return [(begin, begin), (end, begin), (end, end), (begin, end)]


_NO_POLYGONS: Arguments = {
    "points": np.zeros((0, 2)),
    "ring_offsets": np.zeros(1, np.int64),
    "mask_offsets": np.zeros(1, np.int64),
    "sizes": np.zeros((0, 2), np.int64),
}

_POLYGON_EDGES: dict[str, Arguments] = {
    "no polygons": _NO_POLYGONS,
    "no rings": _polygon([], (3, 4)),
    "a ring without points": _polygon([[]], (3, 4)),
    "one point": _polygon([[(1.2, 1.2)]], (3, 4)),
    "two points": _polygon([[(0, 0), (3, 2)]], (3, 4)),
    "there and back": _polygon([[(0, 0), (3, 2), (3, 2), (0, 0)]], (3, 4)),
    "no rows": _polygon([_square(0, 3)], (0, 4)),
    "no columns": _polygon([_square(0, 3)], (4, 0)),
    "full image": _polygon([_square(0, 5)], (5, 5)),
    "one pixel": _polygon([_square(0, 1)], (1, 1)),
    "square on the pixel grid": _polygon([_square(1, 3)], (5, 5)),
    "square on half pixels": _polygon([_square(1.5, 3.5)], (5, 5)),
    "square off the grid": _polygon([_square(0.4, 2.4)], (5, 5)),
    "left of the image": _polygon([_square(-4, -1)], (5, 5)),
    "right of the image": _polygon([_square(6, 9)], (5, 5)),
    "around the image": _polygon([_square(-100, 100)], (5, 7)),
    "two rings that overlap": _polygon([_square(0, 3), _square(1, 5)], (5, 5)),
    "a ring inside a ring": _polygon([_square(0, 5), _square(1, 3)], (5, 5)),
    "three rings that touch": _polygon([_square(0, 2), _square(2, 4), _square(4, 6)], (6, 6)),
    "figure of eight": _polygon([[(0, 0), (6, 6), (6, 0), (0, 6)]], (6, 6)),
    "negative vertices": _polygon([[(-1.1, -0.1), (4.3, -0.3), (2.2, 5.7)]], (5, 5)),
    "63 rows": _polygon([_square(2, 61)], (63, 3)),
    "64 rows": _polygon([_square(0, 64)], (64, 65)),
    "65 rows": _polygon([_square(1, 65)], (65, 64)),
    "one row": _polygon([[(0, 0), (190, 0), (100, 1)]], (1, 200)),
    "one column": _polygon([[(0, 0), (1, 0), (1, 190)]], (200, 1)),
    "edges of 10⁹ px": _polygon([[(-1e9, -1e9), (1e9, 3), (3, 1e9)]], (9, 9)),
    "coordinates beyond any image": _polygon([[(-1e300, 2), (1e300, 2), (1e300, 1e300), (-1e300, 1e300)]], (9, 9)),
    "smallest numbers": _polygon([[(5e-324, 5e-324), (3, -5e-324), (3, 3), (-5e-324, 3)]], (5, 5)),
}

_POLYGON_ERRORS: dict[str, tuple[Arguments, str]] = {
    "not finite": (_polygon([[(0, 0), (1, np.nan), (1, 1)]], (3, 3)), "point 1 is not finite"),
    "flat points": (_POLYGON_EDGES["one pixel"] | {"points": np.zeros(8)}, "points must be a 2-D float64 array"),
    "rings do not reach the last point": (
        _POLYGON_EDGES["one pixel"] | {"ring_offsets": np.array([0, 3])},
        "ring_offsets must start at 0",
    ),
    "masks do not reach the last ring": (
        _POLYGON_EDGES["one pixel"] | {"mask_offsets": np.array([0, 0])},
        "mask_offsets must start at 0",
    ),
    "more sizes than masks": (
        _POLYGON_EDGES["one pixel"] | {"sizes": np.ones((2, 2), np.int64)},
        r"sizes must have one row per mask \(1\), not 2",
    ),
    "an image too large": (_polygon([], (2**33, 2**33)), "at most 4294967295 fit"),
}


_CHECKERBOARD = np.indices((1, 4, 5)).sum(axis=0) % 2 == 0

_OUTLINE_EDGES: dict[str, Arguments] = {
    name: samples.runs_of(dense)
    for name, dense in {
        "no masks": np.zeros((0, 3, 4), np.bool_),
        "no rows": np.zeros((2, 0, 4), np.bool_),
        "no columns": np.zeros((2, 4, 0), np.bool_),
        "empty": np.zeros((1, 3, 4), np.bool_),
        "full": np.ones((1, 3, 4), np.bool_),
        "one pixel": np.ones((1, 1, 1), np.bool_),
        "pixels that touch at corners": _CHECKERBOARD,
        "the other pixels": ~_CHECKERBOARD,
        "a hole": np.pad(np.zeros((1, 1, 2), np.bool_), ((0, 0), (2, 1), (1, 2)), constant_values=True),
        "a hole with an island": np.pad(np.ones((1, 1, 1)), ((0, 0), (1, 1), (1, 1))).astype(np.bool_)
        | np.pad(np.zeros((1, 1, 1)), ((0, 0), (1, 1), (1, 1)), constant_values=1).astype(np.bool_),
        "an outline that touches its own hole": np.array([[[1, 1, 1], [1, 0, 1], [1, 1, 0]]], np.bool_),
        "columns far apart": np.indices((1, 3, 9))[2] % 4 == 0,
        "runs through several columns": np.arange(60).reshape(1, 6, 10) > 14,
    }.items()
}


def _rings(*rings: Sequence[tuple[float, float]]) -> Arguments:
    polygon = _polygon(rings, (0, 0))
    return {"points": polygon["points"], "ring_offsets": polygon["ring_offsets"]}


_RING_EDGES: dict[str, Arguments] = {
    "no rings": _rings(),
    "no points": _rings([]),
    "fewer than three points": _rings([(1, 2)], [(1, 2), (1, 2)], [(0, 0), (3, 1)], [(0, 0), (3, 1), (3, 1), (0, 0)]),
    "triangles": _rings([(0, 0), (4, 0), (0, 3)], [(0, 0), (0, 3), (4, 0)]),
    "triangle without area": _rings([(0, 0), (2, 2), (1, 1)]),
    "points on a straight side": _rings([(0, 0), (1, 0), (2, 0), (2, 2), (0, 2), (0, 1)]),
    "a repeated vertex": _rings([(0, 0), (2, 0), (2, 0), (2, 2), (0, 2), (0, 0)]),
    "bow tie": _rings([(0, 0), (2, 2), (2, 0), (0, 2)]),
    "a spike": _rings([(0, 0), (4, 0), (2, 0), (2, 3)]),
    "a spike upwards": _rings([(0, 0), (0, 4), (0, 2), (3, 2)]),
    "touches at a vertex": _rings([(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]),
    "two squares that share a corner": _rings([(0, 0), (2, 0), (2, 2), (4, 2), (4, 4), (2, 4), (2, 2), (0, 2)]),
    "a slit": _rings([(0, 0), (6, 0), (6, 6), (3, 6), (3, 3), (3, 6), (0, 6)]),
    "edges on one line that do not meet": _rings([(0, 0), (1, 0), (1, 1), (2, 1), (2, 0), (3, 0), (3, 3), (0, 3)]),
    "an edge on another": _rings([(0, 0), (4, 0), (4, 2), (3, 0), (1, 0), (0, 2)]),
    "taller than wide": _rings([(0, 0), (1, 9), (0, 20), (1, 20), (0, 9), (1, 0)], [(0, 0), (1, 0), (1, 20), (0, 20)]),
    "a miss by one unit in the last place": _rings([(0, 0), (3, 3), (3, 0), (1, np.nextafter(1, 0)), (2, -1)]),
    "a hit": _rings([(0, 0), (3, 3), (3, 0), (1, 1), (2, -1)]),
    "far and near": _rings([(-1e300, 0), (1e300, 5e-324), (1e300, 1), (-1e300, 1)]),
}


def _many_rings(rng: np.random.Generator, n: int) -> Arguments:
    """Half of them rings of random points, half of them stars, which do not cross themselves."""
    rings = []
    for _ in range(n):
        ring = rng.uniform(-10, 10, (int(rng.integers(0, 9)), 2))
        if rng.random() < 0.5 and len(ring) > 2:
            angles = np.sort(rng.uniform(0, 2 * np.pi, len(ring)))
            ring = rng.uniform(3, 10, (len(ring), 1)) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        if rng.random() < 0.4:
            ring = np.round(ring)
        rings.append(ring)
    lengths = [len(ring) for ring in rings]
    return {
        "points": np.concatenate([np.zeros((0, 2)), *rings]),
        "ring_offsets": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
    }


def _masks(rng: np.random.Generator, n: int) -> Arguments:
    return samples.runs_of(samples.blobs(rng, n, (int(rng.integers(1, 40)), int(rng.integers(1, 40)))))


def _gives_masks_back(arguments: Arguments, result: Any) -> bool:
    points, ring_offsets, mask_offsets = result
    counts, offsets = raster.rasterize_center(points, ring_offsets, mask_offsets, arguments["sizes"])
    return np.array_equal(counts, arguments["counts"]) and np.array_equal(offsets, arguments["offsets"])


def _turns_at_every_corner(_: Arguments, result: Any) -> bool:
    points, ring_offsets, _ = result
    for ring in np.split(points, ring_offsets[1:-1]):
        steps = np.roll(ring, -1, axis=0) - ring
        if np.any((steps[:, 0] != 0) == (steps[:, 1] != 0)) or np.any((steps != 0) == (np.roll(steps, 1, axis=0) != 0)):
            return False
    return True


def _fills(arguments: Arguments, result: Any) -> bool:
    counts, offsets = result
    ends = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return bool(np.all(ends[offsets[1:]] - ends[offsets[:-1]] == arguments["sizes"].prod(axis=1)))


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="raster",
        name="rasterize_coco",
        facade=raster.rasterize_coco,
        reference=reference.rasterize_coco,
        sample=samples.polygons,
        edge_cases=_POLYGON_EDGES,
        invalid_cases=_POLYGON_ERRORS,
        invariants={"masks fill their image": _fills},
    ),
    KernelSpec(
        family="raster",
        name="rasterize_center",
        facade=raster.rasterize_center,
        reference=reference.rasterize_center,
        sample=samples.polygons,
        edge_cases=_POLYGON_EDGES,
        invalid_cases=_POLYGON_ERRORS,
        invariants={"masks fill their image": _fills},
    ),
    KernelSpec(
        family="raster",
        name="trace_outlines",
        facade=raster.trace_outlines,
        reference=reference.trace_outlines,
        sample=_masks,
        edge_cases=_OUTLINE_EDGES,
        invalid_cases={
            "runs do not fill the image": (
                _OUTLINE_EDGES["full"] | {"sizes": np.array([[3, 5]])},
                "mask 0: its runs sum to 12, its image has 3×5 pixels",
            ),
        },
        invariants={
            "rasterizing the outlines gives the masks back": _gives_masks_back,
            "rings turn at every corner": _turns_at_every_corner,
        },
    ),
    KernelSpec(
        family="raster",
        name="self_intersections",
        facade=raster.self_intersections,
        reference=reference.self_intersections,
        sample=_many_rings,
        edge_cases=_RING_EDGES,
        invalid_cases={
            "not finite": (_rings([(0, 0), (1, np.inf), (1, 1)]), "point 1 is not finite"),
            "rings do not reach the last point": (
                _RING_EDGES["bow tie"] | {"ring_offsets": np.array([0, 3])},
                "ring_offsets must start at 0",
            ),
        },
    ),
)
