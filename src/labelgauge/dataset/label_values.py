"""From a file's numbers to labels: whole numbers as they are, or foreground by a threshold."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import FormatError

LARGEST = 2.0**53
"""Whole numbers below this are exact in float64."""


def label_values(values: NDArray[Any], *, threshold: float | None, path: str) -> NDArray[Any]:
    """Turn numbers into labels.

    Parameters
    ----------
    values
        Integers or floats of any type and byte order.
    threshold
        None: the numbers are labels and must be whole. Otherwise foreground, label 1, is where a number is at least
        this.
    path
        The file, for messages.

    Returns
    -------
    integer array
        Of the same shape, in native byte order.

    Raises
    ------
    FormatError
        If a number is not finite, not whole although no threshold is given, or too large for a label.
    """
    if values.dtype.kind == "f":
        _check_finite(values, path)
    if threshold is not None:
        return (values >= threshold).astype(np.uint8)
    if values.dtype.kind == "f":
        return _whole(values, path)
    if values.dtype == np.uint64 and values.max() > np.iinfo(np.int64).max:
        _refuse_large(values.max(), path)
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def _check_finite(values: NDArray[Any], path: str) -> None:
    finite = np.isfinite(values)
    if not finite.all():
        what = f"{np.count_nonzero(~finite):,} voxels are not finite numbers; the first is {_first(values, ~finite)}"
        raise FormatError(what, path=path, fix="Write 0 where there is no label.")


def _whole(values: NDArray[Any], path: str) -> NDArray[Any]:
    broken = values != np.rint(values)
    if broken.any():
        what = f"{np.count_nonzero(broken):,} voxels are no whole numbers and so no labels; "
        what += f"the first is {_first(values, broken)}"
        fix = "If this is a mask of probabilities, set a threshold (--threshold 0.5, threshold=0.5)."
        raise FormatError(what, path=path, fix=fix)
    largest = np.abs(values).max()
    if largest >= LARGEST:
        _refuse_large(largest, path)
    return values.astype(np.int32 if largest <= np.iinfo(np.int32).max else np.int64)


def _refuse_large(value: Any, path: str) -> NoReturn:
    what = f"a voxel has the value {value:g}, which is too large for a label"
    raise FormatError(what, path=path, fix="Check that this is a label map.")


def _first(values: NDArray[Any], chosen: NDArray[np.bool_]) -> str:
    index = np.unravel_index(int(np.argmax(chosen)), chosen.shape)
    return f"{values[index]:g} at {tuple(int(i) for i in index)}"
