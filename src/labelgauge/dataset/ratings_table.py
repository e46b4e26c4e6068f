"""Ratings read from a table in a file: CSV, TSV, JSON Lines or Parquet."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import frames
from labelgauge.agreement._column_names import LongColumns, WideColumns
from labelgauge.agreement.frames import Column
from labelgauge.agreement.ratings import Duplicates, Ratings
from labelgauge.dataset import cells
from labelgauge.dataset.delimited import read_delimited
from labelgauge.dataset.json_lines import read_json_lines
from labelgauge.dataset.parquet import read_parquet
from labelgauge.dataset.raw_table import Choose, RawTable
from labelgauge.dataset.source import Source, open_source
from labelgauge.errors import FormatError, InputError

Format = Literal["csv", "tsv", "jsonl", "parquet"]

ENDINGS: Mapping[str, Format] = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
}
"""Format by the end of a file's name, without .gz."""

_PARQUET_MAGIC = b"PAR1"


def read_ratings(
    path: str | os.PathLike[str],
    *,
    unit: str | None = None,
    rater: str | Sequence[str] | None = None,
    label: str | None = None,
    cluster: str | None = None,
    weight: str | None = None,
    time: str | None = None,
    session: str | None = None,
    wide: bool = False,
    format: Format | None = None,
    missing: Collection[Any] = cells.MISSING,
    categories: Sequence[Any] | None = None,
    ordered: bool = False,
    scores: ArrayLike | None = None,
    duplicates: Duplicates = "error",
    anonymous: bool = False,
) -> Ratings:
    r"""Read ratings from a table in a file.

    Parameters
    ----------
    path
        CSV, TSV or JSON Lines, plain or gzip, in UTF-8, or Parquet. It has a row for each rating or, with `wide`, a row
        for each unit and a column for each rater.
    unit, rater, label
        Names of columns; by default the ones with usual names, such as item, annotator and answer. With `wide`,
        `rater` lists the columns of raters, by default all others, and units without a column are numbered from 0.
    cluster, weight, time, session
        Names of columns that hold what `Ratings.from_long` takes under these names; times in text as ISO 8601,
        without a time zone those of UTC.
    wide
        Whether there is a column for each rater.
    format
        ``"csv"``, ``"tsv"``, ``"jsonl"`` or ``"parquet"``; None to tell it from the name.
    missing
        Cells that are no label, as text.
    categories, ordered, scores, duplicates
        As for `Ratings.from_long`. Categories may be text where labels are numbers.
    anonymous
        Whether raters have no identity across units. Then a table with a row for each rating needs no column of
        raters.

    Returns
    -------
    Ratings
        The whole file: units in sorted order, or, with `wide`, in that of the rows. In CSV and TSV, a column of which
        all cells are numbers without leading zeros holds numbers.

    Raises
    ------
    FormatError
        If the file cannot be used; it says where and what to do. Nothing is left out of what cannot be read.
    InputError
        If `format` is unknown.
    MissingExtraError
        If it is Parquet and pyarrow is not installed.

    Examples
    --------
    >>> from pathlib import Path
    >>> from labelgauge.dataset.ratings_table import read_ratings
    >>> _ = Path("answers.csv").write_text("item,worker,answer\n1,ann,cat\n1,bo,dog\n2,ann,NA\n")
    >>> read_ratings("answers.csv")
    <Ratings: 2 units × 2 raters, 2 ratings, 2 categories>
    """
    return ratings_in(
        open_source(path),
        format=format,
        missing=missing,
        unit=unit,
        rater=rater,
        label=label,
        cluster=cluster,
        weight=weight,
        time=time,
        session=session,
        wide=wide,
        categories=categories,
        ordered=ordered,
        scores=scores,
        duplicates=duplicates,
        anonymous=anonymous,
    )


def ratings_in(source: Source, *, format: str | None, missing: Collection[Any], **asked: Any) -> Ratings:
    """Ratings of a file that is read already; parameters and errors as those of `read_ratings`."""
    kind = _format(source, format)
    chosen: list[LongColumns | WideColumns] = []

    def choose(names: Sequence[str]) -> list[str]:
        chosen.append(frames.columns_in(names, asked))
        return _names(chosen[0])

    try:
        table = _table(source, kind, choose)
        columns, found = _columns(source, table, chosen[0], missing, written=kind in {"csv", "tsv"}), chosen[0]
        if asked.get("categories") is not None:
            asked["categories"] = cells.in_same_terms(asked["categories"], _labels(found, columns))
        return frames.ratings_of(found, columns, asked)
    except InputError as error:
        raise FormatError(error.what, path=source.path, fix=error.fix) from error


def _format(source: Source, wanted: str | None) -> str:
    if wanted is not None:
        if wanted not in ENDINGS.values():
            what = f"format must be 'csv', 'tsv', 'jsonl' or 'parquet', not {wanted!r}"
            raise InputError(what)
        return wanted
    name = source.name.lower().removesuffix(".gz")
    for ending, kind in ENDINGS.items():
        if name.endswith(ending):
            return kind
    if source.stored.startswith(_PARQUET_MAGIC):
        return "parquet"
    what = "the name does not say which format the table has"
    raise FormatError(what, path=source.path, fix=f"Say it with format=, or let the name end in {', '.join(ENDINGS)}.")


def _table(source: Source, kind: str, choose: Choose) -> RawTable:
    if kind == "parquet":
        return RawTable(frames.columns_of(read_parquet(source, choose)), None)
    if kind == "jsonl":
        return read_json_lines(source, choose)
    return read_delimited(source, "," if kind == "csv" else "\t", choose)


def _names(chosen: LongColumns | WideColumns) -> list[str]:
    if isinstance(chosen, LongColumns):
        return list(dict.fromkeys(chosen.names().values()))
    others = (name for name in (chosen.unit, chosen.cluster, chosen.weight) if name is not None)
    return list(dict.fromkeys((*others, *chosen.raters)))


def _labels(chosen: LongColumns | WideColumns, columns: Mapping[str, Column]) -> list[Any]:
    names = [chosen.label] if isinstance(chosen, LongColumns) else chosen.raters
    return [value for name in names for value in columns[name]]


def _columns(
    source: Source, table: RawTable, chosen: LongColumns | WideColumns, missing: Collection[Any], *, written: bool
) -> dict[str, Column]:
    """Columns as values; labels of several columns are numbers only if all are."""
    labelled = (chosen.label,) if isinstance(chosen, LongColumns) else chosen.raters
    time = chosen.time if isinstance(chosen, LongColumns) else None
    found: dict[str, Column] = {}
    for name, column in table.columns.items():
        if name not in labelled:
            found[name] = _complete(source, table, name, cells.values(column, written=written))
    if time is not None:
        found[time] = _times(source, table, time, found[time])
    if len(labelled) == 1 or all(isinstance(table.columns[name], np.ndarray) for name in labelled):
        labels = {name: cells.values(table.columns[name], missing, written=written) for name in labelled}
        return {**found, **labels}
    together = cells.values([cell for name in labelled for cell in table.columns[name]], missing, written=written)
    if written:
        _check_one_kind({name: cells.values(table.columns[name], missing) for name in labelled})
    n = len(together) // len(labelled)
    return {**found, **{name: together[k * n : (k + 1) * n] for k, name in enumerate(labelled)}}


def _check_one_kind(columns: Mapping[str, Column]) -> None:
    """Refuse a column of numbers beside one in which no cell is a number: one of the two is hardly a rater's."""
    present = {name: [value for value in column if value is not None] for name, column in columns.items()}
    numbers = [name for name, own in present.items() if own and not isinstance(own[0], str)]
    texts = [
        name
        for name, own in present.items()
        if own and all(isinstance(value, str) and isinstance(cells.values([value])[0], str) for value in set(own))
    ]
    if numbers and texts:
        what = (
            f"column {texts[0]!r} has text alone ({str(present[texts[0]][0])!r}), column {numbers[0]!r} numbers alone "
            f"({present[numbers[0]][0]})"
        )
        raise InputError(
            what,
            fix="Name the columns of raters with rater=, or what else the other is: unit=, cluster=, weight=.",
        )


def _complete(source: Source, table: RawTable, name: str, column: Column) -> Column:
    if isinstance(column, list) and None in column:
        what = f"column {name!r} is empty"
        path = f"{source.path}, {table.place(column.index(None))}"
        raise FormatError(what, path=path, fix="Fill it in, or leave the row out.")
    return column


def _times(source: Source, table: RawTable, name: str, column: Column) -> NDArray[Any]:
    if isinstance(column, np.ndarray) and column.dtype.kind in "iufM":
        return column
    times = np.empty(len(column), "datetime64[us]")
    for row, value in enumerate(column.tolist() if isinstance(column, np.ndarray) else column):
        try:
            time = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            what = f"{value!r} in column {name!r} is no time"
            path = f"{source.path}, {table.place(row)}"
            raise FormatError(what, path=path, fix="Write times as numbers, or like 2024-05-31T12:30:00.") from error
        times[row] = time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
    return times
