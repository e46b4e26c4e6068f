"""How many detections are right and wrong above every score, and what follows from that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is kept at each score that some detection has: all detections of that score or a higher one.

    Parameters
    ----------
    score
        float64 (c,), falling, without repeats.
    n_right, n_wrong
        int64 (c,), how many of those kept are right and wrong.
    error
        float64 (c,), sum of the errors of those that are right.
    """

    score: Floats
    n_right: Ints
    n_wrong: Ints
    error: Floats


def cuts_of(score: Floats, right: Bools, error: Floats) -> Cuts:
    """Count what is kept at every score.

    Parameters
    ----------
    score
        float64 (n,), finite.
    right
        bool (n,).
    error
        float64 (n,), what each detection adds to the sum of errors if it is right.

    Returns
    -------
    Cuts
        Empty without detections.
    """
    order = np.argsort(-score, kind="stable")
    score, right = score[order], right[order]
    last = np.flatnonzero(np.append(np.diff(score) != 0, True)[: len(score)])
    n_right = np.cumsum(right, dtype=np.int64)
    total = np.cumsum(np.where(right, error[order], 0.0))
    return Cuts(score[last], n_right[last], last + 1 - n_right[last], total[last])


def precision_recall_f1(cuts: Cuts, n_gold: int) -> tuple[Floats, Floats, Floats]:
    r"""Precision, recall and F1 at every cut.

    With r right and w wrong detections and g gold objects, :math:`r / (r + w)`, :math:`r / g` and
    :math:`2 r / (r + w + g)`.

    Parameters
    ----------
    cuts
        What is kept.
    n_gold
        Gold objects to be found.

    Returns
    -------
    precision, recall, f1 : float64 (c,)
        Recall and F1 are NaN without gold objects.
    """
    kept = cuts.n_right + cuts.n_wrong
    precision = cuts.n_right / kept
    if n_gold == 0:
        return precision, np.full(len(kept), np.nan), np.full(len(kept), np.nan)
    return precision, cuts.n_right / n_gold, 2 * cuts.n_right / (kept + n_gold)
