"""Twins of the morphology kernels: masks are expanded, and every pixel is decided by looking at its neighbours."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, offsets_of, pixels_of, runs_of

RunsAndOwners = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]
Dense = NDArray[np.bool_]


def difference(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    other_counts: NDArray[np.uint32],
    other_offsets: NDArray[np.int64],
    other_sizes: NDArray[np.int64],
) -> Runs:
    """Keep the pixels that the other mask does not have."""
    ours = _pixels(counts, offsets, sizes)
    others = _pixels(other_counts, other_offsets, other_sizes)
    return joined([runs_of(mask & ~other) for mask, other in zip(ours, others, strict=True)])


def symmetric_difference(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    other_counts: NDArray[np.uint32],
    other_offsets: NDArray[np.int64],
    other_sizes: NDArray[np.int64],
) -> Runs:
    """Keep the pixels that exactly one of the two masks has."""
    ours = _pixels(counts, offsets, sizes)
    others = _pixels(other_counts, other_offsets, other_sizes)
    return joined([runs_of(mask != other) for mask, other in zip(ours, others, strict=True)])


def complement(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Runs:
    """Turn every pixel over."""
    return joined([runs_of(~mask) for mask in _pixels(counts, offsets, sizes)])


def erode_box(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], radius: NDArray[np.int64]
) -> Runs:
    """Keep a pixel if all pixels of the rectangle around it are set."""
    masks = _pixels(counts, offsets, sizes)
    return joined([runs_of(_over_box(mask, size, np.all)) for mask, size in zip(masks, radius.tolist(), strict=True)])


def dilate_box(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], radius: NDArray[np.int64]
) -> Runs:
    """Set a pixel if any pixel of the rectangle around it is set."""
    masks = _pixels(counts, offsets, sizes)
    return joined([runs_of(_over_box(mask, size, np.any)) for mask, size in zip(masks, radius.tolist(), strict=True)])


def erode_disc(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.float64],
    spacing: NDArray[np.float64],
) -> Runs:
    """Keep a pixel if all pixels within the radius are set; those outside the image are not."""
    masks = _pixels(counts, offsets, sizes)
    return joined([runs_of(~_near(~m, True, r, s)) for m, r, s in zip(masks, radius, spacing, strict=True)])


def dilate_disc(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    radius: NDArray[np.float64],
    spacing: NDArray[np.float64],
) -> Runs:
    """Set a pixel if any pixel within the radius is set."""
    masks = _pixels(counts, offsets, sizes)
    return joined([runs_of(_near(m, False, r, s)) for m, r, s in zip(masks, radius, spacing, strict=True)])


def fill_holes(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], connectivity: int
) -> Runs:
    """Set the background that a walk from outside the image over background does not reach."""
    return joined([runs_of(mask | _holes(mask, connectivity)) for mask in _pixels(counts, offsets, sizes)])


def connected_components(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], connectivity: int
) -> RunsAndOwners:
    """Flood from the first pixel, column by column, that no component has yet."""
    components = [_components(mask, connectivity) for mask in _pixels(counts, offsets, sizes)]
    runs, run_offsets = joined([runs_of(component) for parts in components for component in parts])
    return runs, run_offsets, offsets_of([len(parts) for parts in components])


def count_components(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], connectivity: int
) -> NDArray[np.int64]:
    """Count the floods it takes to cover a mask, and its holes."""
    numbers = [
        (len(_components(mask, connectivity)), len(_components(_holes(mask, connectivity), 12 - connectivity)))
        for mask in _pixels(counts, offsets, sizes)
    ]
    return np.array(numbers, dtype=np.int64).reshape(-1, 2)


def _pixels(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> list[Dense]:
    return [pixels_of(counts, offsets, sizes, i) for i in range(len(sizes))]


def _over_box(mask: Dense, radius: list[int], combine: Callable[..., Dense]) -> Dense:
    """Combine the rectangle around every pixel; a radius beyond the image is as good as one that just reaches it."""
    if mask.size == 0:
        return mask
    rows, columns = (min(r, length) for r, length in zip(radius, mask.shape, strict=True))
    padded = np.pad(mask, ((rows, rows), (columns, columns)))
    return combine(np.lib.stride_tricks.sliding_window_view(padded, (2 * rows + 1, 2 * columns + 1)), axis=(2, 3))


def _near(mask: Dense, outside: bool, radius: float, spacing: NDArray[np.float64]) -> Dense:
    """Set a pixel if a set one, inside the image or (where `outside`) beyond it, is within the radius."""
    height, width = mask.shape
    rows, columns = np.mgrid[-height : height + 1, -width : width + 1]
    with np.errstate(over="ignore"):  # infinitely far is far
        distances = np.sqrt((rows * spacing[0]) ** 2 + (columns * spacing[1]) ** 2)
    padded = np.pad(mask, ((height, height), (width, width)), constant_values=outside)
    near = np.zeros_like(mask)
    for row, column in zip(*np.nonzero(distances <= radius), strict=True):
        near |= padded[row : row + height, column : column + width]
    return near


def _grown(mask: Dense, connectivity: int) -> Dense:
    """Set the neighbours of all set pixels as well."""
    padded = np.pad(mask, 1)
    rows = padded[:-2] | padded[1:-1] | padded[2:]
    columns = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    if connectivity == 4:
        return rows[:, 1:-1] | columns[1:-1]
    return rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]


def _flooded(seed: Dense, ground: Dense, connectivity: int) -> Dense:
    """Grow a seed over the ground until it grows no more."""
    while True:
        grown = _grown(seed, connectivity) & ground
        if np.array_equal(grown, seed):
            return seed
        seed = grown


def _holes(mask: Dense, connectivity: int) -> Dense:
    padded = np.pad(~mask, 1, constant_values=True)
    outside = np.zeros_like(padded)
    outside[0] = outside[-1] = outside[:, 0] = outside[:, -1] = True
    reached = _flooded(outside, padded, 12 - connectivity)
    return ~mask & ~reached[1:-1, 1:-1]


def _components(mask: Dense, connectivity: int) -> list[Dense]:
    components: list[Dense] = []
    left = mask.copy()
    while left.any():
        column, row = np.argwhere(left.T)[0]
        seed = np.zeros_like(mask)
        seed[row, column] = True
        components.append(_flooded(seed, left, connectivity))
        left = left & ~components[-1]
    return components
