"""Sums of disagreement, of which no table is made: what two numbers are apart is computed where it is needed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels._jit._chunks import over_chunks
from labelgauge.kernels._jit._policy import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

_RATIO, _CIRCULAR = 0, 1
_NUMBERS = {"ratio": _RATIO, "circular": _CIRCULAR, "bipolar": 2}
_ROWS = 64
_PATTERNS = 1024


def disagreement_sums(scores: Floats, counts: Floats, kind: str, *, threads: int) -> Floats:
    """See `labelgauge.kernels.disagreement.disagreement_sums`."""
    sums = np.zeros(counts.shape)
    low, high = _ends(scores)

    def work(first: int, end: int) -> None:
        _add_rows(_NUMBERS[kind], scores, low, high, counts, first, end, sums)

    over_chunks(len(scores), _ROWS, threads, work)
    return sums


def entry_disagreement(
    offsets: Ints, codes: Codes, counts: Codes, scores: Floats, kind: str, *, threads: int
) -> Floats:
    """See `labelgauge.kernels.disagreement.entry_disagreement`."""
    sums = np.zeros(len(codes))
    low, high = _ends(scores)

    def work(first: int, end: int) -> None:
        _add_patterns(_NUMBERS[kind], scores, low, high, offsets, codes, counts, first, end, sums)

    over_chunks(len(offsets) - 1, _PATTERNS, threads, work)
    return sums


def _ends(scores: Floats) -> tuple[float, float]:
    return (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)


@compiled
def _apart(kind: int, x: float, y: float, low: float, high: float) -> float:
    apart = x - y
    if kind == _RATIO:
        total = x + y
        return 0.0 if total == 0 else (apart / total) * (apart / total)
    if kind == _CIRCULAR:
        sine = math.sin(math.pi * apart / (high - low + 1))
        return sine * sine
    room = (x + y - 2 * low) * (2 * high - (x + y))
    return 0.0 if room == 0 else apart * apart / room


@compiled
def _add_rows(
    kind: int, scores: Floats, low: float, high: float, counts: Floats, first: int, end: int, sums: Floats
) -> None:
    for row in range(first, end):
        for other in range(len(scores)):
            apart = _apart(kind, scores[row], scores[other], low, high)
            for draw in range(len(counts)):
                sums[draw, row] += counts[draw, other] * apart


@compiled
def _add_patterns(
    kind: int,
    scores: Floats,
    low: float,
    high: float,
    offsets: Ints,
    codes: Codes,
    counts: Codes,
    first: int,
    end: int,
    sums: Floats,
) -> None:
    for pattern in range(first, end):
        for entry in range(offsets[pattern], offsets[pattern + 1]):
            for other in range(offsets[pattern], offsets[pattern + 1]):
                apart = _apart(kind, scores[codes[entry]], scores[codes[other]], low, high)
                sums[entry] += counts[other] * apart
