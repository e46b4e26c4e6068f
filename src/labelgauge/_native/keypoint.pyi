"""
Object keypoint similarity.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["keypoint_similarity", "keypoint_similarity_pairs"]

def keypoint_similarity(
    gold_points: numpy.typing.NDArray[numpy.float64],
    visible: numpy.typing.NDArray[numpy.uint8],
    areas: numpy.typing.NDArray[numpy.float64],
    bounds: numpy.typing.NDArray[numpy.float64],
    candidate_points: numpy.typing.NDArray[numpy.float64],
    sigmas: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def keypoint_similarity_pairs(
    gold_points: numpy.typing.NDArray[numpy.float64],
    visible: numpy.typing.NDArray[numpy.uint8],
    areas: numpy.typing.NDArray[numpy.float64],
    bounds: numpy.typing.NDArray[numpy.float64],
    candidate_points: numpy.typing.NDArray[numpy.float64],
    sigmas: numpy.typing.NDArray[numpy.float64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
