"""An evaluation as a face answers for it: by the ids of images and categories that it had when it ran."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.entries import Entries, Place
from labelgauge.compat._detection.given import GivenOverlaps, place_of
from labelgauge.compat._detection.matching import Matched, matched
from labelgauge.compat._detection.settings import Settings
from labelgauge.compat._detection.sides import Rows
from labelgauge.errors import InputError
from labelgauge.matching.shapes import MaskShapes, MaskSide

Record = dict[str, Any]
Key = tuple[Any, Any]
ByKey = defaultdict[Key, list[Record]]


class Evaluated:
    """Both sides matched, and what of it is made when somebody asks.

    Parameters
    ----------
    sides
        Both sides.
    settings
        What they were matched by; a copy of it is kept.
    """

    def __init__(self, sides: Matched, settings: Settings) -> None:
        self.matched = sides
        self._settings = copy.deepcopy(settings)
        self.image_ids = list(self._settings.image_ids)
        self.category_ids = [-1] if settings.pooled else list(self._settings.category_ids)
        self._place_of_image = {image_id: place for place, image_id in enumerate(self.image_ids)}
        self._place_of_category = {category_id: place for place, category_id in enumerate(self.category_ids)}
        self.areas = list(self._settings.areas)
        self._entries: Entries | None = None
        self._given: tuple[GivenOverlaps, Entries] | None = None

    @property
    def entries(self) -> Entries:
        """What each image has of each category."""
        if self._entries is None:
            self._entries = Entries(self.matched)
        return self._entries

    def place(self, image_id: Any, category_id: Any) -> Place | None:
        """Places of an image and a category; None if one was not evaluated."""
        category, image = self._place_of_category.get(category_id), self._place_of_image.get(image_id)
        return None if category is None or image is None else (category, image)

    def area(self, limits: Any, name: str, source: str) -> int:
        """The place of a range of areas.

        Raises
        ------
        InputError
            If it was not evaluated.
        """
        areas = [list(area) for area in self.areas]
        if list(limits) not in areas:
            what = f"{name} must be one of {source} as they were evaluated, not {limits!r}"
            raise InputError(what)
        return areas.index(list(limits))

    def overlap(self, image_id: Any, category_id: Any) -> Any:
        """Overlaps of one image and category; ``[]`` where a side has none."""
        place = self.place(image_id, category_id)
        return [] if place is None else self.entries.overlap(place)

    def overlaps(self) -> dict[Key, Any]:
        """Overlaps by image and category id."""
        found: dict[Key, Any] = self.overlaps_by(lambda *_: [])
        for place in self.entries:
            found[self._key(place)] = self.entries.overlap(place)
        return found

    def records(self, make: Callable[[Place, int], Record | None]) -> list[Record | None]:
        """One record per category, range of areas and image, in this order; None where there is nothing."""
        shape = len(self.category_ids), len(self.areas), len(self.image_ids)
        return self.entries.laid_out(shape, make)

    def overlaps_by(self, compute: Callable[[Any, Any], Any]) -> dict[Key, Any]:
        """What a function answers for each image and category id."""
        return {
            (image, category): compute(image, category) for image in self.image_ids for category in self.category_ids
        }

    def records_by(self, judge: Callable[[Any, Any, Any], Record | None]) -> list[Record | None]:
        """What a function answers for each image id, category id and range of areas, in the order of `records`."""
        return [
            judge(image, category, copy.copy(area))
            for category in self.category_ids
            for area in self.areas
            for image in self.image_ids
        ]

    def entries_by(self, overlaps: Mapping[Key, Any] | None, place: Place) -> Entries:
        """Entries where overlaps are those given, which count as they are now; None: those of the geometry.

        Raises
        ------
        InputError
            If there are none for this place, or they do not fit the annotations.
        """
        cell = self.entries.cell(place)
        if overlaps is None or cell is None:
            return self.entries
        key = self._key(place)
        if key not in overlaps:
            what = "there are no overlaps"
            raise InputError(what, where=place_of(key), fix="Set them, if only to [].")
        if self._given is None or not self._given[0].agrees(cell, key, overlaps[key]):
            self._given = self._matched_by(overlaps)
        return self._given[1]

    @cached_property
    def gold(self) -> ByKey:
        """Copies of gold by image and category id, with the key ``ignore`` and encoded segmentations."""
        ignored = self.matched.objects.ignored.tolist()
        shapes = self.matched.shapes
        copies = _copies(self.matched.gold, shapes.gold if isinstance(shapes, MaskShapes) else None)
        return _by_key([record | {"ignore": int(flag)} for record, flag in zip(copies, ignored, strict=True)])

    @cached_property
    def detections(self) -> ByKey:
        """Copies of the detections by image and category id, with encoded segmentations."""
        shapes = self.matched.shapes
        return _by_key(_copies(self.matched.detections, shapes.detections if isinstance(shapes, MaskShapes) else None))

    def _matched_by(self, overlaps: Mapping[Key, Any]) -> tuple[GivenOverlaps, Entries]:
        both = self.matched
        given = GivenOverlaps(both.judged.cells, [self._key(place) for place in self.entries], overlaps)
        sides = (both.gold, both.objects), (both.detections, both.found)
        return given, Entries(matched(*sides, given, self._settings))

    def _key(self, place: Place) -> Key:
        return self.image_ids[place[1]], self.category_ids[place[0]]


def needed(evaluated: Evaluated | None, where: str) -> Evaluated:
    """The evaluation.

    Raises
    ------
    InputError
        If there is none.
    """
    if evaluated is None:
        what = "nothing was evaluated"
        raise InputError(what, where=where, fix="Call evaluate() first.")
    return evaluated


def _copies(rows: Rows, masks: MaskSide | None) -> list[Record]:
    if masks is None:
        return [dict(annotation) for annotation in rows.annotations]
    every: NDArray[np.int64] = np.arange(len(rows.annotations))
    encodings = masks.masks_of(every).to_rle()
    return [
        annotation | {"segmentation": encoding}
        for annotation, encoding in zip(rows.annotations, encodings, strict=True)
    ]


def _by_key(records: list[Record]) -> ByKey:
    found: ByKey = defaultdict(list)
    for record in records:
        found[record["image_id"], record["category_id"]].append(record)
    return found
