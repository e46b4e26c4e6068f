"""Ratings of units: the distinct multisets of codes that all coefficients of agreement are computed from.

A unit is what raters rate, a code is a category's position. Ratings lie unit by unit: unit u has
``codes[offsets[u]:offsets[u + 1]]``, in any order. What raters said about a unit counts, not who said what, for all
coefficients but Cohen's and Conger's, so units with one multiset of codes are alike; of a million units there are
often only some hundred. Those two are about pairs of raters: `pair_counts` has the sums that nominal coefficients of
two raters need, in memory that does not depend on the number of categories, `pair_tables` all that there is to know.

A table of ratings is held as cells, a byte for each rater and unit, where that suffices: `small_cells`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import agreement as reference

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Patterns = tuple[Ints, Codes, Codes, Codes, Ints]

MOST_CELLS = 2**31
"""Most cells of tables that are made in one call: 16 GB."""

MOST_CELL_CATEGORIES = _check.MOST_CELL_CATEGORIES
"""Most categories that a byte tells apart from each other and from nothing."""

CELL_NUMBERS = ("int8", "uint8", "int16", "int32", "int64", "float32", "float64")
"""Types of numbers that `small_cells` and `count_patterns` take."""


def unit_patterns(
    offsets: Ints, codes: Codes, n_categories: int, *, of_unit: bool = True, threads: int = 1
) -> Patterns:
    """Find the distinct multisets of codes that units have.

    Parameters
    ----------
    offsets
        int64 (n + 1,), ascending from 0 to k.
    codes
        int32 (k,), each from 0 to n_categories - 1.
    n_categories
        How many categories there are, at most 2³¹.
    of_unit
        Whether to say which pattern each unit has; without, nothing is held per unit.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    offsets : int64 (p + 1,)
        Where each pattern begins, in order of their ascending codes, repeats included; the empty one comes first.
    codes : int32
        The codes of each pattern, ascending without repeats.
    counts : int32
        How often each is there, at least once.
    pattern : int32 (n,)
        The pattern of each unit; (0,) without `of_unit`.
    n_units : int64 (p,)
        How many units have each pattern.

    Raises
    ------
    InputError
        If an array has the wrong type, offsets do not ascend from 0 to the number of codes, there are too many
        categories, or a code is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> units = np.array([0, 3, 5, 8]), np.array([2, 0, 2, 1, 1, 2, 2, 0], np.int32)
    >>> [column.tolist() for column in agreement.unit_patterns(*units, 3)]
    [[0, 2, 3], [0, 2, 1], [1, 2, 2], [0, 1, 0], [2, 1]]
    """
    n_categories = _check.count(n_categories, "n_categories", most=_check.MOST_CODES)
    codes = _check.codes(codes, "codes", n_categories)
    offsets = _check.offsets(offsets, "offsets", len(codes), of="codes")
    if use_reference():
        return reference.unit_patterns(offsets, codes, n_categories, of_unit=of_unit)
    return _native.agreement.unit_patterns(offsets, codes, n_categories, of_unit, _check.threads(threads), isa())


def small_cells(
    matrix: NDArray[Any], missing: NDArray[np.float64], *, threads: int = 1
) -> tuple[NDArray[np.uint8], Ints, Ints]:
    """Turn a table of small whole numbers into cells: bytes that say which category, if any.

    Parameters
    ----------
    matrix
        (raters, units) of int8, uint8, int16, int32, int64, float32 or float64; NaN is no rating.
    missing
        float64 (m,), further numbers that are no ratings.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    cells : uint8 (raters, units)
        0 where there is no rating, k + 1 where it is category k. (0, 0) if there are other numbers.
    categories : int64 (q,)
        The numbers that occur, ascending; none if there are other numbers.
    n_others : int64 (1,)
        How many ratings are not whole numbers from -126 to 127.

    Raises
    ------
    InputError
        If the table has not two dimensions or another type, or `missing` has another type.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> found = agreement.small_cells(np.array([[1.0, 7.0], [1.0, np.nan]]), np.zeros(0))
    >>> [column.tolist() for column in found]
    [[[1, 2], [1, 0]], [1, 7], [0]]
    """
    matrix = _check.number_table(matrix, "matrix", CELL_NUMBERS)
    missing = _check.array(missing, "missing", np.float64)
    if use_reference():
        return reference.small_cells(matrix, missing)
    by_unit = matrix.T.flags.c_contiguous and not matrix.flags.c_contiguous
    table = matrix.T if by_unit else np.ascontiguousarray(matrix)
    return _native.agreement.small_cells(table, by_unit, missing, _check.threads(threads), isa())


def cell_patterns(cells: NDArray[np.uint8], n_categories: int, *, of_unit: bool = True, threads: int = 1) -> Patterns:
    """Find the distinct multisets of codes that units have, of a table of cells.

    Parameters
    ----------
    cells
        uint8 (raters, units), 0 where there is no rating, k + 1 where it is category k.
    n_categories
        How many categories there are, at most 255.
    of_unit
        Whether to say which pattern each unit has, as for `unit_patterns`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    offsets, codes, counts, pattern, n_units
        As of `unit_patterns`.

    Raises
    ------
    InputError
        If the table has another type, there are too many categories, or a cell is beyond them.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> cells = np.array([[3, 2, 3], [1, 2, 1], [3, 0, 3]], np.uint8)
    >>> [column.tolist() for column in agreement.cell_patterns(cells, 3)]
    [[0, 2, 3], [0, 2, 1], [1, 2, 2], [0, 1, 0], [2, 1]]
    """
    n_categories = _check.count(n_categories, "n_categories")
    cells = _check.rating_cells(cells, "cells", n_categories)
    if use_reference():
        return reference.cell_patterns(cells, n_categories, of_unit=of_unit)
    return _native.agreement.cell_patterns(cells, n_categories, of_unit, _check.threads(threads), isa())


def count_patterns(counts: NDArray[Any], *, threads: int = 1) -> Patterns:
    """Find the distinct multisets of codes that units have, of how often each has each code.

    Parameters
    ----------
    counts
        (units, categories) of int8, uint8, int16, int32, int64, float32 or float64: whole numbers from 0 to 2^31 - 1.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    offsets, codes, counts, pattern, n_units
        As of `unit_patterns`.

    Raises
    ------
    InputError
        If the table has not two dimensions or another type, or a number is no such count.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> counts = np.array([[1, 0, 2], [0, 2, 0], [1, 0, 2]])
    >>> [column.tolist() for column in agreement.count_patterns(counts)]
    [[0, 2, 3], [0, 2, 1], [1, 2, 2], [0, 1, 0], [2, 1]]
    """
    counts = _check.number_table(counts, "counts", CELL_NUMBERS)
    if use_reference():
        return reference.count_patterns(_check.whole_counts(counts, "counts"))
    by_category = counts.T.flags.c_contiguous and not counts.flags.c_contiguous
    table = counts.T if by_category else np.ascontiguousarray(counts)
    found, wrong = _native.agreement.count_patterns(table, by_category, _check.threads(threads), isa())
    if wrong >= 0:
        _check.whole_counts(counts, "counts")
    return found


def cell_columns(cells: NDArray[np.uint8], *, threads: int = 1) -> tuple[Ints, Codes, Codes]:
    """Ratings by unit, then rater, of a table of cells.

    Parameters
    ----------
    cells
        uint8 (raters, units), 0 where there is no rating, k + 1 where it is category k.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    offsets : int64 (units + 1,)
        Where each unit's ratings begin.
    raters, codes : int32 (k,)
        Who rated, ascending within a unit, and what.

    Raises
    ------
    InputError
        If the table has another type.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> [column.tolist() for column in agreement.cell_columns(np.array([[1, 0], [2, 2]], np.uint8))]
    [[0, 2, 3], [0, 1, 1], [0, 1, 1]]
    """
    cells = _check.rating_cells(cells, "cells", MOST_CELL_CATEGORIES)
    if use_reference():
        return reference.cell_columns(cells)
    return _native.agreement.cell_columns(cells, _check.threads(threads), isa())


def unordered_units(offsets: Ints, raters: Codes, n_raters: int, *, threads: int = 1) -> Ints:
    """Find units whose raters are not in order.

    Parameters
    ----------
    offsets
        int64 (n + 1,), ascending from 0 to k.
    raters
        int32 (k,), who rated.
    n_raters
        How many raters there are, at most 2³¹.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64
        Units whose raters do not ascend, repeat, or are not from 0 to n_raters - 1.

    Raises
    ------
    InputError
        If an array has the wrong type, or offsets do not ascend from 0 to the number of raters' entries.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> agreement.unordered_units(np.array([0, 2, 4]), np.array([0, 1, 1, 1], np.int32), 2).tolist()
    [1]
    """
    n_raters = _check.count(n_raters, "n_raters", most=_check.MOST_CODES)
    raters = _check.array(raters, "raters", np.int32)
    offsets = _check.offsets(offsets, "offsets", len(raters), of="raters")
    if use_reference():
        return reference.unordered_units(offsets, raters, n_raters)
    return _native.agreement.unordered_units(offsets, raters, n_raters, _check.threads(threads), isa())


def pair_counts(
    offsets: Ints, raters: Codes, codes: Codes, n_raters: int, n_categories: int, *, threads: int = 1
) -> tuple[Codes, Codes, Ints, Ints, Ints, Ints]:
    """Count what all pairs of raters said about the units that both rated.

    Where most raters rated most units, units are compared 64 at once; else one by one, at the cost of the pairs of
    ratings that there are. Memory is of the order of the ratings and of the pairs.

    Parameters
    ----------
    offsets
        int64 (n + 1,), ascending from 0 to k.
    raters
        int32 (k,), who rated, ascending within a unit.
    codes
        int32 (k,), each from 0 to n_categories - 1.
    n_raters, n_categories
        How many raters and categories there are, at most 2³¹ each.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    first, second : int32 (p,)
        Pairs of raters with a unit in common, first < second, in order.
    n : int64 (p,)
        Units that both rated. The other sums are over these.
    agreed : int64 (p,)
        Units that both put into one category.
    cross : int64 (p,)
        Σ a_k b_k over categories: a_k and b_k are how often the first and the second rater used category k.
    squares : int64 (p,)
        Σ a_k² + b_k².

    Raises
    ------
    InputError
        If an array has the wrong type or length, offsets do not ascend from 0 to the number of codes, raters of a unit
        do not ascend, or a number is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> units = np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([2, 2, 0, 2], np.int32)
    >>> [column.tolist() for column in agreement.pair_counts(*units, 2, 3)]
    [[0], [1], [2], [1], [2], [6]]
    """
    checked = _rated_units(offsets, raters, codes, n_raters, n_categories, threads)
    if use_reference():
        return reference.pair_counts(*checked)
    return _native.agreement.pair_counts(*checked, _check.threads(threads), isa())


def pair_tables(
    offsets: Ints,
    raters: Codes,
    codes: Codes,
    first: Ints,
    second: Ints,
    n_raters: int,
    n_categories: int,
    *,
    threads: int = 1,
) -> Ints:
    """Count how often listed pairs of raters gave a unit each two categories.

    Parameters
    ----------
    offsets, raters, codes
        As for `pair_counts`.
    first, second
        int64 (p,), raters of each pair; any, in any order.
    n_raters, n_categories
        How many raters and categories there are, at most 2³¹ each.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (p, n_categories, n_categories)
        Rows are categories of the first rater. Of a rater with itself, how often it used each, on the diagonal.

    Raises
    ------
    InputError
        As `pair_counts`; also if pairs name a rater that is not there, or there are more than 2^31 cells.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> units = np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([1, 1, 0, 1], np.int32)
    >>> agreement.pair_tables(*units, np.array([0]), np.array([1]), 2, 2).tolist()
    [[[0, 1], [0, 1]]]
    """
    units = _rated_units(offsets, raters, codes, n_raters, n_categories, threads)
    first, second = _listed_pairs(first, second, units[3], units[4])
    if use_reference():
        return reference.pair_tables(*units[:3], first, second, *units[3:])
    return _native.agreement.pair_tables(*units[:3], first, second, *units[3:], _check.threads(threads), isa())


def cell_pair_counts(
    cells: NDArray[np.uint8], n_categories: int, *, threads: int = 1
) -> tuple[Codes, Codes, Ints, Ints, Ints, Ints]:
    """Count what all pairs of raters said about the units that both rated, of a table of cells.

    Parameters
    ----------
    cells
        uint8 (raters, units), 0 where there is no rating, k + 1 where it is category k.
    n_categories
        How many categories there are, at most 255.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    first, second, n, agreed, cross, squares
        As of `pair_counts`.

    Raises
    ------
    InputError
        If the table has another type, there are too many categories, or a cell is beyond them.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> cells = np.array([[3, 1], [3, 3]], np.uint8)
    >>> [column.tolist() for column in agreement.cell_pair_counts(cells, 3)]
    [[0], [1], [2], [1], [2], [6]]
    """
    n_categories = _check.count(n_categories, "n_categories")
    cells = _check.rating_cells(cells, "cells", n_categories)
    if use_reference():
        return reference.cell_pair_counts(cells, n_categories)
    return _native.agreement.cell_pair_counts(cells, n_categories, _check.threads(threads), isa())


def cell_pair_tables(
    cells: NDArray[np.uint8], first: Ints, second: Ints, n_categories: int, *, threads: int = 1
) -> Ints:
    """Count how often listed pairs of raters gave a unit each two categories, of a table of cells.

    Parameters
    ----------
    cells
        uint8 (raters, units), 0 where there is no rating, k + 1 where it is category k.
    first, second
        int64 (p,), raters of each pair; any, in any order.
    n_categories
        How many categories there are, at most 255.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (p, n_categories, n_categories)
        As of `pair_tables`.

    Raises
    ------
    InputError
        As `cell_pair_counts`; also if pairs name a rater that is not there, or tables have more than 2^31 cells.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> cells = np.array([[2, 1], [2, 2]], np.uint8)
    >>> agreement.cell_pair_tables(cells, np.array([0]), np.array([1]), 2).tolist()
    [[[0, 1], [0, 1]]]
    """
    n_categories = _check.count(n_categories, "n_categories")
    cells = _check.rating_cells(cells, "cells", n_categories)
    first, second = _listed_pairs(first, second, len(cells), n_categories)
    if use_reference():
        return reference.cell_pair_tables(cells, first, second, n_categories)
    return _native.agreement.cell_pair_tables(cells, first, second, n_categories, _check.threads(threads), isa())


def _listed_pairs(first: Ints, second: Ints, n_raters: int, n_categories: int) -> tuple[Ints, Ints]:
    """Pairs whose raters are there and whose tables fit memory."""
    first, second = (_check.index(side, name, n_raters) for side, name in ((first, "first"), (second, "second")))
    if len(first) != len(second):
        what = f"first and second must be equally long, not {len(first)} and {len(second)}"
        raise InputError(what)
    if len(first) * n_categories**2 > MOST_CELLS:
        what = (
            f"{len(first):,} tables of {n_categories:,} × {n_categories:,} cells are too large; at most 2^31 are made"
        )
        raise InputError(what, fix="Ask for fewer pairs at a time.")
    return first, second


def _rated_units(
    offsets: Ints, raters: Codes, codes: Codes, n_raters: int, n_categories: int, threads: int
) -> tuple[Ints, Codes, Codes, int, int]:
    n_raters = _check.count(n_raters, "n_raters", most=_check.MOST_CODES)
    n_categories = _check.count(n_categories, "n_categories", most=_check.MOST_CODES)
    codes = _check.codes(codes, "codes", n_categories)
    offsets = _check.offsets(offsets, "offsets", len(codes), of="codes")
    raters = _check.unit_raters(raters, "raters", offsets, n_raters, _check.threads(threads))
    return offsets, raters, codes, n_raters, n_categories
