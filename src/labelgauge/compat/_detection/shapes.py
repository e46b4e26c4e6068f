"""Geometry of both sides, by what is compared, as matching by score takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._boxes import corners_and_areas
from labelgauge.compat._detection.sides import Rows
from labelgauge.compat._outlines import masks_of
from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import keypoint, overlap
from labelgauge.matching.detections import Cells, Edges, Shapes
from labelgauge.matching.shapes import BoxShapes, MaskShapes, MaskSide, PoseShapes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Images = Mapping[Any, dict[str, Any]]


def box_shapes(gold: Rows, detections: Rows) -> Shapes:
    """Boxes, x, y, width and height of each.

    Raises
    ------
    InputError
        If an annotation has no such box.
    """
    return BoxShapes(corners_and_areas(gold.rows("bbox", 4)), corners_and_areas(detections.rows("bbox", 4)))


def mask_shapes(gold: tuple[Rows, Images], detections: tuple[Rows, Images]) -> Shapes:
    """Masks.

    Raises
    ------
    InputError
        If an annotation has no segmentation, or the size of its image is not known.
    GeometryError
        If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
    """
    sides = [masks_of(rows.annotations, images, rows.place) for rows, images in (gold, detections)]
    _check_sizes((gold[0], sides[0]), (detections[0], sides[1]))
    return MaskShapes(MaskSide.of(sides[0]), MaskSide.of(sides[1]))


def pose_shapes(gold: Rows, detections: Rows, sigmas: Any) -> Shapes:
    """Poses, with as many points as there are sigmas.

    Raises
    ------
    InputError
        If an annotation has other numbers of points, or gold no box.
    """
    spreads = np.asarray(sigmas, dtype=np.float64).reshape(-1)
    table = gold.rows("keypoints", 3 * len(spreads)).reshape(-1, len(spreads), 3)
    found = detections.rows("keypoints", 3 * len(spreads)).reshape(-1, len(spreads), 3)
    x, y, width, height = gold.rows("bbox", 4).T
    bounds = np.stack((x - width, y - height, x + width * 2, y + height * 2), axis=1)
    visible = (table[..., 2] > 0).astype(np.uint8)
    areas = gold.numbers("area")
    if len(areas) and not areas.min() >= 0:
        what = f"'area' must not be negative, not {areas.min()}"
        raise InputError(what, where=gold.place(gold.annotations[int(np.argmin(areas))]))
    points = np.ascontiguousarray(table[..., :2])
    return PoseShapes((points, visible, areas, bounds), np.ascontiguousarray(found[..., :2]), spreads)


@dataclass(frozen=True, slots=True)
class NoShapes:
    """Nothing overlaps: pycocotools compares no keypoints if categories are not used."""

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:  # noqa: ARG002
        """No pairs."""
        none = np.zeros(0, dtype=np.int64)
        return Edges.of(cells, none, none, np.zeros(0))


def all_overlaps(shapes: Shapes, gold: Ints, detections: Ints, crowd: Bools) -> Any:
    """Overlaps of all detections with all gold of these rows, in Fortran order; ``[]`` if they are not compared."""
    flags = crowd.astype(np.uint8)
    if isinstance(shapes, MaskShapes):
        sides = (side.masks_of(rows) for side, rows in ((shapes.gold, gold), (shapes.detections, detections)))
        gold_runs, runs = ((masks.counts, masks.offsets, masks.sizes) for masks in sides)
        return overlap.mask_overlap(*gold_runs, *runs, flags, overlap.IOU).T
    if isinstance(shapes, BoxShapes):
        (gold_corners, gold_areas), (corners, areas) = shapes.gold, shapes.detections
        sides_of_boxes = gold_corners[gold], gold_areas[gold], corners[detections], areas[detections]
        return overlap.box_overlap(*sides_of_boxes, flags, overlap.IOU).T
    if isinstance(shapes, PoseShapes):
        points, visible, spread, bounds = shapes.gold
        poses = points[gold], visible[gold], spread[gold], bounds[gold]
        return keypoint.keypoint_similarity(*poses, shapes.detections[detections], shapes.sigmas).T
    return []


def _check_sizes(*sides: tuple[Rows, Masks]) -> None:
    """All masks of one image have one size."""
    image = np.concatenate([rows.image for rows, _ in sides])
    sizes = np.concatenate([masks.sizes for _, masks in sides])
    first = np.full(image.max(initial=-1) + 1, -1)
    first[image[::-1]] = np.arange(len(image))[::-1]
    differ = (sizes != sizes[first[image]]).any(axis=1)
    if differ.any():
        wrong = int(np.argmax(differ))
        rows, row = (sides[0][0], wrong) if wrong < len(sides[0][1]) else (sides[1][0], wrong - len(sides[0][1]))
        ours, theirs = sizes[wrong].tolist(), sizes[first[image[wrong]]].tolist()
        what = f"the mask is {ours[0]} × {ours[1]}, others of its image {theirs[0]} × {theirs[1]}"
        raise GeometryError(what, where=rows.place(rows.annotations[row]), fix="Give masks the size of their image.")
