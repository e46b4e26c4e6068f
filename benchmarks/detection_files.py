"""COCO files of gold and of a detector's results, as large as those of val2017, the same for the same seed.

An image has 7.3 annotations in the mean, of a few of 80 categories that are as unevenly common as COCO's; one in eighty
is a crowd in run lengths. Of about fifty detections per image some are near an annotation, the nearer the surer; the
others are anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from blobs import HEIGHT, WIDTH, Blobs, areas, boxes, drawn
from numpy.typing import NDArray

import labelgauge as lg

Ints = NDArray[np.int64]
Record = dict[str, Any]

N_CATEGORIES = 80
CATEGORIES_PER_IMAGE = 4
GOLD_PER_IMAGE, DETECTIONS_PER_IMAGE = 7.3, 50
CROWDS, CROWD_SCALE = 1 / 80, 6.0
NEAR_GOLD, RIGHT_CATEGORY = 0.5, 0.9
"""Shares of detections: those near an annotation, and of those the ones of its category."""
IMAGES_AT_ONCE = 250
"""How many images are made at once, so that memory does not grow with the file."""
COMMON = 1 / np.arange(1, N_CATEGORIES + 1) ** 0.8
FREQUENCY = COMMON / COMMON.sum()


@dataclass(frozen=True)
class Files:
    """Where the files are."""

    gold: Path
    segm: Path
    bbox: Path

    def detections(self, task: str) -> Path:
        """The results for a task: boxes alone, or boxes and masks."""
        return self.bbox if task == "bbox" else self.segm


@dataclass(frozen=True)
class Portion:
    """Blobs of a few images, and the image and category of each."""

    blobs: Blobs
    image: Ints
    category: Ints


def files_of(folder: Path, n_images: int) -> Files:
    """What the files of so many images are called in a folder."""
    return Files(*(folder / f"{name}_{n_images}.json" for name in ("gold", "segm", "bbox")))


def write(folder: Path, n_images: int, seed: int = 0) -> Files:
    """Write the files of `n_images` images: gold, results with masks, results with boxes alone."""
    files = files_of(folder, n_images)
    n_gold = 0
    with files.gold.open("wb") as gold_file, files.segm.open("wb") as segm_file, files.bbox.open("wb") as bbox_file:
        gold_file.write(_head(n_images))
        for first in range(0, n_images, IMAGES_AT_ONCE):
            rng = np.random.default_rng((seed, first))
            images = np.arange(first, min(first + IMAGES_AT_ONCE, n_images)) + 1
            themes = rng.choice(N_CATEGORIES, (len(images), CATEGORIES_PER_IMAGE), p=FREQUENCY) + 1
            gold = _gold(rng, images, themes)
            found, score = _found(rng, images, themes, gold)
            between = b"," if first else b""
            gold_file.write(between + _listed(_annotations(rng, gold, n_gold + 1)))
            for file, masks in ((segm_file, True), (bbox_file, False)):
                file.write((between or b"[") + _listed(_results(found, score, masks=masks)))
            n_gold += len(gold.blobs)
        gold_file.write(b"]}")
        segm_file.write(b"]")
        bbox_file.write(b"]")
    return files


def _gold(rng: np.random.Generator, images: Ints, themes: Ints) -> Portion:
    """Some images have none, some have many."""
    row = np.repeat(np.arange(len(images)), rng.geometric(1 / (1 + GOLD_PER_IMAGE), len(images)) - 1)
    category = themes[row, rng.integers(0, CATEGORIES_PER_IMAGE, len(row))]
    return Portion(drawn(rng, len(row)), images[row], category)


def _found(rng: np.random.Generator, images: Ints, themes: Ints, gold: Portion) -> tuple[Portion, NDArray[np.float64]]:
    """Detections in no order of their scores, image by image, and the scores."""
    row = np.repeat(np.arange(len(images)), rng.poisson(DETECTIONS_PER_IMAGE, len(images)))
    n = len(row)
    begin, end = (np.searchsorted(gold.image, images[row], side) for side in ("left", "right"))
    near = (rng.random(n) < NEAR_GOLD) & (end > begin)
    source = np.where(near, begin + (rng.random(n) * (end - begin)).astype(np.int64), 0)
    by = rng.exponential(0.15, n)
    seen = gold.blobs.take(source).jittered(rng, by)
    anywhere = drawn(rng, n)
    blobs = Blobs(*(np.where(near, *pair) for pair in zip(_columns(seen), _columns(anywhere), strict=True)))
    guessed = themes[row, rng.integers(0, CATEGORIES_PER_IMAGE, n)]
    category = np.where(near & (rng.random(n) < RIGHT_CATEGORY), gold.category[source], guessed)
    score = np.where(near, np.exp(-3 * by) * rng.uniform(0.4, 1.0, n), rng.beta(1, 8, n))
    return Portion(blobs, images[row], category), score.round(6)


def _columns(blobs: Blobs) -> Iterator[NDArray[Any]]:
    return iter(vars(blobs).values())


def _annotations(rng: np.random.Generator, gold: Portion, first_id: int) -> Iterator[Record]:
    """Polygons, and a few crowds."""
    polygons = gold.blobs.polygons()
    crowd = np.flatnonzero(rng.random(len(gold.blobs)) < CROWDS)
    crowds = dict(zip(crowd.tolist(), _crowds(drawn(rng, len(crowd), CROWD_SCALE)), strict=True))
    columns = (gold.image, gold.category, boxes(polygons), areas(polygons))
    rows = enumerate(zip(*(column.tolist() for column in columns), strict=True))
    for index, (image, category, box, area) in rows:
        ring = polygons.points[polygons.ring_offsets[index] : polygons.ring_offsets[index + 1]]
        shape = {"segmentation": [ring.ravel().tolist()], "bbox": box, "area": area, "iscrowd": 0}
        ids = {"id": first_id + index, "image_id": image, "category_id": category}
        yield ids | (crowds.get(index) or shape)


def _crowds(blobs: Blobs) -> Iterator[Record]:
    """Regions in run lengths that are not compressed, as COCO has them."""
    masks = lg.Masks.from_polygons(blobs.polygons(), (HEIGHT, WIDTH))
    corners = masks.boxes.corners
    xywh = np.hstack((corners[:, :2], corners[:, 2:] - corners[:, :2])).tolist()
    for index, (box, area) in enumerate(zip(xywh, masks.area.tolist(), strict=True)):
        counts = masks.counts[masks.offsets[index] : masks.offsets[index + 1]].tolist()
        segmentation = {"size": [HEIGHT, WIDTH], "counts": counts}
        yield {"segmentation": segmentation, "bbox": box, "area": area, "iscrowd": 1}


def _results(found: Portion, score: NDArray[np.float64], *, masks: bool) -> Iterator[Record]:
    """What a detector writes: its boxes, and its masks if it has them, as compressed run lengths."""
    polygons = found.blobs.polygons()
    columns = {
        "image_id": found.image.tolist(),
        "category_id": found.category.tolist(),
        "bbox": boxes(polygons).tolist(),
        "score": score.tolist(),
    }
    if masks:
        columns["segmentation"] = lg.Masks.from_polygons(polygons, (HEIGHT, WIDTH)).to_rle(text=True)
    return (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _head(n_images: int) -> bytes:
    """Everything of the gold file that stands before its annotations."""
    images = [{"id": i, "file_name": f"{i:012}.jpg", "height": HEIGHT, "width": WIDTH} for i in range(1, n_images + 1)]
    categories = [{"id": i, "name": f"category {i}"} for i in range(1, N_CATEGORIES + 1)]
    document = msgspec.json.encode({"images": images, "categories": categories})
    return document[:-1] + b',"annotations":['


def _listed(records: Iterable[Record]) -> bytes:
    """Records as they stand within a list."""
    return msgspec.json.encode(list(records))[1:-1]
