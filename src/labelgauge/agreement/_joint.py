"""Two coefficients of the same units, or of units that have nothing to do with each other: how their difference varies.

Where units are the same, a unit's influence on the difference is that on one coefficient less that on the other. Where
they are not, variances add up.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _merge
from labelgauge.agreement._ends import acceleration_of
from labelgauge.agreement._estimate import Evidence, counted_influences, evidence_of
from labelgauge.agreement._prepared import Prepared
from labelgauge.agreement._things import things_of
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Side(NamedTuple):
    """One of two coefficients."""

    prepared: Prepared
    coefficient: Coefficient


class Things(NamedTuple):
    """Units or clusters, which vary independently of each other."""

    n: int
    first: Ints  # (n_units,), which of them each unit of the first ratings is, or is in
    second: Ints


def check_units(first: Ratings, second: Ratings, paired: bool) -> None:
    """Check that units are shared, or not, as they are said to be.

    Raises
    ------
    InputError
        If no unit is in both although `paired`, or their clusters differ; or both are the same ratings and not paired.
    """
    if not paired:
        if first is second:
            what = "ratings are not independent of themselves"
            raise InputError(what, fix="Say paired=True.")
        return
    if (first.cluster is None) != (second.cluster is None):
        what = "units of one side have clusters, those of the other have not"
        raise InputError(what, fix="Give cluster= to both, or to neither.")
    units = things(first, second, by_cluster=False)
    shared = np.intersect1d(units.first, units.second, assume_unique=True)
    if len(shared) == 0:
        what = "paired=True, and no unit is in both"
        raise InputError(what, fix="Give both the same units=, or say paired=False.")
    if first.cluster is not None:
        clusters = things(first, second, by_cluster=True)
        sides = np.full((2, units.n), -1)
        sides[0, units.first], sides[1, units.second] = clusters.first, clusters.second
        apart = shared[sides[0, shared] != sides[1, shared]]
        if len(apart):
            unit = first.units[np.flatnonzero(units.first == apart[0])].tolist()[0]
            what = f"unit {unit!r} is in one cluster on one side, in another on the other"
            raise InputError(what)


def with_shared_categories(first: Ratings, second: Ratings) -> tuple[Ratings, Ratings]:
    """The same ratings, of which both have the categories of both.

    Raises
    ------
    InputError
        If they are of different kinds, or in orders that differ.
    """
    if first is second:
        return first, second
    categories, scores, codes = _merge.shared_categories(first, second)
    sides = []
    for side, new in zip((first, second), codes, strict=True):
        changed = {"code": new[side.code].astype(np.int32), "categories": categories, "scores": scores}
        sides.append(Ratings._of(**(side._values() | changed)))
    return sides[0], sides[1]


def things(first: Ratings, second: Ratings, *, by_cluster: bool) -> Things:
    """Units, or clusters, of both, matched by their names."""
    if not by_cluster:
        places, n = _matched(first.units, second.units)
        return Things(n, np.arange(first.n_units), places)
    clusters = [np.zeros(0) if side.clusters is None else side.clusters for side in (first, second)]
    places, n = _matched(*clusters)
    return Things(n, *(_codes(first), places[_codes(second)]))


def shared_units(first: Side, second: Side) -> int:
    """How many units count on both sides."""
    units = things(first.prepared.ratings, second.prepared.ratings, by_cluster=False)
    counts = np.zeros(units.n, np.int64)
    for side, places in ((first, units.first), (second, units.second)):
        least = 2 if side.prepared.only_compared else 1
        counts[places] += side.prepared.ratings.per_unit >= least
    return int(np.count_nonzero(counts == 2))


def paired_evidence(first: Side, second: Side, singleton: str) -> Evidence:
    """Influences of units, or of clusters of them, on the difference."""
    by_cluster = first.prepared.ratings.cluster is not None
    influence = _of_both(first, second, singleton, by_cluster)
    large_sample = first.prepared.large_sample and second.prepared.large_sample
    return Evidence(influence, float(len(influence)), large_sample)


def acceleration(first: Side, second: Side, paired: bool, options: dict[str, Any]) -> float:
    """That of the difference, as draws of units or clusters have it."""
    by_cluster = options["ci"] == "cluster_bootstrap"
    if paired:
        influence = _of_both(first, second, options["singleton"], by_cluster)
        return acceleration_of(influence, np.ones(len(influence)))
    found = []
    for sign, side in ((1, first), (-1, second)):
        of_patterns, counted = _influences(side, options["singleton"])
        drawn = things_of(side.prepared.ratings, side.prepared.patterns, counted, clustered=by_cluster)
        each = drawn.sums(of_patterns)
        found.append((sign * (each - each @ drawn.times / drawn.n), drawn.times))
    return acceleration_of(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _of_both(first: Side, second: Side, singleton: str, by_cluster: bool) -> Floats:
    """Centred influences, on the difference, of units or clusters that count on either side."""
    joined = things(first.prepared.ratings, second.prepared.ratings, by_cluster=by_cluster)
    total, counts = np.zeros(joined.n), np.zeros(joined.n, np.bool_)
    for sign, side, places in ((1, first, joined.first), (-1, second, joined.second)):
        ratings, patterns = side.prepared.ratings, side.prepared.patterns
        influence, counted = _influences(side, singleton)
        weight = np.ones(ratings.n_units) if ratings.weight is None else ratings.weight
        chosen = counted[patterns.of_unit]
        of_units = (influence[patterns.of_unit] * weight)[chosen]
        sums = np.bincount(places[chosen], weights=of_units, minlength=joined.n)
        is_there = np.bincount(places[chosen], minlength=joined.n) > 0
        total[is_there] += sign * (sums - sums[is_there].mean())[is_there]
        counts |= is_there
    return total[counts]


def degrees_of_sum(first: Side, second: Side, singleton: str) -> float:
    """Degrees of freedom of a sum of the two variances, by Welch and Satterthwaite."""
    variances = np.array([side.coefficient.se**2 for side in (first, second)])
    degrees = [_degrees(side, singleton) for side in (first, second)]
    spread = float(np.sum(variances**2 / degrees))
    return float(variances.sum() ** 2 / spread) if spread > 0 else np.inf


def _influences(side: Side, singleton: str) -> tuple[Floats, NDArray[np.bool_]]:
    prepared = side.prepared
    return counted_influences(
        prepared.patterns, prepared.model, side.coefficient.value, prepared.only_compared, singleton
    )


def _degrees(side: Side, singleton: str) -> float:
    if side.prepared.large_sample:
        return np.inf
    return evidence_of(side.prepared.ratings, side.prepared.patterns, *_influences(side, singleton)).degrees - 1


def _matched(first: NDArray[Any], second: NDArray[Any]) -> tuple[Ints, int]:
    """Where the second names are among those of both, the first in their places; and how many there are."""
    if np.array_equal(first, second):
        return np.arange(len(first)), len(first)
    both, places = _merge.united(first, second)
    return places, len(both)


def _codes(ratings: Ratings) -> Ints:
    return np.zeros(0, np.int64) if ratings.cluster is None else ratings.cluster.astype(np.int64)
