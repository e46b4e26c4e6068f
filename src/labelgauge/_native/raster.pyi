"""
Polygons to masks, masks to outlines.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["rasterize_center", "rasterize_coco", "self_intersections", "trace_outlines"]

def rasterize_center(
    points: numpy.typing.NDArray[numpy.float64],
    ring_offsets: numpy.typing.NDArray[numpy.int64],
    mask_offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def rasterize_coco(
    points: numpy.typing.NDArray[numpy.float64],
    ring_offsets: numpy.typing.NDArray[numpy.int64],
    mask_offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def self_intersections(
    points: numpy.typing.NDArray[numpy.float64],
    ring_offsets: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.uint8]: ...
def trace_outlines(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]
]: ...
