"""Which way a surface element faces and how much of it: an area vector by code, pointing out of the mask.

The vector of a closed surface is 0. What a corner rule's cell has of the surface, and what its faces have of the mask,
close each other: along each axis the vector is what the cell's lower face has of the mask, less what the upper one has.
A face shares its corners with the surface's joins (see `labelgauge.metrics._corner_weights`), so that one foreground
corner holds an eighth of it, two neighbours a half, two opposite corners an eighth each, three seven eighths.

A voxel's vector adds up its faces that meet background.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SHARE_OF_FACE = {0: 0.0, 1: 0.125, 2: 0.5, 3: 0.875, 4: 1.0}


def corner_vectors(spacing: tuple[float, ...]) -> Floats:
    """Area (in the plane, length) that each corner code's element shows along each axis.

    Parameters
    ----------
    spacing
        Distance of neighbouring voxels along each of two or three axes.

    Returns
    -------
    float64 (16, 2) or (256, 3)
        By code, one component per axis, positive towards higher places; the vector of a code and that of its complement
        are opposite, but for some of which half the corners are foreground. 0 where foreground and background are
        opposite each other, as on a checkerboard.

    Examples
    --------
    >>> from labelgauge.metrics._element_vectors import corner_vectors
    >>> corner_vectors((1.0, 1.0))[[3, 1, 6]].tolist()  # the lower two pixels; the lower right one; a checkerboard
    [[-1.0, 0.0], [-0.5, -0.5], [0.0, 0.0]]
    """
    return _unit_vectors(len(spacing)) * face_areas(spacing) + 0.0  # no -0.0


@cache
def _unit_vectors(ndim: int) -> Floats:
    """Vectors for spacings of 1."""
    corners = list(product((0, 1), repeat=ndim))  # the first has the highest bit
    vectors = np.zeros((2 ** len(corners), ndim))
    for code in range(len(vectors)):
        inside = {corner for bit, corner in enumerate(reversed(corners)) if code >> bit & 1}
        turned = 2 * len(inside) > len(corners)  # then the surface is that of the complement
        if turned:
            inside = set(corners) - inside
        for axis in range(ndim):
            low, high = ([corner for corner in inside if corner[axis] == end] for end in (0, 1))
            vectors[code, axis] = (_share(low, ndim) - _share(high, ndim)) * (-1 if turned else 1)
    return vectors


def face_vectors(spacing: tuple[float, ...]) -> Floats:
    """Area (in the plane, length) that each face code's voxel shows along each axis.

    Parameters
    ----------
    spacing
        Distance of neighbouring voxels along each of two or three axes.

    Returns
    -------
    float64 (16, 2) or (64, 3)
        By code, as `corner_vectors`.

    Examples
    --------
    >>> from labelgauge.metrics._element_vectors import face_vectors
    >>> face_vectors((2.0, 1.0))[[8, 1, 12]].tolist()  # background above; on the right; above and below
    [[-1.0, 0.0], [0.0, 2.0], [0.0, 0.0]]
    """
    ndim = len(spacing)
    codes = np.arange(4**ndim)
    axes = [(codes >> 2 * (ndim - 1 - axis) & 1) - (codes >> 2 * (ndim - 1 - axis) + 1 & 1) for axis in range(ndim)]
    vectors: Floats = np.stack(axes, axis=1) * face_areas(spacing)
    return vectors


def _share(corners: list[tuple[int, ...]], ndim: int) -> float:
    """Of a face, or in the plane of an edge, what belongs to these foreground corners."""
    if ndim == 2:
        return len(corners) / 2
    opposite = len(corners) == 2 and sum(a != b for a, b in zip(*corners, strict=True)) == 2
    return 0.25 if opposite else _SHARE_OF_FACE[len(corners)]


def face_areas(spacing: tuple[float, ...]) -> Floats:
    """Area (in the plane, length) of a voxel's face across each axis; float64 (axes,)."""
    return np.array([np.prod([step for k, step in enumerate(spacing) if k != axis]) for axis in range(len(spacing))])
