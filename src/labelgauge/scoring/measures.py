"""What is measured on each pair: overlap, boundary, the four sides, area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry.masks import Masks
from labelgauge.kernels import overlap
from labelgauge.matching.edges import Edges, Marks

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DILATION_RATIO = 0.02
"""Width of the boundary band as a share of the image's diagonal (Cheng et al., Boundary IoU, CVPR 2021)."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Measurements of k pairs.

    Parameters
    ----------
    on_masks
        bool (k,), whether the pair was compared on masks.
    iou, dice
        float64 (k,).
    boundary_iou
        float64 (k,), NaN where the pair was not compared on masks.
    offsets_px
        float64 (k, 4), how far outside the gold's the candidate's left, top, right and bottom side lie; inside is < 0.
    offsets
        float64 (k, 4), the same as a share of the gold box's width (left, right) or height (top, bottom).
    area_ratio
        float64 (k,), the candidate's area over the gold's.
    """

    on_masks: NDArray[np.bool_]
    iou: Floats
    dice: Floats
    boundary_iou: Floats
    offsets_px: Floats
    offsets: Floats
    area_ratio: Floats


def measure_pairs(gold: Marks, candidate: Marks, edges: Edges, pairs: Ints, *, threads: int) -> Measures:
    """Measure the pairs at these positions among the edges, on what they were compared on: masks or boxes."""
    g, c, on_masks = edges.gold[pairs], edges.candidate[pairs], edges.on_masks[pairs]
    gold_corners, gold_area = _extents(gold, g, on_masks)
    candidate_corners, candidate_area = _extents(candidate, c, on_masks)
    outward = np.array([1.0, 1.0, -1.0, -1.0])
    offsets_px = (gold_corners - candidate_corners) * outward
    size = gold_corners[:, 2:] - gold_corners[:, :2]
    boundary_iou = np.full(len(pairs), np.nan)
    masks = (gold.masks.take(gold.mask_row[g[on_masks]]), candidate.masks.take(candidate.mask_row[c[on_masks]]))
    boundary_iou[on_masks] = _boundary_iou(*masks, threads)
    return Measures(
        on_masks=on_masks,
        iou=edges.iou[pairs],
        dice=edges.dice[pairs],
        boundary_iou=boundary_iou,
        offsets_px=offsets_px,
        offsets=offsets_px / np.hstack((size, size)),
        area_ratio=candidate_area / gold_area,
    )


def _extents(marks: Marks, index: Ints, on_masks: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Box and area of annotations; those of the mask where masks were compared."""
    corners, area = marks.boxes.corners[index], marks.boxes.areas[index]
    rows = marks.mask_row[index[on_masks]]
    corners[on_masks] = marks.masks.boxes.corners[rows]
    area[on_masks] = marks.masks.area[rows]
    return corners, area


def _boundary_iou(gold: Masks, candidate: Masks, threads: int) -> Floats:
    """Boundary IoU of masks, one by one; the two masks of a pair have one size, and neither is empty."""
    try:
        from labelgauge.kernels import boundary
    except ImportError:
        return np.full(len(gold), np.nan)
    height, width = gold.sizes.astype(np.float64).T
    band = np.maximum(np.rint(DILATION_RATIO * np.sqrt(height**2 + width**2)), 1).astype(np.int64)
    bands = []
    for side in (gold, candidate):
        counts, offsets = boundary.boundary_band(side.counts, side.offsets, side.sizes, band, threads=threads)
        bands.append(Masks.from_arrays(counts, offsets, side.sizes))
    each = np.arange(len(gold), dtype=np.int64)
    sides = [(masks.counts, masks.offsets, masks.sizes) for masks in bands]
    shared = overlap.mask_intersection(*sides[0], *sides[1], each, each, threads=threads)
    return shared / (bands[0].area + bands[1].area - shared)
