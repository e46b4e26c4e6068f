"""Polygons to masks and masks to outlines.

A batch of polygons is `points` (float64, (p, 2), x and y in pixels, pixel (row 0, column 0) covering [0, 1] × [0, 1]),
`ring_offsets` (int64, rings + 1) and `mask_offsets` (int64, n + 1: which rings belong to which mask). Rings close
themselves. Coordinates further than 2³⁷ px from 0 are taken as 2³⁷ px; otherwise they may be of any size, an edge costs
no more than the columns of the image that it crosses.

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
