"""Twin of the agreement kernels, in plain Python from the definition in ``kernels/agreement.py``."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]


def unit_patterns(
    offsets: NDArray[np.int64], codes: Codes, n_categories: int
) -> tuple[NDArray[np.int64], Codes, Codes, Codes]:
    """Distinct multisets of codes, and which one each unit has."""
    assert all(0 <= code < n_categories for code in codes.tolist())
    units = [tuple(sorted(codes[a:b].tolist())) for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    patterns = sorted(set(units))
    counted = [sorted(Counter(pattern).items()) for pattern in patterns]
    of_unit = [patterns.index(unit) for unit in units]
    ends = np.cumsum([0, *(len(pairs) for pairs in counted)])
    flat = [pair for pairs in counted for pair in pairs]
    columns = ([code for code, _ in flat], [count for _, count in flat], of_unit)
    found, counts, patterns_of = (np.array(column, dtype=np.int32) for column in columns)
    return ends.astype(np.int64), found, counts, patterns_of
