"""Tables of ratings that other libraries were asked about, raters in rows, NaN where one is missing; NumPy alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MISSING = np.nan

# Four raters, twelve units: Krippendorff 2011.
STANDARD = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3],
    [MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING],
]

SCALES: dict[str, tuple[float, ...]] = {
    "from 1": (1, 2, 3, 4, 5, 6),
    "from 0": (0, 1, 2, 3, 4, 5),
    "uneven": (0.5, 0.75, 2, 3, 10, 40),
    "around 0": (-2, -1, 0, 0.25, 3, 4),
}
"""Numbers that the categories are."""

DEGENERATE: dict[str, list[list[float]]] = {
    "one category": [[1, 1, 1], [1, 1, 1], [1, 1, MISSING]],
    "no overlap": [[1, 2, MISSING, MISSING], [MISSING, MISSING, 1, 2]],
    "all missing": [[MISSING, MISSING], [MISSING, MISSING]],
    "one rater": [[1, 2, 1, 3]],
    "one unit, all alike": [[2], [2], [2]],
    "one unit, two categories": [[1], [2]],
    "compared units have one category": [[1, 1, 2, MISSING], [1, 1, MISSING, 3]],
    "perfect": [[1, 2, 3, 1], [1, 2, 3, 1]],
    "perfectly opposed": [[1, 2, 1, 2], [2, 1, 2, 1]],
    "one unit of two ratings": [[1, 2, MISSING], [2, MISSING, 1]],
}


class RatingCase(NamedTuple):
    """One table, raters in rows, and what its categories may be."""

    name: str
    values: Floats
    categories: tuple[float, ...]

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of shape, numbers and categories."""
        head = repr((self.values.shape, [float(category) for category in self.categories]))
        return hashlib.sha256(head.encode() + self.values.tobytes()).hexdigest()[:16]

    @property
    def complete(self) -> bool:
        """Whether no rating is missing."""
        return not np.isnan(self.values).any()


def random_table(
    rng: np.random.Generator, shape: tuple[int, int], categories: Sequence[float], missing: float, agreeing: float
) -> Floats:
    """Ratings (raters, units) that are a common truth in a share of cases, else anything; a share is missing."""
    truth = rng.integers(0, len(categories), shape[1])
    code = np.where(rng.random(shape) < agreeing, truth, rng.integers(0, len(categories), shape))
    table = np.array(categories, np.float64)[code]
    table[rng.random(shape) < missing] = MISSING
    return table


def rating_cases() -> Iterator[RatingCase]:
    """All cases: textbook, degenerate, and random ones of 2 to 6 raters, 1 to 30 units and 2 to 6 categories."""
    yield RatingCase("standard", np.array(STANDARD), (1, 2, 3, 4, 5))
    for name, rows in DEGENERATE.items():
        yield RatingCase(name, np.array(rows, np.float64), (1, 2, 3))
    for seed in range(60):
        rng = np.random.default_rng(seed)
        shape = int(rng.integers(2, 7)), int(rng.integers(1, 31))
        scale, n = list(SCALES)[seed % len(SCALES)], int(rng.integers(2, 7))
        missing, agreeing = (0.0, 0.15, 0.3, 0.6)[seed // 4 % 4], float(rng.choice([0.1, 0.6, 0.9]))
        table = random_table(rng, shape, SCALES[scale][:n], missing, agreeing)
        yield RatingCase(f"{seed}: {shape[0]} × {shape[1]} of {n} {scale}", table, SCALES[scale][:n])


def as_set(label: float, categories: Sequence[float]) -> frozenset[str]:
    """A set of letters for each category, so that libraries can be asked about labels that are sets; never empty."""
    place = 1 + list(categories).index(label)
    return frozenset(letter for bit, letter in enumerate("abc") if place >> bit & 1)
