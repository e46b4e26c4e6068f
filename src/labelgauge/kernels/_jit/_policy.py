"""How Numba compiles kernels: every flag is here.

No `parallel` and no `fastmath`, so that sums have one order; threads come from outside, over chunks (`_chunks`).
``NUMBA_DISABLE_JIT=1`` and ``NUMBA_BOUNDSCHECK=1`` do what Numba says they do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core import event

from labelgauge.kernels import _compiling

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """A kernel, without the GIL while it runs, kept on disk where there is a place for that."""
    flags: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    try:
        kernel: Any = numba.njit(cache=True, **flags)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written to
        kernel = numba.njit(**flags)(function)
    return kernel  # type: ignore[no-any-return] # called as the function is


class _Announcer(event.Listener):
    """Tells whoever listens of kernels of this library that are compiled; those found on disk are not."""

    def on_start(self, event: Any) -> None:
        dispatcher = event.data["dispatcher"]
        if dispatcher.py_func.__module__.startswith("labelgauge."):
            _compiling.tell(kept=dispatcher.stats.cache_path is not None)

    def on_end(self, event: Any) -> None:
        """Nobody waits for that."""


event.register("numba:compile", _Announcer())  # type: ignore[no-untyped-call]


def elementwise(function: Callable[[float, float], float]) -> Callable[..., Any]:
    """A function of two numbers as one of arrays of them."""
    make: Any = numba.vectorize(["float64(float64, float64)"], nopython=True)  # type: ignore[no-untyped-call]
    return make(function)  # type: ignore[no-any-return]
