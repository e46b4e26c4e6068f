"""Prints how much memory large overlaps take at their peak, above what the masks themselves take.

    python benchmarks/memory.py

Each case runs in a process of its own, which makes its masks, notes the most memory it has used so far, and notes it
again after the call. What the masks and the result take is counted from their arrays.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable
from typing import Any

from shapes import outlines

import labelgauge as lg

MIB = 2**20


def dense(n: int) -> tuple[lg.Masks, lg.Masks, Callable[..., Any]]:
    """Every gold with every candidate, on 1024 × 1024 pixels."""
    return *_sides(n, (1024, 1024)), lambda g, c: [lg.iou(g, c)]


def sparse(n: int) -> tuple[lg.Masks, lg.Masks, Callable[..., Any]]:
    """The pairs of IoU 0.1 or more of one image of 16384 × 16384 pixels."""

    def call(g: lg.Masks, c: lg.Masks) -> Any:
        found = lg.iou(g, c, sparse=True, threshold=0.1)
        return [found.row, found.column, found.value]

    return *_sides(n, (16384, 16384), scale=1 / 16), call


CASES = {
    "IoU, 2,000 × 2,000 masks, 1024²": (dense, 2000),
    "sparse IoU from 0.1, 10,000 × 10,000 masks, one image of 16384²": (sparse, 10_000),
}


def main() -> None:
    print("| work | masks MiB | result MiB | peak above the masks MiB |\n| --- | --- | --- | --- |")
    context = multiprocessing.get_context("spawn")
    for name, (make, n) in CASES.items():
        with context.Pool(1) as pool:
            masks, result, peak = pool.apply(measure, (make.__name__, n))
        print(f"| {name} | {masks / MIB:.1f} | {result / MIB:.1f} | {peak / MIB:.1f} |", flush=True)


def measure(case: str, n: int) -> tuple[int, int, int]:
    """Bytes of the masks, of the result, and of the peak beyond what was used before the call."""
    gold, candidate, call = globals()[case](n)
    lg.iou(gold[:1], candidate[:1])  # what is loaded at the first call is not its cost
    before = most_used()
    result = call(gold, candidate)
    peak = most_used() - before
    masks = sum(array.nbytes for side in (gold, candidate) for array in (side.counts, side.offsets, side.sizes))
    return masks, sum(array.nbytes for array in result), peak


def most_used() -> int:
    """The most memory this process has used so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _sides(n: int, size: tuple[int, int], scale: float = 1.0) -> tuple[lg.Masks, lg.Masks]:
    """Outlines, and the same ones two pixels off; all smaller by `scale` about their middle."""
    sides = []
    for shift in (0.0, 2.0):
        rings = []
        for (ring,) in outlines(n, size, 40, 9):
            points = ring.reshape(-1, 2)
            middle = points.mean(axis=0)
            rings.append([((points - middle) * scale + middle + shift).ravel()])
        sides.append(lg.Masks.from_polygons(rings, size))
    return sides[0], sides[1]


if __name__ == "__main__":
    main()
