"""
Distances between surfaces, and the Euclidean distance transform.
"""

from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing

__all__: list[str] = [
    "distance_histograms",
    "distance_transform",
    "label_distance_histograms",
    "list_distance_histograms",
    "mask_distance_histograms",
    "nearest_background",
]

def distance_histograms(
    gold: numpy.typing.NDArray[numpy.bool],
    candidate: numpy.typing.NDArray[numpy.bool],
    spacing: numpy.typing.NDArray[numpy.float64],
    reversed: bool,
    rule: typing.SupportsInt | typing.SupportsIndex,
    begin: typing.SupportsInt | typing.SupportsIndex,
    end: typing.SupportsInt | typing.SupportsIndex,
    tolerances: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.int8],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def distance_transform(
    mask: numpy.typing.NDArray[numpy.bool],
    spacing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def label_distance_histograms(
    gold: numpy.ndarray,
    candidate: numpy.ndarray,
    labels: numpy.typing.NDArray[numpy.int64],
    spacing: numpy.typing.NDArray[numpy.float64],
    rule: typing.SupportsInt | typing.SupportsIndex,
    begin: typing.SupportsInt | typing.SupportsIndex,
    end: typing.SupportsInt | typing.SupportsIndex,
    tolerances: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.int8],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def list_distance_histograms(
    gold: list[numpy.typing.NDArray[numpy.bool]],
    candidate: list[numpy.typing.NDArray[numpy.bool]],
    spacing: list[numpy.typing.NDArray[numpy.float64]],
    reversed: collections.abc.Sequence[bool],
    rule: typing.SupportsInt | typing.SupportsIndex,
    tolerances: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.int8],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def mask_distance_histograms(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    candidate_counts: numpy.typing.NDArray[numpy.uint32],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    spacing: numpy.typing.NDArray[numpy.float64],
    rule: typing.SupportsInt | typing.SupportsIndex,
    tolerances: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.uint8],
    numpy.typing.NDArray[numpy.int8],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.int64],
    numpy.typing.NDArray[numpy.int64],
]: ...
def nearest_background(
    mask: numpy.typing.NDArray[numpy.bool],
    spacing: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int32]: ...
