"""Work done on several threads, results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TypeVar

from labelgauge._cancellation import stop_on

Result = TypeVar("Result")


def ordered(work: Callable[[int], Result], n: int, threads: int) -> Generator[Result, None, None]:
    """Results of ``work(0)`` … ``work(n - 1)``, in that order; to be closed by whoever may not ask for all of them.

    Parameters
    ----------
    work
        With more than one thread it must not depend on what it does for other numbers.
    n
        How many results.
    threads
        Number of threads; with one, work is done as results are asked for. At most twice as many results wait at a
        time.

    Yields
    ------
    object
        One result per number. An error, or Ctrl-C, ends it as soon as the work already begun has stopped: kernels do so
        within a second, other code goes on to the next kernel or to its end.

    Examples
    --------
    >>> from labelgauge._ordered import ordered
    >>> list(ordered(lambda i: i * i, 4, threads=2))
    [0, 1, 4, 9]
    """
    if threads == 1:
        yield from map(work, range(n))
        return
    unwanted = Event()
    pool = ThreadPoolExecutor(threads, "labelgauge", initializer=stop_on, initargs=(unwanted,))
    waiting: deque[Future[Result]] = deque()
    try:
        for i in range(n):
            waiting.append(pool.submit(work, i))
            if len(waiting) >= 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        unwanted.set()
        pool.shutdown(wait=True, cancel_futures=True)
