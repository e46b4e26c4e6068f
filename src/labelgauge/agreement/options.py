"""Options that coefficients of agreement share: how sure they are to be, and what they are where undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypedDict

import numpy as np

from labelgauge.agreement.names import Interval

Ends = Literal["percentile", "bca"]


class Options(TypedDict, total=False):
    """How sure a coefficient is to be, and what it is where it is undefined.

    Attributes
    ----------
    ci
        None for no interval; or its kind.

        - ``"score"``, the default: by influences of units (of clusters, where ratings have them), with Student's t and
          the spread that each possible truth would have, which matters where few units disagree or a category is rare.
        - ``"analytic"``, the default of means over pairs of raters and of alpha of numbers: as score, with the spread
          of the estimate, so that it is symmetric.
        - ``"jackknife"``: by what the coefficient is without each unit (cluster), with Student's t; `se` is that of
          the jackknife.
        - ``"bootstrap"``, ``"cluster_bootstrap"``: draws of units, or of clusters, with replacement.
        - ``"bayesian_bootstrap"``: draws of weights of units; no draw is of one category alone.
        - ``"krippendorff_bootstrap"``, of `labelgauge.krippendorff_alpha` alone: draws of pairs of ratings, with the
          expected disagreement as it is. Published and much quoted, but too narrow, often by half: it takes the pairs
          of a unit for independent.
        - ``"two_way"``: by influences of units (clusters) and of raters, with Student's t, for what other units and
          other raters would have said; `se` is that of both. Raters must have names, and be three at least.
        - ``"pigeonhole_bootstrap"``: draws of units (clusters) and of raters; `se` is the standard deviation of draws.
          Errs on the wide side. Time is that of all ratings for each draw.

        The last two are of all but `labelgauge.cohen_kappa`, which is of two raters as these two. Of means over pairs
        of raters (`labelgauge.conger_kappa`, `labelgauge.light_kappa`, `labelgauge.hubert_kappa`), each counts the
        product of how often its raters are there.
    confidence
        What the interval is to cover, above 0 and below 1.
    draws, seed
        Of a bootstrap: how many draws, up to a million, and the start of their random numbers.
    ends
        Of draws of units or clusters: ``"percentile"``, or ``"bca"``, bias-corrected and accelerated percentiles
        (Efron 1987), which follow skewed draws; they want some thousands of draws.
    n_population
        Units that the rated ones were drawn from without replacement; infinitely many by default.
    singleton
        How units with one rating count in standard errors: ``"ratio"`` lets the number of units with two vary, which
        it does; ``"gwet"`` is what irrCAC computes, which holds it fixed. Without such units both are equal, but for
        Krippendorff's alpha, of which irrCAC leaves out the correction for small samples. Means over pairs of raters
        have one formula alone.
    undefined
        ``"nan"``, ``"raise"``, or the value that an undefined coefficient is to have.
    threads
        Number of threads; never changes the answer.
    progress
        Called with the number of draws made so far and of all draws, after each block of them.
    """

    ci: Interval | None
    confidence: float
    draws: int
    seed: int
    ends: Ends
    n_population: float
    singleton: Literal["ratio", "gwet"]
    undefined: Literal["nan", "raise"] | float
    threads: int
    progress: Callable[[int, int], None] | None


DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "ci": "score",
        "confidence": 0.95,
        "draws": 1000,
        "seed": 0,
        "ends": "percentile",
        "n_population": np.inf,
        "singleton": "ratio",
        "undefined": "nan",
        "threads": 1,
        "progress": None,
    }
)
"""What options are unless given."""
