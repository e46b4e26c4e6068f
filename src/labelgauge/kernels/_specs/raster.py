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
)
