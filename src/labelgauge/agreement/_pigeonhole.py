"""The pigeonhole bootstrap: units (or clusters) and raters are drawn, each with replacement.

Source: Owen 2007, "The pigeonhole bootstrap". Two ratings of a unit drawn a times, by raters drawn b and c times, are
a b c pairs. A rater who is drawn twice gives no pairs with the copy, which would agree for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._alpha import Alpha, AlphaModel, OrdinalAlpha, mid_ranks, pair_weight
from labelgauge.agreement._blocks import in_blocks, rows_together
from labelgauge.agreement._by_rating import PatternModel
from labelgauge.agreement._chance import ChanceCorrected, rated_of
from labelgauge.agreement._draws import times_of_patterns
from labelgauge.agreement._identity import identified_patterns
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Sums, pairs_of_entries
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Copied = Callable[[Floats, Floats, Floats], Sums]
"""Sums of a draw: of units by pattern (p,), and of raters by entry, copies and their squares (e,)."""


def pigeonhole_values(ratings: Ratings, model: PatternModel, options: dict[str, Any]) -> Floats:
    """The coefficient of each draw; float64 (draws,), NaN where it is undefined."""
    identified = identified_patterns(ratings, threads=options["threads"])
    q = ratings.n_categories
    names, group = np.unique(identified.pattern * q + identified.code % q, return_inverse=True)
    patterns = replace(
        identified,
        pattern=names // q,
        code=(names % q).astype(np.int32),
        count=np.bincount(group).astype(np.int32),
        n_categories=q,
    )
    rater = identified.code // q
    counted = identified.n_ratings >= (1 if isinstance(model, ChanceCorrected) else 2)
    takes_part = np.bincount(rater[counted[identified.pattern]], minlength=ratings.n_raters) > 0
    n_raters = np.count_nonzero(takes_part)
    kind = "bootstrap" if ratings.cluster is None else "cluster_bootstrap"
    sums = _of_chance(patterns, model) if isinstance(model, ChanceCorrected) else _of_alpha(patterns, model)

    def some(rng: np.random.Generator, n_draws: int) -> Floats:
        units = times_of_patterns(rng, n_draws, ratings, patterns, kind)
        drawn = rng.multinomial(n_raters, takes_part / n_raters, n_draws).astype(np.float64)
        values = np.empty(n_draws)
        for draw, (of_units, of_raters) in enumerate(zip(units, drawn, strict=True)):
            of_ratings = of_raters[rater]
            copies, squares = np.bincount(group, weights=of_ratings), np.bincount(group, weights=of_ratings**2)
            values[draw] = model.at(sums(of_units, copies.astype(np.float64), squares.astype(np.float64))).value
        return values

    return in_blocks(some, together=rows_together(len(group)), options=options)


def _of_chance(patterns: Patterns, model: ChanceCorrected) -> Copied:
    n = patterns.n_ratings.astype(np.float64)
    of_pair = np.where(n >= 2, 1 / np.maximum(n * (n - 1), 1), 0.0)
    share = rated_of(patterns, model.pooling) / np.maximum(n, 1)
    agreeing = _products(patterns, model.weights)

    def sums(units: Floats, copies: Floats, squares: Floats) -> Sums:
        m, own = patterns.sums(copies), patterns.sums(squares)
        pairs, agreed = units * of_pair @ (m**2 - own), units * of_pair @ (agreeing(copies) - own)
        shares = patterns.category_sums((units * share)[patterns.pattern] * copies)
        # Their sum, added up as they are: of one category, its share is then exactly 1.
        return Sums(np.array([pairs, agreed, shares.sum()]), shares)

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


def _products(patterns: Patterns, weights: Floats | None) -> Callable[[Floats], Floats]:
    """Weighted numbers of ordered pairs of ratings of a pattern, a rating with itself included."""
    if weights is None:
        return lambda copies: patterns.sums(copies**2)
    first, second = pairs_of_entries(patterns)
    weight, pattern = weights[patterns.code[first], patterns.code[second]], patterns.pattern[first]
    return lambda copies: np.bincount(
        pattern, weights=weight * copies[first] * copies[second], minlength=len(patterns)
    ).astype(np.float64)


def _apart(patterns: Patterns, model: AlphaModel) -> Callable[[Floats, Floats], Floats]:
    """Disagreement of all ordered pairs of ratings of a pattern, given copies and how often categories are there."""
    if isinstance(model, Alpha):
        table = model.table
        same = _products(patterns, table)
        return lambda copies, _: same(copies) if table is not None else patterns.sums(copies) ** 2 - same(copies)

    def squares(copies: Floats, margins: Floats) -> Floats:
        x = (mid_ranks(margins) if isinstance(model, OrdinalAlpha) else model.scores)[patterns.code]
        apart = patterns.sums(copies) * patterns.sums(copies * x**2) - patterns.sums(copies * x) ** 2
        return 2 * np.maximum(apart, 0.0)

    return squares
