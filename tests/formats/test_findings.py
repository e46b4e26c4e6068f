"""Findings about geometry that can be read but looks poor, each on a file made for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import labelgauge as lg
from labelgauge.dataset.codes import CODES
from tests.conftest import REPOSITORY
from tests.formats.files import Document, write

DOG = {"image_id": 2, "category_id": 7}


def one(**fields: Any) -> list[dict[str, Any]]:
    return [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [2, 2, 8, 6]} | fields]


def square(x: float, y: float, side: float) -> list[float]:
    return [x, y, x + side, y, x + side, y + side, x, y + side]


# code: annotations that have the finding, and nothing else
FOUND: dict[str, list[dict[str, Any]]] = {
    "self_intersecting": one(bbox=[2, 2, 8, 8], segmentation=[[2, 2, 10, 10, 10, 2, 2, 6]]),
    "few_points": one(segmentation=[[2, 2, 10, 2, 10, 8, 2, 8], [1, 1, 2, 2]]),
    "empty_segmentation": one(segmentation=[]),
    "empty_mask": one(bbox=[0, 0, 5, 5], segmentation={"size": [20, 30], "counts": [600]}, area=None),
    "tiny": one(bbox=[2, 2, 1.9, 1.9]),
    "zero_size_box": one(bbox=[2, 2, 0, 6], segmentation=None),
    "box_outside_image": one(bbox=[25, 2, 7, 6]),
    "polygon_outside_image": one(bbox=[22, 2, 8, 8], segmentation=[square(22, 2, 9.5)]),
    "box_mismatch": one(segmentation=[square(2, 2, 6)], bbox=[2, 2, 8.5, 6]),
    "duplicate": one() + one(id=2),
    "elongated": one(bbox=[2, 2, 20.5, 2]),
    "area_mismatch": one(area=60, segmentation=[[2, 2, 10, 2, 10, 8, 2, 8]]),
}
NOT_FOUND: dict[str, list[dict[str, Any]]] = {
    "just large enough": one(bbox=[2, 2, 2, 2]),
    "box within one pixel of the image": one(bbox=[25, 2, 6, 6]),
    "polygon within one pixel": one(bbox=[22, 2, 9, 9], segmentation=[square(22, 2, 9)]),
    "box within two pixels of the polygon": one(segmentation=[square(2, 2, 6)], bbox=[2, 2, 8, 6]),
    "ten times as long": one(bbox=[2, 2, 20, 2]),
    "area within ten percent": one(area=43.2, segmentation=[[2, 2, 10, 2, 10, 8, 2, 8]]),
    "area within four pixels": one(bbox=[2, 2, 2, 2], area=8, segmentation=[square(2, 2, 2)]),
    "same box, other class": one() + one(id=2, category_id=7),
    "same box, other image": one() + one(id=2, image_id=2),
    "ring that closes itself": one(segmentation=[[2, 2, 10, 2, 10, 8, 2, 8, 2, 2]]),
}


def read(folder: Path, annotations: list[dict[str, Any]]) -> lg.Dataset:
    document: Document = {
        "images": [{"id": 1, "height": 20, "width": 30}, {"id": 2, "height": 20, "width": 30}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 7, "name": "dog"}],
        "annotations": annotations,
    }
    return lg.read(write(folder, document))


@pytest.mark.parametrize("code", FOUND)
def test_found(tmp_path: Path, code: str) -> None:
    dataset = read(tmp_path, FOUND[code])
    found = list(dataset.findings.rows())
    expected = {"zero_size_box": ["tiny", "zero_size_box"], "empty_mask": ["empty_mask", "tiny"]}.get(code, [code])
    assert sorted(row["code"] for row in found) == expected
    assert dataset.n_annotations == len(FOUND[code])  # scored all the same
    row = next(row for row in found if row["code"] == code)
    last = len(FOUND[code]) - 1
    assert row["where"].startswith(f"$.annotations[{last}]")
    assert (row["annotation_id"], row["image_id"], row["severity"]) == (last + 1, 1, CODES[code].severity)
    assert row["message"]


@pytest.mark.parametrize("name", NOT_FOUND)
def test_not_found(tmp_path: Path, name: str) -> None:
    assert list(read(tmp_path, NOT_FOUND[name]).findings.rows()) == []


def test_same_segmentation_in_another_box(tmp_path: Path) -> None:
    ring = [[2, 2, 10, 2, 10, 8, 2, 8]]
    findings = read(tmp_path, one(segmentation=ring) + one(id=2, segmentation=ring, bbox=[2, 2, 8, 7])).findings
    assert list(findings["code"]) == ["duplicate"]
    assert findings["message"] == ["the same as $.annotations[0]"]


def test_segmentations_that_look_alike_are_no_duplicates(tmp_path: Path) -> None:
    first = [[2, 2, 10, 2, 10, 8, 2, 8, 2, 6, 4, 5, 2, 4]]
    mirrored = [[2, 2, 10, 2, 10, 4, 8, 5, 10, 6, 10, 8, 2, 8]]
    findings = read(tmp_path, one(segmentation=first) + one(id=2, segmentation=mirrored, bbox=[2, 2, 8, 7])).findings
    assert list(findings["code"]) == []


def test_few_points_falls_back_to_the_box(tmp_path: Path) -> None:
    dataset = read(tmp_path, one(segmentation=[[2, 2, 10, 8]]))
    assert list(dataset.findings["code"]) == ["few_points"]
    assert dataset.annotations["has_mask"].tolist() == [False]


def test_shared_category_names(tmp_path: Path) -> None:
    document = {"images": [], "annotations": [], "categories": [{"id": i, "name": "cat"} for i in (1, 2)]}
    findings = list(lg.read(write(tmp_path, document)).findings.rows())
    assert [(row["code"], row["where"]) for row in findings] == [("duplicate_category_name", "$.categories[1].name")]


def test_results_of_a_model_may_disagree_with_their_boxes(tmp_path: Path) -> None:
    gold = read(tmp_path, one())
    results = write(tmp_path, one(segmentation=[square(2, 2, 3)], score=1), "results.json")
    assert list(lg.read(results, images_of=gold).findings["code"]) == []


def test_page_lists_every_code() -> None:
    page = (REPOSITORY / "docs" / "findings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", page, flags=re.MULTILINE)
    assert {code: (severity, meaning) for code, severity, meaning in rows} == {
        code: (entry.severity, entry.meaning) for code, entry in CODES.items()
    }
