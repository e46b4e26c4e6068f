"""Tables of text with delimiters: CSV and TSV."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator

from labelgauge.dataset.raw_table import Choose, RawTable
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError

MOST_BYTES = 2**31
"""Most text that is read: cells take several times as much memory."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_delimited(source: Source, delimiter: str, choose: Choose) -> RawTable:
    """Read some columns of a CSV or TSV file.

    Parameters
    ----------
    source
        The file: UTF-8, with a line of names first; cells in double quotes may hold anything, line breaks included.
        Empty lines are no rows.
    delimiter
        What separates cells. A CSV file whose first line has semicolons and no comma is separated by these.
    choose
        Which columns are wanted.

    Returns
    -------
    RawTable
        Cells as text.

    Raises
    ------
    FormatError
        If it is not UTF-8, a row has more or fewer cells than there are names, a quote is not closed, or there is
        nothing in it.
    """
    text = _decoded(source)
    if delimiter == "," and "," not in (first := text.split("\n", 1)[0]) and ";" in first:
        delimiter = ";"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = _rows(reader, source)
    names = [name.strip() for name in next(lines, (0, []))[1]]
    if not any(names):
        what = "the file is empty"
        raise FormatError(what, path=source.path, fix="The first line must name the columns.")
    wanted = list(choose(names))
    places = [names.index(name) for name in wanted]
    cells: list[list[str]] = [[] for _ in wanted]
    numbers = array("q")
    for line, row in lines:
        if len(row) != len(names):
            what = f"there are {len(row)} cells and {len(names)} columns"
            fix = "Put cells that hold the separator or line breaks between double quotes."
            raise FormatError(what, path=f"{source.path}, line {line}", fix=fix)
        numbers.append(line)
        for column, place in zip(cells, places, strict=True):
            column.append(row[place])
    return RawTable(dict(zip(wanted, cells, strict=True)), numbers)


def _decoded(source: Source) -> str:
    content = source.text(most=MOST_BYTES)
    if content.startswith(_WIDE_MARKS):
        what = "the text is UTF-16"
        raise FormatError(what, path=source.path, fix="Save it as UTF-8.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what = f"byte {content[error.start : error.start + 1]!r} is not UTF-8"
        raise FormatError(what, path=f"{source.path}, line {line}", fix="Save the file as UTF-8.") from error


def _rows(reader: csv._reader, source: Source) -> Iterator[tuple[int, list[str]]]:  # type: ignore[name-defined]
    """Rows that are not empty, each with the line it ends in."""
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        what = f"the table cannot be read ({error})"
        fix = "Look for a double quote that is not closed, or not doubled inside a cell."
        raise FormatError(what, path=f"{source.path}, line {reader.line_num}", fix=fix) from error
