"""Twins of the rotated kernels: corners and crossings of sides as exact fractions, and the hull around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._ratios import listed, matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Corner = tuple[Fraction, Fraction]
Corners = tuple[Corner, ...]
Slab = tuple[Fraction, Fraction]


def rotated_overlap(gold_boxes: Floats, candidate_boxes: Floats, crowd: NDArray[np.uint8], measure: int) -> Floats:
    """Compare every gold box with every candidate box."""
    return matrix(_flat(gold_boxes), _flat(candidate_boxes), crowd, measure, _shared_area)


def rotated_overlap_pairs(
    gold_boxes: Floats, candidate_boxes: Floats, gold_index: Ints, candidate_index: Ints, measure: int
) -> Floats:
    """Compare the boxes of each pair."""
    return listed(_flat(gold_boxes), _flat(candidate_boxes), gold_index, candidate_index, measure, _shared_area)


def upright_overlap(gold_boxes: Floats, candidate_boxes: Floats, crowd: NDArray[np.uint8], measure: int) -> Floats:
    """Compare every gold box with every candidate box."""
    return matrix(_upright(gold_boxes), _upright(candidate_boxes), crowd, measure, _shared_volume)


def upright_overlap_pairs(
    gold_boxes: Floats, candidate_boxes: Floats, gold_index: Ints, candidate_index: Ints, measure: int
) -> Floats:
    """Compare the boxes of each pair."""
    return listed(_upright(gold_boxes), _upright(candidate_boxes), gold_index, candidate_index, measure, _shared_volume)


def _flat(boxes: Floats) -> list[Corners]:
    return [_corners(*row) for row in boxes.tolist()]


def _upright(boxes: Floats) -> list[tuple[Corners, Slab]]:
    """Footprint, and bottom and top, of each box."""
    return [
        (_corners(x, y, length, width, yaw), (Fraction(z) - Fraction(height) / 2, Fraction(z) + Fraction(height) / 2))
        for x, y, z, length, width, height, yaw in boxes.tolist()
    ]


def _corners(x: float, y: float, width: float, height: float, angle: float) -> Corners:
    cosine, sine = Fraction(math.cos(angle)), Fraction(math.sin(angle))
    corners = []
    for right, up in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        along, across = right * Fraction(width) / 2, up * Fraction(height) / 2
        corners.append((Fraction(x) + along * cosine - across * sine, Fraction(y) + along * sine + across * cosine))
    return tuple(corners)


def _shared_volume(a: tuple[Corners, Slab], b: tuple[Corners, Slab]) -> Fraction:
    height = min(a[1][1], b[1][1]) - max(a[1][0], b[1][0])
    return height * _shared_area(a[0], b[0]) if height > 0 else Fraction(0)


def _shared_area(a: Corners, b: Corners) -> Fraction:
    """Area of the hull of what is in both: corners of one that the other holds, and crossings of sides."""
    if any(max(p[k] for p in one) <= min(p[k] for p in two) for one, two in ((a, b), (b, a)) for k in (0, 1)):
        return Fraction(0)
    points = {p for p in a if _holds(b, p)} | {p for p in b if _holds(a, p)}
    points |= {p for side in _sides(a) for other in _sides(b) if (p := _crossing(side, other)) is not None}
    return _hull_area(sorted(points))


def _sides(corners: Corners) -> list[tuple[Corner, Corner]]:
    return list(pairwise((*corners, corners[0])))


def _turn(a: Corner, b: Corner, c: Corner) -> Fraction:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _holds(corners: Corners, point: Corner) -> bool:
    return all(_turn(a, b, point) >= 0 for a, b in _sides(corners))


def _crossing(side: tuple[Corner, Corner], other: tuple[Corner, Corner]) -> Corner | None:
    """The one point in which two sides cross; none if they miss each other or are parallel."""
    (a, b), (c, d) = side, other
    before, after = _turn(c, d, a), _turn(c, d, b)
    if before == after or before * after > 0 or _turn(a, b, c) * _turn(a, b, d) > 0:
        return None
    share = before / (before - after)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _hull_area(points: Sequence[Corner]) -> Fraction:
    """Area of the convex hull of points in ascending order, between its lower and its upper chain."""
    return _under(points, 1) - _under(points, -1)


def _under(points: Sequence[Corner], sign: int) -> Fraction:
    """Area under the upper (sign 1) or lower (sign -1) chain of the hull."""
    chain: list[Corner] = []
    for point in points:
        while len(chain) > 1 and sign * _turn(chain[-2], chain[-1], point) >= 0:
            chain.pop()
        chain.append(point)
    return sum(((q[0] - p[0]) * (p[1] + q[1]) / 2 for p, q in pairwise(chain)), Fraction(0))
