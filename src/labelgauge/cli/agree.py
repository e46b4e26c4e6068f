"""``labelgauge agree``: a table of ratings in, coefficients of agreement and where it is lost out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from labelgauge.agreement.names import COEFFICIENTS, INTERVALS, PAIR_COEFFICIENTS
from labelgauge.cli.choices import one_of
from labelgauge.cli.options import CsvFolder, JsonFile, Quiet, Seed, Threads
from labelgauge.errors import InputError, NotEnoughDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from labelgauge.agreement.ratings import Ratings
    from labelgauge.report.text import Page
    from labelgauge.scoring.agreement_card import AgreementCard
    from labelgauge.scoring.agreement_comparison import AgreementComparison

TABLES = ("coefficients", "raters", "categories", "confusions", "units")
NO_INTERVAL = "none"


class Level(StrEnum):
    """Levels of measurement."""

    nominal = "nominal"
    ordinal = "ordinal"
    interval = "interval"
    ratio = "ratio"


class FileFormat(StrEnum):
    """Formats of tables."""

    csv = "csv"
    tsv = "tsv"
    jsonl = "jsonl"
    parquet = "parquet"


class Repeats(StrEnum):
    """What to do where a rater has rated a unit more than once."""

    error = "error"
    first = "first"
    last = "last"
    session = "session"


class Ends(StrEnum):
    """Ends of intervals by draws."""

    percentile = "percentile"
    bca = "bca"


def agree(
    table: Annotated[
        Path,
        typer.Argument(metavar="TABLE", help="CSV, TSV, JSON Lines (plain or .gz) or Parquet; a row for each rating."),
    ],
    unit: Annotated[str | None, typer.Option(metavar="COL", help="Column of what is rated.")] = None,
    rater: Annotated[
        str | None, typer.Option(metavar="COL", help="Column of who rates; with --wide, the columns of raters: a,b,c.")
    ] = None,
    label: Annotated[str | None, typer.Option(metavar="COL", help="Column of what was said.")] = None,
    wide: Annotated[bool, typer.Option("--wide", help="A row for each unit, a column for each rater.")] = False,
    level: Annotated[
        Level | None, typer.Option(help="Level of measurement; may be left out (nominal) where labels are text.")
    ] = None,
    coefficients: Annotated[
        str | None,
        typer.Option(metavar="NAME[,NAME…]", help=f"These coefficients, out of {', '.join(COEFFICIENTS)}."),
    ] = None,
    pairs: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=f"Also compare all pairs of raters, by {', '.join(PAIR_COEFFICIENTS)}."),
    ] = None,
    categories: Annotated[
        str | None, typer.Option(metavar="A[,B…]", help="All labels there are, in order; also those nobody gave.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="COL", help="Column of what units belong to: those of one depend.")
    ] = None,
    weight: Annotated[str | None, typer.Option(metavar="COL", help="Column of how much a unit counts.")] = None,
    time: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column of when; tells the first of several ratings from the last."),
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Column of sessions; a rater is another one in each."),
    ] = None,
    missing: Annotated[
        str | None, typer.Option(metavar="A[,B…]", help="Cells that are no label; by default empty, NA, NaN, null, '.'")
    ] = None,
    duplicates: Annotated[
        Repeats, typer.Option(help="Which rating of a unit counts if a rater has given several.")
    ] = Repeats.error,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Raters have no identity across units; no column of raters is needed.")
    ] = False,
    format: Annotated[FileFormat | None, typer.Option(help="Format of the table; by default by its name.")] = None,
    ci: Annotated[
        str, typer.Option(metavar="KIND", help=f"Kind of interval: {', '.join(INTERVALS)} or {NO_INTERVAL}.")
    ] = "score",
    confidence: Annotated[float, typer.Option(help="What intervals are to cover.")] = 0.95,
    draws: Annotated[int, typer.Option(min=1, help="Draws of a bootstrap.")] = 1000,
    seed: Seed = 0,
    ends: Annotated[
        Ends, typer.Option(help="Ends of bootstrap intervals; bca is of units or clusters.")
    ] = Ends.percentile,
    compare: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="A second such table: how much less its raters agree, and is it chance?"),
    ] = None,
    independent: Annotated[
        bool, typer.Option("--independent", help="With --compare: equal names of units do not mean the same units.")
    ] = False,
    min_overlap: Annotated[
        int,
        typer.Option(min=1, help="Units a rater must share with others, or a pair with each other, to be judged."),
    ] = 1,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 3 if a coefficient is undefined.")] = False,
    json_path: JsonFile = None,
    csv_folder: CsvFolder = None,
    threads: Threads = 1,
    quiet: Quiet = False,
) -> None:
    """Measure how well raters agree: coefficients with intervals, and the raters, categories and units that cost it."""
    from labelgauge.cli import progress, results
    from labelgauge.dataset.cells import MISSING
    from labelgauge.dataset.ratings_table import ratings_in
    from labelgauge.dataset.source import open_source
    from labelgauge.scoring.progress import ProgressEvent

    if compare is None and independent:
        what = "--independent says how the units of two tables are related"
        raise InputError(what, fix="Name the other table with --compare.")
    if compare is not None and pairs is not None:
        what = "--pairs is of one table, and --compare names another"
        raise InputError(what, fix="Leave out one of them.")
    paths = (table,) if compare is None else (table, compare)
    results.check(json_path, csv_folder, inputs=paths)
    interval = None if ci == NO_INTERVAL else one_of(ci, INTERVALS, "--ci")
    names = None
    if coefficients is not None:
        names = [one_of(name, COEFFICIENTS, "--coefficients") for name in coefficients.split(",")]
    of_pairs = None if pairs is None else one_of(pairs, PAIR_COEFFICIENTS, "--pairs")
    reading: dict[str, Any] = {
        "unit": unit,
        "rater": rater.split(",") if rater is not None and wide else rater,
        "label": label,
        "cluster": cluster,
        "weight": weight,
        "time": time,
        "session": session,
        "wide": wide,
        "missing": list(MISSING) if missing is None else missing.split(","),
        "categories": None if categories is None else [name.strip() for name in categories.split(",")],
        "duplicates": duplicates.value,
        "anonymous": anonymous,
        "format": None if format is None else format.value,
    }
    with progress.listener(quiet=quiet) as listen:
        ratings, sources = [], []
        for done, path in enumerate(paths):
            if listen:
                listen(ProgressEvent("reading", done, len(paths)))
            source = open_source(path)
            ratings.append(ratings_in(source, **reading, ordered=categories is not None))
            sources.append({"name": source.name, "digest": source.digest(), "reading": reading})
        if listen:
            listen(ProgressEvent("reading", len(paths), len(paths)))
        settings: dict[str, Any] = {
            "level": None if level is None else level.value,
            "coefficients": names,
            "ci": interval,
            "confidence": confidence,
            "draws": draws,
            "seed": seed,
            "ends": ends.value,
            "min_overlap": min_overlap,
            "threads": threads,
            "progress": listen,
        }
        if compare is None:
            found = _scored(ratings[0], settings | {"pairs": of_pairs, "source": sources[0]})
        else:
            units = "independent" if independent else None
            found = _compared(ratings, settings | {"units": units, "sources": sources})
    results.deliver(found.card, found.tables, found.page, json_path=json_path, csv_folder=csv_folder, quiet=quiet)
    if strict:
        _check_defined(found.card.content[found.rows])


def _scored(ratings: Ratings, settings: dict[str, Any]) -> Result:
    from labelgauge.report.agreement import page
    from labelgauge.scoring.agreement import score_agreement

    tables = TABLES if settings["pairs"] is None else (*TABLES, "pairs")
    return Result(score_agreement(ratings, **settings), tables, page, "coefficients")


def _compared(ratings: list[Ratings], settings: dict[str, Any]) -> Result:
    from labelgauge.report.agreement_comparison import page
    from labelgauge.scoring.agreement_comparison import compare_agreement

    return Result(compare_agreement(*ratings, **settings), ("differences",), page, "differences")


class Result(NamedTuple):
    """A card, the tables and the page that it makes, and which of its rows are to be defined under --strict."""

    card: AgreementCard | AgreementComparison
    tables: tuple[str, ...]
    page: Callable[[Mapping[str, Any]], Page]
    rows: str


def _check_defined(rows: list[dict[str, Any]]) -> None:
    """Raise if a coefficient is undefined."""
    from labelgauge.agreement.coefficient import REASONS

    for row in rows:
        if row["value"] is None:
            what = f"{row['name']} is undefined: {REASONS[row['status']]}"
            raise NotEnoughDataError(what)
