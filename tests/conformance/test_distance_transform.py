"""The distance transform equals SciPy's, and brute force bit for bit, near and far from background."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.reference import surface as reference

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SPACINGS = [(1.0, 1.0, 1.0), (0.7, 0.7, 0.7), (0.1, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3), (3.0, 0.8, 0.8), (1e6, 0.7, 1e-3)]


def all_but(shape: tuple[int, ...], n: int, seed: int) -> Bools:
    """Foreground but for n voxels."""
    mask = np.ones(shape, np.bool_)
    mask.flat[np.random.default_rng(seed).choice(mask.size, n, replace=False)] = False
    return mask


def to_each(mask: Bools, spacing: tuple[float, ...]) -> Floats:
    """The least distance to any background voxel, of which there are few."""
    axes = [np.arange(n) for n in mask.shape]
    least = np.full(mask.shape, np.inf)
    for voxel in np.argwhere(~mask):
        squares = [((axis - i) * step) ** 2 for axis, i, step in zip(axes, voxel, spacing, strict=True)]
        total = squares[0]
        for square in squares[1:]:
            total = total[..., np.newaxis] + square
        np.minimum(least, total, out=least)
    return np.sqrt(least)


# Shapes longer than what is looked around, with widths that do and do not fill a register, and numbers of background
# voxels that leave lines alike, different, and without any.
@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize(
    ("shape", "n"),
    [
        ((78, 128, 90), 4),
        ((40, 100, 64), 60),
        ((1, 90, 130), 2),
        ((70, 1, 200), 5),
        ((9, 150, 17), 1),
        ((33, 31, 90), 9),
    ],
)
@pytest.mark.usefixtures("instruction_set")
def test_far_from_background_equals_brute_force(
    shape: tuple[int, ...], n: int, spacing: tuple[float, float, float]
) -> None:
    for seed in range(3):
        mask = all_but(shape, n, seed)
        np.testing.assert_array_equal(lg.distance_transform(mask, spacing=spacing, threads=2), to_each(mask, spacing))


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize(("shape", "n"), [((300, 200), 1), ((300, 200), 40), ((3, 500), 2), ((500, 3), 2)])
@pytest.mark.usefixtures("instruction_set")
def test_images_equal_brute_force(shape: tuple[int, ...], n: int, spacing: tuple[float, float, float]) -> None:
    mask = all_but(shape, n, 5)
    np.testing.assert_array_equal(lg.distance_transform(mask, spacing=spacing[1:]), to_each(mask, spacing[1:]))


@pytest.mark.parametrize("shape", [(3, 70_000), (2, 2, 66_000), (70_000, 3), (2, 66_000, 2)])
def test_long_axes_equal_brute_force(shape: tuple[int, ...]) -> None:
    mask = all_but(shape, 9, 6)
    spacing = (3.0, 0.7, 0.7)[: len(shape)]
    np.testing.assert_array_equal(lg.distance_transform(mask, spacing=spacing, threads=2), to_each(mask, spacing))


def shapes_of_a_kind(side: int) -> dict[str, Bools]:
    z, y, x = np.ogrid[:side, :side, :side]
    radius = np.sqrt((z - side / 2) ** 2 + (y - side / 2) ** 2 + (x - side / 2) ** 2)
    rng = np.random.default_rng(1)
    plane = np.ones((side,) * 3, np.bool_)
    plane[0] = False
    return {
        "ball": radius < 0.45 * side,
        "outside a ball": radius >= 0.2 * side,
        "shell": np.abs(radius - 0.45 * side) >= 1,
        "plane": plane,
        "noise": rng.random((side,) * 3) < 0.5,
        "dust": rng.random((side,) * 3) < 0.999,
        "checkerboard": (z + y + x) % 2 == 0,
    }


@pytest.mark.parametrize("kind", shapes_of_a_kind(2))
@pytest.mark.usefixtures("instruction_set")
def test_equals_scipy_at_spacing_1(kind: str) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    mask = shapes_of_a_kind(100)[kind]
    distances, indices = lg.distance_transform(mask, spacing=(1, 1, 1), return_indices=True, threads=2)
    np.testing.assert_array_equal(distances, ndimage.distance_transform_edt(mask))
    assert not mask[tuple(indices)].any()
    np.testing.assert_array_equal(np.sqrt(((indices - np.indices(mask.shape)) ** 2).sum(axis=0)), distances)


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("kind", shapes_of_a_kind(2))
def test_is_at_most_scipys_at_other_spacings(kind: str, spacing: tuple[float, float, float]) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    mask = shapes_of_a_kind(60)[kind]
    distances, indices = lg.distance_transform(mask, spacing=spacing, return_indices=True)
    scipy = ndimage.distance_transform_edt(mask, sampling=spacing)
    assert (distances <= scipy).all()
    np.testing.assert_array_max_ulp(distances, scipy, maxulp=2)
    steps = [step * (index - i) for step, index, i in zip(spacing, indices, np.indices(mask.shape), strict=True)]
    np.testing.assert_array_equal(np.sqrt((steps[0] ** 2 + steps[1] ** 2) + steps[2] ** 2), distances)


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("share", [0.1, 0.6, 0.95, 0.999])
def test_dense_masks_equal_brute_force(share: float, spacing: tuple[float, float, float]) -> None:
    for shape in ((20, 21, 22), (32, 4, 30), (41, 67)):
        mask = np.random.default_rng(3).random(shape) < share
        mask.flat[-1] = False
        steps: Any = np.array(spacing[: len(shape)])
        got = lg.distance_transform(mask, spacing=steps)
        np.testing.assert_array_equal(got, reference.distance_transform(mask, steps))
