"""Agreement of two raters on numbers: Lin's concordance, Bland and Altman's limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement._distributions import noncentral_t_quantile, normal_quantile, t_quantile
from labelgauge.agreement._estimate import as_ratings, checked, undefined_value
from labelgauge.agreement._numbers import Pair, two_raters
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class Concordance(Coefficient):
    """Lin's concordance correlation coefficient, which is `pearson` × `accuracy`.

    Numbers are NaN where the value is undefined.

    Attributes
    ----------
    name, value, se, low, high, confidence, interval, status
        As of `Coefficient`.
    observed, expected
        Mean squared differences: of the two raters' numbers of one unit, and of numbers put together at random.
    n_units, n_raters, n_ratings, n_pairs, prevalence, bias, parameters, draws, degenerate
        As of `Coefficient`.
    pearson
        Pearson's correlation: how near to a line the pairs lie. NaN where a rater gives one number to all.
    accuracy
        How near that line is to that of equality; from 0 to 1.
    scale
        Standard deviation of the second rater over that of the first.
    shift
        Mean of the second rater less that of the first, over the geometric mean of their standard deviations.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.concordance([[1, 2, 3, 4], [2, 3, 4, 5]])
    >>> round(found.value, 3), round(found.pearson, 3), round(found.accuracy, 3)
    (0.714, 1.0, 0.714)
    """

    pearson: float = np.nan
    accuracy: float = np.nan
    scale: float = np.nan
    shift: float = np.nan


@dataclass(frozen=True, slots=True)
class BlandAltman:
    """How far apart the numbers of two raters are, in their own unit; differences are second less first.

    Attributes
    ----------
    raters
        Names of the first and the second.
    bias, bias_low, bias_high
        Mean difference, and its interval by Student's t.
    sd
        Standard deviation of the differences.
    lower, lower_low, lower_high
        Lower limit of agreement, and its interval.
    upper, upper_low, upper_high
        Upper limit of agreement, and its interval.
    share
        Share of differences that lies between the limits where differences are normal.
    within_sd
        Standard deviation of the numbers of one unit: √(mean of squared differences / 2).
    within_cv
        The same as a share of the unit's mean, root mean square over units; NaN unless all means are above 0.
    repeatability
        √2 z `within_sd`: two numbers of one unit differ by less with the chance `share`.
    n_units
        Units that both have rated.
    confidence
        What each interval is meant to cover.
    status
        ``"ok"``, or why numbers or their intervals are NaN.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.bland_altman([[1.0, 2.0, 3.0, 4.0], [1.5, 2.0, 3.5, 4.0]]).bias
    0.25
    """

    raters: tuple[Any, ...] = ()
    bias: float = np.nan
    bias_low: float = np.nan
    bias_high: float = np.nan
    sd: float = np.nan
    lower: float = np.nan
    lower_low: float = np.nan
    lower_high: float = np.nan
    upper: float = np.nan
    upper_low: float = np.nan
    upper_high: float = np.nan
    share: float = 0.95
    within_sd: float = np.nan
    within_cv: float = np.nan
    repeatability: float = np.nan
    n_units: int = 0
    confidence: float = 0.95
    status: str = "ok"

    def explain(self) -> str:
        """Say in a sentence what was found, or why nothing was.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.bland_altman([[1.0, 2.0, 3.0, 4.0], [1.5, 2.0, 3.5, 4.0]]).explain()
        'Of 4 units, 1 is 0.25 above 0 on average; 95% of differences lie between -0.316 and 0.816.'
        """
        if np.isnan(self.bias):
            return f"Limits of agreement are undefined: {REASONS[self.status]}."
        first, second = self.raters
        side = "above" if self.bias >= 0 else "below"
        where = f"Of {self.n_units:,} units, {second} is {abs(self.bias):.3g} {side} {first} on average"
        limits = f"; {self.share:.0%} of differences lie between {self.lower:.3g} and {self.upper:.3g}"
        doubt = "" if self.status == "ok" else f"; {REASONS[self.status]}"
        return f"{where}{'' if np.isnan(self.sd) else limits}{doubt}."


def concordance(
    ratings: Ratings | ArrayLike,
    *,
    pair: Pair | None = None,
    confidence: float = 0.95,
    undefined: Literal["nan", "raise"] | float = "nan",
) -> Concordance:
    r"""Lin's concordance correlation coefficient of two raters: how near pairs lie to the line of equality.

    Parameters
    ----------
    ratings
        `Ratings` whose categories are numbers or have scores, or a matrix of numbers with raters in rows. Only units
        that both have rated count.
    pair
        Names of the two raters; not needed where there are two.
    confidence
        What the interval is to cover, above 0 and below 1.
    undefined
        ``"nan"``, ``"raise"``, or the value that an undefined coefficient is to have.

    Returns
    -------
    Concordance
        Undefined (NaN) with status ``"one_rater"``, ``"not_two_raters"``, ``"anonymous_raters"``, ``"no_overlap"``,
        ``"one_unit"`` or ``"zero_variance"`` (both give one and the same number to all). No interval with
        ``"few_units"``, fewer than three, and with ``"clustered"``.

    Raises
    ------
    InputError
        If categories are not numbers, units have weights, or an argument is not as described.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Notes
    -----
    With means, variances and covariance over the n units, divided by n:

    .. math::

        \rho_c = \frac{2 s_{xy}}{s_x^2 + s_y^2 + (\bar y - \bar x)^2}
               = 1 - \frac{\textrm{mean } (y - x)^2}{s_x^2 + s_y^2 + (\bar y - \bar x)^2}

    The standard error is Lin's for normal pairs, with n - 2, as corrected in 2000; the interval is that of Fisher's z,
    :math:`\tanh(\textrm{atanh} \rho_c ± z \, se / (1 - \rho_c^2))`. Sources: Lin, Biometrics 1989 and 2000.

    Examples
    --------
    >>> import labelgauge as lg
    >>> a, b = [1.0, 2.1, 2.9, 4.2, 5.1, 5.8], [1.2, 2.0, 3.1, 4.0, 5.3, 6.1]
    >>> lg.concordance([a, b])
    <concordance 0.993 [0.952, 0.999] of 6 units × 2 raters>
    """
    given = as_ratings(ratings)
    chosen = checked({"confidence": confidence, "undefined": undefined})
    two = two_raters(given, pair, "concordance")
    n = len(two.first)
    fields: dict[str, Any] = {
        "name": "concordance",
        "confidence": confidence,
        "n_units": n,
        "n_raters": len(two.names) or given.n_raters,
        "n_ratings": 2 * n,
        "n_pairs": n,
        "parameters": MappingProxyType({"pair": two.names}),
    }
    moments = _Moments(two.first, two.second) if two.status == "ok" else None
    if moments is None or moments.expected == 0:
        status = "zero_variance" if moments else two.status
        value = undefined_value("concordance", status, chosen["undefined"])
        return Concordance(value=value, status=status, **fields)
    fields.update(
        value=moments.concordance,
        observed=moments.observed,
        expected=moments.expected,
        pearson=moments.pearson,
        accuracy=moments.accuracy,
        scale=moments.scale,
        shift=moments.shift,
    )
    if n < 3 or given.cluster is not None:
        return Concordance(status="few_units" if n < 3 else "clustered", **fields)
    se = moments.standard_error()
    low, high = _fisher_ends(moments.concordance, se, confidence)
    return Concordance(se=se, low=low, high=high, interval="fisher_z", **fields)


def bland_altman(
    ratings: Ratings | ArrayLike,
    *,
    pair: Pair | None = None,
    share: float = 0.95,
    confidence: float = 0.95,
) -> BlandAltman:
    r"""Bias of a rater against another, Bland and Altman's limits of agreement, and the error within units.

    Parameters
    ----------
    ratings
        `Ratings` whose categories are numbers or have scores, or a matrix of numbers with raters in rows. Only units
        that both have rated count.
    pair
        Names of the two raters, of which the first is what the second is compared with; not needed where there are
        two.
    share
        Share of differences that the limits are to enclose, above 0 and below 1.
    confidence
        What each interval is to cover, above 0 and below 1.

    Returns
    -------
    BlandAltman
        All NaN with status ``"one_rater"``, ``"not_two_raters"``, ``"anonymous_raters"`` or ``"no_overlap"``; no limits
        with ``"one_unit"``; no intervals with ``"clustered"``.

    Raises
    ------
    InputError
        If categories are not numbers, units have weights, or an argument is not as described.

    Notes
    -----
    With differences d of second less first, their mean and their standard deviation s (divided by n - 1), limits are
    :math:`\bar d ± z s`, z being 1.96 for a share of .95. They presume that differences are normal and neither their
    mean nor their spread changes with size. Intervals are exact under that: of a limit, by the noncentral t
    distribution. Sources: Bland and Altman, Lancet 1986 and BMJ 1996 (within-subject standard deviation); Carkeet,
    Optometry and Vision Science 2015 (exact intervals).

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.bland_altman([[10.0, 12.0, 15.0, 11.0, 9.0], [11.0, 12.0, 17.0, 12.0, 9.0]])
    >>> found.bias, round(found.lower, 2), round(found.upper, 2), round(found.within_cv, 3)
    (0.8, -0.84, 2.44, 0.057)
    """
    given = as_ratings(ratings)
    checked({"confidence": confidence})
    if not 0 < share < 1:
        what = f"share must be above 0 and below 1, not {share!r}"
        raise InputError(what, fix="For limits at 1.96 standard deviations give 0.95.")
    two = two_raters(given, pair, "bland_altman")
    d, n = two.second - two.first, len(two.first)
    fields: dict[str, Any] = {"raters": two.names, "share": share, "confidence": confidence, "n_units": n}
    if n == 0:
        return BlandAltman(status=two.status, **fields)
    z = normal_quantile((1 + share) / 2)
    within = math.sqrt(np.mean(d**2) / 2)
    fields.update(
        bias=float(d.mean()),
        within_sd=within,
        within_cv=_within_cv(d, (two.first + two.second) / 2),
        repeatability=math.sqrt(2) * z * within,
    )
    if n == 1:
        return BlandAltman(status="one_unit", **fields)
    bias, sd = fields["bias"], float(d.std(ddof=1))
    fields.update(sd=sd, lower=bias - z * sd, upper=bias + z * sd)
    if given.cluster is not None:
        return BlandAltman(status="clustered", **fields)
    reach = t_quantile(n - 1, (1 + confidence) / 2) * sd / math.sqrt(n)
    near, far = (sd * factor for factor in _limit_factors(n, z, confidence))
    return BlandAltman(
        bias_low=bias - reach,
        bias_high=bias + reach,
        lower_low=bias - far,
        lower_high=bias - near,
        upper_low=bias + near,
        upper_high=bias + far,
        **fields,
    )


class _Moments:
    """Moments of pairs, divided by n, and what is made of them."""

    def __init__(self, x: Floats, y: Floats) -> None:
        self.n = n = len(x)
        shift = float(y.mean() - x.mean())
        x_off, y_off = x - x.mean(), y - y.mean()
        floor = (4 * np.finfo(np.float64).eps * float(max(np.abs(x).max(), np.abs(y).max()))) ** 2
        variances = float(x_off @ x_off / n), float(y_off @ y_off / n)
        self._sd_x, self._sd_y = (math.sqrt(s) if s > floor else 0.0 for s in variances)
        self._sd_product = self._sd_x * self._sd_y
        self._both = float(x_off @ y_off / n) if self._sd_product > 0 else 0.0
        self._shift = shift if shift**2 > floor else 0.0
        self.observed = float(np.mean((y - x) ** 2))
        self.expected = self._sd_x**2 + self._sd_y**2 + self._shift**2

    @property
    def concordance(self) -> float:
        return 2 * self._both / self.expected

    @property
    def pearson(self) -> float:
        return self._both / self._sd_product if self._sd_product > 0 else np.nan

    @property
    def accuracy(self) -> float:
        return 2 * self._sd_product / self.expected

    @property
    def scale(self) -> float:
        return self._sd_y / self._sd_x if self._sd_x > 0 else np.nan

    @property
    def shift(self) -> float:
        return self._shift / math.sqrt(self._sd_product) if self._sd_product > 0 else np.nan

    def standard_error(self) -> float:
        """Lin's, written so that nothing is divided by Pearson's correlation, which may be 0."""
        value, shift = self.concordance, 2 * self._shift**2 / self.expected
        beside = max(self.accuracy**2 - value**2, 0.0) * (1 - value**2)
        variance = beside + value**2 * (2 * (1 - value) * shift - shift**2 / 2)
        return math.sqrt(max(variance, 0.0) / (self.n - 2))


def _fisher_ends(value: float, se: float, confidence: float) -> tuple[float, float]:
    if abs(value) >= 1:
        return value, value
    reach = normal_quantile((1 + confidence) / 2) * se / (1 - value**2)
    return math.tanh(math.atanh(value) - reach), math.tanh(math.atanh(value) + reach)


def _within_cv(differences: Floats, means: Floats) -> float:
    if np.any(means <= 0):
        return np.nan
    return math.sqrt(np.mean((differences / means) ** 2) / 2)


def _limit_factors(n: int, z: float, confidence: float) -> tuple[float, float]:
    """Ends of the interval of a limit, in standard deviations from the mean difference."""
    root, tail = math.sqrt(n), (1 - confidence) / 2
    near, far = (noncentral_t_quantile(n - 1, z * root, p) / root for p in (tail, 1 - tail))
    return near, far
