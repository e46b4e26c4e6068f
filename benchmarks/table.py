"""Prints one table, every row at several sizes, labelgauge beside every peer that is installed; then three of us alone.

    python benchmarks/table.py                all rows
    python benchmarks/table.py P10 "P12 LIDC" rows that begin so
    python benchmarks/table.py --rounds 3     a quick look
    python benchmarks/table.py --large        also sizes whose peers need gigabytes

Within a row all calls alternate in one process, each round beginning with another one, after the answers of all of them
were found equal to ours. Times are medians over rounds; a ratio is the median of a round's peer time ÷ our time. Of a
peer that needs more than a second per call the call that was checked is the only one that counts. The floor is memory
alone: reading the input once and filling an output of the answer's size, measured in the same rounds. Threads are
compared in a second table, where the answers must be equal byte for byte; beside our speed-up stands the floor's, since
no program that has to read its input can gain more than memory does. All pairs of people's masks are one call each in a
third, and a fourth has the time per voxel of cubes that grow, far masks and hard ones among them.

labelgauge runs on one thread. Peers run as they come: hotcoco, faster-coco-eval and NumPy's matrix product use every
core for some of these calls.

Peers come with `pip install '.[bench]'`; those that are missing are named and left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from statistics import median
from typing import Any

from compare import cpu_model
from contest import DISTRIBUTIONS, MODULES, Call, Field, installed
from real_pairs import SOURCES
from rows import GROWING, IN_ONE_CALL, ROWS, SIDES, THREADED, Sizes
from timing import enough_repeats, seconds

import labelgauge as lg

ROUNDS = 7
SLOW_S = 1.0
WORTH_SHARING_MS = 5.0
"""A floor below this is no limit, and not worth a second thread."""
OURS, FLOOR = "labelgauge", "floor"


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
    rounds = arguments.rounds
    ids = [row.id for row in ROWS if _wanted(row.id, arguments.rows)]
    print(_conditions(rounds))
    _print_table(
        ["row", "work", "size", "ours ms", "best peer", "ms", "ratio", "other peers", "floor ms", "ours ÷ floor"],
        (
            [row.id, row.work, size, *_cells(measure(row.id, make(), rounds))]
            for row in ROWS
            if row.id in ids
            for size, make in (row.sizes | (row.large if arguments.large else {})).items()
        ),
    )
    if (os.cpu_count() or 1) > 1:
        _print_table(
            ["row", "size", "1 thread ms", "2 threads ms", "speed-up", "floor's speed-up"],
            ([id, size, *_thread_cells(make(), rounds)] for id, size, make in _sizes(THREADED, ids)),
        )
    _print_table(
        ["all pairs in one call", "pairs", "s", "ms per pair", "2 threads s", "speed-up", "floor s"],
        ([id, size, *_one_call_cells(make(), rounds)] for id, size, make in _sizes(IN_ONE_CALL, ids)),
    )
    _print_table(
        ["ns per voxel", *(f"{side}³" for side in SIDES), "last ÷ first"],
        ([id, *_growth_cells(GROWING[id], rounds)] for id in ids if id in GROWING),
    )
    return 0


def _wanted(id: str, names: list[str]) -> bool:
    """Whether a row is named, in full or by its first words; all are where none is named."""
    return not names or any(f"{id} ".startswith(f"{name} ") for name in names)


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
    times = alternate(entrants, rounds).seconds | slow
    return Times({name: [field.times.get(name, 1) * taken for taken in each] for name, each in times.items()})


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


def on_threads(field: Field, rounds: int) -> tuple[Times, Any]:
    """Times of us and of memory, on one thread and on two, and the answer, which is the same."""
    calls = {
        f"{name} on {threads}": partial(call, threads=threads)
        for name, call in ((OURS, field.ours), (FLOOR, field.floor))
        for threads in (1, 2)
    }
    answers = [calls[f"{OURS} on {threads}"]() for threads in (1, 2)]
    if answers[0].tobytes() != answers[1].tobytes():
        message = "two threads change the answer"
        raise SystemExit(message)
    return alternate(calls, 2 * rounds), answers[0]


def _thread_cells(field: Field, rounds: int) -> list[str]:
    times, _ = on_threads(field, rounds)
    one, two, floor_on_one, floor_on_two = times.seconds
    by_memory = times.ms(floor_on_one) > WORTH_SHARING_MS
    limit = _shown(times.ratio(floor_on_one, floor_on_two)) if by_memory else ""
    return [_shown(times.ms(one)), _shown(times.ms(two)), _shown(times.ratio(one, two)), limit]


def _one_call_cells(field: Field, rounds: int) -> list[str]:
    times, answer = on_threads(field, rounds)
    one, two, floor, _ = times.seconds
    n_pairs = answer.shape[-1]
    return [
        *(_shown(number) for number in (times.ms(one) / 1e3, times.ms(one) / n_pairs)),
        *(_shown(number) for number in (times.ms(two) / 1e3, times.ratio(one, two), times.ms(floor) / 1e3)),
    ]


def _growth_cells(sizes: Sizes, rounds: int) -> list[str]:
    """Nanoseconds per voxel at each size, and how many times as many the last takes as the first."""
    calls = {size: make().ours for size, make in sizes.items()}
    times = alternate(calls, rounds)
    per_voxel = [1e6 * times.ms(size) / side**3 for size, side in zip(sizes, SIDES, strict=True)]
    return [_shown(number) for number in (*per_voxel, per_voxel[-1] / per_voxel[0])]


def _shown(number: float) -> str:
    """Three digits."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _sizes(rows: dict[str, Sizes], ids: list[str]) -> Iterator[tuple[str, str, Callable[[], Field]]]:
    return ((id, size, make) for id in ids for size, make in rows.get(id, {}).items())


def _print_table(header: list[str], rows: Iterator[list[str]]) -> None:
    """Rows as they come; nothing where none does."""
    for index, row in enumerate(rows):
        if index == 0:
            print()
            _print_row(header)
            _print_row(["---"] * len(header))
        _print_row(row)


def _print_row(cells: list[str]) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


def _conditions(rounds: int) -> str:
    """What the table was made with: peers that share a package are named once."""
    peers = sorted({DISTRIBUTIONS.get(peer, peer): installed(peer) for peer in MODULES}.items())
    there = ", ".join(f"{name} {metadata.version(name)}" for name, is_there in peers if is_there)
    missing = ", ".join(name for name, is_there in peers if not is_there)
    no_data = "; ".join(f"{source.name} ({source.missing()})" for source in SOURCES if source.missing())
    lines = [
        f"{cpu_model()}; labelgauge on {lg.build_info().supported[-1]}, one thread; medians of {rounds} rounds.",
        f"Peers: {there}.",
        *([f"Not installed, so left out: {missing}."] if missing else []),
        *([f"Data that is not here, so left out: {no_data}."] if no_data else []),
    ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "rows",
        nargs="*",
        metavar="ROW",
        help="rows to measure by their first words, such as P3 or 'P10 RLE'; all by default",
    )
    parser.add_argument("--large", action="store_true", help="also sizes that need gigabytes or minutes")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds per size, {ROUNDS} by default")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
