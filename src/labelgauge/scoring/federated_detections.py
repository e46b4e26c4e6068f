"""LVIS: detections that a federated image can judge, the highest scores of each image.

Source: ``LVISResults`` and ``LVISEval`` of the LVIS API (Gupta, Dollár, Girshick 2019).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.kernels import detection
from labelgauge.scoring.detection_sides import Sides, plain

Ints = NDArray[np.int64]


def as_federated(sides: Sides, gold: Dataset, most: int | None, *, threads: int = 1) -> Sides:
    """Leave out detections that say nothing, and excuse those where not all objects were labelled.

    Parameters
    ----------
    sides
        As `labelgauge.scoring.detection_sides.sides_of` returns them.
    gold
        The dataset that says which categories each image was judged on.
    most
        How many detections of an image are kept, over all categories; None for all.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Sides
        Of the `most` highest scores of each image, those of categories that the image has or is known not to have
        take part. Where a category was labelled only in part, detections that find nothing are excused.
    """
    found, n_categories = sides.detections, len(sides.category_ids)
    rows = np.arange(len(found.image)) if sides.there is None else sides.there
    rows = rows[_highest(found.image[rows], found.score[rows], len(sides.image_ids), most, threads)]
    key = found.image * n_categories + found.category
    present = sides.gold.image * n_categories + sides.gold.category
    absent, partial = (_listed(gold, sides, name) for name in ("neg_category_index", "not_exhaustive_category_index"))
    judged = np.isin(key[rows], np.concatenate((present, absent)))
    return replace(sides, detections=replace(found, excused=np.isin(key, partial)), kept=rows[judged])


def _highest(image: Ints, score: NDArray[np.float64], n_images: int, most: int | None, threads: int) -> Ints:
    """Places of the highest scores of each image, ascending."""
    if most is None:
        return np.arange(len(image))
    order = detection.score_order(np.zeros_like(image), image, score, 1, n_images, threads=threads)
    begins = np.searchsorted(image[order], np.arange(n_images))
    return np.sort(order[np.arange(len(order)) - begins[image[order]] < most])


def _listed(gold: Dataset, sides: Sides, name: str) -> Ints:
    """Keys of the images and categories that the column lists."""
    if name not in gold.images:
        return np.zeros(0, np.int64)
    image_number = {value: i for i, value in enumerate(sides.image_ids)}
    category_number = {value: i for i, value in enumerate(sides.category_ids)}
    images, categories = plain(gold.images["id"]), plain(gold.categories["id"])
    keys = [
        image_number[image] * len(category_number) + category_number[categories[row]]
        for image, rows in zip(images, gold.images[name], strict=True)
        for row in rows
    ]
    return np.array(keys, dtype=np.int64)
