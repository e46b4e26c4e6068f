"""Twins of the detection kernels: one decision and one cut of the list after the other, as COCO's rules say it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def score_order(category: Ints, image: Ints, score: Floats, n_categories: int, n_images: int) -> Ints:
    """Sorted by category, image, falling score and where each came."""
    return np.array(sorted(range(len(score)), key=lambda i: (category[i], image[i], -score[i], i)), dtype=np.int64)


def match_detections(
    cell_offsets: Ints,
    edge_offsets: Ints,
    edge_gold: Ints,
    edge_overlap: Floats,
    crowd: Bytes,
    ignored: Bytes,
    outside: Bytes,
    thresholds: Floats,
) -> Ints:
    """Greedy, with golds in the order COCO tries them: those that are not ignored first."""
    match = np.full((len(outside), len(thresholds), len(edge_offsets) - 1), -1, dtype=np.int64)
    for a in range(len(outside)):
        for t, threshold in enumerate(thresholds.tolist()):
            for begin, end in zip(cell_offsets[:-1].tolist(), cell_offsets[1:].tolist(), strict=True):
                taken: set[int] = set()
                for d in range(begin, end):
                    edges = range(edge_offsets[d], edge_offsets[d + 1])
                    overlaps = {int(edge_gold[k]): float(edge_overlap[k]) for k in edges}
                    found = _found(overlaps, taken, crowd, ignored[a], threshold)
                    if found is not None:
                        taken.add(found)
                        match[a, t, d] = found
    return match


def _found(overlaps: dict[int, float], taken: set[int], crowd: Bytes, ignored: Bytes, threshold: float) -> int | None:
    """The gold that a detection takes: a step of COCO's inner loop per gold."""
    found, least = None, min(threshold, 1 - 1e-10)
    for gold in sorted(overlaps, key=lambda gold: (ignored[gold] != 0, gold)):
        if gold in taken and not crowd[gold]:
            continue
        if found is not None and not ignored[found] and ignored[gold]:
            break
        if overlaps[gold] >= least:
            found, least = gold, overlaps[gold]
    return found


def judge_detections(
    cell_offsets: Ints,
    edge_offsets: Ints,
    edge_gold: Ints,
    edge_overlap: Floats,
    crowd: Bytes,
    ignored: Bytes,
    outside: Bytes,
    thresholds: Floats,
) -> Bytes:
    """Outcomes of what the twin of the matching finds."""
    match = match_detections(cell_offsets, edge_offsets, edge_gold, edge_overlap, crowd, ignored, outside, thresholds)
    outcome = np.zeros(match.shape, dtype=np.uint8)
    for a, t, d in np.ndindex(match.shape):
        gold = match[a, t, d]
        if outside[a, d] if gold < 0 else ignored[a, gold]:
            outcome[a, t, d] = 2
        elif gold >= 0:
            outcome[a, t, d] = 1
    return outcome


def precision_recall(
    category_offsets: Ints,
    rank: Ints,
    score: Floats,
    outcome: Bytes,
    n_gold: Ints,
    recall_levels: Floats,
    most: Ints,
) -> tuple[Floats, Floats, Floats]:
    """Every cut of the sorted list gives a recall and a precision."""
    n_ranges, n_thresholds = outcome.shape[:2]
    shape = (n_thresholds, len(recall_levels), len(n_gold), n_ranges, len(most))
    precision, scores = np.full(shape, -1.0), np.full(shape, -1.0)
    recall = np.full((n_thresholds, *shape[2:]), -1.0)
    for k, a, m, t in np.ndindex(len(n_gold), n_ranges, len(most), n_thresholds):
        if n_gold[k, a] == 0:
            continue
        rows = [d for d in range(category_offsets[k], category_offsets[k + 1]) if rank[d] < most[m]]
        rows.sort(key=lambda d: -score[d])
        recalls, precisions = _cuts([int(outcome[a, t, d]) for d in rows], int(n_gold[k, a]))
        recall[t, k, a, m] = recalls[-1] if rows else 0.0
        for r, level in enumerate(recall_levels.tolist()):
            first = next((i for i, reached in enumerate(recalls) if reached >= level), None)
            precision[t, r, k, a, m] = 0.0 if first is None else max(precisions[first:])
            scores[t, r, k, a, m] = 0.0 if first is None else score[rows[first]]
    return precision, recall, scores


def _cuts(outcomes: list[int], n_gold: int) -> tuple[list[float], list[float]]:
    recalls, precisions = [], []
    right = wrong = 0
    for outcome in outcomes:
        right += outcome == 1
        wrong += outcome == 0
        recalls.append(right / n_gold)
        precisions.append(right / (right + wrong + 2.0**-52))
    return recalls, precisions


def precision_draws(
    category_offsets: Ints,
    image: Ints,
    rank: Ints,
    score: Floats,
    outcome: Bytes,
    gold_category_offsets: Ints,
    gold_image: Ints,
    gold_ignored: Bytes,
    recall_levels: Floats,
    most: Ints,
    weights: Bytes,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Every draw is a list in which detections and golds are repeated."""
    n_categories, n_draws = len(category_offsets) - 1, weights.shape[1]
    n_ranges, n_thresholds = outcome.shape[:2]
    by_threshold = np.empty((n_draws, n_thresholds, n_ranges))
    recall_by_threshold = np.empty((n_draws, n_thresholds, n_ranges, len(most)))
    by_category = np.empty((n_draws, n_categories, n_ranges))
    recall_by_category = np.empty((n_draws, n_categories, n_ranges))
    category = np.repeat(np.arange(n_categories), np.diff(category_offsets))
    gold_category = np.repeat(np.arange(n_categories), np.diff(gold_category_offsets))
    for draw, weight in enumerate(weights.T.astype(np.int64)):
        rows = np.repeat(np.arange(len(score)), weight[image])
        golds = np.repeat(np.arange(len(gold_image)), weight[gold_image])
        n_gold = np.zeros((n_categories, n_ranges), np.int64)
        for range_, g in zip(*np.nonzero(gold_ignored[:, golds] == 0), strict=True):
            n_gold[gold_category[golds[g]], range_] += 1
        offsets = np.searchsorted(category[rows], np.arange(n_categories + 1))
        drawn = (offsets, rank[rows], score[rows], outcome[:, :, rows], n_gold, recall_levels, most)
        precision, recall, _ = precision_recall(*drawn)
        precision[precision == -1], recall[recall == -1] = np.nan, np.nan
        by_level = _means(precision[..., -1], 1) if len(recall_levels) else np.full(recall.shape[:3], np.nan)
        by_threshold[draw] = _means(by_level, 1)
        recall_by_threshold[draw] = _means(recall, 1)
        by_category[draw] = _means(by_level, 0)
        recall_by_category[draw] = _means(recall[..., -1], 0)
    return by_threshold, recall_by_threshold, by_category, recall_by_category


def _means(values: Floats, axis: int) -> Floats:
    """Means of what is not NaN; NaN where nothing is left."""
    there = ~np.isnan(values)
    n = there.sum(axis=axis)
    total = np.where(there, values, 0).sum(axis=axis)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
