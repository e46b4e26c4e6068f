"""Prints one table: every row at three sizes, labelgauge beside every peer that is installed.

    python benchmarks/table.py                all rows
    python benchmarks/table.py P10 P11        these rows
    python benchmarks/table.py --rounds 3     a quick look

Within a row all calls alternate in one process, each round beginning with another one, after the answers of all of them
were found equal to ours. Times are medians over rounds; a ratio is the median of a round's peer time ÷ our time. Of a
peer that needs more than a second per call the call that was checked is the only one that counts. The floor is memory
alone: reading the input once and filling an output of the answer's size, measured in the same rounds. Threads are
compared in a second table, where the answers must be equal byte for byte; beside our speed-up stands the floor's, since
no program that has to read its input can gain more than memory does.

labelgauge runs on one thread. Peers run as they come: hotcoco, faster-coco-eval and NumPy's matrix product use every
core for some of these calls.

Peers come with `pip install '.[bench]'`; those that are missing are named and left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from statistics import median
from typing import Any

import boundary_fields as boundary
import codec_fields as codec
import confusion_fields as confusion
import dataset_fields as dataset
import distance_fields as distance
import overlap_fields as overlap
import surface_fields as surface
from compare import cpu_model
from contest import DISTRIBUTIONS, MODULES, Call, Field, installed
from timing import enough_repeats, seconds

import labelgauge as lg

ROUNDS = 7
SLOW_S = 1.0
WORTH_SHARING_MS = 5.0
"""A floor below this is no limit, and not worth a second thread."""
OURS, FLOOR = "labelgauge", "floor"
VGA, CITY = (480, 640), (1024, 2048)
RULES = {"voxels": "monai", "corners": "deepmind", "pooled voxels": "medpy"}
VOLUMES = {
    "128³": ((128, 128, 128), (1.0, 1.0, 1.0)),
    "256³": ((256, 256, 256), (1.0, 1.0, 1.0)),
    "200×512×512": ((200, 512, 512), (3.0, 0.8, 0.8)),
}


@dataclass(frozen=True)
class Row:
    """One kind of work at three sizes."""

    id: str
    work: str
    sizes: dict[str, Callable[[], Field]]


def sized(make: Callable[..., Field], rest: Any, *numbers: int) -> dict[str, Callable[[], Field]]:
    """Three sizes that differ in how many items there are."""
    return {f"{n:,}": partial(make, n, rest) for n in numbers}


ROWS = (
    Row("load", "a COCO file of n MB, all cores", {f"{mb}": partial(dataset.of_megabytes, mb) for mb in (1, 10, 100)}),
    Row("P3", "IoU of n × n RLE masks, 640×480", sized(overlap.of_runs, VGA, 30, 100, 300)),
    Row("P4", "IoU of n × n RLE masks, 1024²", sized(overlap.of_runs, (1024, 1024), 100, 300, 1000)),
    Row("P5", "IoU of n × n masks as pixels, 640×480", sized(overlap.of_pixels, VGA, 30, 100, 200)),
    Row("P6", "IoU and Dice of n pairs as pixels, 512²", sized(overlap.of_pairs, (512, 512), 100, 300, 1000)),
    Row(
        "P7 pieces",
        "confusion matrix of label maps, 19 classes",
        {shown: partial(confusion.of_maps, size, noise=False) for shown, size in confusion.SIZES.items()},
    ),
    Row(
        "P7 noise",
        "confusion matrix of random labels, 19 classes",
        {shown: partial(confusion.of_maps, size, noise=True) for shown, size in confusion.SIZES.items()},
    ),
    Row(
        "P8",
        "10,000 polygons of v vertices to RLE, 640×480",
        {f"{vertices}": partial(codec.polygons, 10_000, vertices) for vertices in (10, 50, 500)},
    ),
    Row("P8 people's", "polygons that people drew to RLE", {"1,408": codec.real}),
    Row("P9 encode", "n masks, pixels to RLE, 640×480", sized(codec.encode, VGA, 100, 300, 1000)),
    Row("P9 decode", "n masks, RLE to pixels, 640×480", sized(codec.decode, VGA, 100, 300, 1000)),
    Row("P10 pixels", "Boundary IoU of n pairs as pixels, 640×480", sized(boundary.of_pixels, VGA, 100, 300, 1000)),
    Row("P10 RLE", "Boundary IoU of n RLE pairs, 640×480", sized(boundary.of_runs, VGA, 100, 300, 1000)),
    Row("P11 pixels", "Boundary IoU of n pairs as pixels, 1024×2048", sized(boundary.of_pixels, CITY, 10, 30, 100)),
    Row("P11 RLE", "Boundary IoU of n RLE pairs, 1024×2048", sized(boundary.of_runs, CITY, 10, 30, 100)),
    *(
        Row(
            f"P12 {named}",
            f"NSD, HD95 and ASSD of n pairs 512², {named}",
            {f"{n:,}": partial(surface.of_images, n, 512, convention) for n in (100, 300, 1000)},
        )
        for named, convention in RULES.items()
    ),
    *(
        Row(
            f"P13, P14 {named}",
            f"NSD, HD95 and ASSD of two volumes, {named}",
            {shown: partial(surface.of_volume, *volume, convention) for shown, volume in VOLUMES.items()},
        )
        for named, convention in RULES.items()
    ),
    *(
        Row(
            f"far {kind}",
            f"NSD, HD95 and ASSD of two cubes, {kind}",
            {f"{side}³": partial(surface.of_hard, kind, side) for side in (32, 64, 128)},
        )
        for kind in surface.HARD
    ),
    *(
        Row(
            f"P15 {kind}",
            f"distance transform of a cube, {kind}",
            {f"{side}³": partial(distance.of_cube, kind, side) for side in (64, 128, 256)},
        )
        for kind in distance.KINDS
    ),
)
THREADED = {
    "P4": ("3,000", partial(overlap.of_runs, 3000, (1024, 1024))),
    "P10 pixels": ("1,000", partial(boundary.of_pixels, 1000, VGA)),
    "P10 RLE": ("10,000", partial(boundary.of_runs, 10_000, VGA)),
    "P11 pixels": ("100", partial(boundary.of_pixels, 100, CITY)),
    "P11 RLE": ("2,000", partial(boundary.of_runs, 2000, CITY)),
    **{f"P15 {kind}": ("256³", partial(distance.of_cube, kind, 256)) for kind in distance.KINDS},
}
"""Rows whose threads are compared, at a size that takes one thread 20 ms or more: less is not worth a thread."""


@dataclass(frozen=True)
class Times:
    """Seconds per call, one per round, of each entrant."""

    seconds: dict[str, list[float]]

    def ms(self, entrant: str) -> float:
        return 1e3 * median(self.seconds[entrant])

    def ratio(self, entrant: str, to: str = OURS) -> float:
        """Median of the rounds' ratios; of the one time there is to the other's median, where rounds do not pair up."""
        times, others = self.seconds[entrant], self.seconds[to]
        if len(times) != len(others):
            return median(times) / median(others)
        return median(mine / other for mine, other in zip(times, others, strict=True))


def main() -> int:
    arguments = _arguments()
    rows = [row for row in ROWS if not arguments.rows or {row.id, row.id.split()[0]} & set(arguments.rows)]
    print(_conditions(arguments.rounds), end="\n\n")
    _print_row(
        ["row", "work", "size", "ours ms", "best peer", "ms", "ratio", "other peers", "floor ms", "ours ÷ floor"]
    )
    _print_row(["---"] * 10)
    for row in rows:
        for size, make in row.sizes.items():
            _print_row([row.id, row.work, size, *_cells(measure(row.id, make(), arguments.rounds))])
    threaded = [row for row in rows if row.id in THREADED]
    if threaded and (os.cpu_count() or 1) > 1:
        print()
        _print_row(["row", "size", "1 thread ms", "2 threads ms", "speed-up", "floor's speed-up"])
        _print_row(["---"] * 6)
        for row in threaded:
            size, make = THREADED[row.id]
            _print_row([row.id, size, *_thread_cells(make(), arguments.rounds)])
    return 0


def measure(row: str, field: Field, rounds: int) -> Times:
    """Checks every answer, then lets all calls alternate."""
    answer = field.ours()
    entrants: dict[str, Call] = {OURS: field.ours, FLOOR: field.floor}
    slow: dict[str, list[float]] = {}
    for peer, call in field.peers.items():
        begin = time.perf_counter()
        theirs = call()
        taken = time.perf_counter() - begin
        if not field.same(answer, theirs):
            message = f"{row}: labelgauge and {peer} give different answers"
            raise SystemExit(message)
        if taken > SLOW_S:
            slow[peer] = [taken]
        else:
            entrants[peer] = call
    return Times(alternate(entrants, rounds).seconds | slow)


def alternate(entrants: dict[str, Call], rounds: int) -> Times:
    """Times of each round and entrant; who goes first moves on from round to round."""
    repeats = {name: enough_repeats(call) for name, call in entrants.items()}
    times: dict[str, list[float]] = {name: [] for name in entrants}
    names = list(entrants)
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(seconds(entrants[name], repeats[name]))
    return Times(times)


def _cells(times: Times) -> list[str]:
    peers = sorted((name for name in times.seconds if name not in {OURS, FLOOR}), key=times.ms)
    best = (
        [peers[0], _shown(times.ms(peers[0])), f"**{_shown(times.ratio(peers[0]))}**"] if peers else ["none"] + [""] * 2
    )
    others = ", ".join(f"{name} {_shown(times.ratio(name))}" for name in peers[1:])
    return [_shown(times.ms(OURS)), *best, others, _shown(times.ms(FLOOR)), _shown(times.ratio(OURS, FLOOR))]


def _thread_cells(field: Field, rounds: int) -> list[str]:
    calls = {
        f"{name} on {threads}": partial(call, threads=threads)
        for name, call in ((OURS, field.ours), (FLOOR, field.floor))
        for threads in (1, 2)
    }
    one, two, floor_on_one, floor_on_two = calls
    if calls[one]().tobytes() != calls[two]().tobytes():
        message = "two threads change the answer"
        raise SystemExit(message)
    times = alternate(calls, 2 * rounds)
    by_memory = times.ms(floor_on_one) > WORTH_SHARING_MS
    limit = _shown(times.ratio(floor_on_one, floor_on_two)) if by_memory else ""
    return [_shown(times.ms(one)), _shown(times.ms(two)), _shown(times.ratio(one, two)), limit]


def _shown(number: float) -> str:
    """Three digits."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _print_row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def _conditions(rounds: int) -> str:
    """What the table was made with: peers that share a package are named once."""
    peers = sorted({DISTRIBUTIONS.get(peer, peer): installed(peer) for peer in MODULES}.items())
    there = ", ".join(f"{name} {metadata.version(name)}" for name, is_there in peers if is_there)
    missing = ", ".join(name for name, is_there in peers if not is_there)
    lines = [
        f"{cpu_model()}; labelgauge on {lg.build_info().supported[-1]}, one thread; medians of {rounds} rounds.",
        f"Peers: {there}.",
        *([f"Not installed, so left out: {missing}."] if missing else []),
    ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "rows", nargs="*", metavar="ROW", help="rows to measure, such as P3 or 'P10 RLE'; all by default"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds per size, {ROUNDS} by default")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
