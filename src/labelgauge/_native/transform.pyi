"""
Masks moved, turned and resized.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["enlarge", "flip_columns", "flip_rows", "shrink", "transpose", "window"]

def enlarge(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    factors: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def flip_columns(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def flip_rows(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def shrink(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    factors: numpy.typing.NDArray[numpy.int64],
    rule: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def transpose(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def window(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    boxes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
