"""Prints how much memory large calls take at their peak, above what they are given.

    python benchmarks/memory.py               all cases
    python benchmarks/memory.py COCO alpha    those whose name begins so

Each case runs in a process of its own, which makes or loads its masks or ratings, notes the most memory it has used so
far, and notes it again after the call. What these and the result take is counted from their arrays. The peers of
surfaces and detections are those that are installed; what they answer about detections is compared with ours.
"""

from __future__ import annotations

import multiprocessing
import pickle
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from agreement_fields import codes
from contest import installed, module
from detection_fields import OURS, evaluation_by, same
from detection_fields import PEERS as EVALUATORS
from detection_files import Files, files_of, write
from numpy.typing import NDArray
from shapes import outlines
from surface_fields import PEERS, RULES, balls, numbers

import labelgauge as lg

MIB = 2**20
SPACING = (1.0, 1.0, 1.0)
SIDE = 256
PAIR = "pair.npy"
CATEGORIES = (10, 1000, 100_000)
FEW_IMAGES, N_IMAGES = 10, 5000


@dataclass(frozen=True)
class Work:
    """A call, the arrays it is given, and a small one like it: what is loaded at the first call is not its cost.

    `compared`: whether the result is compared with that of the same work by us.
    """

    given: list[NDArray[Any]]
    small: Callable[[], Any]
    call: Callable[[], list[NDArray[Any]]]
    compared: bool = False


def dense(n: int) -> Work:
    """Every gold with every candidate, on 1024 × 1024 pixels."""
    gold, candidate = _sides(n, (1024, 1024))
    return _overlaps(gold, candidate, lambda: [lg.iou(gold, candidate)])


def sparse(n: int) -> Work:
    """The pairs of IoU 0.1 or more of one image of 16384 × 16384 pixels."""
    gold, candidate = _sides(n, (16384, 16384), scale=1 / 16)

    def call() -> list[NDArray[Any]]:
        found = lg.iou(gold, candidate, sparse=True, threshold=0.1)
        return [found.row, found.column, found.value]

    return _overlaps(gold, candidate, call)


def surfaces(entrant: str, convention: str, pair: Path) -> Work:
    """NSD at 1, HD95 and ASSD of two volumes in a file, which loads without passing through other memory."""
    gold, candidate = np.load(pair)
    if entrant == OURS:
        measure = partial(numbers, spacing=SPACING, convention=convention)
    else:
        measure = PEERS[convention][entrant](module(entrant), SPACING)
    few = (slice(None, None, SIDE // 16),) * 3
    return Work(
        [gold, candidate],
        lambda: measure(gold[few], candidate[few]),
        lambda: [np.array(measure(gold, candidate))],
    )


def alpha(level: str, file: Path) -> Work:
    """Krippendorff's alpha and its standard error, of ratings in a file."""
    with file.open("rb") as stream:
        ratings = pickle.load(stream)

    def call(given: lg.Ratings) -> list[NDArray[Any]]:
        found = lg.krippendorff_alpha(given, level=level)
        return [np.array([found.value, found.se])]

    few = ratings.take(range(16))
    return Work([ratings.offsets, ratings.rater, ratings.code], lambda: call(few), lambda: call(ratings))


def detections(entrant: str, task: str, folder: Path) -> Work:
    """COCO's twelve numbers of two files, which nobody has read before."""
    evaluate = evaluation_by(entrant)
    large, small = (files_of(folder, n_images) for n_images in (N_IMAGES, FEW_IMAGES))

    def call(files: Files) -> list[NDArray[Any]]:
        return [np.asarray(evaluate(files.gold, files.detections(task), task))]

    given = [np.memmap(path, np.uint8, "r") for path in (large.gold, large.detections(task))]
    return Work(given, lambda: call(small), lambda: call(large), compared=True)


def cases(folder: Path) -> dict[str, Callable[[], Work]]:
    """Overlaps of masks, surfaces of one pair of volumes by us and by each peer of a convention, and alphas."""
    pair = folder / PAIR
    return {
        "IoU, 2,000 × 2,000 masks, 1024²": partial(dense, 2000),
        "sparse IoU from 0.1, 10,000 × 10,000 masks, one image of 16384²": partial(sparse, 10_000),
        **{
            f"NSD, HD95 and ASSD, two volumes {SIDE}³, {named}: {entrant}": partial(surfaces, entrant, rule, pair)
            for named, rule in RULES.items()
            for entrant in (OURS, *filter(installed, PEERS[rule]))
        },
        **{
            f"alpha, {level}, 1,000,000 units × 5 raters, {q:,} categories": partial(alpha, level, folder / str(q))
            for level in ("nominal", "ordinal", "interval")
            for q in CATEGORIES
        },
        **{
            f"COCO's numbers of {N_IMAGES:,} images, {task}: {entrant}": partial(detections, entrant, task, folder)
            for task in ("segm", "bbox")
            for entrant in (OURS, *filter(installed, EVALUATORS))
        },
    }


def save_inputs(folder: Path) -> None:
    """What is loaded without passing through other memory."""
    for n_images in (FEW_IMAGES, N_IMAGES):
        write(folder, n_images)
    np.save(folder / PAIR, np.stack(balls((SIDE,) * 3, SPACING)))
    for q in CATEGORIES:
        ratings = lg.Ratings.from_matrix(codes(5, 1_000_000, 0.0, q), categories=list(range(q)))
        (folder / str(q)).write_bytes(pickle.dumps(ratings, protocol=5))


def main(beginnings: tuple[str, ...]) -> None:
    print("| work | given MiB | result MiB | peak above that MiB |\n| --- | --- | --- | --- |")
    context = multiprocessing.get_context("spawn")
    with TemporaryDirectory() as name:
        folder = Path(name)
        alone(context, save_inputs, folder)
        ours: dict[str, NDArray[Any]] = {}
        for work, make in cases(folder).items():
            if beginnings and not work.startswith(beginnings):
                continue
            given, result, peak, answer = alone(context, measure, make)
            print(f"| {work} | {given / MIB:.1f} | {result / MIB:.1f} | {peak / MIB:.1f} |", flush=True)
            kind = work.rpartition(": ")[0]
            if answer is not None and not same(ours.setdefault(kind, answer), answer):
                msg = f"{work}: another answer than ours"
                raise SystemExit(msg)


def alone(context: BaseContext, call: Callable[[Any], Any], argument: Any) -> Any:
    """In a new process. On Linux it begins with the most that its parent has used: so that must stay little."""
    with context.Pool(1) as pool:
        return pool.apply(call, (argument,))


def measure(make: Callable[[], Work]) -> tuple[int, int, int, NDArray[Any] | None]:
    """Bytes of what is given, of the result, and of the peak beyond what was used before; the result to be compared."""
    work = make()
    work.small()
    before = most_used()
    result = work.call()
    peak = most_used() - before
    answer = result[0] if work.compared else None
    return sum(array.nbytes for array in work.given), sum(array.nbytes for array in result), peak, answer


def most_used() -> int:
    """The most memory this process has used so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _overlaps(gold: lg.Masks, candidate: lg.Masks, call: Callable[[], list[NDArray[Any]]]) -> Work:
    masks = [array for side in (gold, candidate) for array in (side.counts, side.offsets, side.sizes)]
    return Work(masks, lambda: lg.iou(gold[:1], candidate[:1]), call)


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
    main(tuple(sys.argv[1:]))
