"""Agreement of all pairs of raters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.agreement import _pair_formulas
from labelgauge.agreement._estimate import as_ratings
from labelgauge.agreement._limits import check_confidence
from labelgauge.agreement._order import weights_of
from labelgauge.agreement._pair_errors import Errors, errors_of_pairs
from labelgauge.agreement._pair_formulas import FORMULAS, PairSums
from labelgauge.agreement._rater_pairs import check_overlap
from labelgauge.agreement.names import PairCoefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from labelgauge.kernels import agreement as kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CELLS_TOGETHER = 1 << 22
"""Cells of tables that are held at a time: 32 MB."""
_MOST_IN_TABLE = 64
"""Categories beyond which standard errors without weights are made from what was said of units, not from tables."""
_MOST_RATERS = 20_000
"""Most raters whose pairs are laid out as a matrix: 3 GB."""


@dataclass(frozen=True, eq=False)
class PairwiseAgreement:
    """A coefficient of each pair of raters.

    Attributes
    ----------
    name
        Which coefficient.
    raters
        Names of raters, in the order of rows and columns.
    first, second
        int64 (p,), pairs of raters with a unit in common: positions in `raters`, first < second, in order.
    pair_n
        int64 (p,), units that both rated.
    pair_value, pair_observed, pair_expected
        float64 (p,), the coefficient, observed agreement, and that expected by chance.
    min_overlap
        Units that a pair needs in common for a value.
    confidence
        What intervals are meant to cover.
    status
        ``"ok"``, or ``"anonymous_raters"``: then there are no pairs.
    components
        int64 (n_raters,), which raters can be compared, at least by way of others: those of one number are linked by
        pairs of `min_overlap` units. Numbers begin at 0, in the order of raters.
    parameters
        What was asked for.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([[1, 1, 2, 2], [1, 2, 2, 2], [1, 1, 2, None]], raters=["a", "b", "c"])
    >>> pairs = lg.pairwise_agreement(r, "cohen_kappa")
    >>> pairs
    <cohen_kappa of 3 pairs of 3 raters, 0.400 to 1.000>
    >>> pairs.values.round(2).tolist()
    [[nan, 0.5, 1.0], [0.5, nan, 0.4], [1.0, 0.4, nan]]
    >>> pairs.n.tolist()
    [[0, 4, 3], [4, 0, 3], [3, 3, 0]]
    """

    name: str
    raters: NDArray[Any]
    first: Ints
    second: Ints
    pair_n: Ints
    pair_value: Floats
    pair_observed: Floats
    pair_expected: Floats
    min_overlap: int
    confidence: float
    status: str
    components: Ints
    parameters: Mapping[str, Any]
    _ratings: Ratings = field(repr=False)
    _weights: Floats | None = field(repr=False)
    _threads: int = field(repr=False)

    @property
    def values(self) -> Floats:
        """The coefficient of each two raters; float64 (n_raters, n_raters), symmetric.

        NaN where they have too few units in common, where the coefficient is undefined (`pairs` says why), and of each
        rater with itself.
        """
        return self._matrix(self.pair_value, np.nan)

    @property
    def n(self) -> Ints:
        """Units that each two raters both rated; int64 (n_raters, n_raters), 0 of a rater with itself."""
        return self._matrix(self.pair_n, 0)

    @property
    def low(self) -> Floats:
        """Lower ends of confidence intervals, as `values`; computed when first asked for."""
        return self._matrix(self.pair_low, np.nan)

    @property
    def high(self) -> Floats:
        """Upper ends of confidence intervals, as `values`."""
        return self._matrix(self.pair_high, np.nan)

    @property
    def pair_se(self) -> Floats:
        """Standard error of each pair's value; float64 (p,). Where ratings have clusters, units of one depend."""
        return self._errors.se

    @cached_property
    def _errors(self) -> Errors:
        chosen = np.flatnonzero(~np.isnan(self.pair_value))
        by_table = self._weights is not None or self._ratings.n_categories <= _MOST_IN_TABLE
        if by_table and self._ratings.cluster is None:
            return Errors(self._errors_of_tables(chosen), self.pair_n.astype(np.float64))
        errors = Errors(np.full(len(self.first), np.nan), np.zeros(len(self.first)))
        formula, first, second = FORMULAS[self.name], self.first[chosen], self.second[chosen]
        found = errors_of_pairs(self._ratings, first, second, formula, self._weights)
        for column, of_chosen in zip(errors, found, strict=True):
            column[chosen] = of_chosen
        return errors

    def _errors_of_tables(self, chosen: Ints) -> Floats:
        found = np.full(len(self.first), np.nan)
        weights = _table_of(self._weights, self._ratings)
        for part in _parts(chosen, self._ratings):
            tables = _tables(self._ratings, self.first[part], self.second[part], self._threads)
            found[part] = _pair_formulas.standard_errors(tables, FORMULAS[self.name], weights)
        return found

    @property
    def pair_low(self) -> Floats:
        """Lower end of each pair's confidence interval; float64 (p,)."""
        return self._ends[0]

    @property
    def pair_high(self) -> Floats:
        """Upper end of each pair's confidence interval; float64 (p,)."""
        return self._ends[1]

    @cached_property
    def pairs(self) -> Table:
        """A row for each pair with a unit in common: the form for many raters with little in common.

        Columns are `first` and `second` (names of raters), `n`, `value`, `observed`, `expected` and `status`: ``"ok"``,
        ``"little_overlap"`` below `min_overlap`, or ``"single_category"``.
        """
        undefined = np.where(self.pair_n < self.min_overlap, "little_overlap", "single_category")
        return Table(
            {
                "first": self.raters[self.first],
                "second": self.raters[self.second],
                "n": self.pair_n,
                "value": self.pair_value,
                "observed": self.pair_observed,
                "expected": self.pair_expected,
                "status": np.where(np.isnan(self.pair_value), undefined, "ok").tolist(),
            }
        )

    @property
    def warning(self) -> str:
        """Why scores of raters are not comparable, in a sentence; empty if they are."""
        groups = np.bincount(self.components, minlength=1)
        if self.status != "ok" or len(groups) < 2:
            return ""
        alone = int(np.count_nonzero(groups == 1))
        apart = f", {alone:,} of them single raters" if alone else ""
        return (
            f"raters fall into {len(groups):,} groups without {self.min_overlap:,} units in common{apart}: "
            "scores in different groups are not comparable"
        )

    @cached_property
    def _ends(self) -> tuple[Floats, Floats]:
        from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - takes long to import

        covered = (1 + self.confidence) / 2
        errors = self._errors
        if FORMULAS[self.name].large_sample and self._ratings.cluster is None:
            reach = float(ndtri(covered)) * errors.se
        else:
            reach = stdtrit(np.maximum(errors.n - 1, 1), covered) * errors.se
        return self.pair_value - reach, self.pair_value + reach

    def _matrix(self, of_pairs: NDArray[Any], fill: float) -> NDArray[Any]:
        n = len(self.raters)
        if n > _MOST_RATERS:
            what = f"a matrix of {n:,} × {n:,} raters is too large; at most {_MOST_RATERS:,} raters are laid out"
            raise InputError(what, fix="Use .pairs, which has a row for each pair with a unit in common.")
        matrix = np.full((n, n), fill, of_pairs.dtype)
        matrix[self.first, self.second] = matrix[self.second, self.first] = of_pairs
        return matrix

    def __repr__(self) -> str:
        if self.status != "ok":
            return f"<{self.name} of pairs, undefined ({self.status})>"
        defined = self.pair_value[~np.isnan(self.pair_value)]
        span = f", {defined.min():.3f} to {defined.max():.3f}" if len(defined) else ", all undefined"
        return f"<{self.name} of {len(self.first):,} pairs of {len(self.raters):,} raters{span}>"


def pairwise_agreement(
    ratings: Ratings | ArrayLike,
    coefficient: PairCoefficient = "cohen_kappa",
    *,
    min_overlap: int = 1,
    weights: str | ArrayLike = "identity",
    confidence: float = 0.95,
    threads: int = 1,
) -> PairwiseAgreement:
    """Compute a coefficient of two raters for each pair of raters with a unit in common.

    Only units that both raters of a pair rated count for it, also for shares of categories. Time and memory are of the
    order of the pairs of ratings, or less: where most raters rated most units, 64 units are compared at once.

    Parameters
    ----------
    ratings
        By any number of raters; or a matrix (raters, units), NaN or None where there is none.
    coefficient
        ``"cohen_kappa"``, ``"scott_pi"``, ``"gwet_ac"``, ``"brennan_prediger"`` or ``"percent_agreement"``.
    min_overlap
        Units that a pair needs in common for a value, at least 1.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    confidence
        What intervals are to cover, above 0 and below 1. They are those of the single coefficients with
        ``ci="analytic"``: over clusters of units where ratings have them, else over units.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    PairwiseAgreement
        Without pairs, and with status ``"anonymous_raters"``, where raters have no identity.

    Raises
    ------
    InputError
        If an argument is out of range, or units have weights.

    Examples
    --------
    >>> import labelgauge as lg
    >>> pairs = lg.pairwise_agreement([[1, 1, 2, 2], [1, 2, 2, 2], [1, 1, 2, None]])
    >>> [(row["n"], round(row["value"], 2)) for row in pairs.pairs.rows()]
    [(4, 0.5), (3, 1.0), (3, 0.4)]
    """
    given = as_ratings(ratings)
    _check_arguments(coefficient, min_overlap, confidence, given)
    table = weights_of(given, weights)
    first, second, sums = _counted(given, threads)
    numbers = _pair_formulas.of_sums(sums, FORMULAS[coefficient], given.n_categories)
    if table is not None:
        numbers = _weighted(given, first, second, coefficient, table, threads)
    enough = sums.n >= min_overlap
    return PairwiseAgreement(
        name=coefficient,
        raters=given.raters,
        first=first,
        second=second,
        pair_n=sums.n,
        pair_value=np.where(enough, numbers.value, np.nan),
        pair_observed=numbers.observed,
        pair_expected=numbers.expected,
        min_overlap=min_overlap,
        confidence=confidence,
        status="anonymous_raters" if given.anonymous else "ok",
        components=_components(first[enough], second[enough], given.n_raters),
        parameters=MappingProxyType({"weights": weights if isinstance(weights, str) else "table"}),
        _ratings=given,
        _weights=table,
        _threads=threads,
    )


def _check_arguments(coefficient: str, min_overlap: int, confidence: float, ratings: Ratings) -> None:
    if coefficient not in FORMULAS:
        what = f"coefficient must be one of {', '.join(map(repr, FORMULAS))}, not {coefficient!r}"
        raise InputError(what)
    check_overlap(min_overlap)
    check_confidence(confidence)
    if ratings.weight is not None:
        what = "pairs of raters are counted in units, and these units have weights"
        raise InputError(what, fix="Make the ratings without weight=, or use cohen_kappa(pair=...) for single pairs.")


def _counted(ratings: Ratings, threads: int) -> tuple[Ints, Ints, PairSums]:
    if ratings.anonymous:
        none = np.zeros(0, np.int64)
        return none, none, PairSums(none, none, none, none)
    if ratings.cells is not None:
        first, second, *sums = kernel.cell_pair_counts(ratings.cells, ratings.n_categories, threads=threads)
    else:
        first, second, *sums = kernel.pair_counts(
            ratings.offsets, ratings.rater, ratings.code, ratings.n_raters, ratings.n_categories, threads=threads
        )
    return first.astype(np.int64), second.astype(np.int64), PairSums(*sums)


def _weighted(
    ratings: Ratings, first: Ints, second: Ints, coefficient: str, weights: Floats, threads: int
) -> _pair_formulas.Numbers:
    """Values with weights, from the tables of some pairs at a time."""
    numbers = _pair_formulas.Numbers(*(np.full(len(first), np.nan) for _ in range(3)))
    for part in _parts(np.arange(len(first)), ratings):
        tables = _tables(ratings, first[part], second[part], threads)
        for column, found in zip(
            numbers, _pair_formulas.of_tables(tables, FORMULAS[coefficient], weights), strict=True
        ):
            column[part] = found
    return numbers


def _parts(pairs: Ints, ratings: Ratings) -> list[Ints]:
    """Pairs whose tables are held at a time."""
    n_together = max(1, _CELLS_TOGETHER // max(ratings.n_categories**2, 1))
    return [pairs[begin : begin + n_together] for begin in range(0, len(pairs), n_together)]


def _tables(ratings: Ratings, first: Ints, second: Ints, threads: int) -> Ints:
    if ratings.cells is not None:
        return kernel.cell_pair_tables(ratings.cells, first, second, ratings.n_categories, threads=threads)
    return kernel.pair_tables(
        ratings.offsets,
        ratings.rater,
        ratings.code,
        first,
        second,
        ratings.n_raters,
        ratings.n_categories,
        threads=threads,
    )


def _table_of(weights: Floats | None, ratings: Ratings) -> Floats:
    return np.eye(ratings.n_categories) if weights is None else weights


def _components(first: Ints, second: Ints, n_raters: int) -> Ints:
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes long to import
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    links = coo_array((np.ones(len(first), np.int8), (first, second)), shape=(n_raters, n_raters))
    if n_raters == 0:
        return np.zeros(0, np.int64)
    found: Ints = connected_components(links, directed=False)[1].astype(np.int64)
    return found
