"""Threads over chunks of what a kernel has to do. Chunks do not depend on the number of threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context


def over_chunks(n: int, size: int, threads: int, work: Callable[[int, int], None]) -> None:
    """Call ``work(first, end)`` for all of range(n), `size` at a time. Ctrl-C ends it after the chunks being worked on.

    Parameters
    ----------
    n, size
        How much there is, and how much of it a chunk is.
    threads
        Number of threads.
    work
        Releases the GIL, and writes what no other chunk does.
    """
    chunks = [(first, min(first + size, n)) for first in range(0, n, size)]
    if threads == 1 or len(chunks) < 2:
        for first, end in chunks:
            work(first, end)
        return
    with ThreadPoolExecutor(threads) as pool:
        # Each in a copy of this context, as one context is of one thread at a time.
        waiting = [pool.submit(copy_context().run, work, first, end) for first, end in chunks]
        try:
            for done in waiting:
                done.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
