"""Score intervals: all truths that ratings do not contradict, each judged by the spread that it would have.

A coefficient is 1 - r, with r the quotient of observed and expected disagreement. Like that of a count, the variance of
observed disagreement is about proportional to it: of a rare disagreement it is small because few were seen. So if the
quotient were ρ, the variance of r would be V(ρ) = ρ r v + ρ² (w - v), where v and w are the squares of the relative
standard errors of observed disagreement and of r; the second term is what expected disagreement, estimated from the
same ratings, adds or takes away. The interval holds each ρ with (r - ρ)² <= t² V(ρ), a quadratic inequality.

V(r) is the square of the standard error, so that of many units this is the analytic interval. With fixed expected
disagreement it is the score interval of a Poisson rate; with fixed relative error, Fieller's (1954) of a quotient.
"""

from __future__ import annotations

import numpy as np

_MOST = 2.0
"""Observed over expected disagreement, at most: of two raters who differ as much as they can."""


def score_ends(quotient: float, se: float, relative_error: float, least: float, reach: float) -> tuple[float, float]:
    """Ends of the interval of a coefficient, 1 - quotient.

    Parameters
    ----------
    quotient, se
        Observed over expected disagreement, and its standard error.
    relative_error
        Standard error of observed disagreement, over it.
    least
        The quotient that a single disagreement would make: what is known where there is none.
    reach
        How many standard errors are believed.

    Returns
    -------
    tuple[float, float]
        The lower end is no less than -1, as no coefficient of a population is less, unless this one is. It is -1 where
        expected disagreement cannot be told from none.
    """
    if quotient > 0:
        linear = quotient * relative_error**2
        square = (se / quotient) ** 2 - relative_error**2
    else:
        linear, square = least, 0.0
    half = quotient + reach**2 * linear / 2
    root = np.sqrt(max(reach**2 * (linear + square * quotient) * quotient + (reach**2 * linear / 2) ** 2, 0.0))
    largest = (half + root) / (1 - reach**2 * square) if reach**2 * square < 1 else np.inf
    largest = min(largest, max(_MOST, quotient))
    smallest = quotient**2 / (half + root) if half + root > 0 else 0.0
    return float(1 - largest), float(1 - smallest)
