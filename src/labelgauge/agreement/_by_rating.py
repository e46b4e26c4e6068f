"""How a coefficient changes with the weight of single ratings, where a pair of ratings counts the product of both.

A pair weighs 1 / (m (m - 1)) of its unit's m ratings, or 1 / (m - 1) for alpha, and shares of categories are sums over
ratings; so what a unit weighs changes with its ratings, as it does when a rater leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._alpha import Alpha, AlphaModel, IntervalAlpha, OrdinalAlpha, pair_weight
from labelgauge.agreement._chance import ChanceCorrected, rated_of
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._rest import distance_to_rest
from labelgauge.agreement._sums import Model, pairs_of_entries, total
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
PatternModel = ChanceCorrected | AlphaModel
"""Coefficients that do not look at who rated what."""


def pattern_model(model: Model, kind: str) -> PatternModel:
    """The same model.

    Raises
    ------
    InputError
        If it looks at who rated what.
    """
    if isinstance(model, ChanceCorrected | Alpha | IntervalAlpha | OrdinalAlpha):
        return model
    what = f"ci={kind!r} is not there for coefficients of raters' own shares, such as Cohen's and Conger's kappa"
    raise InputError(
        what,
        fix="Use krippendorff_alpha, fleiss_kappa, gwet_ac, brennan_prediger or percent_agreement; or rater_jackknife.",
    )


def rating_influences(patterns: Patterns, model: PatternModel) -> Floats:
    """The derivative of the value by the weight of a rating of each entry; float64 (e,)."""
    sums = total(patterns, model.terms)
    by_dense, by_category = model.gradient(sums)
    own = by_category[patterns.code]
    n = patterns.n_ratings[patterns.pattern]
    if isinstance(model, ChanceCorrected):
        by_compared, by_agreed, by_rated = by_dense
        of_pair = np.where(n >= 2, 2.0 / (np.maximum(n - 1, 1) * n), 0.0)
        pairs = of_pair * (by_compared * (n - 1) + by_agreed * _agreement_with_rest(patterns, model.weights))
        share = (rated_of(patterns, model.pooling) / np.maximum(patterns.n_ratings, 1))[patterns.pattern]
        changes: Floats = pairs + share * (by_rated + own)
        return changes
    by_within, by_n = by_dense
    weight = pair_weight(patterns)[patterns.pattern]
    apart = distance_to_rest(patterns, model, sums.category)
    others = patterns.sums(patterns.count * own)[patterns.pattern] - own
    found: Floats = weight * (2 * by_within * apart + 2 * by_n * (n - 1) + own * (n - 1) + others)
    return found


def _agreement_with_rest(patterns: Patterns, weights: Floats | None) -> Floats:
    """How nearly a rating of each entry agrees with the other ratings of its unit, added up; float64 (e,)."""
    if weights is None:
        return patterns.count.astype(np.float64) - 1
    first, second = pairs_of_entries(patterns)
    agree = patterns.count[second] * weights[patterns.code[first], patterns.code[second]]
    return np.bincount(first, weights=agree, minlength=len(patterns.code)).astype(np.float64) - 1
