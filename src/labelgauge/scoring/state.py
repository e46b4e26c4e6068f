"""The accumulator's state: plain arrays whose size depends on groups, bins and draws, never on the number of images.

Everything in it is an integer, so updates and merges give the same bits in any order and any grouping. Overall, sizes
and shapes ("wide" groups) have histograms of 2^16 steps and a bootstrap of all statistics. Classes and attribute values
("narrow" groups) have histograms of 2^12 steps and no bootstrap of offsets and area ratios: at 1,000 draws that is
186 kB a group, 224 MB for the 1,203 classes of LVIS.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.kernels.bootstrap import weighted_sums
from labelgauge.scoring import exact
from labelgauge.scoring.columns import WITHOUT_SURFACE, Columns
from labelgauge.scoring.groups import N_WIDE
from labelgauge.scoring.statistics import Batch

Ints = NDArray[np.int64]

WIDE_BITS = 16
NARROW_BITS = 12
"""A histogram of b bits has 2^b + 1 bins; a ratio falls into the bin of the nearest multiple of 2^-b."""


@dataclass(frozen=True, slots=True)
class State:
    """Sums over any number of shards.

    Parameters
    ----------
    n_images
        int64 (1,), images seen, with or without annotations.
    counts
        int64 (groups, len(counts)); `Columns` names these and all others.
    images
        int64 (groups, len(image_counts)).
    high, low
        int64 (groups, len(sums)), limbs of exact sums.
    wide_histograms, narrow_histograms
        int64 (groups of that kind, len(measures), 2^bits + 1).
    wide_bootstrap, narrow_bootstrap
        int64 (groups of that kind, statistics, draws).
    """

    n_images: Ints
    counts: Ints
    images: Ints
    high: Ints
    low: Ints
    wide_histograms: Ints
    narrow_histograms: Ints
    wide_bootstrap: Ints
    narrow_bootstrap: Ints

    @property
    def n_groups(self) -> int:
        """Number of groups."""
        return len(self.counts)

    @property
    def n_draws(self) -> int:
        """Number of bootstrap draws."""
        return int(self.wide_bootstrap.shape[2])


def empty(n_groups: int, n_draws: int, columns: Columns = WITHOUT_SURFACE) -> State:
    """The state before any update.

    Parameters
    ----------
    n_groups
        Number of groups, at least `N_WIDE`.
    n_draws
        Number of bootstrap draws.
    columns
        What is counted, summed and drawn.

    Returns
    -------
    State
        All zeros.
    """

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    narrow, n_measures, n_sums = n_groups - N_WIDE, len(columns.measures), len(columns.sums)
    return State(
        n_images=zeros(1),
        counts=zeros(n_groups, len(columns.counts)),
        images=zeros(n_groups, len(columns.image_counts)),
        high=zeros(n_groups, n_sums),
        low=zeros(n_groups, n_sums),
        wide_histograms=zeros(N_WIDE, n_measures, 2**WIDE_BITS + 1),
        narrow_histograms=zeros(narrow, n_measures, 2**NARROW_BITS + 1),
        wide_bootstrap=zeros(N_WIDE, len(columns.bootstrap), n_draws),
        narrow_bootstrap=zeros(narrow, columns.n_narrow, n_draws),
    )


def update(state: State, batch: Batch, *, seed: int, threads: int = 1) -> None:
    """Add a batch to a state, in place.

    Parameters
    ----------
    state
        The state; its arrays change.
    batch
        What a shard adds. Every image of a state must come in one batch, once.
    seed
        Seed of the bootstrap weights; the same for all updates of states that are merged.
    threads
        Number of threads; never changes the answer.
    """
    state.n_images[0] += batch.n_images
    np.add.at(state.counts, batch.group, batch.counts)
    np.add.at(state.images, batch.group, batch.images)
    np.add.at(state.high, batch.group, batch.high)
    np.add.at(state.low, batch.group, batch.low)
    state.high[:], state.low[:] = exact.carried(state.high, state.low)
    wide = batch.value_group < N_WIDE
    _count_values(state.wide_histograms, batch.value_group[wide], batch.values[wide], WIDE_BITS)
    _count_values(state.narrow_histograms, batch.value_group[~wide] - N_WIDE, batch.values[~wide], NARROW_BITS)
    wide = batch.group < N_WIDE
    _add_draws(state.wide_bootstrap, batch, np.flatnonzero(wide), 0, seed, threads)
    _add_draws(state.narrow_bootstrap, batch, np.flatnonzero(~wide), N_WIDE, seed, threads)


def merge(a: State, b: State) -> State:
    """Sum of two states over different images.

    Parameters
    ----------
    a, b
        States of the same groups and draws; neither is changed.

    Returns
    -------
    State
        The state that all their updates together would have given, bit for bit.

    Raises
    ------
    InputError
        If the states have other groups or draws.
    """
    shapes = [[getattr(state, field.name).shape for field in fields(State)] for state in (a, b)]
    if shapes[0] != shapes[1]:
        what = f"states of {a.n_groups} groups, {a.n_draws} draws and {b.n_groups} groups, {b.n_draws} draws"
        raise InputError(what, where="merge", fix="Merge states of one layout.")
    sums = {field.name: getattr(a, field.name) + getattr(b, field.name) for field in fields(State)}
    sums["high"], sums["low"] = exact.carried(sums["high"], sums["low"])
    return State(**sums)


def _count_values(histograms: Ints, group: Ints, values: NDArray[np.float64], bits: int) -> None:
    for measure in range(values.shape[1]):
        known = ~np.isnan(values[:, measure])
        bins = np.rint(values[known, measure] * 2.0**bits).astype(np.int64)
        np.add.at(histograms[:, measure], (group[known], bins), 1)


def _add_draws(draws: Ints, batch: Batch, rows: Ints, first_group: int, seed: int, threads: int) -> None:
    """Weighted sums of these rows; only the groups that the batch has are made, then added."""
    present, group = np.unique(batch.group[rows] - first_group, return_inverse=True)
    values = np.ascontiguousarray(batch.bootstrap[rows, : draws.shape[1]])
    draws[present] += weighted_sums(
        batch.key[rows], group.astype(np.int64), values, len(present), seed, draws.shape[2], threads=threads
    )
