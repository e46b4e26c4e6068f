"""
Intersections and overlap ratios of masks and boxes.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = [
    "box_overlap",
    "box_overlap_pairs",
    "cell_edges",
    "json_string_intersection",
    "mask_intersection",
    "mask_overlap",
    "mask_overlap_sparse",
    "touching_boxes",
]

def box_overlap(
    gold_corners: numpy.typing.NDArray[numpy.float64],
    gold_areas: numpy.typing.NDArray[numpy.float64],
    candidate_corners: numpy.typing.NDArray[numpy.float64],
    candidate_areas: numpy.typing.NDArray[numpy.float64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def box_overlap_pairs(
    gold_corners: numpy.typing.NDArray[numpy.float64],
    gold_areas: numpy.typing.NDArray[numpy.float64],
    candidate_corners: numpy.typing.NDArray[numpy.float64],
    candidate_areas: numpy.typing.NDArray[numpy.float64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def cell_edges(
    gold_corners: numpy.typing.NDArray[numpy.float64],
    gold_areas: numpy.typing.NDArray[numpy.float64],
    gold_rows: numpy.typing.NDArray[numpy.int64],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_corners: numpy.typing.NDArray[numpy.float64],
    candidate_areas: numpy.typing.NDArray[numpy.float64],
    candidate_rows: numpy.typing.NDArray[numpy.int64],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    least: typing.SupportsFloat | typing.SupportsIndex,
    ratio_of: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.float64]
]: ...
def json_string_intersection(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    text: numpy.typing.NDArray[numpy.uint8],
    spans: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def mask_intersection(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    candidate_counts: numpy.typing.NDArray[numpy.uint32],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def mask_overlap(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    candidate_counts: numpy.typing.NDArray[numpy.uint32],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.float64]: ...
def mask_overlap_sparse(
    gold_counts: numpy.typing.NDArray[numpy.uint32],
    gold_offsets: numpy.typing.NDArray[numpy.int64],
    gold_sizes: numpy.typing.NDArray[numpy.int64],
    candidate_counts: numpy.typing.NDArray[numpy.uint32],
    candidate_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_sizes: numpy.typing.NDArray[numpy.int64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    measure: typing.SupportsInt | typing.SupportsIndex,
    threshold: typing.SupportsFloat | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.float64]
]: ...
def touching_boxes(
    gold_corners: numpy.typing.NDArray[numpy.float64],
    gold_image_offsets: numpy.typing.NDArray[numpy.int64],
    candidate_corners: numpy.typing.NDArray[numpy.float64],
    candidate_image_offsets: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
