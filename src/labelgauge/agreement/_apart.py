"""How far categories are apart, as the two sums that alpha needs of it; none makes more than a block of all pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import pairs_of_entries
from labelgauge.kernels import disagreement as kernel

Floats = NDArray[np.float64]

_ROWS = 64
"""Categories that are compared with all others at a time, where the disagreement is a function."""


class Apart(NamedTuple):
    """Sums of disagreement.

    Attributes
    ----------
    to_all
        Of counts of categories (…, q), how far each category is from all of them (…, q).
    to_pattern
        For each entry of patterns, how far it is from the ratings of its pattern; float64 (e,).
    """

    to_all: Callable[[Floats], Floats]
    to_pattern: Callable[[Patterns], Floats]


def by_table(table: Floats) -> Apart:
    """Of a symmetric table (q, q)."""
    return Apart(lambda n: n @ table, lambda patterns: _of_pairs(patterns, lambda a, b: table[a, b]))


def by_kernel(kind: str, scores: Floats, threads: int) -> Apart:
    """Of numbers of any number of categories."""

    def to_all(n: Floats) -> Floats:
        rows = np.ascontiguousarray(n.reshape(-1, len(scores)))
        return kernel.disagreement_sums(scores, rows, kind, threads=threads).reshape(n.shape)

    def to_pattern(patterns: Patterns) -> Floats:
        lengths = np.bincount(patterns.pattern, minlength=len(patterns))
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        return kernel.entry_disagreement(offsets, patterns.code, patterns.count, scores, kind, threads=threads)

    return Apart(to_all, to_pattern)


def by_function(function: Callable[[Floats, Floats], Floats], scores: Floats) -> Apart:
    """Of a function of arrays of numbers."""

    def to_all(n: Floats) -> Floats:
        blocks = (scores[first : first + _ROWS, None] for first in range(0, len(scores), _ROWS))
        return np.concatenate([n @ function(block, scores).T for block in blocks], axis=-1)

    return Apart(to_all, lambda patterns: _of_pairs(patterns, lambda a, b: function(scores[a], scores[b])))


def _of_pairs(patterns: Patterns, apart: Callable[[NDArray[np.int32], NDArray[np.int32]], Floats]) -> Floats:
    first, second = pairs_of_entries(patterns)
    counted = patterns.count[second] * apart(patterns.code[first], patterns.code[second])
    return np.bincount(first, weights=counted, minlength=len(patterns.code)).astype(np.float64)
