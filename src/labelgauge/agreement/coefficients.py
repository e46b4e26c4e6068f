"""Coefficients of agreement between any number of raters, with missing ratings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Unpack

import numpy as np
from numpy.typing import ArrayLike

from labelgauge.agreement import _alpha, _chance
from labelgauge.agreement._chance import Chance
from labelgauge.agreement._estimate import Options, as_ratings, checked, estimate
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement._sums import Model
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.disagreement import disagreement_table
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import Floats, agreement_weights
from labelgauge.errors import InputError

Pooling = Literal["unit", "count", "paired"]


def percent_agreement(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    """Share of pairs of ratings that agree, averaged over units; nothing is taken off for chance."""
    return _corrected("percent_agreement", ratings, lambda _w, _q: _chance.none(), weights, "unit", options)


def fleiss_kappa(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pooling: Pooling = "unit",
    **options: Unpack[Options],
) -> Coefficient:
    """Fleiss' kappa, generalised to missing ratings and to weights; of two raters, Scott's pi."""
    return _corrected("fleiss_kappa", ratings, lambda w, _q: _chance.fleiss(w), weights, pooling, options)


def gwet_ac(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pooling: Pooling = "unit",
    **options: Unpack[Options],
) -> Coefficient:
    """Gwet's AC1, or AC2 with weights."""
    return _corrected("gwet_ac", ratings, _chance.gwet, weights, pooling, options)


def brennan_prediger(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    """Brennan and Prediger's coefficient: Randolph's free-marginal kappa, Bennett's S, and, of two raters, PABAK."""
    return _corrected("brennan_prediger", ratings, _chance.uniform, weights, "unit", options)


def krippendorff_alpha(
    ratings: Ratings | ArrayLike, *, level: str | ArrayLike, **options: Unpack[Options]
) -> Coefficient:
    """Krippendorff's alpha at a level of measurement, which has to be said."""
    given = as_ratings(ratings)
    chosen = checked(options)
    patterns = patterns_of(given, threads=chosen["threads"])
    model: Model
    if isinstance(level, str) and level == "nominal":
        model = _alpha.nominal(patterns)
    elif isinstance(level, str) and level == "ordinal":
        model = _alpha.ordinal(patterns)
    elif isinstance(level, str) and level == "interval":
        model = _alpha.interval(patterns, scores_of(given, "level='interval'"))
    else:
        model = _alpha.of_table(patterns, disagreement_table(level, given))
    shown = level if isinstance(level, str) else "table"
    degenerate = "single_category" if shown in {"nominal", "ordinal", "table"} else "zero_variance"
    return estimate(
        "krippendorff_alpha",
        given,
        patterns,
        model,
        options=chosen,
        degenerate=degenerate,
        only_compared=True,
        parameters={"level": shown},
    )


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
    return np.asarray(ratings.scores)


def _corrected(
    name: str,
    ratings: Ratings | ArrayLike,
    chance: Callable[[Floats | None, int], Chance],
    weights: str | ArrayLike,
    pooling: str,
    options: Options,
) -> Coefficient:
    given = as_ratings(ratings)
    chosen = checked(options)
    table = agreement_weights(weights, given.n_categories, given.scores)
    patterns = patterns_of(given, threads=chosen["threads"])
    model = _chance.chance_corrected(patterns, chance(table, given.n_categories), table, pooling)
    parameters = {"weights": weights if isinstance(weights, str) else "table", "pooling": pooling}
    return estimate(name, given, patterns, model, options=chosen, parameters=parameters)
