"""VOC's average precision as Padilla et al. and podm published it, and as the development kit's program takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conformance.detection_cases import boxes
from tests.conformance.detection_peer import DATA, Document, Results, ours, stored

PARENT = DATA / "voc100_nine_formats"
THRESHOLDS = np.array([0.1, 0.3, 0.5, 0.75])
EVERY_POINT = [0.3371980676, 0.2456866804, 0.0222222222, 0.0]
ELEVEN_POINTS = [0.3333333333, 0.2683982683, 0.0303030303, 0.0]


def pair(name: str) -> tuple[Document, Results]:
    gold, found = (stored(PARENT / f"{name}_{side}.json.gz") for side in ("gold", "detections"))
    return gold, found


@pytest.mark.parametrize(("name", "expected"), [("AP_area", EVERY_POINT), ("AP_11", ELEVEN_POINTS)])
def test_padillas_case(name: str, expected: list[float], tmp_path: Path) -> None:
    gold, found = pair("case_1")
    values = [
        ours(tmp_path, gold, found, "bbox", protocol="voc", iou_thresholds=[threshold]).stats[name].value
        for threshold in THRESHOLDS
    ]
    np.testing.assert_allclose(values, expected, atol=1e-10)


def test_every_class_of_podm(tmp_path: Path) -> None:
    gold, found = pair("podm")
    expected = stored(PARENT / "podm_expected.json.gz")
    mean = expected.pop("mAP")
    result = ours(tmp_path, gold, found, "bbox", protocol="voc")
    rows = {row["name"]: row for row in result.classes.rows() if row["n_gold"]}
    assert len(rows) == 30
    for name, row in rows.items():
        assert row["n_gold"] == expected[name]["num_groundtruth"]
        assert row["ap"] == row["ap50"] == pytest.approx(expected[name]["ap"], abs=1e-12)
    assert result.stats["AP_area"].value == pytest.approx(mean, abs=1e-12)


def by_the_kit(gold: Results, found: Results, threshold: float) -> tuple[float, float]:
    """AP by area and eleven points of one category, step by step as VOCevaldet.m and VOCap.m go."""
    hit, taken, right = {}, set(), []
    for detection in sorted(found, key=lambda record: -record["score"]):
        best = 0.0
        for annotation in gold:
            if annotation["image_id"] == detection["image_id"]:
                overlap = overlap_in_pixels(annotation["bbox"], detection["bbox"])
                if overlap > best:
                    best, hit = overlap, annotation
        if best < threshold or hit["id"] in taken:
            right.append(0)
        elif not hit["difficult"]:
            taken.add(hit["id"])
            right.append(1)
    n_gold = sum(not annotation["difficult"] for annotation in gold)
    if not n_gold:
        return np.nan, np.nan
    found_so_far = np.cumsum(right)
    recall, precision = found_so_far / n_gold, found_so_far / np.arange(1, len(right) + 1)
    return under_the_envelope(recall, precision), eleven_points(recall, precision)


def overlap_in_pixels(gold: list[float], found: list[float]) -> float:
    (x0, y0, w0, h0), (x1, y1, w1, h1) = gold, found
    width = min(x0 + w0, x1 + w1) - max(x0, x1) + 1
    height = min(y0 + h0, y1 + h1) - max(y0, y1) + 1
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / ((w0 + 1) * (h0 + 1) + (w1 + 1) * (h1 + 1) - both)


def under_the_envelope(recall: NDArray[Any], precision: NDArray[Any]) -> float:
    recall = np.concatenate(([0], recall, [1]))
    precision = np.concatenate(([0], precision, [0]))
    for i in range(len(precision) - 2, -1, -1):
        precision[i] = max(precision[i], precision[i + 1])
    return float(sum((recall[i] - recall[i - 1]) * precision[i] for i in range(1, len(recall))))


def eleven_points(recall: NDArray[Any], precision: NDArray[Any]) -> float:
    return float(np.mean([max(precision[recall >= level], default=0.0) for level in np.arange(0.0, 1.1, 0.1)]))


def test_random_boxes_with_difficult_ones(tmp_path: Path) -> None:
    """Equal scores are in the order of ids of images; the program's own order of equals is its sort's."""
    compared = 0
    for seed in range(60):
        case = boxes(seed)
        rng = np.random.default_rng(seed)
        for annotation in case.gold["annotations"]:
            annotation |= {"difficult": int(rng.random() < 0.2), "iscrowd": 0, "ignore": 0}
        threshold = float(rng.choice([0.3, 0.5, 0.75]))
        result = ours(tmp_path, case.gold, case.found, "bbox", protocol="voc", iou_thresholds=[threshold])
        found = sorted(case.found, key=lambda record: record["image_id"])
        for k, category in enumerate(result.category_ids):
            sides = [
                [record for record in side if record["category_id"] == category]
                for side in (case.gold["annotations"], found)
            ]
            area, points = by_the_kit(*sides, threshold)
            if np.isnan(area):
                assert result.n_gold[k, 0] == 0
                continue
            assert result.precision_areas[0, k, 0, 0] == pytest.approx(area, abs=1e-12)
            assert result.precision[0, :, k, 0, 0].mean() == pytest.approx(points, abs=1e-12)
            compared += 0 < area < 1
    assert compared > 30
