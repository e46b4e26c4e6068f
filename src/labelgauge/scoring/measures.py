"""What is measured on each pair: overlap, boundary, the four sides, area, and surfaces where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.matching.edges import Edges, Marks
from labelgauge.metrics import boundary
from labelgauge.scoring import surfaces
from labelgauge.scoring.surfaces import SurfaceMeasures

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


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
    surface
        float64 (k, names of `SurfaceMeasures`), NaN where the pair was not compared on masks or its masks are too
        large.
    """

    on_masks: NDArray[np.bool_]
    iou: Floats
    dice: Floats
    boundary_iou: Floats
    offsets_px: Floats
    offsets: Floats
    area_ratio: Floats
    surface: Floats


def measure_pairs(
    gold: Marks, candidate: Marks, edges: Edges, pairs: Ints, wanted: SurfaceMeasures, *, threads: int
) -> Measures:
    """Measure the pairs at these positions among the edges, on what they were compared on: masks or boxes."""
    g, c, on_masks = edges.gold[pairs], edges.candidate[pairs], edges.on_masks[pairs]
    gold_corners, gold_area = _extents(gold, g, on_masks)
    candidate_corners, candidate_area = _extents(candidate, c, on_masks)
    outward = np.array([1.0, 1.0, -1.0, -1.0])
    offsets_px = (gold_corners - candidate_corners) * outward
    size = gold_corners[:, 2:] - gold_corners[:, :2]
    boundary_iou = np.full(len(pairs), np.nan)
    masks = (gold.masks.take(gold.mask_row[g[on_masks]]), candidate.masks.take(candidate.mask_row[c[on_masks]]))
    boundary_iou[on_masks] = boundary.boundary_iou(*masks, paired=True, threads=threads)
    distances = np.full((len(pairs), len(wanted.names)), np.nan)
    distances[on_masks] = surfaces.measure(wanted, *masks, threads=threads)
    return Measures(
        on_masks=on_masks,
        iou=edges.iou[pairs],
        dice=edges.dice[pairs],
        boundary_iou=boundary_iou,
        offsets_px=offsets_px,
        offsets=offsets_px / np.hstack((size, size)),
        area_ratio=candidate_area / gold_area,
        surface=distances,
    )


def _extents(marks: Marks, index: Ints, on_masks: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Box and area of annotations; those of the mask where masks were compared."""
    corners, area = marks.boxes.corners[index], marks.boxes.areas[index]
    rows = marks.mask_row[index[on_masks]]
    corners[on_masks] = marks.masks.boxes.corners[rows]
    area[on_masks] = marks.masks.area[rows]
    return corners, area
