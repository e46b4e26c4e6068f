"""Detections judged against gold objects: who finds whom, for ranges of area and overlap thresholds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import detection
from labelgauge.matching.detections import Cells, Edges, Shapes, arrange
from labelgauge.matching.nearest import judge_nearest

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class GoldObjects:
    """What matching by score asks of gold objects besides their geometry.

    Parameters
    ----------
    category, image
        int64 (g,), in the numbering in which results are to come.
    area
        float64 (g,), px².
    crowd
        bool (g,), whether it stands for many objects, which any number of detections may find.
    ignored
        bool (g,), whether finding it is neither right nor wrong. Crowds are.
    turn
        int64 (g,), which of a cell come first, before the order of the rows; None for that order alone.
    """

    category: Ints
    image: Ints
    area: Floats
    crowd: Bools
    ignored: Bools
    turn: Ints | None = None


@dataclass(frozen=True, slots=True)
class Detections:
    """What matching by score asks of detections besides their geometry.

    Parameters
    ----------
    category, image
        int64 (d,), in the numbering of the gold objects.
    area
        float64 (d,), px².
    score
        float64 (d,), finite.
    excused
        bool (d,), whether it is neither right nor wrong if it finds nothing, as where nobody looked for all objects.
    turn
        int64 (d,), which of a cell's equals come first, before the order of the rows; None for that order alone.
    """

    category: Ints
    image: Ints
    area: Floats
    score: Floats
    excused: Bools
    turn: Ints | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How detections are judged.

    Parameters
    ----------
    thresholds
        float64 (t,), overlaps from which on a pair may match, above 0.
    areas
        float64 (ranges, 2), least and greatest area of each range, px².
    half_open
        Whether a range ends before its greatest area; else that belongs to it, and to the next range too.
    most
        How many detections of a cell are kept; None for all.
    claim
        Which gold a detection is about: of those that nobody took the one that it overlaps most (``"free"``, COCO), or
        the one that it overlaps most, taken or not (``"nearest"``, VOC; `labelgauge.matching.nearest`).
    """

    thresholds: Floats
    areas: Floats
    half_open: bool
    most: int | None
    claim: Literal["free", "nearest"] = "free"

    def outside(self, area: Floats) -> Bools:
        """Which areas lie outside each range; bool (ranges, n)."""
        least, greatest = self.areas[:, :1], self.areas[:, 1:]
        beyond = area >= greatest if self.half_open else area > greatest
        return (area < least) | beyond


@dataclass(frozen=True, slots=True)
class Judged:
    """Detections in the order of `Cells`, each with what became of it.

    Parameters
    ----------
    cells
        The order.
    edges
        What overlaps at the least threshold.
    crowd, ignored, outside
        As the kernel takes them: uint8 (g,), (ranges, g) and (ranges, n), in the order of `cells`.
    outcome
        uint8 (ranges, t, n), as `labelgauge.kernels.detection.judge_detections` returns it.
    claim
        As in `Rules`.
    unseen
        bool (g,), golds of which a match is forgotten, in the order of `cells`; None for none.
    """

    cells: Cells
    edges: Edges
    crowd: Bytes
    ignored: Bytes
    outside: Bytes
    outcome: Bytes
    claim: Literal["free", "nearest"] = "free"
    unseen: Bools | None = None

    def at(self, threshold: float, area: int, *, threads: int = 1) -> tuple[Ints, Bytes]:
        """The place of the gold that each detection finds, or -1, and what becomes of it; int64 and uint8 (n,).

        Parameters
        ----------
        threshold
            Not below the least of those it was judged by.
        area
            Number of the range of areas.
        threads
            Number of threads; never changes the answer.
        """
        thresholds, ranges = np.array([threshold], dtype=np.float64), slice(area, area + 1)
        if self.claim == "nearest":
            match, outcome = self._nearest(thresholds, ranges)
            return match[0, 0], outcome[0, 0]
        found = self.matches(thresholds, ranges, threads=threads)[0, 0]
        ignored = np.append(self.ignored[area] != 0, False)[found]
        if self.unseen is not None:
            found = np.where(np.append(self.unseen, False)[found] & ~ignored, -1, found)
        left_out = np.where(found >= 0, ignored, self.outside[area] != 0)
        counted = np.where(found >= 0, detection.RIGHT, detection.WRONG)
        return found, np.where(left_out, detection.IGNORED, counted).astype(np.uint8)

    def _nearest(self, thresholds: Floats, ranges: slice) -> tuple[Ints, Bytes]:
        return judge_nearest(self.edges, self.crowd, self.ignored[ranges], self.outside[ranges], thresholds)

    def matches(self, thresholds: Floats, ranges: slice, *, threads: int = 1) -> Ints:
        """The place of the gold that each detection finds, or -1; int64 (ranges, t, n)."""
        if self.claim == "nearest":
            return self._nearest(thresholds, ranges)[0]
        edges = self.cells.detection_offsets, self.edges.offsets, self.edges.gold, self.edges.overlap
        flags = self.crowd, self.ignored[ranges], self.outside[ranges]
        return detection.match_detections(*edges, *flags, thresholds, threads=threads)


def judge(
    gold: GoldObjects,
    detections: Detections,
    shapes: Shapes,
    rules: Rules,
    n_categories: int,
    n_images: int,
    *,
    kept: Ints | None = None,
    unseen: Bools | None = None,
    threads: int = 1,
) -> Judged:
    """Judge detections by COCO's rule, or by that of `rules`.

    Parameters
    ----------
    gold, detections
        Both sides.
    shapes
        Their geometry.
    rules
        Thresholds and ranges.
    n_categories, n_images
        How many there are.
    kept
        int64 (k,), rows of the detections that take part, ascending; None for all.
    unseen
        bool (g,), golds of which a match is forgotten: pycocotools takes an id of 0 for no match.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Judged
        In the order of categories, images and scores.
    """
    rows: Ints | slice = slice(None) if kept is None else kept
    cells = arrange(
        (gold.category, gold.image),
        (detections.category[rows], detections.image[rows], detections.score[rows]),
        n_categories,
        n_images,
        rules.most,
        turns=(gold.turn, None if detections.turn is None else detections.turn[rows]),
        threads=threads,
    )
    if kept is not None:
        cells = replace(cells, detection=kept[cells.detection])
    least = min(float(rules.thresholds.min(initial=1.0)), 1 - 1e-10)
    edges = shapes.edges(cells, gold.crowd, least, threads=threads)
    crowd = gold.crowd[cells.gold].view(np.uint8)
    ignored = (gold.ignored | rules.outside(gold.area))[:, cells.gold].view(np.uint8)
    outside = (detections.excused | rules.outside(detections.area))[:, cells.detection].view(np.uint8)
    flags = crowd, ignored, outside
    forgotten = None if unseen is None else unseen[cells.gold]
    return _judged(cells, edges, flags, rules.thresholds, forgotten, threads, rules.claim)


def judged_anew(judged: Judged, ignored: Bools, thresholds: Floats, *, threads: int = 1) -> Judged:
    """Judge detections again where more golds are ignored.

    Parameters
    ----------
    judged
        As `judge` returns it.
    ignored
        bool (g,), golds that are ignored besides those that are anyway, in the order of `Cells`.
    thresholds
        float64 (t,), not below the least of those that `judged` is for.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Judged
        With the same order and the same overlaps.
    """
    flags = judged.crowd, judged.ignored | ignored.view(np.uint8), judged.outside
    return _judged(judged.cells, judged.edges, flags, thresholds, judged.unseen, threads, judged.claim)


def _judged(
    cells: Cells,
    edges: Edges,
    flags: tuple[Bytes, Bytes, Bytes],
    thresholds: Floats,
    unseen: Bools | None,
    threads: int,
    claim: Literal["free", "nearest"],
) -> Judged:
    if claim == "nearest":
        return Judged(cells, edges, *flags, judge_nearest(edges, *flags, thresholds)[1], claim)
    overlaps = cells.detection_offsets, edges.offsets, edges.gold, edges.overlap
    outcome = detection.judge_detections(*overlaps, *flags, thresholds, threads=threads)
    if unseen is None or not unseen.any():
        return Judged(cells, edges, *flags, outcome)
    judged = Judged(cells, edges, *flags, outcome, unseen=unseen)
    _forget(judged, unseen, thresholds, threads)
    return judged


def _forget(judged: Judged, unseen: Bools, thresholds: Floats, threads: int) -> None:
    """Take detections that found an unseen gold for such that found none, unless the gold was ignored."""
    match = judged.matches(thresholds, slice(None), threads=threads)
    forgotten = (match >= 0) & np.append(unseen, False)[match] & (judged.outcome != detection.IGNORED)
    without = np.where(judged.outside[:, np.newaxis] != 0, detection.IGNORED, detection.WRONG).astype(np.uint8)
    np.copyto(judged.outcome, without, where=forgotten)
