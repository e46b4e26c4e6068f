"""Coefficients have the same bits for any number of threads, and however their ratings were put together."""

from __future__ import annotations

from functools import partial, reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelgauge.agreement.icc import FORMS, icc
from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings
from tests.conformance.peers.rating_cases import random_table
from tests.examples import one_of
from tests.properties.every_coefficient import EVERY, OF_CATEGORIES, OF_TWO, PAIRWISE, Function, bits

CATEGORIES = (1, 2, 3, 4)
KINDS = ("alike", "clusters", "weights")
DRAWN = ("krippendorff_alpha, ordinal", "gwet_ac", "conger_kappa, quadratic", "light_kappa", "cohen_kappa")
few = one_of(5)
"""Each example asks every coefficient, several times."""


class Pieces:
    """A random table, from which ratings of any of its units can be made: in one piece, or as a sum of shards."""

    def __init__(self, seed: int, kind: str = "alike") -> None:
        rng = np.random.default_rng(seed)
        shape = int(rng.integers(2, 6)), int(rng.integers(6, 40))
        self.table = random_table(rng, shape, CATEGORIES, float(rng.choice([0, 0.3, 0.6])), 0.6)
        self.names = np.array([f"u{k}" for k in range(shape[1])])
        self.cluster = np.array([f"c{k}" for k in rng.integers(0, 6, shape[1])]) if kind == "clusters" else None
        self.weight = rng.integers(1, 30, shape[1]) / 7 if kind == "weights" else None

    def of(self, units: Any) -> Ratings:
        return Ratings.from_matrix(
            self.table[:, units],
            categories=CATEGORIES,
            units=self.names[units],
            cluster=None if self.cluster is None else self.cluster[units],
            weight=None if self.weight is None else self.weight[units],
        )

    def cut(self, order: Any, cuts: list[float]) -> list[Ratings]:
        """Shards of units in an order, cut where shares of them end; empty ones as well."""
        places = sorted(int(cut * len(order)) for cut in cuts)
        return [self.of(units) for units in np.split(np.asarray(order), places)]

    @property
    def n_units(self) -> int:
        return len(self.names)


def with_draws(functions: dict[str, Function], *kinds: str) -> dict[str, Function]:
    """Coefficients with analytic intervals, and with those of some draws."""
    drawn = {
        f"{name}, {kind}": partial(function, ci=kind, draws=9) for name, function in functions.items() for kind in kinds
    }
    return functions | drawn


def functions_for(pieces: Pieces) -> dict[str, Function]:
    named = {} if len(pieces.table) == 2 else {"pair": (0, 1)}
    return {
        name: partial(function, **named) if name in (*OF_TWO, "concordance", "bland_altman") else function
        for name, function in EVERY.items()
        if pieces.weight is None or name in OF_CATEGORIES
    }


def assert_same(whole: Ratings, other: Ratings, functions: dict[str, Function], **options: Any) -> None:
    for name, function in functions.items():
        assert bits(function(other, **options)) == bits(function(whole)), name


cuts = st.lists(st.floats(0, 1), max_size=4)
seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("kind", KINDS)
@few
@given(seed=seeds, cut=cuts)
def test_shards_added_in_order(kind: str, seed: int, cut: list[float]) -> None:
    pieces = Pieces(seed, kind)
    whole, shards = pieces.of(np.arange(pieces.n_units)), pieces.cut(range(pieces.n_units), cut)
    assert_same(whole, reduce(add, shards), functions_for(pieces))


@pytest.mark.parametrize("kind", KINDS)
@few
@given(seed=seeds, cut=cuts, data=st.data())
def test_shards_of_any_units_added_in_any_order(kind: str, seed: int, cut: list[float], data: st.DataObject) -> None:
    """Not even the order of units matters to the last bit."""
    pieces = Pieces(seed, kind)
    order = data.draw(st.permutations(range(pieces.n_units)))
    shards = data.draw(st.permutations(pieces.cut(order, cut)))
    functions = functions_for(pieces)
    whole, added = pieces.of(np.arange(pieces.n_units)), reduce(add, shards)
    assert_same(whole, added, functions)
    drawn = ("bootstrap", "bayesian_bootstrap", "cluster_bootstrap") if kind == "clusters" else ("bootstrap",)
    alphas = {name: function for name, function in functions.items() if name in DRAWN}
    assert_same(whole, added, with_draws(alphas, *drawn))


@pytest.mark.parametrize("form", FORMS)
@given(seed=seeds)
def test_intraclass_correlations_of_two_shards_in_either_order(form: str, seed: int) -> None:
    """Of fractions, whose sums of squares are rounded at every step."""
    rng = np.random.default_rng(seed)
    table = np.round(rng.normal(3, 1, 25) + rng.normal(0, 0.5, (4, 25)), 2) / 7
    table[rng.random(table.shape) < rng.choice([0, 0.2])] = np.nan
    a, b = (Ratings.from_matrix(table[:, part], units=part) for part in (np.arange(10), np.arange(10, 25)))
    whole = Ratings.from_matrix(table)
    want = bits(icc(whole, form=form))  # type: ignore[arg-type]
    assert bits(icc(a + b, form=form)) == bits(icc(b + a, form=form)) == want  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_threads(kind: str, seed: int) -> None:
    pieces = Pieces(seed, kind)
    whole = pieces.of(np.arange(pieces.n_units))
    functions = {name: function for name, function in functions_for(pieces).items() if name in OF_CATEGORIES}
    for threads in (2, 3):
        assert_same(whole, whole, with_draws(functions, "bootstrap", "bayesian_bootstrap"), threads=threads)


@pytest.mark.parametrize("kind", ["alike", "clusters"])
@pytest.mark.parametrize("weights", ["identity", "linear"])
@few
@given(seed=seeds, cut=cuts, data=st.data())
def test_pairs_of_raters(weights: str, kind: str, seed: int, cut: list[float], data: st.DataObject) -> None:
    pieces = Pieces(seed, kind)
    order = data.draw(st.permutations(range(pieces.n_units)))
    whole, added = pieces.of(np.arange(pieces.n_units)), reduce(add, pieces.cut(order, cut))
    for name in PAIRWISE:
        want = bits(pairwise_agreement(whole, name, weights=weights))
        for ratings, threads in ((added, 1), (whole, 2), (whole, 3)):
            assert bits(pairwise_agreement(ratings, name, weights=weights, threads=threads)) == want, (name, threads)


def test_many_units_on_threads_and_in_shards() -> None:
    """So many that kernels cut them into pieces of their own."""
    rng = np.random.default_rng(1)
    table = random_table(rng, (5, 200_000), CATEGORIES, 0.3, 0.6)
    whole = Ratings.from_matrix(table, categories=CATEGORIES)
    parts = np.array_split(np.arange(table.shape[1]), 3)
    shards = [Ratings.from_matrix(table[:, part], categories=CATEGORIES, units=part) for part in parts]
    functions = {name: OF_CATEGORIES[name] for name in OF_CATEGORIES if name not in OF_TWO}
    for threads in (2, 3):
        assert_same(whole, whole, functions, threads=threads)
    assert_same(whole, shards[2] + (shards[0] + shards[1]), functions)
    want = bits(pairwise_agreement(whole))
    assert (
        bits(pairwise_agreement(whole, threads=3))
        == bits(pairwise_agreement(shards[2] + shards[0] + shards[1]))
        == want
    )
