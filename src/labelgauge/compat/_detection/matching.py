"""Both sides matched, with what ``pycocotools`` and ``lvis`` do to ids of 0: they take them for "no match"."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.settings import Settings
from labelgauge.compat._detection.sides import Rows
from labelgauge.kernels import detection as kernel
from labelgauge.matching.detections import Edges, Shapes
from labelgauge.matching.judged import Detections, GoldObjects, Judged, judge

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Matched:
    """Detections matched with gold, in the order of `cells`: category after category, image after image.

    Parameters
    ----------
    gold, detections
        The annotations of either side.
    objects, found
        Their columns.
    shapes
        Geometry.
    judged
        What overlaps, and what became of every detection.
    thresholds
        float64 (t,).
    outcome
        uint8 (ranges, t, n), as `labelgauge.kernels.detection.judge_detections` returns it, with the faults of ids.
    """

    gold: Rows
    detections: Rows
    objects: GoldObjects
    found: Detections
    shapes: Shapes
    judged: Judged
    thresholds: Floats
    outcome: Bytes

    def matches(self, area: int) -> Ints:
        """The place of the gold that each detection finds in a range of areas, or -1; int64 (t, n)."""
        found: Ints = _matches(self.judged, self.detections, self.thresholds, slice(area, area + 1))[0]
        return found


def matched(
    gold: tuple[Rows, GoldObjects], detections: tuple[Rows, Detections], shapes: Shapes, settings: Settings
) -> Matched:
    """Match detections with gold.

    Raises
    ------
    InputError
        If thresholds or areas cannot be used.
    """
    rules = settings.rules()
    (gold_rows, objects), (rows, found) = gold, detections
    judged = judge(objects, found, shapes, rules, settings.n_categories, len(settings.image_ids))
    outcome = judged.outcome
    if (gold_rows.ids == 0).any() or (rows.ids == 0).any():
        outcome = _outcome_without_ids_of_zero(judged, gold_rows, rows, rules.thresholds)
    return Matched(gold_rows, rows, objects, found, shapes, judged, rules.thresholds, outcome)


def _matches(judged: Judged, detections: Rows, thresholds: Floats, ranges: slice) -> Ints:
    """Matches where the gold that a detection of id 0 finds is not taken: others find it as if that were not there."""
    match = judged.matches(thresholds, ranges)
    (zero,) = np.nonzero(detections.ids[judged.cells.detection] == 0)
    if len(zero):
        others = replace(judged, edges=_without(judged.edges, int(zero[0]))).matches(thresholds, ranges)
        others[..., zero] = match[..., zero]
        return others
    return match


def _without(edges: Edges, detection: int) -> Edges:
    """Edges but for those of one detection."""
    begin, end = edges.offsets[detection : detection + 2].tolist()
    offsets = edges.offsets.copy()
    offsets[detection + 1 :] -= end - begin
    kept = np.r_[0:begin, end : len(edges.gold)]
    return Edges(offsets, edges.gold[kept], edges.overlap[kept])


def _outcome_without_ids_of_zero(judged: Judged, gold: Rows, detections: Rows, thresholds: Floats) -> Bytes:
    """Outcomes where finding a gold of id 0 is finding none, unless that is ignored."""
    match = _matches(judged, detections, thresholds, slice(None))
    unseen = np.append(gold.ids[judged.cells.gold] == 0, True)
    found_ignored = np.stack(
        [np.append(flags, 0)[places] for flags, places in zip(judged.ignored, match, strict=True)]
    ).astype(np.bool_)
    missed = unseen[match] & (judged.outside[:, np.newaxis] != 0)
    outcome = np.where(unseen[match], kernel.WRONG, kernel.RIGHT)
    return np.where(found_ignored | missed, kernel.IGNORED, outcome).astype(np.uint8)
