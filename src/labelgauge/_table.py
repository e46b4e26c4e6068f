"""A small frozen table of equally long columns, the shape every per-image and per-annotation result has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError, MissingExtraError

Column = NDArray[Any] | list[Any]


class Table:
    """A frozen, columnar table: column name to NumPy array (read-only) or list, all of one length.

    Parameters
    ----------
    columns
        Mapping of column name to a 1-D or 2-D NumPy array, or to a list (text and ragged values), all with
        the same number of rows. Arrays are kept without a copy and marked read-only in this table's view of them.

    Raises
    ------
    InputError
        If two columns differ in length.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge import Table
    >>> table = Table({"id": np.array([1, 2]), "name": ["cat", "dog"]})
    >>> len(table), table["name"]
    (2, ['cat', 'dog'])
    >>> list(table.rows())[0]
    {'id': 1, 'name': 'cat'}
    """

    __slots__ = ("_columns", "_length")

    def __init__(self, columns: Mapping[str, Column]) -> None:
        lengths = {name: len(column) for name, column in columns.items()}
        if len(set(lengths.values())) > 1:
            what = f"columns differ in length: {lengths}"
            raise InputError(what, where="Table", fix="Give every column the same number of rows.")
        self._length = next(iter(lengths.values()), 0)
        self._columns: dict[str, Column] = {name: _frozen(column) for name, column in columns.items()}

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self._columns)

    def __len__(self) -> int:
        return self._length

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Any:
        try:
            return self._columns[name]
        except KeyError:
            what = f"no column {name!r}"
            raise InputError(what, where="Table", fix=f"Columns are: {', '.join(self._columns)}.") from None

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self._columns)})"

    def take(self, index: NDArray[np.int64]) -> Table:
        """Rows at these positions, in that order.

        Parameters
        ----------
        index
            int64 (k,), positions; the same one may come more than once.

        Returns
        -------
        Table
            A new table of k rows.

        Examples
        --------
        >>> import numpy as np
        >>> from labelgauge import Table
        >>> Table({"name": ["cat", "dog"]}).take(np.array([1, 1]))["name"]
        ['dog', 'dog']
        """
        return Table({name: _taken(column, index) for name, column in self._columns.items()})

    def rows(self) -> Iterator[dict[str, Any]]:
        """Iterate over rows as dictionaries of plain Python values.

        Yields
        ------
        dict
            Column name to value; a row of a 2-D column is a list.

        Examples
        --------
        >>> import numpy as np
        >>> from labelgauge import Table
        >>> list(Table({"id": np.array([1, 2]), "name": ["cat", "dog"]}).rows())
        [{'id': 1, 'name': 'cat'}, {'id': 2, 'name': 'dog'}]
        """
        plain = {name: _plain(column) for name, column in self._columns.items()}
        for row in range(len(self)):
            yield {name: column[row] for name, column in plain.items()}

    def to_frame(self, backend: Literal["pandas", "polars", "pyarrow"] = "pandas") -> Any:
        """Convert to a data frame of another library.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``; it must be installed. 2-D columns become lists per row.

        Returns
        -------
        object
            The native data frame of that library.

        Raises
        ------
        MissingExtraError
            If that library is not installed.
        InputError
            If `backend` is not one of the three.

        Examples
        --------
        >>> from labelgauge import Table
        >>> Table({"name": ["cat", "dog"]}).to_frame("polars").shape
        (2, 1)
        """
        if backend not in {"pandas", "polars", "pyarrow"}:
            what = f"backend must be 'pandas', 'polars' or 'pyarrow', not {backend!r}"
            raise InputError(what, where="to_frame")
        import narwhals  # noqa: PLC0415 - only needed here, keeps `import labelgauge` light

        data = {name: column if _is_flat(column) else _plain(column) for name, column in self._columns.items()}
        try:
            return narwhals.from_dict(data, backend=backend).to_native()
        except ImportError as error:
            what = f"{backend} is not installed"
            raise MissingExtraError(what, where="to_frame", fix=f"Run: pip install {backend}") from error


def concatenate(tables: Sequence[Table]) -> Table:
    """Stack tables with the same columns, in order.

    Parameters
    ----------
    tables
        At least one table; all have the same column names.

    Returns
    -------
    Table
        All rows, first table first.
    """
    first = tables[0]
    return Table({name: _joined([table[name] for table in tables]) for name in first.columns})


def _frozen(column: Column) -> Column:
    if isinstance(column, np.ndarray):
        column = column.view()
        column.flags.writeable = False
    return column


def _taken(column: Column, index: NDArray[np.int64]) -> Column:
    return column[index] if isinstance(column, np.ndarray) else [column[i] for i in index.tolist()]


def _plain(column: Column) -> list[Any]:
    return column.tolist() if isinstance(column, np.ndarray) else column


def _is_flat(column: Column) -> bool:
    return not isinstance(column, np.ndarray) or column.ndim == 1


def _joined(parts: list[Column]) -> Column:
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return [value for part in parts for value in part]
