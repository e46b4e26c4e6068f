"""Functions that users write, compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError

Floats = NDArray[np.float64]


def elementwise(function: Callable[[Any, Any], float], name: str) -> Callable[[Floats, Floats], Floats]:
    """A function of two numbers as one of arrays, which are broadcast.

    Raises
    ------
    InputError
        If Numba cannot compile it; `name` says what it is for.
    """
    from labelgauge.kernels._jit import _policy  # noqa: PLC0415 - Numba takes long to import

    try:
        return _policy.elementwise(function)
    except Exception as error:  # whatever looking into what users write comes upon
        what = f"the function that {name} is cannot be compiled by Numba: {str(error).splitlines()[0]}"
        fix = "It must take two numbers and give one, by arithmetic and functions of math or numpy."
        raise InputError(what, fix=fix) from error
