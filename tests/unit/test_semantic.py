"""Confusion matrices and the scores made from them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError

ABSENT = np.array([[3, 1, 0], [0, 2, 0], [0, 0, 0]])
FALSE_ONLY = np.array([[3, 0, 1], [0, 2, 0], [0, 0, 0]])


def test_ignore_on_the_gold_side_leaves_out() -> None:
    gold, candidate = np.array([[0, 1], [255, 255]]), np.array([[0, 0], [1, 77]])
    assert lg.confusion_matrix(gold, candidate, n_classes=2, ignore=255).tolist() == [[1, 0, 0], [1, 0, 0]]


def test_ignore_on_the_candidate_side_is_an_error_of_the_gold_class() -> None:
    matrix = lg.confusion_matrix([0, 0, 1], [0, 9, 1], n_classes=2, ignore=9)
    assert matrix.tolist() == [[1, 0, 1], [0, 1, 0]]
    assert lg.mean_iou(matrix).classes["micro"].tolist() == [0.5, 1.0]
    assert lg.pixel_accuracy(matrix).micro == pytest.approx(2 / 3)


def test_without_ignore_the_matrix_is_square() -> None:
    assert lg.confusion_matrix([0], [0], n_classes=3).shape == (3, 3)
    assert lg.confusion_matrix([0], [0], n_classes=3, ignore=-1).shape == (3, 4)


def test_columns_and_slices_are_read_as_they_are() -> None:
    gold = np.arange(24).reshape(4, 6) % 3
    expected = lg.confusion_matrix(gold, gold.T.copy().T, n_classes=3)
    assert lg.confusion_matrix(gold[::-1], gold[::-1], n_classes=3).tolist() == expected.tolist()
    assert lg.confusion_matrix(np.asfortranarray(gold), gold, n_classes=3).tolist() == expected.tolist()
    assert lg.confusion_matrix(gold.astype(">i4"), gold, n_classes=3).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("empty", "value", "mean", "n_classes"),
    [
        ("undefined", math.nan, (0.75 + 2 / 3) / 2, 2),
        ("agree", 1.0, (1.75 + 2 / 3) / 3, 3),
        ("coco", 0.0, (0.75 + 2 / 3) / 3, 3),
    ],
)
def test_absent_class(empty: str, value: float, mean: float, n_classes: int) -> None:
    scores = lg.mean_iou(ABSENT, empty=empty)
    assert scores.classes["status"] == ["ok", "ok", "absent"]
    assert scores.classes["micro"][2] == pytest.approx(value, nan_ok=True)
    assert scores.micro == pytest.approx(mean)
    assert scores.n_classes == n_classes


def test_absent_class_raises_when_asked() -> None:
    with pytest.raises(UndefinedError, match=r"mean_iou is undefined for class \(2,\)"):
        lg.mean_iou(ABSENT, empty="raise")


def test_raising_looks_at_all_images_together() -> None:
    stack = np.array([[[1, 0], [0, 0]], [[0, 0], [0, 3]]])
    scores = lg.mean_iou(stack, empty="raise")
    assert scores.classes["n_images"].tolist() == [1, 1]
    assert scores.macro_image == 1.0


def test_a_class_with_false_pixels_only() -> None:
    assert lg.mean_iou(FALSE_ONLY).classes["micro"][2] == 0
    assert lg.mean_iou(FALSE_ONLY).classes["status"] == ["ok", "ok", "ok"]
    accuracy = lg.mean_accuracy(FALSE_ONLY)
    assert math.isnan(accuracy.classes["micro"][2])
    assert accuracy.classes["status"] == ["ok", "ok", "no_gold"]
    assert accuracy.n_classes == 2


def test_frequency_weighted_iou() -> None:
    score = lg.frequency_weighted_iou(FALSE_ONLY)
    assert score.micro == pytest.approx(4 / 6 * 0.75 + 2 / 6 * 1)
    assert (score.n, score.status) == (6, "ok")


@pytest.mark.parametrize("metric", [lg.pixel_accuracy, lg.frequency_weighted_iou])
def test_no_pixels(metric: Any) -> None:
    nothing = np.zeros((2, 2), dtype=int)
    score = metric(nothing)
    assert math.isnan(score.micro)
    assert (score.status, score.n, score.n_empty_images) == ("no_pixels", 0, 1)
    assert metric(nothing, empty="agree").micro == 1
    with pytest.raises(UndefinedError, match="is undefined: its denominator is zero"):
        metric(nothing, empty="raise")


def test_images_without_pixels_are_left_out_and_counted() -> None:
    stack = np.array([[[3, 1], [0, 4]], [[0, 0], [0, 0]]])
    assert lg.pixel_accuracy(stack).macro_image == 0.875
    assert lg.pixel_accuracy(stack).n_empty_images == 1
    assert (lg.mean_dice(stack).n_images, lg.mean_dice(stack).n_empty_images) == (1, 1)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.ones((2, 4), int), "matrix must be counts of shape"),
        (np.ones((2, 2)), "float64 of shape"),
        (np.ones(4, int), "matrix must be counts of shape"),
        (np.array([[1, -2], [0, 1]]), "negative count: -2"),
    ],
)
def test_bad_matrix(matrix: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.mean_iou(matrix)


def test_bad_policy() -> None:
    with pytest.raises(InputError, match="empty must be one of"):
        lg.mean_iou(ABSENT, empty="zero")
