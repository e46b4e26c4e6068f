"""VOC's average precision as Padilla et al. and podm published it.

VOC counts pixels, so boxes are one pixel wider and higher than the difference of their edges. AP from every point is
the area under precision's envelope; recall steps by one over the number of gold objects, so that area is the mean of
precision at those steps, and AP from eleven points the mean at 0, 0.1, ..., 1. No detection here is nearest to a gold
object that another has found while a second one would do, so that COCO's matching answers as VOC's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conformance.detection_peer import DATA, Document, Results, ours, stored

PARENT = DATA / "voc100_nine_formats"
THRESHOLDS = np.array([0.1, 0.3, 0.5, 0.75])
EVERY_POINT = [0.3371980676, 0.2456866804, 0.0222222222, 0.0]
ELEVEN_POINTS = [0.3333333333, 0.2683982683, 0.0303030303, 0.0]


def in_pixels(records: Results) -> Results:
    """The same boxes with both edges' pixels inside."""
    return [
        record | {"bbox": [x, y, width + 1, height + 1]}
        for record in records
        for x, y, width, height in [record["bbox"]]
    ]


def pair(name: str) -> tuple[Document, Results]:
    gold, found = (stored(PARENT / f"{name}_{side}.json.gz") for side in ("gold", "detections"))
    return gold | {"annotations": in_pixels(gold["annotations"])}, in_pixels(found)


def average_precision(folder: Path, gold: Document, found: Results, levels: Any, thresholds: Any) -> NDArray[Any]:
    """By threshold and category; all detections of an image count."""
    result = ours(
        folder,
        gold,
        found,
        "bbox",
        iou_thresholds=thresholds,
        recall_levels=levels,
        areas={"all": (0.0, 1e10)},
        max_detections=[1000],
    )
    return np.asarray(result.precision[:, :, :, 0, 0].mean(axis=1))


def test_every_point_of_padillas_case(tmp_path: Path) -> None:
    gold, found = pair("case_1")
    n_gold = len(gold["annotations"])
    assert n_gold == 15
    ap = average_precision(tmp_path, gold, found, np.arange(1, n_gold + 1) / n_gold, THRESHOLDS)
    np.testing.assert_allclose(ap[:, 0], EVERY_POINT, atol=1e-10)


def test_eleven_points_of_padillas_case(tmp_path: Path) -> None:
    gold, found = pair("case_1")
    ap = average_precision(tmp_path, gold, found, np.linspace(0, 1, 11), THRESHOLDS)
    np.testing.assert_allclose(ap[:, 0], ELEVEN_POINTS, atol=1e-10)


def test_every_class_of_podm(tmp_path: Path) -> None:
    """Thirty-eight classes, together by how many gold objects they have, as that sets the recall levels."""
    gold, found = pair("podm")
    expected = stored(PARENT / "podm_expected.json.gz")
    mean = expected.pop("mAP")
    values = {}
    for n_gold in {recorded["num_groundtruth"] for recorded in expected.values()} - {0}:
        ap = average_precision(tmp_path, gold, found, np.arange(1, n_gold + 1) / n_gold, np.array([0.5]))[0]
        names = [category["name"] for category in sorted(gold["categories"], key=lambda category: category["id"])]
        values |= {
            name: value
            for name, value in zip(names, ap.tolist(), strict=True)
            if name in expected and expected[name]["num_groundtruth"] == n_gold
        }
    assert len(values) == 30
    assert values == {name: pytest.approx(expected[name]["ap"], abs=1e-12) for name in values}
    assert np.mean(list(values.values())) == pytest.approx(mean, abs=1e-12)
