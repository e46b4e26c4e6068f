"""Federated gold and detections that the LVIS API was asked about; NumPy alone.

Corners lie on a grid of four pixels and scores have one decimal, so that overlaps and scores tie. There are areas on
the borders of LVIS's ranges, annotations to ignore, crowds (which LVIS has not), an annotation with the id 0, images
that say nothing about a category, categories labelled in part, and more than three hundred detections of an image.
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

REAL = Path(__file__).resolve().parents[2] / "data/coco_vs_lvis_100/lvis_val_100.json.gz"
N_RANDOM = 30
N_CATEGORIES = 5
SIDES = (4, 8, 16, 32, 32, 48, 96, 96, 128)
"""Of boxes; 32² and 96² are where small, medium and large meet."""


class FederatedCase(NamedTuple):
    """LVIS records, and what is compared."""

    name: str
    gold: Record
    found: list[Record]
    task: str

    @property
    def digest(self) -> str:
        """Of everything."""
        return hashlib.sha256(json.dumps(list(self), sort_keys=True).encode()).hexdigest()


def federated_cases() -> Iterator[FederatedCase]:
    """Random boxes and polygons, and detections made up about a hundred real images."""
    for seed in range(N_RANDOM):
        task = ("bbox", "segm")[seed % 2]
        gold, found = random_sides(seed, with_shapes=task == "segm")
        yield FederatedCase(f"random {seed}", gold, found, task)
    with gzip.open(REAL, "rt", encoding="utf-8") as file:
        real = json.load(file)
    for task in ("bbox", "segm"):
        yield FederatedCase(f"real {task}", *made_up(real, with_shapes=task == "segm"), task)


def random_sides(seed: int, *, with_shapes: bool) -> tuple[Record, list[Record]]:
    """Gold and detections of up to six images."""
    rng = np.random.default_rng((seed, 300))
    categories = [
        {"id": id, "name": f"category {id}", "frequency": str(rng.choice(["r", "c", "f"]))}
        for id in (3 * rng.permutation(N_CATEGORIES) + 1).tolist()
    ]
    ids = [category["id"] for category in categories]
    images = [_image(rng, id, ids) for id in rng.permutation(int(rng.integers(2, 7))).tolist()]
    annotations, found = [], []
    for image in images:
        crowded = seed % 5 == 0 and image is images[0]
        for category in ids:
            where = {"image_id": image["id"], "category_id": category}
            gold = [_annotation(rng) for _ in range(int(rng.choice([0, 0, 1, 2, 5])))]
            annotations += [where | annotation for annotation in gold]
            near = [_moved(rng, annotation["bbox"]) for annotation in gold for _ in range(int(rng.integers(0, 4)))]
            anywhere = [_box(rng) for _ in range(90 if crowded else int(rng.choice([0, 1, 4])))]
            found += [where | {"bbox": box, "score": int(rng.integers(0, 11)) / 10} for box in near + anywhere]
    first_id = seed % 3 % 2
    for place, annotation in enumerate(annotations):
        annotation["id"] = first_id + place
    found = [found[i] for i in rng.permutation(len(found)).tolist()]
    if with_shapes:
        for record in annotations + found:
            record["segmentation"] = [_ring(rng, record["bbox"])]
    return {"images": images, "categories": categories, "annotations": annotations}, found


def made_up(gold: Record, *, with_shapes: bool) -> tuple[Record, list[Record]]:
    """Detections near real annotations, some of them of another category of the image."""
    rng = np.random.default_rng(100)
    found = []
    for annotation in gold["annotations"]:
        for _ in range(int(rng.integers(0, 4))):
            shift = (rng.normal(0, 0.06, 2) * annotation["bbox"][2:]).round(2)
            x, y, width, height = annotation["bbox"]
            record = {
                "image_id": annotation["image_id"],
                "category_id": annotation["category_id"],
                "bbox": [x + float(shift[0]), y + float(shift[1]), width, height],
                "score": round(float(rng.uniform()), 2),
            }
            if rng.random() < 0.2:
                record["category_id"] = int(rng.integers(1, 1231))
            if with_shapes:
                record["segmentation"] = [
                    (np.reshape(ring, (-1, 2)) + shift).round(2).ravel().tolist() for ring in annotation["segmentation"]
                ]
            found.append(record)
    return gold, found


def _image(rng: np.random.Generator, id: int, categories: list[int]) -> Record:
    return {
        "id": id,
        "file_name": f"{id}.jpg",
        "height": 200,
        "width": 240,
        "neg_category_ids": [category for category in categories if rng.random() < 0.4],
        "not_exhaustive_category_ids": [category for category in categories if rng.random() < 0.2],
    }


def _box(rng: np.random.Generator) -> list[int]:
    return [*(4 * rng.integers(0, 16, 2)).tolist(), *(int(side) for side in rng.choice(SIDES, 2))]


def _annotation(rng: np.random.Generator) -> Record:
    box = _box(rng)
    area = float(rng.choice([box[2] * box[3], 1024, 9216]))
    return {"bbox": box, "area": area, "ignore": int(rng.random() < 0.1), "iscrowd": int(rng.random() < 0.1)}


def _moved(rng: np.random.Generator, box: list[int]) -> list[int]:
    shift = 4 * rng.integers(-1, 2, 2) * (rng.random() < 0.6)
    return [*np.maximum(np.add(box[:2], shift), 0).tolist(), *box[2:]]


def _ring(rng: np.random.Generator, box: list[int]) -> list[int]:
    x, y, width, height = box
    if rng.random() < 0.3:
        return [x, y, x + width, y, x + width, y + height]
    return [x, y, x + width, y, x + width, y + height, x, y + height]
