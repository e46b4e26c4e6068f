"""Twins of the raster kernels: every crossing, centre, pixel side and pair of edges is looked at by itself."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, offsets_of, pixels_of, runs_of

FARTHEST_PX, NEAREST_PX = 2.0**37, 2.0**-300

GridPoint = tuple[int, int]
Corner = tuple[float, float]
Ring = NDArray[np.float64]


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
        for ring in _rings_of(points, ring_offsets, mask_offsets, i):
            mask |= _coco_ring(ring, height, width)
        masks.append(runs_of(mask))
    return joined(masks)


def rasterize_center(
    points: NDArray[np.float64],
    ring_offsets: NDArray[np.int64],
    mask_offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> Runs:
    """Count, for every pixel centre, the edges straight above it; an odd number is inside."""
    masks = []
    for i, (height, width) in enumerate(sizes.tolist()):
        mask = np.zeros((height, width), dtype=np.bool_)
        for ring in _rings_of(points, ring_offsets, mask_offsets, i):
            for k in range(len(ring)):
                _change_below(ring[k - 1], ring[k], mask)
        masks.append(runs_of(mask))
    return joined(masks)


def trace_outlines(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Walk along the sides of foreground pixels that face background, foreground to the right."""
    rings_of_mask = [_outlines(pixels_of(counts, offsets, sizes, i)) for i in range(len(sizes))]
    rings = [ring for rings in rings_of_mask for ring in rings]
    points = np.array([point for ring in rings for point in ring], dtype=np.float64).reshape(-1, 2)
    return points, offsets_of([len(ring) for ring in rings]), offsets_of([len(rings) for rings in rings_of_mask])


def self_intersections(points: NDArray[np.float64], ring_offsets: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Compare every pair of edges with exact fractions."""
    rings = [points[ring_offsets[r] : ring_offsets[r + 1]] for r in range(len(ring_offsets) - 1)]
    return np.array([_crosses_itself(_within_reach(ring)) for ring in rings], dtype=np.uint8)


def _rings_of(
    points: NDArray[np.float64], ring_offsets: NDArray[np.int64], mask_offsets: NDArray[np.int64], i: int
) -> list[Ring]:
    return [
        _within_reach(points[ring_offsets[r] : ring_offsets[r + 1]])
        for r in range(mask_offsets[i], mask_offsets[i + 1])
    ]


def _within_reach(ring: Ring) -> Ring:
    return np.where(np.abs(ring) < NEAREST_PX, 0.0, np.clip(ring, -FARTHEST_PX, FARTHEST_PX))


def _coco_ring(ring: Ring, height: int, width: int) -> NDArray[np.bool_]:
    """Even-odd: in linear order, every crossing changes the colour of all pixels from it on."""
    vertices = [(int(5 * x + 0.5), int(5 * y + 0.5)) for x, y in ring.tolist()]
    changes = np.zeros(height * width + 1, dtype=np.int64)
    for k, vertex in enumerate(vertices):
        for column, row in _coco_crossings(vertices[k - 1], vertex, width):
            clamped = min(max(row, 0.0), float(height))
            changes[column * height + math.ceil(clamped)] += 1
    inside: NDArray[np.bool_] = np.cumsum(changes[:-1]) % 2 == 1
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

    def first_past(column: int) -> int:
        """The first sample on the far side of the column's centre, found by bisection as samples never turn back."""
        rightward = stop[0] > start[0]
        return bisect_left(range(steps + 1), True, key=lambda t: (sample(t)[0] > 5 * column + 2) == rightward)

    left, right = min(a[0], b[0]), max(a[0], b[0])
    for column in range(max(0, left // 5), min(width, right // 5 + 1)):
        if left <= 5 * column + 2 < right:
            past = first_past(column)
            upper = min(sample(past - 1)[1], sample(past)[1])
            yield column, (upper + 0.5) / 5 - 0.5


def _change_below(a: NDArray[np.float64], b: NDArray[np.float64], mask: NDArray[np.bool_]) -> None:
    """Change the colour of all pixels whose centre lies on the edge or below it."""
    (left_x, left_y), (right_x, right_y) = sorted((a.tolist(), b.tolist()), key=lambda point: point[0])
    x = np.arange(mask.shape[1]) + 0.5
    y = np.arange(mask.shape[0])[:, np.newaxis] + 0.5
    columns = np.flatnonzero((left_x <= x) & (x < right_x))
    down = (right_x - left_x) * (y - left_y) + 0 * x[columns]
    along = (right_y - left_y) * (x[columns] - left_x) + 0 * y
    below = down >= along
    for row, k in zip(*np.nonzero(abs(down - along) <= 1e-9 * (abs(down) + abs(along))), strict=True):
        below[row, k] = _side((left_x, left_y), (right_x, right_y), (columns[k] + 0.5, row + 0.5)) >= 0
    mask[:, columns] ^= below


def _side(a: Corner, b: Corner, c: Corner) -> int:
    """Exact sign of (b - a) × (c - a)."""
    (ax, ay), (bx, by), (cx, cy) = ((Fraction(x), Fraction(y)) for x, y in (a, b, c))
    product = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return (product > 0) - (product < 0)


def _outlines(mask: NDArray[np.bool_]) -> list[list[GridPoint]]:
    """Rings of one mask, in order of their leftmost, topmost corners; each starts there."""
    sides = _sides(mask)
    rings = []
    while sides:
        rings.append(_walk(sides, min(sides)))
    return rings


def _sides(mask: NDArray[np.bool_]) -> dict[GridPoint, list[GridPoint]]:
    """Pixel sides between foreground and background: where they start, and which ways they go from there."""
    padded = np.pad(mask, 1)
    sides: dict[GridPoint, list[GridPoint]] = {}
    for row, column in np.argwhere(mask).tolist():
        x, y = column, row
        for start, direction, outside in (
            ((x, y), (1, 0), (0, -1)),
            ((x + 1, y), (0, 1), (1, 0)),
            ((x + 1, y + 1), (-1, 0), (0, 1)),
            ((x, y + 1), (0, -1), (-1, 0)),
        ):
            if not padded[row + 1 + outside[1], column + 1 + outside[0]]:
                sides.setdefault(start, []).append(direction)
    return sides


def _walk(sides: dict[GridPoint, list[GridPoint]], start: GridPoint) -> list[GridPoint]:
    """Take one ring out of `sides` and return its corners.

    Where two foreground pixels touch at a corner only, turn right: that stays with the same pixel.
    """
    ring: list[GridPoint] = []
    point, heading = start, (0, 0)
    while point in sides:
        right = (-heading[1], heading[0])
        direction = right if right in sides[point] else sides[point][0]
        if direction != heading:
            ring.append(point)
        sides[point].remove(direction)
        if not sides[point]:
            del sides[point]
        point, heading = (point[0] + direction[0], point[1] + direction[1]), direction
    return ring


def _crosses_itself(ring: Ring) -> bool:
    corners = [tuple(point) for point in ring.tolist()]
    corners = [corner for k, corner in enumerate(corners) if len(corners) == 1 or corner != corners[k - 1]]
    n = len(corners)
    if n < 3:
        return False
    edges = [(corners[k], corners[(k + 1) % n]) for k in range(n)]
    return any(_folds_back(*edges[k], edges[(k + 1) % n][1]) for k in range(n)) or any(
        _meet(edges[i], edges[j]) for i in range(n) for j in range(i + 2, n) if (i, j) != (0, n - 1)
    )


def _folds_back(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether b → c runs back over a → b: the three lie on a line, with a and c on the same side of b."""
    ahead = sum((Fraction(p) - Fraction(q)) * (Fraction(r) - Fraction(q)) for p, q, r in zip(a, b, c, strict=True))
    return _side(a, b, c) == 0 and ahead > 0


def _meet(e: tuple[Corner, Corner], f: tuple[Corner, Corner]) -> bool:
    """Whether two closed segments have a point in common."""
    apart = any(
        max(e[0][k], e[1][k]) < min(f[0][k], f[1][k]) or max(f[0][k], f[1][k]) < min(e[0][k], e[1][k]) for k in (0, 1)
    )
    return not apart and _side(*e, f[0]) * _side(*e, f[1]) <= 0 and _side(*f, e[0]) * _side(*f, e[1]) <= 0
