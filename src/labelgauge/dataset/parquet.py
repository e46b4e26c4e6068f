"""Tables as Parquet files, read by pyarrow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from labelgauge.dataset.raw_table import Choose
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError, MissingExtraError

if TYPE_CHECKING:
    from types import ModuleType

MOST_CELLS = 2**31
"""Most cells that are read."""


def read_parquet(source: Source, choose: Choose) -> Any:
    """Read some columns of a Parquet file.

    Parameters
    ----------
    source
        The file.
    choose
        Which columns are wanted.

    Returns
    -------
    pyarrow.Table
        These columns.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    FormatError
        If it is damaged or too large.
    """
    parquet = _pyarrow_parquet(source)
    try:
        file = parquet.ParquetFile(io.BytesIO(source.stored))
        names = file.schema_arrow.names
        wanted = list(choose(names))
        _check_size(source, file.metadata.num_rows * len(wanted))
        return file.read(columns=wanted).select(wanted)
    except OSError as error:  # pyarrow's for damaged pages
        raise _damaged(source, error) from error
    except ValueError as error:
        if isinstance(error, FormatError):
            raise
        if type(error).__module__.partition(".")[0] != "pyarrow":
            raise
        raise _damaged(source, error) from error


def _pyarrow_parquet(source: Source) -> ModuleType:
    try:
        from pyarrow import parquet  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
    except ImportError as error:
        what = "reading Parquet needs pyarrow, which is not installed"
        raise MissingExtraError(what, where=source.path, fix="Run: pip install 'labelgauge[arrow]'") from error
    module: ModuleType = parquet
    return module


def _check_size(source: Source, n_cells: int) -> None:
    if n_cells > MOST_CELLS:
        what = f"the file has {n_cells:,} cells of ratings; at most {MOST_CELLS:,} can be read"
        raise FormatError(what, path=source.path, fix="Divide it; ratings of parts can be added up.")


def _damaged(source: Source, error: Exception) -> FormatError:
    what = f"the Parquet file is damaged ({' '.join(str(error).split())})"
    return FormatError(what, path=source.path, fix="Copy or write the file again.")
