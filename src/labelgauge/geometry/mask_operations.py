"""What the methods of `Masks` do: scalars become one value per mask, and kernels are called.

Functions take and return `Masks` columns as kernels do; `Masks` puts its name and documentation on them.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError, MissingExtraError, check_instance
from labelgauge.kernels import _check, morphology, shape, transform

if TYPE_CHECKING:
    from labelgauge.geometry.masks import Masks

Metric = Literal["chebyshev", "euclidean"]
Columns = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]
Runs = tuple[NDArray[np.uint32], NDArray[np.int64]]

METRICS = ("chebyshev", "euclidean")
SHRINK_RULES = {"any": transform.ANY, "majority": transform.MAJORITY, "first": transform.FIRST}


def columns(masks: Masks) -> Columns:
    """Counts, offsets and sizes."""
    return masks.counts, masks.offsets, masks.sizes


def partner_columns(masks: Masks, other: Masks) -> Columns:
    """The same of another batch, which must be masks too."""
    check_instance(other, type(masks), "other", fix="Make masks of an array with Masks.from_dense.")
    return columns(other)


def merged(masks: Masks, other: Masks | None, merge: Callable[..., Runs], threads: int) -> Columns:
    """All masks merged into one, or each with its partner in another batch."""
    if other is None:
        groups = np.array([0, len(masks)], dtype=np.int64)
        return *merge(*columns(masks), groups, threads=threads), masks.sizes[:1]
    _check.same_sizes(masks.sizes, partner_columns(masks, other)[2])
    side_by_side = np.arange(2 * len(masks), dtype=np.int64).reshape(2, -1).T.ravel()
    pairs = type(masks).concatenate([masks, other]).take(side_by_side)
    groups = np.arange(0, 2 * len(masks) + 1, 2, dtype=np.int64)
    return *merge(*columns(pairs), groups, threads=threads), masks.sizes


def eroded(masks: Masks, radius: ArrayLike, metric: Metric, spacing: ArrayLike | None, threads: int) -> Runs:
    """Erode by a rectangle or a disc."""
    return _within(masks, radius, metric, spacing, threads, morphology.erode_box, morphology.erode_disc)


def dilated(masks: Masks, radius: ArrayLike, metric: Metric, spacing: ArrayLike | None, threads: int) -> Runs:
    """Dilate by a rectangle or a disc."""
    return _within(masks, radius, metric, spacing, threads, morphology.dilate_box, morphology.dilate_disc)


def box_radius(masks: Masks, radius: ArrayLike, spacing: ArrayLike | None) -> NDArray[np.int64]:
    """How many rows and columns lie within `radius` of each mask's pixels: the largest k with k · spacing <= radius."""
    distance = per_mask(radius, "radius", len(masks))[:, np.newaxis]
    step = spacings(spacing, len(masks))
    # Further than across the image is as far as across.
    return steps_within(distance, step, int(np.max(masks.sizes, initial=1)))


def steps_within(distance: float | NDArray[np.float64], step: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """The largest k, at most about `most`, with k · step <= distance, by the product that float64 gives."""
    with np.errstate(over="ignore"):
        k = np.minimum(np.floor(distance / step), most)
        k = np.where((k + 1) * step <= distance, k + 1, k)
        k = np.where(k * step > distance, k - 1, k)
    return k.astype(np.int64)


def per_mask(value: ArrayLike, name: str, n: int) -> NDArray[np.float64]:
    """One number for all masks, or one each, as float64 (n,)."""
    numbers = np.asarray(value)
    if not _is_number(numbers) or numbers.shape not in {(), (n,)}:
        what = f"{name} must be a number, or one per mask ({n}), not {value!r}"
        raise InputError(what)
    checked = _check.per_mask(np.full(n, numbers, dtype=np.float64), name, np.float64, n, least=0)
    if n == 0 and not np.isfinite(numbers).all():
        what = f"{name} must be finite"
        raise InputError(what)
    return checked


def spacings(value: ArrayLike | None, n: int) -> NDArray[np.float64]:
    """(row, column) for all masks, or one pair each, as float64 (n, 2); pixels of 1 × 1 by default."""
    numbers = np.ones(2) if value is None else np.asarray(value)
    if not _is_number(numbers) or numbers.shape not in {(2,), (n, 2)}:
        what = f"spacing must be (row, column), or one such pair per mask ({n}), not {value!r}"
        raise InputError(what)
    return _check.spacings(np.broadcast_to(numbers, (n, 2)).astype(np.float64), n)


def whole_numbers(value: ArrayLike, name: str, n: int, width: int) -> NDArray[np.int64]:
    """Whole numbers, `width` for all masks or `width` each, as int64 (n, width); one number stands for all `width`."""
    numbers = np.asarray(value)
    whole = numbers.dtype != np.bool_ and _is_number(numbers) and bool(np.all(numbers == np.trunc(numbers)))
    if not whole or numbers.shape not in {(), (width,), (n, width)}:
        what = f"{name} must be whole: one number, {width}, or {width} per mask, not {value!r}"
        raise InputError(what)
    return np.broadcast_to(numbers, (n, width)).astype(np.int64)


def shifted_windows(masks: Masks, dx: ArrayLike, dy: ArrayLike) -> NDArray[np.int64]:
    """Windows of the image's size through which a mask looks moved."""
    n = len(masks)
    shift = np.column_stack([whole_numbers(np.reshape(d, (-1, 1)), "shift", n, 1)[:, 0] for d in _each(dx, dy, n)])
    return np.concatenate((-shift, masks.sizes[:, ::-1] - shift), axis=1)


def padded_windows(masks: Masks, margin: ArrayLike) -> NDArray[np.int64]:
    """Windows larger than the image by a margin of (top, bottom, left, right)."""
    top, bottom, left, right = whole_numbers(margin, "margin", len(masks), 4).T
    height, width = masks.sizes.T
    return np.stack((-left, -top, width + right, height + bottom), axis=1)


def turned(columns: Columns, turns: int, threads: int) -> Columns:
    """Turn counter-clockwise by quarter turns."""
    counts, offsets, sizes = columns
    if turns % 2:
        counts, offsets = transform.transpose(counts, offsets, sizes, threads=threads)
        sizes = np.ascontiguousarray(sizes[:, ::-1])
    flips = {1: [transform.flip_rows], 2: [transform.flip_rows, transform.flip_columns], 3: [transform.flip_columns]}
    for flip in flips.get(turns % 4, []):
        counts, offsets = flip(counts, offsets, sizes, threads=threads)
    return counts, offsets, sizes


def shrunk(masks: Masks, factor: ArrayLike, rule: str, threads: int) -> Columns:
    """Blocks to pixels."""
    if rule not in SHRINK_RULES:
        what = f"rule must be one of {', '.join(map(repr, SHRINK_RULES))}, not {rule!r}"
        raise InputError(what)
    factors = whole_numbers(factor, "factor", len(masks), 2)
    counts, offsets = transform.shrink(*columns(masks), factors, SHRINK_RULES[rule], threads=threads)
    return counts, offsets, -(-masks.sizes // factors)


def centroids(masks: Masks) -> NDArray[np.float64]:
    """First moments over areas; NaN where there is no area."""
    moments = shape.raw_moments(*columns(masks))
    area = np.where(moments[:, :1] > 0, moments[:, :1], np.nan)
    return moments[:, 1:3] / area


def convexities(masks: Masks, threads: int) -> NDArray[np.float64]:
    """Areas over hull areas; NaN where there is no area."""
    hull = shape.hull_area(*columns(masks), threads=threads)
    return masks.area / np.where(hull > 0, hull, np.nan)


def to_arrow(masks: Masks) -> Any:
    """Columns as Arrow memory."""
    pyarrow = _pyarrow()
    offsets = pyarrow.Array.from_buffers(pyarrow.int64(), len(masks.offsets), [None, pyarrow.py_buffer(masks.offsets)])
    counts = pyarrow.Array.from_buffers(pyarrow.uint32(), len(masks.counts), [None, pyarrow.py_buffer(masks.counts)])
    sizes = np.ascontiguousarray(masks.sizes)
    flat = pyarrow.Array.from_buffers(pyarrow.int64(), sizes.size, [None, pyarrow.py_buffer(sizes)])
    lists = pyarrow.LargeListArray.from_arrays(offsets, counts)
    return pyarrow.RecordBatch.from_arrays(
        [lists, pyarrow.FixedSizeListArray.from_arrays(flat, 2)], names=["counts", "size"]
    )


def from_arrow(table: Any) -> Columns:
    """Columns of a record batch, or of a table laid out in one piece."""
    pyarrow = _pyarrow()
    types = {"counts": pyarrow.large_list(pyarrow.uint32()), "size": pyarrow.list_(pyarrow.int64(), 2)}
    if not isinstance(table, pyarrow.RecordBatch | pyarrow.Table):
        what = f"from_arrow takes a pyarrow RecordBatch or Table, not {type(table).__name__}"
        raise InputError(what)
    for name, kind in types.items():
        if name not in table.schema.names or table.schema.field(name).type != kind or table[name].null_count:
            what = f"from_arrow needs a column {name!r} of type {kind} without nulls"
            raise InputError(what, fix="Write it with Masks.to_arrow.")
    lists, sizes = (_one_piece(pyarrow, table[name]) for name in types)
    offsets = lists.offsets.to_numpy()
    if len(offsets) and offsets[0] != 0:  # a slice of a longer column
        return lists.flatten().to_numpy(), offsets - offsets[0], sizes.flatten().to_numpy().reshape(-1, 2)
    counts = lists.values.to_numpy()[: offsets[-1]]
    return counts, offsets, sizes.flatten().to_numpy().reshape(-1, 2)


def _one_piece(pyarrow: Any, column: Any) -> Any:
    if not isinstance(column, pyarrow.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _pyarrow() -> Any:
    try:
        return importlib.import_module("pyarrow")
    except ImportError:
        what = "Arrow tables need pyarrow, which is not installed"
        raise MissingExtraError(what, fix="Install it with: pip install 'labelgauge[arrow]'") from None


def _within(
    masks: Masks,
    radius: ArrayLike,
    metric: Metric,
    spacing: ArrayLike | None,
    threads: int,
    by_box: Callable[..., Runs],
    by_disc: Callable[..., Runs],
) -> Runs:
    if metric not in METRICS:
        what = f"metric must be 'chebyshev' or 'euclidean', not {metric!r}"
        raise InputError(what)
    if metric == "chebyshev":
        return by_box(*columns(masks), box_radius(masks, radius, spacing), threads=threads)
    distance = per_mask(radius, "radius", len(masks))
    return by_disc(*columns(masks), distance, spacings(spacing, len(masks)), threads=threads)


def _each(dx: ArrayLike, dy: ArrayLike, n: int) -> list[NDArray[Any]]:
    shifts = []
    for name, value in (("dx", dx), ("dy", dy)):
        numbers = np.asarray(value)
        if numbers.shape not in {(), (n,)}:
            what = f"{name} must be a whole number, or one per mask ({n}), not {value!r}"
            raise InputError(what)
        shifts.append(np.full(n, numbers))
    return shifts


def _is_number(numbers: NDArray[Any]) -> bool:
    return bool(np.issubdtype(numbers.dtype, np.integer) or np.issubdtype(numbers.dtype, np.floating))
