"""Methods of Masks against NumPy: set operations, moves, sizes, polygons, Arrow; and what they refuse."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError, MissingExtraError
from labelgauge.testing import samples


@pytest.fixture
def dense() -> NDArray[np.bool_]:
    return samples.blobs(np.random.default_rng(3), 12, (37, 70))


@pytest.fixture
def masks(dense: NDArray[np.bool_]) -> lg.Masks:
    return lg.Masks.from_dense(dense)


def test_set_operations(dense: NDArray[np.bool_], masks: lg.Masks) -> None:
    other = dense[::-1]
    others = lg.Masks.from_dense(other)
    np.testing.assert_array_equal(masks.difference(others).to_dense(), dense & ~other)
    np.testing.assert_array_equal(masks.symmetric_difference(others).to_dense(), dense ^ other)
    np.testing.assert_array_equal(masks.complement().to_dense(), ~dense)
    assert masks.complement().complement() == masks


def test_moves(dense: NDArray[np.bool_], masks: lg.Masks) -> None:
    np.testing.assert_array_equal(masks.flip_rows().to_dense(), dense[:, ::-1])
    np.testing.assert_array_equal(masks.flip_columns().to_dense(), dense[:, :, ::-1])
    np.testing.assert_array_equal(masks.transpose().to_dense(), dense.transpose(0, 2, 1))
    np.testing.assert_array_equal(masks.crop([5, 3, 60, 30]).to_dense(), dense[:, 3:30, 5:60])
    np.testing.assert_array_equal(masks.pad((1, 2, 3, 4)).to_dense(), np.pad(dense, ((0, 0), (1, 2), (3, 4))))
    moved = np.zeros_like(dense)
    moved[:, 4:, :-9] = dense[:, :-4, 9:]
    np.testing.assert_array_equal(masks.translate(-9, 4).to_dense(), moved)
    for turns in range(-5, 6):
        np.testing.assert_array_equal(masks.rot90(turns).to_dense(), np.rot90(dense, turns, axes=(1, 2)))


def test_each_mask_moves_by_itself(masks: lg.Masks) -> None:
    shifts = np.arange(len(masks))
    moved = masks.translate(shifts, -shifts)
    for i in range(len(masks)):
        assert moved[[i]] == masks[[i]].translate(i, -i)
    boxes = np.column_stack((shifts, shifts, shifts + 5, shifts + 9))
    assert masks.crop(boxes)[[7]] == masks[[7]].crop(boxes[7])


def test_sizes(dense: NDArray[np.bool_], masks: lg.Masks) -> None:
    np.testing.assert_array_equal(masks.enlarge((2, 3)).to_dense(), dense.repeat(2, axis=1).repeat(3, axis=2))
    np.testing.assert_array_equal(masks.shrink((3, 4), rule="first").to_dense(), dense[:, ::3, ::4])
    padded = np.pad(dense, ((0, 0), (0, 2), (0, 2)))
    blocks = padded.reshape(len(dense), 13, 3, 18, 4)
    np.testing.assert_array_equal(masks.shrink((3, 4), rule="any").to_dense(), blocks.any(axis=(2, 4)))
    for rule in ("any", "majority", "first"):
        assert masks.enlarge(3).shrink(3, rule=rule) == masks


def test_erosion_and_dilation_are_dual(masks: lg.Masks) -> None:
    inside = masks.pad(6)
    for metric in ("chebyshev", "euclidean"):
        eroded = inside.erode(3, metric=metric).complement().crop([6, 6, 76, 43])
        assert eroded == inside.complement().dilate(3, metric=metric).crop([6, 6, 76, 43])


def test_radius_in_units() -> None:
    dot = lg.Masks.from_dense(np.pad([[1]], 20))
    assert dot.dilate(0.3, spacing=(0.1, 1.0)).area.tolist() == [5]  # 3 · 0.1 is above 0.3 in doubles
    assert dot.dilate(2.0, spacing=(0.5, 2.0)).area.tolist() == [9 * 3]
    assert dot.dilate(1.9, spacing=(0.5, 2.0)).area.tolist() == [7]


def test_polygons_and_back(masks: lg.Masks) -> None:
    assert lg.Masks.from_polygons(masks.to_polygons(), masks.size, rule="center") == masks


def test_empty_batch() -> None:
    nothing = lg.Masks.from_dense(np.zeros((0, 4, 5), np.bool_))
    assert len(nothing.erode(1)) == len(nothing.crop([0, 0, 2, 2])) == len(nothing.components()[0]) == 0
    assert nothing.centroid.shape == (0, 2)
    assert nothing.perimeter().shape == nothing.convexity().shape == (0,)
    assert lg.boundary_f(nothing, nothing).f.shape == (0, 0)
    assert lg.trimap_iou(nothing, nothing, width=1, paired=True).shape == (0,)


def test_masks_of_different_sizes() -> None:
    masks = lg.Masks.concatenate(
        [lg.Masks.from_dense(np.ones((3, 5), np.bool_)), lg.Masks.from_dense(np.eye(2, dtype=np.bool_))]
    )
    assert masks.transpose().sizes.tolist() == [[5, 3], [2, 2]]
    assert masks.components(connectivity=4)[0].sizes.tolist() == [[3, 5], [2, 2], [2, 2]]
    assert masks.shrink(2, rule="any").sizes.tolist() == [[2, 3], [1, 1]]


def test_arrow_shares_memory(masks: lg.Masks) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    batch = masks.to_arrow()
    assert batch.column("counts").values.buffers()[1].address == masks.counts.ctypes.data
    back = lg.Masks.from_arrow(batch)
    assert back == masks
    assert np.shares_memory(back.counts, masks.counts)
    assert lg.Masks.from_arrow(batch.slice(3, 5)) == masks[3:8]
    table = pyarrow.Table.from_batches([batch, batch.slice(2, 4)])
    assert lg.Masks.from_arrow(table) == lg.Masks.concatenate([masks, masks[2:6]])
    assert len(lg.Masks.from_arrow(masks[:0].to_arrow())) == 0


def test_arrow_that_is_not_masks(masks: lg.Masks) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    with pytest.raises(InputError, match="takes a pyarrow RecordBatch or Table, not int"):
        lg.Masks.from_arrow(3)
    with pytest.raises(InputError, match="needs a column 'counts' of type large_list<item: uint32>"):
        lg.Masks.from_arrow(pyarrow.table({"counts": [[1, 2]]}))
    batch = masks[:1].to_arrow()
    sizes = pyarrow.array([[1, 1]], pyarrow.list_(pyarrow.int64(), 2))
    with pytest.raises(GeometryError, match="its image has 1×1 pixels"):
        lg.Masks.from_arrow(pyarrow.record_batch([batch.column("counts"), sizes], names=["counts", "size"]))


def test_arrow_is_an_extra(masks: lg.Masks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"labelgauge\[arrow\]"):
        masks.to_arrow()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.erode(-1), "radius must be finite and at least 0"),
        (lambda m: m.erode([1, 2]), r"radius must be a number, or one per mask \(12\)"),
        (lambda m: m.dilate(1, metric="manhattan"), "metric must be 'chebyshev' or 'euclidean', not 'manhattan'"),
        (lambda m: m.dilate(1, spacing=(1, 0)), "spacing must be above 0"),
        (lambda m: m.dilate(1, spacing=1), r"spacing must be \(row, column\)"),
        (lambda m: m.components(connectivity=6), "connectivity must be 4 or 8, not 6"),
        (lambda m: m.crop([3, 0, 1, 2]), "x0 <= x1"),
        (lambda m: m.crop([0, 0, 1.5, 2]), "box must be whole"),
        (lambda m: m.pad(-30), "x0 <= x1 and y0 <= y1"),
        (lambda m: m.translate(0.5, 0), "shift must be whole"),
        (lambda m: m.translate([1, 2], 0), r"dx must be a whole number, or one per mask \(12\)"),
        (lambda m: m.enlarge(0), "factors must be finite and at least 1"),
        (lambda m: m.enlarge(2**20), "at most 4294967295 fit"),
        (lambda m: m.shrink(2, rule="mean"), "rule must be one of 'any', 'majority', 'first', not 'mean'"),
        (lambda m: m.difference(m[:3]), "as many masks on both sides, not 12 and 3"),
        (lambda m: lg.boundary_f(m, m, tolerance=0), "tolerance must be a finite number above 0"),
        (lambda m: lg.trimap_iou(m, m, width=0.0), "width must be above 0"),
        (lambda m: lg.boundary(m, width=1, metric="manhattan"), "metric must be"),
    ],
)
def test_what_is_refused(masks: lg.Masks, call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call(masks)


@pytest.mark.parametrize("name", ["union", "intersection", "difference", "symmetric_difference"])
def test_pixels_instead_of_masks(name: str) -> None:
    pixels = np.ones((1, 2, 2), dtype=bool)
    with pytest.raises(InputError, match="other must be Masks, not ndarray"):
        getattr(lg.Masks.from_dense(pixels), name)(pixels)
