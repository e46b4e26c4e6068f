"""The door: every array that reaches a kernel is checked here, once, in the words of the caller's arguments.

Each function returns the array in the layout the native code wants (C-contiguous, exact dtype), without a copy when
it already has it. Nothing below this door checks again.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import GeometryError, InputError
from labelgauge.kernels._execution import use_reference
from labelgauge.reference import rle as reference

Scalar = TypeVar("Scalar", bound=np.generic)

MAX_PIXELS = 2**32 - 1
"""Most pixels an image may have: every run length fits 32 bits."""


def array(value: Any, name: str, dtype: type[Scalar], *, ndim: int = 1, columns: int | None = None) -> NDArray[Scalar]:
    """Check dtype and shape of one array argument.

    Parameters
    ----------
    value
        The argument; anything but a NumPy array of exactly `dtype` is an error, nothing is converted silently.
    name
        Name of the argument, for the message.
    dtype
        The dtype it must have.
    ndim
        The number of dimensions it must have.
    columns
        The length its last dimension must have, if fixed.

    Raises
    ------
    InputError
        If it is not such an array.
    """
    expected = f"a {ndim}-D {np.dtype(dtype).name} array" + (f" with {columns} columns" if columns else "")
    if not isinstance(value, np.ndarray):
        what = f"{name} must be {expected}, not {type(value).__name__}"
        raise InputError(what, fix="Convert it with numpy.asarray.")
    if value.dtype != np.dtype(dtype) or value.ndim != ndim or (columns is not None and value.shape[-1] != columns):
        what = f"{name} must be {expected}, not {value.dtype.name} of shape {value.shape}"
        raise InputError(what)
    return np.ascontiguousarray(value)


def offsets(value: Any, name: str, end: int, *, of: str, n: int | None = None) -> NDArray[np.int64]:
    """Check Arrow-style offsets: start at 0, never decrease, end at `end` (the length of `of`), `n` + 1 entries."""
    checked = array(value, name, np.int64)
    if len(checked) == 0 or checked[0] != 0 or checked[-1] != end or np.any(checked[1:] < checked[:-1]):
        what = f"{name} must start at 0, never decrease and end at the length of {of} ({end})"
        raise InputError(what)
    if n is not None and len(checked) != n + 1:
        what = f"{name} must have {n + 1} entries (one more than there are items), not {len(checked)}"
        raise InputError(what)
    return checked


def spans(value: Any, name: str, end: int, *, of: str) -> NDArray[np.int64]:
    """Check places in an array: int64 (n, 2) of (begin, end) within the length `end` of `of`."""
    checked = array(value, name, np.int64, ndim=2, columns=2)
    wrong = (checked[:, 0] < 0) | (checked[:, 1] < checked[:, 0]) | (checked[:, 1] > end)
    if np.any(wrong):
        i = int(np.argmax(wrong))
        what = f"{name} must begin and end within {of} (0 to {end}), found {tuple(checked[i].tolist())}"
        raise InputError(what, where=f"row {i}")
    return checked


def sizes(value: Any, n: int, name: str = "sizes") -> NDArray[np.int64]:
    """Check image sizes: int64 (n, 2) of (height, width), none negative."""
    checked = array(value, name, np.int64, ndim=2, columns=2)
    if len(checked) != n:
        what = f"{name} must have one row per mask ({n}), not {len(checked)}"
        raise InputError(what)
    if np.any(checked < 0):
        what = f"{name} must not be negative"
        raise GeometryError(what, where=f"row {int(np.argmax((checked < 0).any(axis=1)))}")
    return checked


def masks(
    counts: Any, mask_offsets: Any, mask_sizes: Any, prefix: str = ""
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Check a batch of masks: canonical runs that fill their images.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask's runs do not sum to its height × width, or a run after the first is empty.
    """
    checked_counts, checked_offsets = _run_columns(counts, mask_offsets, prefix)
    checked_sizes = sizes(mask_sizes, len(checked_offsets) - 1, f"{prefix}sizes")
    _raise_unless_usable(checked_counts, checked_offsets, checked_sizes, prefix)
    return checked_counts, checked_offsets, checked_sizes


def image_sizes(value: Any, n: int) -> NDArray[np.int64]:
    """Check sizes of images to be drawn: not negative, and few enough pixels."""
    checked = sizes(value, n)
    too_large = checked[:, 0] > MAX_PIXELS // np.maximum(checked[:, 1], 1)
    if np.any(too_large):
        i = int(np.argmax(too_large))
        height, width = checked[i].tolist()
        what = f"an image of {height}×{width} pixels is too large: at most {MAX_PIXELS} fit"
        raise GeometryError(what, where=f"sizes[{i}]", fix="Split it into tiles.")
    return checked


def rings(points: Any, ring_offsets: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Check rings: finite points, and offsets that divide them.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.
    """
    checked = array(points, "points", np.float64, ndim=2, columns=2)
    if not np.isfinite(checked).all():
        i = int(np.argmin(np.isfinite(checked).all(axis=1)))
        what = f"point {i} is not finite: {checked[i].tolist()}"
        raise GeometryError(what, where="points")
    return checked, offsets(ring_offsets, "ring_offsets", len(checked), of="points")


def polygons(
    points: Any, ring_offsets: Any, mask_offsets: Any
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Check a batch of polygons: finite points in rings, rings in masks.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.
    """
    checked_points, checked_rings = rings(points, ring_offsets)
    return checked_points, checked_rings, offsets(mask_offsets, "mask_offsets", len(checked_rings) - 1, of="the rings")


def runs(counts: Any, mask_offsets: Any, prefix: str = "") -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Check run lengths: at least one run per mask, and no empty run except a mask's first."""
    checked_counts, checked_offsets = _run_columns(counts, mask_offsets, prefix)
    _raise_unless_usable(checked_counts, checked_offsets, np.zeros((0, 2), dtype=np.int64), prefix)
    return checked_counts, checked_offsets


def _run_columns(counts: Any, mask_offsets: Any, prefix: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    checked_counts = array(counts, f"{prefix}counts", np.uint32)
    return checked_counts, offsets(mask_offsets, f"{prefix}offsets", len(checked_counts), of=f"{prefix}counts")


def _raise_unless_usable(
    counts: NDArray[np.uint32], mask_offsets: NDArray[np.int64], mask_sizes: NDArray[np.int64], prefix: str
) -> None:
    check = reference.check_runs if use_reference() else _native_check_runs
    status = check(counts, mask_offsets, mask_sizes)
    if not status.any():
        return
    i = int(np.argmax(status != 0))
    where = f"{prefix}mask {i}"
    if status[i] == reference.NO_RUNS:
        what = "has no runs"
        raise GeometryError(what, where=where, fix="An empty mask has one run: the background.")
    if status[i] == reference.EMPTY_RUN:
        what = "has a run of length zero"
        raise GeometryError(what, where=where, fix="Use labelgauge.kernels.rle.normalize_runs first.")
    height, width = mask_sizes[i].tolist()
    total = int(counts[mask_offsets[i] : mask_offsets[i + 1]].sum(dtype=np.int64))
    what = f"its runs sum to {total}, its image has {height}×{width} pixels"
    raise GeometryError(what, where=where, fix="Give every mask the size of its own image.")


def _native_check_runs(
    counts: NDArray[np.uint32], mask_offsets: NDArray[np.int64], mask_sizes: NDArray[np.int64]
) -> NDArray[np.uint8]:
    return _native.rle.check_runs(counts, mask_offsets, mask_sizes, 1, 0)


def one_size(mask_sizes: NDArray[np.int64]) -> tuple[int, int]:
    """Height and width that all masks of a batch share; an empty batch has (0, 0)."""
    if len(mask_sizes) == 0:
        return 0, 0
    if np.any(mask_sizes != mask_sizes[0]):
        i = int(np.argmax((mask_sizes != mask_sizes[0]).any(axis=1)))
        first, other = tuple(mask_sizes[0].tolist()), tuple(mask_sizes[i].tolist())
        what = f"masks differ in size: mask 0 is {first}, mask {i} is {other}"
        raise GeometryError(what, fix="Handle images of different sizes one batch each.")
    return int(mask_sizes[0, 0]), int(mask_sizes[0, 1])


def index(value: Any, name: str, n: int) -> NDArray[np.int64]:
    """Check positions into a batch of `n` items."""
    checked = array(value, name, np.int64)
    if len(checked) and (checked.min() < 0 or checked.max() >= n):
        what = f"{name} must lie in [0, {n}), found {int(checked.min())} to {int(checked.max())}"
        raise InputError(what)
    return checked


def threads(value: Any) -> int:
    """Check a thread count: an integer of at least 1 (capped at 1,024)."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        what = f"threads must be an integer of at least 1, not {value!r}"
        raise InputError(what)
    return min(int(value), 1024)


def count(value: Any, name: str) -> int:
    """Check a number of things: an integer of at least 0."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        what = f"{name} must be an integer of at least 0, not {value!r}"
        raise InputError(what)
    return int(value)


def seed(value: Any) -> int:
    """Check a seed: an integer from 0 to 2^64 - 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value < 2**64:
        what = f"seed must be an integer from 0 to 2^64 - 1, not {value!r}"
        raise InputError(what)
    return int(value)
