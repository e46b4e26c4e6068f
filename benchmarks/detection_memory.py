"""Prints how much memory an accumulator of detections takes at its peak, in memory alone and with a folder to spill to.

    python benchmarks/detection_memory.py             1, 4 and 16 million detections
    python benchmarks/detection_memory.py 64 --spill  64 million, only with a folder

Images of 1,000 made-up detections of 80 categories are added one by one, then the twelve numbers are taken, each time
in a process of its own. What is counted is memory that no file stands behind (Linux: RssAnon), every few milliseconds,
above what a small accumulator before has left; pages of mapped files can be taken back by the system at any time.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, Self

import numpy as np

import labelgauge as lg

MILLION = 10**6
MIB = 2**20
COUNTS = (1, 4, 16)
N_CATEGORIES, N_GOLD, N_DETECTIONS = 80, 20, 1000


class Watch:
    """The most memory without files in use, in bytes above what was in use before; used by ``with``."""

    def __init__(self, every_s: float = 0.005) -> None:
        self.most, self._before, self._every_s = 0, used(), every_s
        self._end, self._thread = Event(), Thread(target=self._look)

    def _look(self) -> None:
        while not self._end.wait(self._every_s):
            self.most = max(self.most, used() - self._before)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def used() -> int:
    """Bytes of this process in memory that no file stands behind."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


def boxes(rng: np.random.Generator, n: int) -> lg.Boxes:
    """Of 20 to 100 pixels, on 1000 × 1000."""
    corner = rng.random((n, 2)) * 900
    return lg.Boxes(np.hstack([corner, corner + 20 + rng.random((n, 2)) * 80]))


def add(scores: lg.DetectionAccumulator, n_images: int) -> None:
    """Made-up images."""
    rng = np.random.default_rng(0)
    for image in range(n_images):
        scores.update(
            image,
            gold=boxes(rng, N_GOLD),
            gold_category=rng.integers(0, N_CATEGORIES, N_GOLD),
            detections=boxes(rng, N_DETECTIONS),
            category=rng.integers(0, N_CATEGORIES, N_DETECTIONS),
            score=rng.random(N_DETECTIONS),
        )


def measure(n: int, spill: str | None) -> tuple[float, float, float]:
    """Bytes at the peak, seconds, and AP."""
    small = lg.DetectionAccumulator(range(N_CATEGORIES), spill=spill)
    add(small, 64)
    repr(small.finalize().stats)
    begin = time.perf_counter()
    with Watch() as watch:
        scores = lg.DetectionAccumulator(range(N_CATEGORIES), spill=spill)
        add(scores, n // N_DETECTIONS)
        ap = scores.finalize().stats["AP"].value
    return watch.most, time.perf_counter() - begin, ap


def alone(n: int, spill: str | None) -> Any:
    """`measure` in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(partial(measure, n, spill))


def main(arguments: list[str]) -> None:
    """One row per number of millions."""
    counts = [int(value) for value in arguments if not value.startswith("-")] or COUNTS
    print(
        "| detections | in memory, peak MiB | seconds | with `spill`, peak MiB | seconds |\n"
        "| --- | --- | --- | --- | --- |"
    )
    for count in counts:
        with TemporaryDirectory() as folder:
            answers = [
                alone(count * MILLION, spill) for spill in ([folder] if "--spill" in arguments else [None, folder])
            ]
        if len({ap for *_, ap in answers}) > 1:
            msg = f"another answer with a folder than without: {answers}"
            raise SystemExit(msg)
        cells = [f"{value:.0f}" for peak, seconds, _ in answers for value in (peak / MIB, seconds)]
        print(f"| {count * MILLION:,} | {' | '.join(['-'] * (4 - len(cells)) + cells)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
