"""Fields of agreement: kappas of all pairs of raters."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from contest import Call, Field, entered, memory_floor
from numpy.typing import NDArray

from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings

N_CATEGORIES = 10
MOST_FOR_A_LOOP = 20
"""Raters whose pairs are called one by one: a call takes milliseconds."""


def codes(n_raters: int, n_units: int, missing: float, n_categories: int = N_CATEGORIES) -> NDArray[np.int64]:
    """Raters who are right more often than not, (raters, units), -1 where there is no rating."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, n_categories, n_units)
    matrix = np.where(rng.random((n_raters, n_units)) < 0.7, truth, rng.integers(0, n_categories, (n_raters, n_units)))
    return np.where(rng.random(matrix.shape) < missing, -1, matrix)


def of_raters(n_raters: int, n_units: int, missing: float = 0.0) -> Field:
    """Cohen's kappa of all pairs of raters, a matrix."""
    matrix = codes(n_raters, n_units, missing)
    ratings = Ratings.from_matrix(np.where(matrix < 0, np.nan, matrix), categories=list(range(N_CATEGORIES)))

    def ours(threads: int = 1) -> Any:
        return pairwise_agreement(ratings, "cohen_kappa", threads=threads).values

    def by_numpy(_: Any) -> Call:
        def call() -> Any:
            agreed, chance = np.zeros((2, n_raters, n_raters))
            rated = (matrix >= 0).astype(np.float32) if missing else np.zeros(0)
            n = (rated @ rated.T).astype(np.float64) if missing else n_units
            for category in range(N_CATEGORIES):
                one_hot = (matrix == category).astype(np.float32)  # sums stay below 2^24, so they are exact
                agreed += one_hot @ one_hot.T
                used = (one_hot @ rated.T if missing else one_hot.sum(axis=1)[:, None]).astype(np.float64)
                chance += used * used.T
            return _kappas(agreed / n, chance / n**2)

        return call

    def by_scikit_learn(metrics: Any) -> Call:
        def call() -> Any:
            kappas = np.full((n_raters, n_raters), np.nan)
            for a, b in combinations(range(n_raters), 2):
                both = (matrix[a] >= 0) & (matrix[b] >= 0)
                kappas[a, b] = kappas[b, a] = metrics.cohen_kappa_score(matrix[a, both], matrix[b, both])
            return kappas

        return call

    peers = {"NumPy": by_numpy}
    if n_raters <= MOST_FOR_A_LOOP:
        peers["scikit-learn"] = by_scikit_learn
    floor = memory_floor([ratings.cells], 8 * n_raters**2)
    return Field(ours, entered(peers), same, floor)


def same(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    return bool(np.allclose(ours, theirs, rtol=0, atol=1e-12, equal_nan=True))


def _kappas(observed: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    kappas: NDArray[np.float64] = (observed - expected) / (1 - expected)
    np.fill_diagonal(kappas, np.nan)
    return kappas
