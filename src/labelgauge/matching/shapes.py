"""The geometry of gold objects and detections, and how much they overlap by it: one class per task."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import offsets_of
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import boundary, keypoint, overlap, rotated
from labelgauge.matching.detections import Cells, Edges

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BoxShapes:
    """Upright boxes: corners float64 (n, 4), x0, y0, x1, y1, and areas float64 (n,), of either side."""

    gold: tuple[Floats, Floats]
    detections: tuple[Floats, Floats]

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:
        """Pairs of a cell by IoU."""
        return _of_boxes(cells, self.gold, self.detections, crowd, least, overlap.BOXES, threads)


@dataclass(frozen=True, slots=True)
class JsonStrings:
    """Masks as compressed run lengths that stand in JSON text, as kernels take them.

    Parameters
    ----------
    text
        uint8 (total,), what they stand in.
    spans
        int64 (n, 2), where each begins and ends.
    sizes
        int64 (n, 2), height and width.
    """

    text: NDArray[np.uint8]
    spans: Ints
    sizes: Ints


@dataclass(frozen=True, slots=True)
class MaskSide:
    """The masks of one side.

    Parameters
    ----------
    masks_of
        Gives the masks of some rows, which may take decoding them.
    area
        int64 (n,), their foreground pixels.
    corners
        float64 (n, 4), their boxes.
    band
        int64 (n,), how wide the band along the boundary is, in pixels; None where bands do not matter.
    strings
        The same masks, where all are strings in a file; None if not.
    """

    masks_of: Callable[[Ints], Masks]
    area: Ints
    corners: Floats
    band: Ints | None
    strings: JsonStrings | None = None

    @classmethod
    def of(cls, masks: Masks, band: Ints | None = None) -> MaskSide:
        """Masks that are there already."""
        return cls(masks.take, masks.area, masks.boxes.corners, band)


@dataclass(frozen=True, slots=True)
class _MaskPairs:
    """Pairs of masks: the masks of either side, how wide their bands are, and which of them each pair has."""

    gold: Masks
    detections: Masks
    bands: tuple[Ints, Ints] | None
    gold_index: Ints
    detection_index: Ints

    def shared(self, threads: int) -> Ints:
        """Pixels that each pair shares; int64 (k,)."""
        sides = *_columns(self.gold), *_columns(self.detections)
        return overlap.mask_intersection(*sides, self.gold_index, self.detection_index, threads=threads)

    def shared_bands(self, threads: int) -> Ints:
        """Pixels that the bands of each pair share, and those of either band; int64 (k, 3)."""
        assert self.bands is not None
        gold_radii, radii = (np.repeat(band[:, np.newaxis], 2, axis=1) for band in self.bands)
        sides = *_columns(self.gold), *_columns(self.detections), gold_radii, radii
        return boundary.band_overlap(*sides, self.gold_index, self.detection_index, threads=threads)


def _columns(masks: Masks) -> tuple[NDArray[np.uint32], Ints, Ints]:
    """Masks as kernels take them."""
    return masks.counts, masks.offsets, masks.sizes


@dataclass(frozen=True, slots=True)
class MaskShapes:
    """Masks of either side; where these have bands, the lesser of mask IoU and Boundary IoU, but for crowds.

    A gold mask and a detection of one cell have one size.
    """

    gold: MaskSide
    detections: MaskSide

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:
        """Pairs of a cell by IoU, or by the lesser of both."""
        sides = [(side.corners, side.area.astype(np.float64)) for side in (self.gold, self.detections)]
        near = _of_boxes(cells, sides[0], sides[1], crowd, least, overlap.CONTENTS, threads)
        detection, gold = cells.detection[near.owners()], cells.gold[near.gold]
        return near.at_least(least, self._overlaps(detection, gold, crowd[gold], least, threads))

    def _overlaps(self, detections: Ints, gold: Ints, crowd: Bools, least: float, threads: int) -> Floats:
        """IoU of pairs of rows, and Boundary IoU where the IoU matters; of crowds IoU alone."""
        much = np.zeros(len(gold))
        every = np.arange(len(gold))
        for part in [every] if self._needs_no_masks else _few_masks_each(every, detections):
            much[part] = self._ratios(detections[part], gold[part], crowd[part], threads)
            if self.gold.band is not None:
                over = part[(much[part] >= least) & ~crowd[part]]
                much[over] = np.minimum(much[over], self._band_ratios(detections[over], gold[over], threads))
        return much

    @property
    def _needs_no_masks(self) -> bool:
        """Whether detections are strings of which only the pixels that they share matter."""
        return self.detections.strings is not None and self.detections.band is None

    def _ratios(self, detections: Ints, gold: Ints, crowd: Bools, threads: int) -> Floats:
        strings = self.detections.strings
        if strings is not None and self._needs_no_masks:
            shared = self._shared_with(strings, detections, gold, threads)
        else:
            shared = self._pairs(detections, gold).shared(threads)
        area = self.detections.area[detections]
        return _share(shared, np.where(crowd, area, self.gold.area[gold] + area - shared))

    def _shared_with(self, strings: JsonStrings, detections: Ints, gold: Ints, threads: int) -> Ints:
        """Pixels that each pair shares, without decoding detections to masks."""
        rows, index = np.unique(gold, return_inverse=True)
        sides = *_columns(self.gold.masks_of(rows)), strings.text, strings.spans, strings.sizes
        return overlap.json_string_intersection(*sides, index, detections, threads=threads)

    def _band_ratios(self, detections: Ints, gold: Ints, threads: int) -> Floats:
        shared, gold_band, band = self._pairs(detections, gold).shared_bands(threads).T
        return _share(shared, gold_band + band - shared)

    def _pairs(self, detections: Ints, gold: Ints) -> _MaskPairs:
        gold_rows, gold_index = np.unique(gold, return_inverse=True)
        first = np.append(True, detections[1:] != detections[:-1])[: len(detections)]
        rows, index = detections[first], np.cumsum(first) - 1
        bands = None
        if self.gold.band is not None and self.detections.band is not None:
            bands = self.gold.band[gold_rows], self.detections.band[rows]
        return _MaskPairs(self.gold.masks_of(gold_rows), self.detections.masks_of(rows), bands, gold_index, index)


_MASKS_AT_ONCE = 4096
"""Detections whose masks are decoded together: few enough that their runs stay in the processor's caches."""


def _few_masks_each(pairs: Ints, detections: Ints) -> Iterator[Ints]:
    """Divide pairs, those of a detection together, so that each part has few detections."""
    number = np.cumsum(np.append(False, detections[1:] != detections[:-1])[: len(pairs)])
    parts = int(number[-1]) // _MASKS_AT_ONCE + 1 if len(pairs) else 0
    cuts = np.searchsorted(number, np.arange(1, parts) * _MASKS_AT_ONCE)
    yield from np.split(pairs, cuts)


@dataclass(frozen=True, slots=True)
class PoseShapes:
    """Poses: of the gold points, visible, areas and bounds as `keypoint.keypoint_similarity` takes them."""

    gold: tuple[Floats, NDArray[np.uint8], Floats, Floats]
    detections: Floats
    sigmas: Floats

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:  # noqa: ARG002
        """Pairs of a cell by OKS, which is no different for crowds."""
        found, gold = _all_pairs(cells)
        rows = cells.gold[gold], cells.detection[found]
        much = keypoint.keypoint_similarity_pairs(*self.gold, self.detections, self.sigmas, *rows, threads=threads)
        return Edges.of(cells, found, gold, much).at_least(least, much)


@dataclass(frozen=True, slots=True)
class RotatedShapes:
    """Rotated boxes of either side: float64 (n, 5), centre x, y, width, height and angle."""

    gold: Floats
    detections: Floats

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:
        """Pairs of a cell by IoU; those whose circles share no area have none."""
        sides = _hulls(self.detections)[cells.detection], _hulls(self.gold)[cells.gold]
        offsets = cells.detection_offsets, cells.gold_offsets
        found, gold = overlap.touching_boxes(sides[0], offsets[0], sides[1], offsets[1], threads=threads)
        detection, row = cells.detection[found], cells.gold[gold]
        much = self._overlaps(detection, row, crowd[row], threads)
        return Edges.of(cells, found, gold, much).at_least(least, much)

    def _overlaps(self, detections: Ints, gold: Ints, crowd: Bools, threads: int) -> Floats:
        """IoU of pairs of rows; of crowds, the share of the detection that they cover."""

        def ratios(pairs: Bools, measure: int) -> Floats:
            index = gold[pairs], detections[pairs]
            return rotated.rotated_overlap_pairs(self.gold, self.detections, *index, measure, threads=threads)

        much = ratios(np.ones(len(gold), np.bool_), overlap.IOU)
        if crowd.any():
            much[crowd] = ratios(crowd, overlap.CANDIDATE)
        return much


def _hulls(boxes: Floats) -> Floats:
    reach = np.hypot(boxes[:, 2], boxes[:, 3])[:, np.newaxis] / 2
    return np.hstack((boxes[:, :2] - reach, boxes[:, :2] + reach))


def _share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Quotients of numbers of pixels; 0 where there is nothing."""
    shares = np.zeros(len(part))
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares


def _of_boxes(
    cells: Cells,
    gold: tuple[Floats, Floats],
    detections: tuple[Floats, Floats],
    crowd: Bools,
    least: float,
    ratio_of: int,
    threads: int,
) -> Edges:
    """Pairs of a cell by their boxes, as `overlap.cell_edges` has them."""
    sides = (*gold, cells.gold, cells.gold_offsets, *detections, cells.detection, cells.detection_offsets)
    return Edges(*overlap.cell_edges(*sides, crowd.view(np.uint8), least, ratio_of, threads=threads))


def _all_pairs(cells: Cells) -> tuple[Ints, Ints]:
    """Every detection with every gold of its cell."""
    per_detection = np.repeat(np.diff(cells.gold_offsets), np.diff(cells.detection_offsets))
    first = np.repeat(cells.gold_offsets[:-1], np.diff(cells.detection_offsets))
    found = np.repeat(np.arange(len(per_detection)), per_detection)
    begins = offsets_of(per_detection)[:-1]
    return found, np.arange(len(found)) - np.repeat(begins - first, per_detection)
