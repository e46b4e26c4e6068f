"""Prints how long whole detection evaluations take where nothing else has run: each entrant in a process of its own.

    python benchmarks/detection_alone.py             masks and boxes of 5,000 images
    python benchmarks/detection_alone.py segm 500    masks of 500 images

An evaluation is from two files to twelve numbers. Each process evaluates three times; the first loads what there is to
load. Printed are the second and the third, and the most memory that the process has used. The entrants are labelgauge,
on one thread, and the peers that are installed, as they come. Their numbers are compared with ours to 1e-12.
"""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from contest import installed
from detection_fields import OURS, PEERS, evaluation_by, same
from detection_files import files_of, write
from memory import MIB, alone, most_used
from timing import seconds

N_IMAGES = 5000
ROUNDS = 3


def main(tasks: list[str], n_images: int) -> None:
    print(f"| task | images | | second s | third s | peak MiB |\n|{' --- |' * 6}")
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as name:
        write(Path(name), n_images)
        for task in tasks:
            ours = None
            for entrant in (OURS, *filter(installed, PEERS)):
                times, peak, numbers = alone(context, rounds, (entrant, task, Path(name), n_images))
                ours = numbers if ours is None else ours
                if not same(ours, numbers):
                    msg = f"{entrant}, {task}: other numbers than ours"
                    raise SystemExit(msg)
                row = task, f"{n_images:,}", entrant, f"{times[1]:.2f}", f"{times[2]:.2f}", f"{peak / MIB:.0f}"
                print(f"| {' | '.join(row)} |", flush=True)


def rounds(what: tuple[str, str, Path, int]) -> tuple[list[float], int, Any]:
    """Seconds of each evaluation, bytes at the peak, and the numbers of the last."""
    entrant, task, folder, n_images = what
    files, evaluate, answers = files_of(folder, n_images), evaluation_by(entrant), []

    def call() -> None:
        answers.append(evaluate(files.gold, files.detections(task), task))

    times = [seconds(call, 1) for _ in range(ROUNDS)]
    return times, most_used(), answers[-1]


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    named = [argument for argument in sys.argv[1:] if not argument.isdigit()]
    main(named or ["segm", "bbox"], int(numbers[0]) if numbers else N_IMAGES)
