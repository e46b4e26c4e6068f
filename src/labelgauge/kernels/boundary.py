"""Bands along the boundary of masks.

Sources: Cheng et al., "Boundary IoU", CVPR 2021; the band is that of their published code (Chebyshev distance), not the
Euclidean one of their text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import boundary as reference

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]


def boundary_band(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    width: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Keep the foreground pixels that lie within `width` pixels of background.

    A pixel belongs to the band if the square of 2·width + 1 pixels a side around it holds background; what lies outside
    the image is background. The same as mask minus its `width`-fold 3×3 erosion. Time grows with the logarithm of the
    width.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    width
        int64 (n,), width of each mask's band in pixels, at least 1.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs of the bands; a mask that is nowhere wider than 2·width is its own band, an empty one has an
        empty band.
    offsets : int64 (n + 1,)
        Where each band's runs begin and end.

    Raises
    ------
    InputError
        If a width is below 1, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import boundary
    >>> full = np.array([0, 9], np.uint32)
    >>> boundary.boundary_band(full, np.array([0, 2]), np.array([[3, 3]]), np.array([1]))[0].tolist()
    [0, 4, 1, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    width = _check.array(width, "width", np.int64)
    if len(width) != len(sizes):
        what = f"width must have one entry per mask ({len(sizes)}), not {len(width)}"
        raise InputError(what)
    if len(width) and width.min() < 1:
        what = f"width must be at least 1 pixel, found {int(width.min())}"
        raise InputError(what, where=f"width[{int(np.argmin(width))}]")
    if use_reference():
        return reference.boundary_band(counts, offsets, sizes, width)
    return _native.boundary.boundary_band(counts, offsets, sizes, width, _check.threads(threads), isa())
