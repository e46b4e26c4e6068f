"""How sure detection scores are: resampling of images, from what became of every detection.

Every image is drawn Poisson(1) times in a draw, as everywhere in labelgauge (`labelgauge.kernels.bootstrap`): two
results with one seed draw the same images, so that their differences are paired. Nothing is matched anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import bootstrap
from labelgauge.kernels import detection as kernel
from labelgauge.matching.judged import Judged
from labelgauge.scoring.detection_protocols import Stat
from labelgauge.scoring.statistics import image_keys

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_DRAWS = 20
"""Fewer usable draws than this have no 2.5th percentile to speak of."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawn:
    """Scores of every draw, as `labelgauge.kernels.detection.precision_draws` returns them, and how they were drawn."""

    precision_by_threshold: Floats
    recall_by_threshold: Floats
    precision_by_category: Floats
    recall_by_category: Floats
    seed: int

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
        if stat.frequency is not None:
            by_category = self.precision_by_category if stat.kind == "precision" else self.recall_by_category
            return _means(by_category[:, categories, area])
        if stat.kind == "precision":
            by_threshold = self.precision_by_threshold[:, thresholds, area]
        else:
            by_threshold = self.recall_by_threshold[:, thresholds, area, stat.cut]
        return np.asarray(by_threshold.mean(axis=1))


def draw(
    judged: Judged,
    scores: Floats,
    image_ids: list[object],
    n_categories: int,
    recall_levels: Floats,
    cuts: Ints,
    n_draws: int,
    seed: int,
    *,
    threads: int = 1,
) -> Drawn:
    """Resample images.

    Parameters
    ----------
    judged
        What became of every detection.
    scores
        float64, of the detections in the order of `judged`.
    image_ids
        Of all images; how often one is drawn depends on its id and the seed alone.
    n_categories
        How many categories there are.
    recall_levels, cuts
        As for `labelgauge.kernels.detection.precision_recall`.
    n_draws, seed
        How many draws, from which seed.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Drawn
        Scores of all draws.
    """
    cells = judged.cells
    image = np.repeat(cells.image, np.diff(cells.detection_offsets))
    gold_image = np.repeat(cells.image, np.diff(cells.gold_offsets))
    gold_category = np.repeat(cells.category, np.diff(cells.gold_offsets))
    weights = bootstrap.poisson_weights(image_keys(list(map(str, image_ids))), seed, n_draws, threads=threads)
    found = kernel.precision_draws(
        cells.category_offsets,
        image,
        cells.rank,
        scores,
        judged.outcome,
        np.searchsorted(gold_category, np.arange(n_categories + 1)),
        gold_image,
        judged.ignored,
        recall_levels,
        cuts,
        weights,
        threads=threads,
    )
    return Drawn(*found, seed)


@dataclass(frozen=True, slots=True)
class Spread:
    """What draws say of a number: standard error, ends of the interval, and the share of draws it is undefined in."""

    se: float
    low: float
    high: float
    degenerate: float


NO_SPREAD = Spread(np.nan, np.nan, np.nan, 0.0)


def spread_of(drawn: Floats, confidence: float) -> Spread:
    """Percentile interval of the draws in which a number is defined; NaN if these are too few.

    Notes
    -----
    Efron and Tibshirani (1993), chapter 13.
    """
    known = drawn[~np.isnan(drawn)]
    degenerate = 1 - len(known) / len(drawn) if len(drawn) else 0.0
    if len(known) < LEAST_DRAWS:
        return Spread(np.nan, np.nan, np.nan, degenerate)
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Spread(float(known.std(ddof=1)), float(low), float(high), degenerate)


def _means(values: Floats) -> Floats:
    """Means of rows over what is defined; NaN where nothing is."""
    there = ~np.isnan(values)
    n = there.sum(axis=1)
    total = np.where(there, values, 0).sum(axis=1)
    means = np.full(len(values), np.nan)
    np.divide(total, n, out=means, where=n > 0)
    return means
