"""Standard errors of pairs of raters from what both said of each unit, by clusters of units; no table is made.

The influence of a unit on a pair's value is that of its cell in the pair's table; clusters add them up. The pairs of
one rater with some others are worked on at a time, so that memory is of the order of their ratings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._pair_formulas import Formula, Margins, Weights
from labelgauge.agreement._quotients import quotient
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_RATINGS_TOGETHER = 1 << 18
"""Ratings of partners of a rater that are looked at together; a single partner may have more."""
_CELLS_TOGETHER = 1 << 18
"""Shares of categories of pairs that are held at a time, where there is more than one pair."""


class Errors(NamedTuple):
    """Of each pair: its standard error, and of how many independent things, units or clusters; float64 (p,)."""

    se: Floats
    n: Floats


class _Said(NamedTuple):
    """What pairs said of units that both rated, in an order that does not depend on that of units."""

    pair: Ints  # (k,), ascending
    thing: Ints  # (k,), ascending: the unit, or its cluster
    first: Ints  # (k,), categories
    second: Ints
    n_pairs: int


def errors_of_pairs(ratings: Ratings, first: Ints, second: Ints, formula: Formula, weights: Floats | None) -> Errors:
    """Standard errors of pairs, and their numbers of units or, where ratings have them, clusters.

    Parameters
    ----------
    ratings
        By raters with names.
    first, second
        int64 (p,), raters of each pair, which have a value; in order of the first.
    formula, weights
        The coefficient, and the weights of agreement; None for the identity.
    """
    by_rater = _by_rater(ratings)
    errors = Errors(np.full(len(first), np.nan), np.zeros(len(first)))
    here = np.full(ratings.n_units, -1, np.int64)
    for begin, end in _runs(first):
        units, codes = by_rater[first[begin]]
        here[units] = codes
        lengths = np.array([len(by_rater[other][0]) for other in second[begin:end].tolist()])
        for part in _parts(lengths, ratings.n_categories, weights is None):
            pairs = slice(begin + part.start, begin + part.stop)
            said = _said([by_rater[other] for other in second[pairs].tolist()], here, ratings.cluster)
            for column, found in zip(errors, _errors(said, formula, weights, ratings), strict=True):
                column[pairs] = found
        here[units] = -1
    return errors


def _by_rater(ratings: Ratings) -> list[tuple[Ints, Ints]]:
    """The units of each rater and what they said of them."""
    order = np.argsort(ratings.rater, kind="stable")
    ends = np.cumsum(np.bincount(ratings.rater, minlength=ratings.n_raters))[:-1]
    units, codes = _layout.unit_of(ratings.offsets)[order], ratings.code[order].astype(np.int64)
    return list(zip(np.split(units, ends), np.split(codes, ends), strict=True))


def _runs(first: Ints) -> Iterator[tuple[int, int]]:
    """Where the pairs of each rater begin and end."""
    bounds = [0, *(np.flatnonzero(np.diff(first)) + 1).tolist(), len(first)]
    return zip(bounds[:-1], bounds[1:], strict=True) if len(first) else iter(())


def _parts(lengths: Ints, n_categories: int, only_used: bool) -> Iterator[slice]:
    """Partners that are worked on together; at least one at a time."""
    begin, n_ratings = 0, 0
    for k, length in enumerate(lengths.tolist()):
        n_ratings += length
        n_shares = min(n_categories, 2 * n_ratings) if only_used else n_categories
        if k > begin and (n_ratings > _RATINGS_TOGETHER or (k + 1 - begin) * n_shares > _CELLS_TOGETHER):
            yield slice(begin, k)
            begin, n_ratings = k, length
    yield slice(begin, len(lengths))


def _said(partners: list[tuple[Ints, Ints]], here: Ints, cluster: NDArray[np.int32] | None) -> _Said:
    pair = np.repeat(np.arange(len(partners)), [len(units) for units, _ in partners])
    units, second = (np.concatenate(column) for column in zip(*partners, strict=True))
    both = np.flatnonzero(here[units] >= 0)
    pair, units, first, second = pair[both], units[both], here[units[both]], second[both]
    if cluster is None:
        order = np.lexsort((second, first, pair))
        return _Said(pair[order], np.arange(len(order)), first[order], second[order], len(partners))
    place = cluster[units]
    order = np.lexsort((second, first, place, pair))
    pair, place = pair[order], place[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (np.diff(pair) != 0) | (np.diff(place) != 0)
    return _Said(pair, np.cumsum(new) - 1, first[order], second[order], len(partners))


def _errors(said: _Said, formula: Formula, weights: Floats | None, ratings: Ratings) -> Errors:
    influence = _influences(said, formula, weights, ratings.n_categories)
    begin = np.flatnonzero(np.diff(said.thing, prepend=-1))
    of_thing, pair = np.bincount(said.thing, weights=influence), said.pair[begin]
    n = np.bincount(pair, minlength=said.n_pairs).astype(np.float64)
    squares = np.bincount(pair, weights=of_thing**2, minlength=said.n_pairs)
    # Published formulas are of units that are independent.
    few = 1.0 if formula.large_sample and ratings.cluster is None else quotient(n, n - 1)
    return Errors(np.where(n >= 2, np.sqrt(few * squares), np.nan), n)


def _influences(said: _Said, formula: Formula, weights: Floats | None, n_categories: int) -> Floats:
    """How much the value of its pair changes with the weight of each unit; they add up to 0."""
    pair, first, second = said.pair, said.first, said.second
    if weights is None:
        agreed = (first == second).astype(np.float64)
        used, places = np.unique(np.concatenate((first, second)), return_inverse=True)
        (first, second), n_used = np.split(places, 2), len(used)
        given = Weights(lambda shares: shares, float(n_categories), n_categories)
    else:
        agreed, n_used = weights[first, second], n_categories
        given = Weights(lambda shares: shares @ weights, float(weights.sum()), n_categories)
    n = np.bincount(pair, minlength=said.n_pairs).astype(np.float64)

    def mean(values: Floats) -> Floats:
        return np.bincount(pair, weights=values, minlength=said.n_pairs) / n

    def shares(codes: Ints) -> Floats:
        table = np.bincount(pair * n_used + codes, minlength=said.n_pairs * n_used)
        return table.reshape(said.n_pairs, n_used) / n[:, None]

    margins = Margins(shares(first), shares(second))
    expected = formula.of_margins(margins, given)
    left = (1 - mean(agreed)) / (1 - expected)  # 1 - value
    rows, columns = formula.slope(margins, given)
    influence = (agreed - left[pair] * (rows[pair, first] + columns[pair, second])) / (1 - expected)[pair]
    centred: Floats = (influence - mean(influence)[pair]) / n[pair]
    return centred
