"""From measurements of labels in pairs of volumes to means with intervals, overall and for every label.

====================================  ====================================================================  =========
metric                                value                                                                 interval
====================================  ====================================================================  =========
mean_dice, mean_iou, mean_nsd_…       mean over all measurements of the group                               bootstrap
mean_hd95_mm, mean_assd_mm,           the same; infinite as soon as one of them is                          bootstrap
mean_relative_volume_difference
finite_mean_…                         of the same three: mean over the finite ones alone                    bootstrap
mean_volume_difference_mm3            mean over all measurements of the group                               bootstrap
====================================  ====================================================================  =========

A measurement is one label in one pair of volumes; measurements that are undefined (NaN) do not count. The bootstrap
draws pairs, with all their labels: percentiles over the draws that have any measurement. An infinite mean has no
interval, nor has a mean over less than two pairs.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.kernels.bootstrap import weighted_sums
from labelgauge.scoring import intervals
from labelgauge.scoring.metrics import Metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNBOUNDED = ("hd95_mm", "assd_mm", "relative_volume_difference")
"""Measures that are infinite where one side is empty."""

LARGEST_WEIGHT = 20
"""Most times that one pair comes in one draw."""

SUMS_AT_ONCE = 2**24
"""Bootstrap sums held at a time; groups are worked off in parts."""


def summarize(
    measurements: Table, measures: tuple[str, ...], keys: NDArray[np.uint64], seed: int, draws: int, *, threads: int = 1
) -> list[list[Metric]]:
    """All means of all groups.

    Parameters
    ----------
    measurements
        One row per label and pair: ``pair`` (its position among the keys), ``group``, and the measures.
    measures
        Names of the columns to take means of.
    keys
        uint64 (pairs,), hash of each pair's name.
    seed, draws
        Seed and number of bootstrap draws.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    list of list of Metric
        Overall first, then one list per group, in the order of their numbers.
    """
    pair, group = measurements["pair"], measurements["group"]
    values = np.column_stack([measurements[name] for name in measures])
    everything = np.arange(len(group))
    bounds = np.flatnonzero(np.diff(np.sort(group), prepend=-1))
    groups = [everything, *np.split(np.argsort(group), bounds[1:])] if len(group) else [everything]
    terms = _Terms(pair, values, keys, seed, draws, threads)
    at_once = max(SUMS_AT_ONCE // max(2 * len(measures) * draws, 1), 1)
    ends = np.concatenate(
        [terms.intervals(groups[first : first + at_once]) for first in range(0, len(groups), at_once)]
    )
    return [
        [
            metric
            for column, name in enumerate(measures)
            for metric in _metrics(name, values[rows, column], pair[rows], ends[number, column])
        ]
        for number, rows in enumerate(groups)
    ]


def _metrics(name: str, values: Floats, pair: Ints, ends: Floats) -> list[Metric]:
    """The mean of one measure, and where it can be infinite the mean of its finite values; `ends` are of the latter."""
    finite = np.isfinite(values)
    n_pairs = len(np.unique(pair[finite]))
    metrics = [_mean(f"mean_{name}", values[~np.isnan(values)], n_pairs, ends)]
    if name in UNBOUNDED:
        metrics.append(_mean(f"finite_mean_{name}", values[finite], n_pairs, ends))
    return metrics


def _mean(name: str, values: Floats, n_pairs: int, ends: Floats) -> Metric:
    n = len(values)
    if n == 0:
        return Metric(name, np.nan, 0, np.nan, np.nan, "none", "no_measurements")
    if np.isinf(values).any():
        return Metric(name, np.inf, n, np.nan, np.nan, "none", "infinite")
    value = math.fsum(values.tolist()) / n
    if n_pairs < 2:
        return Metric(name, value, n, np.nan, np.nan, "none", "one_pair")
    if np.isnan(ends[0]):
        return Metric(name, value, n, np.nan, np.nan, "none", "no_draws")
    return Metric(name, value, n, float(ends[0]), float(ends[1]), "bootstrap", "ok")


class _Terms:
    """What each measurement adds to the sums of the bootstrap: whole numbers, so that sums have no order."""

    def __init__(
        self, pair: Ints, values: Floats, keys: NDArray[np.uint64], seed: int, draws: int, threads: int
    ) -> None:
        finite = np.isfinite(values)
        known = np.where(finite, values, 0.0)
        largest = np.abs(known).max(axis=0, initial=0.0)
        # The greatest power of two by which no sum of any draw leaves int64.
        self._bits = 62 - np.frexp(largest)[1] - (LARGEST_WEIGHT * max(len(values), 1)).bit_length()
        self._terms = np.hstack((np.rint(np.ldexp(known, self._bits)).astype(np.int64), finite.astype(np.int64)))
        self._keys = keys[pair]
        self._seed, self._draws, self._threads = seed, draws, threads

    def intervals(self, groups: list[Ints]) -> Floats:
        """Ends of the intervals of the means of finite values of each group; float64 (groups, measures, 2)."""
        rows = np.concatenate(groups)
        group = np.repeat(np.arange(len(groups)), [len(members) for members in groups])
        arguments = (self._keys[rows], group, self._terms[rows], len(groups), self._seed, self._draws)
        sums = weighted_sums(*arguments, threads=self._threads)
        n = len(self._bits)
        ends = np.empty((len(groups), n, 2))
        for column in range(n):
            low, high, _ = intervals.percentiles(sums[:, column], sums[:, n + column])
            ends[:, column] = np.ldexp(np.column_stack((low, high)), -self._bits[column])
        return ends
