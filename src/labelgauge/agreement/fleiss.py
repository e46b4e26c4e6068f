"""Fleiss' tests of whether raters agree by more than chance, overall and on each category."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.agreement._distributions import t_tails
from labelgauge.agreement._estimate import as_ratings
from labelgauge.agreement._numbers import refuse_weights
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement.coefficient import REASONS
from labelgauge.agreement.coefficients import fleiss_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
Null = Literal["1979", "1971"]


@dataclass(frozen=True, slots=True, eq=False)
class FleissTest:
    """A test of a Fleiss' kappa of 0.

    Attributes
    ----------
    value
        Fleiss' kappa; NaN where undefined.
    se
        Standard error if raters agreed by chance alone; for this test, not for intervals. NaN where undefined.
    null
        Which formula it is by.
    status
        ``"ok"``, or why there is no test; `explain` says it in words.
    n_units
        Units with ratings.
    n_per_unit
        Ratings of each; 0 where units differ.
    categories
        A row for each category, in their order: ``category``; ``share`` of all ratings; ``value``, Fleiss' kappa of it
        against all others; ``se``, the standard error of 1979 if that is 0; ``z``; ``p_value``; ``status``, which is
        ``"single_category"`` where no rating or every rating is of it.

    Examples
    --------
    >>> import labelgauge as lg
    >>> test = lg.fleiss_test(lg.Ratings.from_counts([[3, 0], [2, 1], [1, 2], [0, 3]]))
    >>> round(test.z, 3), round(test.p_value, 3), test.categories["value"].round(3).tolist()
    (1.155, 0.248, [0.333, 0.333])
    """

    value: float
    se: float
    null: Null
    status: str
    n_units: int
    n_per_unit: int
    categories: Table

    @property
    def z(self) -> float:
        """Value in standard errors; NaN where there is none."""
        return self.value / self.se

    @property
    def p_value(self) -> float:
        """How likely a kappa so far from 0 is if raters agree by chance alone; normal, on both sides."""
        return t_tails(np.inf, self.z)

    def explain(self) -> str:
        """Say in a sentence what the test says, or why there is none.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.fleiss_test([[1, 2, 1], [1, 2, None]]).explain()
        'there is no test: units differ in how many ratings they have, and the test is for equal numbers.'
        """
        if self.status != "ok":
            return f"there is no test: {REASONS[self.status]}."
        return f"fleiss_kappa is {self.value:.3f}: z {self.z:.2f} by the formula of {self.null}, p {self.p_value:.3g}."

    def __repr__(self) -> str:
        test = f"z {self.z:.2f}, p {self.p_value:.3g}" if self.status == "ok" else f"no test ({self.status})"
        return f"<fleiss_test {self.value:.3f}, {test}, of {self.n_units:,} units>"


def fleiss_test(ratings: Ratings | ArrayLike, *, null: Null = "1979") -> FleissTest:
    r"""Test whether raters agree by more than chance: whether Fleiss' kappa is 0, overall and for each category.

    For a test alone: the standard error is that of raters who draw at random from the shares of categories. Where they
    do agree it is too small, of Fleiss' own example by half, and an interval of it would be far too narrow;
    `fleiss_kappa` has intervals.

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows. Units without ratings do not count.
    null
        Formula of the overall standard error: ``"1979"`` is the corrected one; ``"1971"`` is in older programs. By
        category it is that of 1979 in both cases.

    Returns
    -------
    FleissTest
        Without a test, with status ``"unequal_ratings"`` where units differ in how many ratings they have,
        ``"clustered"`` where they depend on each other, and the statuses of `fleiss_kappa`.

    Raises
    ------
    InputError
        If `null` is unknown, or units have weights.

    Notes
    -----
    With N units of n ratings each and shares :math:`p` of categories, :math:`q = 1 - p`:

    .. math::
        s_{1979}^2 = \frac{2}{N n (n - 1)} \frac{(\sum p q)^2 - \sum p q (q - p)}{(\sum p q)^2}, \quad
        s_{1971}^2 = \frac{2}{N n (n - 1)}
        \frac{\sum p^2 - (2 n - 3) (\sum p^2)^2 + 2 (n - 2) \sum p^3}{(1 - \sum p^2)^2}

    and :math:`\sqrt{2 / (N n (n - 1))}` for each category, also with ``"1971"``: the formulas of 1971 were found wrong
    in 1979, and the overall one alone is here, as older programs print it. Sources: Fleiss 1971; Fleiss, Nee & Landis
    1979.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.fleiss_test(lg.Ratings.from_counts([[6, 0, 0], [0, 6, 0], [1, 5, 0], [0, 1, 5], [4, 1, 1]]))
    <fleiss_test 0.603, z 7.16, p 7.94e-13, of 5 units>
    """
    if null not in {"1979", "1971"}:
        what = f"null must be '1979' or '1971', not {null!r}"
        raise InputError(what)
    given = as_ratings(ratings)
    refuse_weights(given, "fleiss_test")
    kappa = fleiss_kappa(given, ci=None)
    patterns = patterns_of(given)
    numbers = np.unique(patterns.n_ratings[patterns.n_ratings > 0])
    status = kappa.status
    if len(numbers) > 1:
        status = "unequal_ratings"
    elif status == "ok" and given.cluster is not None:
        status = "clustered"
    n_units, n = int(np.count_nonzero(given.per_unit)), int(numbers[0]) if len(numbers) == 1 else 0
    shares = patterns.category_sums(_times(patterns)) / max(given.n_ratings, 1)
    is_tested = status == "ok"
    return FleissTest(
        value=kappa.value,
        se=_standard_error(shares, n_units, n, null) if is_tested else np.nan,
        null=null,
        status=status,
        n_units=n_units,
        n_per_unit=n,
        categories=_by_category(given, patterns, shares, n_units, n, status),
    )


def _times(patterns: Patterns) -> Floats:
    """How many ratings each entry stands for."""
    return patterns.count.astype(np.float64) * patterns.n_units[patterns.pattern]


def _standard_error(shares: Floats, n_units: int, n: int, null: Null) -> float:
    apart, alike = float(shares @ (1 - shares)), float(shares @ shares)
    if null == "1979":
        spread = (apart**2 - float(shares @ ((1 - shares) * (1 - 2 * shares)))) / apart**2
    else:
        spread = (alike - (2 * n - 3) * alike**2 + 2 * (n - 2) * float(np.sum(shares**3))) / (1 - alike) ** 2
    return float(np.sqrt(spread * _variance(n_units, n)))


def _variance(n_units: int, n: int) -> float:
    """The null variance of two categories."""
    return 2 / (n_units * n * (n - 1.0))


def _by_category(ratings: Ratings, patterns: Patterns, shares: Floats, n_units: int, n: int, status: str) -> Table:
    """The test of each category against all others."""
    varies = (shares > 0) & (shares < 1)
    value, se = np.full(len(shares), np.nan), np.full(len(shares), np.nan)
    if n >= 2:
        apart = patterns.category_sums(_times(patterns) * (n - patterns.count))
        by_chance = n_units * n * (n - 1.0) * shares * (1 - shares)
        value[varies] = 1 - apart[varies] / by_chance[varies]
    if status == "ok":
        se[varies] = np.sqrt(_variance(n_units, n))
    z = value / se
    return Table(
        {
            "category": ratings.categories.tolist(),
            "share": shares,
            "value": value,
            "se": se,
            "z": z,
            "p_value": np.array([t_tails(np.inf, one) for one in z.tolist()]),
            "status": [status if status != "ok" or one else "single_category" for one in varies.tolist()],
        }
    )
