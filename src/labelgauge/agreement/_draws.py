"""Draws of units or clusters: how often each pattern is there, and the coefficient then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._blocks import in_blocks, rows_together
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model
from labelgauge.agreement._things import numbered
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]

_UNITS_PER_PATTERN = 16
"""Of more, it is quicker to draw how often each pattern is there than to draw each unit."""


def drawn_values(ratings: Ratings, patterns: Patterns, model: Model, options: dict[str, Any]) -> Floats:
    """The coefficient of each draw; float64 (draws,), NaN where it is undefined."""
    rows = model.rows(patterns)
    width = max(len(patterns), rows.dense.shape[1] + rows.category.shape[1])

    def some(rng: np.random.Generator, n_draws: int) -> Floats:
        weights = times_of_patterns(rng, n_draws, ratings, patterns, options["ci"])
        return model.at_rows(rows.sums(weights)).value

    return in_blocks(some, together=rows_together(width), options=options)


def times_of_patterns(
    rng: np.random.Generator, n_draws: int, ratings: Ratings, patterns: Patterns, kind: str
) -> Floats:
    """How often each pattern is there, or with what weight, by draw; float64 (draws, p)."""
    clusters = kind == "cluster_bootstrap"
    n = patterns.n_units
    if ratings.weight is None and not clusters:
        if kind == "bayesian_bootstrap":
            return rng.standard_gamma(n.astype(np.float64), (n_draws, len(n)))
        if n.sum() > _UNITS_PER_PATTERN * len(n):
            return rng.multinomial(int(n.sum()), n / n.sum(), n_draws).astype(np.float64)
    unit_weight = np.ones(ratings.n_units) if ratings.weight is None else ratings.weight
    # Units that count alike are drawn by what was said of them, so that the order they lie in does not matter.
    of_unit = patterns.of_unit if clusters or ratings.weight is not None else np.repeat(np.arange(len(n)), n)
    thing, n_things = np.arange(ratings.n_units), ratings.n_units
    if clusters and ratings.cluster is not None:
        thing, n_things = numbered(ratings.cluster)  # clusters may have lost all their units
    weights = np.empty((n_draws, len(patterns)))
    for draw in range(n_draws):
        of_units = _times(rng, n_things, kind)[thing] * unit_weight
        weights[draw] = np.bincount(of_unit, weights=of_units, minlength=len(patterns))
    return weights


def _times(rng: np.random.Generator, n: int, kind: str) -> Floats:
    if kind == "bayesian_bootstrap":
        return rng.standard_gamma(1.0, n)
    return np.bincount(rng.integers(n, size=n), minlength=n).astype(np.float64)
