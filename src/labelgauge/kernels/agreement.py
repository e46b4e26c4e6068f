"""Ratings of units: the distinct multisets of codes that all coefficients of agreement are computed from.

A unit is what raters rate, a code is a category's position. Ratings lie unit by unit: unit u has
``codes[offsets[u]:offsets[u + 1]]``, in any order. What raters said about a unit counts, not who said what, for all
coefficients but Cohen's and Conger's, so units with one multiset of codes are alike; of a million units there are
often only some hundred. Those two are about pairs of raters: `pair_counts` has the sums that nominal coefficients of
two raters need, in memory that does not depend on the number of categories, `pair_tables` all that there is to know.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import agreement as reference

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

MOST_CELLS = 2**31
"""Most cells of tables that are made in one call: 16 GB."""


def unit_patterns(
    offsets: Ints, codes: Codes, n_categories: int, *, threads: int = 1
) -> tuple[Ints, Codes, Codes, Codes]:
    """Find the distinct multisets of codes that units have.

    Parameters
    ----------
    offsets
        int64 (n + 1,), ascending from 0 to k.
    codes
        int32 (k,), each from 0 to n_categories - 1.
    n_categories
        How many categories there are.
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
        The pattern of each unit.

    Raises
    ------
    InputError
        If an array has the wrong type, offsets do not ascend from 0 to the number of codes, or a code is out of range.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import agreement
    >>> units = np.array([0, 3, 5, 8]), np.array([2, 0, 2, 1, 1, 2, 2, 0], np.int32)
    >>> [column.tolist() for column in agreement.unit_patterns(*units, 3)]
    [[0, 2, 3], [0, 2, 1], [1, 2, 2], [0, 1, 0]]
    """
    n_categories = _check.count(n_categories, "n_categories")
    codes = _check.codes(codes, "codes", n_categories)
    offsets = _check.offsets(offsets, "offsets", len(codes), of="codes")
    if use_reference():
        return reference.unit_patterns(offsets, codes, n_categories)
    return _native.agreement.unit_patterns(offsets, codes, n_categories, _check.threads(threads), isa())


def unordered_units(offsets: Ints, raters: Codes, n_raters: int, *, threads: int = 1) -> Ints:
    """Find units whose raters are not in order.

    Parameters
    ----------
    offsets
        int64 (n + 1,), ascending from 0 to k.
    raters
        int32 (k,), who rated.
    n_raters
        How many raters there are.
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
    n_raters = _check.count(n_raters, "n_raters")
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
        How many raters and categories there are.
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
        How many raters and categories there are.
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
    first, second = (_check.index(side, name, units[3]) for side, name in ((first, "first"), (second, "second")))
    if len(first) != len(second):
        what = f"first and second must be equally long, not {len(first)} and {len(second)}"
        raise InputError(what)
    if len(first) * units[4] ** 2 > MOST_CELLS:
        what = f"{len(first):,} tables of {units[4]:,} × {units[4]:,} cells are too large; at most 2^31 cells are made"
        raise InputError(what, fix="Ask for fewer pairs at a time.")
    if use_reference():
        return reference.pair_tables(*units[:3], first, second, *units[3:])
    return _native.agreement.pair_tables(*units[:3], first, second, *units[3:], _check.threads(threads), isa())


def _rated_units(
    offsets: Ints, raters: Codes, codes: Codes, n_raters: int, n_categories: int, threads: int
) -> tuple[Ints, Codes, Codes, int, int]:
    n_raters, n_categories = _check.count(n_raters, "n_raters"), _check.count(n_categories, "n_categories")
    codes = _check.codes(codes, "codes", n_categories)
    offsets = _check.offsets(offsets, "offsets", len(codes), of="codes")
    raters = _check.unit_raters(raters, "raters", offsets, n_raters, _check.threads(threads))
    return offsets, raters, codes, n_raters, n_categories
