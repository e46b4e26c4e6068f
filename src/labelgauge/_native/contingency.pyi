"""
Label maps: confusion matrices, contingency tables, runs.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["confusion_matrix", "contingency_table", "label_map_runs"]

def confusion_matrix(
    gold: numpy.ndarray,
    candidate: numpy.ndarray,
    n_classes: typing.SupportsInt | typing.SupportsIndex,
    ignore: typing.SupportsInt | typing.SupportsIndex | None,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.int64], int]: ...
def contingency_table(
    gold: numpy.ndarray,
    candidate: numpy.ndarray,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64], numpy.typing.NDArray[numpy.int64]]: ...
def label_map_runs(
    labels: numpy.ndarray,
    ids: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple[numpy.typing.NDArray[numpy.uint32], numpy.typing.NDArray[numpy.int64]]: ...
