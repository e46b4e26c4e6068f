"""The pigeonhole bootstrap: units (or clusters) and raters are drawn, each with replacement.

Source: Owen 2007, "The pigeonhole bootstrap". Two ratings of a unit drawn a times, by raters drawn b and c times, are
a b c pairs. A rater who is drawn twice gives no pairs with the copy, which would agree for nothing. Of a mean over
pairs of raters, each counts b c times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._alpha import Alpha, AlphaModel, OrdinalAlpha, mid_ranks, pair_weight
from labelgauge.agreement._blocks import in_blocks, rows_together
from labelgauge.agreement._by_rating import PatternModel, RatedModel
from labelgauge.agreement._chance import ChanceCorrected, rated_of
from labelgauge.agreement._conger import Conger
from labelgauge.agreement._draws import times_of_patterns
from labelgauge.agreement._identity import identified_patterns
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._rater_pairs import PairKappas
from labelgauge.agreement._sums import Sums, pairs_of_entries
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Between = Callable[[NDArray[np.int32], NDArray[np.int32]], Floats]
Copied = Callable[[Floats, Floats, Floats], Sums]
"""Sums of a draw: of units by pattern (p,), and of raters by entry, copies and their squares (e,)."""
Drawn = Callable[[Floats, Floats], Floats]
"""The coefficient of a draw: of units by identified pattern (p,), and of raters (r,)."""


def pigeonhole_values(ratings: Ratings, model: RatedModel, options: dict[str, Any]) -> Floats:
    """The coefficient of each draw; float64 (draws,), NaN where it is undefined."""
    identified = identified_patterns(ratings, threads=options["threads"])
    takes_part = _takes_part(ratings, identified, model)
    n_raters = np.count_nonzero(takes_part)
    kind = "bootstrap" if ratings.cluster is None else "cluster_bootstrap"
    if isinstance(model, PairKappas):
        value = _of_pairs(model)
    elif isinstance(model, Conger):
        value = _of_conger(identified, model)
    else:
        value = _of_patterns(identified, model, ratings.n_categories)

    def some(rng: np.random.Generator, n_draws: int) -> Floats:
        units = times_of_patterns(rng, n_draws, ratings, identified, kind)
        raters = rng.multinomial(n_raters, takes_part / n_raters, n_draws).astype(np.float64)
        return np.array([value(*drawn) for drawn in zip(units, raters, strict=True)])

    return in_blocks(some, together=rows_together(len(identified.code)), options=options)


def _takes_part(ratings: Ratings, identified: Patterns, model: RatedModel) -> NDArray[np.bool_]:
    """Which raters are drawn."""
    if isinstance(model, PairKappas):
        return np.isin(np.arange(ratings.n_raters), model.raters)
    counted = identified.n_ratings >= (1 if isinstance(model, ChanceCorrected | Conger) else 2)
    rater = identified.code // ratings.n_categories
    return np.bincount(rater[counted[identified.pattern]], minlength=ratings.n_raters) > 0


def _of_pairs(model: PairKappas) -> Drawn:
    return lambda units, raters: model.at_raters(Sums(units @ model.terms.dense, np.zeros(0)), raters).value


def _of_conger(identified: Patterns, model: Conger) -> Drawn:
    patterns, group = _merged(identified, model.n_categories)
    rater = identified.code // model.n_categories
    agreement = _agreement(patterns, model.weights)

    def value(units: Floats, raters: Floats) -> Floats:
        pairs = agreement(units, *_copies(group, raters[rater]))
        shares = identified.category_sums(units[identified.pattern])
        return model.at_raters(Sums(np.array(pairs), shares), raters).value

    return value


def _of_patterns(identified: Patterns, model: PatternModel, n_categories: int) -> Drawn:
    patterns, group = _merged(identified, n_categories)
    rater = identified.code // n_categories
    sums = _of_chance(patterns, model) if isinstance(model, ChanceCorrected) else _of_alpha(patterns, model)
    return lambda units, raters: model.at(sums(units, *_copies(group, raters[rater]))).value


def _merged(identified: Patterns, n_categories: int) -> tuple[Patterns, Ints]:
    """The same patterns by what was said, whoever said it, and the entry of each entry."""
    names, group = np.unique(identified.pattern * n_categories + identified.code % n_categories, return_inverse=True)
    patterns = replace(
        identified,
        pattern=names // n_categories,
        code=(names % n_categories).astype(np.int32),
        count=np.bincount(group).astype(np.int32),
        n_categories=n_categories,
    )
    return patterns, group


def _copies(group: Ints, of_ratings: Floats) -> tuple[Floats, Floats]:
    """Of each entry, the sums of how often its raters were drawn, and of the squares."""
    copies, squares = (np.bincount(group, weights=times).astype(np.float64) for times in (of_ratings, of_ratings**2))
    return copies, squares


def _agreement(patterns: Patterns, weights: Floats | None) -> Callable[[Floats, Floats, Floats], tuple[float, float]]:
    """Numbers of pairs, and of those that agree, each pair of a unit of m ratings counted 1 / (m (m - 1)) times."""
    n = patterns.n_ratings.astype(np.float64)
    of_pair = np.where(n >= 2, 1 / np.maximum(n * (n - 1), 1), 0.0)
    agreeing = _products(patterns, None if weights is None else lambda a, b: weights[a, b])

    def numbers(units: Floats, copies: Floats, squares: Floats) -> tuple[float, float]:
        m, own = patterns.sums(copies), patterns.sums(squares)
        return float(units * of_pair @ (m**2 - own)), float(units * of_pair @ (agreeing(copies) - own))

    return numbers


def _of_chance(patterns: Patterns, model: ChanceCorrected) -> Copied:
    share = rated_of(patterns, model.pooling) / np.maximum(patterns.n_ratings, 1)
    agreement = _agreement(patterns, model.weights)

    def sums(units: Floats, copies: Floats, squares: Floats) -> Sums:
        shares = patterns.category_sums((units * share)[patterns.pattern] * copies)
        # Their sum, added up as they are: of one category, its share is then exactly 1.
        return Sums(np.array([*agreement(units, copies, squares), shares.sum()]), shares)

    return sums


def _of_alpha(patterns: Patterns, model: AlphaModel) -> Copied:
    of_pair = pair_weight(patterns)
    apart = _apart(patterns, model)

    def sums(units: Floats, copies: Floats, squares: Floats) -> Sums:
        m = patterns.sums(copies)
        paired = (units * of_pair)[patterns.pattern] * (copies * m[patterns.pattern] - squares)
        margins = patterns.category_sums(paired)
        return Sums(np.array([(units * of_pair) @ apart(copies, margins), margins.sum()]), margins)

    return sums


def _products(patterns: Patterns, between: Between | None) -> Callable[[Floats], Floats]:
    """Numbers of ordered pairs of ratings of a pattern, a rating with itself included, by what pairs count."""
    if between is None:
        return lambda copies: patterns.sums(copies**2)
    first, second = pairs_of_entries(patterns)
    weight, pattern = between(patterns.code[first], patterns.code[second]), patterns.pattern[first]
    return lambda copies: np.bincount(
        pattern, weights=weight * copies[first] * copies[second], minlength=len(patterns)
    ).astype(np.float64)


def _apart(patterns: Patterns, model: AlphaModel) -> Callable[[Floats, Floats], Floats]:
    """Disagreement of all ordered pairs of ratings of a pattern, given copies and how often categories are there."""
    if isinstance(model, Alpha):
        products = _products(patterns, None if model.apart is None else model.apart.between)
        if model.apart is None:
            return lambda copies, _: patterns.sums(copies) ** 2 - products(copies)
        return lambda copies, _: products(copies)

    def squares(copies: Floats, margins: Floats) -> Floats:
        x = (mid_ranks(margins) if isinstance(model, OrdinalAlpha) else model.scores)[patterns.code]
        apart = patterns.sums(copies) * patterns.sums(copies * x**2) - patterns.sums(copies * x) ** 2
        return 2 * np.maximum(apart, 0.0)

    return squares
