"""Writing results: checked before the work starts, complete or not there at all."""

from __future__ import annotations

import csv
import math
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelgauge.errors import InputError

if TYPE_CHECKING:
    from labelgauge._table import Table


def check_file(path: Path, *, option: str, inputs: tuple[Path, ...]) -> None:
    """Raise if a file cannot be written at `path`, or if it is one of the `inputs`.

    Parameters
    ----------
    path
        Where the file will go.
    option
        The command-line option that named it, for the message.
    inputs
        Files that must not be overwritten.

    Raises
    ------
    InputError
        If its folder is missing or cannot be written to, or if it is a folder, read-only or an input.
    """
    if path.is_dir():
        what = "is a folder"
        raise InputError(what, where=f"{option} {path}", fix="Name a file in it.")
    if any(path.exists() and each.exists() and path.samefile(each) for each in inputs):
        what = "is one of the files to be read"
        raise InputError(what, where=f"{option} {path}", fix="Name another file.")
    if path.exists() and not _may_write(path):
        what = "may not be written to"
        raise InputError(what, where=f"{option} {path}", fix="Change its permissions or name another file.")
    if _is_ordinary(path):
        _check_parent(path, option)


def check_folder(path: Path, *, option: str) -> None:
    """Raise if a folder of files cannot be written at `path`.

    Parameters
    ----------
    path
        The folder; it need not exist, its parent must.
    option
        The command-line option that named it, for the message.

    Raises
    ------
    InputError
        If it is a file, or if it, or its parent, is missing or cannot be written to.
    """
    if path.exists() and not path.is_dir():
        what = "is a file"
        raise InputError(what, where=f"{option} {path}", fix="Name a folder; it is made if it does not exist.")
    _check_parent(path / "probe" if path.exists() else path, option)


def write_file(path: Path, text: str) -> None:
    """Write `text` to `path` so that no moment, crash or Ctrl-C leaves half a file there.

    Parameters
    ----------
    path
        The file; an existing one is replaced. Devices and pipes (``/dev/stdout``) are written to directly.
    text
        What to write, in UTF-8.
    """
    if not _is_ordinary(path):
        path.write_text(text, encoding="utf-8")
        return
    target = path.resolve()  # a link stays a link; what it points to is replaced
    with _temporary_beside(target) as temporary:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(target)


def write_tables(folder: Path, tables: Mapping[str, Table]) -> None:
    """Write tables as ``<name>.csv`` into `folder`: all of them, or none.

    Parameters
    ----------
    folder
        A new folder appears complete. In one that exists already, each file is replaced when all are written;
        other files there stay.
    tables
        Table by name. Undefined numbers (NaN) and absent values become empty cells; floats keep all their digits.
    """
    folder = folder.resolve()
    with _temporary_beside(folder) as temporary:
        temporary.mkdir()
        for name, table in tables.items():
            _write_csv(temporary / f"{name}.csv", table)
        if not folder.exists():
            temporary.replace(folder)
            return
        for name in tables:
            (temporary / f"{name}.csv").replace(folder / f"{name}.csv")


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([_cell(value) for value in row.values()] for row in table.rows())


def _cell(value: Any) -> Any:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else value


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _is_ordinary(path: Path) -> bool:
    return path.is_file() or not path.exists()


def _check_parent(path: Path, option: str) -> None:
    folder = path.resolve().parent
    if not folder.is_dir():
        what = f"folder {folder} does not exist"
        raise InputError(what, where=option, fix="Make it first, or name another place.")
    try:
        with _temporary_beside(path.resolve()) as probe:
            probe.touch()
    except OSError as error:
        what = f"folder {folder} cannot be written to ({error.strerror})"
        raise InputError(what, where=option, fix="Change its permissions or name another place.") from error


@contextmanager
def _temporary_beside(target: Path) -> Iterator[Path]:
    """Name a temporary neighbour of `target`; whatever is still there under that name at the end is removed."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        else:
            temporary.unlink(missing_ok=True)
