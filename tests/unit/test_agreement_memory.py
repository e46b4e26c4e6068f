"""Memory of coefficients grows with the ratings, not with units × categories, nor with categories × categories.

Of as many categories as units, either table takes more than is allowed, were it of bytes. What NumPy allocates is
counted; the kernels' own memory is not.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import labelgauge as lg

N_RATERS = 3
N_UNITS = 20_000
FEW_UNITS = 1_500
"""For what makes such a table now: a small one."""
ALLOWED = 400
"""Bytes for each rating; beside two or three columns of pairs of ratings."""

COEFFICIENTS: dict[str, Callable[[lg.Ratings], Any]] = {
    "percent_agreement": lg.percent_agreement,
    "fleiss_kappa": lg.fleiss_kappa,
    "gwet_ac": lg.gwet_ac,
    "brennan_prediger": lg.brennan_prediger,
    **{
        f"krippendorff_alpha {level}": lambda ratings, level=level: lg.krippendorff_alpha(ratings, level=level)
        for level in ("nominal", "ordinal", "interval")
    },
    "conger_kappa": lg.conger_kappa,
    "light_kappa": lg.light_kappa,
    "hubert_kappa": lg.hubert_kappa,
    "cohen_kappa": lambda ratings: lg.cohen_kappa(ratings, pair=(0, 1)),
    "scott_pi": lambda ratings: lg.scott_pi(ratings, pair=(0, 1)),
    **{
        f"pairwise {name}": lambda ratings, name=name: lg.pairwise_agreement(ratings, name).values
        for name in ("cohen_kappa", "scott_pi", "gwet_ac", "brennan_prediger", "percent_agreement")
    },
}


def table(n: int) -> Any:
    """As many units as categories; two of three ratings are right."""
    rng = np.random.default_rng(0)
    shape = (N_RATERS, n)
    return np.where(rng.random(shape) < 0.7, rng.permutation(n), rng.integers(0, n, shape))


def ratings_of(n: int) -> lg.Ratings:
    return lg.Ratings.from_matrix(table(n), categories=list(range(n)))


def most_used(call: Callable[[], Any]) -> int:
    """Bytes in use at most during a call, above what was there before it."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def ratings() -> lg.Ratings:
    made = ratings_of(N_UNITS)
    assert made.n_categories == N_UNITS
    return made


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_memory_grows_with_ratings_alone(ratings: lg.Ratings, name: str) -> None:
    few = ratings_of(10)
    COEFFICIENTS[name](few)  # what is imported at a first call does not count
    used = most_used(lambda: COEFFICIENTS[name](ratings))
    assert used < ALLOWED * ratings.n_ratings


def test_ratings_are_made_in_memory_of_their_number() -> None:
    given = table(N_UNITS)
    assert most_used(lambda: lg.Ratings.from_matrix(given)) < ALLOWED * given.size


def test_a_table_of_categories_would_be_noticed(ratings: lg.Ratings) -> None:
    used = most_used(lambda: np.zeros((ratings.n_units, ratings.n_categories), np.bool_))
    assert used > ALLOWED * ratings.n_ratings


@pytest.mark.parametrize("ci", ["bootstrap", "bayesian_bootstrap"])
def test_memory_of_draws_grows_with_ratings_alone(ci: str) -> None:
    few, many = ratings_of(10), ratings_of(FEW_UNITS)
    lg.krippendorff_alpha(few, level="nominal", ci=ci, draws=2)
    used = most_used(lambda: lg.krippendorff_alpha(many, level="nominal", ci=ci, draws=2))
    assert used < ALLOWED * many.n_ratings


def test_memory_of_intervals_of_pairs_grows_with_ratings_alone() -> None:
    few, many = ratings_of(10), ratings_of(FEW_UNITS)
    assert lg.pairwise_agreement(few).low.shape == (N_RATERS, N_RATERS)
    pairs = lg.pairwise_agreement(many)
    assert most_used(lambda: pairs.low) < ALLOWED * many.n_ratings
