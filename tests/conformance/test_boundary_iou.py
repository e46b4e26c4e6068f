"""Boundary IoU is what the mask less its repeated 3×3 erosion gives, and has the published values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.testing import samples

Mask = NDArray[np.bool_]


def eroded_band(mask: Mask, width: int) -> Mask:
    """Mask less its erosion by the 3×3 square, repeated; background outside the image."""
    left: Mask = ndimage.binary_erosion(mask, np.ones((3, 3)), iterations=width, border_value=0)
    return mask & ~left


def disc(radius: float, column: float) -> Mask:
    rows, columns = np.mgrid[:121, :121]
    inside: Mask = (rows - 60) ** 2 + (columns - column) ** 2 <= radius**2
    return inside


def test_equals_repeated_erosion_on_1000_masks() -> None:
    rng = np.random.default_rng(9)
    for _ in range(100):
        height, width = (int(side) for side in rng.integers(1, 150, 2))
        masks = samples.blobs(rng, 10, (height, width))
        ratio = float(rng.choice([0.008, 0.02, 0.1]))
        layers = max(1, round(ratio * float(np.sqrt(height**2 + width**2))))
        bands = np.stack([eroded_band(mask, layers) for mask in masks])
        np.testing.assert_array_equal(lg.boundary(masks, width=layers).to_dense(), bands)
        gold, candidate = bands[:5, np.newaxis], bands[np.newaxis, 5:]
        shared = (gold & candidate).sum(axis=(2, 3))
        either = (gold | candidate).sum(axis=(2, 3))
        expected = np.divide(shared, either, out=np.full(shared.shape, np.nan), where=either > 0)
        np.testing.assert_array_equal(lg.boundary_iou(masks[:5], masks[5:], dilation_ratio=ratio), expected)
        paired = lg.boundary_iou(masks[:5], masks[5:], dilation_ratio=ratio, paired=True)
        np.testing.assert_array_equal(paired, np.diagonal(expected))


def test_discs() -> None:
    gold, candidate = disc(30, 60), disc(29, 63)
    assert round(lg.iou(gold, candidate).item(), 4) == 0.8722
    assert round(lg.boundary_iou(gold, candidate).item(), 4) == 0.3227  # a width of 3 pixels


@pytest.mark.parametrize(
    ("size", "ratio", "width"),
    [
        ((480, 640), 0.02, 16),
        ((30, 40), 0.05, 2),  # 2.5 is rounded to even
        ((30, 40), 0.07, 4),  # and so is 3.5
        ((3, 4), 0.02, 1),  # never less than one pixel
    ],
)
def test_width_follows_the_image(size: tuple[int, int], ratio: float, width: int) -> None:
    full = np.ones(size, dtype=np.bool_)
    half = full.copy()
    half[:, size[1] // 2 :] = False
    bands = eroded_band(full, width), eroded_band(half, width)
    expected = (bands[0] & bands[1]).sum() / (bands[0] | bands[1]).sum()
    assert lg.boundary_iou(full, half, dilation_ratio=ratio).item() == expected


def test_a_small_object_is_its_own_band() -> None:
    gold = np.zeros((480, 640), dtype=np.bool_)
    gold[100:120, 50:80] = True
    candidate = np.roll(gold, 3, axis=1)
    assert lg.boundary_iou(gold, candidate).item() == lg.iou(gold, candidate).item()


def test_one_width_per_mask() -> None:
    masks = np.ones((3, 9, 11), dtype=np.bool_)
    bands = lg.boundary(masks, width=[1, 2, 30])
    assert bands.area.tolist() == [99 - 7 * 9, 99 - 5 * 7, 99]


def test_nothing_against_nothing_and_something() -> None:
    nothing, something = np.zeros((5, 5), dtype=np.bool_), np.ones((5, 5), dtype=np.bool_)
    assert np.isnan(lg.boundary_iou(nothing, nothing).item())
    assert lg.boundary_iou(nothing, nothing, empty="agree").item() == 1
    assert lg.boundary_iou(nothing, something).item() == 0


@pytest.mark.parametrize("ratio", [0, -0.1, float("nan"), float("inf"), "0.02"])
def test_unusable_ratios(ratio: Any) -> None:
    mask = np.ones((5, 5), dtype=np.bool_)
    with pytest.raises(InputError, match="dilation_ratio must be a finite number above 0"):
        lg.boundary_iou(mask, mask, dilation_ratio=ratio)


@pytest.mark.parametrize("width", [1.5, [1, 2], "1"])
def test_unusable_widths(width: Any) -> None:
    with pytest.raises(InputError, match="width must be a whole number, or one per mask"):
        lg.boundary(np.ones((5, 5), dtype=np.bool_), width=width)


def test_one_way_to_say_the_width() -> None:
    mask = np.ones((5, 5), dtype=np.bool_)
    with pytest.raises(InputError, match="give one of width, dilation_ratio and object_ratio, not none"):
        lg.boundary(mask)
    with pytest.raises(InputError, match="not width and object_ratio"):
        lg.boundary_iou(mask, mask, width=1, object_ratio=0.1)
    with pytest.raises(InputError, match="spacing gives width its unit"):
        lg.boundary(mask, object_ratio=0.1, spacing=(1, 1))


def test_boxes_have_no_boundary_of_pixels() -> None:
    boxes = lg.Boxes([[0, 0, 1, 1]])
    with pytest.raises(InputError, match="gold is Boxes, but only masks have boundaries"):
        lg.boundary_iou(boxes, boxes)  # type: ignore[arg-type]
