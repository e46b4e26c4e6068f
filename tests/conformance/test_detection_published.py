"""Numbers that others published for these files: COCO's authors, faster-coco-eval, detectron2, Padilla et al."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conformance.detection_peer import DATA, EXAMPLE, of_files, ours, statistics, stored, without_boxes
from tests.conformance.stored import folder

NAMES = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
FAKE = DATA / "coco_val2014_fake100"
DETECTRON2 = {"d2_braintumor": ("bbox", "segm"), "d2_phonescratch": ("bbox", "segm"), "d2_fruit3": ("bbox",)}


def of_fake_results(task: str) -> list[float]:
    shapes = "boxes" if task == "bbox" else "masks"
    result = of_files(EXAMPLE / "gold.json.gz", EXAMPLE / f"{shapes}.json.gz", task)
    assert list(result.stats) == NAMES
    return statistics(result)


@pytest.mark.parametrize("task", ["bbox", "segm"])
def test_fake_results_to_the_last_bit(task: str) -> None:
    recorded = stored(FAKE / "expected_pycocotools_2.0.11.json")[task]
    assert dict(zip(NAMES, of_fake_results(task), strict=True)) == recorded


@pytest.mark.parametrize("task", ["bbox", "segm"])
def test_fake_results_as_cocos_authors_print_them(task: str) -> None:
    printed = (FAKE / "val2014_fake_eval_res.txt").read_text(encoding="utf-8")
    block = printed.split(f"type={task}\n")[1].split("----")[0]
    assert [f"{value:.3f}" for value in of_fake_results(task)] == re.findall(r"= (\S+)$", block, re.MULTILINE)


@pytest.mark.parametrize("model", ["yolact_base", "yolact_resnet50", "yolact_darknet53"])
def test_boxes_of_detectors(model: str) -> None:
    parent = DATA / "coco_val2017_models"
    recorded = stored(parent / "expected_pycocotools_2.0.11_bbox.json")[model]
    values = statistics(of_files(parent / "gt_boxes_setA100.json.gz", parent / f"{model}.json.gz", "bbox"))
    assert dict(zip(NAMES, values, strict=True)) == recorded


def test_open_set_boxes() -> None:
    parent = DATA / "coco_ood_24k"
    recorded = stored(parent / "expected_pycocotools_2.0.11.json")
    values = statistics(of_files(parent / "gt_boxes_class_agnostic.json.gz", parent / "detections.json.gz", "bbox"))
    assert dict(zip(NAMES, values, strict=True)) == recorded


def test_comparative_analysis() -> None:
    """Padilla et al. 2021, to the six decimals of their table."""
    parent = DATA / "voc100_nine_formats"
    values = statistics(of_files(parent / "coco_case_gold.json.gz", EXAMPLE / "boxes.json.gz", "bbox"))
    assert [round(value, 6) for value in values] == [
        *(0.503647, 0.696973, 0.571667, 0.593252, 0.557991, 0.489363),
        *(0.386813, 0.593680, 0.595353, 0.654764, 0.603130, 0.553744),
    ]


@pytest.mark.parametrize(("name", "task"), [(name, task) for name, tasks in DETECTRON2.items() for task in tasks])
def test_detectron2(name: str, task: str, tmp_path: Path) -> None:
    """What detectron2 logged, in hundredths and with NaN for nothing; it takes the boxes out of results for masks."""
    parent = folder(name)
    gold, found = (stored(next(parent.glob(f"{side}.json*"))) for side in ("gt", "dt"))
    published = json.loads((parent / "published_metrics.json").read_text(encoding="utf-8"))
    result = ours(tmp_path, gold, without_boxes(found) if task == "segm" else found, task)
    for key in NAMES[:6]:
        logged = published.get(f"{task}/{key}")
        if logged is not None:
            assert result.stats[key].value * 100 == pytest.approx(logged, abs=1e-12, nan_ok=True), key
