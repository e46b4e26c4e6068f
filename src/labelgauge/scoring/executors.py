"""How shards are worked off: one after the other, or on threads; results always come in the order of the shards."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

EXECUTORS = ("serial", "threads")


def ordered_map(work: Callable[[int], Result], n: int, *, executor: str, threads: int) -> Iterator[Result]:
    """Results of ``work(0)`` … ``work(n - 1)``, in that order.

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
        One result per shard. An error, or Ctrl-C, ends the map as soon as the shards already begun are done.
    """
    if executor == "serial" or threads == 1:
        yield from map(work, range(n))
    else:
        yield from _on_threads(work, n, threads)


def _on_threads(work: Callable[[int], Result], n: int, threads: int) -> Iterator[Result]:
    pool = ThreadPoolExecutor(threads, thread_name_prefix="labelgauge")
    waiting: deque[Future[Result]] = deque()
    try:
        for shard in range(n):
            waiting.append(pool.submit(work, shard))
            if len(waiting) >= 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
