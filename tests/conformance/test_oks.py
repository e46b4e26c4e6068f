"""OKS equal to pycocotools' computeOks, but for the last bits of its sum and exponential."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pycocotools.cocoeval import COCOeval, Params

import labelgauge as lg
from labelgauge.metrics.keypoints import COCO_SIGMAS

Annotations = list[dict[str, Any]]


def people(rng: np.random.Generator, n: int, k: int) -> Annotations:
    """People some of whose keypoints, or all, are not labelled, as COCO writes them."""
    annotations = []
    for _ in range(n):
        corner, size = rng.uniform(0, 300, 2), rng.uniform(10, 200, 2)
        points = corner + size * rng.uniform(0, 1, (k, 2))
        visibility = rng.choice([0, 1, 2], k, p=[0.3, 0.2, 0.5]) * (rng.random() < 0.8)
        points[visibility == 0] = 0
        annotations.append(
            {
                "keypoints": np.column_stack((points.round(2), visibility)).ravel().tolist(),
                "bbox": [*corner.round(2).tolist(), *size.round(2).tolist()],
                "area": float(round(size.prod() * rng.uniform(0, 0.7), 3)) * float(rng.random() < 0.95),
            }
        )
    return annotations


def detections(rng: np.random.Generator, gold: Annotations, k: int) -> Annotations:
    """Near the gold's, or anywhere; best first, because the peer sorts by score."""
    found = []
    for i, annotation in enumerate(gold):
        values = np.array(annotation["keypoints"]).reshape(k, 3)
        values[:, :2] += rng.normal(0, rng.choice([0, 2, 20, 200]), (k, 2))
        found.append({"keypoints": values.ravel().tolist(), "score": 1 - i / 1000})
    return found


def peer(gold: Annotations, found: Annotations, sigmas: NDArray[np.float64]) -> NDArray[np.float64]:
    evaluation = COCOeval.__new__(COCOeval)
    evaluation.params = Params(iouType="keypoints")
    evaluation.params.kpt_oks_sigmas = sigmas
    evaluation.params.maxDets = [len(found)]
    evaluation._gts, evaluation._dts = {(1, 1): gold}, {(1, 1): found}
    return np.asarray(evaluation.computeOks(1, 1)).T


def test_sigmas_are_cocos() -> None:
    np.testing.assert_array_equal(COCO_SIGMAS, Params(iouType="keypoints").kpt_oks_sigmas)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [17, 1, 5, 130])
def test_equal_to_pycocotools(k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold = people(rng, 20, k)
    found = detections(rng, gold, k)
    sigmas = COCO_SIGMAS if k == 17 else rng.uniform(0.02, 0.15, k)
    expected = peer(gold, found, sigmas)
    sides = lg.Keypoints.from_coco(gold), lg.Keypoints.from_coco(found)
    unseen = ~sides[0].visible.any(axis=1)
    assert 0 < unseen.sum() < len(gold)
    custom = {} if k == 17 else {"sigmas": sigmas}
    result = lg.oks(*sides, empty="coco", **custom)
    np.testing.assert_array_almost_equal_nulp(result[~unseen], expected[~unseen], 4)
    np.testing.assert_allclose(result[unseen], expected[unseen], rtol=1e-12)  # a box's far side is x + w here
    np.testing.assert_array_equal(lg.oks(*sides, empty="coco", paired=True, **custom), np.diag(result))
    assert np.isnan(lg.oks(*sides, **custom)[unseen]).all()
