"""Twin of the bootstrap kernels, in plain Python integers from the definition in ``kernels/bootstrap.py``."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
WORD = 2**64


def poisson_weights(keys: NDArray[np.uint64], seed: int, n_draws: int) -> NDArray[np.uint8]:
    """Weight of each key in each draw."""
    thresholds = _thresholds()
    weights = np.zeros((len(keys), n_draws), dtype=np.uint8)
    for i, key in enumerate(keys.tolist()):
        for draw in range(n_draws):
            salt = _mix(_mix(seed) + (draw + 1) * 0x9E3779B97F4A7C15)
            word = _mix(key ^ salt)
            weights[i, draw] = sum(threshold <= word for threshold in thresholds)
    return weights


def weighted_sums(keys: NDArray[np.uint64], group: Ints, values: Ints, n_groups: int, seed: int, n_draws: int) -> Ints:
    """Sums per group, statistic and draw, modulo 2^64."""
    weights = poisson_weights(keys, seed, n_draws).tolist()
    shape = (n_groups, values.shape[1], n_draws)
    totals = np.zeros(shape, dtype=object)
    for row, (g, statistics) in enumerate(zip(group.tolist(), values.tolist(), strict=True)):
        for s, value in enumerate(statistics):
            for draw in range(n_draws):
                totals[g, s, draw] += weights[row][draw] * value
    wrapped = [(total + WORD // 2) % WORD - WORD // 2 for total in totals.ravel().tolist()]
    return np.array(wrapped, dtype=np.int64).reshape(shape)


def _mix(z: int) -> int:
    z %= WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def _thresholds() -> list[int]:
    """floor(2^64 * P(X <= k)), X ~ Poisson(1), k = 0 … 19."""
    with localcontext() as context:
        context.prec = 60
        share = Decimal(-1).exp()  # P(X = k)
        total, thresholds = Decimal(0), []
        for k in range(20):
            share = share / k if k else share
            total += share
            thresholds.append(int(total * WORD))
    return thresholds
