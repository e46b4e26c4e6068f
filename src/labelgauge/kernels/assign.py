"""One-to-one assignment over sparse edges: who is whose partner.

Source: the assignment problem (Kuhn 1955), solved per connected component by shortest augmenting paths in integers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import assign as reference

MAX_WEIGHT = 2**40
"""Largest weight of an edge; sums of up to 2^23 of them fit 64 bits."""

Ints = NDArray[np.int64]


def assign_pairs(
    gold_index: Ints, candidate_index: Ints, weight: Ints, n_gold: int, n_candidate: int, *, threads: int = 1
) -> Ints:
    """Pair golds with candidates so that the sum of weights is largest.

    Of several assignments with the largest sum, the one whose sorted list of (gold, candidate) pairs is
    lexicographically smallest is taken, so the answer depends on the edges alone.

    Parameters
    ----------
    gold_index, candidate_index
        int64 (k,), the two ends of each edge, strictly increasing in (gold, candidate). Only edges can become pairs.
    weight
        int64 (k,), from 1 to 2^40.
    n_gold, n_candidate
        Numbers of golds and candidates.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n_gold,)
        The candidate of each gold, -1 where it has none.

    Raises
    ------
    InputError
        If an array has the wrong dtype or length, an index is out of range, edges are not strictly increasing, or a
        weight is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import assign
    >>> edges = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> assign.assign_pairs(*edges, np.array([5, 4, 3]), 2, 2).tolist()
    [1, 0]
    """
    n_gold, n_candidate = _check.count(n_gold, "n_gold"), _check.count(n_candidate, "n_candidate")
    gold_index = _check.index(gold_index, "gold_index", n_gold)
    candidate_index = _check.index(candidate_index, "candidate_index", n_candidate)
    weight = _check.array(weight, "weight", np.int64)
    _check_edges(gold_index, candidate_index, weight)
    if use_reference():
        return reference.assign_pairs(gold_index, candidate_index, weight, n_gold, n_candidate)
    arguments = (gold_index, candidate_index, weight, n_gold, n_candidate)
    return _native.assign.assign_pairs(*arguments, _check.threads(threads), isa())


def _check_edges(gold_index: Ints, candidate_index: Ints, weight: Ints) -> None:
    if not len(gold_index) == len(candidate_index) == len(weight):
        lengths = f"{len(gold_index)}, {len(candidate_index)} and {len(weight)}"
        what = f"gold_index, candidate_index and weight must be equally long, not {lengths}"
        raise InputError(what)
    step = np.diff(gold_index)
    if np.any((step < 0) | ((step == 0) & (np.diff(candidate_index) <= 0))):
        what = "edges must be strictly increasing in (gold_index, candidate_index)"
        raise InputError(what, fix="Sort them with numpy.lexsort and drop duplicates.")
    if len(weight) and (weight.min() < 1 or weight.max() > MAX_WEIGHT):
        what = f"weight must lie in [1, 2^40], found {int(weight.min())} to {int(weight.max())}"
        raise InputError(what)
