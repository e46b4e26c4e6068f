"""Edges: the pairs of annotations of one image that share area, with how much they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import overlap

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """The geometry of one side's annotations, image after image.

    Parameters
    ----------
    image_offsets
        int64 (images + 1,), where each image's annotations begin and end.
    boxes
        One box per annotation, as its file gives it; NaN corners where there is none.
    masks
        The masks of those annotations that have one.
    mask_row
        int64 (n,), position of each annotation's mask in `masks`, -1 where it has none.
    """

    image_offsets: Ints
    boxes: Boxes
    masks: Masks
    mask_row: Ints

    def __len__(self) -> int:
        return len(self.mask_row)


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of annotations of one image that share area, ordered by gold, then candidate.

    Parameters
    ----------
    gold, candidate
        int64 (k,), positions of the two annotations.
    on_masks
        bool (k,), whether the pair was compared on masks; otherwise on boxes.
    iou, dice
        float64 (k,), both above 0.
    of_gold, of_candidate
        float64 (k,), shared area as a share of the gold's, and of the candidate's area.
    """

    gold: Ints
    candidate: Ints
    on_masks: NDArray[np.bool_]
    iou: Floats
    dice: Floats
    of_gold: Floats
    of_candidate: Floats

    def __len__(self) -> int:
        return len(self.gold)

    def find(self, gold: Ints, candidate: Ints, n_candidate: int) -> Ints:
        """Positions of the edges between these golds and candidates; each must be an edge."""
        return np.searchsorted(self.gold * n_candidate + self.candidate, gold * n_candidate + candidate)


def find_edges(gold: Marks, candidate: Marks, *, threads: int = 1) -> Edges:
    """Find all pairs of annotations of one image that share area.

    A pair is compared on masks if both annotations have one and the two sizes agree, else on boxes.

    Parameters
    ----------
    gold, candidate
        Annotations of the same images, in the same order of images.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Edges
        Every pair that shares at least one pixel (masks), or positive area (boxes).
    """
    g, c = overlap.touching_boxes(
        _hulls(gold), gold.image_offsets, _hulls(candidate), candidate.image_offsets, threads=threads
    )
    on_masks = _comparable_masks(gold, candidate, g, c)
    ratios = np.zeros((4, len(g)))
    ratios[:, on_masks] = _on_masks(gold, candidate, g[on_masks], c[on_masks], threads)
    ratios[:, ~on_masks] = _on_boxes(gold, candidate, g[~on_masks], c[~on_masks], threads)
    shared = ratios[0] > 0
    iou, dice, of_gold, of_candidate = ratios[:, shared]
    return Edges(g[shared], c[shared], on_masks[shared], iou, dice, of_gold, of_candidate)


def _hulls(marks: Marks) -> Floats:
    """Boxes that hold both an annotation's own box and its mask, so that no pair is overlooked."""
    hulls = marks.boxes.corners.copy()
    masked = marks.mask_row >= 0
    corners = marks.masks.boxes.corners.copy()
    corners[marks.masks.area == 0] = np.nan
    corners = corners[marks.mask_row[masked]]
    hulls[masked, :2] = np.fmin(hulls[masked, :2], corners[:, :2])
    hulls[masked, 2:] = np.fmax(hulls[masked, 2:], corners[:, 2:])
    return hulls


def _comparable_masks(gold: Marks, candidate: Marks, g: Ints, c: Ints) -> NDArray[np.bool_]:
    gold_row, candidate_row = gold.mask_row[g], candidate.mask_row[c]
    comparable = (gold_row >= 0) & (candidate_row >= 0)
    same = (gold.masks.sizes[gold_row[comparable]] == candidate.masks.sizes[candidate_row[comparable]]).all(axis=1)
    comparable[comparable] = same
    return comparable


def _on_masks(gold: Marks, candidate: Marks, g: Ints, c: Ints, threads: int) -> Floats:
    g, c = gold.mask_row[g], candidate.mask_row[c]
    sides = [(side.masks.counts, side.masks.offsets, side.masks.sizes) for side in (gold, candidate)]
    shared = overlap.mask_intersection(*sides[0], *sides[1], g, c, threads=threads)
    gold_area, candidate_area = gold.masks.area[g], candidate.masks.area[c]
    denominators = np.stack(
        (gold_area + candidate_area - shared, gold_area + candidate_area, gold_area, candidate_area)
    )
    numerators = np.stack((shared, 2 * shared, shared, shared))
    return np.divide(numerators, denominators, out=np.zeros(denominators.shape), where=shared > 0)


def _on_boxes(gold: Marks, candidate: Marks, g: Ints, c: Ints, threads: int) -> Floats:
    sides = (gold.boxes.corners, gold.boxes.areas, candidate.boxes.corners, candidate.boxes.areas)
    measures = (overlap.IOU, overlap.DICE, overlap.GOLD, overlap.CANDIDATE)
    return np.stack([overlap.box_overlap_pairs(*sides, g, c, measure, threads=threads) for measure in measures])
