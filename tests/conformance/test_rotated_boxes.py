"""Rotated and upright boxes against Shapely (GEOS), closed forms, and the cases other libraries got wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

import labelgauge as lg

Floats = NDArray[np.float64]

# Boxes in degrees, counter-clockwise, as reported to the libraries named; what they answered; what is right.
DETECTRON2_2154 = [296.6620178222656, 458.73883056640625, 23.515729904174805, 47.677001953125, 0.08795166015625]
DETECTRON2_2167 = [
    2563.744628906250,
    1436.790161132812500,
    2174.703369140625,
    214.09500122070312500,
    115.11834716796875,
]
NEARLY_2154 = [296.66201, 458.73882000000003, 23.51573, 47.67702, 0.087951]
NEARLY_2167 = [2563.744628906250, 1436.790283203125, 2174.702880859375, 214.09495544433594, 115.11835479736328]
DEGREES = [
    pytest.param(DETECTRON2_2154, DETECTRON2_2154, 1.0, 0, id="detectron2 #2154: the same box, .60"),
    pytest.param(DETECTRON2_2154, NEARLY_2154, 1.0, 1e-5, id="detectron2 #2154: nearly the same, .60"),
    pytest.param(DETECTRON2_2167, DETECTRON2_2167, 1.0, 0, id="detectron2 #2167: the same box, .58"),
    pytest.param(DETECTRON2_2167, NEARLY_2167, 1.0, 1e-5, id="detectron2 #2167: nearly the same, .58"),
    pytest.param([160, 153, 230, 23, -37], [190, 127, 80, 21, -46], 0.0, 0, id="detectron2 #1207: apart, .27"),
    pytest.param([3, 3, 8, 2, -45], [6, 0, 8, 2, -45], 0.0, 0, id="detectron2 #1207, simplified"),
    pytest.param(
        [160, 153, 230, 23, -37],
        [-1.117407639806935e17, 1.3858420478349148e18, 1000.0000610351562, 1000.0000610351562, 1612],
        0.0,
        0,
        id="detectron2 #1266: far away, negative",
    ),
    pytest.param([0.5, 0.5, 1, 1, 0], [0.25, 0.5, 0.5, 1, 0], 0.5, 0, id="half"),
    pytest.param([565, 565, 10, 10, 0], [565, 565, 10, 8.3, 0], 0.83, 1e-15, id="less high"),
    pytest.param([5, 5, 10, 6, 55], [5, 5, 10, 6, -35], 36 / 84, 1e-15, id="a cross"),
    pytest.param([1, 1, math.sqrt(2), math.sqrt(2), 45], [1, 1, 2, 2, 0], 0.5, 1e-15, id="a diamond inside"),
    pytest.param([1, 1, math.sqrt(8), math.sqrt(8), -45], [1, 1, 2, 2, 0], 0.5, 1e-15, id="a diamond around"),
    pytest.param([0, 0, 2, 2, 0], [0, 0, 2, 2, 45], math.sqrt(0.5), 1e-15, id="an octagon"),
    pytest.param(
        [299.5, 417.370422, 600, 364.259186, 27.1828],
        [299.5, 417.370422, 600, 364.259155, 27.1828],
        364.259155 / 364.259186,
        1e-15,
        id="large and close",
    ),
]


def degrees(box: list[float]) -> lg.RotatedBoxes:
    return lg.RotatedBoxes.from_degrees([box], counter_clockwise=True)


@pytest.mark.parametrize(("gold", "candidate", "expected", "tolerance"), DEGREES)
def test_reported_cases(gold: list[float], candidate: list[float], expected: float, tolerance: float) -> None:
    for one, two in ((gold, candidate), (candidate, gold)):
        result = lg.iou(degrees(one), degrees(two)).item()
        assert 0 <= result <= 1
        assert result == pytest.approx(expected, rel=0, abs=tolerance)


def test_mmcv_2621_the_same_box_is_not_a_third() -> None:
    box = lg.RotatedBoxes([[0, 0, 180.6422271729, 136.3633728027, 0.9559648633]])
    assert lg.iou(box, box).item() == 1
    for wider in (1.0, 2.0):
        other = lg.RotatedBoxes(box.values + np.array([0, 0, wider, 0, 0]))
        assert lg.iou(box, other).item() == pytest.approx(180.6422271729 / (180.6422271729 + wider), rel=1e-14)


@pytest.mark.parametrize("length", [1.9711e3, 1.9711e10])
def test_mmcv_2952_a_hair_has_a_small_iou(length: float) -> None:
    hair, box = [135.07, 406.72, 7.9445e-7, length, 1.7708], [151.008, 436.2173, 302.0159, 313.7347, 3.1184]
    # The hair's middle line, cut by the four sides of the box: shared area = width × length of that stretch.
    line, frame = polygons(np.array([hair]))[0], polygons(np.array([box]))[0]
    ends = (line[0] + line[1]) / 2, (line[2] + line[3]) / 2
    assert not shapely.contains(shapely.polygons(frame), shapely.points(ends)).any()
    middle = shapely.linestrings(ends)
    shared = 7.9445e-7 * shapely.intersection(middle, shapely.polygons(frame)).length
    union = 302.0159 * 313.7347 + 7.9445e-7 * length - shared
    assert lg.iou(lg.RotatedBoxes([hair]), lg.RotatedBoxes([box])).item() == pytest.approx(shared / union, rel=1e-7)


def test_boxes_and_the_same_in_float32_are_nearly_equal() -> None:
    """What detectron2 #350 and #4889 are about: no box that is nearly another one gets a negative or a small IoU."""
    rng = np.random.default_rng(2)
    boxes = np.hstack(
        (rng.uniform(0, 4000, (20_000, 2)), rng.uniform(5, 2000, (20_000, 2)), rng.uniform(-7, 7, (20_000, 1)))
    )
    rounded = boxes.astype(np.float32).astype(np.float64)
    values = lg.iou(lg.RotatedBoxes(boxes), lg.RotatedBoxes(rounded), paired=True)
    assert values.max() <= 1
    assert values.min() > 1 - 5e-4  # 4000 in float32 is 1.2e-4 off at most, and the thinnest box is 5 wide


def polygons(boxes: Floats) -> Floats:
    """Corners of boxes (n, 5), written out here rather than taken from the library."""
    corners = []
    for x, y, width, height, angle in boxes.tolist():
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
        corners.append(half @ turn.T + (x, y))
    return np.array(corners)


def random_boxes(rng: np.random.Generator, n: int) -> Floats:
    size = np.exp(rng.uniform(0, 5, (n, 2)))
    return np.hstack((rng.uniform(0, 200, (n, 2)), size, rng.uniform(-7, 7, (n, 1))))


def test_equal_to_shapely() -> None:
    rng = np.random.default_rng(0)
    gold, candidate = random_boxes(rng, 120), random_boxes(rng, 130)
    a, b = shapely.polygons(polygons(gold)), shapely.polygons(polygons(candidate))
    shared = shapely.area(shapely.intersection(a[:, np.newaxis], b))
    expected = shared / (shapely.area(a)[:, np.newaxis] + shapely.area(b) - shared)
    assert np.count_nonzero(expected) > 1000
    result = lg.iou(lg.RotatedBoxes(gold), lg.RotatedBoxes(candidate))
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12)


def test_upright_boxes_are_footprint_by_height() -> None:
    rng = np.random.default_rng(1)
    flat = random_boxes(rng, 60), random_boxes(rng, 60)
    height, z = rng.uniform(1, 5, (2, 60)), rng.uniform(-2, 2, (2, 60))
    a, b = (shapely.polygons(polygons(side)) for side in flat)
    area = shapely.area(shapely.intersection(a[:, np.newaxis], b))
    top = np.minimum.outer(z[0] + height[0] / 2, z[1] + height[1] / 2)
    bottom = np.maximum.outer(z[0] - height[0] / 2, z[1] - height[1] / 2)
    shared = area * np.maximum(top - bottom, 0)
    volumes = shapely.area(a) * height[0], shapely.area(b) * height[1]
    expected = shared / np.subtract(np.add.outer(*volumes), shared)
    sides = [
        lg.Boxes3D(np.column_stack((side[:, :2], z[k], side[:, 2:4], height[k], side[:, 4])))
        for k, side in enumerate(flat)
    ]
    np.testing.assert_allclose(lg.iou(*sides), expected, rtol=0, atol=1e-12)
