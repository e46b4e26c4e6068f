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
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import agreement as agreement_reference
from labelgauge.reference import rle as reference

Scalar = TypeVar("Scalar", bound=np.generic)

MAX_PIXELS = 2**32 - 1
"""Most pixels an image may have: every run length fits 32 bits."""

MOST_CELL_CATEGORIES = 255
"""Most categories that a byte tells apart from each other and from nothing."""

MOST_CODES = 2**31
"""Most categories or raters that codes of 32 bits tell apart."""

MOST_COUNT = 2**31 - 1
"""Most ratings of one category that a unit may have."""


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
    return np.ascontiguousarray(typed(value, name, dtype, ndim=ndim, columns=columns))


def typed(value: Any, name: str, dtype: type[Scalar], *, ndim: int = 1, columns: int | None = None) -> NDArray[Scalar]:
    """Check dtype and shape as `array` does, and leave the array as it lies."""
    if not isinstance(value, np.ndarray):
        what = f"{name} must be {_wanted(dtype, ndim, columns)}, not {type(value).__name__}"
        raise InputError(what, fix="Convert it with numpy.asarray.")
    if value.dtype != np.dtype(dtype) or value.ndim != ndim or (columns is not None and value.shape[-1] != columns):
        what = f"{name} must be {_wanted(dtype, ndim, columns)}, not {value.dtype.name} of shape {value.shape}"
        raise InputError(what)
    return value


def _wanted(dtype: type[np.generic], ndim: int, columns: int | None) -> str:
    return f"a {ndim}-D {np.dtype(dtype).name} array" + (f" with {columns} columns" if columns else "")


def offsets(value: Any, name: str, end: int, *, of: str, n: int | None = None) -> NDArray[np.int64]:
    """Check Arrow-style offsets: start at 0, never decrease, end at `end` (the length of `of`), `n` + 1 entries."""
    checked = array(value, name, np.int64)
    if len(checked) == 0 or checked[0] != 0 or checked[-1] != end or (checked[1:] < checked[:-1]).any():
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
    if len(checked) and checked.min() < 0:
        what = f"{name} must not be negative"
        raise GeometryError(what, where=f"row {int(np.argmax((checked < 0).any(axis=1)))}")
    return checked


def masks(
    counts: Any, mask_offsets: Any, mask_sizes: Any, prefix: str = "", *, threads: int = 1
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """Check a batch of masks: canonical runs that fill their images.

    `threads`, checked, share the work where the kernel is fast enough for this to be a part of it.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a mask's runs do not sum to its height × width, or a run after the first is empty.
    """
    checked_counts, checked_offsets = _run_columns(counts, mask_offsets, prefix)
    checked_sizes = sizes(mask_sizes, len(checked_offsets) - 1, f"{prefix}sizes")
    _raise_unless_usable(checked_counts, checked_offsets, checked_sizes, prefix, threads)
    return checked_counts, checked_offsets, checked_sizes


def json_strings(
    text: Any, string_spans: Any, mask_sizes: Any, sizes_name: str = "sizes"
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Check a batch of compressed strings that stand in JSON text: each within it, one size for each."""
    checked = array(text, "text", np.uint8)
    checked_spans = spans(string_spans, "spans", len(checked), of="text")
    return checked, checked_spans, sizes(mask_sizes, len(checked_spans), sizes_name)


def image_sizes(value: Any, n: int) -> NDArray[np.int64]:
    """Check sizes of images to be drawn: not negative, and few enough pixels."""
    checked = sizes(value, n)
    too_large = (checked[:, 1] > MAX_PIXELS) | (checked[:, 0] > MAX_PIXELS // np.maximum(checked[:, 1], 1))
    if np.any(too_large):
        i = int(np.argmax(too_large))
        image_size(*checked[i].tolist(), where=f"sizes[{i}]")
    return checked


def image_size(height: int, width: int, *, where: str) -> None:
    """Check that an image has few enough pixels; its sides may not be longer than that even if it has none."""
    if max(height, width, height * width) > MAX_PIXELS:
        what = f"an image of {height}×{width} pixels is too large: at most {MAX_PIXELS} fit"
        raise GeometryError(what, where=where, fix="Split it into tiles.")


def rings(points: Any, ring_offsets: Any, prefix: str = "") -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Check rings: finite points, and offsets that divide them.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.
    """
    name = f"{prefix}points"
    checked = array(points, name, np.float64, ndim=2, columns=2)
    if not np.isfinite(checked).all():
        i = int(np.argmin(np.isfinite(checked).all(axis=1)))
        what = f"point {i} is not finite: {checked[i].tolist()}"
        raise GeometryError(what, where=name)
    return checked, offsets(ring_offsets, f"{prefix}ring_offsets", len(checked), of=name)


def polygons(
    points: Any, ring_offsets: Any, mask_offsets: Any, prefix: str = ""
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Check a batch of polygons: finite points in rings, rings in masks.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.
    """
    checked_points, checked_rings = rings(points, ring_offsets, prefix)
    checked_masks = offsets(mask_offsets, f"{prefix}mask_offsets", len(checked_rings) - 1, of="the rings")
    return checked_points, checked_rings, checked_masks


def runs(counts: Any, mask_offsets: Any, prefix: str = "") -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Check run lengths: at least one run per mask, and no empty run except a mask's first."""
    checked_counts, checked_offsets = _run_columns(counts, mask_offsets, prefix)
    _raise_unless_usable(checked_counts, checked_offsets, np.zeros((0, 2), dtype=np.int64), prefix)
    return checked_counts, checked_offsets


def _run_columns(counts: Any, mask_offsets: Any, prefix: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    checked_counts = array(counts, f"{prefix}counts", np.uint32)
    return checked_counts, offsets(mask_offsets, f"{prefix}offsets", len(checked_counts), of=f"{prefix}counts")


def _raise_unless_usable(
    counts: NDArray[np.uint32],
    mask_offsets: NDArray[np.int64],
    mask_sizes: NDArray[np.int64],
    prefix: str,
    threads: int = 1,
) -> None:
    columns = counts, mask_offsets, mask_sizes
    status = reference.check_runs(*columns) if use_reference() else _native.rle.check_runs(*columns, threads, 0)
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
    image_size(height, width, where=where)
    total = int(counts[mask_offsets[i] : mask_offsets[i + 1]].sum(dtype=np.int64))
    what = f"its runs sum to {total}, its image has {height}×{width} pixels"
    raise GeometryError(what, where=where, fix="Give every mask the size of its own image.")


def one_size(mask_sizes: NDArray[np.int64]) -> tuple[int, int]:
    """Height and width that all masks of a batch share; an empty batch has (0, 0)."""
    if len(mask_sizes) == 0:
        return 0, 0
    if (mask_sizes != mask_sizes[0]).any():
        i = int(np.argmax((mask_sizes != mask_sizes[0]).any(axis=1)))
        first, other = tuple(mask_sizes[0].tolist()), tuple(mask_sizes[i].tolist())
        what = f"masks differ in size: mask 0 is {first}, mask {i} is {other}"
        raise GeometryError(what, fix="Handle images of different sizes one batch each.")
    return int(mask_sizes[0, 0]), int(mask_sizes[0, 1])


def index(value: Any, name: str, n: int) -> NDArray[np.int64]:
    """Check positions into a batch of `n` items."""
    return _in_range(array(value, name, np.int64), name, n)


def codes(value: Any, name: str, n: int) -> NDArray[np.int32]:
    """Check codes of `n` categories."""
    return _in_range(array(value, name, np.int32), name, n)


def number_table(value: Any, name: str, dtypes: tuple[str, ...]) -> NDArray[Any]:
    """Check a table of numbers of one of some types; it is left as it lies."""
    if not isinstance(value, np.ndarray) or value.ndim != 2 or value.dtype.name not in dtypes:
        came = f"{value.dtype} {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
        what = f"{name} must be an array of two dimensions and of {', '.join(dtypes[:-1])} or {dtypes[-1]}, not {came}"
        raise InputError(what)
    return value if value.dtype.isnative else value.astype(value.dtype.newbyteorder("="))


def whole_counts(value: NDArray[Any], name: str) -> NDArray[Any]:
    """Check that a table of numbers holds counts: whole numbers from 0 to 2^31 - 1.

    Raises
    ------
    InputError
        If one is none; the message names the first row that has such.
    """
    whole = (value >= 0) & (value == np.rint(value))
    wrong = ~np.all(whole & (value < MOST_COUNT + 1.0), axis=1)
    if not wrong.any():
        return value
    i = int(np.argmax(wrong))
    if not whole[i].all():
        what = f"{name} must be whole numbers of at least 0, found {value[i][~whole[i]][0]}"
        raise InputError(what, where=f"row {i}", fix="For weighted or fractional units use weight= of Ratings.")
    what = f"{name} must be at most {MOST_COUNT:,}, found {value[i].max():.0f}"
    raise InputError(what, where=f"row {i}")


def rating_cells(value: Any, name: str, n_categories: int) -> NDArray[np.uint8]:
    """Check a table of cells: 0 for no rating, else one of `n_categories`, counted from 1."""
    checked = array(value, name, np.uint8, ndim=2)
    if n_categories > MOST_CELL_CATEGORIES:
        what = f"{name} can hold {MOST_CELL_CATEGORIES} categories, not {n_categories}"
        raise InputError(what)
    if checked.size and checked.max() > n_categories:
        what = f"{name} must lie in [0, {n_categories}], found {checked.max()}"
        raise InputError(what)
    return checked


def unit_raters(value: Any, name: str, unit_offsets: NDArray[np.int64], n: int, threads: int) -> NDArray[np.int32]:
    """Check who rated units: codes of `n` raters that ascend within each unit."""
    checked = array(value, name, np.int32)
    if len(checked) != unit_offsets[-1]:
        what = f"{name} must have one entry per rating ({unit_offsets[-1]}), not {len(checked)}"
        raise InputError(what)
    if use_reference():
        wrong = agreement_reference.unordered_units(unit_offsets, checked, n)
    else:
        wrong = _native.agreement.unordered_units(unit_offsets, checked, n, threads, isa())
    if len(wrong):
        unit = int(wrong[0])
        some = checked[unit_offsets[unit] : unit_offsets[unit + 1]][:8].tolist()
        what = f"{name} of a unit must ascend within [0, {n}) without repeats, found {some}"
        raise InputError(what, where=f"unit {unit}", fix="Sort ratings by unit, then rater; a rater rates a unit once.")
    return checked


def _in_range(checked: NDArray[Scalar], name: str, n: int) -> NDArray[Scalar]:
    # Seen as unsigned, numbers below 0 are the largest: one pass finds both ends.
    unsigned = checked.view(checked.dtype.str.replace("i", "u"))
    if len(checked) and unsigned.max() >= min(n, 2 ** (8 * checked.itemsize - 1)):
        what = f"{name} must lie in [0, {n}), found {int(checked.min())} to {int(checked.max())}"
        raise InputError(what)
    return checked


def per_mask(
    value: Any,
    name: str,
    dtype: type[Scalar],
    n: int,
    *,
    columns: int | None = None,
    least: float | None = None,
    of: str = "mask",
) -> NDArray[Scalar]:
    """Check numbers that each of `n` masks has its own of: finite, and not below `least`."""
    checked = array(value, name, dtype, ndim=1 if columns is None else 2, columns=columns)
    if len(checked) != n:
        what = f"{name} must have one entry per {of} ({n}), not {len(checked)}"
        raise InputError(what)
    numbers: NDArray[Any] = checked
    wrong = ~np.isfinite(numbers) if least is None else ~(np.isfinite(numbers) & (numbers >= least))
    if wrong.any():
        i = int(np.argmax(wrong.reshape(n, -1).any(axis=1)))
        bound = "" if least is None else f" and at least {least}"
        what = f"{name} must be finite{bound}, not {checked[i].tolist()}"
        raise InputError(what, where=f"{name}[{i}]")
    return checked


def spacings(value: Any, n: int) -> NDArray[np.float64]:
    """Check distances of neighbouring rows and columns: float64 (n, 2), finite, above 0."""
    checked = per_mask(value, "spacing", np.float64, n, columns=2, least=0)
    if (checked == 0).any():
        i = int(np.argmax((checked == 0).any(axis=1)))
        what = f"spacing must be above 0, not {checked[i].tolist()}"
        raise InputError(what, where=f"spacing[{i}]")
    return checked


def number(value: Any, name: str, *, least: float = -np.inf) -> float:
    """Check a single number: finite, and not below `least`."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        what = f"{name} must be a number, not {value!r}"
        raise InputError(what)
    if not np.isfinite(value) or value < least:
        bound = "" if least == -np.inf else f" and at least {least:g}"
        what = f"{name} must be finite{bound}, not {value!r}"
        raise InputError(what)
    return float(value)


NARROWEST_SPACING, WIDEST_SPACING = 1e-50, 1e50
"""Between these spacings no squared distance overflows or vanishes."""

MOST_TOLERANCES = 64
"""Most tolerances of one call."""

MAX_SIDE = 2**31 - 1
"""Most voxels along one axis of an array whose surfaces are compared."""


def axis_spacing(value: Any, ndim: int) -> NDArray[np.float64]:
    """Check the distance of neighbouring voxels along each of `ndim` axes: finite, above 0, no extreme."""
    checked = array(value, "spacing", np.float64)
    if len(checked) != ndim:
        what = f"spacing must have one entry per axis ({ndim}), not {len(checked)}"
        raise InputError(what)
    usable_spacing(checked[np.newaxis])
    return checked


def usable_spacing(rows: NDArray[np.float64]) -> None:
    """Check spacings, an item each row: all from 1e-50 to 1e50.

    Raises
    ------
    InputError
        If one is not; the message names the first such item, if there are several.
    """
    wrong = ~((rows >= NARROWEST_SPACING) & (rows <= WIDEST_SPACING)).all(axis=1)
    if wrong.any():
        i = int(np.argmax(wrong))
        range_ = f"from {NARROWEST_SPACING} to {WIDEST_SPACING}"
        what = f"spacing must be finite and above 0, {range_}, not {rows[i].tolist()}"
        raise InputError(what, where=f"spacing[{i}]" if len(rows) > 1 else "")


def surface_rule(value: Any) -> int:
    """Check a rule of `labelgauge.kernels.surface`: 0 to 3."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 3:
        what = f"rule must be one of 0 to 3, not {value!r}"
        raise InputError(what, fix="Use CORNER, CROSS, FULL or FILLED of labelgauge.kernels.surface.")
    return value


def volume(value: Any, name: str) -> NDArray[np.bool_]:
    """Check a mask of two or three dimensions: a bool array, no side of 2^31 voxels or more."""
    return np.ascontiguousarray(_volume(value, name))


def volume_pair(
    gold: Any, candidate: Any, names: tuple[str, str] = ("gold", "candidate")
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], bool]:
    """Check two masks as `volume` does, of one shape.

    Where the first axis of both is the fastest in memory, as NIfTI files have it, they are seen with their axes in
    reverse, and True is returned as well: then nothing has to be copied into the other order.
    """
    sides = [_volume(side, name) for side, name in zip((gold, candidate), names, strict=True)]
    if sides[0].shape != sides[1].shape:
        what = f"{names[0]} and {names[1]} must have one shape, not {sides[0].shape} and {sides[1].shape}"
        raise InputError(what)
    is_reversed = not any(side.flags.c_contiguous or side.strides[0] > side.strides[-1] for side in sides)
    first, second = ((side.T if is_reversed else side) for side in sides)
    return np.ascontiguousarray(first), np.ascontiguousarray(second), is_reversed


def _volume(value: Any, name: str) -> NDArray[np.bool_]:
    ndim = value.ndim if isinstance(value, np.ndarray) and value.ndim == 2 else 3
    checked = typed(value, name, np.bool_, ndim=ndim)
    short_sides(checked, name)
    return checked


def places(begin: Any, end: Any) -> tuple[int, int]:
    """Check places along an axis, from `begin` to before `end`; None is an end beyond all."""
    first = count(begin, "begin")
    last = max(first, 2**63 - 1) if end is None else count(end, "end")
    if last < first or last >= 2**63:
        what = f"end must be at least begin ({first}) and below 2^63, not {end!r}"
        raise InputError(what)
    return first, last


def tolerances(value: Any) -> NDArray[np.float64]:
    """Check tolerances: finite and ascending, none below 0, not too many. None are none."""
    if value is None:
        return np.zeros(0)
    checked = array(value, "tolerances", np.float64)
    if not 1 <= len(checked) <= MOST_TOLERANCES:
        what = f"there must be 1 to {MOST_TOLERANCES} tolerances, not {len(checked)}"
        raise InputError(what)
    if not np.all(np.isfinite(checked)) or checked[0] < 0 or np.any(np.diff(checked) <= 0):
        what = f"tolerances must be finite and ascend from 0 or more, not {checked.tolist()}"
        raise InputError(what)
    return checked


def short_sides(value: NDArray[Any], name: str) -> None:
    """Check that no axis is too long."""
    if max(value.shape, default=0) > MAX_SIDE:
        what = f"{name} of shape {value.shape} is too large: at most {MAX_SIDE} voxels fit along an axis"
        raise GeometryError(what, where=name, fix="Crop it.")


def connectivity(value: Any) -> int:
    """Check a connectivity: 4 or 8."""
    if isinstance(value, bool) or value not in {4, 8}:
        what = f"connectivity must be 4 or 8, not {value!r}"
        raise InputError(what)
    return int(value)


def same_sizes(mask_sizes: NDArray[np.int64], other_sizes: NDArray[np.int64]) -> None:
    """Two batches that are combined pair by pair have one length, and each pair one size."""
    if len(mask_sizes) != len(other_sizes):
        what = f"pairs need as many masks on both sides, not {len(mask_sizes)} and {len(other_sizes)}"
        raise GeometryError(what)
    differ = (mask_sizes != other_sizes).any(axis=1)
    if differ.any():
        i = int(np.argmax(differ))
        what = (
            f"masks differ in size: one is {tuple(mask_sizes[i].tolist())}, the other {tuple(other_sizes[i].tolist())}"
        )
        raise GeometryError(what, where=f"pair {i}")


def threads(value: Any) -> int:
    """Check a thread count: an integer of at least 1 (capped at 1,024)."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        what = f"threads must be an integer of at least 1, not {value!r}"
        raise InputError(what)
    return min(int(value), 1024)


def count(value: Any, name: str, *, most: int | None = None) -> int:
    """Check a number of things: an integer of at least 0, and `most` at most, if given."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        what = f"{name} must be an integer of at least 0, not {value!r}"
        raise InputError(what)
    if most is not None and value > most:
        what = f"{name} must be at most {most}, not {value!r}"
        raise InputError(what)
    return int(value)


def seed(value: Any) -> int:
    """Check a seed: an integer from 0 to 2^64 - 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value < 2**64:
        what = f"seed must be an integer from 0 to 2^64 - 1, not {value!r}"
        raise InputError(what)
    return int(value)


def integer(value: Any, name: str) -> int:
    """Check a whole number that fits int64."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not -(2**63) <= value < 2**63:
        what = f"{name} must be an integer of at most 64 bits, not {value!r}"
        raise InputError(what)
    return int(value)


def labels(value: Any, name: str, *, ndim: int | None = None) -> NDArray[Any]:
    """Check a label map: a bool or integer array whose labels fit int64; its dtype is kept.

    Parameters
    ----------
    value
        The argument.
    name
        Name of the argument, for the message.
    ndim
        The number of dimensions it must have; any by default. Two make it an image, which has a largest size.

    Raises
    ------
    InputError
        If it is not such an array.
    GeometryError
        If it is an image and too large.
    """
    expected = f"a {ndim}-D integer array" if ndim else "an integer array"
    if not isinstance(value, np.ndarray):
        what = f"{name} must be {expected}, not {type(value).__name__}"
        raise InputError(what, fix="Convert it with numpy.asarray.")
    if value.dtype.kind not in "iub" or (ndim is not None and value.ndim != ndim):
        what = f"{name} must be {expected}, not {value.dtype.name} of shape {value.shape}"
        raise InputError(what)
    if ndim == 2:
        image_size(*value.shape, where=name)
    if value.dtype == np.uint64 and value.size and int(value.max()) >= 2**63:
        what = f"{name} has labels that do not fit int64, the largest is {int(value.max())}"
        raise InputError(what)
    return np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("="))


def pixels(value: Any, name: str) -> NDArray[Any]:
    """Check pixels of masks: a 3-D bool or integer array, which keeps its dtype and its strides.

    Raises
    ------
    InputError
        If it is not such an array.
    """
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iub" or value.ndim != 3:
        given = f"{value.dtype.name} of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
        what = f"{name} must be a 3-D bool or integer array, not {given}"
        raise InputError(what)
    return value


def label_maps(gold: Any, candidate: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Check two label maps of one shape.

    Raises
    ------
    InputError
        If one is not an integer array, or their shapes differ.
    """
    checked = labels(gold, "gold"), labels(candidate, "candidate")
    if gold.shape != candidate.shape:
        what = f"gold and candidate must have one shape, not {gold.shape} and {candidate.shape}"
        raise InputError(what)
    return checked


def distinct(value: Any, name: str) -> NDArray[np.int64]:
    """Check a list of numbers of which none repeats."""
    checked = array(value, name, np.int64)
    numbers, times = np.unique(checked, return_counts=True)
    if np.any(times > 1):
        what = f"{name} must not repeat, found {int(numbers[np.argmax(times > 1)])} more than once"
        raise InputError(what)
    return checked


def crowd(value: Any, n: int) -> NDArray[np.uint8]:
    """Check crowd flags: one per gold, or none at all."""
    checked = array(value, "crowd", np.uint8)
    if len(checked) not in {0, n}:
        what = f"crowd must be empty or have one entry per gold ({n}), not {len(checked)}"
        raise InputError(what)
    return checked


def pairs(
    gold_index: Any, candidate_index: Any, n_gold: int, n_candidate: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Check listed pairs: positions on either side, as many here as there."""
    gold = index(gold_index, "gold_index", n_gold)
    candidate = index(candidate_index, "candidate_index", n_candidate)
    if len(gold) != len(candidate):
        what = f"gold_index and candidate_index must be equally long, not {len(gold)} and {len(candidate)}"
        raise InputError(what)
    return gold, candidate


def measure(value: Any, last: int) -> int:
    """Check a measure of `labelgauge.kernels.overlap`: 0 to `last`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= last:
        what = f"measure must be one of 0 to {last}, not {value!r}"
        raise InputError(what, fix="Use a constant of labelgauge.kernels.overlap.")
    return value


def within(values: NDArray[np.float64], name: str, item: str, farthest: float) -> None:
    """Check that all numbers of each item (a row) are finite and not further than `farthest` from 0.

    Raises
    ------
    GeometryError
        If one is not; the message names the first such item.
    """
    inside = (np.abs(values) <= farthest).all(axis=1)  # NaN compares false
    if not inside.all():
        i = int(np.argmin(inside))
        finite = "further from 0 than" if np.isfinite(values[i]).all() else "not finite or further from 0 than"
        what = f"{item} {i} is {finite} {farthest:g}: {values[i].tolist()}"
        raise GeometryError(what, where=name)


FARTHEST_FLAT, FARTHEST_UPRIGHT = 1e150, 1e100
"""How far from 0 coordinates in the plane and in space may lie, so that no area and no volume overflows."""


def rotated_boxes(value: Any, name: str) -> NDArray[np.float64]:
    """Check rotated boxes: float64 (n, 5) of centre, width, height and angle.

    Raises
    ------
    InputError
        If it has the wrong dtype or shape.
    GeometryError
        If a number is not finite or too large, or a width or height is negative.
    """
    return _turned_boxes(value, name, 5, ("width", "height"), FARTHEST_FLAT)


def upright_boxes(value: Any, name: str) -> NDArray[np.float64]:
    """Check upright boxes in space: float64 (n, 7) of centre, length, width, height and yaw.

    Raises
    ------
    InputError
        If it has the wrong dtype or shape.
    GeometryError
        If a number is not finite or too large, or a size is negative.
    """
    return _turned_boxes(value, name, 7, ("length", "width", "height"), FARTHEST_UPRIGHT)


def _turned_boxes(
    value: Any, name: str, columns: int, measures: tuple[str, ...], farthest: float
) -> NDArray[np.float64]:
    checked = array(value, name, np.float64, ndim=2, columns=columns)
    within(checked, name, "box", farthest)
    sizes = checked[:, columns - 1 - len(measures) : columns - 1]
    if (sizes < 0).any():
        i = int(np.argmax((sizes < 0).any(axis=1)))
        what = f"box {i} has a negative {' or '.join(measures)}: {checked[i].tolist()}"
        raise GeometryError(what, where=name)
    return checked


def measured_polygons(
    points: Any, ring_offsets: Any, mask_offsets: Any, fill: Any, prefix: str = ""
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], int]:
    """Check polygons whose area is to be taken: near enough for that, with a fill rule.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or the fill rule is unknown.
    GeometryError
        If a coordinate is not finite or too large.
    """
    columns = polygons(points, ring_offsets, mask_offsets, prefix)
    within(columns[0], f"{prefix}points", "point", FARTHEST_FLAT)
    if isinstance(fill, bool) or fill not in {0, 1}:
        what = f"{prefix}fill must be 0 or 1, not {fill!r}"
        raise InputError(what, fix="Use EVEN_ODD or UNITED of labelgauge.kernels.polygon.")
    return *columns, int(fill)


def keypoints(value: Any, name: str, n_points: int) -> NDArray[np.float64]:
    """Check poses: float64 (n, n_points, 2), finite.

    Raises
    ------
    InputError
        If it has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.
    """
    checked = array(value, name, np.float64, ndim=3, columns=2)
    if checked.shape[1] != n_points:
        what = f"{name} must have one point per sigma ({n_points}), not {checked.shape[1]}"
        raise InputError(what)
    if not np.isfinite(checked).all():
        i, k = np.argwhere(~np.isfinite(checked).all(axis=2))[0].tolist()
        what = f"point {k} of pose {i} is not finite: {checked[i, k].tolist()}"
        raise GeometryError(what, where=name)
    return checked


def sigmas(value: Any) -> NDArray[np.float64]:
    """Check spreads of keypoints: float64, at least one, all from 1e-100 to 1e100."""
    checked = array(value, "sigmas", np.float64)
    if len(checked) == 0 or not np.all((checked >= 1e-100) & (checked <= 1e100)):
        what = f"sigmas must be at least one number, each from 1e-100 to 1e100, not {checked.tolist()}"
        raise InputError(what)
    return checked
