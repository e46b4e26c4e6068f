"""COCO's own example results: the faces give ``pycocotools``' tensors, entries and text on real annotations."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from labelgauge.compat.pycocotools.coco import COCO
from tests.compat.test_coco import peer_of
from tests.compat.test_cocoeval import assert_same_entries, assert_same_overlaps, assert_same_tensors, evaluated

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
FOLDER = files("labelgauge.examples") / "coco_detections"
# AP, AP50, AP75 that COCO publishes for these results, with as many digits as it gives.
PUBLISHED = {("boxes", "bbox"): (0.505, 0.697, 0.573), ("masks", "segm"): (0.320, 0.562, 0.299)}


def content(name: str) -> Any:
    return json.loads(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()))


@pytest.mark.parametrize(("found", "iou_type"), [("boxes", "bbox"), ("masks", "segm"), ("boxes", "segm")])
def test_equal_to_pycocotools(found: str, iou_type: str, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = evaluated(iou_type, content("gold"), content(found))
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert_same_overlaps(ours.ious, theirs.ious)
    capsys.readouterr()
    ours.summarize()
    text = capsys.readouterr().out
    theirs.summarize()
    assert text == capsys.readouterr().out
    np.testing.assert_array_equal(ours.stats, theirs.stats)
    if (found, iou_type) in PUBLISHED:
        assert tuple(ours.stats[:3].round(3)) == PUBLISHED[found, iou_type]


def test_masks_of_annotations() -> None:
    gold = COCO(content("gold"))
    peer = peer_of(gold.dataset)
    for annotation in gold.dataset["annotations"][::5]:
        assert gold.annToRLE(annotation) == peer.annToRLE(annotation)
