"""Detection scores of rotated boxes: COCO's rules over rotated IoU, as detectron2 and hotcoco take them."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import FormatError, InputError
from tests.conformance.detection_cases import boxes
from tests.conformance.detection_peer import Document, Results, assert_equal, ours, peer

PLACE = {"image_id": 1, "category_id": 1}


def pair(gold: list[list[float]], found: list[list[float]]) -> tuple[Document, Results]:
    """Boxes of one image and category; of detections each is surer than the next."""
    document = {
        "images": [{"id": 1, "height": 200, "width": 200}],
        "categories": [{"id": 1, "name": "ship"}],
        "annotations": [
            PLACE | {"id": i, "bbox": box, "area": box[2] * box[3], "iscrowd": 0} for i, box in enumerate(gold, 1)
        ],
    }
    return document, [PLACE | {"bbox": box, "score": 1 - i / 100} for i, box in enumerate(found)]


def turned(seed: int) -> tuple[Document, Results]:
    """Random rotated boxes of several categories and images; no two overlaps tie, nor are they thresholds."""
    case = boxes(seed)
    rng = np.random.default_rng((seed, 5))
    scores = rng.permutation(len(case.found)) + 1
    for record in case.gold["annotations"] + case.found:
        x, y, width, height = record["bbox"]
        center = np.array([x + width / 2, y + height / 2]) + rng.uniform(-2, 2, 2)
        size = np.array([width, height]) + rng.uniform(1, 3, 2)
        record["bbox"] = [*center.tolist(), *size.tolist(), float(rng.choice([0.0, 30.0, -75.0]) + rng.uniform(-5, 5))]
    for annotation in case.gold["annotations"]:
        annotation |= {"iscrowd": 0, "ignore": 0, "id": annotation["id"] + 1}
    for record, score in zip(case.found, scores.tolist(), strict=True):
        record["score"] = score / (len(scores) + 1)
    return case.gold, case.found


def test_angles_are_counter_clockwise_degrees(tmp_path: Path) -> None:
    """A long box turned by 30° reaches to the upper right of an image, where y is small."""
    gold, _ = pair([[50, 50, 40, 4, 30]], [])
    (tmp_path / "gold.json").write_text(json.dumps(gold))
    dataset = lg.read(tmp_path / "gold.json")
    rotated = lg.RotatedBoxes(dataset.annotations["rotated_box"])
    end = rotated.corners[0][[1, 2]].mean(axis=0)
    np.testing.assert_allclose(end, [50 + 20 * math.cos(math.pi / 6), 50 - 20 * math.sin(math.pi / 6)])
    assert dataset.annotations["box_area"].tolist() == [160]
    np.testing.assert_allclose(dataset.annotations["box"], rotated.boxes.corners, rtol=1e-12)
    assert not dataset.annotations["has_box"].any()


def test_angle_decides(tmp_path: Path) -> None:
    """A box 8 × 2 and the same turned by 90° share 4 of 28 px², turned by 180° all."""
    gold, _ = pair([[50, 50, 8, 2, 0]], [])
    for angle, expected in ((0, 1), (180, 1), (-180, 1), (360, 1), (90, 0), (45, 0)):
        _, found = pair([], [[50, 50, 8, 2, angle]])
        result = ours(tmp_path, gold, found, "rotated", iou_thresholds=[0.5])
        assert result.stats["AP"].value == pytest.approx(expected)
    _, found = pair([], [[50, 50, 8, 2, 90]])
    result = ours(tmp_path, gold, found, "rotated", iou_thresholds=[0.14, 0.145])
    assert result.recall[:, 0, 0, -1].tolist() == [1, 0]  # 4 / 28 = 0.1428…


@pytest.mark.parametrize("side", ["both", "gold", "detections"])
def test_upright_boxes_score_as_boxes_do(side: str, tmp_path: Path) -> None:
    """Boxes of five numbers with an angle of 0 are those of four numbers, whichever side has them."""
    for seed in range(20):
        case = boxes(seed)
        gold, found = copy.deepcopy(case.gold), copy.deepcopy(case.found)
        for annotation in case.gold["annotations"] + gold["annotations"]:
            annotation |= {"iscrowd": 0}
        five = {"both": gold["annotations"] + found, "gold": gold["annotations"], "detections": found}[side]
        for record in five:
            x, y, width, height = record["bbox"]
            record["bbox"] = [x + width / 2, y + height / 2, width, height, 0]
        assert_equal(ours(tmp_path, gold, found, "rotated"), peer(case.gold, case.found, "bbox"))


def test_hotcoco(tmp_path: Path) -> None:
    """Its oriented boxes have an angle in radians under a key of their own."""
    hotcoco = pytest.importorskip("hotcoco")
    compared = 0
    for seed in range(40):
        gold, found = turned(seed)
        result = ours(tmp_path, gold, found, "rotated")
        truth, results = (copy.deepcopy(side) for side in (gold, found))
        for record in truth["annotations"] + results:
            *rest, degrees = record["bbox"]
            record["obb"] = [*rest, math.radians(-degrees)]
            record["bbox"] = lg.RotatedBoxes([record["obb"]]).boxes.xywh[0].tolist()
        dataset = hotcoco.COCO(truth)
        evaluation = hotcoco.COCOeval(dataset, dataset.loadRes(results), "obb")
        evaluation.evaluate()
        evaluation.accumulate()
        theirs = evaluation.eval["precision"][:, :, :, 0, -1]
        np.testing.assert_allclose(result.precision[:, :, :, 0, -1], theirs, atol=1e-12, err_msg=f"case {seed}")
        compared += np.count_nonzero((theirs > 0) & (theirs < 1))
    assert compared > 1000


def written(folder: Path, document: Any) -> Path:
    path = folder / "boxes.json"
    path.write_text(json.dumps(document))
    return path


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ([[1, 2, 3, 4, 5], [1, 2, 3, 4]], r"annotations\[0\]\.bbox.*has 5 numbers, not 4.*if all are rotated"),
        ([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]], "has 5 numbers, not 4"),
        ([[1, 2, 3, 4, 5], [1, 2, -3, 4, 5]], r"annotations\[1\]\.bbox.*the rotated box has no legal width"),
        ([[1, 2, 3, 4, 1e200]], "the rotated box has no legal width"),
    ],
)
def test_bad_boxes(boxes: list[list[float]], message: str, tmp_path: Path) -> None:
    gold, _ = pair(boxes, [])
    with pytest.raises(FormatError, match=message):
        lg.read(written(tmp_path, gold))


def test_rotated_boxes_are_compared_as_such_alone(tmp_path: Path) -> None:
    gold, found = pair([[50, 50, 8, 2, 10]], [[50, 50, 8, 2, 10]])
    with pytest.raises(InputError, match=r"boxes of gold\.json are rotated.*task='rotated'"):
        ours(tmp_path, gold, found, "bbox")
    dataset = lg.read(written(tmp_path, gold))
    with pytest.raises(InputError, match="which score"):
        lg.score(dataset, dataset)


def test_voc_as_dota_has_it(tmp_path: Path) -> None:
    """By the nearest gold object, without a pixel more, and difficult ones ignored."""
    gold, found = pair([[50, 50, 40, 8, 30], [150, 150, 40, 8, -30]], [[50, 50, 40, 8, 30], [51, 50, 40, 8, 30]])
    gold["annotations"][1]["attributes"] = {"difficult": 1}
    found.append(PLACE | {"bbox": [150, 150, 40, 8, -30], "score": 0.1})
    result = ours(tmp_path, gold, found, "rotated", protocol="voc")
    assert sorted(result.matches()["outcome"]) == ["FP", "TP", "ignored"]
    assert result.stats["AP_area"].value == 1
    assert result.matches()["overlap"][0] == 1
