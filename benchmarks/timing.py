"""How one call is timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

SHORTEST_S = 0.01
"""Calls shorter than this are repeated within a round, so that the clock and the scheduler matter less."""


def enough_repeats(call: Callable[[], Any]) -> int:
    """How often to repeat a call within a round, judged by its second run: the first one pays for cold caches."""
    call()
    return max(1, round(SHORTEST_S / max(seconds(call, 1), 1e-6)))


def seconds(call: Callable[[], Any], repeats: int) -> float:
    """Mean time of a few calls in a row."""
    begin = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - begin) / repeats
