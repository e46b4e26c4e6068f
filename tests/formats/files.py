"""Small COCO files for tests: a valid one, and what a test changes in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Document = dict[str, Any]

VALID: Document = {
    "images": [
        {"id": 1, "file_name": "a.jpg", "height": 20, "width": 30},
        {"id": 2, "file_name": "b.jpg", "height": 10, "width": 10},
    ],
    "categories": [{"id": 1, "name": "cat"}, {"id": 7, "name": "dog"}],
    "annotations": [
        {
            "id": 11,
            "image_id": 1,
            "category_id": 1,
            "bbox": [2, 2, 8, 6],
            "area": 48,
            "iscrowd": 0,
            "segmentation": [[2, 2, 10, 2, 10, 8, 2, 8]],
        },
        {
            "id": 12,
            "image_id": 2,
            "category_id": 7,
            "bbox": [1, 0, 4, 10],
            "area": 40,
            "iscrowd": 1,
            "segmentation": {"size": [10, 10], "counts": [10, 40, 50]},
        },
        {"id": 13, "image_id": 2, "category_id": 1, "bbox": [5, 5, 3, 3]},
    ],
}


def changed(change: Callable[[Document], object]) -> Document:
    """A copy of the valid file after `change`."""
    document = copy.deepcopy(VALID)
    change(document)
    return document


def write(folder: Path, document: object, name: str = "file.json") -> Path:
    """Write a document as JSON; NaN and Infinity become the tokens of that name."""
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
