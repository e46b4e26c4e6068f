"""Coefficients that correct observed agreement for chance: (p_a - p_e) / (1 - p_e).

Sources: Gwet 2008 and 2014 (AC1, AC2, all with weights and missing ratings); Fleiss 1971; Brennan & Prediger 1981.
p_a is the mean over units with two ratings or more of the weighted share of their pairs that agree. p_e comes from π,
the shares of categories: of each unit's ratings first and then of all units (``"unit"``, Gwet's), of all ratings
together (``"count"``), or of those that have a partner (``"paired"``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._quotients import quotient
from labelgauge.agreement._sums import (
    Disagreement,
    Model,
    Sums,
    Terms,
    Value,
    disagreement_of,
    pairs_of_entries,
    total,
    with_fixed_units,
)
from labelgauge.errors import InputError

Floats = NDArray[np.float64]

POOLINGS = ("unit", "count", "paired")


class Chance(NamedTuple):
    """Agreement by chance, and its derivative, as functions of the shares of categories (…, q)."""

    agreement: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


@dataclass(frozen=True)
class ChanceCorrected(Model):
    """A `Model` of (p_a - p_e) / (1 - p_e).

    Dense sums are: units with two ratings, their agreement, and what shares are of.

    Attributes
    ----------
    terms
        What patterns add to the sums.
    chance
        Agreement by chance.
    weights
        float64 (q, q), or None for the identity.
    pooling
        What shares of categories are of.
    """

    terms: Terms
    chance: Chance
    weights: Floats | None
    pooling: str

    def at(self, sums: Sums) -> Value:
        """The coefficient at these sums."""
        n_compared, agreed, n_rated = sums.dense.T
        observed = quotient(agreed, n_compared)
        expected = self.chance.agreement(quotient(sums.category, n_rated[..., None]))
        return Value(quotient(observed - expected, 1 - expected), observed, expected)

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives by the dense sums and by the sums of categories."""
        value, observed, expected = self.at(sums)
        n_compared, _, n_rated = sums.dense
        shares = sums.category / n_rated
        by_share = -(1 - value) / (1 - expected) * self.chance.slope(shares)
        by_agreed = 1 / ((1 - expected) * n_compared)
        dense = np.array([-observed * by_agreed, by_agreed, -np.sum(by_share * shares) / n_rated])
        return dense, by_share / n_rated

    def disagreement(self, patterns: Patterns) -> Disagreement:
        """The share of pairs that do not agree."""
        n_compared, agreed, _ = self.terms.dense.T
        expected = float(self.at(total(patterns, self.terms)).expected)
        return disagreement_of(patterns, n_compared - agreed, n_compared, 1 / (1 - expected))

    def published_influences(self, patterns: Patterns, value: float, influence: Floats) -> Floats:
        """Influences as Gwet's formulas have them."""
        return with_fixed_units(patterns, value, influence)


def chance_corrected(patterns: Patterns, chance: Chance, weights: Floats | None, pooling: str) -> ChanceCorrected:
    """The model of a coefficient of these patterns."""
    if pooling not in POOLINGS:
        what = f"pooling must be 'unit', 'count' or 'paired', not {pooling!r}"
        raise InputError(what)
    n = patterns.n_ratings.astype(np.float64)
    compared = n >= 2
    agreed = np.where(compared, _agreeing_pairs(patterns, weights) / np.maximum(n * (n - 1), 1), 0.0)
    rated = rated_of(patterns, pooling)
    # Divided last, so that shares of a unit of one category add up to exactly what it counts.
    entries = patterns.count * rated[patterns.pattern] / np.maximum(n, 1)[patterns.pattern]
    return ChanceCorrected(Terms(np.column_stack((compared, agreed, rated)), entries), chance, weights, pooling)


def rated_of(patterns: Patterns, pooling: str) -> Floats:
    """How much the shares of categories of a unit count; float64 (p,)."""
    n = patterns.n_ratings.astype(np.float64)
    counted = n >= (2 if pooling == "paired" else 1)
    return np.where(counted, 1.0 if pooling == "unit" else n, 0.0)


def fleiss(weights: Floats | None) -> Chance:
    """Two ratings drawn from the shares: Fleiss' and Scott's."""
    if weights is None:
        return Chance(lambda shares: np.sum(shares**2, axis=-1), lambda shares: 2 * shares)
    return Chance(lambda shares: np.sum(shares @ weights * shares, axis=-1), lambda shares: 2 * (weights @ shares))


def gwet(weights: Floats | None, n_categories: int) -> Chance:
    """Gwet's: chance plays a part only where raters are at a loss, which varied categories make likely."""
    mean_weight = (n_categories if weights is None else float(weights.sum())) / max(n_categories, 1)
    scale = mean_weight / (n_categories - 1) if n_categories > 1 else np.nan
    return Chance(
        lambda shares: scale * np.sum(shares * (1 - shares), axis=-1), lambda shares: scale * (1 - 2 * shares)
    )


def uniform(weights: Floats | None, n_categories: int) -> Chance:
    """All categories equally likely: Brennan and Prediger's, Randolph's, S."""
    mean_weight = (n_categories if weights is None else float(weights.sum())) / max(n_categories, 1)
    expected = mean_weight / n_categories if n_categories > 0 else np.nan
    return Chance(lambda shares: np.full(shares.shape[:-1], expected), np.zeros_like)


def none() -> Chance:
    """No agreement by chance: percent agreement."""
    return Chance(lambda shares: np.zeros(shares.shape[:-1]), np.zeros_like)


def _agreeing_pairs(patterns: Patterns, weights: Floats | None) -> Floats:
    """Weighted number of ordered pairs of different ratings that agree, by pattern."""
    if weights is None:
        return patterns.sums(patterns.count * (patterns.count - 1.0))
    first, second = pairs_of_entries(patterns)
    agree = weights[patterns.code[first], patterns.code[second]]
    pairs = patterns.count[first].astype(np.float64) * patterns.count[second] * agree
    agreeing = np.bincount(patterns.pattern[first], weights=pairs, minlength=len(patterns)).astype(np.float64)
    return agreeing - patterns.n_ratings
