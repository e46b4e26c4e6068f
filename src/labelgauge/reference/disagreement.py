"""Twins of the disagreement kernels, in plain Python from Krippendorff's definitions (2011)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def disagreement_sums(scores: Floats, counts: Floats, kind: str) -> Floats:
    """How far each number is from all others, by how often these are there."""
    table = _table(scores.tolist(), kind)
    sums = np.zeros(counts.shape)
    for draw, times in enumerate(counts.tolist()):
        for row, apart in enumerate(table):
            total = 0.0
            for n, delta in zip(times, apart, strict=True):
                total += n * delta
            sums[draw, row] = total
    return sums


def entry_disagreement(
    offsets: NDArray[np.int64], codes: NDArray[np.int32], counts: NDArray[np.int32], scores: Floats, kind: str
) -> Floats:
    """How far each number of a pattern is from all of the pattern."""
    table = _table(scores.tolist(), kind)
    sums = []
    for begin, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        pattern = list(zip(codes[begin:end].tolist(), counts[begin:end].tolist(), strict=True))
        for code, _ in pattern:
            total = 0.0
            for other, times in pattern:
                total += times * table[code][other]
            sums.append(total)
    return np.array(sums, np.float64)


def _table(scores: list[float], kind: str) -> list[list[float]]:
    least, greatest = min(scores, default=0.0), max(scores, default=0.0)
    return [[_apart(x, y, kind, least, greatest) for y in scores] for x in scores]


def _apart(x: float, y: float, kind: str, least: float, greatest: float) -> float:
    if x == y:
        return 0.0
    if kind == "ratio":
        return ((x - y) / (x + y)) ** 2
    if kind == "circular":
        return math.sin(math.pi * (x - y) / (greatest - least + 1)) ** 2
    below, above = x + y - 2 * least, 2 * greatest - (x + y)
    return (x - y) ** 2 / (below * above)
