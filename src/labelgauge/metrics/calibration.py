"""Calibration: whether scores say how often detections are right.

Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI 2015); Guo,
Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bins:
    """Scores in bins.

    Parameters
    ----------
    edges
        float64 (b + 1,), ascending: a bin has the scores above its lower edge and up to its upper one; the first has
        its lower edge too.
    n, n_right
        int64 (b,), how many there are, and how many of them are right.
    mean_score
        float64 (b,); NaN in an empty bin.
    """

    edges: Floats
    n: Ints
    n_right: Ints
    mean_score: Floats

    @property
    def share_right(self) -> Floats:
        """float64 (b,); NaN in an empty bin."""
        return _quotients(self.n_right, self.n)

    @property
    def gap(self) -> Floats:
        """float64 (b,), mean score less share right: above 0 where scores are too high; NaN in an empty bin."""
        return self.mean_score - self.share_right


def equal_width(n_bins: int) -> Floats:
    """Edges of bins of one width over [0, 1]; float64 (n_bins + 1,)."""
    return np.arange(n_bins + 1) / n_bins


def equal_count(score: Floats, n_bins: int) -> Floats:
    """Edges of bins that have about as many scores each; fewer bins where many scores are equal.

    Parameters
    ----------
    score
        float64 (n,), at least one.
    n_bins
        How many bins, at least 1.

    Returns
    -------
    float64 (at most n_bins + 1,)
        Of the scores in order, the first, the last, and the last of each bin.
    """
    ordered = np.sort(score)
    last = np.maximum(np.arange(1, n_bins + 1) * len(score) // n_bins - 1, 0)
    edges = np.unique(ordered[np.append(0, last)])
    return edges if len(edges) > 1 else np.repeat(edges, 2)


def fill(edges: Floats, score: Floats, right: Bools) -> Bins:
    """Put scores into bins.

    Parameters
    ----------
    edges
        float64 (b + 1,), ascending.
    score
        float64 (n,), from the first edge to the last.
    right
        bool (n,).

    Returns
    -------
    Bins
        With b bins.
    """
    n_bins = len(edges) - 1
    place = np.clip(np.searchsorted(edges, score, side="left") - 1, 0, n_bins - 1)
    n = np.bincount(place, minlength=n_bins)
    n_right = np.bincount(place[right], minlength=n_bins)
    return Bins(edges, n, n_right, _quotients(np.bincount(place, weights=score, minlength=n_bins), n))


def calibration_errors(bins: Bins) -> tuple[float, float]:
    r"""Expected and maximum calibration error.

    With :math:`n_b` of n scores in bin b, of mean :math:`s_b` and share right :math:`r_b`,

    .. math:: ECE = \sum_b \frac{n_b}{n} |r_b - s_b|, \qquad MCE = \max_b |r_b - s_b|

    Parameters
    ----------
    bins
        Scores in bins.

    Returns
    -------
    ece, mce : float
        NaN without scores.
    """
    used = bins.n > 0
    if not used.any():
        return np.nan, np.nan
    distance = np.abs(bins.gap[used])
    return float(np.sum(distance * bins.n[used]) / bins.n.sum()), float(distance.max())


def _quotients(part: NDArray[np.int64] | Floats, whole: Ints) -> Floats:
    quotients = np.full(len(whole), np.nan)
    np.divide(part, whole, out=quotients, where=whole > 0)
    return quotients
