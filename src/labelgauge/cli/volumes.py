"""``labelgauge volumes``: NIfTI files or folders in, a report on every label out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from labelgauge.cli.options import CsvFolder, JsonFile, Quiet, Seed, Threads

TABLES = ("summary", "labels", "pairs", "measurements")


def volumes(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="The labels taken as true: a NIfTI file (.nii, .nii.gz, .hdr and .img) or a folder."
        ),
    ],
    candidate: Annotated[
        Path, typer.Argument(metavar="CANDIDATE", help="The labels to judge; files of two folders are paired by name.")
    ],
    json_path: JsonFile = None,
    csv_folder: CsvFolder = None,
    spacing: Annotated[
        str,
        typer.Option(
            metavar="auto|A,B,C",
            help="auto: from the headers. Three numbers: millimetres along the axes as stored; headers are not used.",
        ),
    ] = "auto",
    tolerance: Annotated[
        str | None, typer.Option(metavar="T[,T…]", help="Measure NSD at these tolerances, in millimetres.")
    ] = None,
    convention: Annotated[
        str, typer.Option(metavar="NAME", help="Whose surface distances: deepmind, monai, medpy, …")
    ] = "deepmind",
    labels: Annotated[str | None, typer.Option(metavar="N[,N…]", help="Only these labels.")] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="FILE", help='JSON object of names: {"1": "liver", …}.')
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(help="Values of at least this are label 1, all others background."),
    ] = None,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Leave out files without a partner, and say how many.")
    ] = False,
    threads: Threads = 1,
    seed: Seed = 0,
    draws: Annotated[int, typer.Option(min=0, help="Draws of the bootstrap; 0: no intervals.")] = 1000,
    quiet: Quiet = False,
) -> None:
    """Compare label volumes: Dice, IoU, NSD, HD95, ASSD and volume difference of every label."""
    from labelgauge.cli import numbers, progress, results, run
    from labelgauge.dataset.nifti_names import parts
    from labelgauge.report.volumes import page
    from labelgauge.scoring.volumes import score_volumes

    steps: Literal["auto"] | tuple[float, ...]
    steps = "auto" if spacing == "auto" else numbers.decimals(spacing, "--spacing")
    tolerances = numbers.decimals(tolerance, "--tolerance") if tolerance is not None else ()
    wanted = numbers.wholes(labels, "--labels") if labels is not None else None
    sides = (Path(part) for side in (gold, candidate) for part in parts(str(side)))
    inputs = (*sides, *(() if names is None else (names,)))
    results.check(json_path, csv_folder, inputs=inputs)
    with progress.listener(quiet=quiet) as listen:
        card = score_volumes(
            gold,
            candidate,
            spacing=steps,
            tolerances=tolerances,
            labels=wanted,
            names=run.label_names(names) if names is not None else None,
            convention=convention,
            threshold=threshold,
            allow_missing=allow_missing,
            threads=threads,
            seed=seed,
            draws=draws,
            progress=listen,
        )
    results.deliver(card, TABLES, page, json_path=json_path, csv_folder=csv_folder, quiet=quiet)
