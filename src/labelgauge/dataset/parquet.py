"""Tables as Parquet files, read by pyarrow."""

from __future__ import annotations

import io
from typing import Any

from labelgauge.dataset.raw_table import Choose
from labelgauge.dataset.source import Source
from labelgauge.errors import FormatError, MissingExtraError

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
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        what = "reading Parquet needs pyarrow, which is not installed"
        raise MissingExtraError(what, where=source.path, fix="Run: pip install 'labelgauge[arrow]'") from error
    try:
        file = parquet.ParquetFile(io.BytesIO(source.stored))
        wanted = list(choose(file.schema_arrow.names))
        _check_size(source, file.metadata.num_rows * len(wanted))
        table = file.read(columns=wanted).select(wanted)
        table.validate(full=True)
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        what = f"the Parquet file is damaged ({' '.join(str(error).split())})"
        raise FormatError(what, path=source.path, fix="Copy or write the file again.") from error
    return table


def _check_size(source: Source, n_cells: int) -> None:
    if n_cells > MOST_CELLS:
        what = f"the file has {n_cells:,} cells of ratings; at most {MOST_CELLS:,} can be read"
        raise FormatError(what, path=source.path, fix="Divide it; ratings of parts can be added up.")
