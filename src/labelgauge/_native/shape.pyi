"""
Outline length, moments, hull and Euler number of masks.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["central_moments", "euler_number", "hull_area", "perimeter", "raw_moments"]

def central_moments(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def euler_number(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    connectivity: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def hull_area(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def perimeter(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    spacing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def raw_moments(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
