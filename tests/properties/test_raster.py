"""What polygons, masks and outlines promise each other."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.kernels import raster

half_pixels = st.integers(-6, 30).map(lambda twice: twice / 2)
anywhere = st.floats(-3, 15, allow_subnormal=False)
points = st.tuples(half_pixels | anywhere, half_pixels | anywhere)
rings = st.lists(points, min_size=0, max_size=9)
small_masks = hnp.arrays(np.bool_, st.tuples(st.just(1), st.integers(1, 9), st.integers(1, 9)))


def drawn(polygons: list[list[Any]], rule: Any = "center") -> NDArray[np.bool_]:
    return lg.Masks.from_polygons(polygons, (12, 12), rule=rule).to_dense()


def outlines(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    masks = lg.Masks.from_dense(mask)
    corners, ring_offsets, _ = raster.trace_outlines(masks.counts, masks.offsets, masks.sizes)
    return [corners[begin:end] for begin, end in pairwise(ring_offsets.tolist())]


def signed_area(ring: NDArray[np.float64]) -> float:
    following = np.roll(ring, -1, axis=0)
    return float(ring[:, 0] @ following[:, 1] - following[:, 0] @ ring[:, 1]) / 2


def crosses(ring: Any) -> int:
    vertices = np.asarray(ring, dtype=np.float64).reshape(-1, 2)
    return int(raster.self_intersections(vertices, np.array([0, len(vertices)]))[0])


@given(st.lists(points, min_size=3, max_size=9), points)
def test_triangles_that_share_edges_share_no_pixel(ring: list[Any], hub: Any) -> None:
    """A fan of triangles around any point covers each pixel as often, modulo 2, as the ring itself does."""
    fan = [[[hub, a, b]] for a, b in pairwise([*ring, ring[0]])]
    np.testing.assert_array_equal(np.logical_xor.reduce(drawn(fan)), drawn([[ring]])[0])


@given(points, st.floats(0.5, 9), st.floats(0.5, 9))
def test_a_grid_of_boxes_has_every_pixel_once(corner: Any, width: float, height: float) -> None:
    x, y = corner
    columns, rows = [-99.0, x, x + width, 99.0], [-99.0, y, y + height, 99.0]
    boxes = [[[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]] for x0, x1 in pairwise(columns) for y0, y1 in pairwise(rows)]
    np.testing.assert_array_equal(drawn(boxes).sum(axis=0), 1)


@given(rings, st.sampled_from(["coco", "center"]), st.integers(0, 8))
def test_where_a_ring_starts_and_which_way_it_runs_does_not_matter(ring: list[Any], rule: str, start: int) -> None:
    one, other, backwards = drawn([[ring], [ring[start:] + ring[:start]], [ring[::-1]]], rule)
    np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(one, backwards)


@given(rings, rings)
def test_rings_are_united_by_cocos_rule_and_cancel_by_the_other(first: list[Any], second: list[Any]) -> None:
    polygons = [[first], [second], [first, second]]
    a, b, both = drawn(polygons, "coco")
    np.testing.assert_array_equal(both, a | b)
    a, b, both = drawn(polygons)
    np.testing.assert_array_equal(both, a ^ b)


@given(small_masks)
def test_areas_of_outlines_add_up(mask: NDArray[np.bool_]) -> None:
    assert sum(signed_area(ring) for ring in outlines(mask)) == mask.sum()


@given(small_masks)
def test_outlines_do_not_cross_themselves_but_may_touch(mask: NDArray[np.bool_]) -> None:
    for ring in outlines(mask):
        corners = [tuple(corner) for corner in ring.tolist()]
        assert crosses(ring) == (len(set(corners)) < len(corners))


def test_outer_rings_run_clockwise_and_holes_the_other_way() -> None:
    ring_with_hole = np.ones((1, 5, 5), dtype=np.bool_)
    ring_with_hole[0, 2, 1:4] = False
    outer, hole = outlines(ring_with_hole)
    assert (signed_area(outer), signed_area(hole)) == (25, -3)
    assert outer.tolist() == [[0, 0], [5, 0], [5, 5], [0, 5]]
    assert hole.tolist() == [[1, 2], [1, 3], [4, 3], [4, 2]]


@given(rings, st.integers(0, 8))
def test_self_intersection_has_no_direction(ring: list[Any], start: int) -> None:
    assert crosses(ring) == crosses(ring[::-1]) == crosses(ring[start:] + ring[:start])
    assert crosses(ring) == crosses([(y, x) for x, y in ring])


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=40), st.floats(0.1, 5))
def test_stars_do_not_cross_themselves_and_crossed_ones_do(radii: list[float], shift: float) -> None:
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    star = np.array(radii)[:, np.newaxis] * np.stack((np.cos(angles), np.sin(angles)), axis=1)
    assert crosses(star) == 0
    assert crosses(np.concatenate((star, star + shift * 1e-3))) == 1


@pytest.mark.parametrize("side", [np.nextafter(0.5, 0), 0.5, np.nextafter(0.5, 1)])
def test_a_side_next_to_a_centre_is_told_from_one_through_it(side: float) -> None:
    assert drawn([[[(side, 0), (3, 0), (3, 3), (side, 3)]]])[0, 0, 0] == (side <= 0.5)


@pytest.mark.parametrize("end", [np.nextafter(1.5, 0), 1.5, np.nextafter(1.5, 2)])
def test_slanted_sides_too(end: float) -> None:
    """The upper side goes from (-2.5, -0.5) to (3.5, end): at 1.5 through the centre of the first pixel."""
    assert drawn([[[(-2.5, -0.5), (3.5, end), (-2.5, 9)]]])[0, 0, 0] == (end <= 1.5)
