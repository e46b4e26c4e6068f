"""Quotients that are NaN where there is nothing to divide by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def quotient(numerator: NDArray[Any], denominator: NDArray[Any] | float) -> Floats:
    """The quotient, NaN where the denominator is 0."""
    if isinstance(denominator, float):  # as one number of an array is, too
        return numerator / (denominator if denominator != 0 else np.nan)
    divided: Floats = numerator / np.where(denominator != 0, denominator, np.nan)
    return divided


def positive_quotient(numerator: NDArray[Any], denominator: NDArray[Any] | float) -> Floats:
    """The quotient, NaN where the denominator is not above 0."""
    if isinstance(denominator, float):
        return numerator / (denominator if denominator > 0 else np.nan)
    divided: Floats = numerator / np.where(denominator > 0, denominator, np.nan)
    return divided
