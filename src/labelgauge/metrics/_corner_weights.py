"""How much surface a lattice point stands for, by which of the pixels or voxels around it are foreground.

The corner rule: the mask is sampled at the centres of its voxels, and around every lattice point between them a cell
whose 2^d corners are those centres is cut by the surface that separates inside from outside. Codes number the corners
as DeepMind's ``surface-distance`` does. In the plane, the pixels (i-1, j-1), (i-1, j), (i, j-1), (i, j) around lattice
point (i, j) have the bits 8, 4, 2, 1; in space, the first slice has 128, 64, 32, 16 in that order and the second
8, 4, 2, 1.

Source: Nikolov et al., "Clinically applicable segmentation of head and neck anatomy for radiotherapy", JMIR 2021
(surface elements of the dual grid); Lorensen & Cline, "Marching cubes", SIGGRAPH 1987 (cells cut at the middles of
their edges).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError

Point = tuple[int, int, int]
"""A point of the cell in half edges: corners have coordinates 0 and 2, middles of edges one coordinate of 1."""

_CORNERS: tuple[Point, ...] = tuple((i, j, k) for i, j, k in product((0, 2), repeat=3))


def corner_weights(spacing: ArrayLike) -> NDArray[np.float64]:
    """Length or area of the surface element of every corner code.

    Parameters
    ----------
    spacing
        Distance of neighbouring voxels along each axis: (row, column) or (slice, row, column); finite, above 0.

    Returns
    -------
    float64 (16,) or (256,)
        Lengths (in the plane) or areas (in space) by code, in the unit of `spacing` or its square; 0 for the codes
        without foreground and without background. A code and its complement have the same weight.

    Raises
    ------
    InputError
        If there are neither two nor three spacings, or one is not finite and above 0.

    Examples
    --------
    >>> from labelgauge.metrics._corner_weights import corner_weights
    >>> corner_weights((1, 1))[[0, 1, 3, 6]].round(4).tolist()
    [0.0, 0.7071, 1.0, 1.4142]
    >>> float(corner_weights((3, 2, 1))[[1, 2, 4, 8, 16, 32, 64, 128]].sum().round(9))
    7.0
    """
    steps = np.asarray(spacing)
    if steps.dtype.kind not in "iuf" or steps.shape not in {(2,), (3,)}:
        what = f"spacing must be two or three numbers, not {spacing!r}"
        raise InputError(what)
    if not np.all(np.isfinite(steps) & (steps > 0)):
        what = f"spacing must be finite and above 0, not {spacing!r}"
        raise InputError(what)
    steps = steps.astype(np.float64)
    return _lengths(*steps.tolist()) if len(steps) == 2 else _areas(steps)


def _lengths(row: float, column: float) -> NDArray[np.float64]:
    """Cut off single corners by half a diagonal; two neighbours are cut off by a line along an axis."""
    half = 0.5 * float(np.sqrt(row * row + column * column))
    lengths = np.full(16, half)
    lengths[[0, 15]] = 0
    lengths[[3, 12]] = column
    lengths[[5, 10]] = row
    lengths[[6, 9]] = 2 * half
    return lengths


def _areas(spacing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum the areas of each code's triangles, whose area vectors scale with the faces of a voxel."""
    s0, s1, s2 = spacing.tolist()
    vectors = _area_vectors() * (s1 * s2, s0 * s2, s0 * s1)
    areas: NDArray[np.float64] = np.sqrt((vectors * vectors).sum(axis=2)).sum(axis=1)
    return np.concatenate((areas, areas[::-1]))


@cache
def _area_vectors() -> NDArray[np.float64]:
    """Area vectors, in a cell of edge 1, of the triangles that separate the foreground corners from the others.

    float64 (128, most triangles, 3): the lower half of the codes, of which the others are the complements; rows that a
    code does not need are 0.
    """
    of_codes = [list(_vectors(code)) for code in range(128)]
    table = np.zeros((128, max(map(len, of_codes)), 3))
    for code, vectors in enumerate(of_codes):
        table[code, : len(vectors)] = np.reshape(vectors, (-1, 3))
    table.setflags(write=False)
    return table


def _vectors(code: int) -> Iterator[NDArray[np.float64]]:
    """Area vectors of one code's triangles."""
    if code.bit_count() > 4:
        code = 255 - code
    inside = {corner for bit, corner in enumerate(reversed(_CORNERS)) if code >> bit & 1}
    for loop in _loops(inside):
        for triangle in _triangles(loop, inside):
            a, b, c = (np.array(point) / 2 for point in triangle)
            yield np.cross(b - a, c - a) / 2


def _loops(inside: set[Point]) -> Iterator[list[Point]]:
    """Closed chains of cut edges' middles, joined across the faces of the cell."""
    joined: dict[Point, list[Point]] = {}
    for a, b in _joins(inside):
        joined.setdefault(a, []).append(b)
        joined.setdefault(b, []).append(a)
    while joined:
        loop = [next(iter(joined))]
        while joined.get(loop[-1]):
            following = joined[loop[-1]].pop()
            joined[following].remove(loop[-1])
            loop.append(following)
        joined = {point: others for point, others in joined.items() if others}
        yield loop[:-1]  # it ends where it began


def _joins(inside: set[Point]) -> Iterator[tuple[Point, Point]]:
    """Pairs of cut edges' middles that a face joins; of two diagonal foreground corners, each is cut off by itself."""
    for axis, side in product(range(3), (0, 2)):
        face = [corner for corner in _CORNERS if corner[axis] == side]
        edges = [(a, b) for a in face for b in face if a < b and _distance(a, b) == 2]
        cut = [(a, b) for a, b in edges if (a in inside) != (b in inside)]
        if len(cut) == 4:
            for corner in inside.intersection(face):
                first, second = (_middle(a, b) for a, b in cut if corner in (a, b))
                yield first, second
        elif cut:
            first, second = (_middle(a, b) for a, b in cut)
            yield first, second


def _triangles(loop: list[Point], inside: set[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Triangles that span a loop of 3 to 6 points; those of 5 and 6 are not planar, so it matters which."""
    if len(loop) == 6:
        yield loop[0], loop[2], loop[4]
        for k in (1, 3, 5):
            yield loop[k - 1], loop[k], loop[(k + 1) % 6]
        return
    if len(loop) == 5:
        k = next(k for k, point in enumerate(loop) if _is_cut_once(point, loop, inside))
        loop = loop[k:] + loop[:k]
        yield loop[4], loop[0], loop[1]
        loop = loop[1:]
    yield loop[0], loop[1], loop[2]
    if len(loop) == 4:
        yield loop[0], loop[2], loop[3]


def _is_cut_once(point: Point, loop: list[Point], inside: set[Point]) -> bool:
    """Whether the foreground end of this cut edge has no other edge in the loop."""
    corner = next(corner for corner in inside if _distance(corner, point) == 1)
    return sum(_distance(corner, other) == 1 for other in loop) == 1


def _middle(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) // 2, (a[1] + b[1]) // 2, (a[2] + b[2]) // 2


def _distance(a: Point, b: Point) -> int:
    """Half edges from one point to another, along the edges."""
    return sum(abs(p - q) for p, q in zip(a, b, strict=True))
