"""
Overlap ratios of rotated boxes in the plane and upright boxes in space.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["rotated_overlap", "rotated_overlap_pairs", "upright_overlap", "upright_overlap_pairs"]

def rotated_overlap(
    gold_boxes: numpy.typing.NDArray[numpy.float64],
    candidate_boxes: numpy.typing.NDArray[numpy.float64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def rotated_overlap_pairs(
    gold_boxes: numpy.typing.NDArray[numpy.float64],
    candidate_boxes: numpy.typing.NDArray[numpy.float64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def upright_overlap(
    gold_boxes: numpy.typing.NDArray[numpy.float64],
    candidate_boxes: numpy.typing.NDArray[numpy.float64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def upright_overlap_pairs(
    gold_boxes: numpy.typing.NDArray[numpy.float64],
    candidate_boxes: numpy.typing.NDArray[numpy.float64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
