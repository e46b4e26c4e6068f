"""Fields of the Euclidean distance transform of cubes, of kinds that differ in how far voxels are from background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from contest import Call, Field, entered, memory_floor
from numpy.typing import NDArray

import labelgauge as lg

Bools = NDArray[np.bool_]

SPACING = (1.0, 1.0, 1.0)


def of_cube(kind: str, side: int) -> Field:
    """A cube of `side` voxels each way."""
    mask = KINDS[kind](side)

    def ours(threads: int = 1) -> NDArray[np.float64]:
        return lg.distance_transform(mask, spacing=SPACING, threads=threads)

    def by_edt(edt: Any) -> Call:
        return lambda: edt.edt(mask, anisotropy=SPACING, black_border=False, parallel=1)

    def by_scipy(ndimage: Any) -> Call:
        return lambda: ndimage.distance_transform_edt(mask, sampling=SPACING)

    return Field(ours, entered({"edt": by_edt, "SciPy": by_scipy}), _same, memory_floor([mask], 8 * mask.size))


def _same(mine: NDArray[np.float64], theirs: NDArray[Any]) -> bool:
    """Equal as far as the peer's type goes: edt answers in float32."""
    return bool(np.allclose(mine, theirs, rtol=4 * float(np.finfo(theirs.dtype).eps), atol=0))


def _blobs(side: int) -> Bools:
    """Smooth shapes on two fifths of the cube: noise, averaged along each axis, again and again."""
    values = np.random.default_rng(5).random((side,) * 3, dtype=np.float32)
    width = max(3, side // 20)
    for axis in (0, 1, 2) * 3:
        wrapped = np.concatenate([values, values.take(np.arange(width), axis)], axis)
        total = wrapped.cumsum(axis, dtype=np.float32)
        values = total.take(np.arange(width, side + width), axis) - total.take(np.arange(side), axis)
    return values > np.quantile(values, 0.6)


def _squared_radius(side: int) -> NDArray[np.float64]:
    z, y, x = np.ogrid[:side, :side, :side]
    middle = side / 2
    radius: NDArray[np.float64] = (z - middle) ** 2 + (y - middle) ** 2 + (x - middle) ** 2
    return radius


def _ball(side: int) -> Bools:
    return _squared_radius(side) < (0.48 * side) ** 2


def _shell(side: int) -> Bools:
    """All but the surface of a ball: far from background inside and outside."""
    return np.abs(np.sqrt(_squared_radius(side)) - 0.45 * side) >= 1


def _noise(side: int) -> Bools:
    return np.random.default_rng(6).random((side,) * 3) < 0.5


def _all_but_points(share: float) -> Callable[[int], Bools]:
    return lambda side: np.random.default_rng(7).random((side,) * 3) >= share


def _all_but_one(side: int) -> Bools:
    mask = np.ones((side,) * 3, np.bool_)
    mask[side // 3, side // 2, side // 4] = False
    return mask


def _checkerboard(side: int) -> Bools:
    z, y, x = np.ogrid[:side, :side, :side]
    board: Bools = (z + y + x) % 2 == 0
    return board


KINDS: dict[str, Callable[[int], Bools]] = {
    "blobs": _blobs,
    "ball": _ball,
    "shell": _shell,
    "noise": _noise,
    "dust": _all_but_points(1e-3),
    "points": _all_but_points(1e-5),
    "voxel": _all_but_one,
    "checkerboard": _checkerboard,
}
"""Foregrounds; of dust, points and voxel it is the background that is such."""
