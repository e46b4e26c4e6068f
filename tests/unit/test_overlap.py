"""IoU, Dice, coverage and the penalised IoUs: definitions, kinds of input, empty cases."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError, UndefinedError
from labelgauge.testing import samples

RNG = np.random.default_rng(5)
GOLD = samples.blobs(RNG, 8, (23, 41))
CANDIDATE = samples.blobs(RNG, 8, (23, 41))
NOTHING = np.zeros((1, 4, 4), dtype=bool)
EVERYTHING = np.ones((1, 4, 4), dtype=bool)
METRICS = [
    pytest.param(lg.iou, lambda i, g, c: (i, g + c - i), id="iou"),
    pytest.param(lg.dice, lambda i, g, c: (2 * i, g + c), id="dice"),
    pytest.param(lambda *a, **k: lg.coverage(*a, of="gold", **k), lambda i, g, _: (i, g), id="gold"),
    pytest.param(lambda *a, **k: lg.coverage(*a, of="candidate", **k), lambda i, _, c: (i, c), id="candidate"),
]


@pytest.mark.parametrize(("metric", "definition"), METRICS)
def test_masks_equal_counted_pixels(metric: Any, definition: Any) -> None:
    shared = (GOLD[:, None] & CANDIDATE[None]).sum(axis=(2, 3))
    numerator, denominator = definition(shared, GOLD.sum(axis=(1, 2))[:, None], CANDIDATE.sum(axis=(1, 2))[None])
    with np.errstate(invalid="ignore"):
        expected = numerator / np.broadcast_to(denominator, shared.shape)
    np.testing.assert_array_equal(metric(GOLD, CANDIDATE), expected)
    np.testing.assert_array_equal(metric(GOLD, CANDIDATE, paired=True), np.diag(expected))
    np.testing.assert_array_equal(metric(lg.Masks.from_dense(GOLD), CANDIDATE, threads=2), expected)


@pytest.mark.parametrize(("metric", "definition"), METRICS)
def test_boxes_equal_their_definition(metric: Any, definition: Any) -> None:
    gold, candidate = lg.Boxes([[0, 0, 4, 4], [5, 5, 9, 9]]), lg.Boxes([[2, 2, 6, 6], [20, 20, 30, 30]])
    numerator, denominator = definition(np.array([[4, 0], [1, 0]]), np.array([[16], [16]]), np.array([[16, 100]]))
    expected = numerator / np.broadcast_to(denominator, (2, 2))
    np.testing.assert_array_equal(metric(gold, candidate), expected)
    np.testing.assert_array_equal(metric(gold, candidate, paired=True), np.diag(expected))


@pytest.mark.parametrize(("metric", "definition"), METRICS)
@pytest.mark.parametrize(("policy", "value"), [("undefined", np.nan), ("agree", 1.0), ("coco", 0.0)])
@pytest.mark.parametrize("paired", [False, True])
def test_two_empty_masks(metric: Any, definition: Any, policy: str, value: float, paired: bool) -> None:
    result = metric(NOTHING, NOTHING, empty=policy, paired=paired)
    np.testing.assert_array_equal(result.ravel(), [value])
    with pytest.raises(UndefinedError, match=r"is undefined for pair \(0"):
        metric(NOTHING, NOTHING, empty="raise", paired=paired)


def test_one_empty_mask_overlaps_nothing() -> None:
    for gold, candidate in ((NOTHING, EVERYTHING), (EVERYTHING, NOTHING)):
        assert lg.iou(gold, candidate, empty="raise").item() == 0
        assert lg.dice(gold, candidate, empty="raise").item() == 0
    assert np.isnan(lg.coverage(NOTHING, EVERYTHING, of="gold").item())
    assert lg.coverage(NOTHING, EVERYTHING, of="candidate", empty="raise").item() == 0


def test_boxes_without_area_are_empty() -> None:
    point = lg.Boxes([[1, 1, 1, 1]])
    assert np.isnan(lg.iou(point, point).item())
    assert lg.iou(point, lg.Boxes([[0, 0, 2, 2]]), empty="raise").item() == 0


@pytest.mark.parametrize("paired", [False, True])
def test_crowd_divides_by_the_candidate(paired: bool) -> None:
    for gold, candidate in (
        (np.concatenate((EVERYTHING, EVERYTHING)), np.concatenate((np.eye(4, dtype=bool)[None], NOTHING))),
        (lg.Boxes([[0, 0, 4, 4], [0, 0, 4, 4]]), lg.Boxes([[0, 0, 2, 2], [1, 1, 1, 1]])),
    ):
        matrix = lg.iou(gold, candidate, crowd=[True, False], empty="undefined")
        assert matrix[0, 0] == 1
        assert matrix[1, 0] == 0.25
        assert np.isnan(matrix[0, 1])
        assert matrix[1, 1] == 0
        if paired:
            np.testing.assert_array_equal(lg.iou(gold, candidate, crowd=[1, 0], paired=True), np.diag(matrix))


def test_empty_batches_keep_their_shape() -> None:
    assert lg.iou(GOLD[:0], CANDIDATE).shape == (0, 8)
    assert lg.iou(GOLD, CANDIDATE[:0]).shape == (8, 0)
    assert lg.iou(lg.Boxes([]), lg.Boxes([[0, 0, 1, 1]])).shape == (0, 1)


@pytest.mark.parametrize(
    ("gold", "candidate", "options", "message"),
    [
        (np.zeros((1, 4)), np.zeros((1, 4)), {}, "gold is a float array.*pass labelgauge.Boxes"),
        (EVERYTHING, np.zeros((1, 4, 4), dtype=int), {}, "candidate must be Masks, Boxes or a bool array, not int64"),
        (EVERYTHING, lg.Boxes([[0, 0, 1, 1]]), {}, "gold is Masks but candidate is Boxes"),
        (GOLD, CANDIDATE[:3], {"paired": True}, "as many gold as candidates, not 8 and 3"),
        (EVERYTHING, EVERYTHING, {"empty": "zero"}, "empty must be one of 'undefined', 'agree', 'coco', 'raise'"),
        (EVERYTHING, EVERYTHING, {"crowd": [0.5]}, "crowd must be one bool or 0/1 per gold"),
        (EVERYTHING, EVERYTHING, {"crowd": [0, 1]}, "crowd must be one bool or 0/1 per gold"),
    ],
)
def test_bad_arguments(gold: Any, candidate: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.iou(gold, candidate, **options)


def test_masks_of_two_sizes() -> None:
    with pytest.raises(GeometryError, match="masks differ in size"):
        lg.iou(EVERYTHING, np.ones((1, 4, 5), dtype=bool))


def test_coverage_of_what() -> None:
    with pytest.raises(InputError, match="of must be 'gold' or 'candidate', not 'both'"):
        lg.coverage(EVERYTHING, EVERYTHING, of="both")


@pytest.mark.parametrize("metric", [lg.giou, lg.diou, lg.ciou])
def test_penalised_ious_want_boxes(metric: Any) -> None:
    with pytest.raises(InputError, match="is defined for boxes, not for Masks and Masks"):
        metric(EVERYTHING, EVERYTHING)


@pytest.mark.parametrize("threshold", [0.0, 0.2, 1.0])
@pytest.mark.parametrize("crowd", [None, [1, 0, 1, 0, 0, 0, 1, 1]])
@pytest.mark.parametrize("kind", [lg.Masks.from_dense, lambda dense: lg.Masks.from_dense(dense).boxes])
def test_sparse_lists_what_the_matrix_holds(kind: Any, crowd: Any, threshold: float) -> None:
    gold, candidate = kind(GOLD), kind(CANDIDATE)
    matrix = lg.iou(gold, candidate, crowd=crowd, empty="coco")
    found = lg.iou(gold, candidate, crowd=crowd, sparse=True, threshold=threshold)
    rows, columns = np.nonzero((matrix > 0) & (matrix >= threshold))
    np.testing.assert_array_equal(found.row, rows)
    np.testing.assert_array_equal(found.column, columns)
    np.testing.assert_array_equal(found.value, matrix[rows, columns])


def test_sparse_options_that_do_not_go_together() -> None:
    with pytest.raises(InputError, match="paired=True has none"):
        lg.iou(GOLD, CANDIDATE, sparse=True, paired=True)
    with pytest.raises(InputError, match="threshold is for sparse=True"):
        lg.iou(GOLD, CANDIDATE, threshold=0.5)
    with pytest.raises(InputError, match="threshold must be a finite number"):
        lg.iou(GOLD, CANDIDATE, sparse=True, threshold=float("nan"))
