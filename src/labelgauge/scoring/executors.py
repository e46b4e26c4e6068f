"""How shards are worked off: one after the other, or on threads; results always come in the order of the shards."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from labelgauge._ordered import ordered

Result = TypeVar("Result")

EXECUTORS = ("serial", "threads")


def ordered_map(work: Callable[[int], Result], n: int, *, executor: str, threads: int) -> Generator[Result, None, None]:
    """Results of ``work(0)`` … ``work(n - 1)``, in that order; to be closed by whoever may not ask for all of them.

    Parameters
    ----------
    work
        What is done for a shard; with threads it must not depend on the other shards.
    n
        Number of shards.
    executor
        ``"serial"`` or ``"threads"``.
    threads
        Number of threads of the executor ``"threads"``; at most twice as many results wait at a time.

    Yields
    ------
    object
        One result per shard. An error, or Ctrl-C, ends the map as soon as the shards already begun have stopped.
    """
    yield from ordered(work, n, 1 if executor == "serial" else threads)
