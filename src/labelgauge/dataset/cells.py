"""Cells of a table as values: numbers where all are numbers, text otherwise, None where there is nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError

MISSING = ("", "NA", "NaN", "nan", "null", ".")
"""What cells without a label say, unless told otherwise."""

_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})")
# Longer whole numbers would not all differ from each other as floats; a column with one is text.
_NUMBER = re.compile(r"[+-]?((0|[1-9][0-9]{0,14})(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def values(
    cells: Sequence[Any] | NDArray[Any], missing: Collection[Any] = ("",), *, written: bool = True
) -> NDArray[Any] | list[Any]:
    """Cells of one column as what they mean.

    Parameters
    ----------
    cells
        Text, numbers, true and false, or None.
    missing
        What is no value, also as the text of a number. NaN is none anyway.
    written
        Whether numbers are written as text. If so, space around text is not looked at.

    Returns
    -------
    array or list
        Numbers if all written text reads as numbers without a leading zero (007 is a name) and not too long to be told
        apart; otherwise as it is. A list, with None for what is missing, where anything is, or if kinds mix.

    Raises
    ------
    InputError
        If cells are lists or objects.

    Examples
    --------
    >>> from labelgauge.dataset.cells import values
    >>> values(["2", " 10"]).tolist(), values(["2", "x", ""]), values(["1", "NA"], ["NA"])
    ([2, 10], ['2', 'x', None], [1, None])
    """
    if isinstance(cells, np.ndarray):
        return _of_array(cells, missing)
    distinct = {cell: _bare(cell, missing, written) for cell in _distinct(cells)}
    present = [value for value in distinct.values() if value is not None]
    if written:
        convert = _conversion(present)
        distinct = {cell: None if value is None else convert(value) for cell, value in distinct.items()}
    found = [distinct[cell] for cell in cells]
    is_plain = len(present) == len(distinct) and len({isinstance(value, str) for value in present}) == 1
    return np.array(found) if is_plain else found


def in_same_terms(categories: Sequence[Any], column: Iterable[Any]) -> list[Any]:
    """Categories written as text, as numbers if the labels of a column are.

    Raises
    ------
    InputError
        If labels are numbers and a category is not.
    """
    first = next((value for value in column if value is not None), None)
    if not isinstance(first, int | float | np.number):
        return list(categories)
    found: list[Any] = []
    for category in categories:
        if isinstance(category, str) and not _NUMBER.fullmatch(category.strip()):
            what = f"labels are numbers, and the category {category!r} is not"
            raise InputError(what)
        found.append(_conversion([category.strip()])(category) if isinstance(category, str) else category)
    return found


def _of_array(cells: NDArray[Any], missing: Collection[Any]) -> NDArray[Any] | list[Any]:
    sentinels = [float(text) for text in missing if _NUMBER.fullmatch(str(text))]
    absent = np.isin(cells, sentinels) if sentinels and cells.dtype.kind in "iuf" else np.zeros(len(cells), np.bool_)
    if not absent.any():
        return cells
    return [None if gone else value for value, gone in zip(cells.tolist(), absent.tolist(), strict=True)]


def _distinct(cells: Sequence[Any]) -> set[Any]:
    try:
        return set(cells)
    except TypeError as error:
        found = next(type(cell).__name__ for cell in cells if isinstance(cell, list | dict))
        what = f"cells must be text or numbers, found one of type {found}"
        raise InputError(what) from error


def _bare(cell: Any, missing: Collection[Any], written: bool) -> Any:
    if written and isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell in missing or str(cell) in missing:
        return None
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _conversion(texts: Sequence[str]) -> Callable[[str], Any]:
    if all(_WHOLE.fullmatch(text) for text in texts):
        return int
    if all(_NUMBER.fullmatch(text) for text in texts):
        return float
    return str
