"""Times labelgauge beside its peers in one run, and fails when a recorded ratio is lost.

    python benchmarks/compare.py              every case on every instruction set this CPU has
    python benchmarks/compare.py --quick      fewer rounds, for CI
    python benchmarks/compare.py --record     write the ratios as this CPU's record
    python benchmarks/compare.py --markdown   print the table as Markdown

Absolute times drift with the machine, so only ratios count: ours and the peer's call alternate within one process, and
each round gives one ratio (peer's time ÷ ours). The answer of every case is compared before it is timed. A case fails
only if the 90 % interval of its median ratio lies wholly below 0.8 × the record of this CPU and instruction set, the
lower end of the interval when it was recorded; without a record, on an unknown CPU or where memory is the limit (see
`Case`), wholly below 1. A case that would fail is measured once more, longer, which decides: a neighbour
on a shared machine may have disturbed one side.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
from dataclasses import dataclass
from math import comb
from pathlib import Path
from statistics import median

from cases import CASES, Case
from timing import enough_repeats, seconds

import labelgauge as lg

RECORDS = Path(__file__).parent / "records"
KEPT_SHARE = 0.8
CONFIDENCE = 0.9
QUICK_ROUNDS, FULL_ROUNDS = 9, 31


@dataclass(frozen=True)
class Result:
    """Times and ratios of one case on one instruction set."""

    case: Case
    instruction_set: str
    ours_ms: float
    peer_ms: float
    ratio: float
    low: float
    high: float


def main() -> int:
    arguments = _arguments()
    record_file = RECORDS / f"{cpu_key()}.json"
    record = json.loads(record_file.read_text(encoding="utf-8")) if record_file.exists() else {}
    results = []
    for case in CASES:
        for instruction_set in lg.build_info().supported:
            result = measure(case, instruction_set, arguments.rounds)
            if result.high < floor(result, record):
                result = measure(case, instruction_set, 2 * max(arguments.rounds, FULL_ROUNDS))
            results.append(result)
    print(table(results, record, markdown=arguments.markdown))
    if arguments.record:
        write_record(record_file, results)
        return 0
    lost = [result for result in results if result.high < floor(result, record)]
    for result in lost:
        print(
            f"{result.case.id} on {result.instruction_set}: ratio {result.ratio:.2f} [{result.low:.2f}, "
            f"{result.high:.2f}] lies below {floor(result, record):.2f}",
            file=sys.stderr,
        )
    return 1 if lost else 0


def measure(case: Case, instruction_set: str, rounds: int) -> Result:
    """Times one case; who goes first alternates from round to round."""
    os.environ["LABELGAUGE_ISA"] = instruction_set
    field = case.field()
    ours, peer = field.ours, field.peers[case.peer]
    if not field.same(ours(), peer()):
        message = f"{case.id}: labelgauge and {case.peer} give different answers"
        raise SystemExit(message)
    repeats = enough_repeats(ours)
    pairs = []
    for turn in range(rounds):
        first, second = (ours, peer) if turn % 2 == 0 else (peer, ours)
        times = seconds(first, repeats), seconds(second, repeats)
        pairs.append(times if turn % 2 == 0 else times[::-1])
    ratios = sorted(peer_time / our_time for our_time, peer_time in pairs)
    low, high = median_interval(ratios)
    our_times, peer_times = zip(*pairs, strict=True)
    return Result(case, instruction_set, 1e3 * median(our_times), 1e3 * median(peer_times), median(ratios), low, high)


def median_interval(ordered: list[float]) -> tuple[float, float]:
    """Distribution-free interval of the median: the narrowest pair of order statistics that covers it often enough."""
    n = len(ordered)
    outside = 0.0
    rank = 0
    while rank < n // 2 and outside + comb(n, rank) / 2**n <= (1 - CONFIDENCE) / 2:
        outside += comb(n, rank) / 2**n
        rank += 1
    rank = max(rank - 1, 0)
    return ordered[rank], ordered[n - 1 - rank]


def floor(result: Result, record: dict[str, dict[str, float]]) -> float:
    """The ratio below which a case counts as lost."""
    known = record.get(result.case.id, {}).get(result.instruction_set)
    return 1.0 if known is None else KEPT_SHARE * known


def table(results: list[Result], record: dict[str, dict[str, float]], *, markdown: bool) -> str:
    header = ["case", "work", "set", "ours ms", "peer ms", "peer", "ratio", "90 % interval", "record"]
    rows = [
        [
            result.case.id,
            result.case.work,
            result.instruction_set,
            f"{result.ours_ms:.2f}",
            f"{result.peer_ms:.2f}",
            result.case.peer,
            f"{result.ratio:.2f}",
            f"{result.low:.2f} to {result.high:.2f}",
            _shown(record.get(result.case.id, {}).get(result.instruction_set)),
        ]
        for result in results
    ]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in [header, *rows]]
    if markdown:
        lines.insert(1, ["-" * width for width in widths])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in lines)


def write_record(record_file: Path, results: list[Result]) -> None:
    record: dict[str, dict[str, float]] = {}
    for result in results:
        if not result.case.limited_by_memory:
            record.setdefault(result.case.id, {})[result.instruction_set] = round(result.low, 3)
    record_file.parent.mkdir(exist_ok=True)
    partial = record_file.with_suffix(".partial")
    partial.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    partial.replace(record_file)
    print(f"recorded in {record_file.name}")


def cpu_key() -> str:
    """The CPU's model and its strongest instruction set, as a file name."""
    return re.sub(r"[^a-z0-9]+", "-", f"{cpu_model()} {lg.build_info().supported[-1]}".lower()).strip("-")


def cpu_model() -> str:
    """What the CPU calls itself."""
    information = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if information.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", information.read_text(encoding="utf-8"), flags=re.MULTILINE)
        model = found.group(1) if found else model
    return model


def _shown(known: float | None) -> str:
    return "" if known is None else f"{known:.2f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--quick",
        action="store_const",
        dest="rounds",
        const=QUICK_ROUNDS,
        default=FULL_ROUNDS,
        help=f"{QUICK_ROUNDS} rounds, not {FULL_ROUNDS}",
    )
    parser.add_argument("--record", action="store_true", help="write this CPU's record")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
