"""Items of a ragged column picked out in any order.

A ragged column is its values one after the other and n + 1 offsets (Arrow's list layout); the operation follows from
that.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import ragged as reference


def gather(
    values: NDArray[Any], offsets: NDArray[np.int64], index: NDArray[np.int64], *, threads: int = 1
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Lay the items at some positions one after the other.

    Parameters
    ----------
    values
        Of any numbers or bool, (total,) or (total, columns), the values of all items.
    offsets
        int64 (n + 1,), where each item begins and ends in `values`.
    index
        int64 (k,), positions of items, in any order and as often as wanted.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    values : (new total,) or (new total, columns)
        Values of those items, of the same dtype.
    offsets : int64 (k + 1,)
        Where each begins and ends; a single 0 without any.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a position is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import ragged
    >>> values, offsets = ragged.gather(np.array([7, 8, 9]), np.array([0, 2, 3]), np.array([1, 0]))
    >>> values.tolist(), offsets.tolist()
    ([9, 7, 8], [0, 1, 3])
    """
    values = _values(values)
    offsets = _check.offsets(offsets, "offsets", len(values), of="values")
    index = _check.index(index, "index", len(offsets) - 1)
    if use_reference():
        return reference.gather(values, offsets, index)
    row = values.shape[1:]
    width = values.itemsize * int(np.prod(row, dtype=np.int64))
    taken, new_offsets = _native.ragged.gather(
        values.reshape(-1).view(np.uint8), width, offsets, index, _check.threads(threads), isa()
    )
    return taken.view(values.dtype).reshape(-1, *row), new_offsets


def _values(values: Any) -> NDArray[Any]:
    is_array = isinstance(values, np.ndarray)
    if not is_array or values.dtype.kind not in "biuf" or values.ndim not in {1, 2} or 0 in values.shape[1:]:
        given = f"{values.dtype.name} of shape {values.shape}" if is_array else type(values).__name__
        what = f"values must be an array of numbers of one or two dimensions, not {given}"
        raise InputError(what)
    return np.ascontiguousarray(values)
