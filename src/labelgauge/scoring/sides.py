"""The two datasets as the shards see them: annotations of aligned images, in an order that no input order changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import InputError
from labelgauge.geometry.boxes import Boxes
from labelgauge.matching.edges import Marks
from labelgauge.matching.federated import Exhaustive
from labelgauge.matching.pairs import Labels

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SIZE_BINS = ("small", "medium", "large")
SIZE_EDGES = (32.0**2, 96.0**2)
"""COCO's: an area below the first is small, below the second medium."""

ASPECT_BINS = ("<= 10:1", "> 10:1")
LONG_ASPECT = 10.0


@dataclass(frozen=True, slots=True)
class Side:
    """One dataset's annotations of the aligned images, ordered by image, then annotation id.

    Parameters
    ----------
    dataset
        The dataset.
    image_rows
        int64 (images,), row of each aligned image.
    category_class
        int64 (categories,), class of each category in the common numbering.
    rows
        int64 (n,), row of each annotation in the dataset.
    offsets
        int64 (images + 1,), where each image's annotations begin and end in `rows`.
    any_mask
        bool (images,), whether any annotation of the image has a mask.
    attribute
        int64 (n,), value of the attribute that results are grouped by, as a number; all -1 if there is none.
    """

    dataset: Dataset
    image_rows: Ints
    category_class: Ints
    rows: Ints
    offsets: Ints
    any_mask: Bools
    attribute: Ints


@dataclass(frozen=True, slots=True)
class Part:
    """One side's annotations of one shard.

    Parameters
    ----------
    rows
        int64 (n,), rows of the dataset.
    image
        int64 (n,), image of each annotation, counted from the shard's first.
    marks, labels
        Geometry and labels, for matching.
    size_bin, aspect_bin
        int64 (n,), positions in `SIZE_BINS` and `ASPECT_BINS`.
    attribute
        int64 (n,), as in `Side`.
    """

    rows: Ints
    image: Ints
    marks: Marks
    labels: Labels
    size_bin: Ints
    aspect_bin: Ints
    attribute: Ints


def attribute_values(gold: Dataset, candidate: Dataset, by: str | None) -> tuple[list[str], Ints, Ints]:
    """Values of an attribute over both datasets, and each annotation's value as a number.

    Raises
    ------
    InputError
        If no annotation of either dataset has it.
    """
    if by is None:
        return [], np.full(gold.n_annotations, -1), np.full(candidate.n_annotations, -1)
    texts = _attribute_texts(gold, candidate, by)
    names = [["(none)" if text is None else text for text in side] for side in texts]
    values = sorted({name for side in names for name in side})
    number = {name: i for i, name in enumerate(values)}
    numbered = [np.array([number[name] for name in side], dtype=np.int64) for side in names]
    return values, numbered[0], numbered[1]


def prepare(dataset: Dataset, image_rows: Ints, category_class: Ints, attribute: Ints) -> Side:
    """Order a dataset's annotations by aligned image and id.

    Raises
    ------
    InputError
        If its boxes are rotated, which are not compared here.
    """
    annotations = dataset.annotations
    if "rotated_box" in annotations:
        what = f"the boxes of {dataset.name} are rotated, which score() does not compare"
        fix = "Compare labelgauge.RotatedBoxes of annotations['rotated_box'], or evaluate_detections(task='rotated')."
        raise InputError(what, where="score", fix=fix)
    position = np.full(dataset.n_images, -1, dtype=np.int64)
    position[image_rows] = np.arange(len(image_rows))
    image = position[annotations["image_index"]]
    rows = np.flatnonzero(image >= 0)
    rows = rows[np.lexsort((annotations["id"][rows], image[rows]))]
    offsets = np.searchsorted(image[rows], np.arange(len(image_rows) + 1)).astype(np.int64)
    any_mask = np.zeros(len(image_rows), dtype=np.bool_)
    any_mask[image[rows[annotations["has_mask"][rows]]]] = True
    return Side(dataset, image_rows, category_class, rows, offsets, any_mask, attribute[rows])


def parts(gold: Side, candidate: Side, begin: int, end: int, n_classes: int, threads: int) -> tuple[Part, Part]:
    """Annotations of the aligned images begin … end on both sides, masks decoded where both sides have some."""
    masks_matter = gold.any_mask[begin:end] & candidate.any_mask[begin:end]
    sides = (gold, candidate)
    images = [_images(side, begin, end) for side in sides]
    rows = [side.rows[side.offsets[begin] : side.offsets[end]] for side in sides]
    classes = [
        side.category_class[side.dataset.annotations["category_index"][r]] for side, r in zip(sides, rows, strict=True)
    ]
    made = []
    for own, other in ((0, 1), (1, 0)):
        judge = _exhaustive(sides[other], begin, end)
        labels = Labels(
            classes[own],
            sides[own].dataset.annotations["iscrowd"][rows[own]],
            judge.judges((images[other], classes[other]), (images[own], classes[own]), n_classes),
        )
        made.append(_part(sides[own], begin, end, images[own], labels, masks_matter, threads))
    return made[0], made[1]


def _attribute_texts(gold: Dataset, candidate: Dataset, by: str) -> list[list[str | None]]:
    """Values of both sides; a side may lack the attribute, but not both."""
    texts: list[list[str | None]] = []
    for dataset in (gold, candidate):
        try:
            texts.append(dataset.attribute(by))
        except InputError:
            texts.append([None] * dataset.n_annotations)
    if all(text is None for side in texts for text in side) and any(texts):
        what = f"no annotation of {gold.name} or {candidate.name} has an attribute {by!r}"
        raise InputError(what, where="by", fix="Check its spelling in the files.")
    return texts


def _images(side: Side, begin: int, end: int) -> Ints:
    return np.repeat(np.arange(end - begin), np.diff(side.offsets[begin : end + 1]))


def _part(side: Side, begin: int, end: int, image: Ints, labels: Labels, masks_matter: Bools, threads: int) -> Part:
    annotations = side.dataset.annotations
    shard = slice(side.offsets[begin], side.offsets[end])
    rows = side.rows[shard]
    boxes = Boxes.from_arrays(annotations["box"][rows], annotations["box_area"][rows])
    masked = annotations["has_mask"][rows] & masks_matter[image]
    mask_row = np.where(masked, np.cumsum(masked) - 1, -1)
    masks = side.dataset.masks(rows[masked], threads=threads)
    area = boxes.areas.copy()
    area[masked] = masks.area
    stated = annotations["area"][rows]
    area = np.where(np.isnan(stated), area, stated)
    width, height = (boxes.corners[:, 2:] - boxes.corners[:, :2]).T
    return Part(
        rows=rows,
        image=image,
        marks=Marks(side.offsets[begin : end + 1] - side.offsets[begin], boxes, masks, mask_row),
        labels=labels,
        size_bin=np.digitize(area, SIZE_EDGES).astype(np.int64),
        aspect_bin=((width > LONG_ASPECT * height) | (height > LONG_ASPECT * width)).astype(np.int64),
        attribute=side.attribute[shard],
    )


def _exhaustive(side: Side, begin: int, end: int) -> Exhaustive:
    images, rows = side.dataset.images, side.image_rows[begin:end]
    if "is_federated" not in images:
        nothing = np.zeros((0, 2), dtype=np.int64)
        return Exhaustive(np.zeros(len(rows), dtype=np.bool_), nothing, nothing)
    return Exhaustive(
        images["is_federated"][rows],
        _listed(images["neg_category_index"], rows, side.category_class),
        _listed(images["not_exhaustive_category_index"], rows, side.category_class),
    )


def _listed(categories: Sequence[tuple[int, ...]], rows: Ints, category_class: Ints) -> Ints:
    """Pairs of image (counted from the first) and class."""
    pairs = [(image, category) for image, row in enumerate(rows.tolist()) for category in categories[row]]
    listed = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    listed[:, 1] = category_class[listed[:, 1]]
    return listed
