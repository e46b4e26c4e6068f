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
        places = zip(cells.category.tolist(), cells.image.tolist(), strict=True)
        self._cell_at = {place: c for c, place in enumerate(places)}
        sides = matched.gold, matched.detections
        self._ids = tuple(np.array(side.fields["id"], dtype=object) for side in sides)
        self._numbers = tuple(side.ids for side in sides)
        self._matches: dict[int, Ints] = {}

    def __iter__(self) -> Iterator[Place]:
        return iter(self._cell_at)

    def laid_out(self, shape: tuple[int, int, int], make: Callable[[Place, int], Record | None]) -> list[Record | None]:
        """One record per category, range of areas and image, in this order; None where there is nothing."""
        _, n_areas, n_images = shape
        records: list[Record | None] = [None] * int(np.prod(shape))
        for category, image in self:
            for area in range(n_areas):
                records[(category * n_areas + area) * n_images + image] = make((category, image), area)
        return records

    def entry(self, place: Place, area: int, most: int | None) -> Entry | None:
        """The entry of one category and image, for one range of areas and so many detections."""
        if place not in self._cell_at:
            return None
        gold, found = self._extents(place)
        found = slice(found.start, found.stop if most is None else min(found.stop, found.start + most))
        rows = self._rows(gold, found)
        gold_ids, ids = (side[chosen] for side, chosen in zip(self._ids, rows, strict=True))
        gold_numbers, numbers = (side[chosen] for side, chosen in zip(self._numbers, rows, strict=True))
        judged, match = self._matched.judged, self._matches_of(area)[:, found]
        order = np.argsort(judged.ignored[area, gold], kind="stable")
        gold_matches = np.zeros((len(match), len(order)))
        thresholds, columns = np.nonzero(match >= 0)
        gold_matches[thresholds, match[thresholds, columns] - gold.start] = numbers[columns]
        known = np.append(gold_numbers, 0.0)
        return Entry(
            detection_ids=ids.tolist(),
            scores=self._scores(found),
            gold_ids=gold_ids[order].tolist(),
            detection_matches=known[np.where(match >= 0, match - gold.start, -1)],
            gold_matches=gold_matches[:, order],
            gold_ignored=judged.ignored[area, gold][order].astype(np.int64),
            detection_ignored=self._matched.outcome[area, :, found] == kernel.IGNORED,
        )

    def overlap(self, place: Place) -> Any:
        """Overlaps of detections, by falling score, with gold, as it came; ``[]`` where a side has none."""
        if place not in self._cell_at:
            return []
        gold, found = self._rows(*self._extents(place))
        if not len(gold) or not len(found):
            return []
        return all_overlaps(self._matched.shapes, gold, found, self._matched.objects.crowd[gold])

    def _extents(self, place: Place) -> tuple[slice, slice]:
        """Where the gold and the detections of a cell lie in the order of cells."""
        c, cells = self._cell_at[place], self._cells
        gold, found = cells.gold_offsets, cells.detection_offsets
        return slice(int(gold[c]), int(gold[c + 1])), slice(int(found[c]), int(found[c + 1]))

    def _rows(self, gold: slice, found: slice) -> tuple[Ints, Ints]:
        return self._cells.gold[gold], self._cells.detection[found]

    def _scores(self, found: slice) -> list[Any]:
        scores = self._matched.detections.fields["score"]
        return [scores[row] for row in self._cells.detection[found].tolist()]

    def _matches_of(self, area: int) -> Ints:
        if area not in self._matches:
            self._matches[area] = self._matched.matches(area)
        return self._matches[area]
