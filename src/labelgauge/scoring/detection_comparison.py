"""Two detection results of the same gold side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.scoring.detection_bootstrap import LEAST_DRAWS, NO_SPREAD, spread_of
from labelgauge.scoring.detection_protocols import Stat
from labelgauge.scoring.intervals import CONFIDENCE

if TYPE_CHECKING:
    from labelgauge.scoring.detection_result import DetectionResult

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScoreDifference:
    """How much one number of the summary differs between two results, other less first.

    Attributes
    ----------
    name
        What it is called.
    first, other
        The two numbers.
    value
        Their difference; NaN where either is undefined.
    se, low, high
        Over draws of the same images; NaN where fewer than 20 draws have gold for it.
    p_value
        Of no difference, from the draws turned round as for the interval: twice the lesser share of them on one side of
        0, of ties half, with one more draw on that side, so that it is never 0 (Davison and Hinkley 1997, section 4.2).
    draws, degenerate
        How many draws, and the share of them in which it is undefined.
    status
        ``"ok"``, or why it is undefined, as in `DetectionScore`.
    """

    name: str
    first: float
    other: float
    value: float
    se: float
    low: float
    high: float
    p_value: float
    draws: int
    degenerate: float
    status: str


@dataclass(frozen=True, slots=True)
class DetectionComparison:
    """Two results of the same gold side by side.

    Attributes
    ----------
    first, other
        The results, with their draws.
    stats
        `ScoreDifference` by name.
    """

    first: DetectionResult
    other: DetectionResult
    stats: Mapping[str, ScoreDifference]

    def to_table(self) -> Table:
        """One row per number of the summary."""
        names = [field.name for field in fields(ScoreDifference)]
        rows = list(self.stats.values())
        return Table({name: [getattr(row, name) for row in rows] for name in names})


def compare_results(
    first: DetectionResult, other: DetectionResult, draws: int, seed: int, threads: int
) -> DetectionComparison:
    """Differences of two results over draws of the same images."""
    differ = _unlike(first, other)
    if differ:
        what = f"the results differ in {differ}, so that they cannot be compared"
        raise InputError(what, where="compare", fix="Evaluate both against the same gold with the same parameters.")
    sides = [result.bootstrap(draws, seed=seed, threads=threads) for result in (first, other)]
    stats = {stat.name: _difference(stat, *sides) for stat in first.parameters.settings.stats}
    return DetectionComparison(sides[0], sides[1], stats)


def _unlike(first: DetectionResult, other: DetectionResult) -> str:
    """What keeps two results from being compared; empty if nothing does."""
    if first.parameters.to_dict() != other.parameters.to_dict():
        return "parameters"
    if first.image_ids != other.image_ids:
        return "images"
    return "" if np.array_equal(first.n_gold, other.n_gold) else "gold objects"


def _difference(stat: Stat, first: DetectionResult, other: DetectionResult) -> ScoreDifference:
    scores = [result.stats[stat.name] for result in (first, other)]
    status = next((score.status for score in scores if score.status != "ok"), "ok")
    values = [score.value for score in scores]
    spread, p_value = NO_SPREAD, np.nan
    if status == "ok":
        drawn = other.draws_of(stat.name) - first.draws_of(stat.name)
        spread = spread_of(values[1] - values[0], drawn, CONFIDENCE, is_share=False)
        p_value = _p_value(2 * (values[1] - values[0]) - drawn)
    return ScoreDifference(
        stat.name,
        values[0],
        values[1],
        values[1] - values[0],
        spread.se,
        spread.low,
        spread.high,
        p_value,
        scores[0].draws,
        spread.degenerate,
        status,
    )


def _p_value(turned: Floats) -> float:
    known = turned[~np.isnan(turned)]
    if len(known) < LEAST_DRAWS:
        return np.nan
    above = float(np.count_nonzero(known > 0) + np.count_nonzero(known == 0) / 2)
    return min(1.0, 2 * (min(above, len(known) - above) + 1) / (len(known) + 1))
