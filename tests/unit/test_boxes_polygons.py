"""Boxes and Polygons: layouts in and out, selection, and the errors for what cannot be one."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError


def test_xywh_keeps_the_area_as_given() -> None:
    xywh = np.array([[0.1, 0.2, 0.3, 0.7]])
    boxes = lg.Boxes.from_xywh(xywh)
    assert boxes.areas[0] == 0.3 * 0.7
    assert boxes.corners[0].tolist() == [0.1, 0.2, 0.1 + 0.3, 0.2 + 0.7]


def test_boxes_select_compare_and_pickle() -> None:
    boxes = lg.Boxes([[0, 0, 1, 1], [2, 2, 5, 4]])
    assert boxes[1:].areas.tolist() == [6]
    assert boxes[[1, 0]] == lg.Boxes([[2, 2, 5, 4], [0, 0, 1, 1]])
    assert pickle.loads(pickle.dumps(boxes)) == boxes
    assert len(lg.Boxes([])) == 0
    with pytest.raises(AttributeError, match="frozen"):
        boxes.areas = boxes.areas


def test_the_callers_array_is_neither_changed_nor_kept() -> None:
    given = np.array([[0.0, 0, 1, 1]])
    boxes = lg.Boxes(given)
    given[:] = 9
    assert boxes.corners.tolist() == [[0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("make", "value", "message"),
    [
        (lg.Boxes, [[0, 0, 1]], r"xyxy must have shape \(n, 4\), not \(1, 3\)"),
        (lg.Boxes, [0, 0, 1, 1], "For one box, give a list with one row"),
        (lg.Boxes, [["a", 0, 1, 1]], "xyxy must be numbers"),
        (lg.Boxes, [[0, 0, 1, 1], [0, 0, np.inf, 1]], "box 1 is not finite"),
        (lg.Boxes, [[0, 0, 1, 1], [3, 0, 1, 1]], "box 1 ends before it begins"),
        (lg.Boxes.from_xywh, [[0, 0, -1, 1]], "box 0 has a negative width or height"),
    ],
)
def test_bad_boxes(make: Any, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make(value)


def test_polygons_select_and_pickle() -> None:
    polygons = lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]], [], [[0, 0, 1, 0, 1, 1], [[2, 2], [3, 2], [3, 3]]]])
    assert [len(polygons.rings(i)) for i in range(3)] == [1, 0, 2]
    chosen = polygons[[2, 0]]
    assert [ring.tolist() for ring in chosen.rings(0)] == [[[0, 0], [1, 0], [1, 1]], [[2, 2], [3, 2], [3, 3]]]
    again = pickle.loads(pickle.dumps(polygons))
    np.testing.assert_array_equal(again.points, polygons.points)
    with pytest.raises(AttributeError, match="frozen"):
        polygons.points = polygons.points


@pytest.mark.parametrize(
    ("rings", "message"),
    [
        ([[[0, 0, 4]]], "ring 0 of polygon 0: a ring must be flat"),
        ([[], [[0, 0], ["a", "b"]]], "ring 0 of polygon 1|ring 1 of polygon 1"),
        ([[[[0, 0, 0]]]], "ring 0 of polygon 0: a ring must be flat"),
        ([[[0, 0, np.nan, 1, 2, 2]]], "point 1 is not finite"),
    ],
)
def test_bad_rings(rings: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Polygons.from_rings(rings)


def test_bad_polygon_columns() -> None:
    with pytest.raises(InputError, match="ring_offsets must start at 0"):
        lg.Polygons(np.zeros((3, 2)), np.array([0, 2]), np.array([0, 1]))
    with pytest.raises(GeometryError, match="point 2 is not finite"):
        lg.Polygons(np.array([[0, 0], [1, 0], [np.inf, 1]]), np.array([0, 3]), np.array([0, 1]))


@pytest.mark.parametrize(
    "make", [lambda n: lg.Boxes([[0, 0, n, 1]]), lambda n: lg.Polygons.from_rings([[[0, 0, n, 0, 1, 1]]])]
)
def test_whole_numbers_beyond_float64(make: Any) -> None:
    with pytest.raises(InputError, match="must be numbers"):
        make(10**400)
