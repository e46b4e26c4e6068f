"""Boundaries of masks, and how well two boundaries agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.geometry import mask_operations as operations
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import boundary as kernels
from labelgauge.kernels import overlap
from labelgauge.metrics._band_width import BandWidth
from labelgauge.metrics._empty import EmptyPolicy, apply_policy
from labelgauge.metrics._sides import as_masks, pair_index

Floats = NDArray[np.float64]
Index = NDArray[np.int64]

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
    batch = as_masks(masks, "masks")
    rule = BandWidth(width, dilation_ratio, object_ratio, spacing, metric)
    if metric == "chebyshev" and spacing is None:
        widths = rule.distances(batch).astype(np.int64)
        runs = kernels.boundary_band(*operations.columns(batch), widths, threads=threads)
        return Masks.from_arrays(*runs, batch.sizes)
    return batch.difference(rule.inner(batch, threads), threads=threads)


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
    g, c = as_masks(gold, "gold"), as_masks(candidate, "candidate")
    ratio = dilation_ratio if width is None and object_ratio is None else None
    rule = BandWidth(width, ratio, object_ratio, spacing, metric, "boundary_iou")
    rows, columns = pair_index(g, c, paired=paired)
    count = _square_bands if metric == "chebyshev" else _round_bands
    shared, gold_area, candidate_area = count(g, c, rule, rows, columns, threads)
    union = gold_area + candidate_area - shared
    shape = (len(g),) if paired else (len(g), len(c))
    values = np.divide(shared, union, out=np.full(len(rows), np.nan), where=union > 0).reshape(shape)
    return apply_policy(values, np.nonzero((union == 0).reshape(shape)), empty, "boundary_iou")


def _square_bands(
    gold: Masks, candidate: Masks, rule: BandWidth, rows: Index, columns: Index, threads: int
) -> tuple[Index, Index, Index]:
    """Pixels that two bands share, and pixels of each, per pair; the bands are never written out."""
    sides = (*operations.columns(gold), *operations.columns(candidate), rule.radii(gold), rule.radii(candidate))
    shared, gold_area, candidate_area = kernels.band_overlap(*sides, rows, columns, threads=threads).T
    return shared, gold_area, candidate_area


def _round_bands(
    gold: Masks, candidate: Masks, rule: BandWidth, rows: Index, columns: Index, threads: int
) -> tuple[Index, Index, Index]:
    """The same of bands by Euclidean distance."""
    g, c = (side.difference(rule.inner(side, threads), threads=threads) for side in (gold, candidate))
    sides = (*operations.columns(g), *operations.columns(c))
    shared = overlap.mask_intersection(*sides, rows, columns, threads=threads)
    return shared, g.area[rows], c.area[columns]
