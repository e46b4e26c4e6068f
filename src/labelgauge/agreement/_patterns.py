"""Units that are alike to a coefficient, put together: what raters said about them, whoever said what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Distinct multisets of codes; one entry per category of each pattern.

    Attributes
    ----------
    pattern
        int64 (e,), the pattern of each entry, ascending.
    code, count
        int32 (e,), which category, and how many ratings.
    n_ratings
        int64 (p,), ratings of a unit of each pattern.
    weight
        float64 (p,), units of each pattern, or the sum of their weights.
    n_units
        int64 (p,), units of each pattern.
    find_of_unit
        Finds `of_unit`, which most coefficients do without.
    n_categories
        q.
    """

    pattern: Ints
    code: Codes
    count: Codes
    n_ratings: Ints
    weight: Floats
    n_units: Ints
    find_of_unit: Callable[[], Codes]
    n_categories: int

    def __len__(self) -> int:
        return len(self.n_ratings)

    @property
    def of_unit(self) -> Codes:
        """The pattern of each unit; int32 (n,)."""
        return self.find_of_unit()

    def sums(self, entries: NDArray[np.float64]) -> Floats:
        """Sums over the entries of each pattern; float64 (p,)."""
        return np.bincount(self.pattern, weights=entries, minlength=len(self)).astype(np.float64)

    def category_sums(self, entries: NDArray[np.float64]) -> Floats:
        """Sums over the entries of each category; float64 (q,)."""
        return np.bincount(self.code, weights=entries, minlength=self.n_categories).astype(np.float64)


def patterns_of(ratings: Ratings, *, threads: int = 1) -> Patterns:
    """Put together the units of one multiset of codes."""
    by_unit = ratings.weight is not None or ratings.cluster is not None
    offsets, code, count, of_unit, n_units = ratings.found_multisets(of_unit=by_unit, threads=threads)
    lengths = np.diff(offsets)
    pattern = np.repeat(np.arange(len(lengths)), lengths)
    weight = n_units.astype(np.float64)
    if ratings.weight is not None:
        order = np.argsort(ratings.weight, kind="stable")  # for sums that do not depend on the order of units
        weight = np.bincount(of_unit[order], ratings.weight[order], len(lengths)).astype(np.float64)
    n_ratings = np.bincount(pattern, weights=count, minlength=len(lengths)).astype(np.int64)

    def find_of_unit() -> Codes:
        return ratings.found_multisets(threads=threads).of_unit

    return Patterns(pattern, code, count, n_ratings, weight, n_units, find_of_unit, ratings.n_categories)
