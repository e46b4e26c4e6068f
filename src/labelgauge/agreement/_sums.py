"""Coefficients as functions of sums over units, and what follows from that: values, influences, resamples.

Every coefficient here is a smooth function θ of sums over units, S = Σ v_u s_u with v_u = 1. So a draw of the bootstrap
is θ at other v, and the influence of a unit is ∂θ/∂v_u = ∇θ · s_u, which standard errors, clusters, differences and
"where is agreement lost" are all made of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns

Floats = NDArray[np.float64]


class Value(NamedTuple):
    """A coefficient at some sums, or at many."""

    value: Floats
    observed: Floats
    expected: Floats


class Sums(NamedTuple):
    """Sums over units, of one set of weights or, along a first axis, of many."""

    dense: Floats  # (…, d)
    category: Floats  # (…, q)


@dataclass(frozen=True, slots=True)
class Terms:
    """What each pattern adds to the sums.

    Attributes
    ----------
    dense
        float64 (p, d).
    entries
        float64 (e,), what each entry of `Patterns` adds to the sum of its category.
    """

    dense: Floats
    entries: Floats


class Model(ABC):
    """A coefficient as a function of sums."""

    terms: Terms

    @abstractmethod
    def at(self, sums: Sums) -> Value:
        """The coefficient at these sums, NaN where it is undefined."""

    @abstractmethod
    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives of the value by the dense sums (d,) and by those of categories (q,), at one set of sums."""

    def published_influences(self, patterns: Patterns, value: float, influence: Floats) -> Floats:  # noqa: ARG002
        """Influences of patterns as Gwet's formulas have them, from the true ones; the same by default."""
        return influence

    def drawn(self, patterns: Patterns, weights: Floats) -> Sums:
        """The sums of many draws: `weights` (draws, p) say how often each pattern is there."""
        categories = np.zeros((len(patterns), patterns.n_categories))
        categories[patterns.pattern, patterns.code] = self.terms.entries
        return Sums(weights @ self.terms.dense, weights @ categories)


def total(patterns: Patterns, terms: Terms) -> Sums:
    """The sums over all units, by their weights."""
    weights = patterns.weight
    return Sums(weights @ terms.dense, patterns.category_sums(weights[patterns.pattern] * terms.entries))


def influences(patterns: Patterns, model: Model) -> Floats:
    """How much the value changes with the weight of a unit of each pattern; float64 (p,)."""
    terms = model.terms
    by_dense, by_category = model.gradient(total(patterns, terms))
    return terms.dense @ by_dense + patterns.sums(terms.entries * by_category[patterns.code])


def with_fixed_units(patterns: Patterns, value: float, influence: Floats) -> Floats:
    """Influences as if the number of units with two ratings did not vary."""
    compared, rated = (np.where(patterns.n_ratings >= least, 1.0, 0.0) for least in (2, 1))
    return influence + value * (compared / (compared @ patterns.weight) - rated / (rated @ patterns.weight))


def pairs_of_entries(patterns: Patterns) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ordered pairs of entries of a pattern, an entry with itself included."""
    lengths = np.bincount(patterns.pattern, minlength=len(patterns))
    begin = np.cumsum(lengths) - lengths
    per_entry = lengths[patterns.pattern]
    first = np.repeat(np.arange(len(patterns.pattern)), per_entry)
    within = np.arange(len(first)) - np.repeat(np.cumsum(per_entry) - per_entry, per_entry)
    return first, begin[patterns.pattern[first]] + within
