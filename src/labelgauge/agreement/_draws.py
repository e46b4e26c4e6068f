"""Draws of units or clusters: how often each pattern is there, and the coefficient then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._blocks import in_blocks, rows_together
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]


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
        return rng.multinomial(int(n.sum()), n / n.sum(), n_draws).astype(np.float64)
    unit_weight = np.ones(ratings.n_units) if ratings.weight is None else ratings.weight
    weights = np.empty((n_draws, len(patterns)))
    for draw in range(n_draws):
        times = _times(rng, len(ratings.clusters) if clusters else ratings.n_units, kind)  # type: ignore[arg-type]
        of_units = times[ratings.cluster] if clusters else times
        weights[draw] = np.bincount(patterns.of_unit, weights=of_units * unit_weight, minlength=len(patterns))
    return weights


def _times(rng: np.random.Generator, n: int, kind: str) -> Floats:
    if kind == "bayesian_bootstrap":
        return rng.standard_gamma(1.0, n)
    return rng.multinomial(n, np.full(n, 1 / n)).astype(np.float64)
