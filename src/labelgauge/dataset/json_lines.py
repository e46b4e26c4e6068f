"""Tables as JSON Lines: one JSON object per line."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import msgspec

from labelgauge.dataset.delimited import MOST_BYTES
from labelgauge.dataset.raw_table import Choose, RawTable
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError


def read_json_lines(source: Source, choose: Choose) -> RawTable:
    """Read some columns of a JSON Lines file.

    Parameters
    ----------
    source
        The file. Empty lines are no rows.
    choose
        Which columns are wanted; it is given the names of all objects, in order of appearance.

    Returns
    -------
    RawTable
        Cells as they are; None where an object lacks the name.

    Raises
    ------
    FormatError
        If a line is not a JSON object, a wanted value is neither text nor a number, or there is nothing in it.
    """
    rows, numbers, names = [], array("q"), dict[str, None]()
    for line, row in _objects(source):
        rows.append(row)
        numbers.append(line)
        names.update(dict.fromkeys(row))
    if not names:
        what = "the file is empty"
        raise FormatError(what, path=source.path, fix='Each line must be an object: {"unit": …, "label": …}.')
    columns: dict[str, list[Any]] = {}
    for name in choose(list(names)):
        columns[name] = [row.get(name) for row in rows]
        for value, line in zip(columns[name], numbers, strict=True):
            if isinstance(value, dict | list):
                what = f"{name!r} must be text or a number, not {type(value).__name__}"
                raise FormatError(what, path=f"{source.path}, line {line}")
    return RawTable(columns, numbers)


def _objects(source: Source) -> Iterator[tuple[int, dict[str, Any]]]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    for number, line in enumerate(source.text(most=MOST_BYTES).split(b"\n"), 1):
        if line.strip():
            try:
                yield number, decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                what = f"the line is not a JSON object ({error})"
                fix = "JSON Lines has one object per line; other text can be read with format."
                raise FormatError(what, path=f"{source.path}, line {number}", fix=fix) from error
