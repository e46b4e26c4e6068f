"""Where agreement is lost: by category, by unit and by rater.

Each table belongs to Krippendorff's alpha at one level of measurement, which has to be said. Agreement of a unit or of
a rater is the share of pairs of equal labels at every level.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.agreement import _layout
from labelgauge.agreement._estimate import as_ratings
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement._quotients import positive_quotient
from labelgauge.agreement._rest import alpha_without_each, distance_to_rest, entry_of_ratings
from labelgauge.agreement._sums import influences, total
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import AlphaModel, alpha_model, fleiss_kappa
from labelgauge.agreement.disagreement import Level
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]


def per_category(
    ratings: Ratings | ArrayLike,
    *,
    level: Level,
    coefficient: Callable[..., Coefficient] = fleiss_kappa,
    **options: Unpack[Options],
) -> Table:
    """How well raters agree on each category against all others, and how much of the disagreement it takes part in.

    Parameters
    ----------
    ratings
        Ratings, or a matrix with raters in rows.
    level
        Level of measurement of `krippendorff_alpha`, by which disagreement is measured.
    coefficient
        Coefficient of each category: of the ratings with two labels, it and the rest.
    **options
        Of the coefficient.

    Returns
    -------
    Table
        A row for each category, in their order: ``category``; ``n_ratings``; ``share`` of all ratings; ``value``,
        ``se``, ``low``, ``high`` and ``status`` of the coefficient; ``specific_agreement``, the share of those who are
        of one mind with a rater who chose it, Σ n (n - 1) / Σ n (m - 1) where n of a unit's m ratings chose it;
        ``disagreement``, its share of the disagreement of all pairs of ratings of a unit, where each of the two labels
        of a pair answers for half. NaN where nothing can be divided.

    Raises
    ------
    InputError
        If the level is unknown or does not suit the categories.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.agreement.breakdown import per_category
    >>> r = lg.Ratings.from_matrix([["a", "b", "c", "c"], ["a", "c", "c", "b"]])
    >>> table = per_category(r, level="nominal", ci=None)
    >>> table["specific_agreement"].tolist(), table["disagreement"].tolist()
    ([1.0, 0.0, 0.5], [0.0, 0.5, 0.5])
    """
    given = as_ratings(ratings)
    patterns = patterns_of(given)
    model = alpha_model(given, patterns, level)
    n_ratings = np.bincount(given.code, minlength=given.n_categories)
    each = [coefficient(against_rest(given, code), **options) for code in range(given.n_categories)]
    numbers = {name: np.array([getattr(one, name) for one in each], float) for name in ("value", "se", "low", "high")}
    return Table(
        {
            "category": given.categories.tolist(),
            "n_ratings": n_ratings,
            "share": positive_quotient(n_ratings, np.full(len(n_ratings), given.n_ratings)),
            **numbers,
            "status": [one.status for one in each],
            "specific_agreement": _specific(patterns),
            "disagreement": _share_of_disagreement(patterns, model),
        }
    )


def per_unit(ratings: Ratings | ArrayLike, *, level: Level) -> Table:
    """How well raters agree on each unit, and what it does to alpha.

    Parameters
    ----------
    ratings
        Ratings, or a matrix with raters in rows.
    level
        Level of measurement of `krippendorff_alpha`.

    Returns
    -------
    Table
        A row for each unit, in their order: ``unit``; ``n_ratings``; ``agreement``, the share of pairs of equal labels,
        NaN of less than two ratings; ``influence``, the derivative of alpha by the weight of the unit: without it,
        alpha would be higher by about as much as this is below 0. Influences of all units add up to 0. NaN where alpha
        is undefined.

    Raises
    ------
    InputError
        If the level is unknown or does not suit the categories.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.agreement.breakdown import per_unit
    >>> r = lg.Ratings.from_matrix([["a", "b", "c"], ["a", "c", "c"], ["a", "b", None]])
    >>> [round(share, 3) for share in per_unit(r, level="nominal")["agreement"].tolist()]
    [1.0, 0.333, 1.0]
    """
    given = as_ratings(ratings)
    patterns = patterns_of(given)
    model = alpha_model(given, patterns, level)
    n = patterns.n_ratings
    agreement = positive_quotient(patterns.sums(patterns.count * (patterns.count - 1.0)), n * (n - 1))
    is_defined = not np.isnan(model.at(total(patterns, model.terms)).value)
    influence = influences(patterns, model) if is_defined else np.full(len(patterns), np.nan)
    weight = np.ones(given.n_units) if given.weight is None else given.weight
    return Table(
        {
            "unit": given.units.tolist(),
            "n_ratings": given.per_unit,
            "agreement": agreement[patterns.of_unit],
            "influence": influence[patterns.of_unit] * weight,
        }
    )


def per_rater(ratings: Ratings | ArrayLike, *, level: Level, min_overlap: int = 1) -> Table:
    """How well each rater agrees with the others, and what alpha would be without them.

    Parameters
    ----------
    ratings
        Ratings, or a matrix with raters in rows.
    level
        Level of measurement of `krippendorff_alpha`.
    min_overlap
        Units that a rater must share with others to be judged; at least 1.

    Returns
    -------
    Table
        A row for each rater, in their order: ``rater``; ``n_ratings``; ``n_units`` of these that others rated, too;
        ``agreement``, the mean over these units of the share of the others who said the same; ``alpha_without``;
        ``vitality``, alpha less alpha without the rater: below 0, the others agree better among themselves; ``status``:
        ``"ok"``, ``"few_units"`` (less than `min_overlap`), ``"undefined"`` (alpha, with or without the rater), or
        ``"anonymous_raters"``. Where it is not ``"ok"``, alpha and vitality are NaN, and but for ``"undefined"``
        agreement is, too.

    Raises
    ------
    InputError
        If the level is unknown or does not suit the categories, or `min_overlap` is below 1.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.agreement.breakdown import per_rater
    >>> r = lg.Ratings.from_matrix([["a", "b", "c"], ["a", "b", "c"], ["b", "c", "c"]])
    >>> table = per_rater(r, level="nominal")
    >>> [round(number, 3) for number in table["agreement"].tolist()], table["vitality"].tolist()[2] < 0
    ([0.667, 0.667, 0.333], True)
    """
    if min_overlap < 1:
        what = f"min_overlap must be at least 1, not {min_overlap!r}"
        raise InputError(what)
    given = as_ratings(ratings)
    patterns = patterns_of(given)
    model = alpha_model(given, patterns, level)
    entry = entry_of_ratings(given, patterns)
    n = given.per_unit[_layout.unit_of(given.offsets)]
    shared = np.bincount(given.rater[n >= 2], minlength=given.n_raters)
    same = np.divide(patterns.count[entry] - 1.0, n - 1, out=np.zeros(len(n)), where=n >= 2)
    agreement = positive_quotient(np.bincount(given.rater, weights=same, minlength=given.n_raters), shared)
    without = np.full(given.n_raters, np.nan)
    if not given.anonymous:
        without = alpha_without_each(given, patterns, model)
    vitality = model.at(total(patterns, model.terms)).value - without
    status = _status_of_raters(given, shared, vitality, min_overlap)
    judged = np.array([one in {"ok", "undefined"} for one in status], np.bool_)
    numbers = {"agreement": agreement, "alpha_without": without, "vitality": vitality}
    return Table(
        {
            "rater": given.raters.tolist(),
            "n_ratings": np.bincount(given.rater, minlength=given.n_raters),
            "n_units": shared,
            **{name: np.where(judged, column, np.nan) for name, column in numbers.items()},
            "status": status,
        }
    )


def against_rest(ratings: Ratings, code: int) -> Ratings:
    """The same ratings with two categories: one, and all others.

    Parameters
    ----------
    ratings
        Ratings.
    code
        Position of the category.

    Returns
    -------
    Ratings
        Of the categories False and True.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.agreement.breakdown import against_rest
    >>> against_rest(lg.Ratings.from_matrix([["a", "b"], ["c", "b"]]), 1).counts().tolist()
    [[2, 0], [0, 2]]
    """
    values = ratings._values()
    values.update(
        code=(ratings.code == code).astype(np.int32),
        categories=np.array([False, True]),
        scores=np.array([0.0, 1.0]),
        ordered=False,
    )
    return Ratings._of(**values)


def _status_of_raters(ratings: Ratings, shared: NDArray[np.int64], vitality: Floats, min_overlap: int) -> list[str]:
    if ratings.anonymous:
        return ["anonymous_raters"] * ratings.n_raters
    few = ["few_units" if n < min_overlap else "" for n in shared.tolist()]
    undefined = ["undefined" if isnan else "ok" for isnan in np.isnan(vitality).tolist()]
    return [first or second for first, second in zip(few, undefined, strict=True)]


def _specific(patterns: Patterns) -> Floats:
    weight = patterns.weight[patterns.pattern] * patterns.count
    together = patterns.category_sums(weight * (patterns.count - 1.0))
    return positive_quotient(together, patterns.category_sums(weight * (patterns.n_ratings[patterns.pattern] - 1.0)))


def _share_of_disagreement(patterns: Patterns, model: AlphaModel) -> Floats:
    rest = distance_to_rest(patterns, model, total(patterns, model.terms).category)
    n = patterns.n_ratings[patterns.pattern]
    counted = np.where(n >= 2, patterns.weight[patterns.pattern] * patterns.count * rest / np.maximum(n - 1, 1), 0.0)
    by_category = patterns.category_sums(counted)
    return positive_quotient(by_category, np.full(len(by_category), by_category.sum()))
