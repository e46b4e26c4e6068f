"""Detections at one overlap threshold: those that count, and whether each is right."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.kernels.detection import IGNORED, RIGHT
from labelgauge.matching.judged import Judged
from labelgauge.scoring.detection_parameters import DetectionParameters
from labelgauge.scoring.detection_sides import Sides

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """Detections that count, by category, image and falling score; ignored ones are left out.

    Parameters
    ----------
    category
        int64 (m,).
    score
        float64 (m,).
    right
        bool (m,), whether it finds a gold object.
    overlap
        float64 (m,), with that; NaN where it finds none.
    n_gold
        int64 (categories,), gold objects that are not ignored.
    """

    category: Ints
    score: Floats
    right: Bools
    overlap: Floats
    n_gold: Ints

    def of(self, category: int) -> Points:
        """Those of one category, with the gold objects of it alone."""
        begin, end = np.searchsorted(self.category, (category, category + 1))
        part = slice(begin, end)
        n_gold = self.n_gold[category : category + 1]
        return Points(self.category[part], self.score[part], self.right[part], self.overlap[part], n_gold)


def points_of(
    judged: Judged,
    sides: Sides,
    parameters: DetectionParameters,
    *,
    iou: float,
    area: str | None,
    where: str,
    threads: int = 1,
) -> Points:
    """Detections and their gold objects at one threshold.

    Parameters
    ----------
    judged, sides, parameters
        What was evaluated.
    iou
        Overlap threshold; it need not be one of those evaluated, but not below the least of them.
    area
        Name of a range of areas; None for the first.
    where
        Who asks, for messages.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Points
        What average precision counts at that threshold.

    Raises
    ------
    InputError
        If there is no such range, or the threshold is out of bounds.
    """
    a = range_place(parameters, area)
    check_overlap(parameters, iou, where)
    cells = judged.cells
    match, outcome = judged.at(iou, a, threads=threads)
    category = np.repeat(cells.category, np.diff(cells.detection_offsets))
    gold_category = np.repeat(cells.category, np.diff(cells.gold_offsets))
    kept = outcome != IGNORED
    return Points(
        category=category[kept],
        score=sides.detections.score[cells.detection[kept]],
        right=outcome[kept] == RIGHT,
        overlap=overlaps_of(judged, match)[kept],
        n_gold=np.bincount(gold_category[judged.ignored[a] == 0], minlength=len(sides.category_ids)),
    )


def category_place(category_ids: list[Any], category: Any, where: str) -> int:
    """The place of a category by its id.

    Raises
    ------
    InputError
        If there is none with that id.
    """
    if category not in category_ids:
        shown = ", ".join(map(repr, category_ids[:10])) + (", ..." if len(category_ids) > 10 else "")
        what = f"there is no category {category!r}"
        raise InputError(what, where=where, fix=f"Ids are: {shown}.")
    return category_ids.index(category)


def range_place(parameters: DetectionParameters, area: str | None) -> int:
    """The place of a range of areas by its name, of None the first.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    names = list(parameters.settings.areas)
    name = names[0] if area is None else area
    if name not in names:
        what = f"there is no range of areas {name!r}"
        raise InputError(what, where="area", fix=f"Ranges are: {', '.join(names)}.")
    return names.index(name)


def check_overlap(parameters: DetectionParameters, iou: Any, where: str) -> None:
    """Check an overlap threshold.

    Raises
    ------
    InputError
        If it is below the least of those evaluated, below which overlaps are not known, or above 1.
    """
    least = float(parameters.settings.thresholds.min())
    if not isinstance(iou, Real) or not least <= float(iou) <= 1:
        what = f"iou must lie from the least threshold of the evaluation, {least!r}, to 1, not {iou!r}"
        raise InputError(what, where=where, fix="Evaluate with iou_thresholds= that begin lower.")


def overlaps_of(judged: Judged, match: Ints) -> Floats:
    """How much each detection overlaps the gold object that it finds, by its place or -1; NaN without one."""
    edges = judged.edges
    owner = edges.owners()
    chosen = edges.gold == match[owner]
    much = np.full(len(match), np.nan)
    much[owner[chosen]] = edges.overlap[chosen]
    return much
