"""Scores by the rules of the Open Images challenge, step by step as the TensorFlow Object Detection API takes them.

hotcoco, whose authors compared theirs with that program, is asked as well where it is installed.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.conformance.detection_cases import boxes
from tests.conformance.detection_peer import Document, Results, ours

Box = list[float]


def grouped(seed: int, *, tied: bool = True, difficult: bool = True) -> tuple[Document, Results]:
    """Random boxes, of which some stand for groups; every image was searched for about half of the categories."""
    case = boxes(seed)
    rng = np.random.default_rng((seed, 9))
    categories = [category["id"] for category in case.gold["categories"]]
    for image in case.gold["images"]:
        image["neg_category_ids"] = [category for category in categories if rng.random() < 0.5]
    for annotation in case.gold["annotations"]:
        annotation |= {"iscrowd": 0, "ignore": 0, "is_group_of": int(rng.random() < 0.3)}
        annotation["difficult"] = int(difficult and not annotation["is_group_of"] and rng.random() < 0.15)
    scores = rng.permutation(len(case.found)) + 1
    for record, score in zip(case.found, scores.tolist(), strict=True):
        record["score"] = float(record["score"] + 0.01) if tied else score / (len(scores) + 1)
    return case.gold, case.found


def shared(a: Box, b: Box) -> float:
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0)


def iou(gold: Box, found: Box) -> float:
    both = shared(gold, found)
    return both / (gold[2] * gold[3] + found[2] * found[3] - both) if both else 0.0


def ioa(group: Box, found: Box) -> float:
    both = shared(group, found)
    return both / (found[2] * found[3]) if both else 0.0


def judged(gold: Results, found: Results) -> list[tuple[float, bool]]:
    """Scores of one image and category that count, and whether each is right."""
    single = [annotation for annotation in gold if not annotation["is_group_of"]]
    groups = [annotation["bbox"] for annotation in gold if annotation["is_group_of"]]
    taken: set[int] = set()
    in_group: dict[int, float] = {}
    counted = []
    for detection in sorted(found, key=lambda record: -record["score"]):
        overlaps = [iou(annotation["bbox"], detection["bbox"]) for annotation in single]
        best = int(np.argmax(overlaps)) if overlaps else -1
        if overlaps and overlaps[best] >= 0.5:
            if single[best]["difficult"]:
                continue
            if best not in taken:
                taken.add(best)
                counted.append((detection["score"], True))
                continue
        shares = [ioa(group, detection["bbox"]) for group in groups]
        around = int(np.argmax(shares)) if shares else -1
        if shares and shares[around] >= 0.5:
            in_group[around] = max(in_group.get(around, 0.0), detection["score"])
            continue
        counted.append((detection["score"], False))
    return counted + [(score, True) for score in in_group.values()]


def average_precision(gold: Document, found: Results, category: int) -> float:
    """Area under the envelope; NaN without gold objects."""
    counted, n_gold = [], 0
    for image in sorted(gold["images"], key=lambda record: record["id"]):
        here = [
            [record for record in side if (record["image_id"], record["category_id"]) == (image["id"], category)]
            for side in (gold["annotations"], found)
        ]
        n_gold += sum(not annotation["difficult"] for annotation in here[0])
        if here[0] or category in image["neg_category_ids"]:
            counted += judged(*here)
    if not n_gold:
        return np.nan
    counted.sort(key=lambda pair: -pair[0])
    right = np.array([right for _, right in counted], dtype=float)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((envelope * right).sum() / n_gold)


@pytest.mark.parametrize("first", [0, 20, 40])
def test_every_category(first: int, tmp_path: Path) -> None:
    compared = 0
    for seed in range(first, first + 20):
        gold, found = grouped(seed, tied=False)
        result = ours(tmp_path, gold, found, "bbox", protocol="openimages")
        for k, category in enumerate(result.category_ids):
            expected = average_precision(gold, found, category)
            value = result.precision_areas[0, k, 0, 0]
            assert value == (-1 if np.isnan(expected) else pytest.approx(expected, abs=1e-12)), seed
            compared += 0 < value < 1
    assert compared > 5


def apart(annotations: Results) -> Results:
    """Those that share no area with an earlier one of their image and category, and groups."""
    kept: Results = []
    for annotation in annotations:
        others = [
            other["bbox"]
            for other in kept
            if all(other[key] == annotation[key] for key in ("image_id", "category_id", "is_group_of"))
        ]
        if annotation["is_group_of"] or not any(shared(annotation["bbox"], other) for other in others):
            kept.append(annotation)
    return kept


@pytest.mark.filterwarnings("ignore:hotcoco")
def test_hotcoco(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It judges every image on all categories, so that all are listed here, and on a hundred detections of each.

    Where the nearest gold object is taken it lets a detection take another, as COCO does and TensorFlow's program does
    not, so that no two gold objects share area here but for groups.
    """
    hotcoco = pytest.importorskip("hotcoco")
    compared = 0
    for seed in range(100, 140):
        gold, found = grouped(seed, tied=False, difficult=False)
        gold["annotations"] = apart(gold["annotations"])
        for image in gold["images"]:
            image["neg_category_ids"] = [category["id"] for category in gold["categories"]]
        result = ours(tmp_path, gold, found, "bbox", protocol="openimages", max_detections=[100])
        paths = [tmp_path / name for name in ("gold.json", "detections.json")]
        truth = hotcoco.COCO(str(paths[0]))
        evaluation = hotcoco.COCOeval(truth, truth.loadRes(json.loads(paths[1].read_text())), "bbox", oid_style=True)
        evaluation.run()
        theirs = evaluation.results(per_class=True)
        for row in result.classes.rows():
            if row["n_gold"]:
                assert row["ap"] == pytest.approx(theirs["per_class"][row["name"]], abs=1e-9), (seed, row)
                compared += 0 < row["ap"] < 1
    assert compared > 20
