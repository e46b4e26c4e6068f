"""Areas under precision of all categories: of the images as they are, and of resampled ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels.detection import RIGHT, WRONG
from labelgauge.metrics.precision_area import precision_area
from labelgauge.scoring.detection_state import Outcomes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

PORTION = 1 << 21
"""Counts of detections and draws that are held at a time."""


def areas_of(outcomes: Outcomes, n_categories: int, cuts: tuple[int, ...]) -> Floats:
    """Areas under precision.

    Parameters
    ----------
    outcomes
        As `labelgauge.scoring.detection_state.ordered` returns them.
    n_categories
        How many categories there are.
    cuts
        Greatest numbers of detections of an image and category that count.

    Returns
    -------
    float64 (t, categories, ranges, cuts)
        -1 where a category has no gold object.
    """
    once = np.ones((len(outcomes.image_ids), 1), np.uint8)
    areas = [_areas(outcomes, n_categories, cut, once)[0] for cut in cuts]
    found = np.stack(areas, axis=-1)
    return np.where(np.isnan(found), -1.0, found)


def area_draws(outcomes: Outcomes, n_categories: int, cut: int, weights: Bytes) -> Floats:
    """Areas under precision of resampled images.

    Parameters
    ----------
    outcomes, n_categories
        As for `areas_of`.
    cut
        How many detections of an image and category count.
    weights
        uint8 (images, draws), how often each draw has drawn each image.

    Returns
    -------
    float64 (draws, t, categories, ranges)
        NaN where a draw has no gold object of a category.
    """
    return _areas(outcomes, n_categories, cut, weights)


def _areas(outcomes: Outcomes, n_categories: int, cut: int, weights: Bytes) -> Floats:
    n_ranges, n_thresholds, _ = outcomes.outcome.shape
    areas = np.full((weights.shape[1], n_thresholds, n_categories, n_ranges), np.nan)
    gold_bounds = np.searchsorted(outcomes.gold_category, np.arange(n_categories + 1)).tolist()
    for k, rows in _ranked(outcomes, n_categories, cut):
        gold = slice(gold_bounds[k], gold_bounds[k + 1])
        image, step = outcomes.image[rows], max(1, PORTION // max(1, len(rows)))
        for begin in range(0, weights.shape[1], step):
            part = weights[:, begin : begin + step].astype(np.int64)
            times, gold_times = part[image], part[outcomes.gold_image[gold]]
            for r in range(n_ranges):
                n_gold = gold_times[outcomes.gold_ignored[r, gold] == 0].sum(axis=0)
                for t in range(n_thresholds):
                    outcome = outcomes.outcome[r, t, rows]
                    area = precision_area(outcome == RIGHT, outcome == WRONG, times, n_gold)
                    areas[begin : begin + step, t, k, r] = area
    return areas


def _ranked(outcomes: Outcomes, n_categories: int, cut: int) -> Iterator[tuple[int, Ints]]:
    """Each category and its detections by falling score; equals in the order of images."""
    bounds = np.searchsorted(outcomes.category, np.arange(n_categories + 1)).tolist()
    for k, (begin, end) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        rows = begin + np.flatnonzero(outcomes.rank[begin:end] < cut)
        yield k, rows[np.argsort(-outcomes.score[rows], kind="stable")]
