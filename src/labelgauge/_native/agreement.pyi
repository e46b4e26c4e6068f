"""
Ratings of units: their distinct multisets of codes.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = [
    "cell_columns",
    "cell_pair_counts",
    "cell_pair_tables",
    "cell_patterns",
    "count_patterns",
    "pair_counts",
    "pair_tables",
    "small_cells",
    "unit_patterns",
    "unordered_units",
]

def cell_columns(
    cells: numpy.typing.NDArray[numpy.uint8],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int32], numpy.typing.NDArray[numpy.int32]]: ...
def cell_pair_counts(
    cells: numpy.typing.NDArray[numpy.uint8],
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def cell_pair_tables(
    cells: numpy.typing.NDArray[numpy.uint8],
    first: numpy.typing.NDArray[numpy.int64],
    second: numpy.typing.NDArray[numpy.int64],
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def cell_patterns(
    cells: numpy.typing.NDArray[numpy.uint8],
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    find_of_unit: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int64],
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.int8],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.uint8],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.int16],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.int32],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.int64],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.float32],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
@typing.overload
def count_patterns(
    table: numpy.typing.NDArray[numpy.float64],
    by_category: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    tuple[
        numpy.typing.NDArray[numpy.int64],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int32],
        numpy.typing.NDArray[numpy.int64],
    ],
    int,
]: ...
def pair_counts(
    offsets: numpy.typing.NDArray[numpy.int64],
    raters: numpy.typing.NDArray[numpy.int32],
    codes: numpy.typing.NDArray[numpy.int32],
    n_raters: typing.SupportsInt | typing.SupportsIndex,
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def pair_tables(
    offsets: numpy.typing.NDArray[numpy.int64],
    raters: numpy.typing.NDArray[numpy.int32],
    codes: numpy.typing.NDArray[numpy.int32],
    first: numpy.typing.NDArray[numpy.int64],
    second: numpy.typing.NDArray[numpy.int64],
    n_raters: typing.SupportsInt | typing.SupportsIndex,
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.int8],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.uint8],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.int16],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.int32],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.int64],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.float32],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
@typing.overload
def small_cells(
    table: numpy.typing.NDArray[numpy.float64],
    by_unit: bool,
    missing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
def unit_patterns(
    offsets: numpy.typing.NDArray[numpy.int64],
    codes: numpy.typing.NDArray[numpy.int32],
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    find_of_unit: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int64],
]: ...
def unordered_units(
    offsets: numpy.typing.NDArray[numpy.int64],
    raters: numpy.typing.NDArray[numpy.int32],
    n_raters: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
