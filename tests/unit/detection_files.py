"""Small detection data sets written by hand, evaluated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import labelgauge as lg

Box = Sequence[float]


def gold_box(image: int, category: int, box: Box, **more: Any) -> dict[str, Any]:
    """A gold record; `box` is x, y, width, height."""
    return {"image_id": image, "category_id": category, "bbox": list(box), "area": box[2] * box[3]} | more


def found_box(image: int, category: int, box: Box, score: float) -> dict[str, Any]:
    """A detection."""
    return {"image_id": image, "category_id": category, "bbox": list(box), "score": score}


def evaluated(
    folder: Path,
    gold: list[dict[str, Any]],
    found: list[dict[str, Any]],
    *,
    n_images: int = 2,
    n_categories: int = 2,
    **options: Any,
) -> lg.DetectionResult:
    """The result of so many images and categories, whose ids begin at 1."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {
        "images": [{"id": i + 1, "file_name": f"{i + 1}.jpg", "width": 100, "height": 100} for i in range(n_images)],
        "categories": [{"id": c + 1, "name": f"category {c + 1}"} for c in range(n_categories)],
        "annotations": [{"iscrowd": 0} | record | {"id": place + 1} for place, record in enumerate(gold)],
    }
    (folder / "gold.json").write_text(json.dumps(document))
    (folder / "found.json").write_text(json.dumps(found))
    dataset = lg.read(folder / "gold.json")
    return lg.evaluate_detections(dataset, lg.read(folder / "found.json", images_of=dataset), **options)
