"""Coefficients of agreement between any number of raters, with missing ratings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from labelgauge.agreement import _alpha, _chance
from labelgauge.agreement._chance import Chance
from labelgauge.agreement._estimate import as_ratings, checked
from labelgauge.agreement._order import check_ordered, weights_of
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement._prepared import Prepared, shown
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.disagreement import Level, disagreement
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import Floats, check_squares
from labelgauge.errors import InputError

Pooling = Literal["unit", "count", "paired"]
OF_NUMBERS = frozenset({"interval", "ratio", "circular", "bipolar"})
"""Levels whose intervals are analytic by default: of skewed numbers score intervals hold the truth less often."""

AlphaModel = _alpha.AlphaModel


def percent_agreement(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    """Share of pairs of ratings that agree, averaged over units; nothing is taken off for chance.

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows.
    weights
        How nearly categories agree: a name or a table, see `labelgauge.agreement.weights.agreement_weights`.
    **options
        How sure it is to be, and what it is where undefined: ``ci``, ``confidence``, ``draws``, ``seed``,
        ``n_population``, ``undefined`` and ``threads``, as `labelgauge.agreement.options.Options` says.

    Returns
    -------
    Coefficient
        Undefined, NaN with a status, if no unit has two ratings (there is one rater or none).

    Raises
    ------
    InputError
        If an option is unknown or out of range, or weights do not suit the categories.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.percent_agreement([[1, 2, 1, 1], [1, 2, 2, 1]], ci=None)
    <percent_agreement 0.750 of 4 units × 2 raters>
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_percent(given, weights=weights, threads=chosen["threads"]).estimated(chosen)


def fleiss_kappa(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pooling: Pooling = "unit",
    **options: Unpack[Options],
) -> Coefficient:
    r"""Fleiss' kappa, generalised to missing ratings and to weights; of two raters, Scott's pi.

    :math:`(p_a - p_e) / (1 - p_e)`, where :math:`p_a` is the mean over units of the share of pairs of ratings that
    agree, and :math:`p_e = \sum_{kl} w_{kl} \pi_k \pi_l` with the shares :math:`\pi` of categories (Fleiss 1971;
    Gwet 2014).

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows.
    weights
        How nearly categories agree: a name or a table, see `labelgauge.agreement.weights.agreement_weights`.
    pooling
        What shares of categories are taken of: ``"unit"`` of the units, each with its own shares (Gwet's), ``"count"``
        of all ratings, ``"paired"`` of the ratings of units that have two or more.
    **options
        How sure it is to be, and what it is where undefined: ``ci``, ``confidence``, ``draws``, ``seed``,
        ``n_population``, ``undefined`` and ``threads``, as `labelgauge.agreement.options.Options` says.

    Returns
    -------
    Coefficient
        Undefined, NaN with a status, if no unit has two ratings (or all ratings are of one category).

    Raises
    ------
    InputError
        If an option is unknown or out of range, or weights do not suit the categories.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.fleiss_kappa(lg.Ratings.from_counts([[3, 0], [2, 1], [1, 2], [0, 3]]), ci=None)
    <fleiss_kappa 0.333 of 4 units × 3 raters>
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_fleiss(given, weights=weights, pooling=pooling, threads=chosen["threads"]).estimated(chosen)


def gwet_ac(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pooling: Pooling = "unit",
    **options: Unpack[Options],
) -> Coefficient:
    r"""Gwet's AC1, or AC2 with weights: what is left of Fleiss' paradox when categories are rare.

    :math:`(p_a - p_e) / (1 - p_e)` with :math:`p_e = T_w / (q (q - 1)) \sum_k \pi_k (1 - \pi_k)`, where :math:`T_w` is
    the sum of all weights and q the number of categories, also of those nobody used (Gwet 2008).

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows.
    weights
        How nearly categories agree: a name or a table, see `labelgauge.agreement.weights.agreement_weights`.
    pooling
        What shares of categories are taken of: ``"unit"`` of the units, each with its own shares (Gwet's), ``"count"``
        of all ratings, ``"paired"`` of the ratings of units that have two or more.
    **options
        How sure it is to be, and what it is where undefined: ``ci``, ``confidence``, ``draws``, ``seed``,
        ``n_population``, ``undefined`` and ``threads``, as `labelgauge.agreement.options.Options` says.

    Returns
    -------
    Coefficient
        Undefined, NaN with a status, if no unit has two ratings (or there is one category).

    Raises
    ------
    InputError
        If an option is unknown or out of range, or weights do not suit the categories.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> yes, no = 1, 0
    >>> ratings = [[yes] * 80 + [yes] * 10 + [no] * 10, [yes] * 80 + [no] * 5 + [yes] * 5 + [no] * 10]
    >>> round(lg.gwet_ac(ratings).value, 3), round(lg.fleiss_kappa(ratings).value, 3)
    (0.936, 0.771)
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_gwet(given, weights=weights, pooling=pooling, threads=chosen["threads"]).estimated(chosen)


def brennan_prediger(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    r"""Brennan and Prediger's coefficient: Randolph's free-marginal kappa, Bennett's S, and, of two raters, PABAK.

    :math:`(p_a - p_e) / (1 - p_e)` with :math:`p_e = T_w / q^2`: all q categories are equally likely by chance (Brennan
    and Prediger 1981).

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows.
    weights
        How nearly categories agree: a name or a table, see `labelgauge.agreement.weights.agreement_weights`.
    **options
        How sure it is to be, and what it is where undefined: ``ci``, ``confidence``, ``draws``, ``seed``,
        ``n_population``, ``undefined`` and ``threads``, as `labelgauge.agreement.options.Options` says.

    Returns
    -------
    Coefficient
        Undefined, NaN with a status, if no unit has two ratings (or there is one category).

    Raises
    ------
    InputError
        If an option is unknown or out of range, or weights do not suit the categories.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.brennan_prediger([[1, 2, 1, 1], [1, 2, 2, 1]], ci=None)
    <brennan_prediger 0.500 of 4 units × 2 raters>
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_brennan_prediger(given, weights=weights, threads=chosen["threads"]).estimated(chosen)


def krippendorff_alpha(ratings: Ratings | ArrayLike, *, level: Level, **options: Unpack[Options]) -> Coefficient:
    r"""Krippendorff's alpha at a level of measurement, which has to be said.

    :math:`1 - D_o / D_e`: the disagreement of pairs of ratings of one unit, over that of all pairs of ratings. Units
    with one rating do not count (Krippendorff 2011).

    Parameters
    ----------
    ratings
        `Ratings`, or a matrix with raters in rows.
    level
        ``"nominal"``; ``"ordinal"``, by ranks of the ratings, in the order of the categories, which text has if the
        ratings were made with ``ordered=True``; ``"interval"``, ``"ratio"``, ``"circular"`` or ``"bipolar"`` for
        numbers; ``"jaccard"`` or ``"masi"`` for sets; a table (q, q) of how far categories are apart, symmetric and 0
        on its diagonal; or a function of two numbers that gives this, which Numba compiles.
    **options
        How sure it is to be, and what it is where undefined: ``ci``, ``confidence``, ``draws``, ``seed``,
        ``n_population``, ``undefined`` and ``threads``, as `labelgauge.agreement.options.Options` says.

    Returns
    -------
    Coefficient
        Undefined, NaN with a status, if no unit has two ratings (or all ratings are alike).

    Raises
    ------
    InputError
        If an option is unknown or out of range, or the level does not suit the categories.
    UndefinedError
        If it is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> ratings = lg.Ratings.from_matrix([[1, 2, 3, 3, 2], [1, 2, 3, 3, 2], [None, 3, 3, 3, 2]])
    >>> alpha = lg.krippendorff_alpha(ratings, level="ordinal")
    >>> round(alpha.value, 3), alpha.n_units, alpha.n_pairs
    (0.823, 5, 13)
    """
    given = as_ratings(ratings)
    chosen = checked({"ci": "analytic", **options} if shown(level) in OF_NUMBERS else options)
    return prepare_alpha(given, level=level, threads=chosen["threads"]).estimated(chosen)


def prepare_percent(ratings: Ratings, *, weights: str | ArrayLike, threads: int) -> Prepared:
    """What `percent_agreement` is estimated from."""
    return _corrected("percent_agreement", ratings, lambda _w, _q: _chance.none(), weights, "unit", threads)


def prepare_fleiss(ratings: Ratings, *, weights: str | ArrayLike, pooling: str, threads: int) -> Prepared:
    """What `fleiss_kappa` is estimated from."""
    return _corrected("fleiss_kappa", ratings, lambda w, _q: _chance.fleiss(w), weights, pooling, threads)


def prepare_gwet(ratings: Ratings, *, weights: str | ArrayLike, pooling: str, threads: int) -> Prepared:
    """What `gwet_ac` is estimated from."""
    return _corrected("gwet_ac", ratings, _chance.gwet, weights, pooling, threads)


def prepare_brennan_prediger(ratings: Ratings, *, weights: str | ArrayLike, threads: int) -> Prepared:
    """What `brennan_prediger` is estimated from."""
    return _corrected("brennan_prediger", ratings, _chance.uniform, weights, "unit", threads)


def prepare_alpha(ratings: Ratings, *, level: Level, threads: int) -> Prepared:
    """What `krippendorff_alpha` is estimated from."""
    patterns = patterns_of(ratings, threads=threads)
    name = shown(level)
    return Prepared(
        "krippendorff_alpha",
        ratings,
        patterns,
        alpha_model(ratings, patterns, level, threads=threads),
        degenerate="single_category" if name in {"nominal", "ordinal", "table", "function"} else "zero_variance",
        only_compared=True,
        parameters={"level": name},
    )


def alpha_model(ratings: Ratings, patterns: Patterns, level: Level, *, threads: int = 1) -> AlphaModel:
    """Krippendorff's alpha of these patterns at a level of measurement, as a function of sums over units."""
    if isinstance(level, str) and level == "nominal":
        return _alpha.nominal(patterns)
    if isinstance(level, str) and level == "ordinal":
        check_ordered(ratings, "level='ordinal'")
        return _alpha.ordinal(patterns)
    if isinstance(level, str) and level == "interval":
        return _alpha.interval(patterns, scores_of(ratings, "level='interval'"))
    return _alpha.of_any(patterns, disagreement(level, ratings, threads=threads))


def scores_of(ratings: Ratings, what: str) -> Floats:
    """The numbers that categories stand for.

    Raises
    ------
    InputError
        If there are none.
    """
    if ratings.scores is None:
        message = f"{what} needs numbers, and categories are not: {ratings.categories[:6].tolist()}"
        raise InputError(message, fix="Give each category a number with scores= when the ratings are made.")
    check_squares(ratings.scores, what)
    return np.asarray(ratings.scores)


def _corrected(
    name: str,
    ratings: Ratings,
    chance: Callable[[Floats | None, int], Chance],
    weights: str | ArrayLike,
    pooling: str,
    threads: int,
) -> Prepared:
    table = weights_of(ratings, weights)
    patterns = patterns_of(ratings, threads=threads)
    model = _chance.chance_corrected(patterns, chance(table, ratings.n_categories), table, pooling)
    return Prepared(name, ratings, patterns, model, parameters={"weights": shown(weights), "pooling": pooling})
