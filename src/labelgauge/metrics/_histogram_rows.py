"""Histograms of distances as rows: the item of each row, and adding up those that are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels.surface import Histogram

Ints = NDArray[np.int64]


def items_of(histogram: Histogram) -> Ints:
    """The item of each row."""
    offsets = histogram[5]
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def by_code(
    histogram: Histogram,
    spacing: NDArray[np.float64],
    table: Callable[[tuple[float, ...]], NDArray[np.float64]],
    rows: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """What a table has for each row, by its item's spacing and its code.

    Parameters
    ----------
    histogram
        Of n items.
    spacing
        float64 (n, axes).
    table
        Makes float64 (codes, …) for a spacing.
    rows
        Rows that are wanted; by default all.

    Returns
    -------
    float64 (rows, …)
        An entry for each row.
    """
    spacings, which = np.unique(spacing, axis=0, return_inverse=True)
    if len(spacings) == 0:
        return table((1.0,) * spacing.shape[1])[:0]
    tables = np.stack([table(tuple(steps)) for steps in spacings.tolist()])
    item, code = items_of(histogram), histogram[1]
    if rows is not None:
        item, code = item[rows], code[rows]
    entries: NDArray[np.float64] = tables[which.reshape(-1)[item], code]
    return entries


def joined(histograms: Sequence[Histogram]) -> Histogram:
    """Histograms one after the other, as many items as all have together."""
    columns = [np.concatenate([histogram[k] for histogram in histograms]) for k in range(5)]
    lengths = np.concatenate([np.diff(histogram[5]) for histogram in histograms])
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return columns[0], columns[1], columns[2], columns[3], columns[4], offsets


def added(histograms: Sequence[Histogram], items: Sequence[Ints], n: int) -> Histogram:
    """One histogram of n items, in which rows of one item that are alike have become one.

    Parameters
    ----------
    histograms
        What is added up.
    items
        One for each histogram: int64 (rows,), the item that each of its rows belongs to now.
    n
        Number of items.
    """
    item = np.concatenate(items)
    direction, code, sign, distance, count = (np.concatenate([h[k] for h in histograms]) for k in range(5))
    order = np.lexsort((distance, sign, code, direction, item))
    keys: list[NDArray[Any]] = [column[order] for column in (item, direction, code, sign, distance)]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    starts = np.flatnonzero(first)
    counts = np.add.reduceat(count[order], starts) if len(starts) else count[:0]
    offsets = np.searchsorted(keys[0][starts], np.arange(n + 1)).astype(np.int64)
    return keys[1][starts], keys[2][starts], keys[3][starts], keys[4][starts], counts, offsets
