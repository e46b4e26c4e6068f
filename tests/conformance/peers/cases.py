"""Pairs of masks that other libraries were asked about, made anew from seeds; NumPy alone is needed.

Each is a name, two bool arrays and a spacing. `digest` tells whether the masks of a record are those made here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Spacing = tuple[float, ...]

# Floats throughout: MONAI refuses numbers of two kinds.
PLANE: list[Spacing] = [(1.0, 1.0), (0.7, 0.7), (1 / 3, 1 / 3), (0.1, 0.1), (3.0, 0.8), (0.7, 1.3)]
SPACE: list[Spacing] = [
    (1.0, 1.0, 1.0),
    (0.7, 0.7, 0.7),
    (1 / 3, 1 / 3, 1 / 3),
    (3.0, 0.8, 0.8),
    (0.7, 0.1, 3.0),
    (2.0, 1.0, 1.0),
]


class Case(NamedTuple):
    """One pair of masks, and how far their pixels or voxels are apart."""

    name: str
    gold: Bools
    candidate: Bools
    spacing: Spacing

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of both masks' shape and bits."""
        packed = [np.packbits(side).tobytes() for side in (self.gold, self.candidate)]
        return hashlib.sha256(repr(self.gold.shape).encode() + b"".join(packed)).hexdigest()[:16]


def cases() -> Iterator[Case]:
    """All cases; those whose names begin with "empty" have a side without foreground."""
    yield from _clash()
    for spacings, shape in ((PLANE, (24, 31)), (SPACE, (11, 14, 13))):
        for k, spacing in enumerate(spacings):
            for near in (True, False):
                name = f"ragged {len(shape)}-D {'near' if near else 'far'} {k}"
                yield Case(name, *_ragged(shape, seed=10 * len(shape) + 2 * k + near, near=near), spacing)
    for spacings in (PLANE, SPACE):
        for k, spacing in enumerate(spacings[:4]):
            yield Case(f"shifted box {len(spacing)}-D {k}", *_shifted_boxes(len(spacing)), spacing)
    yield from _borders()
    yield from _specks()
    yield from _empty()


def _clash() -> Iterator[Case]:
    y, x = np.ogrid[:40, :60]
    discs = (y - 20) ** 2 + (x - 28) ** 2 <= 12**2, (y - 20) ** 2 + (x - 30.4) ** 2 <= 11**2
    yield Case("discs", *discs, (1.0, 1.0))
    z, y, x = np.ogrid[:30, :48, :48]
    gold = (3 * z - 45) ** 2 + (y - 24) ** 2 + (x - 24) ** 2 <= 14**2
    yield Case("balls", gold, (3 * z - 47) ** 2 + (y - 26.3) ** 2 + (x - 24) ** 2 <= 13**2, (3.0, 1.0, 1.0))


def _ragged(shape: tuple[int, ...], *, seed: int, near: bool) -> tuple[Bools, Bools]:
    """Two balls with noise on their surfaces and specks around them, over each other or in opposite corners."""
    rng = np.random.default_rng(seed)
    grid = np.indices(shape) / np.reshape(shape, (-1,) + (1,) * len(shape))
    sides = []
    for side in (0, 1):
        middle = 0.4 + 0.2 * rng.random(len(shape)) if near else 0.25 + 0.5 * side + 0.1 * rng.random(len(shape))
        squared = np.sum((grid - middle.reshape((-1,) + (1,) * len(shape))) ** 2, axis=0)
        radius = (0.3 if near else 0.15) * (0.8 + 0.4 * rng.random(shape))
        sides.append((squared <= radius**2) | (rng.random(shape) < 0.01))
    return sides[0], sides[1]


def _shifted_boxes(ndim: int) -> tuple[Bools, Bools]:
    """Boxes one step apart along the first axis and two along the last, so that distances tie with tolerances."""
    gold, candidate = np.zeros((2,) + (12,) * ndim, np.bool_)
    gold[(slice(2, 8),) * ndim] = True
    candidate[(slice(3, 9),) + (slice(2, 8),) * (ndim - 2) + (slice(4, 10),)] = True
    return gold, candidate


def _borders() -> Iterator[Case]:
    """Masks that touch the image's edges, or fill it."""
    for shape, spacing in (((9, 12), (1.0, 0.7)), ((5, 6, 7), (2.0, 1.0, 0.7))):
        full, half, corner = np.ones(shape, np.bool_), np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        half[:, : shape[1] // 2] = True
        corner[tuple(slice(side // 2) for side in shape)] = True
        yield Case(f"full and half {len(shape)}-D", full, half, spacing)
        yield Case(f"half and corner {len(shape)}-D", half, corner, spacing)


def _specks() -> Iterator[Case]:
    """Single voxels, lines one voxel thin, noise, and equal masks."""
    for shape, spacing in (((16, 15), (1.0, 0.7)), ((8, 9, 10), (3.0, 0.8, 0.8))):
        d = f"{len(shape)}-D"
        rng = np.random.default_rng(len(shape))
        one, other, line, box = np.zeros((4, *shape), np.bool_)
        one[tuple(side // 4 for side in shape)] = True
        other[tuple(3 * side // 4 for side in shape)] = True
        line[shape[0] // 2, ..., 1:-1] = True
        box[tuple(slice(2, side - 2) for side in shape)] = True
        yield Case(f"voxel and voxel {d}", one, other, spacing)
        yield Case(f"voxel and box {d}", one, box, spacing)
        yield Case(f"line and box {d}", line, box, spacing)
        yield Case(f"noise {d}", rng.random(shape) < 0.2, rng.random(shape) < 0.6, spacing)
        yield Case(f"equal {d}", box, box.copy(), spacing)


def _empty() -> Iterator[Case]:
    for shape, spacing in (((8, 9), (1.0, 1.0)), ((4, 6, 5), (2.0, 1.0, 1.0))):
        nothing, box = np.zeros((2, *shape), np.bool_)
        box[tuple(slice(1, side - 1) for side in shape)] = True
        yield Case(f"empty gold {len(shape)}-D", nothing, box, spacing)
        yield Case(f"empty candidate {len(shape)}-D", box, nothing, spacing)
        yield Case(f"empty both {len(shape)}-D", nothing, nothing.copy(), spacing)
