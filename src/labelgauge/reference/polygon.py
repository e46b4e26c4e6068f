"""Twins of the polygon kernels: every pair of edges is crossed, and lengths are summed, in exact fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, groupby, pairwise, takewhile
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._ratios import listed, matrix

EVEN_ODD, UNITED = range(2)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Edge(NamedTuple):
    """A side of a ring that is not horizontal, from top to bottom."""

    top: tuple[Fraction, Fraction]
    bottom: tuple[Fraction, Fraction]
    ring: int

    def at(self, y: Fraction) -> Fraction:
        """Where it, or the line it lies on, crosses a level."""
        share = (y - self.top[1]) / (self.bottom[1] - self.top[1])
        return self.top[0] + share * (self.bottom[0] - self.top[0])


Polygon = tuple[Edge, ...]


def join_rings(items: list[Any]) -> tuple[Floats, Ints, Ints]:
    """Take polygon after polygon while they are regular."""
    regular = list(takewhile(_is_regular, items))
    rings = [[float(number) for number in ring] for polygon in regular for ring in polygon]
    points = np.array([number for ring in rings for number in ring], dtype=np.float64).reshape(-1, 2)
    ring_offsets = np.cumsum([0, *(len(ring) // 2 for ring in rings)], dtype=np.int64)
    return points, ring_offsets, np.cumsum([0, *map(len, regular)], dtype=np.int64)


def _is_regular(polygon: Any) -> bool:
    if type(polygon) not in {list, tuple}:
        return False
    if not all(type(ring) in {list, tuple} and len(ring) % 2 == 0 for ring in polygon):
        return False
    numbers = [number for ring in polygon for number in ring]
    return all(type(number) is float or (type(number) is int and abs(number) <= 2**53) for number in numbers)


def polygon_area(points: Floats, ring_offsets: Ints, mask_offsets: Ints, fill: int) -> Floats:
    """Measure what each polygon shares with itself."""
    polygons = _polygons(points, ring_offsets, mask_offsets, fill)
    return np.array([float(_shared_area(polygon, polygon)) for polygon in polygons], dtype=np.float64)


def polygon_overlap(
    gold_points: Floats,
    gold_ring_offsets: Ints,
    gold_mask_offsets: Ints,
    gold_fill: int,
    candidate_points: Floats,
    candidate_ring_offsets: Ints,
    candidate_mask_offsets: Ints,
    candidate_fill: int,
    crowd: NDArray[np.uint8],
    measure: int,
) -> Floats:
    """Compare every gold polygon with every candidate polygon."""
    gold = _polygons(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill)
    candidate = _polygons(candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill)
    return matrix(gold, candidate, crowd, measure, _shared_area)


def polygon_overlap_pairs(
    gold_points: Floats,
    gold_ring_offsets: Ints,
    gold_mask_offsets: Ints,
    gold_fill: int,
    candidate_points: Floats,
    candidate_ring_offsets: Ints,
    candidate_mask_offsets: Ints,
    candidate_fill: int,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
) -> Floats:
    """Compare the polygons of each pair."""
    gold = _polygons(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill)
    candidate = _polygons(candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill)
    return listed(gold, candidate, gold_index, candidate_index, measure, _shared_area)


def _polygons(points: Floats, ring_offsets: Ints, mask_offsets: Ints, fill: int) -> list[Polygon]:
    """The edges of each polygon. By the even-odd rule all its rings count as one."""
    polygons = []
    for begin, end in pairwise(mask_offsets.tolist()):
        edges = []
        for r in range(begin, end):
            ring = [(Fraction(x), Fraction(y)) for x, y in points[ring_offsets[r] : ring_offsets[r + 1]].tolist()]
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
                if a[1] != b[1]:
                    top, bottom = sorted((a, b), key=lambda point: point[1])
                    edges.append(Edge(top, bottom, r if fill == UNITED else 0))
        polygons.append(tuple(edges))
    return polygons


def _shared_area(gold: Polygon, candidate: Polygon) -> Fraction:
    """Height times length inside both, between all levels at which a vertex or a crossing lies."""
    edges = (*gold, *candidate) if gold is not candidate else gold
    if not gold or not candidate or _apart(gold, candidate):
        return Fraction(0)
    levels = {edge.top[1] for edge in edges} | {edge.bottom[1] for edge in edges}
    levels |= {level for a, b in combinations(edges, 2) if (level := _crossing(a, b)) is not None}
    area = Fraction(0)
    for top, bottom in pairwise(sorted(levels)):
        middle = (top + bottom) / 2
        spans = _spans(gold, middle), _spans(candidate, middle)
        area += (bottom - top) * sum(_common(a, b) for a in spans[0] for b in spans[1])
    return area


def _common(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> Fraction:
    return max(min(a[1], b[1]) - max(a[0], b[0]), Fraction(0))


def _apart(gold: Polygon, candidate: Polygon) -> bool:
    """Whether the boxes around two polygons have no area in common."""
    for axis in (0, 1):
        ranges = [[point[axis] for edge in side for point in edge[:2]] for side in (gold, candidate)]
        if min(max(numbers) for numbers in ranges) <= max(min(numbers) for numbers in ranges):
            return True
    return False


def _crossing(a: Edge, b: Edge) -> Fraction | None:
    """The level at which two edges cross, if they do so within both."""
    top, bottom = max(a.top[1], b.top[1]), min(a.bottom[1], b.bottom[1])
    if top >= bottom:
        return None
    before, after = a.at(top) - b.at(top), a.at(bottom) - b.at(bottom)
    return top + (bottom - top) * before / (before - after) if before * after < 0 else None


def _spans(polygon: Polygon, y: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Stretches of a level, which passes no vertex, that lie inside; none overlaps another."""
    crossings = sorted((edge.ring, edge.at(y)) for edge in polygon if edge.top[1] < y < edge.bottom[1])
    of_rings: list[tuple[Fraction, Fraction]] = []
    for _, of_ring in groupby(crossings, key=lambda crossing: crossing[0]):
        positions = [x for _, x in of_ring]
        of_rings += zip(positions[::2], positions[1::2], strict=True)
    spans: list[tuple[Fraction, Fraction]] = []
    for begin, end in sorted(of_rings):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((begin, end))
    return spans
