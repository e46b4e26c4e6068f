"""Complete tables of numbers, raters in rows, that other libraries were asked about; NumPy alone is needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

JUDGES = np.array([[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]], np.float64)
"""Shrout and Fleiss 1979: six targets, four judges."""


class NumberCase(NamedTuple):
    """One table, raters in rows."""

    name: str
    values: NDArray[np.float64]

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of its shape and numbers."""
        return hashlib.sha256(repr(self.values.shape).encode() + self.values.tobytes()).hexdigest()[:16]


def number_cases() -> Iterator[NumberCase]:
    """All cases: textbook, few and many units and raters, all kinds of variances, whole numbers, a far origin."""
    yield NumberCase("Shrout and Fleiss", JUDGES)
    spreads = [(1, 0.5, 1), (3, 0, 0.5), (0.1, 0, 1), (1, 3, 0.2), (0, 0, 1)]
    for seed, (unit, rater, error) in enumerate(spreads):
        for shape in ((2, 5), (3, 12), (5, 40), (20, 8)):
            rng = np.random.default_rng([seed, *shape])
            units, raters = rng.normal(0, 1, shape[1]), rng.normal(0, 1, (shape[0], 1))
            table = unit * units + rater * raters + error * rng.normal(0, 1, shape)
            name = f"{shape[1]} units × {shape[0]} raters, sd {unit:g} {rater:g} {error:g}"
            yield NumberCase(name, np.round(table, 3))
            yield NumberCase(f"{name}, whole", np.round(2 * table))
    yield NumberCase("far origin", 1e6 + JUDGES)
