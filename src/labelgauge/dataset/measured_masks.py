"""The masks of a whole dataset, measured at once and handed out a few at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.segmentations import Segmentations
from labelgauge.geometry._columns import gather, interleaved
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import rle


@dataclass(frozen=True, eq=False, repr=False)
class MeasuredMasks:
    """Polygons are drawn once and kept; run lengths, measured when the file was read, are decoded when asked for.

    Parameters
    ----------
    segmentations
        Of annotations that all have one.
    drawn
        The polygons' masks, one per annotation, without foreground where it is none; None if there is no polygon.
    areas
        int64 (n,), foreground pixels.
    boxes
        int64 (n, 4): x0, y0, x1, y1 around the foreground, half-open.
    """

    segmentations: Segmentations
    drawn: rle.Runs | None
    areas: NDArray[np.int64]
    boxes: NDArray[np.int64]

    @classmethod
    def of(cls, segmentations: Segmentations, *, threads: int) -> MeasuredMasks:
        """Measure all masks."""
        runs = segmentations.runs
        if not segmentations.is_polygon.any():
            return cls(segmentations, None, runs.areas, runs.boxes)
        drawn = segmentations.drawn(threads=threads)
        areas = np.where(runs.is_there, runs.areas, rle.area(*drawn, threads=threads))
        boxes = rle.bounding_box(*drawn, segmentations.sizes, threads=threads)
        boxes[runs.is_there] = runs.boxes[runs.is_there]
        return cls(segmentations, drawn, areas, boxes)

    def masks(self, rows: NDArray[np.int64], *, threads: int) -> Masks:
        """Masks of these annotations."""
        if self.drawn is None:
            return self.segmentations.masks(rows, threads=threads)
        sizes = self.segmentations.sizes[rows]
        kept = ~self.segmentations.runs.is_there[rows]
        decoded = self.segmentations.runs.decoded(rows[~kept], sizes[~kept], threads=threads)
        drawn = gather(*self.drawn, rows[kept], threads=threads)
        return Masks.from_arrays(*interleaved(kept, drawn, decoded, threads=threads), sizes)
