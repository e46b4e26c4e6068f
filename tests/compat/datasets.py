"""Made-up COCO datasets and results: ties, crowds, empty images, touching boxes, every kind of segmentation."""

from __future__ import annotations

from typing import Any

import numpy as np
from pycocotools import mask as peer

Record = dict[str, Any]
SIZES = [(96, 128), (128, 96), (40, 60)]
N_POINTS = 17


def gold_dataset(seed: int, *, n_images: int = 6, n_categories: int = 3, most: int = 8) -> Record:
    """Boxes, polygons, encodings and poses of three categories; the last image has no annotations."""
    rng = np.random.default_rng(seed)
    images = [
        {"id": i + 1, "height": SIZES[i % 3][0], "width": SIZES[i % 3][1], "file_name": f"{i}.jpg"}
        for i in range(n_images)
    ]
    names = [("cat", "animal"), ("dog", "animal"), ("bus", "vehicle"), ("car", "vehicle"), ("cup", "thing")]
    categories = [
        {"id": k + 1, "name": names[k % 5][0], "supercategory": names[k % 5][1], "skeleton": [[1, 2], [2, 3]]}
        for k in range(n_categories)
    ]
    annotations = [
        _annotation(rng, image, int(rng.integers(1, n_categories + 1)))
        for image in images[:-1]
        for _ in range(int(rng.integers(1, most + 1)))
    ]
    for i, annotation in enumerate(annotations):
        annotation["id"] = 100 + i
    return {
        "info": {"year": 2024, "description": "made up"},
        "images": images,
        "categories": categories,
        "annotations": annotations,
    }


def _annotation(rng: np.random.Generator, image: Record, category_id: int) -> Record:
    x, y, width, height = box = _box(rng, image)
    crowd = int(rng.random() < 0.15)
    segmentation: Any = [[x, y, x + width, y, x + width, y + height, x, y + height]]
    if crowd:
        runs = peer.decode(peer.frPyObjects(segmentation, image["height"], image["width"])[0])
        segmentation = _uncompressed(runs)
    points = _pose(rng, box)
    if rng.random() < 0.2:
        points[2::3] = [0] * N_POINTS
    return {
        "image_id": image["id"],
        "category_id": category_id,
        "bbox": box,
        "area": float(width * height) if rng.random() < 0.8 else float(rng.choice([1024, 9216, 5])),
        "iscrowd": crowd,
        "segmentation": segmentation,
        "keypoints": points,
        "num_keypoints": sum(v > 0 for v in points[2::3]),
    }


def _box(rng: np.random.Generator, image: Record) -> list[float]:
    width, height = (float(v) for v in rng.integers(4, 40, 2))
    x = float(rng.integers(0, max(1, image["width"] - int(width))))
    y = float(rng.integers(0, max(1, image["height"] - int(height))))
    return [x, y, width, height]


def _pose(rng: np.random.Generator, box: list[float]) -> list[float]:
    x, y, width, height = box
    points = np.column_stack(
        (x + width * rng.random(N_POINTS), y + height * rng.random(N_POINTS), rng.integers(0, 3, N_POINTS))
    )
    flat: list[float] = points.round(1).ravel().tolist()
    return flat


def _uncompressed(pixels: np.ndarray) -> Record:
    flat = np.concatenate(([0], pixels.ravel(order="F")))
    changes = np.flatnonzero(flat[1:] != flat[:-1])
    runs = np.diff(np.concatenate(([0], changes, [pixels.size])))
    return {"size": list(pixels.shape), "counts": runs.tolist()}


def boxes_found(dataset: Record, seed: int, *, per_gold: int = 3) -> list[Record]:
    """Boxes near gold's, some far off, in arbitrary order, many with tied scores."""
    rng = np.random.default_rng(seed)
    n_categories = len(dataset["categories"])
    found = []
    for annotation in dataset["annotations"]:
        for _ in range(int(rng.integers(0, per_gold + 1))):
            shift = rng.integers(-4, 5, 4) * (rng.random() < 0.7)
            x, y, width, height = (np.array(annotation["bbox"]) + shift).tolist()
            other = int(rng.integers(1, n_categories + 1))
            found.append(
                {
                    "image_id": annotation["image_id"],
                    "category_id": annotation["category_id"] if rng.random() < 0.8 else other,
                    "bbox": [x, y, max(width, 1.0), max(height, 1.0)],
                    "score": float(rng.integers(0, 8)) / 8,
                }
            )
    found.append({"image_id": dataset["images"][-1]["id"], "category_id": 1, "bbox": [1.0, 1, 5, 5], "score": 0.5})
    return [found[i] for i in rng.permutation(len(found))]


def masks_found(dataset: Record, seed: int) -> list[Record]:
    """The same as compressed encodings, without boxes."""
    sizes = {image["id"]: (image["height"], image["width"]) for image in dataset["images"]}
    found = []
    for result in boxes_found(dataset, seed):
        encoding = peer.frPyObjects(np.array([result.pop("bbox")]), *sizes[result["image_id"]])[0]
        counts = {"size": list(encoding["size"]), "counts": encoding["counts"].decode()}
        found.append(result | {"segmentation": counts})
    return found


def poses_found(dataset: Record, seed: int) -> list[Record]:
    """Poses near gold's."""
    rng = np.random.default_rng(seed)
    found = []
    for annotation in dataset["annotations"]:
        for _ in range(int(rng.integers(0, 3))):
            points = np.array(annotation["keypoints"]).reshape(-1, 3)
            points[:, :2] += rng.normal(0, 2, (N_POINTS, 2)).round(1)
            found.append(
                {
                    "image_id": annotation["image_id"],
                    "category_id": annotation["category_id"],
                    "keypoints": points.ravel().tolist(),
                    "score": float(rng.integers(0, 8)) / 8,
                }
            )
    return found
