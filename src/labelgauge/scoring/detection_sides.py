"""Two datasets as matching by score sees them: columns in the order of category and image ids, and their geometry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.whole_ids import WholeIds
from labelgauge.errors import InputError
from labelgauge.matching.detections import Cells, Shapes, arrange
from labelgauge.matching.judged import Detections, GoldObjects
from labelgauge.scoring.detection_shapes import Reading, shapes_of

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
    there
        int64 (d,), rows that are detections at all, ascending: a person's crowds are none. None for all.
    kept
        int64 (k,), of these those that take part, ascending; None for all. Nobody can say whether others are right.
    unseen
        bool (g,), golds whose id is 0.
    category_ids, image_ids
        What the numbers of categories and images stand for, ascending.
    """

    gold: GoldObjects
    detections: Detections
    shapes: Shapes
    there: Ints | None
    kept: Ints | None
    unseen: Bools
    category_ids: list[Any]
    image_ids: list[Any]

    def by_image(self, rows: Ints | None, most: int | None, *, threads: int = 1) -> Cells:
        """All categories as one, so that a cell is an image.

        Parameters
        ----------
        rows
            int64 (k,), rows of the detections, ascending; None for all.
        most
            How many of an image are kept, those of the highest scores; None for all.
        threads
            Number of threads; never changes the answer.
        """
        gold, found = self.gold, self.detections
        chosen = np.arange(len(found.image)) if rows is None else rows
        columns = np.zeros_like(chosen), found.image[chosen], found.score[chosen]
        sides = (np.zeros_like(gold.image), gold.image), columns
        cells = arrange(*sides, 1, len(self.image_ids), most, threads=threads)
        return replace(cells, detection=chosen[cells.detection])


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
        _Columns(*_placed(side, *number, gold.name)) for side, number in zip((gold, detections), numbers, strict=True)
    ]
    if reading.class_agnostic:
        columns = [_pooled(side) for side in columns]
    shapes, areas = shapes_of(gold, detections, reading, threads=threads)
    annotations = gold.annotations
    there = None if reading.unscored is None else np.flatnonzero(~_flagged(detections, ("iscrowd", *reading.crowds)))
    return Sides(
        gold=GoldObjects(
            columns[0].category,
            columns[0].image,
            _stated(annotations["area"], areas[0]),
            _flagged(gold, reading.crowds),
            _ignored(gold, reading),
            columns[0].turn,
        ),
        detections=Detections(
            columns[1].category,
            columns[1].image,
            areas[1],
            _scores(detections, reading.unscored),
            np.zeros(detections.n_annotations, np.bool_),
            columns[1].turn,
        ),
        shapes=shapes,
        there=there,
        kept=there,
        unseen=annotations["id"] == 0 if reading.strict else np.zeros(gold.n_annotations, np.bool_),
        category_ids=["all"] if reading.class_agnostic else category_ids,
        image_ids=image_ids,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    category: Ints
    image: Ints
    turn: Ints | None = None


def _pooled(side: _Columns) -> _Columns:
    """All of one category; of equals those of lower categories come first, as pycocotools lines them up."""
    return _Columns(np.zeros_like(side.category), side.image, turn=side.category)


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


def _scores(detections: Dataset, unscored: float | None) -> Floats:
    score: Floats = detections.annotations["score"]
    if unscored is not None:
        score = np.where(np.isnan(score), unscored, score)
    if not np.isfinite(score).all():
        row = int(np.argmin(np.isfinite(score)))
        has = "no score" if np.isnan(score[row]) else f"the score {score[row]}"
        what = f"detection {row} of {detections.name} has {has}; detections are ranked by finite scores"
        fix = "Give every detection a 'score', or say unscored=1 to judge annotations of a person."
        raise InputError(what, where="evaluate_detections", fix=fix)
    return score


def _stated(area: Floats, measured: Floats) -> Floats:
    return np.where(np.isnan(area), measured, area)


def _ignored(gold: Dataset, reading: Reading) -> Bools:
    """Which golds are neither right nor wrong to find: people without labelled keypoints, and what says so."""
    ignored = _flagged(gold, reading.ignored)
    return ignored | (gold.poses.labelled() == 0) if reading.task == "keypoints" else ignored


def _flagged(gold: Dataset, names: tuple[str, ...]) -> Bools:
    """Which golds say ``"name": 1`` for any of the names."""
    flags = np.zeros(gold.n_annotations, np.bool_)
    for name in names:
        flags |= gold.annotations["iscrowd"] if name == "iscrowd" else _attribute_flags(gold, name)
    return flags


def _attribute_flags(gold: Dataset, name: str) -> Bools:
    try:
        texts = gold.attribute(name)
    except InputError:
        return np.zeros(gold.n_annotations, np.bool_)
    return np.array([text not in {None, "0", "false", "0.0"} for text in texts], dtype=np.bool_)
