"""Draws made in blocks, on threads: each block has random numbers of its own, from the seed and its place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._ordered import ordered

Floats = NDArray[np.float64]

_MOST_TOGETHER = 64
_MOST_NUMBERS = 2**22


def rows_together(width: int) -> int:
    """How many rows of so many numbers are computed at a time; depends on the data alone, as random numbers do."""
    return max(1, min(_MOST_TOGETHER, _MOST_NUMBERS // max(width, 1)))


def in_blocks(some: Callable[[np.random.Generator, int], Floats], *, together: int, options: dict[str, Any]) -> Floats:
    """As many draws as `options` say, `together` at a time.

    Parameters
    ----------
    some
        Makes a number of draws with a generator.
    together
        How many are made at a time.
    options
        All of `Options`.

    Returns
    -------
    float64 (draws,)
        The same for any number of threads.
    """
    n, listener = options["draws"], options["progress"]

    def block(k: int) -> Floats:
        rng = np.random.default_rng([options["seed"], k])
        return some(rng, min(together, n - k * together))

    found = np.empty(n)
    done = 0
    with closing(ordered(block, -(-n // together), options["threads"])) as blocks:
        for values in blocks:
            found[done : done + len(values)] = values
            done += len(values)
            if listener is not None:
                listener(done, n)
    return found
