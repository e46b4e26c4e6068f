"""
Areas and overlap ratios of polygons, without pixels.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["join_rings", "polygon_area", "polygon_overlap", "polygon_overlap_pairs"]

def join_rings(
    items: list[typing.Any],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]
]: ...
def polygon_area(
    points: numpy.typing.NDArray[numpy.float64],
    ring_offsets: numpy.typing.NDArray[numpy.int64],
    mask_offsets: numpy.typing.NDArray[numpy.int64],
    fill: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def polygon_overlap(
    gold_points: numpy.typing.NDArray[numpy.float64],
    gold_ring_offsets: numpy.typing.NDArray[numpy.int64],
    gold_mask_offsets: numpy.typing.NDArray[numpy.int64],
    gold_fill: typing.SupportsInt | typing.SupportsIndex,
    candidate_points: numpy.typing.NDArray[numpy.float64],
    candidate_ring_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_mask_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_fill: typing.SupportsInt | typing.SupportsIndex,
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def polygon_overlap_pairs(
    gold_points: numpy.typing.NDArray[numpy.float64],
    gold_ring_offsets: numpy.typing.NDArray[numpy.int64],
    gold_mask_offsets: numpy.typing.NDArray[numpy.int64],
    gold_fill: typing.SupportsInt | typing.SupportsIndex,
    candidate_points: numpy.typing.NDArray[numpy.float64],
    candidate_ring_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_mask_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_fill: typing.SupportsInt | typing.SupportsIndex,
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
