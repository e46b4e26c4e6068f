"""How sure detection scores are: resampling of images, from what became of every detection.

Every image is drawn Poisson(1) times in a draw, as everywhere in labelgauge (`labelgauge.kernels.bootstrap`): two
results with one seed draw the same images, so that their differences are paired. Nothing is matched anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import bootstrap
from labelgauge.kernels import detection as kernel
from labelgauge.scoring.detection_areas import area_draws
from labelgauge.scoring.detection_protocols import Stat
from labelgauge.scoring.detection_state import TOGETHER, Outcomes
from labelgauge.scoring.statistics import image_keys

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_DRAWS = 20
"""Fewer usable draws than this have no 2.5th percentile to speak of."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawn:
    """Scores of every draw, as `labelgauge.kernels.detection.precision_draws` returns them, and how they were drawn.

    Areas are there if the protocol has such, as `labelgauge.scoring.detection_areas.area_draws` returns them.
    """

    precision_by_threshold: Floats
    recall_by_threshold: Floats
    precision_by_category: Floats
    recall_by_category: Floats
    seed: int
    areas: Floats | None = None

    @property
    def n_draws(self) -> int:
        """How many there are."""
        return len(self.precision_by_threshold)

    def of(self, stat: Stat, thresholds: NDArray[np.bool_], area: int, categories: NDArray[np.bool_]) -> Floats:
        """One number of the summary in every draw; NaN where the draw has no gold for it.

        Parameters
        ----------
        stat
            Which number.
        thresholds
            bool (t,), of which thresholds it is the mean.
        area
            Position of its range of areas.
        categories
            bool (k,), of which categories it is the mean; asked for if the number is of a group of them.
        """
        if stat.kind == "area":
            return self._mean_areas(thresholds, area, categories)
        if stat.frequency is not None:
            by_category = self.precision_by_category if stat.kind == "precision" else self.recall_by_category
            return _means(by_category[:, categories, area])
        if stat.kind == "precision":
            by_threshold = self.precision_by_threshold[:, thresholds, area]
        else:
            by_threshold = self.recall_by_threshold[:, thresholds, area, stat.cut]
        return np.asarray(by_threshold.mean(axis=1))

    def _mean_areas(self, thresholds: NDArray[np.bool_], area: int, categories: NDArray[np.bool_]) -> Floats:
        assert self.areas is not None
        cells = self.areas[..., area][:, thresholds][:, :, categories]
        return _means(cells.reshape(len(cells), -1))

    def by_category(self, kind: Literal["precision", "area", "recall"]) -> Floats:
        """The mean over thresholds for every category, of the first range; float64 (draws, k), NaN where undefined."""
        if kind == "area":
            assert self.areas is not None
            return np.asarray(self.areas[:, :, :, 0].mean(axis=1))
        cells = self.precision_by_category if kind == "precision" else self.recall_by_category
        return cells[:, :, 0]


def draw(
    outcomes: Outcomes,
    n_categories: int,
    recall_levels: Floats,
    cuts: Ints,
    n_draws: int,
    seed: int,
    *,
    with_areas: bool = False,
    threads: int = 1,
) -> Drawn:
    """Resample images.

    Parameters
    ----------
    outcomes
        As `labelgauge.scoring.detection_state.ordered` returns them. How often an image is drawn depends on its id and
        the seed alone.
    n_categories
        How many categories there are.
    recall_levels, cuts
        As for `labelgauge.kernels.detection.precision_recall`.
    n_draws, seed
        How many draws, from which seed.
    with_areas
        Whether areas under precision are wanted, too.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Drawn
        Scores of all draws.
    """
    keys = image_keys(list(map(str, outcomes.image_ids)))
    weights = bootstrap.poisson_weights(keys, seed, n_draws, threads=threads)
    bounds, gold_bounds = outcomes.offsets(n_categories)
    if bounds[-1] <= TOGETHER:
        found = _draws_of(outcomes, bounds, gold_bounds, recall_levels, cuts, weights, threads)
    else:
        each = [
            _draws_of(outcomes, bounds[k : k + 2], gold_bounds[k : k + 2], recall_levels, cuts, weights, threads)
            for k in range(n_categories)
        ]
        found = _all_categories(each)
    areas = area_draws(outcomes, n_categories, int(cuts[-1]), weights) if with_areas else None
    return Drawn(*found, seed, areas)


def _draws_of(
    outcomes: Outcomes,
    bounds: Ints,
    gold_bounds: Ints,
    recall_levels: Floats,
    cuts: Ints,
    weights: NDArray[np.uint8],
    threads: int,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of adjoining categories, whose detections and gold objects lie between bounds."""
    rows, gold = (slice(*ends[[0, -1]].tolist()) for ends in (bounds, gold_bounds))
    return kernel.precision_draws(
        bounds - bounds[0],
        outcomes.image[rows].astype(np.int64),
        outcomes.rank[rows].astype(np.int64),
        outcomes.score[rows],
        outcomes.outcome[:, :, rows],
        gold_bounds - gold_bounds[0],
        outcomes.gold_image[gold].astype(np.int64),
        outcomes.gold_ignored[:, gold],
        recall_levels,
        cuts,
        weights,
        threads=threads,
    )


def _all_categories(each: list[tuple[Floats, Floats, Floats, Floats]]) -> tuple[Floats, Floats, Floats, Floats]:
    """Draws of all categories from those of one each; sums in the order of the kernel, so that bits are equal."""
    precision, recall, precision_of, recall_of = zip(*each, strict=True)
    return (
        _mean_of(precision),
        _mean_of(recall),
        np.concatenate(precision_of, axis=1),
        np.concatenate(recall_of, axis=1),
    )


def _mean_of(each: Sequence[Floats]) -> Floats:
    total, n = np.zeros_like(each[0]), np.zeros(each[0].shape, np.int64)
    for values in each:
        known = ~np.isnan(values)
        total[known] += values[known]
        n += known
    mean = np.full_like(total, np.nan)
    np.divide(total, n, out=mean, where=n > 0)
    return mean


@dataclass(frozen=True, slots=True)
class Spread:
    """What draws say of a number: standard error, ends of the interval, and the share of draws it is undefined in."""

    se: float
    low: float
    high: float
    degenerate: float


NO_SPREAD = Spread(np.nan, np.nan, np.nan, 0.0)


def spread_of(value: float, drawn: Floats, confidence: float, *, is_share: bool) -> Spread:
    """Interval of a number from the draws in which it is defined; NaN if these are too few.

    The spread of the draws around the number is taken for that of the number around the truth, turned round: from
    2 v - q(1 - α/2) to 2 v - q(α/2). AP is biased upwards where gold objects are few, and a draw, which has fewer
    distinct images, still more; percentiles of the draws would lie where the truth is not.

    Parameters
    ----------
    value
        The number.
    drawn
        float64 (draws,), NaN where undefined.
    confidence
        What the interval is meant to cover.
    is_share
        Whether it lies in 0 to 1. Then it is turned round as arcsin √v, and the interval ends there too.

    Notes
    -----
    The basic (reverse percentile) bootstrap interval, on a transformed scale: Davison and Hinkley (1997), section 5.2.
    """
    known = drawn[~np.isnan(drawn)]
    degenerate = 1 - len(known) / len(drawn) if len(drawn) else 0.0
    if len(known) < LEAST_DRAWS or np.isnan(value):
        return Spread(np.nan, np.nan, np.nan, degenerate)
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    ends = _turned_shares(value, high, low) if is_share else (2 * value - high, 2 * value - low)
    return Spread(float(known.std(ddof=1)), float(ends[0]), float(ends[1]), degenerate)


def _turned_shares(value: float, *ends: float) -> tuple[float, ...]:
    angle = math.asin(math.sqrt(min(value, 1.0)))
    turned = [min(max(2 * angle - math.asin(math.sqrt(min(end, 1.0))), 0.0), math.pi / 2) for end in ends]
    return tuple(math.sin(end) ** 2 for end in turned)


def _means(values: Floats) -> Floats:
    """Means of rows over what is defined; NaN where nothing is."""
    there = ~np.isnan(values)
    n = there.sum(axis=1)
    total = np.where(there, values, 0).sum(axis=1)
    means = np.full(len(values), np.nan)
    np.divide(total, n, out=means, where=n > 0)
    return means
