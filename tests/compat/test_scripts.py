"""Scripts as other projects write them give the same numbers with pycocotools and with its face."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from pycocotools import coco as peer_coco
from pycocotools import cocoeval as peer_cocoeval
from pycocotools import mask as peer_mask

from labelgauge.compat import pycocotools
from tests.compat import scripts
from tests.compat.datasets import boxes_found, gold_dataset, masks_found

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
PEER = SimpleNamespace(coco=peer_coco, cocoeval=peer_cocoeval, mask=peer_mask)
Record = dict[str, Any]


def instances(seed: int) -> list[Record]:
    """Detections as a model gives them, image by image."""
    content = gold_dataset(seed)
    sizes = {image["id"]: (image["height"], image["width"]) for image in content["images"]}
    results = boxes_found(content, seed)
    return [_instances_of(i, size, [r for r in results if r["image_id"] == i]) for i, size in sizes.items()]


def _instances_of(image_id: int, size: tuple[int, int], results: list[Record]) -> Record:
    boxes = np.array([result["bbox"] for result in results]).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    rows, columns = np.ogrid[: size[0], : size[1]]
    masks = [(columns >= x0) & (columns < x1) & (rows >= y0) & (rows < y1) for x0, y0, x1, y1 in boxes]
    return {
        "image_id": image_id,
        "boxes": boxes,
        "masks": np.array(masks).reshape(-1, *size),
        "scores": np.array([result["score"] for result in results]),
        "classes": np.array([result["category_id"] - 1 for result in results], dtype=np.int64),
        "labels": np.array([result["category_id"] - 1 for result in results], dtype=np.int64),
    }


def targets(seed: int) -> list[Record]:
    content = gold_dataset(seed)
    sizes = {image["id"]: (image["height"], image["width"]) for image in content["images"]}
    rows = [
        [annotation | {"score": 0.0} for annotation in content["annotations"] if annotation["image_id"] == i]
        for i in sizes
    ]
    sides = [_instances_of(i, size, found) for (i, size), found in zip(sizes.items(), rows, strict=True)]
    for side, found in zip(sides, rows, strict=True):
        del side["scores"]
        side["crowds"] = np.array([annotation["iscrowd"] for annotation in found], dtype=np.int64)
    return sides


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
def test_like_detectron2(iou_type: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(gold_dataset(1)))
    ours, theirs = (
        scripts.like_detectron2(tools, path, instances(1), tmp_path, iou_type) for tools in (pycocotools, PEER)
    )
    assert ours == pytest.approx(theirs, rel=0, abs=0, nan_ok=True)
    assert ours["AP"] > 0


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
def test_like_torchmetrics(iou_type: str) -> None:
    ours, theirs = (
        scripts.like_torchmetrics(tools, instances(2), targets(2), iou_type) for tools in (pycocotools, PEER)
    )
    np.testing.assert_equal(ours, theirs)
    assert ours["all"][0] > 0


@pytest.mark.parametrize(("iou_type", "found"), [("bbox", boxes_found), ("segm", masks_found)])
def test_like_mmdetection(iou_type: str, found: Any, tmp_path: Path) -> None:
    content = gold_dataset(3)
    (tmp_path / "gold.json").write_text(json.dumps(content))
    (tmp_path / "results.json").write_text(json.dumps(found(content, 3)))
    ours, theirs = (
        scripts.like_mmdetection(tools, tmp_path / "gold.json", tmp_path / "results.json", iou_type)
        for tools in (pycocotools, PEER)
    )
    assert ours == theirs
    assert ours["classes"][0] > 0


@pytest.mark.parametrize(("iou_type", "found"), [("bbox", boxes_found), ("segm", masks_found)])
def test_like_torchvision(iou_type: str, found: Any) -> None:
    content = gold_dataset(4)
    results = found(content, 4)
    stats = []
    for tools in (pycocotools, PEER):
        gold = tools.coco.COCO()
        gold.dataset = copy.deepcopy(content)
        gold.createIndex()
        evaluator = scripts.LikeTorchvision(tools, gold, iou_type)
        for batch in ([2, 1], [6], [3, 5, 4]):
            evaluator.update(batch, copy.deepcopy([result for result in results if result["image_id"] in batch]))
        stats.append(evaluator.stats())
    np.testing.assert_array_equal(*stats)
    assert stats[0][0] > 0
