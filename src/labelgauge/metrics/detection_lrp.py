"""Localisation recall precision (LRP): one error of detections, and the score at which it is least.

Source: Oksuz, Cam, Akbas, Kalkan, "Localization Recall Precision (LRP): A New Performance Metric for Object Detection"
(ECCV 2018), and Oksuz, Cam, Kalkan, Akbas, "One Metric to Measure Them All" (TPAMI 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.metrics.detection_curve import cuts_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OptimalError:
    """The least LRP of one category, and its parts.

    Parameters
    ----------
    olrp
        That error, 0 to 1.
    localisation
        Mean of 1 - overlap over the right detections.
    false_positive
        Share of the detections kept that are wrong: 1 - precision.
    false_negative
        Share of the gold objects that are not found: 1 - recall.
    score
        Keep detections of this score or a higher one; of several scores that are equally good the highest.
    n_right, n_wrong
        Detections kept.
    """

    olrp: float
    localisation: float
    false_positive: float
    false_negative: float
    score: float
    n_right: int
    n_wrong: int


UNDEFINED = OptimalError(np.nan, np.nan, np.nan, np.nan, np.nan, 0, 0)
ALL_MISSED = OptimalError(1.0, np.nan, np.nan, 1.0, np.nan, 0, 0)
"""No detection is right: nothing is best kept."""


def optimal_error(score: Floats, right: Bools, overlap: Floats, n_gold: int, threshold: float) -> OptimalError:
    r"""Find the score at which LRP is least.

    With r right detections of overlaps :math:`q_i`, w wrong ones, and m gold objects missed, at a threshold
    :math:`\tau` from which on overlaps are right,

    .. math:: LRP = \frac{1}{r + w + m} \left( \sum_i \frac{1 - q_i}{1 - \tau} + w + m \right)

    Parameters
    ----------
    score
        float64 (n,), finite.
    right
        bool (n,).
    overlap
        float64 (n,), with the gold object; used where the detection is right.
    n_gold
        Gold objects to be found.
    threshold
        Overlap from which on a detection is right, below 1.

    Returns
    -------
    OptimalError
        All NaN without gold objects. If no detection is right, the error is 1, no score is best, and only the share of
        missed gold objects is defined.
    """
    if n_gold == 0:
        return UNDEFINED
    if not right.any():
        return ALL_MISSED
    cuts = cuts_of(score, right, 1 - overlap)
    missed = n_gold - cuts.n_right
    errors = (cuts.error / (1 - threshold) + cuts.n_wrong + missed) / (cuts.n_wrong + n_gold)
    best = int(np.argmin(errors))
    n_right, n_wrong = int(cuts.n_right[best]), int(cuts.n_wrong[best])
    return OptimalError(
        olrp=float(errors[best]),
        localisation=float(cuts.error[best]) / n_right if n_right else np.nan,
        false_positive=n_wrong / (n_right + n_wrong),
        false_negative=(n_gold - n_right) / n_gold,
        score=float(cuts.score[best]),
        n_right=n_right,
        n_wrong=n_wrong,
    )
