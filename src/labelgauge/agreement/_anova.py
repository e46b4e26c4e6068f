"""Mean squares of ratings, by unit alone or by unit and rater, also where some are missing.

With all ratings there the mean squares are those of the textbook. With missing ones they are Henderson's third method:
a factor's sum of squares is what it takes off the residual beside the other factor. Both are described alike, by what
the mean squares are expected to be: that of units σ²_e + k σ²_u, that of raters σ²_e + n σ²_r, where k and n are
the numbers of raters and units, or, with missing ratings, what takes their place.

Sources: McGraw and Wong 1996; Henderson 1953; Searle, Casella and McCulloch, Variance Components, 1992.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._crossed import Crossed
from labelgauge.agreement._numbers import Numbers

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """A table of the analysis of variance.

    Attributes
    ----------
    unit, rater, error
        Mean squares; `rater` is NaN of the one-way table.
    unit_df, rater_df, error_df
        Their degrees of freedom.
    k, n
        What σ²_u counts for in the mean square of units, and σ²_r in that of raters.
    """

    unit: float
    rater: float
    error: float
    unit_df: float
    rater_df: float
    error_df: float
    k: float
    n: float


def one_way(numbers: Numbers) -> MeanSquares:
    """Between units and within them, whoever rated; there must be two units, and one with two ratings."""
    m, total = numbers.per_unit, len(numbers.value)
    means = numbers.unit_sums(numbers.value) / m
    within = float(np.sum((numbers.value - means[numbers.unit]) ** 2))
    grand = m @ means / total
    between = float(m @ (means - grand) ** 2)
    floor = _rounding(numbers)
    df, error_df = numbers.n_units - 1, total - numbers.n_units
    return MeanSquares(
        unit=_above(between, floor) / df,
        rater=np.nan,
        error=_above(within, floor) / error_df,
        unit_df=df,
        rater_df=np.nan,
        error_df=error_df,
        k=(total - float(m @ m) / total) / df,
        n=np.nan,
    )


def two_way(numbers: Numbers, crossed: Crossed | None) -> MeanSquares:
    """Between units, between raters, and what is left; `crossed` where ratings are missing."""
    total = len(numbers.value)
    unit_means = numbers.unit_sums(numbers.value) / numbers.per_unit
    rater_means = numbers.rater_sums(numbers.value) / numbers.per_rater
    off_unit = numbers.value - unit_means[numbers.unit]
    off_rater = numbers.value - rater_means[numbers.rater]
    if crossed is None:
        residual, parts = off_unit - rater_means[numbers.rater] + numbers.value.mean(), 1
        between_units = numbers.n_raters * float(np.sum((unit_means - unit_means.mean()) ** 2))
        between_raters = numbers.n_units * float(np.sum((rater_means - rater_means.mean()) ** 2))
        error = float(residual @ residual)
    else:
        error, parts = crossed.error, crossed.n_parts
        between_units = float(off_rater @ off_rater) - error
        between_raters = float(off_unit @ off_unit) - error
    floor = _rounding(numbers)
    unit_df, rater_df = numbers.n_units - parts, numbers.n_raters - parts
    error_df = total - numbers.n_units - numbers.n_raters + parts
    return MeanSquares(
        unit=_above(between_units, floor) / unit_df,
        rater=_above(between_raters, floor) / rater_df,
        error=_above(error, floor) / error_df,
        unit_df=unit_df,
        rater_df=rater_df,
        error_df=error_df,
        k=(total - numbers.n_raters) / unit_df,
        n=(total - numbers.n_units) / rater_df,
    )


def _rounding(numbers: Numbers) -> float:
    """The most that a sum of squares is of numbers that differ by their rounding alone."""
    greatest = float(np.max(np.abs(numbers.value))) + abs(numbers.origin)
    return len(numbers.value) * (64 * np.finfo(np.float64).eps * greatest) ** 2


def _above(squares: float, floor: float) -> float:
    return squares if squares > floor else 0.0
