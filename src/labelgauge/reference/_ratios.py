"""From what two marks share to a ratio: the measures that every kind of geometry has, for the twins of overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

IOU, DICE, GOLD, CANDIDATE = range(4)

Mark = TypeVar("Mark")
Number = float | Fraction
Floats = NDArray[np.float64]


def is_crowd(crowd: NDArray[np.uint8], i: int) -> bool:
    """Whether gold `i` is a crowd; no flags at all means that none is."""
    return len(crowd) > 0 and bool(crowd[i])


def ratio(measure: int, shared: Number, gold: Number, candidate: Number, crowd: bool) -> float:
    """The measure of two marks that share `shared`; 0 where that is nothing."""
    if shared == 0:
        return 0.0
    union = candidate if crowd else candidate + gold - shared
    numerator, denominator = {
        IOU: (shared, union),
        DICE: (2 * shared, gold + candidate),
        GOLD: (shared, gold),
        CANDIDATE: (shared, candidate),
    }[measure]
    return float(numerator / denominator)


def matrix(
    gold: Sequence[Mark],
    candidate: Sequence[Mark],
    crowd: NDArray[np.uint8],
    measure: int,
    shared: Callable[[Mark, Mark], Number],
) -> Floats:
    """Compare every gold mark with every candidate; `shared` measures what two marks have in common."""
    ratios = np.zeros((len(gold), len(candidate)))
    own_gold, own_candidate = [shared(g, g) for g in gold], [shared(c, c) for c in candidate]
    for i, j in np.ndindex(*ratios.shape):
        common = shared(gold[i], candidate[j])
        ratios[i, j] = ratio(measure, common, own_gold[i], own_candidate[j], is_crowd(crowd, i))
    return ratios


def listed(
    gold: Sequence[Mark],
    candidate: Sequence[Mark],
    gold_index: NDArray[np.int64],
    candidate_index: NDArray[np.int64],
    measure: int,
    shared: Callable[[Mark, Mark], Number],
) -> Floats:
    """Compare listed pairs."""
    no_crowd = np.zeros(0, dtype=np.uint8)
    pairs = zip(gold_index, candidate_index, strict=True)
    return np.array([matrix([gold[i]], [candidate[j]], no_crowd, measure, shared)[0, 0] for i, j in pairs], dtype=float)
