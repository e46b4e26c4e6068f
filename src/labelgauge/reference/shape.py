"""Twins of the shape kernels: measures from the pixels of one mask at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import pixels_of

Dense = NDArray[np.bool_]


def perimeter(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], spacing: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Add up the length that every 2 × 2 pixels contribute."""
    lengths = np.zeros(len(sizes))
    for i in range(len(sizes)):
        row, column = spacing[i]
        cut = 0.5 * np.sqrt(row * row + column * column)
        patterns = _patterns(pixels_of(counts, offsets, sizes, i))
        cuts = sum(patterns[code] for code in (1, 2, 4, 7, 8, 11, 13, 14)) + 2 * (patterns[6] + patterns[9])
        lengths[i] = cuts * cut + (patterns[3] + patterns[12]) * column + (patterns[5] + patterns[10]) * row
    return lengths


def raw_moments(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Add up products of coordinates, counted in half pixels so that they are whole numbers."""
    moments = np.zeros((len(sizes), 6))
    for i in range(len(sizes)):
        x, y = _half_pixels(pixels_of(counts, offsets, sizes, i))
        first = float(sum(x)) / 2, float(sum(y)) / 2
        second = (float(sum(p * q for p, q in zip(a, b, strict=True))) / 4 for a, b in ((x, x), (x, y), (y, y)))
        moments[i] = float(len(x)), *first, *second
    return moments


def central_moments(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Add up products of deviations from the mean in whole numbers, times the number of pixels."""
    moments = np.zeros((len(sizes), 3))
    for i in range(len(sizes)):
        x, y = _half_pixels(pixels_of(counts, offsets, sizes, i))
        n = len(x)
        for k, (a, b) in enumerate(((x, x), (x, y), (y, y))):
            numerator = (n * sum(p * q for p, q in zip(a, b, strict=True)) - sum(a) * sum(b)) // 4
            moments[i, k] = float(numerator) / float(max(n, 1))
    return moments


def hull_area(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Walk around the outermost corners, each time to the one that leaves all others on one side."""
    areas = np.zeros(len(sizes))
    for i in range(len(sizes)):
        rows, columns = np.nonzero(pixels_of(counts, offsets, sizes, i))
        corners = {(c + dx, r + dy) for c, r in zip(columns.tolist(), rows.tolist(), strict=True) for dx, dy in _SQUARE}
        ring = _wrapped(sorted(corners))
        pairs = zip(ring, ring[1:] + ring[:1], strict=True)
        areas[i] = abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in pairs)) / 2
    return areas


def euler_number(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], connectivity: int
) -> NDArray[np.int64]:
    """Vertices less edges plus faces of the pixels as squares (8) or of their centres as a graph (4)."""
    numbers = [_euler(pixels_of(counts, offsets, sizes, i), connectivity) for i in range(len(sizes))]
    return np.array(numbers, dtype=np.int64)


_SQUARE = ((0, 0), (0, 1), (1, 0), (1, 1))


def _patterns(mask: Dense) -> list[int]:
    """How many lattice points have which of their pixels set: 8, 4, 2, 1 = above left, above right, left, right."""
    padded = np.pad(mask, 1).astype(np.int64)
    codes = 8 * padded[:-1, :-1] + 4 * padded[:-1, 1:] + 2 * padded[1:, :-1] + padded[1:, 1:]
    numbers: list[int] = np.bincount(codes.ravel(), minlength=16).tolist()
    return numbers


def _half_pixels(mask: Dense) -> tuple[list[int], list[int]]:
    """Coordinates x and y of all pixel centres in half pixels."""
    rows, columns = np.nonzero(mask)
    return (2 * columns + 1).tolist(), (2 * rows + 1).tolist()


def _wrapped(corners: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Convex hull by gift wrapping; of corners in one direction the farthest is taken."""
    ring: list[tuple[int, int]] = []
    here = corners[0] if corners else None
    while here is not None and here not in ring:
        ring.append(here)
        best = corners[0] if corners[0] != here else corners[1]
        for corner in corners:
            turn = (best[0] - here[0]) * (corner[1] - here[1]) - (best[1] - here[1]) * (corner[0] - here[0])
            if turn > 0 or (turn == 0 and _squared(here, corner) > _squared(here, best)):
                best = corner
        here = best
    return ring


def _squared(a: tuple[int, int], b: tuple[int, int]) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _euler(mask: Dense, connectivity: int) -> int:
    if connectivity == 4:
        vertices = int(mask.sum())
        edges = int((mask[1:] & mask[:-1]).sum() + (mask[:, 1:] & mask[:, :-1]).sum())
        faces = int((mask[1:, 1:] & mask[1:, :-1] & mask[:-1, 1:] & mask[:-1, :-1]).sum())
        return vertices - edges + faces
    padded = np.pad(mask, 1)
    shifted = [padded[1 - dy : padded.shape[0] - dy, 1 - dx : padded.shape[1] - dx] for dx, dy in _SQUARE]
    vertices = int(np.logical_or.reduce(shifted).sum())
    edges = int((padded[1:] | padded[:-1]).sum() + (padded[:, 1:] | padded[:, :-1]).sum())
    return vertices - edges + int(mask.sum())
