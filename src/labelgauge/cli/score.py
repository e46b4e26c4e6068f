"""``labelgauge score``: two annotation files in, a report out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from labelgauge.cli.options import CsvFolder, JsonFile, Quiet, Seed, Threads

FLOOR = 0.1
"""Least IoU at which two annotations can still be about one object, as in `labelgauge.score`."""
TABLES = ("summary", "classes", "bins", "images", "annotations")


class ClassUse(StrEnum):
    """What part the class plays in finding pairs."""

    lenient = "lenient"
    strict = "strict"
    ignore = "ignore"


def score(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="The annotations taken as true (COCO JSON, plain or .gz).")
    ],
    candidate: Annotated[
        Path, typer.Argument(metavar="CANDIDATE", help="The annotations to judge; a result list is read against GOLD.")
    ],
    json_path: JsonFile = None,
    csv_folder: CsvFolder = None,
    iou: Annotated[float, typer.Option(help="Least IoU of a pair.")] = 0.5,
    location: Annotated[float, typer.Option(help="Least IoU of a pair that counts as well placed.")] = 0.75,
    class_use: Annotated[
        ClassUse,
        typer.Option(help="lenient: same class first, then others; strict: same class only; ignore: geometry only."),
    ] = ClassUse.lenient,
    class_map: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="JSON object: candidate's class to gold's, by name or id."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="ATTRIBUTE", help="Also group by this attribute of annotations.")
    ] = None,
    surface: Annotated[
        str | None,
        typer.Option(
            metavar="TOLERANCE[,…]",
            help="Also measure outlines of masks: NSD at these distances in pixels, HD95, ASSD and bias.",
        ),
    ] = None,
    threads: Threads = 1,
    lenient: Annotated[
        bool, typer.Option("--lenient", help="Skip annotations that cannot be read, and say how many.")
    ] = False,
    seed: Seed = 0,
    draws: Annotated[int, typer.Option(min=0, help="Draws of the bootstrap; 0: no such intervals.")] = 1000,
    quiet: Quiet = False,
) -> None:
    """Score CANDIDATE against GOLD: match every annotation, measure every match, say who made which error."""
    from labelgauge.cli import results, run
    from labelgauge.report import text
    from labelgauge.report.view import view
    from labelgauge.scoring import parameters, surfaces

    floor = min(FLOOR, iou)  # what is enough for a pair must be enough for a pair that is badly placed
    # What is impossible is said before the files are read.
    parameters.rules(iou, location, floor, class_use.value)
    tolerances = run.tolerances(surface) if surface is not None else None
    surfaces.checked(tolerances)
    inputs = tuple(path for path in (gold, candidate, class_map) if path is not None)
    results.check(json_path, csv_folder, inputs=inputs)
    names = run.class_map(class_map) if class_map is not None else None
    card = run.scorecard(
        gold,
        candidate,
        quiet=quiet,
        lenient=lenient,
        threads=threads,
        settings={
            "iou": iou,
            "location": location,
            "floor": floor,
            "class_use": class_use.value,
            "class_map": names,
            "by": by,
            "seed": seed,
            "draws": draws,
            "surface": tolerances,
        },
    )
    results.deliver(
        card,
        TABLES,
        lambda content: text.page(view(content)),
        json_path=json_path,
        csv_folder=csv_folder,
        quiet=quiet,
    )
