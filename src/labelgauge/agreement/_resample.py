"""Draws of the bootstrap: how often each pattern is there, and the coefficient then."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]

_DRAWS_TOGETHER = 64
"""Draws whose sums are computed at a time; each block has random numbers of its own, from the seed and its place."""


def values(ratings: Ratings, patterns: Patterns, model: Model, options: dict[str, Any]) -> Floats:
    """The coefficient of each draw; float64 (draws,), NaN where a draw has one category alone."""
    n_draws = options["draws"]
    found = np.empty(n_draws)
    for block, first in enumerate(range(0, n_draws, _DRAWS_TOGETHER)):
        rng = np.random.default_rng([options["seed"], block])
        n = min(_DRAWS_TOGETHER, n_draws - first)
        weights = _weights(rng, n, ratings, patterns, options["ci"])
        found[first : first + n] = model.at(model.drawn(patterns, weights)).value
    return found


def _weights(rng: np.random.Generator, n_draws: int, ratings: Ratings, patterns: Patterns, kind: str) -> Floats:
    """How often each pattern is there, by draw; float64 (draws, p)."""
    if kind == "cluster_bootstrap":
        return _of_clusters(rng, n_draws, ratings, patterns)
    if ratings.weight is not None:
        times = _times(rng, n_draws, ratings.n_units, kind) * ratings.weight
        return np.array([np.bincount(patterns.of_unit, weights=row, minlength=len(patterns)) for row in times])
    n = patterns.n_units
    if kind == "bayesian_bootstrap":
        return rng.standard_gamma(n.astype(np.float64), (n_draws, len(n)))
    return rng.multinomial(int(n.sum()), n / n.sum(), n_draws).astype(np.float64)


def _times(rng: np.random.Generator, n_draws: int, n: int, kind: str) -> Floats:
    if kind == "bayesian_bootstrap":
        return rng.standard_gamma(1.0, (n_draws, n))
    return rng.multinomial(n, np.full(n, 1 / n), n_draws).astype(np.float64)


def _of_clusters(rng: np.random.Generator, n_draws: int, ratings: Ratings, patterns: Patterns) -> Floats:
    if ratings.cluster is None or ratings.clusters is None:
        what = "ci='cluster_bootstrap' needs ratings with clusters"
        raise InputError(what, fix="Make the ratings with cluster=, such as the image that each unit is in.")
    times = _times(rng, n_draws, len(ratings.clusters), "bootstrap")
    unit_weight = np.ones(ratings.n_units) if ratings.weight is None else ratings.weight
    weights = np.empty((n_draws, len(patterns)))
    for draw, row in enumerate(times):
        weights[draw] = np.bincount(
            patterns.of_unit, weights=row[ratings.cluster] * unit_weight, minlength=len(patterns)
        )
    return weights
