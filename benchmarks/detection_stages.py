"""Prints how long the stages of our detection evaluation take, for files like those of val2017.

    python benchmarks/detection_stages.py            masks, boundaries and boxes of 500, 2,000 and 5,000 images
    python benchmarks/detection_stages.py segm       masks alone

Each number is the median of a few rounds on one thread, in milliseconds. The stages are functions that a call of
`evaluate_detections` runs one after the other; what it does between them is the rest.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from statistics import median
from typing import Any
from unittest.mock import patch

from coco_files import folder
from detection_files import Files, write

import labelgauge as lg
from labelgauge.kernels import detection
from labelgauge.matching import judged
from labelgauge.scoring import detections

STAGES = {
    "columns": (detections, "sides_of"),
    "order": (judged, "arrange"),
    "overlap": (judged, "find_edges"),
    "match": (detection, "judge_detections"),
    "accumulate": (detection, "precision_recall"),
}
"""Functions, each where its caller looks for it."""
SIZES = (500, 2000, 5000)
ROUNDS = 3


def main(tasks: list[str]) -> None:
    names = ["read gold", "read detections", *STAGES, "rest"]
    print(f"| task | images | {' | '.join(names)} | all |\n|{' --- |' * (len(names) + 3)}")
    for n_images in SIZES:
        files = write(folder(), n_images)
        for task in tasks:
            rounds = [stages(files, task) for _ in range(ROUNDS)]
            cells = [median(taken[name] for taken in rounds) for name in names]
            whole = median(sum(taken.values()) for taken in rounds)
            print(f"| {task} | {n_images:,} | {' | '.join(f'{1e3 * s:.0f}' for s in [*cells, whole])} |", flush=True)


def stages(files: Files, task: str) -> dict[str, float]:
    """Seconds of each stage of one evaluation, from files to numbers."""
    taken = dict.fromkeys(STAGES, 0.0)
    begin = time.perf_counter()
    gold = lg.read(files.gold)
    gold_is_read = time.perf_counter()
    found = lg.read(files.detections(task), images_of=gold)
    all_is_read = time.perf_counter()
    with ExitStack() as stack:
        for name, (module, function) in STAGES.items():
            stack.enter_context(patch.object(module, function, _timed(getattr(module, function), taken, name)))
        lg.evaluate_detections(gold, found, task=task)
    rest = time.perf_counter() - all_is_read - sum(taken.values())
    reading = {"read gold": gold_is_read - begin, "read detections": all_is_read - gold_is_read}
    return reading | taken | {"rest": rest}


def _timed(call: Callable[..., Any], taken: dict[str, float], name: str) -> Callable[..., Any]:
    """The call, whose time is added up."""

    @wraps(call)
    def timed(*arguments: Any, **named: Any) -> Any:
        begin = time.perf_counter()
        try:
            return call(*arguments, **named)
        finally:
            taken[name] += time.perf_counter() - begin

    return timed


if __name__ == "__main__":
    main(sys.argv[1:] or ["segm", "boundary", "bbox"])
