"""The run lengths of a dataset: measured when the file is read, decoded when masks are asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import gather, interleaved
from labelgauge.kernels import rle

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, repr=False)
class RunLengths:
    """Run lengths of the annotations that have some.

    Those that the file has as compressed strings stay there as text, which is a fraction of what their runs would take.

    Parameters
    ----------
    text
        uint8 (total,), what the strings stand in.
    spans
        int64 (n, 2), where each annotation's string begins and ends in it; of the others no matter.
    counts, offsets
        uint32 (runs,), int64 (n + 1,): canonical runs of the annotations that the file lists as numbers.
    lengths
        int64 (n,), number of canonical runs; 0 where there are no run lengths that could be used.
    areas
        int64 (n,), foreground pixels.
    boxes
        int64 (n, 4): x0, y0, x1, y1 around the foreground, half-open.
    """

    text: Bytes
    spans: Ints
    counts: NDArray[np.uint32]
    offsets: Ints
    lengths: Ints
    areas: Ints
    boxes: Ints

    @property
    def is_there(self) -> NDArray[np.bool_]:
        """Which annotations have runs; bool (n,)."""
        return self.lengths > 0

    @property
    def are_strings(self) -> bool:
        """Whether every annotation has runs, as a string."""
        return bool(self.is_there.all()) and not len(self.counts)

    def take(self, index: Ints) -> RunLengths:
        """Those of the annotations at these positions, in that order."""
        counts, offsets = gather(self.counts, self.offsets, index)
        return RunLengths(
            self.text,
            self.spans[index],
            counts,
            offsets,
            self.lengths[index],
            self.areas[index],
            self.boxes[index],
        )

    def decoded(self, index: Ints, sizes: Ints, *, threads: int = 1) -> rle.Runs:
        """Canonical runs of these annotations, each of which has some, in masks of these sizes (int64 (k, 2))."""
        listed = self.offsets[index + 1] > self.offsets[index]
        strings = rle.decode_json_strings(self.text, self.spans[index[~listed]], sizes[~listed], threads=threads)[:2]
        if not listed.any():
            return strings
        lists = gather(self.counts, self.offsets, index[listed], threads=threads)
        return interleaved(listed, lists, strings, threads=threads)


@dataclass(frozen=True, eq=False, repr=False)
class ListedCounts:
    """Run lengths as the file lists them: int64 (total,) and int64 (n + 1,)."""

    counts: Ints
    offsets: Ints


def measured(
    text: Bytes,
    spans: Ints,
    listed: ListedCounts,
    kinds: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    sizes: Ints,
    *,
    threads: int,
) -> tuple[RunLengths, Bytes]:
    """Check and measure run lengths.

    Parameters
    ----------
    text, spans
        As `RunLengths` has them.
    listed
        Those that are lists of numbers; the other annotations list none.
    kinds
        bool (n,) twice: which annotations have a string, and which a list.
    sizes
        int64 (n, 2), height and width as the file states them.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    RunLengths
        Those that can be used.
    status : uint8 (n,)
        A status of `labelgauge.kernels.rle`; 0 also for annotations without run lengths.
    """
    is_string, is_list = kinds
    if is_string.all():
        status, lengths, areas, boxes = rle.measure_json_strings(text, spans, sizes, threads=threads)
        none = np.zeros(0, np.uint32), np.zeros(len(sizes) + 1, np.int64)
        return RunLengths(text, spans, *none, lengths, areas, boxes), status
    strings, lists = np.flatnonzero(is_string), np.flatnonzero(is_list)
    n = len(sizes)
    status, lengths, areas = np.zeros(n, np.uint8), np.zeros(n, np.int64), np.zeros(n, np.int64)
    boxes = np.zeros((n, 4), np.int64)
    measures = rle.measure_json_strings(text, spans[strings], sizes[strings], threads=threads)
    status[strings], lengths[strings], areas[strings], boxes[strings] = measures
    raw_offsets = np.append(listed.offsets[:-1][lists], listed.offsets[-1])
    counts, ends, status[lists] = rle.normalize_runs(listed.counts, raw_offsets, sizes[lists], threads=threads)
    lengths[lists] = np.diff(ends)
    offsets = np.zeros(n + 1, np.int64)
    offsets[lists + 1] = np.diff(ends)
    offsets = np.cumsum(offsets)
    good = lists[lengths[lists] > 0]
    good_offsets = np.append(offsets[good], offsets[-1])
    areas[good] = rle.area(counts, good_offsets, threads=threads)
    boxes[good] = rle.bounding_box(counts, good_offsets, sizes[good], threads=threads)
    return RunLengths(text, spans, counts, offsets, lengths, areas, boxes), status
