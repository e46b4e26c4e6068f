"""Masks that are legal but unusual, shared by the specs of every family that takes a batch of masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels._spec import Arguments
from labelgauge.testing import samples

_RING = np.pad(np.zeros((1, 1, 1), np.bool_), ((0, 0), (2, 3), (3, 2)), constant_values=True)
_NESTED = np.pad(np.pad(_RING, ((0, 0), (1, 1), (1, 1))), ((0, 0), (2, 2), (2, 2)), constant_values=True)

SHAPES: dict[str, NDArray[np.bool_]] = {
    "no masks": np.zeros((0, 3, 4), np.bool_),
    "no rows": np.zeros((2, 0, 4), np.bool_),
    "no columns": np.zeros((2, 4, 0), np.bool_),
    "empty": np.zeros((1, 4, 5), np.bool_),
    "one pixel": np.ones((1, 1, 1), np.bool_),
    "one pixel inside": np.pad(np.ones((1, 1, 1), np.bool_), ((0, 0), (2, 3), (3, 2))),
    "full": np.ones((1, 5, 3), np.bool_),
    "63 rows": np.arange(63 * 4).reshape(1, 63, 4) % 5 < 3,
    "64 rows": np.ones((1, 64, 3), np.bool_),
    "65 rows": np.ones((1, 65, 3), np.bool_),
    "128 rows, stripes": np.arange(128 * 3).reshape(1, 3, 128).transpose(0, 2, 1) % 64 < 63,
    "one row": np.arange(70).reshape(1, 1, 70) % 7 < 3,
    "one column": np.arange(70).reshape(1, 70, 1) % 7 < 3,
    "a hole": _RING,
    "a ring around a ring": _NESTED,
    "corners touch": np.eye(4, dtype=np.bool_)[np.newaxis],
    "checkerboard": np.indices((1, 7, 6)).sum(axis=0) % 2 == 0,
    "a hole that opens at a corner": np.array([[[1, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0]]], np.bool_),
    "columns apart": np.array([[[1, 0, 0, 0, 1], [1, 0, 0, 0, 1]]], np.bool_),
}

EDGES: dict[str, Arguments] = {name: samples.runs_of(dense) for name, dense in SHAPES.items()}

SHORT: Arguments = {"counts": np.array([1, 2], np.uint32), "offsets": np.array([0, 2]), "sizes": np.array([[2, 2]])}
SHORT_MESSAGE = "mask 0: its runs sum to 3, its image has 2×2 pixels"


def masks(rng: np.random.Generator, n: int) -> Arguments:
    """Draw small masks of one size, some higher than a word."""
    size = (int(rng.integers(1, 75)), int(rng.integers(1, 40)))
    return samples.runs_of(samples.blobs(rng, n, size))


def with_each(**values: Any) -> dict[str, Arguments]:
    """Every edge case with these values for each of its masks."""

    def repeated(value: Any, n: int) -> NDArray[Any]:
        return np.broadcast_to(value, (n, *np.shape(value))).copy()

    return {
        name: arguments | {key: repeated(value, len(arguments["sizes"])) for key, value in values.items()}
        for name, arguments in EDGES.items()
    }


def fills(sizes: NDArray[np.int64], counts: NDArray[np.uint32], offsets: NDArray[np.int64]) -> bool:
    """Whether every mask fills its image."""
    ends = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return bool(np.all(ends[offsets[1:]] - ends[offsets[:-1]] == sizes.prod(axis=1)))


def fills_its_image(arguments: Arguments, result: Any) -> bool:
    """Whether the resulting masks fill the images they came from."""
    return fills(arguments["sizes"], *result)
