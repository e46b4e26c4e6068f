"""Boundaries of masks, and how well two boundaries agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.geometry import mask_operations as operations
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import boundary as kernels
from labelgauge.kernels.overlap import IOU
from labelgauge.metrics._band_width import BandWidth
from labelgauge.metrics._empty import EmptyPolicy, apply_policy
from labelgauge.metrics._sides import as_masks, check_paired
from labelgauge.metrics.overlap import ratios

Floats = NDArray[np.float64]

DILATION_RATIO = 0.02
"""Width of the boundary band as a share of the image's diagonal, as in the Boundary IoU paper."""


def boundary(
    masks: Masks | ArrayLike,
    *,
    width: ArrayLike | None = None,
    dilation_ratio: float | None = None,
    object_ratio: float | None = None,
    metric: operations.Metric = "chebyshev",
    spacing: ArrayLike | None = None,
    threads: int = 1,
) -> Masks:
    r"""Boundary bands of masks: the foreground pixels near background.

    .. math:: B_d(M) = M \setminus (M \ominus S_d)

    S_d is what lies within distance d: a square of 2d + 1 pixels a side (Chebyshev), or a disc (Euclidean). What lies
    outside the image is background. The width d is said in one of three ways.

    Parameters
    ----------
    masks
        `Masks`, or a bool array (n, h, w) / (h, w).
    width
        d itself: one for all masks, or one per mask. Chebyshev bands without `spacing` take whole numbers of at least
        1, others any above 0.
    dilation_ratio
        d = max(1, round(ratio · image diagonal)) pixels, halves to even: COCO's rule.
    object_ratio
        d = max(1, round(ratio · diagonal of the mask's own box)) pixels.
    metric
        ``"chebyshev"`` (the larger of the row and the column distance) or ``"euclidean"``.
    spacing
        Distance of neighbouring (rows, columns), for all masks or one pair per mask, for example in millimetres; the
        unit of `width`. A pixel is in the band if the centre of a background pixel is at most d away, so a
        width below both spacings gives an empty band.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Masks
        One band per mask. A mask nowhere wider than 2d is its own band; an empty mask has an empty one.

    Raises
    ------
    InputError
        If `masks` are not masks, not exactly one of `width`, `dilation_ratio` and `object_ratio` is given, or one is
        not as described.

    Notes
    -----
    With the default metric the band of Cheng et al., "Boundary IoU", CVPR 2021, as their code has it: the mask less its
    d-fold 3×3 erosion. The text of the paper speaks of Euclidean distance.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> band = lg.boundary(np.ones((4, 5), dtype=bool), width=1)
    >>> band.to_dense()[0].astype(int).tolist()
    [[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]]
    >>> lg.boundary(np.ones((4, 5), dtype=bool), width=1.0, spacing=(0.5, 1.0)).area.tolist()
    [20]
    """
    return _bands(
        as_masks(masks, "masks", threads), BandWidth(width, dilation_ratio, object_ratio, spacing, metric), threads
    )


def boundary_iou(
    gold: Masks | ArrayLike,
    candidate: Masks | ArrayLike,
    *,
    dilation_ratio: float = DILATION_RATIO,
    width: ArrayLike | None = None,
    object_ratio: float | None = None,
    metric: operations.Metric = "chebyshev",
    spacing: ArrayLike | None = None,
    paired: bool = False,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Floats:
    r"""Boundary IoU: the IoU of the two masks' boundary bands.

    .. math::

        \mathrm{BIoU}(G, C) = \frac{|B_d(G) \cap B_d(C)|}{|B_d(G) \cup B_d(C)|}, \quad
        d = \max\left(1, \mathrm{round}\left(r \sqrt{h^2 + w^2}\right)\right)

    B_d is the band that `boundary` returns, h and w are the image's height and width, r is `dilation_ratio`; halves
    are rounded to even. More sensitive than IoU to a boundary that is off by a few pixels on a large object. The width
    follows the image, not the object: an object nowhere wider than 2d is its own band, and its Boundary IoU its IoU;
    `object_ratio` or `width` choose otherwise.

    Parameters
    ----------
    gold, candidate
        `Masks`, or bool arrays (n, h, w) / (h, w); both sides of one image size.
    dilation_ratio
        Width of the bands as a share of the image's diagonal, above 0. COCO's convention is 0.02, that of LVIS 0.008.
        Not used if `width` or `object_ratio` is given.
    width
        Width of the bands: one number, in pixels or in the unit of `spacing`; see `boundary`.
    object_ratio
        Width as a share of the diagonal of each mask's own box, at least 1 pixel; gold and candidate bands may then
        differ in width.
    metric
        ``"chebyshev"`` or ``"euclidean"``.
    spacing
        Distance of neighbouring (rows, columns), the unit of `width`.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What the Boundary IoU of two empty bands is. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns, from 0 to 1.

    Raises
    ------
    InputError
        If a side is not masks, the numbers differ (paired), or a width is not as described.
    GeometryError
        If masks differ in size.
    UndefinedError
        If two bands are empty and ``empty="raise"``.

    Notes
    -----
    Cheng, Girshick, Dollár, Berg, Kirillov, "Boundary IoU", CVPR 2021. Equal to their code, whose bands are by
    Chebyshev distance; the text of the paper speaks of Euclidean distance.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.zeros((20, 20), dtype=bool)
    >>> gold[2:18, 2:18] = True
    >>> shifted = np.roll(gold, 1, axis=1)
    >>> round(lg.iou(gold, shifted).item(), 3), round(lg.boundary_iou(gold, shifted).item(), 3)
    (0.882, 0.333)
    """
    g, c = as_masks(gold, "gold", threads), as_masks(candidate, "candidate", threads)
    ratio = dilation_ratio if width is None and object_ratio is None else None
    rule = BandWidth(width, ratio, object_ratio, spacing, metric, "boundary_iou")
    if paired and metric == "chebyshev":
        return apply_policy(*_paired(g, c, rule, threads), empty, "boundary_iou")
    bands = _bands(g, rule, threads), _bands(c, rule, threads)
    return ratios(*bands, IOU, "boundary_iou", paired=paired, crowd=None, empty=empty, threads=threads)


def _bands(masks: Masks, rule: BandWidth, threads: int) -> Masks:
    if rule.metric == "chebyshev" and rule.spacing is None:
        widths = rule.distances(masks).astype(np.int64)
        runs = kernels.boundary_band(*operations.columns(masks), widths, threads=threads)
        return Masks.from_arrays(*runs, masks.sizes)
    return masks.difference(rule.inner(masks, threads), threads=threads)


def _paired(gold: Masks, candidate: Masks, rule: BandWidth, threads: int) -> tuple[Floats, tuple[NDArray[np.intp]]]:
    """Ratios, and which are undefined. Each band is used once, so bands are counted without being written out."""
    check_paired(gold, candidate)
    both = np.arange(len(gold), dtype=np.int64)
    sides = (*operations.columns(gold), *operations.columns(candidate), rule.radii(gold), rule.radii(candidate))
    shared, gold_area, candidate_area = kernels.band_overlap(*sides, both, both, threads=threads).T
    union = gold_area + candidate_area - shared
    values = np.divide(shared, union, out=np.full(len(both), np.nan), where=union > 0)
    return values, (np.flatnonzero(union == 0),)
