"""How far categories are apart, as the two sums that alpha needs of it; none makes more than a block of all pairs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import pairs_of_entries
from labelgauge.kernels import disagreement as kernel

Floats = NDArray[np.float64]
Codes = NDArray[np.integer[Any]]

_ROWS = 64
"""Categories that are compared with all others at a time, where the disagreement is a function."""


class Apart(NamedTuple):
    """Sums of disagreement.

    Attributes
    ----------
    between
        Of codes (k,) and codes (k,), how far those of one place are apart; float64 (k,).
    to_all
        Of counts of categories (…, q), how far each category is from all of them (…, q).
    to_pattern
        For each entry of patterns, how far it is from the ratings of its pattern; float64 (e,).
    """

    between: Callable[[Codes, Codes], Floats]
    to_all: Callable[[Floats], Floats]
    to_pattern: Callable[[Patterns], Floats]


def by_table(table: Floats) -> Apart:
    """Of a symmetric table (q, q)."""
    return _of_pairs(lambda a, b: table[a, b], lambda n: n @ table)


def by_kernel(kind: str, scores: Floats, threads: int) -> Apart:
    """Of numbers of any number of categories."""

    def between(first: Codes, second: Codes) -> Floats:
        codes = np.column_stack((first, second)).astype(np.int32).ravel()  # patterns of two
        offsets, once = np.arange(0, len(codes) + 1, 2), np.ones(len(codes), np.int32)
        return kernel.entry_disagreement(offsets, codes, once, scores, kind, threads=threads)[::2]

    def to_all(n: Floats) -> Floats:
        rows = np.ascontiguousarray(n.reshape(-1, len(scores)))
        return kernel.disagreement_sums(scores, rows, kind, threads=threads).reshape(n.shape)

    def to_pattern(patterns: Patterns) -> Floats:
        lengths = np.bincount(patterns.pattern, minlength=len(patterns))
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        return kernel.entry_disagreement(offsets, patterns.code, patterns.count, scores, kind, threads=threads)

    return Apart(between, to_all, to_pattern)


def by_function(function: Callable[[Floats, Floats], Floats], scores: Floats) -> Apart:
    """Of a function of arrays of numbers."""

    def to_all(n: Floats) -> Floats:
        blocks = (scores[first : first + _ROWS, None] for first in range(0, len(scores), _ROWS))
        return np.concatenate([n @ function(block, scores).T for block in blocks], axis=-1)

    return _of_pairs(lambda a, b: function(scores[a], scores[b]), to_all)


def _of_pairs(between: Callable[[Codes, Codes], Floats], to_all: Callable[[Floats], Floats]) -> Apart:
    def to_pattern(patterns: Patterns) -> Floats:
        first, second = pairs_of_entries(patterns)
        counted = patterns.count[second] * between(patterns.code[first], patterns.code[second])
        return np.bincount(first, weights=counted, minlength=len(patterns.code)).astype(np.float64)

    return Apart(between, to_all, to_pattern)
