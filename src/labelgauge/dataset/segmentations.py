"""The segmentations of a dataset: parsed once, rasterized when masks are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.run_lengths import ListedCounts, RunLengths, measured
from labelgauge.geometry._columns import gather, interleaved
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import raster, rle, segmentation

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, repr=False)
class Shapes:
    """What can be said about segmentations without rasterizing them.

    Parameters
    ----------
    extents
        float64 (n, 4): x0, y0, x1, y1 around each; NaN without a segmentation, 0 for run lengths without foreground.
    areas
        float64 (n,): px², NaN without a segmentation. Rings that overlap count twice.
    lengths
        int64 (n,): number of points, or minus the number of runs; 0 without a segmentation.
    """

    extents: NDArray[np.float64]
    areas: NDArray[np.float64]
    lengths: Ints


@dataclass(frozen=True, eq=False, repr=False)
class Segmentations:
    """One segmentation per annotation: rings, runs, or none.

    Parameters
    ----------
    points, ring_offsets, polygon_offsets
        float64 (p, 2), int64 (rings + 1,), int64 (n + 1,): the rings of polygon annotations.
    runs
        Those of run-length annotations.
    sizes
        int64 (n, 2): height and width of each annotation's mask; 0 where unknown.
    """

    points: NDArray[np.float64]
    ring_offsets: Ints
    polygon_offsets: Ints
    runs: RunLengths
    sizes: Ints

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def is_polygon(self) -> NDArray[np.bool_]:
        """Which annotations have rings; bool (n,)."""
        return np.diff(self.polygon_offsets) > 0

    @property
    def is_rle(self) -> NDArray[np.bool_]:
        """Which annotations have runs; bool (n,)."""
        return self.runs.is_there

    def take(self, index: Ints) -> Segmentations:
        """Segmentations at these positions, in that order."""
        return Segmentations(*self._rings_of(index), self.runs.take(index), self.sizes[index])

    def masks(self, index: Ints, *, threads: int) -> Masks:
        """Masks of these annotations, each of which has a segmentation; polygons are drawn by COCO's rule."""
        sizes = self.sizes[index]
        drawn = self.polygon_offsets[index + 1] > self.polygon_offsets[index]
        if not drawn.any():
            return Masks.from_arrays(*self.runs.decoded(index, sizes, threads=threads), sizes)
        polygons = raster.rasterize_coco(*self._rings_of(index[drawn], threads=threads), sizes[drawn], threads=threads)
        runs = self.runs.decoded(index[~drawn], sizes[~drawn], threads=threads)
        return Masks.from_arrays(*interleaved(drawn, polygons, runs, threads=threads), sizes)

    def drawn(self, *, threads: int) -> rle.Runs:
        """Runs of all polygons, drawn by COCO's rule; an annotation without one has a mask without foreground."""
        rings = self.points, self.ring_offsets, self.polygon_offsets
        return raster.rasterize_coco(*rings, self.sizes, threads=threads)

    def rings(self, row: int) -> list[NDArray[np.float64]]:
        """Rings of one annotation, each float64 (k, 2); empty unless it is a polygon."""
        begin, end = self.polygon_offsets[row : row + 2].tolist()
        bounds = self.ring_offsets[begin : end + 1].tolist()
        return [self.points[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]

    def outline(self, row: int) -> list[list[float]]:
        """Rings of one annotation as flat x, y, ... lists; those of run lengths follow the pixels' edges."""
        rings = self.rings(row) or self._traced(row)
        return [ring.ravel().tolist() for ring in rings]

    def shapes(self, *, threads: int) -> Shapes:
        """Extent, area and size of every segmentation."""
        rings_extents, ring_areas = segmentation.ring_measures(self.points, self.ring_offsets, threads=threads)
        shapes = Shapes(np.full((len(self), 4), np.nan), np.full(len(self), np.nan), np.zeros(len(self), np.int64))
        rows = np.flatnonzero(self.is_polygon)
        if len(rows):
            starts = self.polygon_offsets[rows]  # of neighbouring rows with rings, so they cover all rings
            shapes.extents[rows, :2] = np.minimum.reduceat(rings_extents[:, :2], starts)
            shapes.extents[rows, 2:] = np.maximum.reduceat(rings_extents[:, 2:], starts)
            shapes.areas[rows] = np.add.reduceat(np.abs(ring_areas), starts)
            shapes.lengths[rows] = np.diff(self.ring_offsets[self.polygon_offsets])[rows]
        rows = np.flatnonzero(self.is_rle)
        if len(rows):
            shapes.extents[rows] = self.runs.boxes[rows]
            shapes.areas[rows] = self.runs.areas[rows]
            shapes.lengths[rows] = -self.runs.lengths[rows]
        return shapes

    def self_intersecting(self, *, threads: int) -> NDArray[np.bool_]:
        """Which annotations have a ring that crosses itself; bool (n,)."""
        crossing = raster.self_intersections(self.points, self.ring_offsets, threads=threads)
        before = np.concatenate(([0], np.cumsum(crossing, dtype=np.int64)))
        return np.diff(before[self.polygon_offsets]) > 0

    def equal(self, i: int, j: int) -> bool:
        """Whether two annotations have the same rings or the same runs."""
        if not np.array_equal(self._runs_of(i)[0], self._runs_of(j)[0]):
            return False
        rings, others = self.rings(i), self.rings(j)
        return len(rings) == len(others) and all(map(np.array_equal, rings, others))

    def _traced(self, row: int) -> list[NDArray[np.float64]]:
        points, ring_offsets, _ = raster.trace_outlines(*self._runs_of(row), self.sizes[row : row + 1])
        bounds = ring_offsets.tolist()
        return [points[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]

    def _runs_of(self, row: int) -> rle.Runs:
        """Runs of one annotation; none if it has none."""
        index = np.flatnonzero(self.is_rle[row : row + 1]) + row
        return self.runs.decoded(index, self.sizes[index])

    def _rings_of(self, index: Ints, *, threads: int = 1) -> tuple[NDArray[np.float64], Ints, Ints]:
        n_rings = len(self.ring_offsets) - 1
        rings, polygon_offsets = gather(
            np.arange(n_rings, dtype=np.int64), self.polygon_offsets, index, threads=threads
        )
        points, ring_offsets = gather(self.points, self.ring_offsets, rings, threads=threads)
        return points, ring_offsets, polygon_offsets


@dataclass(frozen=True, eq=False, repr=False)
class ParsedSegmentations:
    """What the parser made of every annotation's text, and why some cannot be used.

    Parameters
    ----------
    segmentations
        The usable ones; sizes are those that run-length dictionaries state, and 0 for polygons.
    status
        uint8 (n,), a status of `labelgauge.kernels.segmentation`.
    rle_status
        uint8 (n,), a status of `labelgauge.kernels.rle`; 0 for everything but run lengths.
    is_rle
        bool (n,), which texts were run-length dictionaries, usable or not.
    """

    segmentations: Segmentations
    status: Bytes
    rle_status: Bytes
    is_rle: NDArray[np.bool_]


def parse(text: Bytes, spans: Ints, *, threads: int) -> ParsedSegmentations:
    """Parse the JSON text of every annotation's segmentation; run lengths are checked and measured.

    Rings of fewer than three points are left out; their annotations keep the status `FEW_POINTS`.
    """
    kind, status, points, ring_offsets, polygon_offsets, raw_counts, raw_offsets, strings, sizes = (
        segmentation.parse_segmentations(text, spans, threads=threads)
    )
    if np.any(status == segmentation.FEW_POINTS):
        points, ring_offsets, polygon_offsets = _without_short_rings(
            points, ring_offsets, polygon_offsets, threads=threads
        )
    kinds = kind == segmentation.STRING, kind == segmentation.COUNTS
    runs, rle_status = measured(text, strings, ListedCounts(raw_counts, raw_offsets), kinds, sizes, threads=threads)
    columns = Segmentations(points, ring_offsets, polygon_offsets, runs, sizes)
    return ParsedSegmentations(columns, status, rle_status, kinds[0] | kinds[1])


def _without_short_rings(
    points: NDArray[np.float64], ring_offsets: Ints, polygon_offsets: Ints, *, threads: int
) -> tuple[NDArray[np.float64], Ints, Ints]:
    long_enough = np.diff(ring_offsets) >= 3
    kept_before = np.concatenate(([0], np.cumsum(long_enough)))
    points, ring_offsets = gather(points, ring_offsets, np.flatnonzero(long_enough), threads=threads)
    return points, ring_offsets, kept_before[polygon_offsets].astype(np.int64)
