"""Kendall's coefficient of concordance: whether raters put units in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._distributions import chi2_tail
from labelgauge.agreement._estimate import as_ratings, undefined_value
from labelgauge.agreement._numbers import refuse_weights
from labelgauge.agreement._order import check_ordered
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, repr=False)
class KendallW(Coefficient):
    """Kendall's W with its test, and without an interval.

    Attributes
    ----------
    name, value, se, low, high, confidence, interval, status
        As of `Coefficient`.
    observed, expected
        NaN; such agreement does not exist here.
    n_units, n_raters, n_ratings, n_pairs, prevalence, bias, parameters, draws, degenerate
        As of `Coefficient`.
    chi2, df, p_value
        Friedman's statistic, its degrees of freedom, and the chance of one as large where raters order at random.
        NaN where W is undefined.
    mean_spearman
        Mean of Spearman's correlation over all pairs of raters, (m W - 1) / (m - 1); exactly so without ties.
    n_left_out
        Units with ratings that were left out because a rater has not rated them.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.kendall_w([[1, 2, 3, 4], [2, 1, 3, 4], [1, 2, 4, 3]])
    >>> round(found.chi2, 3), found.df, round(found.p_value, 3)
    (7.4, 3, 0.06)
    """

    chi2: float = np.nan
    df: int = 0
    p_value: float = np.nan
    mean_spearman: float = np.nan
    n_left_out: int = 0

    def explain(self) -> str:
        """Say in a sentence what the value is, or why it is undefined.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.kendall_w([[1, 2, 3, 4], [2, 1, 3, 4], [1, 2, 4, 3]]).explain()
        'kendall_w is 0.822: chi² is 7.4 with 3 degrees of freedom, p 0.06.'
        """
        if np.isnan(self.value):
            return f"{self.name} is undefined: {REASONS[self.status]}."
        left_out = f"; units left out, which not all rated: {self.n_left_out:,}" if self.n_left_out else ""
        test = f"chi² is {self.chi2:.3g} with {self.df} degrees of freedom"
        sure = f"; {REASONS[self.status]}" if np.isnan(self.p_value) else f", p {self.p_value:.2g}"
        return f"{self.name} is {self.value:.3f}: {test}{sure}{left_out}."


def kendall_w(ratings: Ratings | ArrayLike, *, undefined: Literal["nan", "raise"] | float = "nan") -> KendallW:
    r"""Kendall's coefficient of concordance of ranks, corrected for ties.

    Parameters
    ----------
    ratings
        `Ratings` whose categories are numbers, have scores, or are ordered; or a matrix with raters in rows. Only units
        that all raters rated count; `KendallW.n_left_out` says how many others have ratings.
    undefined
        ``"nan"``, ``"raise"``, or the value that an undefined coefficient is to have.

    Returns
    -------
    KendallW
        From 0 to 1. Undefined (NaN) with status ``"one_rater"``, ``"anonymous_raters"``, ``"no_overlap"`` (no unit is
        rated by all), ``"one_unit"`` or ``"zero_variance"`` (every rater gives one rank to all). With clusters
        there is no p-value: status ``"clustered"``.

    Raises
    ------
    InputError
        If categories have no order, or units have weights.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Notes
    -----
    Each of m raters ranks the n units, equal ratings sharing the mean of their ranks. With the sums of ranks
    :math:`R_u` and, for each rater, :math:`T = \sum t^3 - t` over its groups of t equal ratings:

    .. math:: W = \frac{12 \sum_u (R_u - \bar R)^2}{m^2 (n^3 - n) - m \sum T}, \quad \chi^2 = m (n - 1) W

    with n - 1 degrees of freedom, an approximation for n of about 8 and more. Source: Kendall and Gibbons, Rank
    Correlation Methods, 1990.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    <kendall_w 0.162 of 6 units × 3 raters>
    """
    given = as_ratings(ratings)
    refuse_weights(given, "kendall_w")
    places = _places(given)
    raters, rater = np.unique(given.rater, return_inverse=True)
    m = len(raters)
    complete = given.per_unit == max(m, 1)
    n = int(complete.sum())
    fields: dict[str, Any] = {
        "name": "kendall_w",
        "n_units": n,
        "n_raters": given.n_raters,
        "n_ratings": n * m,
        "n_pairs": n * m * (m - 1) // 2,
        "n_left_out": int(np.count_nonzero(given.per_unit)) - n,
        "parameters": MappingProxyType({}),
    }
    counted = complete[_layout.unit_of(given.offsets)]
    ranks, ties = _mid_ranks(rater[counted], places[given.code[counted]], n)
    most = float(m) ** 2 * (float(n) ** 3 - n) - m * ties
    status = _status(given, m, n, most)
    if status != "ok":
        return KendallW(value=undefined_value("kendall_w", status, undefined), status=status, **fields)
    # Complete ratings lie in order of unit, m of each.
    sums = (ranks - (n + 1) / 2).reshape(n, m).sum(axis=1)
    value = float(12 * (sums @ sums) / most)
    chi2 = m * (n - 1) * value
    is_clustered = given.cluster is not None
    return KendallW(
        value=value,
        status="clustered" if is_clustered else "ok",
        chi2=chi2,
        df=n - 1,
        p_value=np.nan if is_clustered else chi2_tail(n - 1, chi2),
        mean_spearman=(m * value - 1) / (m - 1),
        **fields,
    )


def _status(ratings: Ratings, n_who_rated: int, n_complete: int, most: float) -> str:
    if ratings.anonymous:
        return "anonymous_raters"
    if ratings.n_raters == 1 or n_who_rated == 1:
        return "one_rater"
    if n_complete == 0:
        return "no_overlap"
    if n_complete == 1:
        return "one_unit"
    return "ok" if most > 0 else "zero_variance"


def _places(ratings: Ratings) -> Ints:
    """The place of each category in their order; equal scores share one."""
    if ratings.scores is not None:
        return np.unique(ratings.scores, return_inverse=True)[1].astype(np.int64)
    check_ordered(ratings, "kendall_w")
    return np.arange(ratings.n_categories)


def _mid_ranks(rater: Ints, place: Ints, n: int) -> tuple[Floats, float]:
    """Ranks of ratings among those by the same rater, of whom each has n; and Σ t³ - t over groups of equal ones."""
    if len(place) == 0:
        return np.zeros(0), 0.0
    key = rater.astype(np.int64) * (int(place.max()) + 1) + place
    _, group, size = np.unique(key, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    ranks = (last - (size - 1) / 2)[group] - rater * float(n)
    return ranks, float(np.sum(size.astype(np.float64) ** 3 - size))
