"""What each type of error costs: average precision after an oracle has repaired all errors of the type.

The oracle moves a classification error to the category, and a localisation error to the place, of its gold object, if
nobody took that and no better error is about it; all other errors it takes away. Of missed gold objects it takes away
the gold. Two more are no types: to repair *false positives*, every wrong detection is ranked behind all right ones; to
repair *false negatives*, every gold object that was not found is taken away.

Source: Bolya et al. (ECCV 2020), sections 2.2 and 2.3; equals in score and the 101 recall levels as in ``tidecv``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection
from labelgauge.metrics.detection_errors import CLASSIFICATION, MISSED, RIGHT, TYPES, Errors, Scene

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SPECIAL = ("false_positive", "false_negative")
"""What oracles repair besides `TYPES`."""

_LEVELS = np.arange(101) / 100
"""Quotients, as in tidecv; COCO's levels are products, which differ in the last bit."""


@dataclass(frozen=True, slots=True)
class _Points:
    """Detections that count, in the order that decides between equal scores, and the golds to find.

    Parameters
    ----------
    category, score, right
        int64, float64 and bool (m,).
    n_gold
        int64 (categories,).
    """

    category: Ints
    score: Floats
    right: Bools
    n_gold: Ints


def average_precisions(
    scene: Scene, errors: Errors, score: Floats, n_categories: int, *, threads: int = 1
) -> tuple[float, Floats]:
    r"""Average precision as it is, and after each oracle.

    .. math:: AP = \frac{1}{101 |K|} \sum_{k \in K} \sum_{i=0}^{100} p_k(i / 100)

    where K are the categories with gold objects or detections (those with detections alone have an AP of 0), and p is
    the greatest precision at that recall or a higher one.

    Parameters
    ----------
    scene, errors
        Detections and gold objects, and what is wrong with them.
    score
        float64 (n,), of the detections.
    n_categories
        How many there are.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    before : float
        NaN without gold objects.
    after : float64 (8,)
        In the order of `TYPES` and `SPECIAL`; NaN where an oracle leaves neither gold objects nor detections, and
        without gold objects.
    """
    counted = ~scene.gold_ignored
    n_gold = np.bincount(scene.gold_category[counted], minlength=n_categories)
    if not n_gold.any():
        return np.nan, np.full(len(TYPES) + len(SPECIAL), np.nan)
    lost = np.bincount(scene.gold_category[errors.missed], minlength=n_categories)
    found = np.bincount(scene.gold_category[errors.found], minlength=n_categories)
    right = errors.type == RIGHT
    judged = np.flatnonzero(~errors.ignored)
    before = _Points(scene.category[judged], score[judged], right[judged], n_gold)
    unrepaired = _repaired(scene, errors, score, None, n_gold)
    after = [
        *(_repaired(scene, errors, score, type_, n_gold) for type_ in range(MISSED)),
        _Points(unrepaired.category, unrepaired.score, unrepaired.right, n_gold - lost),
        _Points(unrepaired.category, unrepaired.right.astype(np.float64), unrepaired.right, n_gold),
        _Points(unrepaired.category, unrepaired.score, unrepaired.right, found),
    ]
    values = [_mean_precision(points, threads) for points in (before, *after)]
    return values[0], np.array(values[1:])


def _repaired(scene: Scene, errors: Errors, score: Floats, type_: int | None, n_gold: Ints) -> _Points:
    """Points after errors of a type are repaired, if any; errors come first, so that they go before equals."""
    right = errors.type == RIGHT
    mended = errors.repairs & (errors.type == type_)
    kept = right | np.where(errors.type == type_, mended, ~errors.ignored)
    category = scene.category
    if type_ == CLASSIFICATION and len(scene.gold_category):
        category = np.where(mended, scene.gold_category[errors.gold], category)
    order = np.concatenate((np.flatnonzero(kept & ~right), np.flatnonzero(right)))
    return _Points(category[order], score[order], (right | mended)[order], n_gold)


def _mean_precision(points: _Points, threads: int) -> float:
    """Mean over categories that have a gold object or a detection; NaN if none has."""
    n_categories = len(points.n_gold)
    n_points = np.bincount(points.category, minlength=n_categories)
    order = np.argsort(points.category.astype(np.min_scalar_type(n_categories)), kind="stable")  # small is faster
    precision, _, _ = detection.precision_recall(
        offsets_of(n_points),
        np.zeros(len(order), np.int64),
        points.score[order],
        points.right[order].astype(np.uint8)[np.newaxis, np.newaxis],
        points.n_gold[:, np.newaxis],
        _LEVELS,
        np.ones(1, np.int64),
        threads=threads,
    )
    known = (n_points > 0) | (points.n_gold > 0)
    per_category = np.where(points.n_gold > 0, precision[0, :, :, 0, 0].mean(axis=0), 0.0)
    return float(per_category[known].mean()) if known.any() else np.nan
