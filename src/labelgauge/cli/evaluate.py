"""``labelgauge eval``: gold and a model's detections in, average precision and what stands behind it out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelgauge.cli.options import CsvFolder, JsonFile, Quiet, Seed, Threads
from labelgauge.errors import InputError

if TYPE_CHECKING:
    from labelgauge.dataset.dataset import Dataset
    from labelgauge.scoring.detection_card import DetectionCard

TABLES = ("stats", "classes", "errors", "comparison")
LEAST_DRAWS = 20
MOST_DRAWS = 100_000


class Task(StrEnum):
    """What is compared."""

    bbox = "bbox"
    segm = "segm"
    boundary = "boundary"
    keypoints = "keypoints"
    rotated = "rotated"


class Protocol(StrEnum):
    """Whose rules are followed."""

    coco = "coco"
    lvis = "lvis"
    voc = "voc"
    openimages = "openimages"


class Parity(StrEnum):
    """Whether these are followed with their faults."""

    strict = "strict"
    corrected = "corrected"


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="What is true (COCO or LVIS JSON, plain or .gz).")],
    detections: Annotated[
        Path, typer.Argument(metavar="DETECTIONS", help="What a model found: a COCO result list with scores.")
    ],
    task: Annotated[
        Task,
        typer.Option(
            help="bbox; segm: masks; boundary: the lesser of mask IoU and Boundary IoU; keypoints; rotated: boxes."
        ),
    ] = Task.bbox,
    protocol: Annotated[
        Protocol,
        typer.Option(help="coco; lvis: classes that an image was checked for, 300 detections of it; voc; openimages."),
    ] = Protocol.coco,
    parity: Annotated[
        Parity, typer.Option(help="strict: pycocotools' numbers, faults and all; corrected: without these.")
    ] = Parity.strict,
    class_agnostic: Annotated[bool, typer.Option("--class-agnostic", help="All classes count as one.")] = False,
    unscored: Annotated[
        float | None,
        typer.Option(metavar="SCORE", help="Score of detections without one, as of a second person's annotations."),
    ] = None,
    bootstrap: Annotated[
        int, typer.Option(min=0, max=MOST_DRAWS, metavar="N", help="Draws of images for intervals; 0: none.")
    ] = 1000,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="Another model's detections: how much do they differ, and is it chance?"),
    ] = None,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Skip annotations that cannot be read, and say how many.")
    ] = False,
    seed: Seed = 0,
    json_path: JsonFile = None,
    csv_folder: CsvFolder = None,
    threads: Threads = 1,
    quiet: Quiet = False,
) -> None:
    """Score DETECTIONS against GOLD: average precision by COCO, LVIS, VOC or Open Images, with intervals and errors."""
    from labelgauge.cli import results
    from labelgauge.report.detection import page

    if 0 < bootstrap < LEAST_DRAWS:
        what = f"{bootstrap} draws say nothing of an interval"
        raise InputError(what, where="--bootstrap", fix=f"Ask for {LEAST_DRAWS} or more, or for 0.")
    if compare is not None and bootstrap == 0:
        what = "a comparison is made of draws"
        raise InputError(what, where="--compare", fix="Ask for --bootstrap 1000.")
    inputs = tuple(path for path in (gold, detections, compare) if path is not None)
    results.check(json_path, csv_folder, inputs=inputs)
    options = {
        "task": task.value,
        "protocol": protocol.value,
        "parity": parity.value,
        "class_agnostic": class_agnostic,
        "unscored": unscored,
        "threads": threads,
    }
    card = _card(inputs, options, bootstrap, seed, lenient=lenient, threads=threads, quiet=quiet)
    results.deliver(card, TABLES, page, json_path=json_path, csv_folder=csv_folder, quiet=quiet)


def _card(
    paths: tuple[Path, ...],
    options: dict[str, Any],
    draws: int,
    seed: int,
    *,
    lenient: bool,
    threads: int,
    quiet: bool,
) -> DetectionCard:
    import labelgauge as lg
    from labelgauge.scoring.detection_card import detection_card

    gold = lg.read(paths[0], lenient=lenient, threads=threads)
    models = [lg.read(path, lenient=lenient, images_of=gold, threads=threads) for path in paths[1:]]
    if not quiet:
        for dataset in (gold, *models):
            _tell_skipped(dataset)
    each = [lg.evaluate_detections(gold, model, **options) for model in models]
    comparison = None
    result = each[0]
    if len(each) > 1:
        comparison = each[0].compare(each[1], draws=draws, seed=seed, threads=threads)
        result = comparison.first
    elif draws:
        result = result.bootstrap(draws, seed=seed, threads=threads)
    errors = None if result.parameters.counts_groups else result.errors(threads=threads)
    return detection_card(result, errors, comparison)


def _tell_skipped(dataset: Dataset) -> None:
    if dataset.n_skipped:
        typer.echo(f"labelgauge: {dataset.name}: {dataset.n_skipped} annotations skipped", err=True)
