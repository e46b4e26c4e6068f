"""Scores of detections against gold objects: whom each finds, and how precision falls as recall grows.

Detections lie category after category, in a category image after image, and those of one image and category (a *cell*)
by falling score.

Source: ``COCOeval.evaluateImg`` and ``COCOeval.accumulate`` of the COCO API (Lin et al. 2014), whose rules and order of
operations are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import detection as reference

WRONG, RIGHT, IGNORED = 0, 1, 2
"""What can become of a detection: it found nothing that counts, it found a gold, or it is neither right nor wrong."""

MOST_GOLDS = 2**53
"""Most golds of a category: every number of them is a double."""

MOST_DRAWN = 2**31 - 1
"""Most detections that a draw may repeat theirs to."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]


def score_order(
    category: Ints, image: Ints, score: Floats, n_categories: int, n_images: int, *, threads: int = 1
) -> Ints:
    """The order in which detections are to lie: by category, image and falling score, equals as they came.

    Parameters
    ----------
    category, image
        int64 (n,), which category and image each has.
    score
        float64 (n,), finite.
    n_categories, n_images
        How many of them there are.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n,)
        Positions of the detections in that order.

    Raises
    ------
    InputError
        If an array has the wrong dtype or length, an index is out of range, or a score is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import detection
    >>> category, image, score = np.array([1, 0, 1]), np.array([0, 0, 0]), np.array([0.2, 0.5, 0.9])
    >>> detection.score_order(category, image, score, 2, 1).tolist()
    [1, 2, 0]
    """
    n_categories, n_images = _check.count(n_categories, "n_categories"), _check.count(n_images, "n_images")
    category = _check.index(category, "category", n_categories)
    image = _check.index(image, "image", n_images)
    score = _finite(score, "score")
    _same_length(category=category, image=image, score=score)
    if use_reference():
        return reference.score_order(category, image, score, n_categories, n_images)
    return _native.detection.score_order(category, image, score, _check.threads(threads), isa())


def match_detections(
    cell_offsets: Ints,
    edge_offsets: Ints,
    edge_gold: Ints,
    edge_overlap: Floats,
    crowd: Bytes,
    ignored: Bytes,
    outside: Bytes,
    thresholds: Floats,
    *,
    threads: int = 1,
) -> Ints:
    """Whom every detection finds, at each overlap threshold and for each range of areas.

    In order of score each takes, of the golds of its cell that nobody took and that it overlaps by the threshold at
    least, the one that it overlaps most, of equals the last; an ignored gold only where there is no other.

    Parameters
    ----------
    cell_offsets
        int64 (cells + 1,), where each cell's detections begin and end.
    edge_offsets
        int64 (n + 1,), where each detection's edges begin and end.
    edge_gold
        int64 (e,), a gold that the detection overlaps, ascending within a detection. A gold belongs to one cell.
    edge_overlap
        float64 (e,), by how much. Pairs below every threshold may be left out.
    crowd
        uint8 (n_gold,), not 0 where a gold may be found by any number of detections.
    ignored
        uint8 (ranges, n_gold), not 0 where finding a gold is neither right nor wrong.
    outside
        uint8 (ranges, n), not 0 where it is neither right nor wrong that the detection finds nothing.
    thresholds
        float64 (t,), above 0. 1 asks for an overlap of 1 - 1e-10, as in COCO.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (ranges, t, n)
        The gold, or -1.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, offsets do not fit, an index is out of range, a detection's golds do
        not ascend, or a threshold is not above 0.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import detection
    >>> edges = np.array([0, 2]), np.array([0, 1, 2]), np.array([0, 0]), np.array([0.6, 0.9])
    >>> flags = np.zeros(1, np.uint8), np.zeros((1, 1), np.uint8), np.zeros((1, 2), np.uint8)
    >>> detection.match_detections(*edges, *flags, np.array([0.5, 0.75])).tolist()
    [[[0, -1], [-1, 0]]]
    """
    arguments = _checked_edges(cell_offsets, edge_offsets, edge_gold, edge_overlap, crowd, ignored, outside, thresholds)
    if use_reference():
        return reference.match_detections(*arguments)
    return _native.detection.match_detections(*arguments, _check.threads(threads), isa())


def judge_detections(
    cell_offsets: Ints,
    edge_offsets: Ints,
    edge_gold: Ints,
    edge_overlap: Floats,
    crowd: Bytes,
    ignored: Bytes,
    outside: Bytes,
    thresholds: Floats,
    *,
    threads: int = 1,
) -> Bytes:
    """What becomes of every detection, at each overlap threshold and for each range of areas.

    Parameters
    ----------
    cell_offsets, edge_offsets, edge_gold, edge_overlap, crowd, ignored, outside, thresholds
        As for `match_detections`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    uint8 (ranges, t, n)
        `RIGHT` where it finds a gold that is not ignored; `IGNORED` where it finds an ignored one, or none and is
        `outside`; else `WRONG`.

    Raises
    ------
    InputError
        As `match_detections` does.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import detection
    >>> edges = np.array([0, 2]), np.array([0, 1, 2]), np.array([0, 0]), np.array([0.6, 0.9])
    >>> flags = np.zeros(1, np.uint8), np.zeros((1, 1), np.uint8), np.zeros((1, 2), np.uint8)
    >>> detection.judge_detections(*edges, *flags, np.array([0.5, 0.75])).tolist()
    [[[1, 0], [0, 1]]]
    """
    arguments = _checked_edges(cell_offsets, edge_offsets, edge_gold, edge_overlap, crowd, ignored, outside, thresholds)
    if use_reference():
        return reference.judge_detections(*arguments)
    return _native.detection.judge_detections(*arguments, _check.threads(threads), isa())


def precision_recall(
    category_offsets: Ints,
    rank: Ints,
    score: Floats,
    outcome: Bytes,
    n_gold: Ints,
    recall_levels: Floats,
    most: Ints,
    *,
    threads: int = 1,
) -> tuple[Floats, Floats, Floats]:
    r"""Precision at given recalls, with the scores at which they are reached, and the last recall.

    After the first i detections by falling score (equals as they lie), r of them right and w wrong, recall is r / g and
    precision r / (r + w + ε), with g golds and ε = 2⁻⁵². The precision at recall ρ is the greatest at any recall of at
    least ρ, and 0 if that is never reached.

    Parameters
    ----------
    category_offsets
        int64 (k + 1,), where each category's detections begin and end.
    rank
        int64 (n,), the place of each detection in its cell, from 0.
    score
        float64 (n,), finite.
    outcome
        uint8 (ranges, t, n), as `judge_detections` returns it.
    n_gold
        int64 (k, ranges), golds that are not ignored; 2⁵³ at most, which a double still counts.
    recall_levels
        float64 (r,), ascending, from 0 to 1.
    most
        int64 (m,), how many detections of a cell count.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    precision : float64 (t, r, k, ranges, m)
        -1 where there is no gold.
    recall : float64 (t, k, ranges, m)
        After all detections; -1 where there is no gold.
    scores : float64 (t, r, k, ranges, m)
        0 where a recall is never reached, -1 where there is no gold.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, offsets do not fit, an outcome is none of the three, levels do not
        ascend or leave [0, 1], or a count is negative or above 2⁵³.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import detection
    >>> outcome = np.array([[[detection.RIGHT, detection.WRONG, detection.RIGHT]]], np.uint8)
    >>> precision, recall, _ = detection.precision_recall(
    ...     np.array([0, 3]), np.arange(3), np.array([0.9, 0.8, 0.7]), outcome, np.array([[2]]),
    ...     np.array([0.0, 0.5, 1.0]), np.array([100]),
    ... )
    >>> precision.ravel().round(4).tolist(), recall.item()
    ([1.0, 1.0, 0.6667], 1.0)
    """
    score = _finite(score, "score")
    rank = _check.array(rank, "rank", np.int64)
    _same_length(rank=rank, score=score)
    category_offsets = _check.offsets(category_offsets, "category_offsets", len(score), of="score")
    outcome = _outcomes(outcome, len(score))
    n_gold = _check.array(n_gold, "n_gold", np.int64, ndim=2)
    if n_gold.shape != (len(category_offsets) - 1, len(outcome)):
        shape = (len(category_offsets) - 1, len(outcome))
        what = f"n_gold must have a row per category and a column per range, {shape}, not {n_gold.shape}"
        raise InputError(what)
    if n_gold.size and n_gold.min() < 0:
        what = f"n_gold must not be negative, found {n_gold.min()}"
        raise InputError(what)
    if n_gold.size and n_gold.max() > MOST_GOLDS:
        what = f"n_gold must be at most 2^53, found {n_gold.max()}"
        raise InputError(what)
    recall_levels = _levels(recall_levels)
    arguments = (category_offsets, rank, score, outcome, n_gold, recall_levels, _check.array(most, "most", np.int64))
    if use_reference():
        return reference.precision_recall(*arguments)
    return _native.detection.precision_recall(*arguments, _check.threads(threads), isa())


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
    *,
    threads: int = 1,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean precision and recall of resampled images: of every draw, with each image as often as it was drawn.

    Parameters
    ----------
    category_offsets
        int64 (k + 1,), where each category's detections begin and end.
    image
        int64 (n,), image of each detection.
    rank, score, outcome
        As for `precision_recall`.
    gold_category_offsets
        int64 (k + 1,), where each category's golds begin and end.
    gold_image
        int64 (g,), image of each gold.
    gold_ignored
        uint8 (ranges, g), not 0 where a gold is ignored.
    recall_levels
        float64 (r,), ascending, from 0 to 1.
    most
        int64 (m,), how many detections of a cell count, m at least 1.
    weights
        uint8 (images, draws), how often each draw has drawn each image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    precision_by_threshold : float64 (draws, t, ranges)
        With the last of `most`, the mean over levels and over the categories of which the draw has golds.
    recall_by_threshold : float64 (draws, t, ranges, m)
        The mean over those categories.
    precision_by_category, recall_by_category : float64 (draws, k, ranges)
        With the last of `most`, the mean over thresholds, and of precision over levels.
        All are NaN where a draw has no gold.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, offsets do not fit, an index is out of range, an outcome is none of
        the three, levels do not ascend or leave [0, 1], or detections are so many that a draw may have 2³¹.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import detection
    >>> outcome = np.array([[[detection.RIGHT, detection.WRONG]]], np.uint8)
    >>> precision, *_ = detection.precision_draws(
    ...     np.array([0, 2]), np.array([0, 1]), np.zeros(2, np.int64), np.array([0.5, 0.9]), outcome,
    ...     np.array([0, 2]), np.array([0, 1]), np.zeros((1, 2), np.uint8), np.array([0.0, 0.5]), np.array([100]),
    ...     np.array([[1, 3], [1, 0]], np.uint8),
    ... )
    >>> precision.ravel().tolist()
    [0.5, 1.0]
    """
    score = _finite(score, "score")
    rank = _check.array(rank, "rank", np.int64)
    weights = _check.array(weights, "weights", np.uint8, ndim=2)
    image = _check.index(image, "image", len(weights))
    _same_length(image=image, rank=rank, score=score)
    category_offsets = _check.offsets(category_offsets, "category_offsets", len(score), of="score")
    outcome = _outcomes(outcome, len(score))
    gold_image = _check.index(gold_image, "gold_image", len(weights))
    gold_category_offsets = _check.offsets(
        gold_category_offsets, "gold_category_offsets", len(gold_image), of="gold_image", n=len(category_offsets) - 1
    )
    gold_ignored = _flags(gold_ignored, "gold_ignored", len(gold_image))
    if len(gold_ignored) != len(outcome):
        what = f"gold_ignored and outcome must have a row per range each, not {len(gold_ignored)} and {len(outcome)}"
        raise InputError(what)
    most = _check.array(most, "most", np.int64)
    if not len(most):
        what = "most must have an entry"
        raise InputError(what)
    _few_drawn(len(score), weights)
    arguments = (
        category_offsets,
        image,
        rank,
        score,
        outcome,
        gold_category_offsets,
        gold_image,
        gold_ignored,
        _levels(recall_levels),
        most,
        weights,
    )
    if use_reference():
        return reference.precision_draws(*arguments)
    return _native.detection.precision_draws(*arguments, _check.threads(threads), isa())


def _few_drawn(n: int, weights: Bytes) -> None:
    if n > MOST_DRAWN // 255 and n * int(weights.max(initial=0)) > MOST_DRAWN:
        what = f"{n:,} detections, drawn up to {weights.max()} times each, may be more than {MOST_DRAWN:,}"
        raise InputError(what, fix="Draw from fewer images.")


def _levels(recall_levels: Any) -> Floats:
    levels = _finite(recall_levels, "recall_levels")
    if np.any(np.diff(levels) < 0):
        what = "recall_levels must ascend"
        raise InputError(what, fix="Sort them with numpy.sort.")
    if len(levels) and (levels[0] < 0 or levels[-1] > 1):
        what = f"recall_levels must lie in [0, 1], found {levels[0] if levels[0] < 0 else levels[-1]}"
        raise InputError(what)
    return levels


def _outcomes(outcome: Any, n: int) -> Bytes:
    checked = _check.array(outcome, "outcome", np.uint8, ndim=3)
    if checked.shape[2] != n:
        what = f"outcome must have one entry per detection, {n}, not {checked.shape[2]}"
        raise InputError(what)
    if checked.size and checked.max() > IGNORED:
        what = f"outcome must be WRONG, RIGHT or IGNORED (0, 1 or 2), found {checked.max()}"
        raise InputError(what)
    return checked


def _finite(values: Any, name: str) -> Floats:
    checked = _check.array(values, name, np.float64)
    if not np.isfinite(checked).all():
        place = int(np.argmin(np.isfinite(checked)))
        what = f"{name} must be finite, found {checked[place]} at {place}"
        raise InputError(what)
    return checked


def _same_length(**columns: NDArray[Any]) -> None:
    lengths = [len(column) for column in columns.values()]
    if len(set(lengths)) > 1:
        what = f"{', '.join(columns)} must be equally long, not {', '.join(map(str, lengths))}"
        raise InputError(what)


def _checked_edges(
    cell_offsets: Any,
    edge_offsets: Any,
    edge_gold: Any,
    edge_overlap: Any,
    crowd: Any,
    ignored: Any,
    outside: Any,
    thresholds: Any,
) -> tuple[Ints, Ints, Ints, Floats, Bytes, Bytes, Bytes, Floats]:
    crowd = _check.array(crowd, "crowd", np.uint8)
    edge_gold = _check.index(edge_gold, "edge_gold", len(crowd))
    edge_overlap = _finite(edge_overlap, "edge_overlap")
    _same_length(edge_gold=edge_gold, edge_overlap=edge_overlap)
    edge_offsets = _check.offsets(edge_offsets, "edge_offsets", len(edge_gold), of="edge_gold")
    _golds_ascend(edge_gold, edge_offsets)
    n = len(edge_offsets) - 1
    cell_offsets = _check.offsets(cell_offsets, "cell_offsets", n, of="the detections")
    ignored, outside = (_flags(ignored, "ignored", len(crowd)), _flags(outside, "outside", n))
    if len(ignored) != len(outside):
        what = f"ignored and outside must have a row per range each, not {len(ignored)} and {len(outside)}"
        raise InputError(what)
    thresholds = _finite(thresholds, "thresholds")
    if len(thresholds) and thresholds.min() <= 0:
        what = f"thresholds must be above 0, found {thresholds.min()}"
        raise InputError(what)
    return cell_offsets, edge_offsets, edge_gold, edge_overlap, crowd, ignored, outside, thresholds


def _golds_ascend(edge_gold: Ints, edge_offsets: Ints) -> None:
    fine = np.ones(len(edge_gold) + 1, np.bool_)  # whether each comes after the one before it, and one place beyond
    np.greater(edge_gold[1:], edge_gold[:-1], out=fine[1:-1])
    fine[edge_offsets] = True  # nothing comes before the first of a detection
    if not fine.all():
        place = int(np.argmin(fine))
        found = f"{edge_gold[place]} after {edge_gold[place - 1]}"
        what = f"edge_gold must ascend within a detection, found {found} at {place}"
        raise InputError(what)


def _flags(flags: Any, name: str, n: int) -> Bytes:
    checked = _check.array(flags, name, np.uint8, ndim=2)
    if checked.shape[1] != n:
        what = f"{name} must have {n} columns, not {checked.shape[1]}"
        raise InputError(what)
    return checked
