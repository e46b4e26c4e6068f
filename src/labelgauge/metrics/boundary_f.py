"""How well two outlines agree within a tolerance: boundary precision, recall and F, and IoU near the gold outline."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry import mask_operations as operations
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import boundary, overlap
from labelgauge.metrics._band_width import WIDEST, BandWidth
from labelgauge.metrics._empty import EmptyPolicy, apply_policy
from labelgauge.metrics._sides import as_masks, pair_index

Floats = NDArray[np.float64]

DAVIS_TOLERANCE = 0.008
"""Tolerance of the DAVIS benchmark, as a share of the image's diagonal."""


@dataclass(frozen=True)
class BoundaryScores:
    """Boundary precision, recall and F of every comparison.

    Parameters
    ----------
    precision
        Share of the candidate's contour that lies within the tolerance of the gold one.
    recall
        Share of the gold contour that lies within the tolerance of the candidate's.
    f
        Their harmonic mean; 0 where both are 0.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> square = np.pad(np.ones((4, 4), dtype=bool), 3)
    >>> lg.boundary_f(square, square).f.tolist()
    [[1.0]]
    """

    precision: Floats
    recall: Floats
    f: Floats


def boundary_f(
    gold: Masks | ArrayLike,
    candidate: Masks | ArrayLike,
    *,
    tolerance: float = DAVIS_TOLERANCE,
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.AGREE,
    threads: int = 1,
) -> BoundaryScores:
    r"""Boundary precision, recall and F within a tolerance, by the rule of the DAVIS benchmark.

    .. math::

        P = \frac{|K(C) \cap (K(G) \oplus D_r)|}{|K(C)|}, \quad
        R = \frac{|K(G) \cap (K(C) \oplus D_r)|}{|K(G)|}, \quad F = \frac{2 P R}{P + R}

    K is the contour, the pixels that differ from their neighbour to the right, below or diagonally below; D_r is the
    disc of radius r. The edge of the image makes no contour.

    Parameters
    ----------
    gold, candidate
        `Masks`, or bool arrays (n, h, w) / (h, w); both sides of one image size.
    tolerance
        Below 1: a share of the image's diagonal, rounded up to whole pixels. From 1 on: r in pixels. Above 0.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What all three are where neither side has a contour. DAVIS counts it as agreement, 1. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    BoundaryScores
        Float64 arrays (n, m), or (n,) when paired. If only the candidate has no contour, precision is 1 and recall 0;
        if only the gold has none, precision is 0 and recall 1; F is 0 either way.

    Raises
    ------
    InputError
        If a side is not masks, the numbers differ (paired), or `tolerance` is not a finite number above 0.
    GeometryError
        If masks differ in size.
    UndefinedError
        If neither side has a contour and ``empty="raise"``.

    Notes
    -----
    Perazzi et al., "A benchmark dataset and evaluation methodology for video object segmentation", CVPR 2016; Martin,
    Fowlkes, Malik, "Learning to detect natural image boundaries", PAMI 2004.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> square = np.pad(np.ones((8, 8), dtype=bool), 6)
    >>> lg.boundary_f(square, np.roll(square, 1, axis=1), tolerance=1).f.round(3).tolist()
    [[1.0]]
    >>> lg.boundary_f(square, np.roll(square, 3, axis=1), tolerance=1).f.round(3).tolist()
    [[0.5]]
    """
    share = _checked_tolerance(tolerance)
    g, c = as_masks(gold, "gold", threads), as_masks(candidate, "candidate", threads)
    rows, columns = pair_index(g, c, paired=paired)
    golds, candidates = _contours(g, threads), _contours(c, threads)
    precision = _share_near(candidates, golds, (columns, rows), share, threads)
    recall = _share_near(golds, candidates, (rows, columns), share, threads)
    n_gold, n_candidate = golds.area[rows], candidates.area[columns]
    precision[(n_candidate == 0) & (n_gold > 0)] = 1.0
    recall[(n_gold == 0) & (n_candidate > 0)] = 1.0
    total = precision + recall
    f = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)
    shape = (len(g),) if paired else (len(g), len(c))
    undefined = np.nonzero(((n_gold == 0) & (n_candidate == 0)).reshape(shape))
    scores = (apply_policy(values.reshape(shape), undefined, empty, "boundary_f") for values in (precision, recall, f))
    return BoundaryScores(*scores)


def trimap_iou(
    gold: Masks | ArrayLike,
    candidate: Masks | ArrayLike,
    *,
    width: ArrayLike,
    metric: operations.Metric = "euclidean",
    spacing: ArrayLike | None = None,
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Floats:
    r"""IoU of two masks among the pixels near the gold outline only.

    .. math::

        \frac{|G \cap C \cap T|}{|(G \cup C) \cap T|}, \quad T = (G \oplus D_d) \setminus (G \ominus D_d)

    T is the trimap's band of uncertainty: pixels within d of the gold outline, inside and outside.

    Parameters
    ----------
    gold, candidate
        `Masks`, or bool arrays (n, h, w) / (h, w); both sides of one image size.
    width
        d, above 0: one number for all gold masks or one each; in pixels, or in the unit of `spacing`.
    metric
        ``"euclidean"``: discs; ``"chebyshev"``: squares (d whole unless `spacing` is given).
    spacing
        Distance of neighbouring (rows, columns), for all masks or one pair per gold mask; pixels of 1 × 1 by default.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What it is where the band holds no pixel of either mask. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns, from 0 to 1. An empty gold mask has no band.

    Raises
    ------
    InputError
        If a side is not masks, the numbers differ (paired), or a width is not above 0.
    GeometryError
        If masks differ in size.
    UndefinedError
        If a band holds no pixel of either mask and ``empty="raise"``.

    Notes
    -----
    Kohli, Ladický, Torr, "Robust higher order potentials for enforcing label consistency", IJCV 2009.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> square = np.pad(np.ones((8, 8), dtype=bool), 6)
    >>> lg.trimap_iou(square, np.roll(square, 1, axis=1), width=1).round(3).tolist()
    [[0.556]]
    """
    g, c = as_masks(gold, "gold", threads), as_masks(candidate, "candidate", threads)
    rule = BandWidth(width=width, metric=metric, spacing=spacing, function="trimap_iou")
    near = rule.outer(g, threads).difference(rule.inner(g, threads), threads=threads)
    gold_near = g.difference(rule.inner(g, threads), threads=threads)
    rows, columns = pair_index(g, c, paired=paired)
    shared = _intersection(gold_near, c, rows, columns, threads)
    union = gold_near.area[rows] + _intersection(near, c, rows, columns, threads) - shared
    shape = (len(g),) if paired else (len(g), len(c))
    values = np.divide(shared, union, out=np.full(len(rows), np.nan), where=union > 0).reshape(shape)
    return apply_policy(values, np.nonzero((union == 0).reshape(shape)), empty, "trimap_iou")


def _contours(masks: Masks, threads: int) -> Masks:
    return Masks.from_arrays(*boundary.contour(*operations.columns(masks), threads=threads), masks.sizes)


def _share_near(
    masks: Masks, others: Masks, index: tuple[NDArray[np.int64], NDArray[np.int64]], tolerance: float, threads: int
) -> Floats:
    """Share of each contour that lies within the tolerance of the other; 0 if there is nothing to share."""
    radius = np.full(len(others), tolerance)
    if tolerance < 1:
        height, width = others.sizes.astype(np.float64).T
        radius = np.ceil(tolerance * np.sqrt(height**2 + width**2))
    grown = others.dilate(np.minimum(radius, WIDEST), metric="euclidean", threads=threads)
    shared = _intersection(masks, grown, *index, threads)
    area = masks.area[index[0]]
    return np.divide(shared, area, out=np.zeros(len(area)), where=area > 0)


def _intersection(
    gold: Masks, candidate: Masks, rows: NDArray[np.int64], columns: NDArray[np.int64], threads: int
) -> NDArray[np.int64]:
    sides = (*operations.columns(gold), *operations.columns(candidate))
    return overlap.mask_intersection(*sides, rows, columns, threads=threads)


def _checked_tolerance(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < np.inf:
        what = f"tolerance must be a finite number above 0, not {value!r}"
        raise InputError(what, where="boundary_f")
    return float(value)
