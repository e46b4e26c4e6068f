"""Bands of volumes against SciPy's distance transform, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import ndimage

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError, UndefinedError
from labelgauge.testing import samples

CUBE = np.pad(np.ones((6, 5, 7), dtype=np.bool_), 2)


def volumes() -> list[np.ndarray[Any, np.dtype[np.bool_]]]:
    rng = np.random.default_rng(5)
    return [CUBE, ~CUBE, *(samples.blobs(rng, 9, (14, 11)) for _ in range(4))]


@pytest.mark.parametrize("spacing", [None, (1, 1, 1), (3, 0.8, 0.8), (0.7, 0.1, 1 / 3)])
@pytest.mark.parametrize("width", [0.5, 1, 2, 2.5])
def test_euclidean_bands_are_where_scipy_says(width: float, spacing: tuple[float, ...] | None) -> None:
    for volume in volumes():
        distance = ndimage.distance_transform_edt(np.pad(volume, 1), sampling=spacing)[1:-1, 1:-1, 1:-1]
        band = lg.volume_boundary(volume, width=width, spacing=spacing, metric="euclidean", threads=2)
        np.testing.assert_array_equal(band, volume & (distance <= width))


@pytest.mark.parametrize("width", [1, 2, 3.5])
def test_chebyshev_bands_are_where_scipy_says(width: float) -> None:
    for volume in volumes():
        distance = ndimage.distance_transform_cdt(np.pad(volume, 1), metric="chessboard")[1:-1, 1:-1, 1:-1]
        np.testing.assert_array_equal(lg.volume_boundary(volume, width=width), volume & (distance <= width))


def test_one_slice_is_the_band_of_a_mask_but_for_what_lies_before_and_behind() -> None:
    mask = samples.blobs(np.random.default_rng(1), 1, (30, 40))[0]
    slices = np.stack([np.ones_like(mask)] * 2 + [mask] + [np.ones_like(mask)] * 2)
    flat = lg.boundary(mask, width=2.0, metric="euclidean").to_dense()[0]
    np.testing.assert_array_equal(lg.volume_boundary(slices, width=2, metric="euclidean")[2] & mask, flat)


@pytest.mark.parametrize("metric", ["chebyshev", "euclidean"])
def test_iou_of_bands(metric: Any) -> None:
    shifted = np.roll(CUBE, 1, axis=2)
    bands = [lg.volume_boundary(side, width=2, metric=metric) for side in (CUBE, shifted)]
    expected = np.count_nonzero(bands[0] & bands[1]) / np.count_nonzero(bands[0] | bands[1])
    assert lg.volume_boundary_iou(CUBE, shifted, width=2, metric=metric) == expected
    assert lg.volume_boundary_iou(CUBE, CUBE, width=2, metric=metric) == 1


def test_empty_bands() -> None:
    nothing = np.zeros_like(CUBE)
    assert lg.volume_boundary_iou(CUBE, nothing, width=1) == 0
    assert np.isnan(lg.volume_boundary_iou(nothing, nothing, width=1))
    assert lg.volume_boundary_iou(nothing, nothing, width=1, empty="agree") == 1
    with pytest.raises(UndefinedError, match="volume_boundary_iou is undefined: its denominator is zero"):
        lg.volume_boundary_iou(CUBE, CUBE, width=0.5, empty="raise")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"width": 0}, "width must be above 0, not 0"),
        ({"width": float("nan")}, "width must be finite"),
        ({"width": "2"}, "width must be a number, not '2'"),
        ({"spacing": (1, 1)}, r"spacing must have one entry per axis \(3\), not 2"),
        ({"spacing": (1, 0, 1)}, "spacing must be finite and above 0"),
        ({"spacing": "fine"}, "spacing must be .slice, row, column., not 'fine'"),
        ({"metric": "cityblock"}, "metric must be 'chebyshev' or 'euclidean'"),
        ({"volume": CUBE[0]}, "volume must be a 3-D bool array, not bool of shape"),
        ({"volume": CUBE.astype(np.uint8)}, "volume must be a 3-D bool array, not uint8"),
    ],
)
def test_what_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.volume_boundary(**{"volume": CUBE, "width": 1} | change)


def test_volumes_of_different_shapes() -> None:
    with pytest.raises(GeometryError, match=r"gold has shape \(10, 9, 11\), candidate \(9, 9, 11\)"):
        lg.volume_boundary_iou(CUBE, CUBE[1:], width=1)
