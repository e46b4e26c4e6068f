"""GIoU, DIoU and CIoU against torchvision's formulas, worked out by hand with exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import labelgauge as lg

EPSILON = 1e-7  # torchvision's

# gold, candidate, intersection, union, area of the hull, squared centre distance, squared hull diagonal
CASES = [
    pytest.param([0, 0, 2, 2], [1, 1, 3, 3], 1, 7, 9, Fraction(2), 18, id="shifted"),
    pytest.param([0, 0, 4, 2], [0, 0, 4, 2], 8, 8, 8, Fraction(0), 20, id="equal"),
    pytest.param([0, 0, 1, 1], [3, 0, 4, 1], 0, 2, 4, Fraction(9), 17, id="apart"),
    pytest.param([0, 0, 2, 2], [2, 0, 4, 2], 0, 8, 8, Fraction(4), 20, id="touching"),
    pytest.param([0, 0, 10, 10], [2, 3, 6, 5], 8, 100, 100, Fraction(2), 200, id="inside"),
    pytest.param([0, 0, 2, 1], [0, 0, 1, 2], 1, 3, 4, Fraction(1, 2), 8, id="turned"),
    pytest.param([0, 0, 3, 1], [0, 0, 1, 1], 1, 3, 3, Fraction(1), 10, id="longer"),
]


def shape_term(gold: list[int], candidate: list[int], iou: float) -> float:
    angles = [math.atan((box[2] - box[0]) / (box[3] - box[1])) for box in (gold, candidate)]
    v = 4 / math.pi**2 * (angles[0] - angles[1]) ** 2
    return v * v / (1 - iou + v + EPSILON)


@pytest.mark.parametrize(("gold", "candidate", "shared", "union", "hull", "distance", "diagonal"), CASES)
def test_by_hand(
    gold: list[int], candidate: list[int], shared: int, union: int, hull: int, distance: Fraction, diagonal: int
) -> None:
    iou = Fraction(shared, union)
    giou = float(iou - Fraction(hull - union, hull))
    diou = float(iou) - float(distance) / (diagonal + EPSILON)
    ciou = diou - shape_term(gold, candidate, float(iou))
    for first, second in ((gold, candidate), (candidate, gold)):
        a, b = lg.Boxes([first]), lg.Boxes([second])
        assert lg.iou(a, b).item() == float(iou)
        assert lg.giou(a, b).item() == pytest.approx(giou, rel=1e-14, abs=1e-15)
        assert lg.diou(a, b).item() == pytest.approx(diou, rel=1e-14, abs=1e-15)
        assert lg.ciou(a, b).item() == pytest.approx(ciou, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("metric", [lg.giou, lg.diou, lg.ciou])
def test_paired_is_the_diagonal(metric: Any) -> None:
    rng = np.random.default_rng(0)
    low = rng.uniform(0, 50, (30, 2))
    boxes = lg.Boxes(np.hstack((low, low + rng.uniform(1, 30, (30, 2)))))
    other = boxes[::-1]
    np.testing.assert_array_equal(metric(boxes, other, paired=True), np.diag(metric(boxes, other)))
