"""Twins of the boundary kernels: the smallest erosion, repeated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, pixels_of, runs_of


def boundary_band(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], width: NDArray[np.int64]
) -> Runs:
    """Take away `width` layers of pixels and keep what was taken."""
    bands = []
    for i, layers in enumerate(width.tolist()):
        mask = pixels_of(counts, offsets, sizes, i)
        left = mask
        for _ in range(layers):
            if not left.any():
                break
            left = _without_outermost_layer(left)
        bands.append(runs_of(mask & ~left))
    return joined(bands)


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
) -> NDArray[np.int64]:
    """Count the pixels of both bands of every pair, and those they share."""
    golds = _bands(gold_counts, gold_offsets, gold_sizes, gold_radius)
    candidates = _bands(candidate_counts, candidate_offsets, candidate_sizes, candidate_radius)
    pixels = [
        ((golds[g] & candidates[c]).sum(), golds[g].sum(), candidates[c].sum())
        for g, c in zip(gold_index.tolist(), candidate_index.tolist(), strict=True)
    ]
    return np.array(pixels, dtype=np.int64).reshape(-1, 3)


def contour(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Runs:
    """Compare every pixel with its neighbours to the right, below and diagonally below, where the image has them."""
    contours = []
    for i in range(len(sizes)):
        mask = pixels_of(counts, offsets, sizes, i)
        differs = np.zeros_like(mask)
        differs[:, :-1] |= mask[:, :-1] != mask[:, 1:]
        differs[:-1] |= mask[:-1] != mask[1:]
        differs[:-1, :-1] |= mask[:-1, :-1] != mask[1:, 1:]
        contours.append(runs_of(differs))
    return joined(contours)


def volume_band(volume: NDArray[np.bool_], radius: NDArray[np.int64], by_faces: bool) -> NDArray[np.bool_]:
    """Take away layers of voxels, or compare every voxel with its box, and keep what goes."""
    if not volume.size:
        return volume.copy()
    if not by_faces:
        reach = [min(r, length) for r, length in zip(radius.tolist(), volume.shape, strict=True)]
        padded = np.pad(volume, [(r, r) for r in reach])
        windows = np.lib.stride_tricks.sliding_window_view(padded, [2 * r + 1 for r in reach])
        return volume & ~windows.all(axis=(3, 4, 5))
    left = volume
    for _ in range(min(int(radius[0]), sum(volume.shape))):
        padded = np.pad(left, 1)
        inner = slice(1, -1)
        ends = (slice(None, -2), slice(2, None))
        left = left & padded[ends[0], inner, inner] & padded[ends[1], inner, inner]
        left &= padded[inner, ends[0], inner] & padded[inner, ends[1], inner]
        left &= padded[inner, inner, ends[0]] & padded[inner, inner, ends[1]]
    return volume & ~left


def _bands(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], radius: NDArray[np.int64]
) -> list[NDArray[np.bool_]]:
    """Compare every pixel with the rectangle around it; a radius beyond the image is as good as one that reaches it."""
    bands = []
    for i in range(len(sizes)):
        mask = pixels_of(counts, offsets, sizes, i)
        if mask.size:
            rows, columns = (min(r, length) for r, length in zip(radius[i].tolist(), mask.shape, strict=True))
            padded = np.pad(mask, ((rows, rows), (columns, columns)))
            windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * rows + 1, 2 * columns + 1))
            mask = mask & ~windows.all(axis=(2, 3))
        bands.append(mask)
    return bands


def _without_outermost_layer(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep the pixels whose eight neighbours are all foreground; outside the image is background."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    neighbours = [padded[row : row + height, column : column + width] for row in range(3) for column in range(3)]
    kept: NDArray[np.bool_] = np.logical_and.reduce(neighbours)
    return kept
