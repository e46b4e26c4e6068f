"""Intervals at a fixed confidence: Wilson, percentiles of the bootstrap, and order statistics of quantiles."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONFIDENCE = 0.95

Z = 1.959963984540054
"""Quantile of the normal distribution for `CONFIDENCE`, two-sided."""


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval of a share of n independent things.

    Parameters
    ----------
    share
        Observed share, 0 to 1.
    n
        Number of things, at least 1.

    Returns
    -------
    low, high : float
        Roots p of (share - p)² = z² p (1 - p) / n; they stay inside [0, 1] and are never of length 0.

    Notes
    -----
    Wilson (1927).

    Examples
    --------
    >>> from labelgauge.scoring.intervals import wilson
    >>> [round(end, 4) for end in wilson(1.0, 10)]
    [0.7225, 1.0]
    """
    spread = Z * Z / n
    centre = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    # At a share of 0 or 1 one root is that share; rounding must not move it.
    return (0.0 if share == 0 else max(centre - half, 0.0)), (1.0 if share == 1 else min(centre + half, 1.0))


def percentiles(numerator: Ints, denominator: Ints) -> tuple[Floats, Floats, Ints]:
    """Percentile interval of ratios over bootstrap draws.

    Parameters
    ----------
    numerator, denominator
        int64 (groups, draws).

    Returns
    -------
    low, high : float64 (groups,)
        Percentiles of numerator / denominator over the draws whose denominator is above 0, with linear interpolation
        between neighbours; NaN without such draws.
    used : int64 (groups,)
        How many draws that were.

    Notes
    -----
    Efron and Tibshirani (1993), chapter 13.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.scoring.intervals import percentiles
    >>> low, high, used = percentiles(np.arange(101)[np.newaxis], np.full((1, 101), 100))
    >>> round(low.item(), 4), round(high.item(), 4), used.item()
    (0.025, 0.975, 101)
    """
    ratios = np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator > 0)
    ratios.sort(axis=1)  # NaN goes last
    used = np.count_nonzero(denominator > 0, axis=1)
    tail = (1 - CONFIDENCE) / 2
    return _sorted_quantile(ratios, used, tail), _sorted_quantile(ratios, used, 1 - tail), used


@lru_cache(maxsize=4096)
def order_ranks(n: int, share: float) -> tuple[int, int]:
    """Ranks of the order statistics that hold a quantile with at least the confidence.

    Parameters
    ----------
    n
        Number of independent values, at least 1.
    share
        Which quantile, between 0 and 1.

    Returns
    -------
    low, high : int
        With B ~ Binomial(n, share): the largest low with P(B < low) <= 2.5 %, the smallest high with
        P(B < high) >= 97.5 %. The interval runs from the low-th to the high-th smallest value; rank 0 and rank n + 1
        mean that n is too small for an end inside the values.

    Notes
    -----
    Conover, Practical Nonparametric Statistics (3rd ed.), section 3.2.

    Examples
    --------
    >>> from labelgauge.scoring.intervals import order_ranks
    >>> order_ranks(100, 0.5), order_ranks(5, 0.5)
    ((40, 61), (0, 6))
    """
    k, cumulative = _binomial(n, share)
    tail = (1 - CONFIDENCE) / 2
    below = int(np.searchsorted(cumulative, tail, side="right"))
    above = int(np.searchsorted(cumulative, 1 - tail, side="left"))
    return int(k[0]) + below, min(int(k[0]) + above, n) + 1


def _sorted_quantile(values: Floats, used: Ints, share: float) -> Floats:
    position = np.maximum(used - 1, 0) * share
    lower = np.floor(position).astype(np.int64)
    upper = np.minimum(lower + 1, np.maximum(used - 1, 0))
    row = np.arange(len(values))
    if values.shape[1] == 0:
        return np.full(len(values), np.nan)
    return values[row, lower] + (values[row, upper] - values[row, lower]) * (position - lower)


def _binomial(n: int, share: float) -> tuple[Ints, Floats]:
    """Numbers around the mode and P(B <= number); what lies further out is below 1e-30.

    Probabilities come from their ratios, by products alone, so that they do not depend on a C library.
    """
    mode = min(int((n + 1) * share), n)
    reach = int(12 * math.sqrt(n * share * (1 - share))) + 40
    up = np.arange(mode, min(mode + reach, n))
    down = np.arange(mode, max(mode - reach, 0), -1)
    odds = share / (1 - share)
    above = np.cumprod((n - up) / (up + 1) * odds)
    below = np.cumprod(down / (n - down + 1) / odds)
    density = np.concatenate((below[::-1], [1.0], above))
    return np.arange(mode - len(below), mode + len(above) + 1), np.cumsum(density / density.sum())
