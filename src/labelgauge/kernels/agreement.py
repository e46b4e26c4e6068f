"""Ratings of units: the distinct multisets of codes that all coefficients of agreement are computed from.

A unit is what raters rate, a code is a category's position. Ratings lie unit by unit: unit u has
``codes[offsets[u]:offsets[u + 1]]``, in any order. What raters said about a unit counts, not who said what, for all
coefficients but Cohen's and Conger's, so units with one multiset of codes are alike; of a million units there are
often only some hundred.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import agreement as reference

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


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
