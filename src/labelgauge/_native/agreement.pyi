"""
Ratings of units: their distinct multisets of codes.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["pair_counts", "pair_tables", "unit_patterns", "unordered_units"]

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
def unit_patterns(
    offsets: numpy.typing.NDArray[numpy.int64],
    codes: numpy.typing.NDArray[numpy.int32],
    n_categories: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
    numpy.typing.NDArray[numpy.int32],
]: ...
def unordered_units(
    offsets: numpy.typing.NDArray[numpy.int64],
    raters: numpy.typing.NDArray[numpy.int32],
    n_raters: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
