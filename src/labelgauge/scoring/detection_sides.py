"""Two datasets as matching by score sees them: columns in the order of category and image ids, and their geometry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.measured_masks import MeasuredMasks
from labelgauge.dataset.whole_ids import WholeIds
from labelgauge.errors import InputError
from labelgauge.matching.detections import BoxShapes, MaskShapes, MaskSide, Shapes
from labelgauge.matching.judged import Detections, GoldObjects
from labelgauge.metrics._band_width import image_share
from labelgauge.scoring.detection_protocols import Task

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sides:
    """Gold objects and detections.

    Parameters
    ----------
    gold, detections
        Their columns.
    shapes
        Their geometry.
    kept
        int64 (k,), rows of the detections that take part, ascending; None for all.
    unseen
        bool (g,), golds whose id is 0.
    category_ids, image_ids
        What the numbers of categories and images stand for, ascending.
    """

    gold: GoldObjects
    detections: Detections
    shapes: Shapes
    kept: Ints | None
    unseen: Bools
    category_ids: list[Any]
    image_ids: list[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """How datasets are read for a task.

    Parameters
    ----------
    task
        What is compared.
    strict
        Whether areas and flags are those of pycocotools: `ignore` is not honoured, and detections have the area of
        their boxes where the first of them has a box, whatever the task.
    class_agnostic
        Whether all categories count as one.
    dilation_ratio
        Width of boundary bands as a share of the image's diagonal.
    """

    task: Task
    strict: bool
    class_agnostic: bool
    dilation_ratio: float


def sides_of(gold: Dataset, detections: Dataset, reading: Reading, *, threads: int) -> Sides:
    """Make columns of two datasets.

    Raises
    ------
    InputError
        If detections have no scores or refer to images or categories that gold has not, or if a side lacks the
        geometry that the task needs.
    """
    category_ids, image_ids = _ascending(gold.categories["id"]), _ascending(gold.images["id"])
    numbers = [
        (_numbers(side.categories["id"], category_ids), _numbers(side.images["id"], image_ids))
        for side in (gold, detections)
    ]
    columns = [
        _Columns(side, *_placed(side, *number, gold.name))
        for side, number in zip((gold, detections), numbers, strict=True)
    ]
    if reading.class_agnostic:
        columns = [_pooled(side) for side in columns]
    shapes, areas = _SHAPES[reading.task](columns[0].dataset, columns[1].dataset, reading, threads)
    annotations = gold.annotations
    crowd = annotations["iscrowd"]
    return Sides(
        gold=GoldObjects(
            columns[0].category,
            columns[0].image,
            _stated(annotations["area"], areas[0]),
            crowd,
            crowd if reading.strict else crowd | _ignored(gold),
            columns[0].turn,
        ),
        detections=Detections(
            columns[1].category,
            columns[1].image,
            areas[1],
            _scores(detections),
            np.zeros(detections.n_annotations, np.bool_),
            columns[1].turn,
        ),
        shapes=shapes,
        kept=None,
        unseen=annotations["id"] == 0 if reading.strict else np.zeros(gold.n_annotations, np.bool_),
        category_ids=["all"] if reading.class_agnostic else category_ids,
        image_ids=image_ids,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    dataset: Dataset
    category: Ints
    image: Ints
    turn: Ints | None = None


def _pooled(side: _Columns) -> _Columns:
    """All of one category; of equals those of lower categories come first, as pycocotools lines them up."""
    return _Columns(side.dataset, np.zeros_like(side.category), side.image, turn=side.category)


def plain(ids: Ints | list[Any]) -> list[Any]:
    """A column of ids as a list."""
    return ids.tolist() if isinstance(ids, np.ndarray) else ids


def _ascending(ids: Any) -> list[Any]:
    return sorted(plain(ids))


def _numbers(ids: Any, ascending: list[Any]) -> Ints:
    """The number of each id among those of gold, -1 where it has none."""
    known = np.array(ascending)
    if isinstance(ids, np.ndarray) and known.dtype == np.int64:
        return WholeIds(ids).rows_in(known)
    number = {value: i for i, value in enumerate(ascending)}
    return np.array([number.get(value, -1) for value in plain(ids)], dtype=np.int64)


def _placed(side: Dataset, category: Ints, image: Ints, gold_name: str) -> tuple[Ints, Ints]:
    """Category and image of each annotation; an error if gold has not got one."""
    annotations = side.annotations
    placed = category[annotations["category_index"]], image[annotations["image_index"]]
    for word, numbers in zip(("category", "image"), placed, strict=True):
        if len(numbers) and numbers.min() < 0:
            row = int(np.argmin(numbers))
            table = side.categories if word == "category" else side.images
            unknown = table["id"][annotations[f"{word}_index"][row]]
            what = f"detection {row} of {side.name} is of {word} {unknown!r}, which {gold_name} does not have"
            fix = f"Read detections with images_of=gold, or leave out those of other {word[:-1]}ies."
            raise InputError(what, where="evaluate_detections", fix=fix if word == "category" else "Leave them out.")
    return placed


def _scores(detections: Dataset) -> Floats:
    score: Floats = detections.annotations["score"]
    if not np.isfinite(score).all():
        row = int(np.argmin(np.isfinite(score)))
        has = "no score" if np.isnan(score[row]) else f"the score {score[row]}"
        what = f"detection {row} of {detections.name} has {has}; detections are ranked by finite scores"
        raise InputError(what, where="evaluate_detections", fix="Give every detection a 'score'.")
    return score


def _stated(area: Floats, measured: Floats) -> Floats:
    return np.where(np.isnan(area), measured, area)


def _ignored(gold: Dataset) -> Bools:
    """Which golds say ``"ignore": 1``."""
    try:
        texts = gold.attribute("ignore")
    except InputError:
        return np.zeros(gold.n_annotations, np.bool_)
    return np.array([text not in {None, "0", "false", "0.0"} for text in texts], dtype=np.bool_)


Made = tuple[Shapes, tuple[Floats, Floats]]


def _box_shapes(gold: Dataset, detections: Dataset, _: Reading, __: int) -> Made:
    sides = [(side.annotations["box"], side.annotations["box_area"]) for side in (gold, detections)]
    return BoxShapes(sides[0], sides[1]), (sides[0][1], sides[1][1])


def _mask_shapes(gold: Dataset, detections: Dataset, reading: Reading, threads: int) -> Made:
    sides = [_mask_side(side, reading, threads) for side in (gold, detections)]
    areas = [side.area.astype(np.float64) for side in sides]
    if reading.strict and len(areas[1]) and detections.annotations["has_box"][0]:
        areas[1] = detections.annotations["box_area"]
    return MaskShapes(sides[0], sides[1]), (areas[0], areas[1])


def _mask_side(side: Dataset, reading: Reading, threads: int) -> MaskSide:
    has_mask = side.annotations["has_mask"]
    if not has_mask.all():
        row = int(np.argmin(has_mask))
        what = f"annotation {row} (id {side.annotations['id'][row]}) of {side.name} has no segmentation"
        raise InputError(what, where=f"task={reading.task!r}", fix="Give it one, or use task='bbox'.")
    measured = MeasuredMasks.of(side.segmentations, threads=threads)
    masks_of = partial(measured.masks, threads=threads)
    if reading.task != "boundary":
        return MaskSide(masks_of, measured.areas, measured.boxes, None)
    band = image_share(reading.dilation_ratio, side.segmentations.sizes).astype(np.int64)
    return MaskSide(masks_of, measured.areas, measured.boxes, band)


_SHAPES = {"bbox": _box_shapes, "segm": _mask_shapes, "boundary": _mask_shapes}
