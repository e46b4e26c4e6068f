"""Thresholds, recall levels, areas and numbers of detections of one's own, as in the `Params` of pycocotools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conformance.detection_cases import boxes, masks
from tests.conformance.detection_peer import DATA, assert_equal, of_files, ours, peer, stored

OPTIONS: dict[str, dict[str, Any]] = {
    "one threshold": {"iou_thresholds": np.array([0.5])},
    "low and high thresholds": {"iou_thresholds": np.array([1e-9, 0.1, 0.55, 0.999, 1.0])},
    "eleven recall levels": {"recall_levels": np.linspace(0, 1, 11)},
    "one recall level": {"recall_levels": np.array([0.5])},
    "areas": {"areas": {"any": (0.0, 1e10), "tiny": (0.0, 256.0), "odd": (1024.0, 1024.0)}},
    "few detections": {"max_detections": [2, 5, 7]},
    "many detections": {"max_detections": [1, 100, 1000]},
    "all at once": {
        "iou_thresholds": np.array([0.3, 0.7]),
        "recall_levels": np.linspace(0, 1, 5),
        "areas": {"any": (0.0, 1e10), "small": (0.0, 2000.0)},
        "max_detections": [1, 3, 10],
    },
}
PORTION = range(200, 210)


@pytest.mark.parametrize("name", OPTIONS)
def test_random_boxes(name: str, tmp_path: Path) -> None:
    for case in map(boxes, PORTION):
        assert_equal(
            ours(tmp_path, case.gold, case.found, "bbox", **OPTIONS[name]),
            peer(case.gold, case.found, "bbox", **OPTIONS[name]),
        )


def test_random_masks(tmp_path: Path) -> None:
    options = OPTIONS["all at once"]
    for case in map(masks, PORTION):
        for class_agnostic in (False, True):
            expected = peer(case.gold, case.found, "segm", class_agnostic=class_agnostic, **options)
            assert_equal(
                ours(tmp_path, case.gold, case.found, "segm", class_agnostic=class_agnostic, **options), expected
            )


def test_real_boxes() -> None:
    parent = DATA / "coco_val2017_models"
    paths = parent / "gt_boxes_setA100.json.gz", parent / "yolact_base.json.gz"
    options = OPTIONS["all at once"]
    assert_equal(of_files(*paths, "bbox", **options), peer(*map(stored, paths), "bbox", **options))
