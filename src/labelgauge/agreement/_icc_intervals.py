"""Intraclass correlations of single ratings from mean squares: values, standard errors, intervals.

Sources: McGraw and Wong 1996 (complete ratings); Wald 1947, Seely and El-Bassiouni 1983 (exact with missing ratings).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from labelgauge.agreement._anova import MeanSquares
from labelgauge.agreement._distributions import f_quantile
from labelgauge.agreement._numbers import Numbers

Ends = tuple[float, float]
Between = Callable[[float], float]
"""Sum of squares of units, whitened by the share σ²_u / (σ²_u + σ²_e) of units; it decreases with the share."""


def share_of_units(mean: MeanSquares, *, among_raters: bool) -> float:
    """σ²_u / (σ²_u + σ²_e), or of (σ²_u + σ²_r + σ²_e) among raters; NaN where variance is not above 0."""
    return _ratio(mean.unit - mean.error, _whole(mean, among_raters=among_raters))


def standard_error(mean: MeanSquares, *, among_raters: bool) -> float:
    """Of the share, to first order: mean squares are independent and vary by 2 MS² / df."""
    whole = _whole(mean, among_raters=among_raters)
    part = mean.unit - mean.error
    by_rater = mean.k / mean.n if among_raters else 0.0
    slopes = [
        (mean.unit, mean.unit_df, whole - part),
        (mean.error, mean.error_df, whole + part * (mean.k - 1 - by_rater)),
    ]
    if among_raters:
        slopes.append((mean.rater, mean.rater_df, part * by_rater))
    return float(np.sqrt(sum(2 * square**2 / df * slope**2 for square, df, slope in slopes)) / whole**2)


def balanced_ends(mean: MeanSquares, confidence: float) -> Ends:
    """Of the share that is not among raters, with as many ratings of every unit: exact."""
    if mean.error == 0:
        return 1.0, 1.0
    f, (low, high) = mean.unit / mean.error, _f_quantiles(mean, confidence)
    return (f / high - 1) / (f / high + mean.k - 1), (f / low - 1) / (f / low + mean.k - 1)


def unbalanced_ends(between: Between, mean: MeanSquares, most: int, confidence: float) -> Ends:
    """Of the share that is not among raters, whatever is missing: exact, all shares that an F test does not reject.

    Parameters
    ----------
    between
        Sums of squares of units.
    mean
        Mean square of error, and degrees of freedom.
    most
        Most ratings of a unit; the share is above -1 / (most - 1).
    confidence
        What the interval is to cover.
    """
    if mean.error == 0:
        return 1.0, 1.0
    low, high = _f_quantiles(mean, confidence)
    scale = mean.unit_df * mean.error
    return _share_where(between, high * scale, most), _share_where(between, low * scale, most)


def between_units(numbers: Numbers) -> Between:
    """Sums of squares of units, whoever rated."""
    m = numbers.per_unit
    means = numbers.unit_sums(numbers.value) / m

    def between(share: float) -> float:
        weight = m * (1 - share) / (1 + (m - 1) * share)
        return float(weight @ (means - weight @ means / weight.sum()) ** 2)

    return between


def among_raters_ends(mean: MeanSquares, confidence: float) -> Ends:
    """Of the share among raters: approximate, with Satterthwaite's degrees of freedom."""
    share, n, k = share_of_units(mean, among_raters=True), mean.n, mean.k
    if share >= 1:
        return 1.0, 1.0
    odds = k * share / (n * (1 - share))
    rater, error = odds * mean.rater, (1 + odds * (n - 1)) * mean.error
    if rater + error <= 0:
        return np.nan, np.nan
    df = (rater + error) ** 2 / (rater**2 / mean.rater_df + error**2 / mean.error_df)
    tail = (1 + confidence) / 2
    low, high = f_quantile(mean.unit_df, df, tail), f_quantile(df, mean.unit_df, tail)
    rest = k * mean.rater + (k * n - k - n) * mean.error
    return (
        _ratio(n * (mean.unit - low * mean.error), low * rest + n * mean.unit),
        _ratio(n * (high * mean.unit - mean.error), rest + n * high * mean.unit),
    )


def _whole(mean: MeanSquares, *, among_raters: bool) -> float:
    """The variance that the share is of, k times."""
    whole = mean.unit + (mean.k - 1) * mean.error
    return whole + mean.k / mean.n * (mean.rater - mean.error) if among_raters else whole


def _share_where(between: Between, wanted: float, most: int) -> float:
    """The share at which the sum of squares is as wanted, or the end of its range."""
    from scipy.optimize import brentq  # noqa: PLC0415 - takes long to import

    step = 1e-9
    least, greatest = -1 / (most - 1) + step, 1 - step
    if between(least) <= wanted:
        return -1 / (most - 1)
    if between(greatest) >= wanted:
        return 1.0
    return float(brentq(lambda share: between(share) - wanted, least, greatest, xtol=1e-12))


def _f_quantiles(mean: MeanSquares, confidence: float) -> Ends:
    tail = (1 - confidence) / 2
    return f_quantile(mean.unit_df, mean.error_df, tail), f_quantile(mean.unit_df, mean.error_df, 1 - tail)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else np.nan
