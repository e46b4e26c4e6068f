"""Columns of ratings as they are given: names, lengths, and what a message shows of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement._encode import Codes, as_array, encode
from labelgauge.errors import InputError


def shown(value: Any) -> str:
    """A value as a message shows it, without the name of its NumPy type."""
    return repr(value.item() if isinstance(value, np.generic) else value)


def names_of(names: ArrayLike, n: int, what: str) -> NDArray[Any]:
    """Names that differ from each other, for `n` things.

    Raises
    ------
    InputError
        If they are not as many, one is missing, or two are equal.
    """
    array = as_array(names)
    check_length(array, n, what)
    codes, found = identified(array, what)
    if len(found) != n:
        first = found[np.flatnonzero(np.bincount(codes) > 1)[0]]
        message = f"{what} must differ from each other; {shown(first)} is there more than once"
        raise InputError(message)
    return found[codes]


def identified(values: NDArray[Any], name: str) -> tuple[Codes, NDArray[Any]]:
    """Positions of values among those that there are, and these, sorted; none may be missing.

    Raises
    ------
    InputError
        If one is missing, or they are no list of numbers or text.
    """
    if values.ndim != 1:
        what = f"{name} must have one dimension, not shape {values.shape}"
        raise InputError(what)
    codes, found = encode(values, name)
    if np.any(codes < 0):
        what = f"{name} {int(np.argmax(codes < 0))} is missing"
        raise InputError(what, fix=f"Every entry needs a {name}.")
    return codes, found


def check_length(values: NDArray[Any], n: int, name: str) -> None:
    """Check that a column has so many entries.

    Raises
    ------
    InputError
        If it has not.
    """
    if values.ndim != 1 or len(values) != n:
        what = f"{name} must have {n} entries, not shape {values.shape}"
        raise InputError(what)


def check_lengths(arrays: dict[str, NDArray[Any]]) -> None:
    """Check that columns, by name, are equally long.

    Raises
    ------
    InputError
        If they are not.
    """
    lengths = {name: len(array) if array.ndim == 1 else array.shape for name, array in arrays.items()}
    if len(set(lengths.values())) > 1 or any(array.ndim != 1 for array in arrays.values()):
        what = f"columns must be lists of one length, not {lengths}"
        raise InputError(what)
