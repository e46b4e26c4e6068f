"""Measures of single masks: length of the outline, moments, convex hull, Euler number.

Pixel (row, column) is the square from (x, y) = (column, row) to (column + 1, row + 1), as for boxes and polygons.

Sources: the corner rule is that of DeepMind's ``surface-distance``; Gray, "Local properties of binary images in two
dimensions", IEEE Trans. Computers 20, 1971 (Euler number from 2 × 2 patterns); Andrew, "Another efficient algorithm for
convex hulls in two dimensions", Inf. Process. Lett. 9, 1979; Hu, "Visual pattern recognition by moment invariants",
IRE Trans. Inf. Theory 8, 1962 (moments).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import shape as reference


def perimeter(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    spacing: NDArray[np.float64],
    *,
    threads: int = 1,
) -> NDArray[np.float64]:
    """Measure the outline of each mask, holes included, by the corner rule.

    Each lattice point between pixels adds the length of outline that its four pixels suggest: half a pixel's diagonal,
    ``0.5 · sqrt(s0² + s1²)``, if one or three are foreground; twice that if two that only touch; one row or column
    spacing if two neighbours; nothing if none or all. What lies outside the image is background. A disc comes out 6 to
    14 % long.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    spacing
        float64 (n, 2), distance of neighbouring rows and of neighbouring columns; finite, above 0.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n,)
        Lengths in the unit of `spacing`; 0 for an empty mask.

    Raises
    ------
    InputError
        If a spacing is not above 0, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import shape
    >>> square = {"counts": np.array([0, 100], np.uint32), "offsets": np.array([0, 2]), "sizes": np.array([[10, 10]])}
    >>> shape.perimeter(**square, spacing=np.ones((1, 2))).round(4).tolist()
    [38.8284]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    spacing = _check.spacings(spacing, len(sizes))
    if use_reference():
        return reference.perimeter(counts, offsets, sizes, spacing)
    return _native.shape.perimeter(counts, offsets, sizes, spacing, _check.threads(threads), isa())


def raw_moments(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.float64]:
    """Sum 1, x, y, x², xy and y² over the centres of each mask's pixels.

    The centre of pixel (row, column) is (x, y) = (column + ½, row + ½). Sums are exact and rounded once,
    whatever the size.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, 6)
        In that order; all 0 for an empty mask.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import shape
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> shape.raw_moments(**mask).tolist()
    [[2.0, 1.0, 4.0, 0.5, 2.0, 8.5]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.raw_moments(counts, offsets, sizes)
    return _native.shape.raw_moments(counts, offsets, sizes, _check.threads(threads), isa())


def central_moments(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.float64]:
    """Sum dx², dx·dy and dy² over each mask's pixels, about its centroid.

    Computed as (n·Σx² - (Σx)²) / n with an exact numerator, so that nothing cancels far from the origin.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, 3)
        In that order; all 0 for an empty mask.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import shape
    >>> mask = {"counts": np.array([1, 2, 3], np.uint32), "offsets": np.array([0, 3]), "sizes": np.array([[3, 2]])}
    >>> shape.central_moments(**mask).tolist()
    [[0.0, 0.0, 0.5]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.central_moments(counts, offsets, sizes)
    return _native.shape.central_moments(counts, offsets, sizes, _check.threads(threads), isa())


def hull_area(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.float64]:
    """Measure the convex hull of all corners of each mask's pixels.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n,)
        Areas in pixels, exact multiples of ½; 0 for an empty mask. Never below the mask's area.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import shape
    >>> counts = np.array([0, 1, 2, 1], np.uint32)
    >>> shape.hull_area(counts, np.array([0, 4]), np.array([[2, 2]])).tolist()
    [3.0]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.hull_area(counts, offsets, sizes)
    return _native.shape.hull_area(counts, offsets, sizes, _check.threads(threads), isa())


def euler_number(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    connectivity: int,
    *,
    threads: int = 1,
) -> NDArray[np.int64]:
    """Count components less holes of each mask.

    Parameters
    ----------
    counts
        uint32 (total runs,), canonical runs.
    offsets
        int64 (n + 1,).
    sizes
        int64 (n, 2), height and width of each mask's image.
    connectivity
        4 or 8: whether foreground pixels that share only a corner hang together. Background then has the other one.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (n,)
        Euler numbers; 0 for an empty mask.

    Raises
    ------
    InputError
        If connectivity is neither 4 nor 8, or an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import shape
    >>> ring = {"counts": np.array([0, 4, 1, 4], np.uint32), "offsets": np.array([0, 4]), "sizes": np.array([[3, 3]])}
    >>> shape.euler_number(**ring, connectivity=8).tolist()
    [0]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    connectivity = _check.connectivity(connectivity)
    if use_reference():
        return reference.euler_number(counts, offsets, sizes, connectivity)
    return _native.shape.euler_number(counts, offsets, sizes, connectivity, _check.threads(threads), isa())
