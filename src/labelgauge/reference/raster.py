"""Twins of the raster kernels: every crossing, centre, pixel side and pair of edges is looked at by itself."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, runs_of

FARTHEST_PX = 2.0**37

GridPoint = tuple[int, int]


def rasterize_coco(
    points: NDArray[np.float64],
    ring_offsets: NDArray[np.int64],
    mask_offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> Runs:
    """Sample every edge on a grid five times finer than the pixels; the samples that pass a column's centre count."""
    masks = []
    for i, (height, width) in enumerate(sizes.tolist()):
        mask = np.zeros((height, width), dtype=np.bool_)
        for ring in range(mask_offsets[i], mask_offsets[i + 1]):
            mask |= _coco_ring(points[ring_offsets[ring] : ring_offsets[ring + 1]], height, width)
        masks.append(runs_of(mask))
    return joined(masks)


def _coco_ring(ring: NDArray[np.float64], height: int, width: int) -> NDArray[np.bool_]:
    """Even-odd: in linear order, every crossing changes the colour of all pixels from it on."""
    near = np.clip(ring, -FARTHEST_PX, FARTHEST_PX).tolist()
    vertices = [(int(5 * x + 0.5), int(5 * y + 0.5)) for x, y in near]
    changes = np.zeros(height * width + 1, dtype=np.int64)
    for k, vertex in enumerate(vertices):
        for column, row in _coco_crossings(vertices[k - 1], vertex, width):
            clamped = min(max(row, 0.0), float(height))
            changes[column * height + math.ceil(clamped)] += 1
    inside = np.cumsum(changes[:-1]) % 2 == 1
    return inside.reshape(width, height).T


def _coco_crossings(a: GridPoint, b: GridPoint, width: int) -> Iterator[tuple[int, float]]:
    """Image column and (fractional) row of each place where the edge's samples pass the centre of a column."""
    along_x = abs(b[0] - a[0]) >= abs(b[1] - a[1])
    major = 0 if along_x else 1
    start, stop = sorted((a, b), key=lambda vertex: vertex[major])
    steps = stop[major] - start[major]
    if steps == 0:
        return
    slope = (stop[1 - major] - start[1 - major]) / steps

    def sample(t: int) -> GridPoint:
        minor = int(start[1 - major] + slope * t + 0.5)
        return (start[0] + t, minor) if along_x else (minor, start[1] + t)

    left, right = min(a[0], b[0]), max(a[0], b[0])
    for column in range(max(0, left // 5), min(width, right // 5 + 1)):
        if not left <= 5 * column + 2 < right:
            continue
        rightward = stop[0] > start[0]
        passed = bisect_left(range(steps + 1), True, key=lambda t, c=column: (sample(t)[0] > 5 * c + 2) == rightward)
        upper = min(sample(passed - 1)[1], sample(passed)[1])
        yield column, (upper + 0.5) / 5 - 0.5
