"""Sums of floats that do not depend on the order of the terms.

A value is rounded once to a multiple of 2^-60 and kept as two int64 limbs: value = (high · 2^42 + low) · 2^-60 with
0 <= low < 2^42. Limbs are added as integers and the carry is moved up, so equal terms give equal limbs in any order
and any grouping. Single values must be below 2^31 in size and sums below 2^44; a double in [1/16, 1] loses nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import GeometryError

Ints = NDArray[np.int64]

LOW_BITS = 42
SCALE_BITS = 60
LARGEST = 2.0**31

_LOW_MASK = (1 << LOW_BITS) - 1


def limbs(values: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """High and low limb of each value, int64 of the values' shape; NaN counts as 0.

    Raises
    ------
    GeometryError
        If a value is 2^31 or more in size.
    """
    known = np.where(np.isnan(values), 0.0, values)
    if np.any(np.abs(known) >= LARGEST):
        what = f"a measured value is {float(np.abs(known).max()):.3g}; sums hold values below 2^31"
        raise GeometryError(what, fix="Check the boxes: coordinates are pixels.")
    scaled = known * 2.0 ** (SCALE_BITS - LOW_BITS)
    high = np.floor(scaled)
    low = np.rint((scaled - high) * 2.0**LOW_BITS)
    return carried(high.astype(np.int64), low.astype(np.int64))


def carried(high: Ints, low: Ints) -> tuple[Ints, Ints]:
    """The same sums with 0 <= low < 2^42."""
    return high + (low >> LOW_BITS), low & _LOW_MASK


def mean(high: int, low: int, n: int) -> float:
    """Sum over n, correctly rounded; `n` > 0."""
    return ((high << LOW_BITS) + low) / (n << SCALE_BITS)
