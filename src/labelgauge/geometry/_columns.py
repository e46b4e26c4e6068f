"""Ragged columns: values one after the other, with n + 1 offsets (Arrow list layout)."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.kernels import ragged

Scalar = TypeVar("Scalar", bound=np.generic)
Key = slice | NDArray[Any] | list[int]


def gather(
    values: NDArray[Scalar], offsets: NDArray[np.int64], index: NDArray[np.int64], *, threads: int = 1
) -> tuple[NDArray[Scalar], NDArray[np.int64]]:
    """Values and offsets of the items at `index`, in that order; neighbours are a view, as nothing need be copied."""
    if len(index) and index[-1] - index[0] == len(index) - 1 and bool(np.all(np.diff(index) == 1)):
        part = offsets[index[0] : index[-1] + 2]
        return values[part[0] : part[-1]], part - part[0]
    return ragged.gather(values, offsets, np.ascontiguousarray(index, dtype=np.int64), threads=threads)


def interleaved(
    is_first: NDArray[np.bool_],
    first: tuple[NDArray[Scalar], NDArray[np.int64]],
    second: tuple[NDArray[Scalar], NDArray[np.int64]],
    *,
    threads: int = 1,
) -> tuple[NDArray[Scalar], NDArray[np.int64]]:
    """One ragged column of two: where `is_first` is true the items of `first` in order, else those of `second`."""
    if is_first.all():
        return first
    if not is_first.any():
        return second
    order = np.concatenate((np.flatnonzero(is_first), np.flatnonzero(~is_first)))
    values, offsets = np.concatenate((first[0], second[0])), shifted([first[1], second[1]])
    return gather(values, offsets, np.argsort(order), threads=threads)


def offsets_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Offsets of n lengths: n + 1 numbers."""
    offsets = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def shifted(offsets: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Offsets of several ragged columns laid one after the other."""
    lengths = [np.diff(part) for part in offsets]
    return offsets_of(np.concatenate(lengths) if lengths else np.zeros(0, dtype=np.int64))


def positions(key: Key, n: int) -> NDArray[np.int64]:
    """Positions that a slice, a list, an int64 index or a bool mask selects out of `n` items.

    Raises
    ------
    InputError
        If a position is out of range, or the key is of another kind.
    """
    if isinstance(key, slice):
        return np.arange(n, dtype=np.int64)[key]
    index = np.asarray(key)
    if index.dtype == np.bool_ and index.shape == (n,):
        return np.flatnonzero(index).astype(np.int64)
    if index.ndim != 1 or (index.size and not np.issubdtype(index.dtype, np.integer)):
        what = f"select with a slice, positions, or a bool mask of length {n}, not {key!r}"
        raise InputError(what)
    index = index.astype(np.int64)
    if index.size and (index.min() < -n or index.max() >= n):
        what = f"positions must lie in [{-n}, {n}), found {int(index.min())} to {int(index.max())}"
        raise InputError(what)
    return np.where(index < 0, index + n, index)


def number_rows(value: ArrayLike, name: str, columns: int) -> NDArray[np.float64]:
    """A fresh float64 (n, columns) array of what the caller gave.

    Raises
    ------
    InputError
        If it is not numbers, or has another shape.
    """
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        what = f"{name} must be numbers in an (n, {columns}) array"
        raise InputError(what) from error
    if array.size == 0:
        array = array.reshape(0, columns)
    if array.ndim != 2 or array.shape[1] != columns:
        what = f"{name} must have shape (n, {columns}), not {array.shape}"
        raise InputError(what, fix="For one box, give a list with one row.")
    return array


def frozen(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """The same memory, seen read-only."""
    view = array.view()
    view.flags.writeable = False
    return view
