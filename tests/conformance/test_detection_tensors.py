"""Precision, recall and scores of real detections equal to pycocotools', in every cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conformance.detection_peer import (
    DATA,
    EXAMPLE,
    assert_equal,
    of_files,
    ours,
    peer,
    statistics,
    stored,
    without_boxes,
)
from tests.conformance.stored import folder

MODELS, OPEN_SET = DATA / "coco_val2017_models", DATA / "coco_ood_24k"
PAIRS = {
    "fake boxes": (EXAMPLE, "gold", "boxes", "bbox"),
    "fake masks": (EXAMPLE, "gold", "masks", "segm"),
    "fake boundaries": (EXAMPLE, "gold", "masks", "boundary"),
    **{f"{name} boxes": (MODELS, "gt_boxes_setA100", name, "bbox") for name in ("yolact_base", "yolact_resnet50")},
}


def assert_same(result: Any, expected: Any) -> None:
    assert_equal(result, expected)
    assert statistics(result) == expected.statistics
    assert np.count_nonzero(expected.precision > 0) > 1000


@pytest.mark.parametrize("name", PAIRS)
def test_files_of_the_repository(name: str) -> None:
    parent, gold, found, task = PAIRS[name]
    paths = parent / f"{gold}.json.gz", parent / f"{found}.json.gz"
    assert_same(of_files(*paths, task), peer(*map(stored, paths), task))


@pytest.mark.parametrize("class_agnostic", [False, True])
def test_many_boxes_of_one_class(class_agnostic: bool) -> None:
    paths = OPEN_SET / "gt_boxes_class_agnostic.json.gz", OPEN_SET / "detections.json.gz"
    expected = peer(*map(stored, paths), "bbox", class_agnostic=class_agnostic)
    assert_same(of_files(*paths, "bbox", class_agnostic=class_agnostic), expected)


def test_classes_pooled() -> None:
    paths = MODELS / "gt_boxes_setA100.json.gz", MODELS / "yolact_darknet53.json.gz"
    expected = peer(*map(stored, paths), "bbox", class_agnostic=True)
    assert expected.precision.shape[2] == 1
    assert_same(of_files(*paths, "bbox", class_agnostic=True), expected)


@pytest.mark.parametrize("boxes", ["kept", "left out"])
@pytest.mark.parametrize("name", ["d2_braintumor", "d2_phonescratch"])
def test_masks_of_detectron2(name: str, boxes: str, tmp_path: Path) -> None:
    """A detection's area is its box's where results have boxes, which changes the numbers by area."""
    gold, found = (stored(path) for path in detectron2(name))
    found = found if boxes == "kept" else without_boxes(found)
    assert_same(ours(tmp_path, gold, found, "segm"), peer(gold, found, "segm"))


@pytest.mark.parametrize("name", ["d2_braintumor", "d2_phonescratch", "d2_fruit3"])
def test_boxes_of_detectron2(name: str) -> None:
    paths = detectron2(name)
    assert_same(of_files(*paths, "bbox"), peer(*map(stored, paths), "bbox"))


def detectron2(name: str) -> tuple[Path, Path]:
    """Gold and results of a data set that cannot be part of the repository."""
    gold, found = (next(folder(name).glob(f"{side}.json*")) for side in ("gt", "dt"))
    return gold, found
