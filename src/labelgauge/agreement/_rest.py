"""How far each label is from the other labels of its unit, and Krippendorff's alpha without each of the raters.

Without one rating x a unit of m ratings has the disagreement (D - 2 d_x) / (m - 2) instead of D / (m - 1), where d_x is
the sum of the disagreements of x with the others and D that of all ordered pairs; of two ratings none is left, and the
other one does not count any more either. So one pass over the ratings gives alpha without each rater.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._alpha import AlphaModel, IntervalAlpha, OrdinalAlpha, mid_ranks
from labelgauge.agreement._identity import identified_codes
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Sums, total
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def distance_to_rest(patterns: Patterns, model: AlphaModel, margins: Floats) -> Floats:
    """Sum of the disagreements of a rating with the others of its unit, by entry.

    Parameters
    ----------
    patterns
        What raters said.
    model
        Alpha at some level.
    margins
        float64 (q,), how often each category is there: of these, an ordinal level makes ranks.

    Returns
    -------
    float64 (e,)
    """
    if isinstance(model, OrdinalAlpha):
        return _squares_to_rest(patterns, mid_ranks(margins))
    if isinstance(model, IntervalAlpha):
        return _squares_to_rest(patterns, model.scores)
    if model.apart is None:
        return (patterns.n_ratings[patterns.pattern] - patterns.count).astype(np.float64)
    return model.apart.to_pattern(patterns)


def entry_of_ratings(ratings: Ratings, patterns: Patterns) -> Ints:
    """Where among the entries, of these patterns or of identified ones, each rating is counted; int64 (k,)."""
    # Entries ascend by pattern, and by code within a pattern.
    q = patterns.n_categories
    code = ratings.code if q == ratings.n_categories else identified_codes(ratings)
    pattern = patterns.of_unit[_layout.unit_of(ratings.offsets)].astype(np.int64)
    entries: Ints = np.searchsorted(patterns.pattern * q + patterns.code, pattern * q + code)
    return entries


def alpha_without_each(ratings: Ratings, patterns: Patterns, model: AlphaModel) -> Floats:
    """Alpha of all other raters.

    Parameters
    ----------
    ratings
        In which raters are known.
    patterns, model
        Alpha of these ratings.

    Returns
    -------
    float64 (n_raters,)
        NaN where alpha is undefined without the rater. Time is that of the ratings and of raters × categories; at an
        ordinal level, whose ranks each rater changes, also of raters × entries.
    """
    entry = entry_of_ratings(ratings, patterns)
    margins = total(patterns, model.terms).category
    order = np.argsort(ratings.rater, kind="stable")
    bounds = np.searchsorted(ratings.rater[order], np.arange(ratings.n_raters + 1))
    unit_weight = np.ones(ratings.n_units) if ratings.weight is None else ratings.weight
    weight = unit_weight[_layout.unit_of(ratings.offsets)]
    within, change = _with_and_without(patterns, model, margins)
    found = np.full(ratings.n_raters, np.nan)
    for rater, (begin, end) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        mine, times = entry[order[begin:end]], weight[order[begin:end]]
        left = margins - _taken_along(patterns, mine, times)
        if isinstance(model, OrdinalAlpha):
            within, change = _with_and_without(patterns, model, left)
        dense = np.array([within + times @ change[mine], left.sum()])
        found[rater] = model.at(Sums(dense, left)).value
    return found


def _with_and_without(patterns: Patterns, model: AlphaModel, margins: Floats) -> tuple[float, Floats]:
    """Disagreement within all units, and by how much it grows when a rating of each entry leaves its unit."""
    rest = distance_to_rest(patterns, model, margins)
    pairs = patterns.sums(patterns.count * rest)
    n = patterns.n_ratings.astype(np.float64)
    within = pairs / np.maximum(n - 1, 1)
    of_entry = patterns.pattern
    without = np.where(n[of_entry] >= 3, (pairs[of_entry] - 2 * rest) / np.maximum(n[of_entry] - 2, 1), 0.0)
    return float(patterns.weight @ within), without - within[of_entry]


def _taken_along(patterns: Patterns, entries: Ints, times: Floats) -> Floats:
    """How many ratings of each category do not count any more when ratings of these entries leave."""
    n = patterns.n_ratings[patterns.pattern[entries]]
    own = patterns.code[entries]
    both = patterns.sums(patterns.count.astype(np.float64) * patterns.code)[patterns.pattern[entries]]
    partner = np.where(n == 2, both - own, 0).astype(np.int64)  # of two ratings, the other one
    codes, counted = np.concatenate((own, partner)), np.concatenate((times * (n >= 2), times * (n == 2)))
    return np.bincount(codes, weights=counted, minlength=patterns.n_categories).astype(np.float64)


def _squares_to_rest(patterns: Patterns, scores: Floats) -> Floats:
    x = scores[patterns.code]
    n = patterns.n_ratings[patterns.pattern]
    sums = patterns.sums(patterns.count * x)[patterns.pattern]
    squares = patterns.sums(patterns.count * x**2)[patterns.pattern]
    # What rounding leaves of a label equal to all others is no disagreement.
    return np.maximum(n * x**2 - 2 * x * sums + squares, 0.0)
