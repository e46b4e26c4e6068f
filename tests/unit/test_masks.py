"""Masks: every way in and out, set operations, selection, and the errors for what cannot be a mask."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError
from labelgauge.testing import samples

DENSE = samples.blobs(np.random.default_rng(3), 12, (37, 66))
small_masks = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=3, max_dims=3, min_side=0, max_side=9))


@given(small_masks)
def test_dense_round_trip(dense: np.ndarray[Any, Any]) -> None:
    masks = lg.Masks.from_dense(dense)
    assert len(masks) == len(dense)
    if len(dense):
        np.testing.assert_array_equal(masks.to_dense(), dense)
    np.testing.assert_array_equal(masks.area, dense.sum(axis=(1, 2)))


@given(small_masks, st.booleans())
def test_rle_round_trip(dense: np.ndarray[Any, Any], text: bool) -> None:
    masks = lg.Masks.from_dense(dense)
    assert lg.Masks.from_rle(masks.to_rle(text=text)) == masks


def test_rle_strings_bytes_and_lists_may_be_mixed() -> None:
    masks = lg.Masks.from_dense(DENSE)
    items = masks.to_rle()
    for i in range(0, len(items), 3):
        items[i]["counts"] = masks.counts[masks.offsets[i] : masks.offsets[i + 1]].tolist()
    for i in range(1, len(items), 3):
        items[i]["counts"] = items[i]["counts"].decode("ascii")
    assert lg.Masks.from_rle(items) == masks


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64, np.uint16])
def test_any_integer_that_is_not_zero_is_foreground(dtype: type) -> None:
    values = np.array([[0, 1, 2], [3, 0, 255]]).astype(dtype)
    np.testing.assert_array_equal(lg.Masks.from_dense(values).to_dense()[0], values != 0)


def test_strides_do_not_matter() -> None:
    reference = lg.Masks.from_dense(np.ascontiguousarray(DENSE[::2, ::-1, ::3]))
    assert lg.Masks.from_dense(DENSE[::2, ::-1, ::3]) == reference
    assert lg.Masks.from_dense(np.asfortranarray(DENSE[::2, ::-1, ::3])) == reference


def test_boxes_hold_the_foreground() -> None:
    masks = lg.Masks.from_dense(np.concatenate((DENSE, np.zeros((1, 37, 66), dtype=bool))))
    for dense, (x0, y0, x1, y1) in zip(DENSE, masks.boxes.corners.astype(int), strict=False):
        outside = dense.copy()
        outside[y0:y1, x0:x1] = False
        assert not outside.any()
    assert masks.boxes.corners[-1].tolist() == [0, 0, 0, 0]


def test_union_and_intersection() -> None:
    masks = lg.Masks.from_dense(DENSE[:4])
    np.testing.assert_array_equal(masks.union().to_dense()[0], DENSE[:4].any(axis=0))
    np.testing.assert_array_equal(masks.intersection().to_dense()[0], DENSE[:4].all(axis=0))


def test_union_and_intersection_of_pairs() -> None:
    left, right = lg.Masks.from_dense(DENSE[:3]), lg.Masks.from_dense(DENSE[1:4])
    np.testing.assert_array_equal(left.union(right).to_dense(), DENSE[:3] | DENSE[1:4])
    np.testing.assert_array_equal(left.intersection(right, threads=2).to_dense(), DENSE[:3] & DENSE[1:4])
    other_size = lg.Masks.from_dense(np.ones((2, 5), dtype=bool))
    mixed = lg.Masks.concatenate([left, other_size])
    assert mixed.union(mixed) == mixed
    assert len(left[:0].union(right[:0])) == 0
    with pytest.raises(GeometryError, match="as many masks on both sides, not 3 and 2"):
        left.union(right[:2])
    with pytest.raises(GeometryError, match="pair 0: masks differ in size"):
        left[:1].intersection(other_size)


@pytest.mark.parametrize("dtype", ["u1", "i2", ">u4", "i8"])
def test_pixels_are_read_where_they_lie(dtype: str) -> None:
    numbers = DENSE.astype(dtype) * np.array(100, dtype=dtype)
    expected = lg.Masks.from_dense(DENSE)
    assert lg.Masks.from_dense(np.asfortranarray(numbers)) == expected
    assert lg.Masks.from_dense(numbers[:, ::-1, ::-1]) == expected.rot90(2)
    assert lg.Masks.from_dense(np.ascontiguousarray(numbers.transpose(1, 2, 0)).transpose(2, 0, 1)) == expected


def test_union_of_nothing_is_an_error() -> None:
    with pytest.raises(GeometryError, match="group 0 has no masks"):
        lg.Masks.from_dense(DENSE[:0]).union()


def test_label_map() -> None:
    labels = np.random.default_rng(0).integers(0, 5, (20, 31)).astype(np.uint8)
    masks = lg.Masks.from_label_map(labels)
    np.testing.assert_array_equal(masks.to_dense(), np.stack([labels == i for i in range(1, 5)]))
    chosen = lg.Masks.from_label_map(labels, ids=[4, 9, 0])
    np.testing.assert_array_equal(chosen.to_dense(), np.stack([labels == 4, labels == 9, labels == 0]))
    assert len(lg.Masks.from_label_map(np.zeros((0, 5), dtype=int))) == 0


@pytest.mark.parametrize("key", [slice(2, 7), slice(None, None, -2), [3, -1, 3], np.arange(12) % 2 == 0, []])
def test_selection_equals_numpy(key: Any) -> None:
    masks = lg.Masks.from_dense(DENSE)
    chosen = masks[key]
    expected = DENSE[np.asarray(key, dtype=int)] if isinstance(key, list) else DENSE[key]
    assert chosen == lg.Masks.from_dense(expected)


def test_concatenate_and_pickle() -> None:
    masks = lg.Masks.from_dense(DENSE)
    assert lg.Masks.concatenate([masks[:5], masks[5:5], masks[5:]]) == masks
    assert len(lg.Masks.concatenate([])) == 0
    assert pickle.loads(pickle.dumps(masks)) == masks


def test_masks_of_several_sizes_share_a_batch() -> None:
    both = lg.Masks.concatenate([lg.Masks.from_dense(DENSE[:1]), lg.Masks.from_dense(np.ones((2, 3), dtype=bool))])
    assert both.area.tolist() == [int(DENSE[0].sum()), 6]
    assert "2 sizes" in repr(both)
    with pytest.raises(GeometryError, match="masks differ in size"):
        both.to_dense()


def test_a_batch_is_frozen() -> None:
    masks = lg.Masks.from_dense(DENSE)
    with pytest.raises(ValueError, match="read-only"):
        masks.counts[0] = 1
    with pytest.raises(AttributeError, match="frozen"):
        masks.counts = masks.counts


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([{"size": [2, 2]}], "item 0: an RLE must be a dictionary with 'size'"),
        (["22"], "item 0: an RLE must be a dictionary"),
        ([{"size": [2, 2, 2], "counts": "22"}], "item 0: an RLE must be a dictionary with 'size'"),
        ([{"size": [-2, 2], "counts": "22"}], "item 0: size must be"),
        ([{"size": [1.5, 2], "counts": "22"}], "item 0: size must be"),
        ([{"size": [10**30, 1], "counts": "22"}], "item 0: an image of .* is too large"),
        ([{"size": [2, 2], "counts": [1.5, 2.5]}], "item 0: counts must be"),
        ([{"size": [2, 2], "counts": None}], "item 0: counts must be"),
        ([{"size": [2, 2], "counts": "22"}, {"size": [2, 2], "counts": [2, 3]}], "mask 1: its runs do not sum"),
        ([{"size": [2, 2], "counts": [5, -1]}, {"size": [2, 2], "counts": "é"}], "mask 0: its runs do not sum"),
        ([{"size": [2, 2], "counts": "é"}], "mask 0: its string has a character outside"),
        ([{"size": [2, 2], "counts": "P"}], "mask 0: its string ends in the middle"),
    ],
)
def test_bad_rle(items: list[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Masks.from_rle(items)


def test_numpy_integers_are_sizes_too() -> None:
    assert lg.Masks.from_rle([{"size": np.array([2, 2]), "counts": "22"}]).area.tolist() == [2]


@pytest.mark.parametrize(
    ("dense", "message"),
    [
        (np.zeros((2, 2)), "must be a bool or integer array, not float64"),
        (np.zeros(4, dtype=bool), r"must have shape \(n, h, w\) or \(h, w\)"),
        ([["a"]], "must be a bool or integer array"),
    ],
)
def test_bad_dense(dense: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Masks.from_dense(dense)


@pytest.mark.parametrize(
    ("labels", "ids", "message"),
    [
        (np.zeros((2, 2)), None, "labels must be a 2-D integer array, not float64"),
        (np.zeros((1, 2, 2), dtype=int), None, "labels must be a 2-D integer array"),
        (np.zeros((2, 2), dtype=int), [1, 1], "ids must not repeat"),
    ],
)
def test_bad_label_map(labels: Any, ids: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Masks.from_label_map(labels, ids)


@pytest.mark.parametrize("key", ["a", [12], [-13], [0.5], np.zeros(3, dtype=bool)])
def test_bad_selection(key: Any) -> None:
    with pytest.raises(InputError):
        lg.Masks.from_dense(DENSE)[key]


def test_constructor_checks_runs() -> None:
    sizes = np.array([[2, 2]])
    with pytest.raises(GeometryError, match="sum to 3, its image has 2×2 pixels"):
        lg.Masks(np.array([3], np.uint32), np.array([0, 1]), sizes)
    with pytest.raises(GeometryError, match="run of length zero"):
        lg.Masks(np.array([2, 0, 2], np.uint32), np.array([0, 3]), sizes)


def test_unknown_rule() -> None:
    with pytest.raises(InputError, match="rule must be 'coco' or 'center', not 'other'"):
        lg.Masks.from_polygons([], (2, 2), rule="other")
