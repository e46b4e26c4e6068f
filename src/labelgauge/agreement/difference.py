"""The difference of two coefficients, and whether it is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _ends, _joint, _joint_draws
from labelgauge.agreement._distributions import t_tails
from labelgauge.agreement._estimate import as_ratings, checked, standard_error
from labelgauge.agreement._joint import Side
from labelgauge.agreement._named import CoefficientName, prepared
from labelgauge.agreement._prepared import Prepared
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]

_KINDS = (None, "analytic", "bootstrap", "cluster_bootstrap", "bayesian_bootstrap")
_NOTHING = 1e-12
"""A standard error below this is rounding."""


@dataclass(frozen=True, slots=True)
class AgreementDifference:
    """How much one coefficient is above another, and how sure that is.

    Attributes
    ----------
    value
        The first coefficient less the second; NaN where either is undefined.
    first, second
        The two coefficients.
    paired
        Whether units were the same.
    se
        Standard error of the difference, by influences; NaN where undefined.
    low, high
        Ends of the confidence interval; NaN where there is none.
    confidence
        What the interval is meant to cover.
    interval
        Kind of interval; ``"none"`` where there is none.
    df
        Degrees of freedom of Student's t; infinite where it is the normal distribution.
    p_value
        How likely a difference so far from 0 is if there is none, on both sides; NaN without a standard error above 0.
        By the kind of interval: of an analytic one by `se` and `df`; of draws, how little confidence an interval of
        theirs has that just reaches 0, which is never below 1 / `draws`.
    status
        ``"ok"``, or why value, interval or p-value are undefined; `explain` says it in words.
    n_shared
        Units that count in both coefficients; 0 where not `paired`.
    draws
        How many draws a bootstrap has made; 0 without one.
    degenerate
        Share of the draws that either coefficient is undefined in; they are left out.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([[1, 1, 2, 2, 1, 2], [1, 1, 2, 2, 2, 2]])
    >>> lg.agreement_difference(r, r, "fleiss_kappa", second_coefficient="gwet_ac", paired=True)
    <fleiss_kappa - gwet_ac -0.019 [-0.249, 0.212], paired, p 0.845>
    """

    value: float
    first: Coefficient
    second: Coefficient
    paired: bool
    se: float = np.nan
    low: float = np.nan
    high: float = np.nan
    confidence: float = 0.95
    interval: str = "none"
    df: float = np.nan
    p_value: float = np.nan
    status: str = "ok"
    n_shared: int = 0
    draws: int = 0
    degenerate: float = 0.0

    @property
    def ci(self) -> tuple[float, float]:
        """Ends of the confidence interval."""
        return self.low, self.high

    def explain(self) -> str:
        """Say in a sentence what the difference is, or why it is undefined.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import labelgauge as lg
        >>> a, b = [[1, 1, 2, 2, 1, 2], [1, 1, 2, 2, 2, 2]], [[1, 1, 2, 2, 1, 2], [2, 1, 1, 2, 2, 2]]
        >>> lg.agreement_difference(a, b, "gwet_ac", paired=True).explain()
        'gwet_ac 0.676 less gwet_ac 0.027 is 0.649; 95% interval -0.449 to 1.746; p 0.189; units of both: 6.'
        """
        if np.isnan(self.value):
            which = self.first if np.isnan(self.first.value) else self.second
            side = "first" if which is self.first else "second"
            return f"the difference is undefined, as the {side} coefficient is: {REASONS[which.status]}."
        parts = [
            f"{self.first.name} {self.first.value:.3f} less {self.second.name} {self.second.value:.3f} "
            f"is {self.value:.3f}"
        ]
        if not np.isnan(self.low):
            parts.append(f"{self.confidence:.0%} interval {self.low:.3f} to {self.high:.3f}")
        if not np.isnan(self.p_value):
            parts.append(f"p {self.p_value:.3g}")
        if self.degenerate > 0:
            parts.append(f"{self.degenerate:.1%} of the draws were undefined and left out")
        if self.status != "ok":
            parts.append(REASONS[self.status])
        parts.append(f"units of both: {self.n_shared:,}" if self.paired else "units are independent")
        return f"{'; '.join(parts)}."

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        value = f"undefined ({self.status})" if np.isnan(self.value) else f"{self.value:.3f}"
        sure = "" if np.isnan(self.low) else f" [{self.low:.3f}, {self.high:.3f}]"
        test = "" if np.isnan(self.p_value) else f", p {self.p_value:.3g}"
        how = "paired" if self.paired else "independent"
        return f"<{self.first.name} - {self.second.name} {value}{sure}, {how}{test}>"


def agreement_difference(
    first: Ratings | ArrayLike,
    second: Ratings | ArrayLike,
    coefficient: CoefficientName = "krippendorff_alpha",
    *,
    paired: bool,
    parameters: Mapping[str, Any] = MappingProxyType({}),
    second_coefficient: CoefficientName | None = None,
    second_parameters: Mapping[str, Any] | None = None,
    **options: Unpack[Options],
) -> AgreementDifference:
    """Compare two coefficients: of two groups of raters, of two guidelines, of two sets of units, or of one table.

    Where units are the same, their influences on both coefficients are subtracted before they are squared, so that what
    both have in common cancels; clusters are summed first. Where units are independent, variances are added, with the
    degrees of freedom of Welch and Satterthwaite.

    Parameters
    ----------
    first, second
        Ratings, or matrices with raters in rows. Give the same ones twice to compare two coefficients of them. Declare
        the same `categories=` for both: some coefficients depend on how many there are.
    coefficient
        Name of the coefficient: ``"krippendorff_alpha"``, ``"fleiss_kappa"``, ``"gwet_ac"``, ``"brennan_prediger"``,
        ``"percent_agreement"``, ``"cohen_kappa"``, ``"scott_pi"``, ``"conger_kappa"``, ``"light_kappa"`` or
        ``"hubert_kappa"``.
    paired
        Whether units are the same: then they are matched by `Ratings.units`. A unit of one side alone still counts for
        that side's coefficient. Otherwise no unit of one side may have to do with one of the other.
    parameters
        Keyword arguments of the coefficient, such as ``{"level": "ordinal"}``.
    second_coefficient, second_parameters
        Of the second side; by default those of the first. Another coefficient has its own defaults.
    **options
        See `labelgauge.agreement.options.Options`; of both coefficients and of their difference. ``ci`` is
        ``"analytic"`` by default; bootstraps of units or clusters draw the same ones for both sides where these are
        paired, and may have ``ends="bca"``.

    Returns
    -------
    AgreementDifference
        NaN with the status of a coefficient that is undefined; a value without an interval where a coefficient is of
        one unit alone (``"one_unit"``) or there is one cluster (``"few_units"``); without a p-value where every unit
        moves both coefficients alike (``"no_spread"``).

    Raises
    ------
    InputError
        If an argument is unknown or out of range; if no unit is in both although `paired`, or their clusters differ; or
        if ratings are compared with themselves as independent ones.
    UndefinedError
        If a coefficient is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> before = [["a", "b", "b", "c", "a", "c", "b", "a"], ["b", "b", "c", "c", "a", "a", "b", "c"]]
    >>> after = [["a", "b", "b", "c", "a", "c", "b", "a"], ["a", "b", "b", "c", "a", "a", "b", "a"]]
    >>> lg.agreement_difference(after, before, parameters={"level": "nominal"}, paired=True)
    <krippendorff_alpha - krippendorff_alpha 0.521 [-0.075, 1.117], paired, p 0.0777>
    """
    chosen = checked({"ci": "analytic", **options})
    if chosen["ci"] not in _KINDS:
        what = f"a difference has no interval of kind ci={chosen['ci']!r}"
        raise InputError(what, fix=f"Take one of {', '.join(map(repr, _KINDS[1:]))}, or None.")
    of_first = as_ratings(first)
    of_second = of_first if second is first else as_ratings(second)
    _joint.check_units(of_first, of_second, paired)
    other = coefficient if second_coefficient is None else second_coefficient
    if second_parameters is None:
        second_parameters = parameters if other == coefficient else {}
    one = prepared(coefficient, of_first, parameters, chosen["threads"])
    two = prepared(other, of_second, second_parameters, chosen["threads"])
    a, b = (side.estimated({**chosen, "progress": None}) for side in (one, two))
    status = b.status if a.status == "ok" else a.status
    found: dict[str, Any] = {"confidence": chosen["confidence"], "status": status}
    if isinstance(one, Prepared) and isinstance(two, Prepared):
        sides = Side(one, a), Side(two, b)
        if paired:
            found["n_shared"] = _joint.shared_units(*sides)
        if status == "ok" and chosen["ci"] is not None:
            found |= _evidence(a.value - b.value, *sides, paired, chosen)
    return AgreementDifference(a.value - b.value, a, b, paired, **found)


def _evidence(value: float, first: Side, second: Side, paired: bool, options: dict[str, Any]) -> dict[str, Any]:
    """Standard error, interval and test, and what is missing of them."""
    if paired:
        joint = _joint.paired_evidence(first, second, options["singleton"])
        se = standard_error(joint, options["n_population"])
        df = np.inf if joint.large_sample else joint.degrees - 1
    else:
        se = float(np.hypot(first.coefficient.se, second.coefficient.se))
        df = _joint.degrees_of_sum(first, second, options["singleton"])
    found: dict[str, Any] = {"se": se, "df": df, "interval": options["ci"]}
    if options["ci"] != "analytic":
        drawn = _joint_draws.draws(first, second, paired, options)
        found |= {"draws": len(drawn), "degenerate": float(np.mean(np.isnan(drawn)))}
        bent = _joint.acceleration(first, second, paired, options) if options["ends"] == "bca" else None
        found |= _by_draws(value, drawn[~np.isnan(drawn)], bent, options["confidence"])
    elif not np.isnan(se):
        low, high = _ends.by_error(value, se, df, options["confidence"])
        found |= {"low": low, "high": high, "p_value": t_tails(df, value / max(se, _NOTHING))}
    if np.isnan(se):
        return found | {"status": "few_units", "p_value": np.nan}
    if se < _NOTHING:
        return found | {"status": "no_spread", "p_value": np.nan}
    return found


def _by_draws(value: float, draws: Floats, acceleration: float | None, confidence: float) -> dict[str, Any]:
    """Interval and test by draws that are defined; bias-corrected where there is an acceleration."""
    if acceleration is None:
        low, high = _ends.by_share(draws, confidence)
        return {"low": low, "high": high, "p_value": _ends.share_beyond(draws, 0.0)}
    low, high = _ends.bias_corrected(draws, value, acceleration, confidence)
    p_value = _ends.bias_corrected_share_beyond(draws, value, acceleration, 0.0)
    return {"low": low, "high": high, "p_value": p_value}
