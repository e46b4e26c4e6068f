"""Both sides matched, with what ``pycocotools`` does to ids of 0: it takes them for "no match"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat.pycocotools import _shapes
from labelgauge.compat.pycocotools._sides import DETECTION, GOLD, Rows, gold_objects, rows_of, scored_detections
from labelgauge.errors import InputError
from labelgauge.kernels import detection as kernel
from labelgauge.matching.detections import Edges, Shapes
from labelgauge.matching.judged import Detections, GoldObjects, Judged, Rules, judge

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

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


def matched(gold: Any, detections: Any, params: Params) -> Matched:
    """Match detections with gold by the parameters of an evaluation.

    Raises
    ------
    InputError
        If parameters, or annotations, cannot be used.
    GeometryError
        If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
    """
    rows = rows_of(gold, params, GOLD), rows_of(detections, params, DETECTION)
    objects, found = gold_objects(rows[0], params.iouType), scored_detections(rows[1])
    shapes = _shapes_of(rows, (gold.imgs, detections.imgs), params)
    rules = Rules(_thresholds(params.iouThrs), _ranges(params.areaRng), False, params.maxDets[-1])
    judged = judge(objects, found, shapes, rules, len(params.catIds) if params.useCats else 1, len(params.imgIds))
    outcome = judged.outcome
    if any((side.ids == 0).any() for side in rows):
        outcome = _outcome_without_ids_of_zero(judged, *rows, rules.thresholds)
    return Matched(*rows, objects, found, shapes, judged, rules.thresholds, outcome)


def _shapes_of(rows: tuple[Rows, Rows], images: Sequence[Any], params: Params) -> Shapes:
    if params.iouType == "bbox":
        return _shapes.box_shapes(*rows)
    if params.iouType == "segm":
        return _shapes.mask_shapes((rows[0], images[0]), (rows[1], images[1]))
    return _shapes.pose_shapes(*rows, params.kpt_oks_sigmas) if params.useCats else _shapes.NoShapes()


def _thresholds(values: Any) -> Floats:
    thresholds = np.asarray(values, dtype=np.float64).reshape(-1)
    if not len(thresholds) or not np.all(thresholds > 0):
        what = f"must be numbers above 0, not {values!r}"
        raise InputError(what, where="params.iouThrs")
    return thresholds


def _ranges(values: Any) -> Floats:
    try:
        ranges = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        ranges = np.zeros(0)
    if ranges.ndim != 2 or ranges.shape[1] != 2:
        what = f"must be pairs of least and greatest area, not {values!r}"
        raise InputError(what, where="params.areaRng")
    return ranges


def _matches(judged: Judged, detections: Rows, thresholds: Floats, ranges: slice) -> Ints:
    """Matches where the gold that a detection of id 0 finds is not taken: others find it as if that were not there."""
    match = judged.matches(thresholds, ranges)
    (zero,) = np.nonzero(detections.ids[judged.cells.detection] == 0)
    if len(zero):
        others = Judged(
            judged.cells,
            _without(judged.edges, int(zero[0])),
            judged.crowd,
            judged.ignored,
            judged.outside,
            judged.outcome,
        ).matches(thresholds, ranges)
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
