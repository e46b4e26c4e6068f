"""
One-to-one assignment over sparse edges.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["assign_pairs"]

def assign_pairs(
    gold_index: numpy.typing.NDArray[numpy.int64],
    candidate_index: numpy.typing.NDArray[numpy.int64],
    weight: numpy.typing.NDArray[numpy.int64],
    n_gold: typing.SupportsInt | typing.SupportsIndex,
    n_candidate: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
