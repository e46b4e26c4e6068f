"""Gold boxes and detections that tidecv was asked about; NumPy alone.

Corners lie on a coarse grid and scores are eighths, so that overlaps and scores tie, within images and across; there
are crowds, categories without gold or detections, and more than a hundred detections of an image.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Record = dict[str, Any]

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/coco_detections"
OVERLAPS = ((0.5, 0.1), (0.75, 0.25), (0.3, 0.2))
MODELS = ("yolact_base", "yolact_resnet50", "yolact_darknet53")
N_RANDOM = 60
SIDE = 60


class ErrorCase(NamedTuple):
    """COCO records, and the overlaps of foreground and background."""

    name: str
    gold: Record
    found: list[Record]
    foreground: float
    background: float
    mode: str = "bbox"

    @property
    def digest(self) -> str:
        text = json.dumps(list(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def error_cases() -> Iterator[ErrorCase]:
    """All cases."""
    for seed in range(N_RANDOM):
        yield ErrorCase(f"random {seed}", *random_boxes(seed), *OVERLAPS[seed % len(OVERLAPS)])
    yield ErrorCase("crowded image", *random_boxes(1000, n_images=2, n_found=400), *OVERLAPS[0])
    gold = _read("gold")
    for foreground, background in OVERLAPS[:2]:
        yield ErrorCase(f"example boxes {foreground}", gold, _read("boxes"), foreground, background)
        yield ErrorCase(f"example masks {foreground}", gold, _read("masks"), foreground, background, "mask")


def model_cases(folder: Path) -> Iterator[ErrorCase]:
    """Boxes of three real detectors on real images, from the data set coco_val2017_models."""
    gold = _read_file(folder / "gt_boxes_setA100.json.gz")
    for model in MODELS:
        found = _read_file(folder / f"{model}.json.gz")
        for record in found:
            record.pop("segmentation", None)
        for foreground, background in OVERLAPS[:2]:
            yield ErrorCase(f"{model} {foreground}", gold, found, foreground, background)


def random_boxes(seed: int, n_images: int | None = None, n_found: int | None = None) -> tuple[Record, list[Record]]:
    """Gold and detections of a few small images; at least one gold object is no crowd."""
    rng = np.random.default_rng((seed, 7))
    n_images = n_images or int(rng.integers(1, 6))
    n_categories = int(rng.integers(1, 5))
    gold = [_record(rng, n_images, n_categories) for _ in range(int(rng.integers(1, 25)))]
    for place, record in enumerate(gold):
        box = record["bbox"]
        record |= {"id": place + 1, "area": box[2] * box[3], "iscrowd": int(place > 0 and rng.random() < 0.15)}
    n_found = int(rng.integers(0, 60)) if n_found is None else n_found
    found = [_detection(rng, gold, n_images, n_categories) for _ in range(n_found)]
    images = [{"id": i + 1, "file_name": f"{i}.jpg", "width": SIDE, "height": SIDE} for i in range(n_images)]
    categories = [{"id": c + 1, "name": f"category {c}"} for c in range(n_categories)]
    return {"images": images, "categories": categories, "annotations": gold}, found


def _record(rng: np.random.Generator, n_images: int, n_categories: int) -> Record:
    corner, sides = rng.integers(0, 6, 2).tolist(), rng.integers(1, 8, 2).tolist()
    image, category = int(rng.integers(1, n_images + 1)), int(rng.integers(1, n_categories + 1))
    return {"image_id": image, "category_id": category, "bbox": corner + sides}


def _detection(rng: np.random.Generator, gold: list[Record], n_images: int, n_categories: int) -> Record:
    """Anything, or a gold box that is moved a little and may be of another category."""
    record = _record(rng, n_images, n_categories)
    if rng.random() < 0.6:
        near = gold[int(rng.integers(len(gold)))]
        x, y, width, height = near["bbox"]
        record["bbox"] = [x + int(rng.integers(-1, 2)), y, max(1, width + int(rng.integers(-1, 2))), height]
        record["image_id"] = near["image_id"]
        if rng.random() < 0.7:
            record["category_id"] = near["category_id"]
    return record | {"score": float(rng.integers(0, 8)) / 8}


def _read(name: str) -> Any:
    return _read_file(EXAMPLE / f"{name}.json.gz")


def _read_file(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
