"""Tables of other libraries, and columns in general, made into ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._column_names import LongColumns, WideColumns, long_columns, wide_columns
from labelgauge.agreement._encode import encode
from labelgauge.agreement.ratings import Duplicates, Ratings
from labelgauge.errors import InputError

Column = NDArray[Any] | list[Any]


class Columns(TypedDict, total=False):
    """Which columns hold what: names, or None for those with a usual name (`unit`, `rater`, `label`) or for none.

    Attributes
    ----------
    unit, rater, label
        What was rated, by whom, how. Of a wide table, `rater` lists the columns of raters.
    cluster, weight, time, session
        As for `Ratings.from_long`.
    wide
        Whether there is a row for each unit and a column for each rater.
    """

    unit: str | None
    rater: str | Sequence[str] | None
    label: str | None
    cluster: str | None
    weight: str | None
    time: str | None
    session: str | None
    wide: bool


class Meaning(TypedDict, total=False):
    """What labels mean; all as for `Ratings.from_long`.

    Attributes
    ----------
    categories, ordered, scores
        What labels may be, whether in order, and which numbers they stand for.
    missing
        Values that are no label.
    duplicates
        What to do where a rater has rated a unit more than once; of long tables.
    anonymous
        Whether raters have no identity across units. Then a long table needs no column of raters.
    """

    categories: Sequence[Any] | None
    ordered: bool
    scores: ArrayLike | None
    missing: Any
    duplicates: Duplicates
    anonymous: bool


class Asked(Columns, Meaning):
    """Everything that tables are read with."""


def columns_in(names: Sequence[str], asked: Mapping[str, Any]) -> LongColumns | WideColumns:
    """Which of the columns hold what.

    Parameters
    ----------
    names
        Names of a table's columns.
    asked
        `Columns` and `Meaning`.

    Returns
    -------
    LongColumns or WideColumns
        By whether ``wide`` is asked for.

    Raises
    ------
    InputError
        If they cannot be told.
    """
    given = {name: asked.get(name) for name in Columns.__annotations__ if name != "wide"}
    if asked.get("wide", False):
        return wide_columns(names, **given)
    return long_columns(names, **given, anonymous=asked.get("anonymous", False))


def ratings_of(chosen: LongColumns | WideColumns, columns: Mapping[str, Column], asked: Mapping[str, Any]) -> Ratings:
    """Make ratings of columns.

    Parameters
    ----------
    chosen
        Which of them hold what.
    columns
        Column by name.
    asked
        `Meaning`.

    Returns
    -------
    Ratings
        With units in sorted order (long), or in that of the rows (wide).

    Raises
    ------
    InputError
        As `Ratings.from_long` and `Ratings.from_matrix` do.
    """
    meaning = {name: asked[name] for name in Meaning.__annotations__ if name in asked}
    if isinstance(chosen, WideColumns):
        meaning.pop("duplicates", None)
        return _of_wide(chosen, columns, meaning)
    given: dict[str, Any] = {what: columns[name] for what, name in chosen.names().items()}
    if chosen.rater is None:
        given["rater"] = _places(given["unit"])
    return Ratings.from_long(**given, **meaning)


def from_frame(frame: Any, **asked: Unpack[Asked]) -> Ratings:
    """Make ratings of a table of pandas, polars or pyarrow: `Ratings.from_frame`."""
    table, names = _eager(frame)
    chosen = columns_in(names, asked)
    return ratings_of(chosen, {name: _column(table, k) for k, name in enumerate(names)}, asked)


def columns_of(frame: Any) -> dict[str, Column]:
    """All columns of a table of pandas, polars or pyarrow, by name.

    Raises
    ------
    InputError
        If it is no such table.
    """
    table, names = _eager(frame)
    return {name: _column(table, k) for k, name in enumerate(names)}


def _eager(frame: Any) -> tuple[Any, list[str]]:
    """A table as narwhals has it, and the names of its columns."""
    import narwhals  # noqa: PLC0415 - only needed here, keeps `import labelgauge` light

    try:
        table = narwhals.from_native(frame, eager_only=True)
        names = table.columns  # of some libraries, it is only here that names turn out to repeat
    except TypeError as error:
        what = f"frame must be a table of pandas, polars or pyarrow, not {type(frame).__name__}"
        raise InputError(what, fix="For lists and arrays use Ratings.from_long or from_matrix.") from error
    except narwhals.exceptions.DuplicateError as error:
        what = f"names of columns repeat ({' '.join(str(error).split())})"
        raise InputError(what, fix="Give each column a name of its own.") from error
    return table, [str(name) for name in names]


def _column(table: Any, place: int) -> Column:
    column = table[:, place]
    plain: NDArray[Any] = column.to_numpy()
    if plain.dtype.kind in "iubM" or (plain.dtype.kind == "f" and not column.dtype.is_integer()):
        return plain
    # Of whole numbers, text and categories with gaps: as they are, with None in the gaps.
    values: list[Any] = column.to_list()
    return values


def _of_wide(chosen: WideColumns, columns: Mapping[str, Column], meaning: dict[str, Any]) -> Ratings:
    parts = [columns[name] for name in chosen.raters]
    if all(isinstance(part, np.ndarray) and part.dtype.kind in "iuf" for part in parts):
        matrix = np.column_stack(parts)
    else:
        matrix = np.empty((len(parts[0]), len(parts)), dtype=object)
        for rater, part in enumerate(parts):
            matrix[:, rater] = part if isinstance(part, list) else part.tolist()
    return Ratings.from_matrix(
        matrix,
        layout="units_by_raters",
        raters=chosen.raters,
        units=None if chosen.unit is None else columns[chosen.unit],
        cluster=None if chosen.cluster is None else columns[chosen.cluster],
        weight=None if chosen.weight is None else columns[chosen.weight],
        **meaning,
    )


def _places(unit: Column) -> NDArray[np.int64]:
    """The how many-th of its unit each rating is."""
    codes, units = encode(unit, "unit")
    return _layout.places_within(codes, len(units))
