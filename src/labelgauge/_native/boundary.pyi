"""
Bands along the boundary of masks.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["band_overlap", "boundary_band", "contour", "volume_band"]

def band_overlap(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    candidate_counts: numpy.typing.NDArray[numpy.uint32],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    gold_radius: numpy.typing.NDArray[numpy.int64],
    candidate_radius: numpy.typing.NDArray[numpy.int64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def boundary_band(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    width: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def contour(
    counts: numpy.typing.NDArray[numpy.uint32],
    offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
def volume_band(
    volume: numpy.typing.NDArray[numpy.bool],
    radius: numpy.typing.NDArray[numpy.int64],
    by_faces: bool,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.bool]: ...
