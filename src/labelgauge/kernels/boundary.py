"""Bands along the boundary of masks and volumes, how much bands share, and contours.

Sources: Cheng et al., "Boundary IoU", CVPR 2021; the band is that of their published code (Chebyshev distance), not the
Euclidean one of their text. Perazzi et al., "A benchmark dataset and evaluation methodology for video object
segmentation" (DAVIS), CVPR 2016, for contours.
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
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

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


def band_overlap(
    gold_counts: NDArray[np.uint32],
    gold_offsets: NDArray[np.int64],
    gold_sizes: NDArray[np.int64],
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: NDArray[np.int64],
    candidate_sizes: NDArray[np.int64],
    gold_radius: NDArray[np.int64],
    candidate_radius: NDArray[np.int64],
    gold_index: NDArray[np.int64],
    candidate_index: NDArray[np.int64],
    *,
    threads: int = 1,
) -> NDArray[np.int64]:
    """Count the pixels that the boundary bands of pairs of masks have, and those they share.

    A pixel of a mask belongs to its band if the rectangle of 2·radius + 1 pixels a side around it holds background;
    what lies outside the image is background. Bands are held as bits and only as long as neighbouring pairs use them,
    so pairs are best sorted; they are never written out as runs.

    Parameters
    ----------
    gold_counts
        uint32 (total runs,), canonical runs of the gold masks.
    gold_offsets
        int64 (n + 1,).
    gold_sizes
        int64 (n, 2), height and width of each mask's image.
    candidate_counts
        uint32 (total runs,), canonical runs of the candidate masks.
    candidate_offsets
        int64 (m + 1,).
    candidate_sizes
        int64 (m, 2).
    gold_radius
        int64 (n, 2), how many rows and columns each gold band is wide; at least 0.
    candidate_radius
        int64 (m, 2), the same of the candidates.
    gold_index
        int64 (k,), the gold mask of each pair.
    candidate_index
        int64 (k,), the candidate mask of each pair; both of one size.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (k, 3)
        Pixels that both bands have, pixels of the gold band, pixels of the candidate band.

    Raises
    ------
    InputError
        If a radius is negative, an index out of range, or an array has the wrong dtype or shape.
    GeometryError
        If the masks of a pair differ in size, or a mask does not fill its image or takes more than 1 GiB to work
        on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import boundary
    >>> full = np.array([0, 25], np.uint32), np.array([0, 2]), np.array([[5, 5]])
    >>> one, first = np.array([[1, 1]]), np.array([0])
    >>> boundary.band_overlap(*full, *full, one, 2 * one, first, first).tolist()
    [[16, 16, 24]]
    """
    threads = _check.threads(threads)
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_", threads=threads)
    candidate = _check.masks(candidate_counts, candidate_offsets, candidate_sizes, "candidate_", threads=threads)
    gold_radius = _check.per_mask(gold_radius, "gold_radius", np.int64, len(gold[2]), columns=2, least=0)
    candidate_radius = _check.per_mask(
        candidate_radius, "candidate_radius", np.int64, len(candidate[2]), columns=2, least=0
    )
    gold_index = _check.index(gold_index, "gold_index", len(gold[2]))
    candidate_index = _check.index(candidate_index, "candidate_index", len(candidate[2]))
    _check.same_sizes(gold[2][gold_index], candidate[2][candidate_index])
    rest = gold_radius, candidate_radius, gold_index, candidate_index
    if use_reference():
        return reference.band_overlap(*gold, *candidate, *rest)
    return _native.boundary.band_overlap(*gold, *candidate, *rest, threads, isa())


def contour(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, threads: int = 1
) -> Runs:
    """Set the pixels that differ from their neighbour to the right, below, or diagonally below to the right.

    A neighbour that the image does not have is not compared, so the edge of the image makes no contour. The contour
    lies half a pixel up and to the left of the outline.

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
    counts : uint32 (total runs,)
        Canonical runs of the contours; empty for an empty mask and for one that fills its image.
    offsets : int64 (n + 1,)
        Where each contour's runs begin and end.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask does not fill its image, is not canonical, or takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import boundary
    >>> dot = np.array([4, 1, 4], np.uint32)
    >>> boundary.contour(dot, np.array([0, 3]), np.array([[3, 3]]))[0].tolist()
    [0, 2, 1, 2, 4]
    """
    counts, offsets, sizes = _check.masks(counts, offsets, sizes)
    if use_reference():
        return reference.contour(counts, offsets, sizes)
    return _native.boundary.contour(counts, offsets, sizes, _check.threads(threads), isa())


def volume_band(
    volume: NDArray[np.bool_], radius: NDArray[np.int64], by_faces: bool, *, threads: int = 1
) -> NDArray[np.bool_]:
    """Keep the foreground voxels of a volume that lie near background.

    By boxes, a voxel belongs to the band if the box of 2·radius + 1 voxels a side around it holds background (26
    neighbours at radius 1, Chebyshev distance). By faces, if background is at most ``radius[0]`` steps from face to
    face away (6 neighbours). What lies outside the volume is background. Time does not grow with the radius.

    Parameters
    ----------
    volume
        bool (d, h, w).
    radius
        int64 (3,), in slices, rows and columns; at least 0. By faces only the first is used.
    by_faces
        Whether to count steps from face to face instead of boxes.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    bool (d, h, w)
        The band.

    Raises
    ------
    InputError
        If a radius is negative, or an array has the wrong dtype or shape.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import boundary
    >>> int(boundary.volume_band(np.ones((5, 5, 5), dtype=bool), np.array([1, 1, 1]), False).sum())
    98
    """
    volume = _check.array(volume, "volume", np.bool_, ndim=3)
    radius = _check.per_mask(radius, "radius", np.int64, 3, least=0, of="axis")
    if use_reference():
        return reference.volume_band(volume, radius, by_faces)
    return _native.boundary.volume_band(volume, radius, bool(by_faces), _check.threads(threads), isa())
