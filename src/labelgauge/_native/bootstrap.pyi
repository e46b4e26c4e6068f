"""
Poisson bootstrap weights and weighted sums.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["poisson_weights", "weighted_sums"]

def poisson_weights(
    keys: numpy.typing.NDArray[numpy.uint64],
    seed: typing.SupportsInt | typing.SupportsIndex,
    n_draws: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.uint8]: ...
def weighted_sums(
    keys: numpy.typing.NDArray[numpy.uint64],
    group: numpy.typing.NDArray[numpy.int64],
    values: numpy.typing.NDArray[numpy.int64],
    n_groups: typing.SupportsInt | typing.SupportsIndex,
    seed: typing.SupportsInt | typing.SupportsIndex,
    n_draws: typing.SupportsInt | typing.SupportsIndex,
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> numpy.typing.NDArray[numpy.int64]: ...
