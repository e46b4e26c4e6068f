"""Krippendorff's bootstrap of alpha: draws of pairs of ratings, with the expected disagreement as it is.

Source: Hayes & Krippendorff 2007, "Answering the call for a standard reliability measure for coding data", whose
algorithm draws as many pairs as there are, each with a chance of 1 / (m - 1) of its unit of m ratings. It takes the
pairs of a unit for independent, which they are not: intervals are too narrow, of many raters by half and more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._alpha import AlphaModel, disagreement_of_codes, pair_weight
from labelgauge.agreement._blocks import in_blocks, rows_together
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import pairs_of_entries, total

Floats = NDArray[np.float64]


def pair_drawn_values(patterns: Patterns, model: AlphaModel, options: dict[str, Any]) -> Floats:
    """Alpha of each draw; float64 (draws,)."""
    apart, chance = _pairs(patterns, model)
    m = patterns.n_ratings
    n_pairs = int(np.sum(patterns.n_units * (m * (m - 1) // 2)))
    expected = float(model.at(total(patterns, model.terms)).expected)

    def some(rng: np.random.Generator, n_draws: int) -> Floats:
        met = rng.multinomial(n_pairs, chance, n_draws)
        values: Floats = 1 - met @ apart / n_pairs / expected
        return values

    return in_blocks(some, together=rows_together(len(apart)), options=options)


def _pairs(patterns: Patterns, model: AlphaModel) -> tuple[Floats, Floats]:
    """Disagreements that occur, and the chance that a pair drawn has each; pairs that disagree alike are one."""
    one, other = pairs_of_entries(patterns)
    once = one <= other
    one, other = one[once], other[once]
    count = patterns.count.astype(np.float64)
    n_pairs = np.where(one == other, count[one] * (count[one] - 1) / 2, count[one] * count[other])
    weight = n_pairs * (patterns.weight * pair_weight(patterns))[patterns.pattern[one]]
    margins = total(patterns, model.terms).category
    apart = disagreement_of_codes(model, patterns.code[one], patterns.code[other], margins)
    each, place = np.unique(apart[weight > 0], return_inverse=True)
    chance = np.bincount(place, weights=weight[weight > 0])
    return each, chance / chance.sum()
