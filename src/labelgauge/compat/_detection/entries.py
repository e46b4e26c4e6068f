"""What each image has of each category, made from matching when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.matching import Matched
from labelgauge.compat._detection.shapes import all_overlaps
from labelgauge.kernels import detection as kernel

Record = dict[str, Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """The detections and the gold of one image and category, for one range of areas.

    Parameters
    ----------
    detection_ids, scores
        By falling score.
    gold_ids
        Those that are ignored last.
    detection_matches, gold_matches
        float64 (t, n), the id that each found at each threshold, or 0.
    gold_ignored, detection_ignored
        int64 (g,) and bool (t, n).
    """

    detection_ids: list[Any]
    scores: list[Any]
    gold_ids: list[Any]
    detection_matches: Floats
    gold_matches: Floats
    gold_ignored: Ints
    detection_ignored: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Range:
    """What `Entry` says, for all cells one after the other, in one range of areas."""

    match: Ints
    gold_order: Ints
    gold_ids: NDArray[Any]
    detection_matches: Floats
    gold_matches: Floats
    gold_ignored: Ints
    detection_ignored: NDArray[np.bool_]


class Entries:
    """What each image has of each category, by the places of categories and images.

    Parameters
    ----------
    matched
        Both sides.
    """

    def __init__(self, matched: Matched) -> None:
        cells = matched.judged.cells
        self._matched, self._cells = matched, cells
        places = list(zip(cells.category.tolist(), cells.image.tolist(), strict=True))
        self._cell = {place: number for number, place in enumerate(places)}
        extents = zip(
            *(ends.tolist() for ends in (cells.gold_offsets[:-1], cells.gold_offsets[1:])),
            *(ends.tolist() for ends in (cells.detection_offsets[:-1], cells.detection_offsets[1:])),
            strict=True,
        )
        self._extents = dict(zip(places, extents, strict=True))
        fields = matched.detections.fields
        self._ids = [fields["id"][row] for row in cells.detection.tolist()]
        self._scores = [fields["score"][row] for row in cells.detection.tolist()]
        self._gold_ids = np.array([*matched.gold.fields["id"], None], dtype=object)[cells.gold]
        self._numbers, self._gold_numbers = matched.detections.ids[cells.detection], matched.gold.ids[cells.gold]
        self._ranges: dict[int, _Range] = {}

    def __iter__(self) -> Iterator[Place]:
        return iter(self._extents)

    def cell(self, place: Place) -> int | None:
        """The number of the cell of one category and image; None if there is nothing."""
        return self._cell.get(place)

    def laid_out(self, shape: tuple[int, int, int], make: Callable[[Place, int], Record | None]) -> list[Record | None]:
        """One record per category, range of areas and image, in this order; None where there is nothing."""
        _, n_areas, n_images = shape
        records: list[Record | None] = [None] * int(np.prod(shape))
        for category, image in self:
            for area in range(n_areas):
                records[(category * n_areas + area) * n_images + image] = make((category, image), area)
        return records

    def entry(self, place: Place, area: int, most: int | None) -> Entry | None:
        """The entry of one category and image, for one range of areas and so many detections; it can be changed."""
        if place not in self._extents:
            return None
        begin, end, first, last = self._extents[place]
        whole = self._range(area)
        gold_matches = whole.gold_matches[:, begin:end].copy()
        if most is not None and last - first > most:
            last = first + most
            match = np.maximum(whole.match[:, first:last] - begin, -1)
            found = _found_by(match, self._numbers[first:last], end - begin)
            gold_matches = found[:, whole.gold_order[begin:end] - begin]
        return Entry(
            detection_ids=self._ids[first:last],
            scores=self._scores[first:last],
            gold_ids=whole.gold_ids[begin:end].tolist(),
            detection_matches=whole.detection_matches[:, first:last].copy(),
            gold_matches=gold_matches,
            gold_ignored=whole.gold_ignored[begin:end].copy(),
            detection_ignored=whole.detection_ignored[:, first:last].copy(),
        )

    def overlap(self, place: Place) -> Any:
        """Overlaps of detections, by falling score, with gold, as it came; ``[]`` where a side has none."""
        begin, end, first, last = self._extents.get(place, (0, 0, 0, 0))
        if begin == end or first == last:
            return []
        gold, found = self._cells.gold[begin:end], self._cells.detection[first:last]
        return all_overlaps(self._matched.shapes, gold, found, self._matched.objects.crowd[gold])

    def _range(self, area: int) -> _Range:
        if area not in self._ranges:
            match, ignored = self._matched.matches(area), self._matched.judged.ignored[area]
            cell = np.repeat(np.arange(len(self._cells.category)), np.diff(self._cells.gold_offsets))
            order = np.lexsort((ignored, cell))
            self._ranges[area] = _Range(
                match=match,
                gold_order=order,
                gold_ids=self._gold_ids[order],
                detection_matches=np.append(self._gold_numbers, 0.0)[match],
                gold_matches=_found_by(match, self._numbers, len(order))[:, order],
                gold_ignored=ignored[order].astype(np.int64),
                detection_ignored=self._matched.outcome[area] == kernel.IGNORED,
            )
        return self._ranges[area]


def _found_by(match: Ints, finders: Floats, n_gold: int) -> Floats:
    """Ids of the detections that found each gold, or 0; of several the last."""
    found = np.zeros((len(match), n_gold))
    thresholds, columns = np.nonzero(match >= 0)
    found[thresholds, match[thresholds, columns]] = finders[columns]
    return found
