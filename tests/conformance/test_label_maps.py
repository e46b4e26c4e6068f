"""Label-map metrics equal scikit-learn and scikit-image live, and the rules of mmsegmentation and torchmetrics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.testing.samples import label_map

DTYPES = ["uint8", "int16", "uint32", "int64"]


def pair(seed: int, n_labels: int, shape: tuple[int, ...] = (37, 53)) -> tuple[NDArray[Any], NDArray[Any]]:
    """A label map and a copy of it that is shifted and partly wrong."""
    rng = np.random.default_rng(seed)
    gold = label_map(rng, shape, n_labels)
    candidate = np.roll(gold, int(rng.integers(0, 4)), axis=-1)
    wrong = rng.random(shape) < rng.choice([0.0, 0.2])
    candidate[wrong] = rng.integers(0, n_labels, int(wrong.sum()))
    return gold, candidate


@pytest.mark.parametrize("seed", range(12))
def test_equals_scikit_learn(seed: int) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    n_classes = [2, 3, 5, 19][seed % 4]
    gold, candidate = pair(seed, n_classes)
    g, c = gold.astype(DTYPES[seed % 4]), candidate.astype(DTYPES[seed // 3])
    matrix = lg.confusion_matrix(g, c, n_classes=n_classes)
    classes = np.arange(n_classes)
    np.testing.assert_array_equal(matrix, metrics.confusion_matrix(gold.ravel(), candidate.ravel(), labels=classes))
    flat = (gold.ravel(), candidate.ravel())
    options: dict[str, Any] = {"average": None, "labels": classes, "zero_division": 0}
    scores = {
        "mean_iou": metrics.jaccard_score(*flat, **options),
        "mean_dice": metrics.f1_score(*flat, **options),
        "mean_accuracy": metrics.recall_score(*flat, **options),
    }
    for name, expected in scores.items():
        result = getattr(lg, name)(matrix, empty="coco")
        np.testing.assert_allclose(result.classes["micro"], expected, rtol=1e-14)
        assert result.micro == pytest.approx(expected.mean(), rel=1e-14)
    assert lg.pixel_accuracy(matrix).micro == pytest.approx(metrics.accuracy_score(*flat), rel=1e-14)
    table = lg.contingency(gold, candidate)
    assert lg.rand_index(table) == pytest.approx(metrics.rand_score(*flat), rel=1e-12)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("ignore", [(), 0, (0, 3)])
def test_equals_scikit_image(seed: int, ignore: Any) -> None:
    metrics = pytest.importorskip("skimage.metrics")
    gold, candidate = pair(seed, [2, 6, 40][seed % 3])
    table = lg.contingency(gold, candidate, ignore=ignore)
    labels = np.atleast_1d(np.asarray(ignore, dtype=int))
    if table.n < 2:
        return
    error, of_gold, of_candidate = metrics.adapted_rand_error(gold, candidate, ignore_labels=labels)
    ours = lg.adapted_rand_error(table)
    assert ours.error == pytest.approx(error, abs=1e-12)
    assert (ours.recall, ours.precision) == pytest.approx((of_gold, of_candidate), rel=1e-12)
    split, merge = metrics.variation_of_information(gold, candidate, ignore_labels=labels)
    information = lg.variation_of_information(table)
    assert (information.split, information.merge) == pytest.approx((split, merge), abs=1e-9)


def mmseg_scores(gold: NDArray[Any], candidate: NDArray[Any], n_classes: int, ignore: int) -> dict[str, Any]:
    """mmsegmentation's rule: pixels with ignored gold leave both maps, then three histograms of the classes."""
    kept = gold != ignore
    g, c = gold[kept], candidate[kept]
    classes = np.arange(n_classes)
    intersect = np.array([np.sum((g == k) & (c == k)) for k in classes])
    gold_area = np.array([np.sum(g == k) for k in classes])
    candidate_area = np.array([np.sum(c == k) for k in classes])
    with np.errstate(invalid="ignore"):
        iou = intersect / (gold_area + candidate_area - intersect)
        accuracy = intersect / gold_area
        dice = 2 * intersect / (gold_area + candidate_area)
    return {"iou": iou, "accuracy": accuracy, "dice": dice, "pixel": intersect.sum() / gold_area.sum()}


@pytest.mark.parametrize("seed", range(20))
def test_follows_mmsegmentation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_classes = 7
    gold, candidate = pair(seed, int(rng.integers(1, n_classes + 1)))
    gold[rng.random(gold.shape) < 0.1] = 255
    candidate[rng.random(gold.shape) < rng.choice([0.0, 0.05])] = 255
    expected = mmseg_scores(gold, candidate, n_classes, 255)
    matrix = lg.confusion_matrix(gold.astype(np.uint8), candidate, n_classes=n_classes, ignore=255)
    for name, metric in (("iou", lg.mean_iou), ("accuracy", lg.mean_accuracy), ("dice", lg.mean_dice)):
        result = metric(matrix)
        np.testing.assert_allclose(result.classes["micro"], expected[name], rtol=1e-14)
        assert result.micro == pytest.approx(np.nanmean(expected[name]), rel=1e-14)
    assert lg.pixel_accuracy(matrix).micro == pytest.approx(expected["pixel"], rel=1e-14)


def test_mean_over_images_is_not_the_mean_over_classes_of_all() -> None:
    """Two 8×8 images: torchmetrics gives [.984375, .5] per class, all pixels together [.979167, .941176]."""
    gold = np.zeros((2, 8, 8), dtype=int)
    candidate = gold.copy()
    candidate[0, 0, :2] = 1
    gold[1, :4] = candidate[1, :4] = 1
    matrices = [lg.confusion_matrix(g, c, n_classes=2) for g, c in zip(gold, candidate, strict=True)]
    scores = lg.mean_iou(np.stack(matrices))
    assert scores.classes["macro_image"].tolist() == [0.984375, 0.5]
    assert scores.classes["micro"].tolist() == [94 / 96, 32 / 34]
    assert scores.micro == pytest.approx(0.960172, abs=1e-6)
    assert scores.macro_image == 0.7421875
    assert lg.mean_iou(sum(matrices)).micro == scores.micro
