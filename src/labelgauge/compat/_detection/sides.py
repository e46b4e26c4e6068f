"""Annotations of two `COCO` objects as columns for matching by score. Dictionaries are read, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.settings import Settings
from labelgauge.errors import InputError
from labelgauge.matching.judged import Detections

Record = dict[str, Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

GOLD, DETECTION = "gold annotation", "detection"
"""What errors call an annotation of either side."""

_PORTION = 1024
_FIELDS = {
    (GOLD, "bbox"): ("id", "area", "bbox"),
    (GOLD, "segm"): ("id", "area"),
    (GOLD, "keypoints"): ("id", "area", "bbox", "keypoints", "num_keypoints"),
    (DETECTION, "bbox"): ("id", "area", "score", "bbox"),
    (DETECTION, "segm"): ("id", "area", "score"),
    (DETECTION, "keypoints"): ("id", "area", "score", "keypoints"),
}


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
    fields
        What they say, field by field.
    """

    kind: str
    annotations: list[Record]
    category: Ints
    image: Ints
    fields: dict[str, list[Any]]

    @property
    def ids(self) -> Floats:
        """Their ids, as arrays of matches hold them."""
        return self.numbers("id")

    def numbers(self, key: str) -> Floats:
        """One field of every annotation, which must be a number.

        Raises
        ------
        InputError
            If it is not.
        """
        values = self.fields[key]
        column = _array(values)
        if column.shape != (len(values),):
            wrong = next(i for i, value in enumerate(values) if _array(value).ndim)
            what = f"{key!r} must be a number, not {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        return column

    def rows(self, key: str, width: int) -> Floats:
        """One field of every annotation, which must be so many finite numbers; float64 (n, width).

        Raises
        ------
        InputError
            If it is not.
        """
        values = self.fields[key]
        if not values:
            return np.zeros((0, width))
        table = _array(values)
        if table.shape != (len(values), width):
            wrong = next(i for i, value in enumerate(values) if _array(value).shape != (width,))
            what = f"{key!r} must be {width} numbers, not {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        finite = np.isfinite(table).all(axis=1)
        if not finite.all():
            wrong = int(np.argmin(finite))
            what = f"{key!r} is not finite: {values[wrong]!r}"
            raise InputError(what, where=self.place(self.annotations[wrong]))
        return table

    def flags(self, key: str) -> NDArray[np.bool_]:
        """Which annotations have a field that is not 0."""
        return np.array([bool(annotation.get(key, 0)) for annotation in self.annotations], dtype=np.bool_)

    def take(self, kept: Ints) -> Rows:
        """Annotations at these positions."""
        index = kept.tolist()
        fields = {key: [column[i] for i in index] for key, column in self.fields.items()}
        annotations = [self.annotations[i] for i in index]
        return Rows(self.kind, annotations, self.category[kept], self.image[kept], fields)

    def place(self, annotation: Record) -> str:
        """How errors name an annotation."""
        return f"{self.kind} id {annotation.get('id')!r}"


def rows_of(annotations: Sequence[Record], settings: Settings, kind: str) -> Rows:
    """The annotations of one side that are of the images and categories of an evaluation.

    Those of one image stay in their order; if categories are not used, they come category by category.

    Raises
    ------
    InputError
        If two have one id, or one lacks a field that the type of the evaluation needs.
    """
    of = _fields(annotations, ("image_id", "category_id"), kind)
    image = _places(of["image_id"], settings.image_ids)
    category = _places(of["category_id"], settings.category_ids)
    kept = np.flatnonzero((image >= 0) & (category >= 0))
    if settings.pooled:
        kept = kept[np.argsort(category[kept], kind="stable")]
        category = np.zeros_like(category)
    chosen = [annotations[i] for i in kept.tolist()]
    fields = _fields(chosen, _FIELDS[kind, settings.iou_type], kind)
    rows = Rows(kind, chosen, category[kept], image[kept], fields)
    _check_ids(rows)
    return rows


def scored_detections(rows: Rows, excused: NDArray[np.bool_] | None = None) -> Detections:
    """What matching asks of detections besides geometry. `excused` are wrong nowhere; None: none is.

    Raises
    ------
    InputError
        If an area is no number, or a score no finite one.
    """
    score = rows.numbers("score")
    if not np.isfinite(score).all():
        wrong = int(np.argmin(np.isfinite(score)))
        what = f"'score' must be finite, not {score[wrong]}"
        raise InputError(what, where=rows.place(rows.annotations[wrong]))
    if excused is None:
        excused = np.zeros(len(score), dtype=np.bool_)
    return Detections(rows.category, rows.image, rows.numbers("area"), score, excused)


def _fields(annotations: Sequence[Record], keys: Sequence[str], kind: str) -> dict[str, list[Any]]:
    """Fields of all annotations, a portion at a time: dictionaries lie far apart, and a portion stays in the cache."""
    columns: dict[str, list[Any]] = {key: [] for key in keys}
    try:
        for begin in range(0, len(annotations), _PORTION):
            portion = annotations[begin : begin + _PORTION]
            for key, column in columns.items():
                column += [annotation[key] for annotation in portion]
    except KeyError:
        lacking, key = next((each, key) for each in annotations for key in keys if key not in each)
        what = f"there is no {key!r}"
        raise InputError(what, where=f"{kind} id {lacking.get('id')!r}") from None
    return columns


def _places(values: Sequence[Any], ids: Sequence[Any]) -> Ints:
    """The place of each value among ids, -1 if it is not one of them."""
    places = {value: place for place, value in enumerate(ids)}
    return np.array(list(map(places.get, values, repeat(-1))), dtype=np.int64)


def _check_ids(rows: Rows) -> None:
    """Ids must be numbers, each once; as they are, since arrays of matches round those from 2⁵³ on."""
    rows.numbers("id")
    ids = rows.fields["id"]
    if len(set(ids)) < len(ids):
        repeated = next(value for value, count in Counter(ids).items() if count > 1)
        what = f"several annotations have the id {repeated}"
        raise InputError(what, where=f"{rows.kind}s", fix="Number them anew; matches are told by id.")


def _array(value: Any) -> Floats:
    """Numbers as an array; one without a place for anything if they are no numbers, or ragged."""
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        return np.zeros((0, 0, 0))
