"""The geometry that a task compares, and the areas that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.measured_masks import MeasuredMasks
from labelgauge.errors import InputError
from labelgauge.matching.detections import Shapes
from labelgauge.matching.shapes import BoxShapes, JsonStrings, MaskShapes, MaskSide, PoseShapes, RotatedShapes
from labelgauge.metrics._band_width import image_share
from labelgauge.metrics.keypoints import COCO_SIGMAS
from labelgauge.scoring.detection_protocols import Task

Floats = NDArray[np.float64]
Made = tuple[Shapes, tuple[Floats, Floats]]
"""Shapes of both sides, and the areas of either."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How datasets are read for a task.

    Parameters
    ----------
    task
        What is compared.
    strict
        Whether areas and matches are those of pycocotools and lvis-api: detections have the area of their boxes where
        the first of them has a box, whatever the task, and a match with a gold whose id is 0 is none.
    class_agnostic
        Whether all categories count as one.
    dilation_ratio
        Width of boundary bands as a share of the image's diagonal.
    sigmas
        Spreads of keypoints; None for COCO's.
    crowds, ignored
        Keys of gold annotations that say that one stands for many objects, and that it is neither right nor wrong to
        find one.
    inclusive
        Whether boxes end with their last pixel.
    unscored
        Score of detections that have none, such as another rater's annotations; None: they are an error.
    """

    task: Task
    strict: bool
    class_agnostic: bool
    dilation_ratio: float
    sigmas: tuple[float, ...] | None
    crowds: tuple[str, ...]
    ignored: tuple[str, ...]
    inclusive: bool
    unscored: float | None


def shapes_of(gold: Dataset, detections: Dataset, reading: Reading, *, threads: int) -> Made:
    """Geometry and areas of both sides.

    Raises
    ------
    InputError
        If a side lacks the geometry that the task needs.
    """
    return _SHAPES[reading.task](gold, detections, reading, threads)


def _box_shapes(gold: Dataset, detections: Dataset, reading: Reading, _: int) -> Made:
    sides = [_box_side(side, inclusive=reading.inclusive) for side in (gold, detections)]
    return BoxShapes(sides[0], sides[1]), (sides[0][1], sides[1][1])


def _box_side(side: Dataset, *, inclusive: bool) -> tuple[Floats, Floats]:
    box, area = side.annotations["box"], side.annotations["box_area"]
    if "rotated_box" in side.annotations:
        what = f"the boxes of {side.name} are rotated"
        raise InputError(what, where="task='bbox'", fix="Use task='rotated'.")
    if not inclusive:
        return box, area
    wide = box + np.array([0.0, 0.0, 1.0, 1.0])
    return wide, (wide[:, 2] - wide[:, 0]) * (wide[:, 3] - wide[:, 1])


def _mask_shapes(gold: Dataset, detections: Dataset, reading: Reading, threads: int) -> Made:
    sides = [_mask_side(side, reading, threads) for side in (gold, detections)]
    areas = [side.area.astype(np.float64) for side in sides]
    if reading.strict and _first_has_box(detections):
        areas[1] = detections.annotations["box_area"]
    return MaskShapes(sides[0], sides[1]), (areas[0], areas[1])


def _mask_side(side: Dataset, reading: Reading, threads: int) -> MaskSide:
    has_mask = side.annotations["has_mask"]
    if not has_mask.all():
        row = int(np.argmin(has_mask))
        what = f"annotation {row} (id {side.annotations['id'][row]}) of {side.name} has no segmentation"
        raise InputError(what, where=f"task={reading.task!r}", fix="Give it one, or use task='bbox'.")
    measured = MeasuredMasks.of(side.segmentations, threads=threads)
    masks_of, boxes = partial(measured.masks, threads=threads), measured.boxes.astype(np.float64)
    if reading.task != "boundary":
        return MaskSide(masks_of, measured.areas, boxes, None, _strings(side))
    band = image_share(reading.dilation_ratio, side.segmentations.sizes).astype(np.int64)
    return MaskSide(masks_of, measured.areas, boxes, band)


def _strings(side: Dataset) -> JsonStrings | None:
    """The masks of a side as strings, if all of them are."""
    runs = side.segmentations.runs
    if not runs.are_strings:
        return None
    return JsonStrings(runs.text, runs.spans, side.segmentations.sizes)


def _pose_shapes(gold: Dataset, detections: Dataset, reading: Reading, threads: int) -> Made:
    poses, found = gold.keypoints(slice(None)), detections.keypoints(slice(None))
    points = found.points if len(found) else np.zeros((0, poses.n_points, 2))
    gold_points = poses.points if len(poses) else np.zeros((0, points.shape[1], 2))
    if gold_points.shape[1] != points.shape[1]:
        what = f"{gold.name} has {gold_points.shape[1]} keypoints per annotation, {detections.name} {points.shape[1]}"
        raise InputError(what, where="task='keypoints'")
    sigmas = _sigmas(reading.sigmas, points.shape[1])
    areas = np.where(np.isnan(poses.areas), gold.annotations["box_area"], poses.areas)
    visible = poses.visible if len(poses) else np.zeros(gold_points.shape[:2], np.bool_)
    shapes = PoseShapes(
        (gold_points, visible.astype(np.uint8), areas, _wide_bounds(poses.boxes)),
        points,
        sigmas,
    )
    return shapes, (areas, _pose_areas(detections, strict=reading.strict, threads=threads))


def _wide_bounds(boxes: Floats) -> Floats:
    """Boxes moved out by their width and height on every side."""
    size = boxes[:, 2:] - boxes[:, :2]
    return np.hstack((boxes[:, :2] - size, boxes[:, 2:] + size))


def _sigmas(sigmas: tuple[float, ...] | None, n_points: int) -> Floats:
    spreads = COCO_SIGMAS if sigmas is None else np.array(sigmas, dtype=np.float64)
    if n_points and len(spreads) != n_points:
        whose = "COCO's sigmas" if sigmas is None else "sigmas"
        what = f"{whose} are for {len(spreads)} keypoints, but the annotations have {n_points}"
        raise InputError(what, where="task='keypoints'", fix="Give sigmas=, one per keypoint.")
    return spreads


def _pose_areas(detections: Dataset, *, strict: bool, threads: int) -> Floats:
    """Of results, the area around all keypoints; where the first has a box or else a mask, that of boxes or masks."""
    annotations = detections.annotations
    if strict and _first_has_box(detections):
        return np.asarray(annotations["box_area"], dtype=np.float64)
    if strict and annotations["has_mask"].all() and len(annotations):
        return detections.masks(slice(None), threads=threads).area.astype(np.float64)
    around = detections.poses.extents(labelled=False)
    return np.asarray((around[:, 2] - around[:, 0]) * (around[:, 3] - around[:, 1]))


def _first_has_box(detections: Dataset) -> bool:
    has_box = detections.annotations["has_box"]
    return bool(len(has_box)) and bool(has_box[0])


def _rotated_shapes(gold: Dataset, detections: Dataset, _: Reading, __: int) -> Made:
    sides = [_rotated_side(side) for side in (gold, detections)]
    return RotatedShapes(sides[0], sides[1]), (gold.annotations["box_area"], detections.annotations["box_area"])


def _rotated_side(side: Dataset) -> Floats:
    """Rotated boxes; upright ones, and those around a segmentation, are not turned."""
    corners = side.annotations["box"]
    size = corners[:, 2:] - corners[:, :2]
    upright = np.hstack((corners[:, :2] + size / 2, size, np.zeros((len(size), 1))))
    if "rotated_box" not in side.annotations:
        return upright
    rotated = side.annotations["rotated_box"]
    return np.where(np.isnan(rotated), upright, rotated)


_SHAPES = {
    "bbox": _box_shapes,
    "segm": _mask_shapes,
    "boundary": _mask_shapes,
    "keypoints": _pose_shapes,
    "rotated": _rotated_shapes,
}
