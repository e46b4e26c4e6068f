"""The segmentations of a dataset: parsed once, rasterized when masks are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import gather, offsets_of
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
    counts, run_offsets
        uint32 (runs,), int64 (n + 1,): canonical runs of run-length annotations.
    sizes
        int64 (n, 2): height and width of each annotation's mask; 0 where unknown.
    """

    points: NDArray[np.float64]
    ring_offsets: Ints
    polygon_offsets: Ints
    counts: NDArray[np.uint32]
    run_offsets: Ints
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
        return np.diff(self.run_offsets) > 0

    def take(self, index: Ints) -> Segmentations:
        """Segmentations at these positions, in that order."""
        points, ring_offsets, polygon_offsets = self._rings_of(index)
        counts, run_offsets = gather(self.counts, self.run_offsets, index)
        return Segmentations(points, ring_offsets, polygon_offsets, counts, run_offsets, self.sizes[index])

    def masks(self, index: Ints, *, threads: int) -> Masks:
        """Masks of these annotations, each of which has a segmentation; polygons are drawn by COCO's rule."""
        drawn = self.is_polygon[index]
        polygons, runs = index[drawn], index[~drawn]
        points, ring_offsets, mask_offsets = self._rings_of(polygons)
        counts, offsets = raster.rasterize_coco(
            points, ring_offsets, mask_offsets, self.sizes[polygons], threads=threads
        )
        if len(runs):
            stored_counts, stored_offsets = gather(self.counts, self.run_offsets, runs)
            lengths = np.concatenate((np.diff(offsets), np.diff(stored_offsets)))
            back = np.argsort(np.concatenate((np.flatnonzero(drawn), np.flatnonzero(~drawn))))
            counts, offsets = gather(np.concatenate((counts, stored_counts)), offsets_of(lengths), back)
        return Masks.from_arrays(counts, offsets, self.sizes[index])

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
            counts, offsets = gather(self.counts, self.run_offsets, rows)
            shapes.extents[rows] = rle.bounding_box(counts, offsets, self.sizes[rows], threads=threads)
            shapes.areas[rows] = rle.area(counts, offsets, threads=threads)
            shapes.lengths[rows] = -np.diff(offsets)
        return shapes

    def self_intersecting(self, *, threads: int) -> NDArray[np.bool_]:
        """Which annotations have a ring that crosses itself; bool (n,)."""
        crossing = raster.self_intersections(self.points, self.ring_offsets, threads=threads)
        before = np.concatenate(([0], np.cumsum(crossing, dtype=np.int64)))
        return np.diff(before[self.polygon_offsets]) > 0

    def equal(self, i: int, j: int) -> bool:
        """Whether two annotations have the same rings or the same runs."""
        if not np.array_equal(_item(self.counts, self.run_offsets, i), _item(self.counts, self.run_offsets, j)):
            return False
        rings, others = self.rings(i), self.rings(j)
        return len(rings) == len(others) and all(map(np.array_equal, rings, others))

    def _traced(self, row: int) -> list[NDArray[np.float64]]:
        counts, offsets = gather(self.counts, self.run_offsets, np.array([row]))
        points, ring_offsets, _ = raster.trace_outlines(counts, offsets, self.sizes[row : row + 1])
        bounds = ring_offsets.tolist()
        return [points[a:b] for a, b in zip(bounds[:-1], bounds[1:], strict=True)]

    def _rings_of(self, index: Ints) -> tuple[NDArray[np.float64], Ints, Ints]:
        n_rings = len(self.ring_offsets) - 1
        rings, polygon_offsets = gather(np.arange(n_rings, dtype=np.int64), self.polygon_offsets, index)
        points, ring_offsets = gather(self.points, self.ring_offsets, rings)
        return points, ring_offsets, polygon_offsets


def _item(values: NDArray[np.uint32], offsets: Ints, i: int) -> NDArray[np.uint32]:
    return values[offsets[i] : offsets[i + 1]]


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
    """Parse the JSON text of every annotation's segmentation and decode the run lengths.

    Rings of fewer than three points are left out; their annotations keep the status `FEW_POINTS`.
    """
    kind, status, points, ring_offsets, polygon_offsets, raw_counts, raw_offsets, strings, string_offsets, sizes = (
        segmentation.parse_segmentations(text, spans, threads=threads)
    )
    if np.any(status == segmentation.FEW_POINTS):
        points, ring_offsets, polygon_offsets = _without_short_rings(points, ring_offsets, polygon_offsets)
    is_string, is_counts = kind == segmentation.STRING, kind == segmentation.COUNTS
    from_strings = rle.decode_strings(
        strings, _offsets_at(string_offsets, is_string), sizes[is_string], threads=threads
    )
    from_counts = rle.normalize_runs(raw_counts, _offsets_at(raw_offsets, is_counts), sizes[is_counts], threads=threads)
    rle_status = np.zeros(len(kind), dtype=np.uint8)
    rle_status[is_string], rle_status[is_counts] = from_strings[2], from_counts[2]
    counts, run_offsets = _interleaved(from_strings, from_counts, is_string, is_counts)
    columns = Segmentations(points, ring_offsets, polygon_offsets, counts, run_offsets, sizes)
    return ParsedSegmentations(columns, status, rle_status, is_string | is_counts)


def _offsets_at(offsets: Ints, rows: NDArray[np.bool_]) -> Ints:
    """Offsets of the selected items alone; the others are empty."""
    return np.concatenate((offsets[:1], offsets[1:][rows]))


def _interleaved(
    strings: rle.RunsAndStatus, counts: rle.RunsAndStatus, is_string: NDArray[np.bool_], is_counts: NDArray[np.bool_]
) -> rle.Runs:
    """Runs of both kinds in the order of the annotations; all others have none."""
    lengths = np.zeros(len(is_string), dtype=np.int64)
    lengths[is_string], lengths[is_counts] = np.diff(strings[1]), np.diff(counts[1])
    offsets = offsets_of(lengths)
    for runs, others in ((strings[0], counts[0]), (counts[0], strings[0])):
        if not len(others):
            return runs, offsets
    runs = np.empty(offsets[-1], dtype=np.uint32)
    from_string = np.repeat(is_string, lengths)
    runs[from_string], runs[~from_string] = strings[0], counts[0]
    return runs, offsets


def _without_short_rings(
    points: NDArray[np.float64], ring_offsets: Ints, polygon_offsets: Ints
) -> tuple[NDArray[np.float64], Ints, Ints]:
    long_enough = np.diff(ring_offsets) >= 3
    kept_before = np.concatenate(([0], np.cumsum(long_enough)))
    points, ring_offsets = gather(points, ring_offsets, np.flatnonzero(long_enough))
    return points, ring_offsets, kept_before[polygon_offsets].astype(np.int64)
