"""COCO files of any size for benchmarks: the images and annotations of `examples/coco_reviewed`, many times over."""

from __future__ import annotations

import atexit
import gzip
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "coco_reviewed" / "original.json.gz"


@cache
def folder() -> Path:
    """Where this process writes files; it goes when the process ends."""
    made = tempfile.TemporaryDirectory()
    atexit.register(made.cleanup)
    return Path(made.name)


def write(path: Path, megabytes: float) -> int:
    """Write a file of about that size and give its number of annotations.

    Every copy has ids of its own, so that the file is as legal as the original.
    """
    with gzip.open(EXAMPLE) as file:
        original = json.load(file)
    per_copy = len(json.dumps(original))
    copies = max(round(megabytes * 1e6 / per_copy), 1)
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for copy in range(copies):
        shift = copy * 10**9
        images += [{**image, "id": image["id"] + shift} for image in original["images"]]
        for annotation in original["annotations"]:
            ids = {"id": len(annotations) + 1, "image_id": annotation["image_id"] + shift}
            annotations.append({**annotation, **ids})
    document = {"images": images, "annotations": annotations, "categories": original["categories"]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return len(annotations)
