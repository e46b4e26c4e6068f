"""Ends of intervals, from standard errors and from draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ends = tuple[float, float]

NO_ENDS: Ends = (np.nan, np.nan)
_ROUNDING = 1e-12
"""Draws as near as that to the value are equal to it."""


def by_error(value: float, se: float, degrees: float, confidence: float) -> Ends:
    """Value and so many standard errors on both sides, by Student's t; of infinite degrees, the normal distribution."""
    if np.isnan(se):
        return NO_ENDS
    reach = reach_of(degrees, confidence) * se
    return value - reach, value + reach


def reach_of(degrees: float, confidence: float) -> float:
    """How many standard errors an interval goes to either side."""
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - takes long to import

    covered = (1 + confidence) / 2
    return float(ndtri(covered) if np.isinf(degrees) else stdtrit(degrees, covered))


def by_share(draws: Floats, confidence: float) -> Ends:
    """Percentiles of draws that are defined."""
    tail = (1 - confidence) / 2
    return _quantiles(draws, (tail, 1 - tail))


def bias_corrected(draws: Floats, value: float, acceleration: float, confidence: float) -> Ends:
    """Percentiles that correct for how far draws lie to one side, and for a spread that changes with the value.

    Sources: Efron 1987; Efron & Tibshirani 1993, chapter 14. Draws equal to the value are half below it. Where all
    draws are on one side, that share is taken for half a draw from it.
    """
    if len(draws) == 0:
        return NO_ENDS
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - takes long to import

    bias = ndtri(_share_below(draws, value))
    tail = (1 - confidence) / 2
    shifted = bias + ndtri(np.array([tail, 1 - tail]))
    left = np.maximum(1 - acceleration * shifted, 0.0)
    with np.errstate(divide="ignore"):
        low, high = ndtr(bias + shifted / left)
    return _quantiles(draws, (float(low), float(high)))


def share_beyond(draws: Floats, truth: float) -> float:
    """Of both sides, how little confidence has an interval by `by_share` that `truth` is an end of; NaN without draws.

    As a p-value it is never below 1 / draws.
    """
    if len(draws) == 0:
        return np.nan
    below = _share_below(draws, truth)
    return 2 * min(below, 1 - below)


def bias_corrected_share_beyond(draws: Floats, value: float, acceleration: float, truth: float) -> float:
    """The same of an interval by `bias_corrected`."""
    if len(draws) == 0:
        return np.nan
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - takes long to import

    bias = ndtri(_share_below(draws, value))
    apart = ndtri(_share_below(draws, truth)) - bias
    left = 1 + acceleration * apart
    # Beyond the pole, where no confidence reaches, the end is as far away as any.
    shifted = apart / left if left > 0 else np.copysign(np.inf, apart)
    return float(2 * ndtr(-abs(shifted - bias)))


def acceleration_of(influence: Floats, times: Floats) -> float:
    """How the spread changes with the value: a sixth of the skewness of the sum of influences, each there so often."""
    centred = influence - influence @ times / times.sum()
    squares = float(times @ centred**2)
    return float(times @ centred**3) / (6 * squares**1.5) if squares > 0 else 0.0


def _share_below(draws: Floats, value: float) -> float:
    """The share of draws below a value, of which those equal to it are half; at least half a draw is on each side."""
    half = 0.5 / len(draws)
    apart = np.where(np.abs(draws - value) > _ROUNDING * max(abs(value), 1.0), draws - value, 0.0)
    return float(np.clip((np.mean(apart < 0) + np.mean(apart <= 0)) / 2, half, 1 - half))


def _quantiles(draws: Floats, shares: tuple[float, float]) -> Ends:
    if len(draws) == 0:
        return NO_ENDS
    low, high = np.quantile(draws, shares)
    return float(low), float(high)
