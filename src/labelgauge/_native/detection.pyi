"""
Whom detections find, and precision against recall.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["judge_detections", "match_detections", "precision_draws", "precision_recall", "score_order"]

def judge_detections(
    cell_offsets: numpy.typing.NDArray[numpy.int64],
    edge_offsets: numpy.typing.NDArray[numpy.int64],
    edge_gold: numpy.typing.NDArray[numpy.int64],
    edge_overlap: numpy.typing.NDArray[numpy.float64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    ignored: numpy.typing.NDArray[numpy.uint8],
    outside: numpy.typing.NDArray[numpy.uint8],
    thresholds: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.uint8]: ...
def match_detections(
    cell_offsets: numpy.typing.NDArray[numpy.int64],
    edge_offsets: numpy.typing.NDArray[numpy.int64],
    edge_gold: numpy.typing.NDArray[numpy.int64],
    edge_overlap: numpy.typing.NDArray[numpy.float64],
    crowd: numpy.typing.NDArray[numpy.uint8],
    ignored: numpy.typing.NDArray[numpy.uint8],
    outside: numpy.typing.NDArray[numpy.uint8],
    thresholds: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
def precision_draws(
    category_offsets: numpy.typing.NDArray[numpy.int64],
    image: numpy.typing.NDArray[numpy.int64],
    rank: numpy.typing.NDArray[numpy.int64],
    score: numpy.typing.NDArray[numpy.float64],
    outcome: numpy.typing.NDArray[numpy.uint8],
    gold_category_offsets: numpy.typing.NDArray[numpy.int64],
    gold_image: numpy.typing.NDArray[numpy.int64],
    gold_ignored: numpy.typing.NDArray[numpy.uint8],
    recall_levels: numpy.typing.NDArray[numpy.float64],
    most: numpy.typing.NDArray[numpy.int64],
    weights: numpy.typing.NDArray[numpy.uint8],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.float64],
    numpy.typing.NDArray[numpy.float64],
]: ...
def precision_recall(
    category_offsets: numpy.typing.NDArray[numpy.int64],
    rank: numpy.typing.NDArray[numpy.int64],
    score: numpy.typing.NDArray[numpy.float64],
    outcome: numpy.typing.NDArray[numpy.uint8],
    n_gold: numpy.typing.NDArray[numpy.int64],
    recall_levels: numpy.typing.NDArray[numpy.float64],
    most: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[
    numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]
]: ...
def score_order(
    category: numpy.typing.NDArray[numpy.int64],
    image: numpy.typing.NDArray[numpy.int64],
    score: numpy.typing.NDArray[numpy.float64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
