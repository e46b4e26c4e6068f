"""Annotations of two `COCO` objects as columns for matching by score. Dictionaries are read, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.matching.judged import Detections, GoldObjects

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

Record = dict[str, Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

GOLD, DETECTION = "gold annotation", "detection"
"""What errors call an annotation of either side."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The annotations of one side that are evaluated.

    Parameters
    ----------
    kind
        What errors call one.
    annotations
        The dictionaries.
    category, image
        int64 (n,), their places among the categories and images of the parameters; all categories are one if these
        are not used.
    """

    kind: str
    annotations: list[Record]
    category: Ints
    image: Ints

    def column(self, key: str) -> list[Any]:
        """One field of every annotation.

        Raises
        ------
        InputError
            If one lacks it.
        """
        try:
            return [annotation[key] for annotation in self.annotations]
        except KeyError:
            lacking = next(annotation for annotation in self.annotations if key not in annotation)
            what = f"there is no {key!r}"
            raise InputError(what, where=self.place(lacking)) from None

    def numbers(self, key: str) -> Floats:
        """One field of every annotation, which must be a number.

        Raises
        ------
        InputError
            If one lacks it, or it is not a number.
        """
        values = self.column(key)
        try:
            column = np.array(values, dtype=np.float64)
        except (TypeError, ValueError):
            column = np.zeros((0, 0))
        if column.ndim != 1:
            wrong = next(i for i, value in enumerate(values) if not _is_number(value))
            what = f"{key!r} must be a number, not {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        return column

    def rows(self, key: str, width: int) -> Floats:
        """One field of every annotation, which must be so many finite numbers; float64 (n, width).

        Raises
        ------
        InputError
            If one lacks it, or it is not as many finite numbers.
        """
        values = self.column(key)
        try:
            table = np.array(values, dtype=np.float64).reshape(len(values), -1)
        except (TypeError, ValueError):
            table = np.zeros((0, 0))
        if table.shape != (len(values), width) and values:
            wrong = next((i for i, value in enumerate(values) if not _is_row(value, width)), 0)
            what = f"{key!r} must be {width} numbers, not {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        finite = np.isfinite(table).all(axis=1)
        if not finite.all():
            wrong = int(np.argmin(finite))
            what = f"{key!r} is not finite: {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        return table.reshape(len(values), width)

    def place(self, annotation: Record) -> str:
        """How errors name an annotation."""
        return f"{self.kind} id {annotation.get('id')!r}"


def rows_of(coco: Any, params: Params, kind: str) -> Rows:
    """The annotations of one side of the images and categories of the parameters.

    Those of one image stay in their order; if categories are not used, they come category by category.

    Raises
    ------
    InputError
        If two have one id, or one lacks its id, image or category.
    """
    images = {image_id: i for i, image_id in enumerate(params.imgIds)}
    categories = {category_id: k for k, category_id in enumerate(params.catIds)}
    found = Rows(kind, coco.loadAnns(coco.getAnnIds(imgIds=params.imgIds)), *np.zeros((2, 0), dtype=np.int64))
    image = _places(found.column("image_id"), images)
    category = _places(found.column("category_id"), categories)
    kept = np.flatnonzero((image >= 0) & (category >= 0))
    if not params.useCats:
        kept = kept[np.argsort(category[kept], kind="stable")]
        category = np.zeros_like(category)
    rows = Rows(kind, [found.annotations[i] for i in kept.tolist()], category[kept], image[kept])
    _check_ids(rows)
    return rows


def gold_objects(rows: Rows, iou_type: str) -> GoldObjects:
    """What matching asks of gold besides geometry. As in pycocotools, ``ignore`` is what ``iscrowd`` says.

    Raises
    ------
    InputError
        If one lacks its area or, of keypoints, ``num_keypoints``.
    """
    crowd = np.array([bool(annotation.get("iscrowd", 0)) for annotation in rows.annotations], dtype=np.bool_)
    ignored = crowd | (rows.numbers("num_keypoints") == 0) if iou_type == "keypoints" else crowd
    return GoldObjects(rows.category, rows.image, rows.numbers("area"), crowd, ignored)


def scored_detections(rows: Rows) -> Detections:
    """What matching asks of detections besides geometry.

    Raises
    ------
    InputError
        If one lacks its area or a finite score.
    """
    score = rows.numbers("score")
    if not np.isfinite(score).all():
        wrong = int(np.argmin(np.isfinite(score)))
        what = f"'score' must be finite, not {score[wrong]}"
        raise InputError(what, where=rows.place(rows.annotations[wrong]))
    return Detections(rows.category, rows.image, rows.numbers("area"), score, np.zeros(len(score), dtype=np.bool_))


def _places(values: Sequence[Any], places: dict[Any, int]) -> Ints:
    return np.fromiter((places.get(value, -1) for value in values), dtype=np.int64, count=len(values))


def _check_ids(rows: Rows) -> None:
    ids = rows.numbers("id")
    distinct, counts = np.unique(ids, return_counts=True)
    if len(distinct) < len(ids):
        what = f"several annotations have the id {int(distinct[np.argmax(counts > 1)])}"
        raise InputError(what, where=f"{rows.kind}s", fix="Number them anew; matches are told by id.")


def _is_number(value: Any) -> bool:
    try:
        return np.array(value, dtype=np.float64).ndim == 0
    except (TypeError, ValueError):
        return False


def _is_row(value: Any, width: int) -> bool:
    try:
        return np.array(value, dtype=np.float64).shape == (width,)
    except (TypeError, ValueError):
        return False
