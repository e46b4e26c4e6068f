"""Work on several threads: results in order, and no waiting for what is wanted no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NoReturn

import numpy as np
import pytest

import labelgauge as lg
from labelgauge._ordered import ordered
from labelgauge.errors import InputError

THREADS = 3


def long_call(threads: int) -> None:
    """A kernel that goes on for minutes: two pairs of polygons, which cross some 10⁸ times."""
    points = np.random.default_rng(0).uniform(0, 1, (30_000, 2))
    one, other = (lg.Polygons.from_rings([[points + shift]] * 2, fill="even_odd") for shift in (0.0, 0.1))
    lg.iou(one, other, paired=True, threads=threads)


def test_results_come_in_order_and_few_wait() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        return number * number

    results = ordered(work, 100, THREADS)
    assert next(results) == 0
    assert len(begun) <= 2 * THREADS + 1
    assert list(results) == [i * i for i in range(1, 100)]


def fail() -> NoReturn:
    what = "work 0 cannot be done"
    raise InputError(what)


def interrupt() -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("threads_of_kernels", [1, 2])
@pytest.mark.parametrize("end", [fail, interrupt])
def test_kernels_on_other_threads_stop_when_nobody_waits_for_them(
    end: Callable[[], NoReturn], threads_of_kernels: int
) -> None:
    """The first piece of work ends all; the others are in a kernel then, and Ctrl-C is not heard on their threads."""
    inside = threading.Barrier(THREADS)
    stopped: list[int] = []

    def work(number: int) -> None:
        inside.wait()
        if number == 0:
            end()
        try:
            long_call(threads_of_kernels)
        except KeyboardInterrupt:
            stopped.append(number)
            raise

    with pytest.raises((InputError, KeyboardInterrupt)):
        list(ordered(work, THREADS, THREADS))
    assert sorted(stopped) == [1, 2]


def test_whoever_asks_for_no_more_closes_it_and_work_stops() -> None:
    inside = threading.Barrier(2)
    stopped: list[int] = []

    def work(number: int) -> None:
        if number == 1:
            inside.wait()
            try:
                long_call(1)
            except KeyboardInterrupt:
                stopped.append(number)

    results = ordered(work, 2, 2)
    next(results)
    inside.wait()
    results.close()
    assert stopped == [1]


def test_kernels_go_on_where_nothing_was_given_up() -> None:
    """A flag is that of its threads alone: after a failure the next work, and the main thread, run to their end."""
    with pytest.raises(InputError):
        list(ordered(lambda _: fail(), 2, 2))
    mask = lg.Masks.from_rle([{"size": [2**15, 2**15], "counts": [0, 2**30]}])
    assert list(ordered(lambda _: int(mask.transpose().area[0]), 2, 2)) == [2**30, 2**30]
