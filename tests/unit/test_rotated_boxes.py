"""RotatedBoxes and Boxes3D: layouts, laws of their overlap, empty cases, and errors for what cannot be one."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError

coordinate = st.floats(-1e6, 1e6)
size = st.just(0.0) | st.floats(1e-6, 1e6)
flat_box = st.tuples(coordinate, coordinate, size, size, st.floats(-1e3, 1e3))
upright_box = st.tuples(coordinate, coordinate, coordinate, size, size, size, st.floats(-1e3, 1e3))
KINDS = [pytest.param(lg.RotatedBoxes, flat_box, id="rotated"), pytest.param(lg.Boxes3D, upright_box, id="upright")]
FLAT = [10.0, 20, 8, 3, 0.3]
UPRIGHT = [10.0, 20, 1, 8, 3, 2, 0.3]
ROWS = [pytest.param(lg.RotatedBoxes, FLAT, id="rotated"), pytest.param(lg.Boxes3D, UPRIGHT, id="upright")]


@pytest.mark.parametrize(("kind", "box"), KINDS)
def test_laws(kind: Any, box: Any) -> None:
    @given(gold=box, candidate=box)
    def run(gold: Any, candidate: Any) -> None:
        one, two = kind([gold]), kind([candidate])
        value = lg.iou(one, two, empty="coco").item()
        assert 0 <= value <= 1
        assert lg.iou(two, one, empty="coco").item() == value
        assert lg.iou(one, two, paired=True, empty="coco").item() == value
        assert lg.dice(one, two, empty="coco").item() == pytest.approx(2 * value / (1 + value), rel=1e-12)
        own = lg.iou(one, one).item()
        extent = (one.areas if kind is lg.RotatedBoxes else one.volumes).item()
        assert np.isnan(own) if extent == 0 else own == 1

    run()


def test_without_angle_they_are_boxes() -> None:
    rng = np.random.default_rng(3)
    rows = [
        np.hstack((rng.integers(0, 20, (30, 2)), rng.integers(1, 16, (30, 2)) * 2, np.zeros((30, 1)))) for _ in "ab"
    ]
    plain = [lg.Boxes(np.hstack((r[:, :2] - r[:, 2:4] / 2, r[:, :2] + r[:, 2:4] / 2))) for r in rows]
    for metric in (lg.iou, lg.dice, lambda g, c: lg.coverage(g, c, of="gold")):
        np.testing.assert_array_equal(metric(*map(lg.RotatedBoxes, rows)), metric(*plain))


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_select_compare_and_pickle(kind: Any, row: list[float]) -> None:
    boxes = kind([row, [2 * value for value in row]])
    assert boxes[1:] == kind([[2 * value for value in row]])
    assert boxes[[1, 0]] != boxes
    assert pickle.loads(pickle.dumps(boxes)) == boxes
    assert repr(boxes) == f"{kind.__name__}(2)"
    assert len(kind([])) == 0
    with pytest.raises(AttributeError, match="frozen"):
        boxes.values = boxes.values


def test_corners_and_boxes_around() -> None:
    boxes = lg.RotatedBoxes([[10, 20, 4, 2, np.pi / 2], [0, 0, 2, 2, np.pi / 4]])
    np.testing.assert_allclose(boxes.corners[0], [[11, 18], [11, 22], [9, 22], [9, 18]], atol=1e-12)
    around = boxes.boxes.corners
    np.testing.assert_allclose(around, [[9, 18, 11, 22], np.array([-1, -1, 1, 1]) * np.sqrt(2)], atol=1e-12)
    low, high = boxes.corners.min(axis=1), boxes.corners.max(axis=1)
    assert (around[:, :2] < low).all()
    assert (around[:, 2:] > high).all()


def test_directions_of_degrees() -> None:
    clockwise = lg.RotatedBoxes.from_degrees([[0, 0, 4, 2, 30]], counter_clockwise=False)
    assert clockwise == lg.RotatedBoxes([[0, 0, 4, 2, np.deg2rad(30)]])
    assert lg.RotatedBoxes.from_degrees([[0, 0, 4, 2, -30]], counter_clockwise=True) == clockwise


def test_kitti_corners() -> None:
    height, width, length, x, y, z, turn = 1.5, 1.6, 4.0, 2.0, 1.7, 20.0, 0.5
    boxes = lg.Boxes3D.from_kitti([[height, width, length, x, y, z, turn]])
    # KITTI's own rule: a corner at (l/2, w/2) of the box lies at x + l/2 cos + w/2 sin, z - l/2 sin + w/2 cos.
    corner = (
        x + length / 2 * np.cos(turn) + width / 2 * np.sin(turn),
        z - length / 2 * np.sin(turn) + width / 2 * np.cos(turn),
    )
    assert np.isclose(boxes.footprints.corners[0], corner, atol=1e-12).all(axis=1).any()
    assert boxes.values[0, 2] - boxes.values[0, 5] / 2 == pytest.approx(-y)
    assert boxes.volumes.tolist() == [length * width * height]


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_boxes_without_extent(kind: Any, row: list[float]) -> None:
    thin = kind([[0.0 if k == 3 else value for k, value in enumerate(row)]])
    full = kind([row])
    assert np.isnan(lg.iou(thin, thin).item())
    assert lg.iou(thin, thin, empty="agree").item() == 1
    assert lg.iou(thin, full, empty="raise").item() == 0
    with pytest.raises(UndefinedError, match="iou is undefined for pair"):
        lg.iou(thin, thin, empty="raise")


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_crowd_divides_by_the_candidate(kind: Any, row: list[float]) -> None:
    half = [value / 2 if k == 3 else value for k, value in enumerate(row)]
    for paired in (False, True):
        assert lg.iou(kind([row]), kind([half]), crowd=[True], paired=paired).item() == pytest.approx(1)
        assert lg.iou(kind([row]), kind([half]), crowd=[False], paired=paired).item() == pytest.approx(0.5)


@pytest.mark.parametrize(("kind", "row"), ROWS)
@pytest.mark.parametrize("threshold", [0.0, 0.3])
def test_sparse_lists_what_the_matrix_holds(kind: Any, row: list[float], threshold: float) -> None:
    rng = np.random.default_rng(4)
    gold, candidate = (kind(np.abs(np.array(row) + rng.normal(0, 4, (40, len(row))))) for _ in "ab")
    matrix = lg.iou(gold, candidate, empty="coco")
    found = lg.iou(gold, candidate, sparse=True, threshold=threshold)
    rows, columns = np.nonzero((matrix > 0) & (matrix >= threshold))
    assert 0 < len(rows) < matrix.size
    np.testing.assert_array_equal(found.row, rows)
    np.testing.assert_array_equal(found.column, columns)
    np.testing.assert_array_equal(found.value, matrix[rows, columns])


@pytest.mark.parametrize(
    ("make", "value", "message"),
    [
        (lg.RotatedBoxes, [[0, 0, 1, 1]], r"cx_cy_w_h_radians must have shape \(n, 5\), not \(1, 4\)"),
        (lg.RotatedBoxes, FLAT, "For one box, give a list with one row"),
        (lg.RotatedBoxes, [["a", 0, 1, 1, 0]], "cx_cy_w_h_radians must be numbers"),
        (lg.RotatedBoxes, [FLAT, [0, np.inf, 1, 1, 0]], "box 1 is not finite"),
        (lg.RotatedBoxes, [FLAT, [0, 1e200, 1, 1, 0]], "box 1 is further from 0 than"),
        (lg.RotatedBoxes, [[0, 0, -1, 1, 0]], "box 0 has a negative width or height"),
        (lg.Boxes3D, [FLAT], r"x_y_z_l_w_h_yaw must have shape \(n, 7\), not \(1, 5\)"),
        (lg.Boxes3D, [[0, 0, 0, 1, 1, -1, 0]], "box 0 has a negative length or width or height"),
        (lg.Boxes3D.from_kitti, [[1, 1, 1, 0, 0, np.nan, 0]], "box 0 is not finite"),
    ],
)
def test_bad_boxes(make: Any, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make(value)


def test_sides_of_two_kinds() -> None:
    with pytest.raises(InputError, match="gold is RotatedBoxes but candidate is Boxes"):
        lg.iou(lg.RotatedBoxes([FLAT]), lg.Boxes([[0, 0, 1, 1]]))
    with pytest.raises(InputError, match="giou is defined for boxes, not for RotatedBoxes"):
        lg.giou(lg.RotatedBoxes([FLAT]), lg.RotatedBoxes([FLAT]))  # type: ignore[arg-type]
