"""How Numba compiles kernels: every flag is here.

No `parallel` and no `fastmath`, so that sums have one order; threads come from outside, over chunks (`_chunks`).
``NUMBA_DISABLE_JIT=1`` and ``NUMBA_BOUNDSCHECK=1`` do what Numba says they do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """A kernel, without the GIL while it runs, kept on disk where there is a place for that."""
    flags: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        kernel: Any = numba.njit(cache=True, **flags)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written to
        kernel = numba.njit(**flags)(function)
    return kernel  # type: ignore[no-any-return] # called as the function is


def elementwise(function: Callable[[float, float], float]) -> Callable[..., Any]:
    """A function of two numbers as one of arrays of them."""
    make: Any = numba.vectorize(["float64(float64, float64)"], nopython=True)  # type: ignore[no-untyped-call]
    return make(function)  # type: ignore[no-any-return]
