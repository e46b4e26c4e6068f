"""torchmetrics' MeanAveragePrecision over the face of pycocotools gives the numbers it gives over pycocotools.

Its backend is an object with three attributes, so a subclass passes another one; nothing is patched.
"""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np
import pytest

from labelgauge.compat import pycocotools


def _imported(name: str) -> Any:
    """A module that may be missing, or fail to load the libraries it wants, and warns while it loads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return importlib.import_module(name)
        except (ImportError, OSError) as error:
            pytest.skip(f"{name} cannot be imported: {error}", allow_module_level=True)


torch = _imported("torch")
_imported("torchvision")  # torchmetrics wants it for boxes
helpers = _imported("torchmetrics.detection.helpers")
mean_ap = _imported("torchmetrics.detection.mean_ap")

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:torchmetrics"),
]


class Backend(helpers.CocoBackend):
    """torchmetrics' backend over labelgauge."""

    coco = pycocotools.coco.COCO
    cocoeval = pycocotools.cocoeval.COCOeval
    mask_utils = pycocotools.mask


def sides(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Predictions and targets of eight images, some of them empty."""
    rng = np.random.default_rng(seed)
    made: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for _ in range(8):
        n = int(rng.integers(0, 6))
        gold = rng.integers(0, 60, (n, 2))
        boxes = np.hstack((gold, gold + rng.integers(3, 40, (n, 2)))).astype(float)
        shifted = np.repeat(boxes, 2, axis=0) + rng.integers(-3, 4, (2 * n, 4))
        shifted[:, 2:] = np.maximum(shifted[:, 2:], shifted[:, :2] + 1)
        labels = rng.integers(0, 3, n)
        made[0].append(
            _side(shifted, np.repeat(labels, 2)) | {"scores": torch.tensor(rng.integers(1, 9, 2 * n) / 8).float()}
        )
        made[1].append(_side(boxes, labels) | {"iscrowd": torch.tensor(rng.integers(0, 5, n) == 0).int()})
    return made


def _side(boxes: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    rows, columns = np.ogrid[:100, :100]
    masks = [(columns >= x0) & (columns < x1) & (rows >= y0) & (rows < y1) for x0, y0, x1, y1 in boxes]
    return {
        "boxes": torch.tensor(boxes).float(),
        "labels": torch.tensor(labels).int(),
        "masks": torch.tensor(np.array(masks).reshape(-1, 100, 100)),
    }


@pytest.mark.parametrize("iou_type", ["bbox", "segm", ("bbox", "segm")])
@pytest.mark.parametrize("average", ["macro", "micro"])
def test_equal_to_pycocotools(iou_type: Any, average: str) -> None:
    results = []
    for backend in (None, Backend("pycocotools")):
        metric = mean_ap.MeanAveragePrecision(
            iou_type=iou_type, average=average, class_metrics=True, extended_summary=True
        )
        if backend is not None:
            metric._coco_backend = backend
        for seed in range(3):
            metric.update(*sides(seed))
        results.append(metric.compute())
    theirs, ours = results
    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        np.testing.assert_equal(_plain(ours[name]), _plain(expected), err_msg=name)
    key = "map" if isinstance(iou_type, str) else "bbox_map"
    assert ours[key] > 0


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {place: _plain(item) for place, item in value.items()}
    return value.numpy() if isinstance(value, torch.Tensor) else value
