"""Raters as a sample of those who might have rated: how much a coefficient owes to who they happened to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._ends import by_error
from labelgauge.agreement._estimate import as_ratings
from labelgauge.agreement._jackknife import jackknife_error
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement._rest import alpha_without_each
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import alpha_model, krippendorff_alpha
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]


def rater_jackknife(
    ratings: Ratings | ArrayLike, coefficient: Callable[..., Coefficient], **options: Any
) -> Coefficient:
    """A coefficient with an interval for what other raters would have said about the same units.

    It says nothing about other units: ``ci="two_way"`` is about both. The standard error is that of the jackknife, from
    the coefficient without each of the R raters, √((R - 1) / R Σ (θ₋ᵣ - mean)²), with Student's t of R - 1 degrees of
    freedom. Source: Gwet, Handbook of Inter-Rater Reliability, 2014 (raters as a random sample).

    Parameters
    ----------
    ratings
        `labelgauge.Ratings`, or a matrix with raters in rows.
    coefficient
        Of any number of raters, such as `labelgauge.fleiss_kappa`. `labelgauge.krippendorff_alpha` takes the time of
        one pass over the ratings, others one of each rater.
    **options
        Of the coefficient, such as ``level=`` or ``confidence=``; its own interval, ``ci=``, excepted.

    Returns
    -------
    Coefficient
        With the interval ``"rater_jackknife"``. There is a value without an interval, with a status, where raters have
        no names (``"anonymous_raters"``) and where the coefficient is undefined without one of them, as it is without
        one of two (``"few_raters"``).

    Raises
    ------
    InputError
        If ``ci=`` is given.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([[1, 2, 1, 2, 1], [1, 2, 1, 2, 2], [1, 2, 1, 1, 1], [1, 2, 2, 2, 1]])
    >>> lg.rater_jackknife(r, lg.krippendorff_alpha, level="nominal")
    <krippendorff_alpha 0.424 [-0.145, 0.993] of 5 units × 4 raters>
    """
    if "ci" in options:
        what = f"rater_jackknife has an interval of its own, and ci={options['ci']!r} is another"
        raise InputError(what, fix="Call the coefficient itself for that one.")
    given = as_ratings(ratings)
    whole = coefficient(given, ci=None, **options)
    if whole.status != "ok":
        return whole
    if given.anonymous:
        return replace(whole, status="anonymous_raters")
    without = _without_each(given, coefficient, options)
    se = jackknife_error(without, np.ones(len(without)))
    if np.isnan(se):
        return replace(whole, status="few_raters")
    low, high = by_error(whole.value, se, len(without) - 1, whole.confidence)
    return replace(whole, se=se, low=low, high=high, interval="rater_jackknife")


def _without_each(ratings: Ratings, coefficient: Callable[..., Coefficient], options: dict[str, Any]) -> Floats:
    """The coefficient without each rater who has rated something."""
    active = np.unique(ratings.rater)
    if coefficient is krippendorff_alpha:
        patterns = patterns_of(ratings, threads=options.get("threads", 1))
        return alpha_without_each(ratings, patterns, alpha_model(ratings, patterns, options["level"]))[active]
    plain = {**options, "ci": None, "undefined": "nan"}
    return np.array([coefficient(_without(ratings, rater), **plain).value for rater in active.tolist()])


def _without(ratings: Ratings, rater: int) -> Ratings:
    """The same units, raters and categories, less what one of the raters said."""
    stay = ratings.rater != rater
    columns = _layout.kept(_layout.Columns(ratings.offsets, ratings.rater, ratings.code, np.arange(len(stay))), stay)
    values = ratings._values()
    values.update(
        offsets=columns.offsets,
        rater=columns.rater,
        code=columns.code,
        time=None if ratings.time is None else ratings.time[columns.position],
    )
    return Ratings._of(**values)
