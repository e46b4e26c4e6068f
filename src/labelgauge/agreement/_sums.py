"""Coefficients as functions of sums over units, and what follows from that: values, influences, resamples.

Every coefficient here is a smooth function θ of sums over units, S = Σ v_u s_u with v_u = 1. So a draw of the bootstrap
is θ at other v, and the influence of a unit is ∂θ/∂v_u = ∇θ · s_u, which standard errors, clusters, differences and
"where is agreement lost" are all made of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_DENSE = 2**16
"""Numbers that a matrix may hold without being sparse, however few of them are not 0."""

_ONE_THREAD = 2**18
"""Multiplications that BLAS does on the thread that asks; to wake others for a few more takes longer than the work."""

_FULL = 4
"""A matrix with a number other than 0 at one place of so many is not sparse."""


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


class Rows(NamedTuple):
    """What each pattern adds to sums, as matrices, dense or sparse, so that those of many draws are products."""

    dense: Floats | csr_array  # (p, d)
    category: Floats | csr_array  # (p, q)

    def sums(self, weights: Floats | csr_array) -> Sums:
        """The sums where `weights` (…, p) say how often each pattern is there."""
        return Sums(*(as_dense(_product(weights, part)) for part in self))


class Disagreement(NamedTuple):
    """What a coefficient 1 - observed / expected disagreement has observed.

    `influence` (p,) says how much that changes with the weight of a unit of each pattern, `one` how much it is, over
    the expected, where two ratings differ.
    """

    observed: float
    influence: Floats
    one: float


class Model(ABC):
    """A coefficient as a function of sums."""

    terms: Terms

    @abstractmethod
    def at(self, sums: Sums) -> Value:
        """The coefficient at these sums, NaN where it is undefined."""

    @abstractmethod
    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives of the value by the dense sums (d,) and by those of categories (q,), at one set of sums."""

    def disagreement(self, patterns: Patterns) -> Disagreement | None:  # noqa: ARG002
        """What is observed; None where the coefficient is no such quotient, as a mean of kappas is not."""
        return None

    def published_influences(self, patterns: Patterns, value: float, influence: Floats) -> Floats:  # noqa: ARG002
        """Influences of patterns as Gwet's formulas have them, from the true ones; the same by default."""
        return influence

    def rows(self, patterns: Patterns) -> Rows:
        """What patterns add to the sums of draws."""
        shape = (len(patterns), patterns.n_categories)
        return Rows(self.terms.dense, matrix(patterns.pattern, patterns.code, self.terms.entries, shape))

    def at_rows(self, sums: Sums) -> Value:
        """The coefficient at sums of `rows`, which need not be those of `terms`."""
        return self.at(sums)


def total(patterns: Patterns, terms: Terms) -> Sums:
    """The sums over all units, by their weights."""
    weights = patterns.weight
    return Sums(weights @ terms.dense, patterns.category_sums(weights[patterns.pattern] * terms.entries))


def influences(patterns: Patterns, model: Model) -> Floats:
    """How much the value changes with the weight of a unit of each pattern; float64 (p,)."""
    terms = model.terms
    by_dense, by_category = model.gradient(total(patterns, terms))
    return terms.dense @ by_dense + patterns.sums(terms.entries * by_category[patterns.code])


def matrix(
    row: NDArray[np.integer], column: NDArray[np.integer], values: Floats, shape: tuple[int, int]
) -> Floats | csr_array:
    """A matrix of these entries, each at a place of its own: dense if that is small, or many are there."""
    if shape[0] * shape[1] <= max(_MOST_DENSE, _FULL * len(values)):
        dense = np.zeros(shape)
        dense[row, column] = values
        return dense
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes long to import

    return coo_array((values, (row, column)), shape=shape).tocsr()


def as_dense(numbers: Floats | csr_array) -> Floats:
    """The same numbers as an array."""
    dense: Floats = numbers if isinstance(numbers, np.ndarray) else numbers.toarray()
    return dense


def _product(weights: Floats | csr_array, matrix: Floats | csr_array) -> Floats | csr_array:
    """The product; of small matrices, by as many rows of the first as stay on this thread."""
    dense = isinstance(weights, np.ndarray) and isinstance(matrix, np.ndarray)
    rows = _ONE_THREAD // max(matrix.size, 1)
    if not dense or weights.ndim == 1 or rows < 2 or rows >= len(weights):
        return weights @ matrix
    return np.concatenate([weights[k : k + rows] @ matrix for k in range(0, len(weights), rows)])


def disagreement_of(patterns: Patterns, apart: Floats, among: Floats, one: float) -> Disagreement:
    """A quotient of sums over units: `apart` and `among` are what a unit of each pattern adds to them."""
    whole = float(among @ patterns.weight)
    observed = float(apart @ patterns.weight) / whole
    return Disagreement(observed, (apart - observed * among) / whole, one)


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
