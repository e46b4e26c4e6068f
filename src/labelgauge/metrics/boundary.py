"""Boundaries of masks, and how well two boundaries agree."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import boundary as kernels
from labelgauge.kernels.overlap import IOU
from labelgauge.metrics._empty import EmptyPolicy
from labelgauge.metrics._sides import as_geometry
from labelgauge.metrics.overlap import ratios

Floats = NDArray[np.float64]

DILATION_RATIO = 0.02
"""Width of the boundary band as a share of the image's diagonal, as in the Boundary IoU paper."""

WIDEST = 2.0**40
"""Bands wider than this, wider than any image, are taken as this wide."""


def boundary(masks: Masks | ArrayLike, *, width: int | ArrayLike, threads: int = 1) -> Masks:
    r"""Boundary bands of masks: the foreground pixels within `width` pixels of background.

    .. math:: B_d(M) = M \setminus (M \ominus S_d), \quad S_d = \text{square of } 2d + 1 \text{ pixels a side}

    Distance is Chebyshev's (the larger of the row and the column distance), and what lies outside the image is
    background.

    Parameters
    ----------
    masks
        `Masks`, or a bool array (n, h, w) / (h, w).
    width
        Width d of the band in pixels, at least 1: one for all masks, or one per mask.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Masks
        One band per mask. A mask nowhere wider than 2d is its own band; an empty mask has an empty one.

    Raises
    ------
    InputError
        If `masks` are not masks, or a width is not a whole number of at least 1.

    Notes
    -----
    The band of Cheng et al., "Boundary IoU", CVPR 2021, as their code has it: the mask less its d-fold 3×3 erosion.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> band = lg.boundary(np.ones((4, 5), dtype=bool), width=1)
    >>> band.to_dense()[0].astype(int).tolist()
    [[1, 1, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]]
    """
    batch = _as_masks(masks, "masks")
    widths = np.asarray(width)
    if not np.issubdtype(widths.dtype, np.integer) or widths.shape not in {(), (len(batch),)}:
        what = f"width must be a whole number, or one per mask ({len(batch)}), not {width!r}"
        raise InputError(what, where="boundary")
    return _bands(batch, np.broadcast_to(widths, len(batch)).astype(np.int64), threads)


def boundary_iou(
    gold: Masks | ArrayLike,
    candidate: Masks | ArrayLike,
    *,
    dilation_ratio: float = DILATION_RATIO,
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
    follows the image, not the object: an object nowhere wider than 2d is its own band, and its Boundary IoU its IoU.

    Parameters
    ----------
    gold, candidate
        `Masks`, or bool arrays (n, h, w) / (h, w); both sides of one image size.
    dilation_ratio
        Width of the bands as a share of the image's diagonal, above 0. COCO's convention is 0.02, that of LVIS 0.008.
    paired
        False: every gold with every candidate. True: gold i with candidate i only.
    empty
        What the Boundary IoU of two empty masks is. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m), or (n,) when paired
        Gold rows, candidate columns, from 0 to 1.

    Raises
    ------
    InputError
        If a side is not masks, the numbers differ (paired), or `dilation_ratio` is not a finite number above 0.
    GeometryError
        If masks differ in size.
    UndefinedError
        If two masks are empty and ``empty="raise"``.

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
    ratio = _checked_ratio(dilation_ratio)
    g, c = _as_masks(gold, "gold"), _as_masks(candidate, "candidate")
    gold_bands = _bands(g, _widths(g.sizes, ratio), threads)
    candidate_bands = _bands(c, _widths(c.sizes, ratio), threads)
    return ratios(
        gold_bands, candidate_bands, IOU, "boundary_iou", paired=paired, crowd=None, empty=empty, threads=threads
    )


def _as_masks(value: Any, name: str) -> Masks:
    masks = as_geometry(value, name)
    if not isinstance(masks, Masks):
        what = f"{name} is {type(masks).__name__}, but only masks have boundaries of pixels"
        raise InputError(what, fix="Pass labelgauge.Masks or a bool array.")
    return masks


def _checked_ratio(value: Any) -> float:
    if not isinstance(value, Real) or not 0 < float(value) < math.inf:
        what = f"dilation_ratio must be a finite number above 0, not {value!r}"
        raise InputError(what, where="boundary_iou")
    return float(value)


def _widths(sizes: NDArray[np.int64], dilation_ratio: float) -> NDArray[np.int64]:
    height, width = sizes.astype(np.float64).T
    rounded = np.rint(dilation_ratio * np.sqrt(height**2 + width**2))
    return np.array(np.clip(rounded, 1, WIDEST), dtype=np.int64)


def _bands(masks: Masks, widths: NDArray[np.int64], threads: int) -> Masks:
    counts, offsets = kernels.boundary_band(masks.counts, masks.offsets, masks.sizes, widths, threads=threads)
    return Masks.from_arrays(counts, offsets, masks.sizes)
