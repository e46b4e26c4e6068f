"""What is drawn, or left out, as one: units or clusters, of which alike ones are there once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Things(NamedTuple):
    """Units or clusters, and the patterns that they are made of."""

    times: Floats  # (t,), how many are alike
    thing: Ints  # (k,), ascending
    pattern: Ints  # (k,)
    weight: Floats  # (k,), how much of the pattern

    @property
    def n(self) -> float:
        """How many there are."""
        return float(self.times.sum())

    def sums(self, of_patterns: Floats) -> Floats:
        """Sums over what each is made of; float64 (t,)."""
        parts = self.weight * of_patterns[self.pattern]
        return np.bincount(self.thing, weights=parts, minlength=len(self.times)).astype(np.float64)


def things_of(ratings: Ratings, patterns: Patterns, counted: NDArray[np.bool_], *, clustered: bool) -> Things:
    """Clusters of units of patterns that count, or these units; of one pattern all are alike, but for their weights."""
    if not clustered and ratings.weight is None:
        pattern = np.flatnonzero(counted)
        once = np.ones(len(pattern))
        return Things(patterns.n_units[pattern].astype(np.float64), np.arange(len(pattern)), pattern, once)
    units = np.flatnonzero(counted[patterns.of_unit])
    thing = np.arange(len(units))
    if clustered and ratings.cluster is not None:
        units = units[np.argsort(ratings.cluster[units], kind="stable")]
        thing = np.unique(ratings.cluster[units], return_inverse=True)[1]
    weight = np.ones(len(units)) if ratings.weight is None else ratings.weight[units]
    n_things = int(thing[-1]) + 1 if len(thing) else 0
    return Things(np.ones(n_things), thing, patterns.of_unit[units].astype(np.int64), weight)
