"""Detections judged by the gold that each overlaps most, taken or not, as VOC does; groups may absorb the rest.

Source: ``VOCevaldet.m`` of the VOC development kit (Everingham et al. 2010), and for groups the evaluation of the Open
Images challenge in the TensorFlow Object Detection API (``group_of_weight`` = 1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels.detection import IGNORED, RIGHT, WRONG
from labelgauge.matching.detections import Edges

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

NEARLY_ALL = 1 - 1e-10
"""What a threshold of 1 asks for, as in COCO."""


def judge_nearest(edges: Edges, crowd: Bytes, ignored: Bytes, outside: Bytes, thresholds: Floats) -> tuple[Ints, Bytes]:
    """Whom every detection finds, and what becomes of it.

    A detection is about the gold, no crowd, that it overlaps most (of equals the first), if by the threshold at least.
    The first to be about a gold, in order of score, is right; the others are wrong. Whatever is about an ignored gold
    is ignored. What is neither right nor about an ignored gold may lie in a crowd: in that in which most of it lies, by
    the threshold at least. The first in a crowd is right, on behalf of all, and the others are ignored.

    Parameters
    ----------
    edges
        What detections overlap, in order of score within a cell.
    crowd, ignored, outside
        uint8 (g,), (ranges, g) and (ranges, n), as `labelgauge.kernels.detection.match_detections` takes them.
    thresholds
        float64 (t,), above 0.

    Returns
    -------
    match : int64 (ranges, t, n)
        The gold, or -1; of detections in a crowd, the crowd.
    outcome : uint8 (ranges, t, n)
        `RIGHT`, `WRONG` or `IGNORED`.
    """
    groups = crowd[edges.gold] != 0
    nearest, around = _most(edges, ~groups), _most(edges, groups)
    shape = len(ignored), len(thresholds), len(edges.offsets) - 1
    match, outcome = np.full(shape, -1), np.empty(shape, np.uint8)
    for r, (ignored_gold, excused) in enumerate(zip(ignored != 0, outside != 0, strict=True)):
        for t, threshold in enumerate(np.minimum(thresholds, NEARLY_ALL)):
            match[r, t], outcome[r, t] = _judge(nearest, around, ignored_gold, excused, threshold)
    return match, outcome


Most = tuple[Ints, Floats]
"""Of every detection, the gold that it overlaps most, or -1, and by how much."""


def _most(edges: Edges, chosen: Bools) -> Most:
    n = len(edges.offsets) - 1
    owner = edges.owners()[chosen]
    gold, overlap = edges.gold[chosen], edges.overlap[chosen]
    order = np.lexsort((gold, -overlap, owner))
    rows, first = np.unique(owner[order], return_index=True)
    most, much = np.full(n, -1), np.zeros(n)
    most[rows], much[rows] = gold[order[first]], overlap[order[first]]
    return most, much


def _judge(nearest: Most, around: Most, ignored: Bools, excused: Bools, threshold: float) -> tuple[Ints, Bytes]:
    """One range of areas and one threshold."""
    match = np.full(len(excused), -1)
    outcome = np.where(excused, IGNORED, WRONG).astype(np.uint8)
    rows = np.flatnonzero(nearest[1] >= threshold)
    passed = rows[ignored[nearest[0][rows]]]
    first = _first(rows, nearest[0])
    right = first[~ignored[nearest[0][first]]]
    for found, what in ((passed, IGNORED), (right, RIGHT)):
        match[found], outcome[found] = nearest[0][found], what
    absorbed = np.flatnonzero((around[1] >= threshold) & (match < 0))
    match[absorbed], outcome[absorbed] = around[0][absorbed], IGNORED
    first = _first(absorbed, around[0])
    outcome[first[~ignored[around[0][first]]]] = RIGHT
    return match, outcome


def _first(rows: Ints, gold: Ints) -> Ints:
    """The first of the rows about each gold."""
    return rows[np.unique(gold[rows], return_index=True)[1]]
