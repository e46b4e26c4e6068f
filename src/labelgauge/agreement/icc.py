"""Intraclass correlation: how much of the variance of ratings is that of units."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.agreement._distributions import f_tail
from labelgauge.agreement._estimate import as_ratings, checked, undefined_value
from labelgauge.agreement._icc_analysis import Analysis, analyses_of
from labelgauge.agreement._numbers import numbers_of
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Form = Literal["1", "A,1", "C,1", "1,k", "A,k", "C,k"]
Missing = Literal["model", "drop"]

FORMS: tuple[Form, ...] = get_args(Form)
_ROUNDING = 1e-12
"""Shares of variance below this are 0 but for rounding."""


@dataclass(frozen=True, slots=True, repr=False)
class IntraclassCorrelation(Coefficient):
    """An intraclass correlation, with the analysis of variance that it was computed from.

    Numbers are NaN where the value is undefined.

    Attributes
    ----------
    name, value, se, low, high, confidence, interval, status
        As of `Coefficient`.
    observed, expected
        NaN; such agreement does not exist here.
    n_units, n_raters, n_ratings, n_pairs, prevalence, bias, parameters, draws, degenerate
        As of `Coefficient`.
    form
        Which of the six.
    design
        ``"complete"``; ``"unbalanced"`` where units differ in the number of their ratings or, of the forms that look
        at raters, a rater has not rated all units.
    k
        Number of ratings that the value is about the mean of.
    f, df, error_df, p_value
        F test of no differences between units, its degrees of freedom, and the chance of an F as large without any.
    unit_variance, rater_variance, error_variance
        Estimates of components of variance; unbiased, so that they may be below 0. Raters' is NaN of forms that do not
        look at raters, whose differences are then error.
    n_left_out
        Units with ratings left out because they were not rated by all.

    Examples
    --------
    >>> import labelgauge as lg
    >>> found = lg.icc([[9, 6, 8, 7], [2, 1, 4, 1], [5, 3, 6, 2]], form="C,1")
    >>> found.design, round(found.f, 2), found.df, found.error_df
    ('complete', 8.5, 3.0, 6.0)
    """

    form: str = ""
    design: str = "complete"
    k: float = np.nan
    f: float = np.nan
    df: float = np.nan
    error_df: float = np.nan
    p_value: float = np.nan
    unit_variance: float = np.nan
    rater_variance: float = np.nan
    error_variance: float = np.nan
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
        >>> lg.icc([[1, 2, 3]], form="1").explain()
        'icc(1) is undefined: there is one rater, and agreement is between raters.'
        """
        if np.isnan(self.value):
            return f"{self.name} is undefined: {REASONS[self.status]}."
        parts = {"units": self.unit_variance, "raters": self.rater_variance, "error": self.error_variance}
        shown = ", ".join(f"{name} {part:.3g}" for name, part in parts.items() if not np.isnan(part))
        sure = "" if np.isnan(self.low) else f"; {self.confidence:.0%} interval {self.low:.3f} to {self.high:.3f}"
        doubt = "" if self.status == "ok" else f"; {REASONS[self.status]}"
        return f"{self.name} is {self.value:.3f}: variances are {shown}{sure}{doubt}."


def icc(
    ratings: Ratings | ArrayLike,
    *,
    form: Form,
    k: float | None = None,
    missing: Missing = "model",
    confidence: float = 0.95,
    undefined: Literal["nan", "raise"] | float = "nan",
) -> IntraclassCorrelation:
    r"""Intraclass correlation in one of its six forms, also with missing ratings.

    Parameters
    ----------
    ratings
        `Ratings` whose categories are numbers or have scores, or a matrix of numbers with raters in rows.
    form
        McGraw and Wong's name, Shrout and Fleiss' in brackets: ``"1"`` (1,1), raters differ from unit to unit;
        ``"A,1"`` (2,1), absolute agreement; ``"C,1"`` (3,1), consistency, which does not mind that a rater gives higher
        numbers than another throughout. ``"1,k"``, ``"A,k"``, ``"C,k"`` are the same of the mean of `k` ratings.
    k
        How many ratings the mean is of; by default the number of raters or, with missing ratings, the harmonic mean of
        the number of ratings of a unit. Only for the forms that end on k.
    missing
        ``"model"`` uses all ratings; ``"drop"`` only units that all raters rated, as other libraries do.
    confidence
        What the interval is to cover, above 0 and below 1.
    undefined
        ``"nan"``, ``"raise"``, or the value that an undefined coefficient is to have.

    Returns
    -------
    IntraclassCorrelation
        Undefined (NaN) with status ``"one_rater"``, ``"one_unit"``, ``"no_overlap"`` (no unit has two ratings),
        ``"not_crossed"`` (missing ratings leave nothing to tell raters, units and error apart by), ``"zero_variance"``
        or ``"anonymous_raters"`` (forms A and C). With clusters there is a value, but no standard error, interval and
        p-value: status ``"clustered"``.

    Raises
    ------
    InputError
        If categories are not numbers, units have weights, an argument is not as described, or units and raters with
        missing ratings are both more than 2,048 (forms A and C).
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Notes
    -----
    Ratings are a mean plus effects of unit, of rater and error, with variances :math:`\sigma^2_u`, :math:`\sigma^2_r`
    and :math:`\sigma^2_e`:

    .. math::

        ICC(A,1) = \frac{\sigma^2_u}{\sigma^2_u + \sigma^2_r + \sigma^2_e}, \quad
        ICC(C,1) = \frac{\sigma^2_u}{\sigma^2_u + \sigma^2_e}, \quad
        ICC(\cdot,k) = \frac{k \, ICC(\cdot,1)}{1 + (k - 1) ICC(\cdot,1)}

    ICC(1) is as ICC(C,1), with differences between raters being error. Variances are estimated from mean squares; with
    missing ratings by Henderson's third method, which is unbiased, needs no iterations, and equals the textbook's
    analysis of variance where no rating is missing.

    Intervals of the forms 1 and C are exact for normal effects, with missing ratings by inverting Wald's F test; those
    of form A are McGraw and Wong's, with Satterthwaite's degrees of freedom, and approximate. The standard error is
    that of the first order. Memory and time grow with the number of ratings and, where some are missing, also with the
    square and the cube of the number of raters or units, whichever are fewer.

    Sources: Shrout and Fleiss, Psychological Bulletin 1979; McGraw and Wong, Psychological Methods 1996; Henderson,
    Biometrics 1953; Seely and El-Bassiouni, Annals of Statistics 1983.

    Examples
    --------
    >>> import labelgauge as lg
    >>> judges = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
    >>> lg.icc(judges, form="A,1")
    <icc(A,1) 0.290 [0.019, 0.761] of 6 units × 4 raters>
    >>> judges[1][2] = None
    >>> lg.icc(judges, form="A,1").design
    'unbalanced'
    """
    return _asked(ratings, (form,), k, missing, {"confidence": confidence, "undefined": undefined})[0]


def icc_table(
    ratings: Ratings | ArrayLike,
    *,
    k: float | None = None,
    missing: Missing = "model",
    confidence: float = 0.95,
) -> Table:
    """All six intraclass correlations beside each other.

    Parameters
    ----------
    ratings, k, missing, confidence
        See `icc`.

    Returns
    -------
    Table
        A row a form: form, value, se, low, high, f, df, error_df, p_value, k, design, status.

    Raises
    ------
    InputError
        See `icc`.

    Examples
    --------
    >>> import labelgauge as lg
    >>> judges = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
    >>> table = lg.icc_table(judges)
    >>> dict(zip(table["form"], table["value"].round(3).tolist()))
    {'1': 0.166, 'A,1': 0.29, 'C,1': 0.715, '1,k': 0.443, 'A,k': 0.62, 'C,k': 0.909}
    """
    found = all_forms(ratings, k=k, missing=missing, confidence=confidence)
    numbers = ("value", "se", "low", "high", "f", "df", "error_df", "p_value", "k")
    return Table(
        {
            "form": [each.form for each in found],
            **{name: np.array([getattr(each, name) for each in found]) for name in numbers},
            "design": [each.design for each in found],
            "status": [each.status for each in found],
        }
    )


def all_forms(
    ratings: Ratings | ArrayLike,
    *,
    k: float | None = None,
    missing: Missing = "model",
    confidence: float = 0.95,
) -> list[IntraclassCorrelation]:
    """All six intraclass correlations, in the order of `FORMS`; parameters and errors as those of `icc`."""
    return _asked(ratings, FORMS, k, missing, {"confidence": confidence})


def _asked(
    ratings: Ratings | ArrayLike, forms: tuple[Form, ...], k: float | None, missing: Missing, options: Options
) -> list[IntraclassCorrelation]:
    given, chosen = as_ratings(ratings), checked(options)
    _check(forms, k, missing)
    counted = given.take(given.per_unit == len(np.unique(given.rater))) if missing == "drop" else given
    numbers = numbers_of(counted, "icc")
    m = numbers.per_unit
    common = {
        "confidence": chosen["confidence"],
        "n_units": int(np.sum(m >= 2)),
        "n_raters": given.n_raters,
        "n_ratings": len(numbers.value),
        "n_pairs": int(np.sum(m * (m - 1) // 2)),
        "n_left_out": int(np.count_nonzero(given.per_unit)) - numbers.n_units,
    }
    analyses = analyses_of(counted, numbers, {_kind(form) for form in forms}, chosen["confidence"])
    found = []
    for form in forms:
        parameters = MappingProxyType({"form": form, "k": k, "missing": missing})
        meant = 1.0 if not form.endswith("k") else _ratings_meant(m) if k is None else float(k)
        fields = {**common, "form": form, "name": f"icc({form})", "parameters": parameters}
        found.append(_result(analyses[_kind(form)], meant, chosen["undefined"], fields))
    return found


def _kind(form: str) -> str:
    """``"1"``, ``"A"`` or ``"C"``."""
    return form.partition(",")[0]


def _ratings_meant(per_unit: NDArray[np.int64]) -> float:
    """The harmonic mean of the number of ratings of a unit."""
    return float(len(per_unit) / np.sum(1 / per_unit)) if len(per_unit) else np.nan


def _check(forms: tuple[Form, ...], k: float | None, missing: str) -> None:
    for form in forms:
        if form not in FORMS:
            what = f"form must be one of {', '.join(map(repr, FORMS))}, not {form!r}"
            raise InputError(what, fix="Shrout and Fleiss' (2,1) is 'A,1', and (3,1) is 'C,1'.")
    if missing not in get_args(Missing):
        what = f"missing must be 'model' or 'drop', not {missing!r}"
        raise InputError(what)
    if k is not None and not (isinstance(k, int | float) and 1 <= k < np.inf):
        what = f"k must be a number of ratings of at least 1, not {k!r}"
        raise InputError(what)
    if k is not None and not any(form.endswith("k") for form in forms):
        what = f"k={k} ratings have no mean in form {forms[0]!r}, which is of single ratings"
        raise InputError(what, fix=f"Ask for form='{_kind(forms[0])},k'.")


def _result(analysis: Analysis, k: float, undefined: Any, fields: dict[str, Any]) -> IntraclassCorrelation:
    fields = {**fields, "status": analysis.status, "design": analysis.design, "k": k}
    mean, value = analysis.mean, _of_mean(analysis.share, k)
    if mean is None or value == -np.inf:
        status = "zero_variance" if value == -np.inf else analysis.status
        value = undefined_value(fields["name"], status, undefined)
        return IntraclassCorrelation(value=value, **{**fields, "status": status})
    f = mean.unit / mean.error if mean.error > 0 else np.inf if mean.unit > 0 else np.nan
    return IntraclassCorrelation(
        value=value,
        se=analysis.se * k / (1 + (k - 1) * analysis.share) ** 2,
        low=_of_mean(analysis.low, k),
        high=_of_mean(analysis.high, k),
        interval="none" if np.isnan(analysis.low) else "f_test",
        f=f,
        df=float(mean.unit_df),
        error_df=float(mean.error_df),
        p_value=np.nan if analysis.status == "clustered" else f_tail(mean.unit_df, mean.error_df, f),
        unit_variance=(mean.unit - mean.error) / mean.k,
        rater_variance=(mean.rater - mean.error) / mean.n,
        error_variance=mean.error,
        **fields,
    )


def _of_mean(share: float, k: float) -> float:
    """The correlation of means of k ratings, by Spearman and Brown; -inf where their variance is not above 0."""
    whole = 1 + (k - 1) * share
    return -np.inf if whole < _ROUNDING else k * share / whole
