"""Twins of the transform kernels: masks are expanded and moved with NumPy's indexing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, pixels_of, runs_of

ANY, MAJORITY, FIRST = range(3)


def window(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], boxes: NDArray[np.int64]
) -> Runs:
    """Look every pixel of the window up in the image."""
    masks = []
    for i in range(len(sizes)):
        mask = pixels_of(counts, offsets, sizes, i)
        x0, y0, x1, y1 = boxes[i].tolist()
        rows, columns = np.arange(y0, y1), np.arange(x0, x1)
        inside_rows = (rows >= 0) & (rows < mask.shape[0])
        inside_columns = (columns >= 0) & (columns < mask.shape[1])
        seen = np.zeros((len(rows), len(columns)), dtype=np.bool_)
        seen[np.ix_(inside_rows, inside_columns)] = mask[np.ix_(rows[inside_rows], columns[inside_columns])]
        masks.append(runs_of(seen))
    return joined(masks)


def flip_rows(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Runs:
    """Read the rows backwards."""
    return joined([runs_of(pixels_of(counts, offsets, sizes, i)[::-1]) for i in range(len(sizes))])


def flip_columns(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Runs:
    """Read the columns backwards."""
    return joined([runs_of(pixels_of(counts, offsets, sizes, i)[:, ::-1]) for i in range(len(sizes))])


def transpose(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Runs:
    """Read rows as columns."""
    return joined([runs_of(pixels_of(counts, offsets, sizes, i).T) for i in range(len(sizes))])


def enlarge(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], factors: NDArray[np.int64]
) -> Runs:
    """Repeat every row and column."""
    masks = []
    for i in range(len(sizes)):
        down, across = factors[i].tolist()
        masks.append(runs_of(pixels_of(counts, offsets, sizes, i).repeat(down, axis=0).repeat(across, axis=1)))
    return joined(masks)


def shrink(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    factors: NDArray[np.int64],
    rule: int,
) -> Runs:
    """Look at every block of pixels in turn."""
    masks = []
    for i in range(len(sizes)):
        mask = pixels_of(counts, offsets, sizes, i)
        down, across = factors[i].tolist()
        starts = range(0, mask.shape[0], down), range(0, mask.shape[1], across)
        small = np.zeros((len(starts[0]), len(starts[1])), dtype=np.bool_)
        for r, row in enumerate(starts[0]):
            for c, column in enumerate(starts[1]):
                small[r, c] = _pixel_of(mask[row : row + down, column : column + across], rule)
        masks.append(runs_of(small))
    return joined(masks)


def _pixel_of(block: NDArray[np.bool_], rule: int) -> bool:
    if rule == ANY:
        return bool(block.any())
    if rule == MAJORITY:
        return bool(2 * block.sum() > block.size)
    return bool(block[0, 0])
