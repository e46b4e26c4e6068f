"""Polygons to masks and masks to outlines.

A batch of polygons is `points` (float64, (p, 2), x and y in pixels, pixel (row 0, column 0) covering [0, 1] × [0, 1]),
`ring_offsets` (int64, rings + 1) and `mask_offsets` (int64, n + 1: which rings belong to which mask). Rings close
themselves. Coordinates may be of any size: an edge costs no more than the columns of the image that it crosses. Those
further than 2³⁷ px from 0 are taken as 2³⁷ px, those closer to 0 than 2⁻³⁰⁰ px as 0.

Sources: the rules are those of COCO's ``maskApi`` (`rasterize_coco`) and of the even-odd fill (`rasterize_center`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import raster as reference

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]
Rings = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def rasterize_coco(
    points: NDArray[np.float64],
    ring_offsets: NDArray[np.int64],
    mask_offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Rasterize polygons by COCO's rule, bit for bit as ``pycocotools`` does; the rings of a mask are united.

    Vertices are rounded to a grid five times finer than the pixels, edges are sampled once per grid step along their
    longer axis, and a column's colour changes where samples pass its centre. The rule is not symmetric in x and y.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices in pixels, finite.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end. A ring of fewer than three points covers nothing.
    mask_offsets
        int64 (n + 1,), where each mask's rings begin and end. A mask without rings is empty.
    sizes
        int64 (n, 2), height and width of each mask's image; what lies outside is cut off.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite, or an image has more than 2³² - 1 pixels.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import raster
    >>> square = np.array([[1, 1], [3, 1], [3, 3], [1, 3]], dtype=float)
    >>> counts, _ = raster.rasterize_coco(square, np.array([0, 4]), np.array([0, 1]), np.array([[4, 4]]))
    >>> counts.tolist()
    [5, 2, 2, 2, 5]
    """
    points, ring_offsets, mask_offsets = _check.polygons(points, ring_offsets, mask_offsets)
    sizes = _check.image_sizes(sizes, len(mask_offsets) - 1)
    if use_reference():
        return reference.rasterize_coco(points, ring_offsets, mask_offsets, sizes)
    return _native.raster.rasterize_coco(points, ring_offsets, mask_offsets, sizes, _check.threads(threads), isa())


def rasterize_center(
    points: NDArray[np.float64],
    ring_offsets: NDArray[np.int64],
    mask_offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    threads: int = 1,
) -> Runs:
    """Rasterize polygons exactly: the pixels whose centre lies inside, by the even-odd rule over all rings of a mask.

    A centre on an edge is inside if the polygon lies to its right, or straight below it; so of two polygons that share
    an edge exactly one gets the pixel. Sides are decided exactly, not in rounded arithmetic.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices in pixels, finite.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end. A ring of fewer than three points covers nothing.
    mask_offsets
        int64 (n + 1,), where each mask's rings begin and end; a ring inside another is a hole. A mask without rings is
        empty.
    sizes
        int64 (n, 2), height and width of each mask's image; what lies outside is cut off.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    counts : uint32 (total runs,)
        Canonical runs.
    offsets : int64 (n + 1,)
        Where each mask's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite, or an image has more than 2³² - 1 pixels.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import raster
    >>> square = np.array([[0.5, 0.5], [2.5, 0.5], [2.5, 2.5], [0.5, 2.5]])
    >>> counts, _ = raster.rasterize_center(square, np.array([0, 4]), np.array([0, 1]), np.array([[4, 4]]))
    >>> counts.tolist()
    [0, 2, 2, 2, 10]
    """
    points, ring_offsets, mask_offsets = _check.polygons(points, ring_offsets, mask_offsets)
    sizes = _check.image_sizes(sizes, len(mask_offsets) - 1)
    if use_reference():
        return reference.rasterize_center(points, ring_offsets, mask_offsets, sizes)
    return _native.raster.rasterize_center(points, ring_offsets, mask_offsets, sizes, _check.threads(threads), isa())


def trace_outlines(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Rings:
    """Trace the edges between foreground and background, as rings of pixel corners.

    `rasterize_center` of the rings gives the masks back. Foreground pixels that touch at a corner only are not
    connected. Walking along a ring, foreground lies on the right-hand side: as seen on screen (y downwards) outer rings
    run clockwise and holes counter-clockwise, so that the signed area ½ Σ (xᵢ yᵢ₊₁ - xᵢ₊₁ yᵢ) is positive for outer
    rings and negative for holes. Rings start at the leftmost of their corners, the topmost of those; the rings of a
    mask are sorted by that corner.

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
    points : float64 (p, 2)
        x and y of all corners, whole numbers from 0 to the image's width and height; no corner lies on the straight
        line between its neighbours.
    ring_offsets : int64 (rings + 1,)
        Where each ring's corners begin and end.
    mask_offsets : int64 (n + 1,)
        Where each mask's rings begin and end; an empty mask has none.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image or is not canonical.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import raster
    >>> points, _, _ = raster.trace_outlines(np.array([0, 4], np.uint32), np.array([0, 2]), np.array([[2, 2]]))
    >>> points.astype(int).tolist()
    [[0, 0], [2, 0], [2, 2], [0, 2]]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.trace_outlines(counts, offsets, sizes)
    return _native.raster.trace_outlines(counts, offsets, sizes, _check.threads(threads), isa())


def self_intersections(
    points: NDArray[np.float64], ring_offsets: NDArray[np.int64], *, threads: int = 1
) -> NDArray[np.uint8]:
    """Tell whether each ring crosses or touches itself.

    Points equal to the one before them (and last points equal to the first) are left out first. A ring crosses itself
    if two of its edges that are not neighbours have any point in common, a shared vertex included, or if an edge runs
    back over the one before it. Sides are decided exactly, not in rounded arithmetic.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices, finite.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    uint8 (rings,)
        1 for a ring that crosses or touches itself, else 0; 0 for a ring with fewer than three points left.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import raster
    >>> bow_tie = np.array([[0, 0], [2, 2], [2, 0], [0, 2]], dtype=float)
    >>> raster.self_intersections(bow_tie, np.array([0, 4])).tolist()
    [1]
    """
    points, ring_offsets = _check.rings(points, ring_offsets)
    if use_reference():
        return reference.self_intersections(points, ring_offsets)
    return _native.raster.self_intersections(points, ring_offsets, _check.threads(threads), isa())
