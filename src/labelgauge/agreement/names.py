"""Names of what can be asked for; it imports nothing, so that the command line may list them at once."""

from __future__ import annotations

from typing import Literal, get_args

Interval = Literal[
    "score",
    "analytic",
    "bootstrap",
    "cluster_bootstrap",
    "bayesian_bootstrap",
    "krippendorff_bootstrap",
    "jackknife",
    "two_way",
    "pigeonhole_bootstrap",
]
INTERVALS: tuple[Interval, ...] = get_args(Interval)
"""Kinds of interval."""

PairCoefficient = Literal["cohen_kappa", "scott_pi", "gwet_ac", "brennan_prediger", "percent_agreement"]
PAIR_COEFFICIENTS: tuple[PairCoefficient, ...] = get_args(PairCoefficient)
"""Coefficients that all pairs of raters can have."""

COEFFICIENTS = (
    "percent_agreement",
    "krippendorff_alpha",
    "gwet_ac",
    "fleiss_kappa",
    "brennan_prediger",
    "cohen_kappa",
    "scott_pi",
    "conger_kappa",
    "light_kappa",
    "hubert_kappa",
    "icc",
    "concordance",
    "kendall_w",
)
"""Coefficients that an agreement card may have, in the order of reports."""
