"""The distance transform: what there is without background, layouts of arrays, memory, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError

MASK = np.random.default_rng(2).random((9, 40, 70)) < 0.95


def test_without_background_all_is_infinite_and_nowhere() -> None:
    for shape in ((3, 4), (3, 4, 5), (40, 40, 40)):
        distances, indices = lg.distance_transform(
            np.ones(shape, dtype=bool), spacing=[1] * len(shape), return_indices=True
        )
        assert np.isposinf(distances).all()
        assert indices.dtype == np.int32
        assert indices.shape == (len(shape), *shape)
        assert (indices == -1).all()


def test_without_foreground_all_is_0_and_its_own_nearest() -> None:
    distances, indices = lg.distance_transform(np.zeros((5, 30, 6), dtype=bool), spacing=(1, 2, 3), return_indices=True)
    assert not distances.any()
    np.testing.assert_array_equal(indices, np.indices((5, 30, 6)))


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (2, 0, 3)])
def test_no_voxels(shape: tuple[int, ...]) -> None:
    distances, indices = lg.distance_transform(
        np.ones(shape, dtype=bool), spacing=[1] * len(shape), return_indices=True
    )
    assert distances.shape == shape
    assert indices.shape == (len(shape), *shape)


def test_ties_go_to_the_first_column_then_row_then_slice() -> None:
    mask = np.ones((3, 3, 3), dtype=bool)
    for voxel in [(0, 1, 1), (2, 1, 1), (1, 0, 1), (1, 2, 1), (1, 1, 0), (1, 1, 2)]:
        mask[voxel] = False
    seen = []
    for _ in range(6):
        _, indices = lg.distance_transform(mask, spacing=(1, 1, 1), return_indices=True)
        seen.append(tuple(indices[:, 1, 1, 1].tolist()))
        mask[seen[-1]] = True
    assert seen == [(1, 1, 0), (1, 0, 1), (0, 1, 1), (2, 1, 1), (1, 2, 1), (1, 1, 2)]


def test_any_layout_and_no_change() -> None:
    expected = lg.distance_transform(MASK, spacing=(3, 0.8, 0.8), return_indices=True)
    wide = np.zeros((9, 40, 140), dtype=bool)
    wide[:, :, ::2] = MASK
    frozen = MASK.copy()
    frozen.flags.writeable = False
    for view in (wide[:, :, ::2], np.asfortranarray(MASK), MASK[::-1][::-1], frozen, MASK.tolist()):
        for got, want in zip(
            lg.distance_transform(view, spacing=(3, 0.8, 0.8), return_indices=True, threads=2), expected, strict=True
        ):
            np.testing.assert_array_equal(got, want)
    np.testing.assert_array_equal(wide[:, :, ::2], frozen)


@pytest.mark.parametrize(
    ("mask", "arguments", "message"),
    [
        (np.zeros((3, 4)), {}, "mask must be a 2-D bool array, not float64"),
        (np.zeros((3, 4), dtype=np.uint8), {}, "mask must be a 2-D bool array, not uint8"),
        (np.zeros(3, dtype=bool), {"spacing": [1]}, "mask must be a 3-D bool array"),
        (np.zeros((2, 2, 2, 2), dtype=bool), {"spacing": [1] * 4}, "mask must be a 3-D bool array"),
        (MASK, {"spacing": (1, 1)}, r"one entry per axis \(3\), not 2"),
        (MASK, {"spacing": 1}, "spacing must be a 1-D"),
        (MASK, {"spacing": (1, 0, 1)}, "spacing must be finite and above 0"),
        (MASK, {"spacing": (1, np.nan, 1)}, "spacing must be finite and above 0"),
        (MASK, {"spacing": "fine"}, r"spacing must be one number per axis \(3\), not 'fine'"),
        (MASK, {"threads": 0}, "threads must be an integer of at least 1"),
    ],
)
def test_refused(mask: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.distance_transform(mask, **{"spacing": [1] * np.ndim(mask), **arguments})


@pytest.mark.parametrize("return_indices", [False, True])
def test_a_slice_that_is_too_large_is_an_error(return_indices: bool) -> None:
    # Zeros that are never written to take no memory.
    with pytest.raises(GeometryError, match="at most 1024 MiB are used for one"):
        lg.distance_transform(
            np.zeros((1, 1, 70_000_000), dtype=bool), spacing=(1, 1, 1), return_indices=return_indices
        )
