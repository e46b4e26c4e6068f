"""Masks expanded to pixels and written back as runs, one at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]


def runs_at(counts: NDArray[np.uint32] | NDArray[np.int64], offsets: NDArray[np.int64], i: int) -> list[int]:
    """Return the runs of mask `i` of a batch."""
    runs: list[int] = counts[offsets[i] : offsets[i + 1]].tolist()
    return runs


def pixels_of(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], i: int
) -> NDArray[np.bool_]:
    """Expand mask `i` of a batch to bool (height, width)."""
    height, width = sizes[i].tolist()
    runs = runs_at(counts, offsets, i)
    colours = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return colours.reshape(width, height).T


def runs_of(mask: NDArray[np.bool_]) -> list[int]:
    """Walk a bool (height, width) mask column by column and return its canonical runs."""
    runs, colour = [0], False
    for pixel in mask.T.ravel().tolist():
        if pixel != colour:
            runs.append(0)
            colour = pixel
        runs[-1] += 1
    return runs


def joined(masks: list[list[int]]) -> Runs:
    """Lay the runs of many masks out as one batch."""
    counts = np.array([run for mask in masks for run in mask], dtype=np.uint32)
    return counts, offsets_of([len(mask) for mask in masks])


def offsets_of(lengths: list[int]) -> NDArray[np.int64]:
    """Return where items of these lengths begin and end, laid one after the other."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
