"""
Items of a ragged column picked out in any order.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["gather"]

def gather(
    values: numpy.typing.NDArray[numpy.uint8],
    width: typing.SupportsInt | typing.SupportsIndex,
    offsets: numpy.typing.NDArray[numpy.int64],
    index: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint8], numpy.typing.NDArray[numpy.int64]]: ...
