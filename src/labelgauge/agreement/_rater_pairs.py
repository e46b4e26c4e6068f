"""Kappas of pairs of raters, one or many, as a `Model`: sums over units are the cells of the pairs' tables.

Sources: Cohen 1960 and 1968; Fleiss, Cohen & Everitt 1969 (derivatives); Light 1971 (mean of kappas); Hubert 1977 and
Davies & Fleiss 1982 (means of observed and of expected agreement). A pair's tables hold the units that both rated.
Only cells that occur are kept, so memory does not grow with the square of the number of categories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._quotients import quotient
from labelgauge.agreement._sums import (
    Disagreement,
    Model,
    Rows,
    Sums,
    Terms,
    Value,
    disagreement_of,
    pairs_of_entries,
    total,
)
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Combination = Literal["one", "mean", "overlap", "hubert"]

_MOST_PAIRS = 200_000_000
"""Most pairs of ratings that are held; a dozen bytes each."""


class Tables(NamedTuple):
    """Of each pair (…, p), or of each pair and category (…, p, q)."""

    n: Floats
    observed: Floats
    expected: Floats
    first: Floats
    second: Floats


@dataclass(frozen=True)
class PairKappas(Model):
    """A `Model` of Cohen's kappa of pairs, put together to one number.

    Dense sums are the cells that occur: how many units a pair gave these two categories.

    Attributes
    ----------
    terms
        A sparse matrix of patterns by cells.
    raters
        int64 (p, 2): of each pair, the raters.
    pair, first, second
        int64 (c,): of each cell, the pair and the categories.
    n_pairs, n_categories
        p and q.
    weights
        float64 (q, q), or None for the identity.
    combination
        The kappa of one pair of raters, who are these two; mean of kappas, the same by numbers of units, or Hubert's.
    """

    terms: Terms
    raters: Ints
    pair: Ints
    first: Ints
    second: Ints
    n_pairs: int
    n_categories: int
    weights: Floats | None
    combination: Combination

    def at(self, sums: Sums) -> Value:
        """The coefficient at these sums; pairs without a kappa are left out."""
        return self._at_pairs(sums, np.ones(self.n_pairs))

    def at_raters(self, sums: Sums, times: Floats) -> Value:
        """The coefficient at these sums, where raters are there so often (r,); a rater makes no pairs with copies."""
        return self._at_pairs(sums, times[self.raters].prod(axis=1))

    def _at_pairs(self, sums: Sums, times: Floats) -> Value:
        """The coefficient where each pair counts so often (p,)."""
        tables = self.tables(sums.dense)
        if self.combination == "hubert":
            counts = times * (tables.n > 0)
            observed, expected = (_mean(part, counts) for part in (tables.observed, tables.expected))
            return Value(quotient(observed - expected, 1 - expected), observed, expected)
        kappa = quotient(tables.observed - tables.expected, 1 - tables.expected)
        defined = ~np.isnan(kappa)
        defined |= ~defined.any(axis=-1, keepdims=True) & (tables.n > 0)  # then agreement is there without a kappa
        counts = times * defined * (tables.n if self.combination == "overlap" else 1.0)
        value, observed, expected = (_mean(part, counts) for part in (kappa, tables.observed, tables.expected))
        return Value(value, observed, expected)

    def gradient(self, sums: Sums) -> tuple[Floats, Floats]:
        """Derivatives by the cells."""
        tables, value = self.tables(sums.dense), self.at(sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = (self._agreement() - tables.observed[self.pair]) / tables.n[self.pair]
            expected = (self._by_chance(tables) - 2 * tables.expected[self.pair]) / tables.n[self.pair]
            kappa = (tables.observed - tables.expected) / (1 - tables.expected)
            by_kappa = (observed - (1 - kappa[self.pair]) * expected) / (1 - tables.expected[self.pair])
        if self.combination == "hubert":
            n_used = np.count_nonzero(tables.n > 0)
            by_cell = (observed - (1 - value.value) * expected) / ((1 - value.expected) * n_used)
        elif self.combination == "overlap":
            n_units = tables.n[~np.isnan(kappa)].sum()
            by_cell = (kappa[self.pair] - value.value + tables.n[self.pair] * by_kappa) / n_units
        else:
            by_cell = by_kappa / np.count_nonzero(~np.isnan(kappa))
        return np.nan_to_num(by_cell), np.zeros_like(sums.category)

    def by_rater(self, sums: Sums, n_raters: int) -> Floats:
        """Derivatives by how much each rater's pairs count; float64 (r,), adding up to 0.

        Pairs that count by their units count by nothing else.
        """
        if self.combination == "overlap":
            return np.zeros(n_raters)
        tables, value = self.tables(sums.dense), self.at(sums)
        apart = quotient(tables.observed - tables.expected, 1 - tables.expected) - value.value
        if self.combination == "hubert":
            more_expected = tables.expected - value.expected
            apart = (tables.observed - value.observed - (1 - value.value) * more_expected) / (1 - value.expected)
        by_pair = np.nan_to_num(apart) / np.count_nonzero(~np.isnan(apart))
        first, second = (np.bincount(side, by_pair, n_raters) for side in self.raters.T)
        return np.asarray(first + second, np.float64)

    def rows(self, patterns: Patterns) -> Rows:
        """The cells alone."""
        return Rows(self.terms.dense, np.zeros((len(patterns), 0)))

    def disagreement(self, patterns: Patterns) -> Disagreement | None:
        """The share of units that two raters put apart; None of means over pairs of raters."""
        if self.n_pairs != 1:
            return None
        both: Floats = self.terms.dense @ np.ones(len(self.pair))
        agreed: Floats = self.terms.dense @ self._agreement()
        expected = float(self.at(total(patterns, self.terms)).expected)
        return disagreement_of(patterns, both - agreed, both, 1 / (1 - expected))

    def tables(self, cells: Floats) -> Tables:
        """Margins and agreement of each pair at these numbers in cells (…, c)."""
        n = _sums_by(self.pair, self.n_pairs, cells)
        agreed = _sums_by(self.pair, self.n_pairs, cells, self._agreement())
        shape = (*n.shape, self.n_categories)
        n_margins = self.n_pairs * self.n_categories
        places = self.pair * self.n_categories
        first = _sums_by(places + self.first, n_margins, cells).reshape(shape)
        second = _sums_by(places + self.second, n_margins, cells).reshape(shape)
        met = second if self.weights is None else second @ self.weights
        return Tables(n, quotient(agreed, n), quotient(np.sum(first * met, axis=-1), n**2), first, second)

    def _agreement(self) -> Floats:
        """How nearly the two categories of each cell agree; float64 (c,)."""
        if self.weights is None:
            equal: NDArray[np.bool_] = self.first == self.second
            return equal.astype(np.float64)
        agreement: Floats = self.weights[self.first, self.second]
        return agreement

    def _by_chance(self, tables: Tables) -> Floats:
        """How nearly each cell's categories agree with the other rater's, on average, added up; float64 (c,)."""
        first, second = tables.first, tables.second
        if self.weights is not None:
            first, second = first @ self.weights, second @ self.weights
        n = tables.n[self.pair]
        total: Floats = (second[self.pair, self.first] + first[self.pair, self.second]) / n
        return total


def check_overlap(min_overlap: int) -> None:
    """Check how many units a pair is to have in common.

    Raises
    ------
    InputError
        If it is no integer of at least 1.
    """
    if isinstance(min_overlap, bool) or not isinstance(min_overlap, int | np.integer) or min_overlap < 1:
        what = f"min_overlap must be an integer of at least 1, not {min_overlap!r}"
        raise InputError(what)


def pair_kappas(
    patterns: Patterns,
    n_categories: int,
    weights: Floats | None,
    *,
    combination: Combination = "mean",
    min_overlap: int = 1,
) -> PairKappas:
    """The model of identified patterns; pairs of fewer units than `min_overlap` are left out.

    Raises
    ------
    InputError
        If there are too many pairs of ratings to be held.
    """
    n_ratings = patterns.n_ratings.astype(np.float64)
    if n_ratings @ n_ratings > _MOST_PAIRS:
        what = f"{n_ratings @ n_ratings:.2g} pairs of ratings are too many to be held"
        raise InputError(what, fix="Use pairwise_agreement, which counts pairs of raters without holding them.")
    one, other = pairs_of_entries(patterns)
    once = patterns.code[one] < patterns.code[other]
    one, other = one[once], other[once]
    raters = [patterns.code[entries].astype(np.int64) // n_categories for entries in (one, other)]
    codes = [patterns.code[entries].astype(np.int64) % n_categories for entries in (one, other)]
    names, pair = np.unique(raters[0] << 32 | raters[1], return_inverse=True)
    pattern = patterns.pattern[one]
    enough = np.bincount(pair, patterns.n_units[pattern], len(names)) >= min_overlap
    kept = enough[pair]
    pair, pattern = (np.cumsum(enough) - 1)[pair[kept]], pattern[kept]
    met, place = np.unique(codes[0][kept] * n_categories + codes[1][kept], return_inverse=True)
    cells, cell = np.unique(pair * max(len(met), 1) + place, return_inverse=True)
    of_cell = met[cells % max(len(met), 1)] if len(met) else met
    return PairKappas(
        Terms(_incidence(pattern, cell, (len(patterns), len(cells))), np.zeros(len(patterns.code))),
        np.column_stack((names[enough] >> 32, names[enough] & 0xFFFFFFFF)),
        cells // max(len(met), 1),
        of_cell // max(n_categories, 1),
        of_cell % max(n_categories, 1),
        int(np.count_nonzero(enough)),
        n_categories,
        weights,
        combination,
    )


def _sums_by(column: Ints, n_columns: int, cells: Floats, values: Floats | None = None) -> Floats:
    """Sums of numbers in cells (…, c), times values (c,), by the column that each cell belongs to."""
    if cells.ndim == 1:
        return np.bincount(column, cells if values is None else cells * values, n_columns).astype(np.float64)
    from scipy.sparse import csr_array  # noqa: PLC0415 - takes long to import

    data = np.ones(len(column)) if values is None else values
    sums: Floats = cells @ csr_array((data, column, np.arange(len(column) + 1)), shape=(len(column), n_columns))
    return sums


def _incidence(row: Ints, column: Ints, shape: tuple[int, int]) -> Any:
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes long to import

    return coo_array((np.ones(len(row)), (row, column)), shape=shape).tocsr()


def _mean(values: Floats, counts: NDArray[Any]) -> Floats:
    return quotient(np.sum(np.where(counts > 0, values, 0.0) * counts, axis=-1), counts.sum(axis=-1))
