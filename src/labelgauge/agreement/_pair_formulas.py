"""Coefficients of many pairs of raters at once, from sums or from tables of what each pair said.

The formulas are those of `two_raters` and `coefficients`, for two raters who both rated every unit. Without weights
they need four numbers per pair; weights, and standard errors, need its table of categories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class PairSums(NamedTuple):
    """What `labelgauge.kernels.agreement.pair_counts` gives of each pair; int64 (p,)."""

    n: Ints
    agreed: Ints
    cross: Ints
    squares: Ints


class Numbers(NamedTuple):
    """Of each pair; float64 (p,)."""

    value: Floats
    observed: Floats
    expected: Floats


class Margins(NamedTuple):
    """How each rater of each pair shares out units over categories; float64 (p, q)."""

    first: Floats
    second: Floats


class Weights(NamedTuple):
    """Weights of agreement, as formulas need them.

    Attributes
    ----------
    met
        Of shares of categories (p, q), the mean weight of each category with one that is drawn from them (p, q).
    total
        The sum of all weights.
    n_categories
        q; also those that margins leave out.
    """

    met: Callable[[Floats], Floats]
    total: float
    n_categories: int


class Formula(NamedTuple):
    """Agreement by chance, of many pairs.

    Attributes
    ----------
    of_sums
        From sums and the number of categories, without weights.
    of_margins
        From margins and weights.
    slope
        From margins and weights: what a unit's two categories add to agreement by chance, doubled shares and all;
        of either side, float64 (p, q), up to what is the same for all cells.
    large_sample
        Whether standard errors are the published ones that divide by n, with the normal distribution.
    """

    of_sums: Callable[[PairSums, int], Floats]
    of_margins: Callable[[Margins, Weights], Floats]
    slope: Callable[[Margins, Weights], tuple[Floats, Floats]]
    large_sample: bool = False


def of_sums(sums: PairSums, formula: Formula, n_categories: int) -> Numbers:
    """Values without weights."""
    observed = sums.agreed / sums.n
    return _corrected(observed, formula.of_sums(sums, n_categories))


def of_tables(tables: Ints, formula: Formula, weights: Floats) -> Numbers:
    """Values from tables (p, q, q) and weights (q, q)."""
    shares = tables / tables.sum(axis=(1, 2), keepdims=True)
    return _corrected(np.sum(shares * weights, axis=(1, 2)), formula.of_margins(_margins(shares), _in_table(weights)))


def standard_errors(tables: Ints, formula: Formula, weights: Floats) -> Floats:
    """Standard errors of the values of tables (p, q, q), by the influences of their cells; float64 (p,)."""
    n = tables.sum(axis=(1, 2)).astype(np.float64)
    shares = tables / n[:, None, None]
    value, _, expected = of_tables(tables, formula, weights)
    rows, columns = formula.slope(_margins(shares), _in_table(weights))
    with np.errstate(invalid="ignore", divide="ignore"):
        influence = weights - (1 - value)[:, None, None] * (rows[:, :, None] + columns[:, None, :])
        influence /= (1 - expected)[:, None, None]
        mean = np.sum(shares * influence, axis=(1, 2), keepdims=True)
        variance = np.sum(shares * (influence - mean) ** 2, axis=(1, 2)) / (n if formula.large_sample else n - 1)
    return np.where(n >= 2, np.sqrt(variance), np.nan)


def _in_table(weights: Floats) -> Weights:
    return Weights(lambda shares: shares @ weights, float(weights.sum()), len(weights))


def _margins(shares: Floats) -> Margins:
    return Margins(shares.sum(axis=2), shares.sum(axis=1))


def _corrected(observed: Floats, expected: Floats) -> Numbers:
    value = np.divide(observed - expected, 1 - expected, out=np.full(len(observed), np.nan), where=expected != 1)
    return Numbers(value, observed, expected)


def _pooled(margins: Margins) -> Floats:
    return (margins.first + margins.second) / 2


def _pooled_squares(sums: PairSums) -> Floats:
    """Σ π², where π are the shares of categories of all ratings of a pair."""
    return (sums.squares + 2.0 * sums.cross) / (4.0 * sums.n.astype(np.float64) ** 2)


def _gwet_scale(weights: Weights) -> float:
    q = weights.n_categories
    return weights.total / (q * (q - 1)) if q > 1 else np.nan


def _share_of_all(weights: Weights, n: int) -> Floats:
    q = weights.n_categories
    return np.full(n, weights.total / q**2 if q else np.nan)


def _same_for_both(slope: Floats) -> tuple[Floats, Floats]:
    return slope / 2, slope / 2


def _nothing(margins: Margins, weights: Weights) -> tuple[Floats, Floats]:  # noqa: ARG001 - a formula's signature
    return _same_for_both(np.zeros_like(margins.first))


def _gwet_slope(margins: Margins, weights: Weights) -> tuple[Floats, Floats]:
    return _same_for_both(_gwet_scale(weights) * (1 - 2 * _pooled(margins)))


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "cohen_kappa": Formula(
            lambda sums, _: sums.cross / sums.n.astype(np.float64) ** 2,
            lambda margins, weights: np.sum(weights.met(margins.first) * margins.second, axis=1),
            lambda margins, weights: (weights.met(margins.second), weights.met(margins.first)),
            large_sample=True,
        ),
        "scott_pi": Formula(
            lambda sums, _: _pooled_squares(sums),
            lambda margins, weights: np.sum(weights.met(_pooled(margins)) * _pooled(margins), axis=1),
            lambda margins, weights: _same_for_both(2 * weights.met(_pooled(margins))),
        ),
        "gwet_ac": Formula(
            lambda sums, q: (1 - _pooled_squares(sums)) / (q - 1) if q > 1 else np.full(len(sums.n), np.nan),
            lambda margins, weights: _gwet_scale(weights) * np.sum(_pooled(margins) * (1 - _pooled(margins)), axis=1),
            _gwet_slope,
        ),
        "brennan_prediger": Formula(
            lambda sums, q: np.full(len(sums.n), 1 / q if q else np.nan),
            lambda margins, weights: _share_of_all(weights, len(margins.first)),
            _nothing,
        ),
        "percent_agreement": Formula(
            lambda sums, _: np.zeros(len(sums.n)), lambda margins, _: np.zeros(len(margins.first)), _nothing
        ),
    }
)
"""Coefficients of pairs by name."""
