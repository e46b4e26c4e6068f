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


def _without_outermost_layer(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep the pixels whose eight neighbours are all foreground; outside the image is background."""
    padded = np.pad(mask, 1)
    height, width = mask.shape
    neighbours = [padded[row : row + height, column : column + width] for row in range(3) for column in range(3)]
    kept: NDArray[np.bool_] = np.logical_and.reduce(neighbours)
    return kept
