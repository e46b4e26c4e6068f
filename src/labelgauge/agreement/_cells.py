"""Tables of small whole numbers as cells: a byte for each rater and unit instead of a code, a rater and a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._encode import Categories
from labelgauge.kernels import agreement as kernel

Cells = NDArray[np.uint8]

_EXACT = 2.0**53
"""Whole numbers below this are exact as float64."""


def small_cells(
    matrix: NDArray[Any], *, categories: Sequence[Any] | None, missing: Any
) -> tuple[Cells, Categories] | None:
    """Cells of a table (raters, units) and what they stand for, as `encode` has it.

    None where the table holds anything else than small whole numbers of the declared categories; then `encode` says
    what is wrong, or copes with it.
    """
    absent = _numbers(missing)
    if absent is None or matrix.dtype.name not in kernel.CELL_NUMBERS:
        return None
    cells, found, n_others = kernel.small_cells(matrix, absent)
    if n_others[0] > 0:
        return None
    if categories is None:
        return cells, found.astype(matrix.dtype)
    return _declared(cells, found, list(categories))


def _numbers(missing: Any) -> NDArray[np.float64] | None:
    """What is missing as float64, which tells small numbers apart; None if it is something else."""
    listed: list[Any] = list(missing) if isinstance(missing, list | tuple | set | np.ndarray) else [missing]
    given: list[Any] = [item for item in listed if item is not None]
    if all(isinstance(item, int | float | np.number) and abs(float(item)) < _EXACT for item in given):
        return np.array(given, np.float64)
    return None


def _declared(cells: Cells, found: NDArray[np.int64], declared: list[Any]) -> tuple[Cells, Categories] | None:
    plain = all(isinstance(item, int | float | np.number) for item in declared)
    if not plain or len(declared) > kernel.MOST_CELL_CATEGORIES or len(set(declared)) != len(declared):
        return None
    place = {item: k + 1 for k, item in enumerate(declared)}
    table = np.array([0, *(place.get(number, 0) for number in found.tolist())], np.uint8)
    if not table[1:].all():
        return None
    if not np.array_equal(table, np.arange(len(table))):
        cells = table[cells]
    return cells, np.asarray(declared)
