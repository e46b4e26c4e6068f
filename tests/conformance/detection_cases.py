"""Small random gold and detections, full of what evaluators stumble over.

Coordinates are on a coarse grid and scores have one decimal, so that IoU and scores tie; there are crowds, boxes of no
size, areas exactly on the borders of COCO's ranges, ids from 0, images and categories without gold or detections, and
now and then more than a hundred detections of one category in an image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

Document = dict[str, Any]
Results = list[dict[str, Any]]

SIDES = (0, 4, 8, 16, 32, 32, 48, 96, 96, 128)
"""Of boxes; 32² and 96² are where small, medium and large meet."""
STEP = 4
N_KEYPOINTS = 17


@dataclass(frozen=True)
class Case:
    """A gold document and results, as COCO's files have them."""

    gold: Document
    found: Results


def boxes(seed: int) -> Case:
    """Boxes alone."""
    rng = np.random.default_rng((seed, 0))
    case = _shapeless(rng)
    for record in case.gold["annotations"] + case.found:
        del record["size"]
    return case


def masks(seed: int) -> Case:
    """Polygons and run lengths of both kinds; results with boxes in every second case, where they set the area."""
    rng = np.random.default_rng((seed, 1))
    case = _shapeless(rng)
    for annotation in case.gold["annotations"]:
        annotation["segmentation"] = _gold_shape(rng, annotation["bbox"], annotation.pop("size"), annotation["iscrowd"])
    for record in case.found:
        record["segmentation"] = _compressed(_pixels(rng, record["bbox"], record.pop("size")))
        if seed % 2:
            del record["bbox"]
    return case


def people(seed: int) -> Case:
    """Persons with keypoints at places of their own, so that no two similarities tie; some have none labelled."""
    rng = np.random.default_rng((seed, 2))
    images = _images(rng)
    document = {"images": images, "categories": [{"id": 1, "name": "person"}], "annotations": []}
    found: Results = []
    for image in images:
        for _ in range(int(rng.integers(0, 5))):
            person = _person(rng) | {"id": len(document["annotations"]) + 1, "image_id": image["id"], "category_id": 1}
            document["annotations"].append(person)
            for _ in range(int(rng.integers(0, 4))):
                found.append(_seen(rng, person) | {"image_id": image["id"], "category_id": 1})
        for _ in range(int(rng.choice([0, 1, 25], p=[0.6, 0.3, 0.1]))):
            found.append(_seen(rng, _person(rng)) | {"image_id": image["id"], "category_id": 1})
    return Case(document, found or [_seen(rng, _person(rng)) | {"image_id": images[0]["id"], "category_id": 1}])


def _images(rng: np.random.Generator) -> list[dict[str, Any]]:
    ids = int(rng.integers(0, 2)) + rng.permutation(int(rng.integers(1, 5)))
    sizes = rng.integers(100, 161, (len(ids), 2)).tolist()
    return [
        {"id": id, "height": height, "width": width, "file_name": f"{id}.jpg"}
        for id, (height, width) in zip(ids.tolist(), sizes, strict=True)
    ]


def _shapeless(rng: np.random.Generator) -> Case:
    """Boxes, each with its image's size, from which a shape can be made."""
    images = _images(rng)
    categories = (int(rng.integers(0, 2)) + 3 * rng.permutation(int(rng.integers(1, 4)))).tolist()
    first_id = int(rng.integers(0, 2))
    annotations: list[dict[str, Any]] = []
    found: Results = []
    for image in images:
        size = [image["height"], image["width"]]
        for category in categories:
            where = {"image_id": image["id"], "category_id": category}
            gold = [_annotation(rng) | where | {"size": size} for _ in range(int(rng.choice([0, 0, 1, 2, 5])))]
            annotations += [annotation | {"id": first_id + len(annotations) + i} for i, annotation in enumerate(gold)]
            for box in _detected(rng, [annotation["bbox"] for annotation in gold]):
                score = int(rng.integers(0, 11)) / 10
                found.append(where | {"bbox": box, "score": score, "size": size})
    found = [found[i] for i in rng.permutation(len(found))]
    if not found:  # pycocotools cannot read empty results
        found = [where | {"bbox": [0, 0, 32, 32], "score": 0.5, "size": size}]
    document = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": id, "name": f"category {id}"} for id in categories],
    }
    return Case(document, found)


def _box(rng: np.random.Generator) -> list[int]:
    corner = STEP * rng.integers(0, 16, 2)
    return [*corner.tolist(), *(int(side) for side in rng.choice(SIDES, 2))]


def _annotation(rng: np.random.Generator) -> dict[str, Any]:
    """A box whose area is its own, on a border of COCO's ranges, or what somebody wrote."""
    box = _box(rng)
    area = rng.choice([box[2] * box[3], 1024, 9216, round(float(rng.uniform(0, 20_000)), 2)], p=[0.5, 0.2, 0.2, 0.1])
    return {"bbox": box, "area": float(area), "iscrowd": int(rng.random() < 0.15), "ignore": int(rng.random() < 0.1)}


def _detected(rng: np.random.Generator, gold: list[list[int]]) -> list[list[int]]:
    """Boxes near gold, the same or a step aside, and anywhere."""
    found = [_box(rng) for _ in range(int(rng.choice([0, 1, 3, 12, 105], p=[0.4, 0.3, 0.2, 0.09, 0.01])))]
    for x, y, width, height in gold:
        for _ in range(int(rng.integers(0, 4))):
            shift = STEP * rng.integers(-1, 2, 4) * (rng.random() < 0.5)
            found.append(np.maximum(np.add(shift, (x, y, width, height)), 0).tolist())
    return found


def _gold_shape(rng: np.random.Generator, box: list[int], size: list[int], is_crowd: int) -> Any:
    """A polygon, of which pycocotools makes none without size, or a crowd's run lengths of either kind."""
    x, y, width, height = box
    if is_crowd or not width * height:
        pixels = _pixels(rng, box, size)
        return _compressed(pixels) if rng.random() < 0.5 else _counted(pixels)
    if rng.random() < 0.3:
        return [[x, y, x + width, y, x + width, y + height]]
    rings = [[x, y, x + width, y, x + width, y + height, x, y + height]]
    return rings if rng.random() < 0.8 else [*rings, [x, y, x + 40, y + 5, x + 20, y + 50]]


def _pixels(rng: np.random.Generator, box: list[int], size: list[int]) -> NDArray[np.uint8]:
    """A box, or the half of it above its diagonal."""
    pixels = np.zeros(size, np.uint8, order="F")
    x, y, width, height = box
    inside = pixels[y : y + height, x : x + width]
    inside[...] = np.triu(np.ones_like(inside)) if rng.random() < 0.3 else 1
    return pixels


def _compressed(pixels: NDArray[np.uint8]) -> dict[str, Any]:
    return {"size": list(pixels.shape), "counts": coco_mask.encode(pixels)["counts"].decode()}


def _counted(pixels: NDArray[np.uint8]) -> dict[str, Any]:
    """Run lengths that are not compressed, the first of zeros."""
    flat = pixels.ravel(order="F")
    changes = np.flatnonzero(np.diff(flat)) + 1
    counts = np.diff([0, *changes.tolist(), len(flat)]).tolist()
    return {"size": list(pixels.shape), "counts": [0, *counts] if flat[0] else counts}


def _person(rng: np.random.Generator) -> dict[str, Any]:
    corner, size = rng.uniform(0, 60, 2), rng.uniform(10, 120, 2)
    points = (corner + size * rng.uniform(0, 1, (N_KEYPOINTS, 2))).round(2)
    visibility = rng.choice([0, 1, 2], N_KEYPOINTS, p=[0.3, 0.2, 0.5]) * int(rng.random() < 0.85)
    points[visibility == 0] = 0
    return {
        "keypoints": np.column_stack((points, visibility)).ravel().tolist(),
        "num_keypoints": int(np.count_nonzero(visibility)),
        "bbox": [*corner.round(2).tolist(), *size.round(2).tolist()],
        "area": float(rng.choice([1024.0, 9216.0, round(0.6 * float(size.prod()), 3)])),
        "iscrowd": int(rng.random() < 0.1),
    }


def _seen(rng: np.random.Generator, person: dict[str, Any]) -> dict[str, Any]:
    """Somebody's keypoints some pixels off, with a score of one decimal."""
    points = np.array(person["keypoints"]).reshape(N_KEYPOINTS, 3)
    off = rng.normal(0, rng.choice([0.5, 2.0, 8.0]), (N_KEYPOINTS, 2))
    points[:, :2] = (points[:, :2] + off).round(2)
    points[:, 2] = 1
    return {"keypoints": points.ravel().tolist(), "score": int(rng.integers(0, 11)) / 10}
