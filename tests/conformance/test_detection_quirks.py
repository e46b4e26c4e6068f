"""What pycocotools does that few expect, one thing at a time; strict parity does the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.detection_peer import Document, Results, assert_equal, ours, peer

IMAGE = {"id": 1, "height": 200, "width": 200}


def gold(*annotations: dict[str, Any], images: int = 1, categories: int = 1) -> Document:
    """Annotations of one image and category, if they do not say otherwise; ids from 1."""
    defaults = [{"id": i, "image_id": 1, "category_id": 1, "iscrowd": 0} for i in range(1, len(annotations) + 1)]
    return {
        "images": [{**IMAGE, "id": i} for i in range(1, images + 1)],
        "categories": [{"id": i, "name": f"category {i}"} for i in range(1, categories + 1)],
        "annotations": [
            default | annotation | {"area": annotation.get("area", annotation["bbox"][2] * annotation["bbox"][3])}
            for default, annotation in zip(defaults, annotations, strict=True)
        ],
    }


def found(*boxes: list[float], score: float = 0.5, **more: Any) -> Results:
    """Boxes of the same image and category, as sure as each other."""
    return [{"image_id": 1, "category_id": 1, "bbox": box, "score": score} | more for box in boxes]


HERE, BESIDE = [10.0, 10.0, 40.0, 40.0], [12.0, 10.0, 40.0, 40.0]
LEFT, RIGHT = [6.0, 10.0, 40.0, 40.0], [14.0, 10.0, 40.0, 40.0]
AWAY = [100.0, 100.0, 30.0, 30.0]
MEDIUM, LARGE = [10.0, 10.0, 32.0, 32.0], [0.0, 0.0, 96.0, 96.0]
CROWD = {"bbox": [0, 0, 150, 150], "iscrowd": 1}

CASES: dict[str, tuple[Document, Results]] = {
    "an annotation with id 0 is never found": (gold({"bbox": HERE, "id": 0}), found(HERE)),
    "among two detections as sure as each other the first wins": (gold({"bbox": HERE}), found(BESIDE, HERE)),
    "among two annotations as near the last is taken, and the other left for others": (
        gold({"bbox": HERE}, {"bbox": RIGHT}),
        found(BESIDE, score=0.9) + found(LEFT),
    ),
    "a crowd takes any number of detections": (
        gold(CROWD, {"bbox": HERE}),
        found(HERE, BESIDE, [50.0, 50.0, 20.0, 20.0]),
    ),
    "an annotation is preferred to a crowd that fits better": (gold(CROWD, {"bbox": BESIDE}), found(HERE)),
    "an area of 1024 is small and medium": (gold({"bbox": MEDIUM}), found(MEDIUM)),
    "an area of 9216 is medium and large": (gold({"bbox": LARGE}), found(LARGE)),
    "`ignore` is overwritten by `iscrowd`": (gold({"bbox": HERE, "ignore": 1}), found(HERE)),
    "an area in results is overwritten": (gold({"bbox": HERE}), found(HERE) + found(AWAY, score=0.9, area=5.0)),
    "an IoU that is the threshold is enough": (gold({"bbox": [0, 0, 40, 40]}), found([0, 0, 40, 20])),
    "boxes without size overlap nothing": (gold({"bbox": [10, 10, 0, 0]}, {"bbox": HERE}), found([10, 10, 0, 0], HERE)),
    "an image without gold has false positives": (
        gold({"bbox": HERE}, images=2),
        found(HERE, image_id=2, score=0.9) + found(HERE),
    ),
    "a category without gold has no numbers": (gold({"bbox": HERE}, categories=2), found(HERE, category_id=2)),
    "a category without detections has recall 0": (
        gold({"bbox": HERE}, {"bbox": HERE, "category_id": 2}, categories=2),
        found(HERE),
    ),
    "of more than a hundred detections the surest hundred count": (
        gold({"bbox": HERE}, {"bbox": AWAY}),
        found(*[BESIDE] * 110) + found(HERE, score=0.4) + found(AWAY, score=0.6),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_quirk(name: str, tmp_path: Path) -> None:
    truth, results = CASES[name]
    assert_equal(ours(tmp_path, truth, results, "bbox"), peer(truth, results, "bbox"))


def test_the_first_result_says_where_areas_come_from(tmp_path: Path) -> None:
    """As masks are compared, areas are of boxes if the first result has one, and of masks if it has none."""
    mask = {"size": [200, 200], "counts": "0:n5000X_V1"}
    truth = gold({"bbox": [0.0, 0.0, 3.0, 10.0], "segmentation": [[0, 0, 3, 0, 3, 10, 0, 10]]})
    for boxes in ([[0, 0, 3, 10]], [[0, 0, 50, 50]], [None, [0, 0, 50, 50]], [None]):
        results = [
            {"image_id": 1, "category_id": 1, "score": 0.5, "segmentation": mask} | ({"bbox": box} if box else {})
            for box in boxes
        ]
        assert_equal(ours(tmp_path, truth, results, "segm"), peer(truth, results, "segm"))
