"""The entries of ``evalImgs`` and ``ious``, made from matching when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat.pycocotools._matching import Matched
from labelgauge.compat.pycocotools._shapes import all_overlaps
from labelgauge.kernels import detection as kernel

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

Record = dict[str, Any]
Ints = NDArray[np.int64]
Place = tuple[int, int]


class ImageEntries:
    """What each image has of each category, by their places among those of the parameters.

    Parameters
    ----------
    matched
        Both sides.
    params
        What they were matched by.
    """

    def __init__(self, matched: Matched, params: Params) -> None:
        cells = matched.judged.cells
        self._matched, self._params, self._cells = matched, params, cells
        self._cell_at = {
            place: c for c, place in enumerate(zip(cells.category.tolist(), cells.image.tolist(), strict=True))
        }
        sides = matched.gold, matched.detections
        self._ids = tuple(np.array(side.fields["id"], dtype=object) for side in sides)
        self._numbers = tuple(side.ids for side in sides)
        self._matches: dict[int, Ints] = {}

    def all(self) -> list[Record | None]:
        """One entry per category, range of areas and image, in this order; None where there is nothing."""
        n_images, n_areas = len(self._params.imgIds), len(self._params.areaRng)
        n_categories = len(self._params.catIds) if self._params.useCats else 1
        entries: list[Record | None] = [None] * (n_categories * n_areas * n_images)
        for category, image in self._cell_at:
            for area in range(n_areas):
                place = (category * n_areas + area) * n_images + image
                entries[place] = self.entry((category, image), area, self._params.maxDets[-1])
        return entries

    def entry(self, place: Place, area: int, most: int) -> Record | None:
        """The entry of one category and image, for one range of areas and so many detections."""
        if place not in self._cell_at:
            return None
        gold, found = self._extents(place)
        found = slice(found.start, min(found.stop, found.start + most))
        rows = self._rows(gold, found)
        gold_ids, ids = (side[chosen] for side, chosen in zip(self._ids, rows, strict=True))
        gold_numbers, numbers = (side[chosen] for side, chosen in zip(self._numbers, rows, strict=True))
        judged = self._matched.judged
        order = np.argsort(judged.ignored[area, gold], kind="stable")
        match = self._matches_of(area)[:, found]
        gold_matches = np.zeros((len(match), len(order)))
        thresholds, columns = np.nonzero(match >= 0)
        gold_matches[thresholds, match[thresholds, columns] - gold.start] = numbers[columns]
        known = np.append(gold_numbers, 0.0)
        return {
            "image_id": self._params.imgIds[place[1]],
            "category_id": self._params.catIds[place[0]] if self._params.useCats else -1,
            "aRng": self._params.areaRng[area],
            "maxDet": most,
            "dtIds": ids.tolist(),
            "gtIds": gold_ids[order].tolist(),
            "dtMatches": known[np.where(match >= 0, match - gold.start, -1)],
            "gtMatches": gold_matches[:, order],
            "dtScores": self._scores(found),
            "gtIgnore": judged.ignored[area, gold][order].astype(np.int64),
            "dtIgnore": self._matched.outcome[area, :, found] == kernel.IGNORED,
        }

    def overlaps(self) -> Iterator[tuple[Place, Any]]:
        """Overlaps of all detections with all gold of each category and image that has anything."""
        for place in self._cell_at:
            yield place, self.overlap(place)

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
