"""Seeded random geometry for equivalence tests, benchmarks and ``labelgauge selfcheck``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def blobs(rng: np.random.Generator, n: int, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Draw masks of every kind: discs, rectangles, rings, noise, empty and full.

    Parameters
    ----------
    rng
        Source of randomness.
    n
        Number of masks.
    size
        Height and width of the image.

    Returns
    -------
    bool (n, height, width)
        The masks.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.testing import samples
    >>> samples.blobs(np.random.default_rng(0), 3, (5, 7)).shape
    (3, 5, 7)
    """
    height, width = size
    rows, columns = np.mgrid[:height, :width]
    masks = np.zeros((n, height, width), dtype=np.bool_)
    for mask in masks:
        kind = rng.integers(0, 10)
        centre_row, centre_column = rng.uniform(0, height), rng.uniform(0, width)
        radius = rng.uniform(0, 0.5 * max(height, width))
        distance = np.hypot(rows - centre_row, (columns - centre_column) * rng.uniform(0.5, 2))
        if kind < 5:
            mask[:] = distance <= radius
        elif kind < 7:
            mask[:] = (distance <= radius) & (distance > radius / 2)
        elif kind == 7:
            mask[:] = (abs(rows - centre_row) <= radius / 2) & (abs(columns - centre_column) <= radius)
        elif kind == 8:
            mask[:] = rng.random(size) < rng.random()
        else:
            mask[:] = rng.random() < 0.5
    return masks


def runs_of(dense: NDArray[np.bool_]) -> dict[str, Any]:
    """`counts`, `offsets` and `sizes` of a bool (n, height, width) array, as kernel arguments.

    Parameters
    ----------
    dense
        bool (n, height, width).

    Returns
    -------
    dict
        ``counts`` (uint32), ``offsets`` (int64, n + 1), ``sizes`` (int64, (n, 2)).

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.testing import samples
    >>> samples.runs_of(np.ones((1, 2, 3), dtype=bool))["counts"].tolist()
    [0, 6]
    """
    n, height, width = dense.shape
    counts: list[NDArray[np.int64]] = []
    for mask in dense:
        line = np.concatenate(([False], mask.T.ravel()))
        changes = np.flatnonzero(line[1:] != line[:-1])
        counts.append(np.diff(np.concatenate(([0], changes, [height * width]))))
    offsets = np.concatenate(([0], np.cumsum([len(c) for c in counts])))
    flat = np.concatenate(counts) if counts else np.zeros(0)
    return {
        "counts": flat.astype(np.uint32),
        "offsets": offsets.astype(np.int64),
        "sizes": np.tile(np.array([[height, width]], dtype=np.int64), (n, 1)),
    }


def label_map(rng: np.random.Generator, shape: tuple[int, ...], n_labels: int) -> NDArray[np.int64]:
    """Draw a label map: pieces of equal labels mostly, pixels at random, or one label everywhere.

    Parameters
    ----------
    rng
        Source of randomness.
    shape
        Shape of the map, of any number of dimensions.
    n_labels
        Labels are 0 to n_labels - 1.

    Returns
    -------
    int64 array
        The labels.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.testing import samples
    >>> samples.label_map(np.random.default_rng(0), (5, 7), 3).shape
    (5, 7)
    """
    kind = rng.integers(0, 4)
    if kind == 0:
        return rng.integers(0, n_labels, shape)
    if kind == 1:
        return np.full(shape, rng.integers(0, n_labels))
    labels = rng.integers(0, n_labels, tuple(-(-length // 9) for length in shape))
    for axis, length in enumerate(shape):
        labels = np.repeat(labels, 9, axis=axis).take(np.arange(length), axis=axis)
    return np.roll(labels, int(rng.integers(0, 9)), axis=-1)


def polygons(rng: np.random.Generator, n: int) -> dict[str, Any]:
    """Draw polygons of every kind as arguments of a rasterizer, each with an image size of its own.

    Vertices lie on whole, half or fifth pixels or anywhere, up to half an image outside; some rings repeat points, have
    fewer than three, or are the previous ring reversed.

    Parameters
    ----------
    rng
        Source of randomness.
    n
        Number of polygons.

    Returns
    -------
    dict
        ``points`` (float64, (p, 2)), ``ring_offsets``, ``mask_offsets`` (int64), ``sizes`` (int64, (n, 2)).

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.testing import samples
    >>> len(samples.polygons(np.random.default_rng(0), 5)["mask_offsets"])
    6
    """
    sizes = rng.integers(1, 70, (n, 2))
    sizes[rng.random(n) < 0.1] = 1
    rings: list[NDArray[np.float64]] = []
    rings_of_mask = rng.choice([0, 1, 1, 1, 2, 3], n)
    for (height, width), n_rings in zip(sizes.tolist(), rings_of_mask.tolist(), strict=True):
        for k in range(n_rings):
            reverse_last = k > 0 and rng.random() < 0.1
            rings.append(rings[-1][::-1] if reverse_last else _ring(rng, height, width))
    lengths = np.array([len(ring) for ring in rings], dtype=np.int64)
    return {
        "points": np.concatenate([np.zeros((0, 2)), *rings]),
        "ring_offsets": np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        "mask_offsets": np.concatenate(([0], np.cumsum(rings_of_mask))).astype(np.int64),
        "sizes": sizes.astype(np.int64),
    }


def _ring(rng: np.random.Generator, height: int, width: int) -> NDArray[np.float64]:
    ring = rng.uniform(-0.5, 1.5, (int(rng.integers(0, 12)), 2)) * (width, height)
    grid = rng.choice([0.0, 1.0, 2.0, 5.0])
    if grid:
        ring = np.round(ring * grid) / grid
    if len(ring) and rng.random() < 0.2:
        ring = np.repeat(ring, rng.integers(1, 3, len(ring)), axis=0)
    return ring
