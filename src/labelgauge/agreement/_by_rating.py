"""How a coefficient changes with the weight of single ratings, where a pair of ratings counts the product of both.

A pair weighs 1 / (m (m - 1)) of its unit's m ratings, or 1 / (m - 1) for alpha, and shares of categories are sums over
ratings; so what a unit weighs changes with its ratings, as it does when a rater leaves. Coefficients of raters' own
shares are means over pairs of raters, of which each counts the product of what its two raters weigh; a rater weighs the
mean of the weights of their ratings.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._alpha import Alpha, AlphaModel, IntervalAlpha, OrdinalAlpha, pair_weight
from labelgauge.agreement._chance import ChanceCorrected, rated_of
from labelgauge.agreement._conger import Conger
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._rater_pairs import PairKappas
from labelgauge.agreement._rest import distance_to_rest
from labelgauge.agreement._sums import Model, pairs_of_entries, total
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
PatternModel = ChanceCorrected | AlphaModel
"""Coefficients that do not look at who rated what."""
IdentityModel = Conger | PairKappas
"""Coefficients of raters' own shares, of identified patterns."""
RatedModel = PatternModel | IdentityModel


def rated_model(model: Model, kind: str) -> RatedModel:
    """The same model.

    Raises
    ------
    InputError
        If it is of two raters as these two, so that there are no others who might have rated.
    """
    if isinstance(model, PairKappas) and model.combination == "one":
        what = f"ci={kind!r} is not there for cohen_kappa, which is of two raters whose own shares it is about"
        raise InputError(what, fix="Use light_kappa, hubert_kappa or conger_kappa of three raters or more.")
    assert isinstance(model, ChanceCorrected | Alpha | IntervalAlpha | OrdinalAlpha | Conger | PairKappas)
    return model


def rating_influences(patterns: Patterns, model: RatedModel) -> Floats:
    """The derivative of the value by the weight of a rating of each entry; float64 (e,)."""
    if isinstance(model, PairKappas):
        return _of_pairs(patterns, model)
    sums = total(patterns, model.terms)
    by_dense, by_category = model.gradient(sums)
    own = by_category[patterns.code]
    n = patterns.n_ratings[patterns.pattern]
    if isinstance(model, Conger):
        rater = patterns.code // model.n_categories
        with_rest = _agreement_with_rest(patterns, model.weights, model.n_categories)
        pairs = _of_agreement(patterns, by_dense[0], by_dense[1], with_rest)
        return pairs + own + _shared_out(patterns, rater, model.by_rater(sums), patterns.n_ratings >= 1)
    if isinstance(model, ChanceCorrected):
        by_compared, by_agreed, by_rated = by_dense
        with_rest = _agreement_with_rest(patterns, model.weights, patterns.n_categories)
        pairs = _of_agreement(patterns, by_compared, by_agreed, with_rest)
        share = (rated_of(patterns, model.pooling) / np.maximum(patterns.n_ratings, 1))[patterns.pattern]
        changes: Floats = pairs + share * (by_rated + own)
        return changes
    by_within, by_n = by_dense
    weight = pair_weight(patterns)[patterns.pattern]
    apart = distance_to_rest(patterns, model, sums.category)
    others = patterns.sums(patterns.count * own)[patterns.pattern] - own
    found: Floats = weight * (2 * by_within * apart + 2 * by_n * (n - 1) + own * (n - 1) + others)
    return found


def _of_pairs(patterns: Patterns, model: PairKappas) -> Floats:
    """Of a rating in a cell of a pair's table; a unit counts there the product of its two ratings."""
    sums = total(patterns, model.terms)
    by_cell, _ = model.gradient(sums)
    met, n_codes = model.terms.dense.tocoo(), patterns.n_categories  # type: ignore[attr-defined] # it is sparse
    places = patterns.pattern * n_codes + patterns.code
    found = np.zeros(len(places))
    for rater, code in zip(model.raters[model.pair].T, (model.first, model.second), strict=True):
        own = rater * model.n_categories + code
        entry = np.searchsorted(places, met.row.astype(np.int64) * n_codes + own[met.col])
        found += np.bincount(entry, by_cell[met.col], len(places))
    rater = patterns.code // model.n_categories
    slopes = model.by_rater(sums, n_codes // model.n_categories)
    return found + _shared_out(patterns, rater, slopes, patterns.n_ratings >= 2)


def _of_agreement(patterns: Patterns, by_compared: float, by_agreed: float, with_rest: Floats) -> Floats:
    """Of observed agreement, the mean over units of the share of their pairs that agree."""
    n = patterns.n_ratings[patterns.pattern]
    of_pair = np.where(n >= 2, 2.0 / (np.maximum(n - 1, 1) * n), 0.0)
    found: Floats = of_pair * (by_compared * (n - 1) + by_agreed * with_rest)
    return found


def _shared_out(patterns: Patterns, rater: NDArray[np.integer], slopes: Floats, counted: NDArray[np.bool_]) -> Floats:
    """Derivatives by the weights of raters, which are the mean weights of their ratings that count."""
    weight = np.where(counted, patterns.weight, 0.0)[patterns.pattern]
    n_rated = np.bincount(rater, weight, len(slopes))[rater]
    return np.where(counted[patterns.pattern], slopes[rater] / np.where(n_rated > 0, n_rated, 1.0), 0.0)


def _agreement_with_rest(patterns: Patterns, weights: Floats | None, n_categories: int) -> Floats:
    """How nearly a rating of each entry agrees with the other ratings of its unit, added up; float64 (e,)."""
    code = patterns.code % n_categories  # of identified patterns, the category; of others it is the code
    if weights is None:
        _, alike = np.unique(patterns.pattern * n_categories + code, return_inverse=True)
        return np.bincount(alike, patterns.count).astype(np.float64)[alike] - 1
    first, second = pairs_of_entries(patterns)
    agree = patterns.count[second] * weights[code[first], code[second]]
    return np.bincount(first, weights=agree, minlength=len(code)).astype(np.float64) - 1
