"""A coefficient of agreement with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "ok": "it is defined",
        "no_overlap": "no unit has two ratings, so that no two raters can be compared",
        "one_rater": "there is one rater, and agreement is between raters",
        "single_category": "all ratings are of one category, so that agreement by chance is certain",
        "zero_variance": "variance is 0, or estimated as no more, so that nothing is left to agree about",
        "one_unit": "one unit alone can be compared, and nothing says how others differ from it",
        "few_units": "there are too few units to say how sure it is",
        "no_se": "it has no standard error",
        "clustered": "units of a cluster depend on each other, and intervals and tests would take them for independent",
        "not_crossed": "too few units have raters in common to tell differences of raters from those of units",
        "anonymous_raters": "it needs to know who rated what, and raters are anonymous",
        "few_raters": "without one of the raters it is undefined, so that nothing says how raters differ",
        "not_two_raters": "it is defined for two raters",
        "no_repeats": "no rater has rated a unit more than once, so that nobody can be compared with oneself",
        "unequal_ratings": "units differ in how many ratings they have, and the test is for equal numbers",
        "no_spread": "every unit moves both alike, so that nothing says how their difference would vary",
        "little_overlap": "no two raters have as many units in common as min_overlap asks for",
    }
)
"""What each status means."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A number between raters, how sure it is, and what it was computed from.

    Attributes
    ----------
    name
        Which coefficient.
    value
        Point estimate, neither rounded nor clipped; NaN where undefined.
    se
        Standard error; NaN where undefined.
    low, high
        Ends of the confidence interval; NaN where there is none.
    confidence
        What the interval is meant to cover.
    interval
        Kind of interval; ``"none"`` where there is none.
    status
        ``"ok"``, or why the value or, where there is a value, the interval is undefined; `explain` says it in words.
    observed, expected
        Observed and expected agreement; of Krippendorff's alpha, disagreement.
    n_units
        Units with two ratings or more, which are what is compared.
    n_raters, n_ratings
        Raters, and all their ratings.
    n_pairs
        Pairs of ratings of one unit.
    prevalence, bias
        Of two raters and two categories, Byrt's prevalence and bias index; else NaN.
    parameters
        What was asked for.
    draws
        How many draws a bootstrap has made; 0 without one.
    degenerate
        Share of the draws that were undefined, such as those of one category alone, and left out.

    Examples
    --------
    >>> import labelgauge as lg
    >>> r = lg.Ratings.from_matrix([[1, 1, 2, 2, 1, 2], [1, 1, 2, 2, 2, 2]])
    >>> lg.fleiss_kappa(r)
    <fleiss_kappa 0.657 [-1.000, 0.960] of 6 units × 2 raters>
    """

    name: str
    value: float
    se: float = np.nan
    low: float = np.nan
    high: float = np.nan
    confidence: float = 0.95
    interval: str = "none"
    status: str = "ok"
    observed: float = np.nan
    expected: float = np.nan
    n_units: int = 0
    n_raters: int = 0
    n_ratings: int = 0
    n_pairs: int = 0
    prevalence: float = np.nan
    bias: float = np.nan
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    draws: int = 0
    degenerate: float = 0.0

    @property
    def ci(self) -> tuple[float, float]:
        """Ends of the confidence interval."""
        return self.low, self.high

    def explain(self) -> str:
        """Say in a sentence what the value is, or why it is undefined.

        Returns
        -------
        str
            A sentence.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.fleiss_kappa(lg.Ratings.from_matrix([[1, 1], [1, 1]])).explain()
        'fleiss_kappa is undefined: all ratings are of one category, so that agreement by chance is certain.'
        """
        if np.isnan(self.value):
            return f"{self.name} is undefined: {REASONS[self.status]}."
        agreed = (
            f"{self.name} is {self.value:.3f}: observed {self.observed:.3f}, expected by chance {self.expected:.3f}"
        )
        sure = "" if np.isnan(self.se) else f"; {self.confidence:.0%} interval {self.low:.3f} to {self.high:.3f}"
        doubt = "" if self.status == "ok" else f"; {REASONS[self.status]}"
        dropped = f"; {self.degenerate:.1%} of the draws were undefined and left out" if self.degenerate > 0 else ""
        return f"{agreed}{sure}{dropped}{doubt}."

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        sure = "" if np.isnan(self.low) else f" [{self.low:.3f}, {self.high:.3f}]"
        value = f"undefined ({self.status})" if np.isnan(self.value) else f"{self.value:.3f}"
        return f"<{self.name} {value}{sure} of {self.n_units:,} units × {self.n_raters:,} raters>"
