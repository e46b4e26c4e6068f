"""`labelgauge.compat.pycocotools.mask` answers as ``pycocotools.mask`` does, and with an error where that fails."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as peer

from labelgauge.compat.pycocotools import mask
from labelgauge.errors import GeometryError, InputError
from labelgauge.testing import samples

# pycocotools' own code under NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
Rle = dict[str, Any]
SQUARE = [1, 1, 3, 1, 3, 3, 1, 3]
FULL = {"size": [2, 2], "counts": b"04"}


def pixels(seed: int, n: int = 20) -> np.ndarray:
    """uint8 (h, w, n) in Fortran order, of any small size."""
    rng = np.random.default_rng(seed)
    size = (int(rng.integers(1, 70)), int(rng.integers(1, 70)))
    return np.asfortranarray(samples.blobs(rng, n, size).transpose(1, 2, 0).astype(np.uint8))


def rings(seed: int) -> tuple[list[list[float]], tuple[int, int]]:
    rng = np.random.default_rng(seed)
    drawn = [rng.uniform(-5, 45, 2 * int(rng.integers(3, 12))).round(2).tolist() for _ in range(5)]
    return drawn, (int(rng.integers(1, 40)), int(rng.integers(1, 40)))


def assert_same(ours: Any, theirs: Any) -> None:
    """Equal in value, kind, dtype, shape and memory order."""
    if isinstance(theirs, np.ndarray):
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
        assert ours.flags.f_contiguous or not theirs.flags.f_contiguous
        np.testing.assert_array_equal(ours, theirs)
    else:
        assert type(ours) is type(theirs)
        assert ours == theirs


@pytest.mark.parametrize("name", ["encode", "decode", "area", "toBbox"])
def test_parameters_have_their_names(name: str) -> None:
    assert list(inspect.signature(getattr(mask, name)).parameters) == list(
        inspect.signature(getattr(peer, name)).parameters
    )


def test_parameters_of_compiled_functions_have_their_names() -> None:
    one = [FULL]
    assert_same(mask.iou(dt=one, gt=one, pyiscrowd=[0]), peer.iou(dt=one, gt=one, pyiscrowd=[0]))
    assert_same(mask.merge(rleObjs=one, intersect=1), peer.merge(rleObjs=one, intersect=1))
    assert_same(mask.frPyObjects(pyobj=[SQUARE], h=5, w=6), peer.frPyObjects(pyobj=[SQUARE], h=5, w=6))


@pytest.mark.parametrize("seed", range(20))
def test_codec_areas_and_boxes(seed: int) -> None:
    given = pixels(seed)
    encodings = peer.encode(given)
    assert_same(mask.encode(given), encodings)
    assert_same(mask.decode(encodings), peer.decode(encodings))
    assert_same(mask.area(encodings), peer.area(encodings))
    assert_same(mask.toBbox(encodings), peer.toBbox(encodings))
    one, single = given[:, :, 0], encodings[0]
    assert_same(mask.encode(one), peer.encode(one))
    assert_same(mask.decode(single), peer.decode(single))
    assert_same(mask.area(single), peer.area(single))
    assert_same(mask.toBbox(single), peer.toBbox(single))


@pytest.mark.parametrize("seed", range(10))
def test_merge_and_iou_of_masks(seed: int) -> None:
    encodings = peer.encode(pixels(seed))
    crowd = np.random.default_rng(seed).integers(0, 2, 8)
    assert_same(mask.merge(encodings[:4]), peer.merge(encodings[:4]))
    assert_same(mask.merge(encodings[:3], intersect=True), peer.merge(encodings[:3], intersect=True))
    for flags in (crowd, crowd.tolist(), crowd.astype(bool).tolist(), [0] * 8):
        assert_same(mask.iou(encodings[8:], encodings[:8], flags), peer.iou(encodings[8:], encodings[:8], flags))


@pytest.mark.parametrize("seed", range(10))
def test_iou_of_boxes(seed: int) -> None:
    """Also of boxes that touch, are empty, or have a negative width, which overlap nothing."""
    rng = np.random.default_rng(seed)
    dt, gt = rng.integers(-3, 12, (30, 4)).astype(float), rng.integers(-3, 12, (20, 4)) + rng.random((20, 4)).round(1)
    crowd = rng.integers(0, 2, 20).tolist()
    expected = peer.iou(dt, gt, crowd)
    assert_same(mask.iou(dt, gt, crowd), expected)
    assert_same(mask.iou(dt.tolist(), gt.tolist(), crowd), expected)
    assert_same(mask.iou(list(dt), gt, crowd), expected)


@pytest.mark.parametrize("seed", range(50))
def test_polygons(seed: int) -> None:
    drawn, (h, w) = rings(seed)
    assert_same(mask.frPyObjects(drawn, h, w), peer.frPyObjects(drawn, h, w))
    assert_same(mask.frPyObjects([np.array(drawn[0])], h, w), peer.frPyObjects([np.array(drawn[0])], h, w))
    assert mask.frPyObjects(drawn[0], h, w) == peer.frPyObjects(drawn, h, w)[0]


@pytest.mark.parametrize("seed", range(10))
def test_boxes_and_runs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes = rng.uniform(-5, 40, (10, 4)).round(1)
    assert_same(mask.frPyObjects(boxes, 30, 40), peer.frPyObjects(boxes, 30, 40))
    assert mask.frPyObjects(boxes.tolist(), 30, 40) == peer.frPyObjects(boxes, 30, 40)
    assert mask.frPyObjects(boxes[0].tolist(), 30, 40) == peer.frPyObjects(boxes[:1], 30, 40)[0]
    runs = [{"size": [6, 5], "counts": [*c, 30 - sum(c)]} for c in rng.integers(1, 5, (4, 5)).tolist()]
    assert_same(mask.frPyObjects(runs, 1, 1), peer.frPyObjects(runs, 1, 1))
    assert_same(mask.frPyObjects(runs[0], 1, 1), peer.frPyObjects(runs[0], 1, 1))


@pytest.mark.parametrize("values", [(0, 1), (0, 255), (0, 1, 2), (1, 2), (0, 7, 9, 255), (3,)])
def test_runs_end_where_values_change(values: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(values))
    for shape in ((1, 1, 1), (4, 5, 3), (1, 30, 2), (30, 1, 2)):
        given = np.asfortranarray(rng.choice(np.array(values, dtype=np.uint8), shape))
        assert_same(mask.encode(given), peer.encode(given))


def test_memory_order_and_type_of_pixels_do_not_matter() -> None:
    given = pixels(3)
    expected = peer.encode(given)
    read_only = given.copy(order="F")
    read_only.flags.writeable = False
    for other in (np.ascontiguousarray(given), given.astype(bool), given.astype(np.int64), given.astype(">i2")):
        assert_same(mask.encode(other), expected)
    assert_same(mask.encode(read_only), expected)
    assert_same(mask.encode(given[::-1, ::2]), peer.encode(np.asfortranarray(given[::-1, ::2])))


def test_empty_batches() -> None:
    none = np.zeros((3, 4, 0), dtype=np.uint8, order="F")
    assert_same(mask.encode(none), peer.encode(none))
    assert mask.decode([]).shape == (0, 0, 0)
    assert_same(mask.area([]), peer.area([]))
    assert_same(mask.toBbox([]), peer.toBbox([]))
    assert_same(mask.merge([]), peer.merge([]))
    assert int(mask.area(mask.merge([]))) == 0
    assert mask.frPyObjects([], 3, 4) == []
    assert_same(mask.frPyObjects(np.zeros((0, 4)), 3, 4), peer.frPyObjects(np.zeros((0, 4)), 3, 4))
    for dt, gt, flags in (([], [FULL], [0]), ([FULL], [], []), ([], [], []), (np.zeros((0, 4)), np.ones((1, 4)), [0])):
        assert_same(mask.iou(dt, gt, flags), peer.iou(dt, gt, flags))


def test_images_without_pixels() -> None:
    for shape in ((0, 4, 2), (4, 0, 2)):
        given = np.zeros(shape, dtype=np.uint8, order="F")
        assert_same(mask.encode(given), peer.encode(given))
        assert mask.decode(mask.encode(given)).shape == shape


def test_counts_may_be_text_or_numbers() -> None:
    for counts in (b"13", "13", [1, 3], np.array([1, 3]), [1, 0, 0, 3]):
        assert mask.decode({"size": (2, 2), "counts": counts}).tolist() == [[0, 1], [1, 1]]
    assert mask.frPyObjects({"size": [2, 2], "counts": "13"}, 2, 2) == {"size": [2, 2], "counts": b"13"}


def test_areas_of_many_masks() -> None:
    """pycocotools fails from 256 masks on."""
    assert mask.area([FULL] * 300).tolist() == [4] * 300


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mask.encode(np.zeros((2, 2))), "bool or integer"),
        (lambda: mask.encode(np.zeros(2, dtype=np.uint8)), r"\(h, w\)"),
        (lambda: mask.encode([[0, 1]]), "not list"),
        (lambda: mask.decode({"size": [2, 2], "counts": b"12"}), "do not sum"),
        (lambda: mask.decode({"size": [2, 2], "counts": b"\xff"}), "alphabet"),
        (lambda: mask.decode({"size": [2, 2]}), "'counts'"),
        (lambda: mask.decode((FULL,)), "dictionary"),
        (lambda: mask.decode([FULL, {"size": [1, 2], "counts": b"2"}]), "differ in size"),
        (lambda: mask.area([FULL, {"size": [-1, 2], "counts": b"2"}]), "item 1"),
        (lambda: mask.merge(FULL), "list of encodings"),
        (lambda: mask.merge([FULL, {"size": [1, 2], "counts": b"2"}]), r"\(1, 2\)"),
        (lambda: mask.iou([FULL], [{"size": [1, 2], "counts": b"2"}], [0]), "differ in size"),
        (lambda: mask.iou([FULL], [[0, 0, 1, 1]], [0]), "of one kind"),
        (lambda: mask.iou([FULL, [0, 0, 1, 1]], [FULL], [0]), r"dt\[0\]"),
        (lambda: mask.iou(np.zeros((1, 5)), np.zeros((1, 4)), [0]), r"\(1, 5\)"),
        (lambda: mask.iou([[0, 0, 1, 1]], [[0, 0, "a", 1]], [0]), "gt must hold numbers"),
        (lambda: mask.iou([[0, 0, np.nan, 1]], [[0, 0, 1, 1]], [0]), "not finite"),
        (lambda: mask.iou([[0, 0, 1, 1]], [[0, 0, 1, 1]], [0, 1]), r"one flag per gold object \(1\)"),
        (lambda: mask.iou([[0, 0, 1, 1]], [[0, 0, 1, 1]], None), "pyiscrowd"),
        (lambda: mask.iou("boxes", [FULL], [0]), "not str"),
        (lambda: mask.frPyObjects(None, 3, 3), "NoneType"),
        (lambda: mask.frPyObjects([[1, 1, 3, 1, 3]], 3, 3), "even length"),
        (lambda: mask.frPyObjects([[[1, 1], [3, 1], [3, 3]]], 3, 3), "flat list"),
        (lambda: mask.frPyObjects([[1, 1, 3, float("nan"), 3, 3]], 3, 3), "finite"),
        (lambda: mask.frPyObjects([SQUARE], -1, 3), "size must be"),
        (lambda: mask.frPyObjects({"size": [2, 2], "counts": [1]}, 2, 2), "do not sum"),
        (lambda: mask.frPyObjects(np.zeros(4), 2, 2), r"shape \(n, 4\)"),
    ],
)
def test_bad_input_is_an_error_that_says_what(call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


def test_masks_that_do_not_fill_their_image_are_errors_of_geometry() -> None:
    with pytest.raises(GeometryError):
        mask.toBbox({"size": [2, 2], "counts": b"1"})
