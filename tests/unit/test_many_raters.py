"""Conger's, Light's and Hubert's kappa: definitions, identities, standard errors, what they are undefined of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labelgauge.agreement import _rater_pairs
from labelgauge.agreement.many_raters import conger_kappa, hubert_kappa, light_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa
from labelgauge.errors import InputError, UndefinedError

FUNCTIONS = (conger_kappa, light_kappa, hubert_kappa)
LINEAR = np.array([[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])
NONE = np.nan

matrices = arrays(
    np.float64, st.tuples(st.integers(2, 4), st.integers(2, 12)), elements=st.sampled_from([0, 1, 2, NONE])
)


def of(matrix: Any, **options: Any) -> Ratings:
    return Ratings.from_matrix(matrix, categories=[0, 1, 2], **options)


def same(value: float) -> Any:
    return pytest.approx(value, abs=1e-9, nan_ok=True)


def conger_by_definition(matrix: Any, weights: Any) -> float:
    agreed = []
    for unit in matrix.T:
        said = unit[~np.isnan(unit)].astype(int)
        if len(said) > 1:
            agreed.append(np.mean([weights[a, b] for a, b in permutations(said, 2)]))
    raters = [rater[~np.isnan(rater)].astype(int) for rater in matrix]
    shares = [np.bincount(rater, minlength=3) / len(rater) for rater in raters if len(rater)]
    if not agreed:
        return NONE
    expected = np.mean([p @ weights @ q for p, q in permutations(shares, 2)])
    return float((np.mean(agreed) - expected) / (1 - expected)) if expected < 1 - 1e-12 else NONE


@given(matrix=matrices)
def test_conger_is_its_definition(matrix: Any) -> None:
    for name, weights in (("identity", np.eye(3)), ("linear", LINEAR)):
        assert conger_kappa(of(matrix), weights=name).value == same(conger_by_definition(matrix, weights))


@given(matrix=matrices, least=st.integers(1, 3))
def test_light_is_the_mean_of_pairs(matrix: Any, least: int) -> None:
    ratings = of(matrix)
    pairs = [cohen_kappa(ratings, pair=pair, weights="linear") for pair in combinations(range(len(matrix)), 2)]
    defined = [pair for pair in pairs if pair.n_units >= least and not np.isnan(pair.value)]
    found = light_kappa(ratings, weights="linear", min_overlap=least)
    by_overlap = light_kappa(ratings, weights="linear", min_overlap=least, average="overlap")
    values, n = [pair.value for pair in defined], [pair.n_units for pair in defined]
    assert found.value == same(np.mean(values) if defined else NONE)
    assert by_overlap.value == same(np.average(values, weights=n) if defined else NONE)


@given(matrix=matrices)
def test_hubert_is_a_kappa_of_means_over_pairs(matrix: Any) -> None:
    ratings = of(matrix)
    pairs = [cohen_kappa(ratings, pair=pair) for pair in combinations(range(len(matrix)), 2)]
    shared = [pair for pair in pairs if pair.n_units]
    observed, expected = ([getattr(pair, part) for pair in shared] for part in ("observed", "expected"))
    if not shared or np.mean(expected) > 1 - 1e-12:
        assert np.isnan(hubert_kappa(ratings).value)
    else:
        wanted = (np.mean(observed) - np.mean(expected)) / (1 - np.mean(expected))
        assert hubert_kappa(ratings).value == same(wanted)


@given(matrix=arrays(np.float64, st.tuples(st.integers(2, 4), st.integers(2, 12)), elements=st.integers(0, 2)))
def test_identities_of_complete_ratings(matrix: Any) -> None:
    conger, hubert = conger_kappa(of(matrix)), hubert_kappa(of(matrix))
    assert (hubert.value, hubert.se) == (same(conger.value), same(conger.se))
    if len(matrix) == 2:
        cohen = cohen_kappa(of(matrix))
        n = matrix.shape[1]
        for found in (conger, light_kappa(of(matrix))):
            assert (found.value, found.se) == (same(cohen.value), same(cohen.se * np.sqrt(n / (n - 1))))


@pytest.mark.parametrize("function", FUNCTIONS)
@given(matrix=matrices, data=st.data())
def test_nothing_depends_on_order(function: Callable[..., Any], matrix: Any, data: st.DataObject) -> None:
    raters = data.draw(st.permutations(range(matrix.shape[0])))
    units = data.draw(st.permutations(range(matrix.shape[1])))
    found, other = function(of(matrix)), function(of(matrix[np.ix_(raters, units)]))
    assert (other.value, other.se, other.status) == (same(found.value), same(found.se), found.status)


RNG = np.random.default_rng(0)
TRUTH = RNG.integers(0, 3, 40)
MATRIX = np.where(RNG.random((4, 40)) < 0.7, TRUTH, RNG.integers(0, 3, (4, 40))).astype(float)
MATRIX[RNG.random(MATRIX.shape) < 0.3] = NONE


@pytest.mark.parametrize(
    ("function", "options"),
    [
        *((function, {"weights": weights}) for function in FUNCTIONS for weights in ("identity", "linear")),
        (light_kappa, {"average": "overlap"}),
    ],
)
def test_standard_errors_are_of_derivatives_by_the_weight_of_units(
    function: Callable[..., Any], options: dict[str, Any]
) -> None:
    step, slopes = 1e-5, []
    for unit in range(40):
        ends = [of(MATRIX, weight=np.where(np.arange(40) == unit, 1 + by, 1)) for by in (step, -step)]
        high, low = (function(end, ci=None, **options).value for end in ends)
        slopes.append((high - low) / (2 * step))
    n_ratings = (~np.isnan(MATRIX)).sum(axis=0)
    counted = n_ratings >= (1 if function is conger_kappa else 2)
    chosen = np.array(slopes)[counted]
    n = len(chosen)
    expected = np.sqrt(n / (n - 1) * np.sum((chosen - chosen.mean()) ** 2))
    assert function(of(MATRIX), **options).se == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("kind", ["bootstrap", "bayesian_bootstrap", "cluster_bootstrap"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_bootstraps_are_about_as_wide(function: Callable[..., Any], kind: str) -> None:
    many = of(np.tile(MATRIX, 10), cluster=list(range(400)))
    found, analytic = function(many, ci=kind, draws=400), function(many)
    assert found.value == pytest.approx(function(of(MATRIX)).value)
    assert found.ci == pytest.approx(analytic.ci, abs=0.03)


UNDEFINED = {
    "no unit": (np.zeros((3, 0)), "no_overlap"),
    "no unit of two": ([[1, NONE, NONE], [NONE, 2, NONE], [NONE, NONE, 1]], "no_overlap"),
    "one rater": ([[1, 2, 1]], "one_rater"),
    "one category": ([[1, 1, 1], [1, 1, 1], [1, 1, NONE]], "single_category"),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("case", UNDEFINED)
def test_undefined_is_said(function: Callable[..., Any], case: str) -> None:
    matrix, status = UNDEFINED[case]
    found = function(of(matrix))
    assert np.isnan([found.value, found.se, found.low]).all()
    assert found.status == status
    with pytest.raises(UndefinedError, match="is undefined"):
        function(of(matrix), undefined="raise")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_anonymous_raters(function: Callable[..., Any]) -> None:
    found = function(Ratings.from_counts([[2, 1], [0, 3]]))
    assert found.status == "anonymous_raters"
    assert "raters are anonymous" in found.explain()


def test_little_overlap() -> None:
    found = light_kappa(of(MATRIX), min_overlap=50)
    assert (found.status, found.parameters["n_rater_pairs"]) == ("little_overlap", 0)


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="average must be 'pairs' or 'overlap', not 'all'"):
        light_kappa(of(MATRIX), average="all")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="min_overlap must be an integer of at least 1, not 0"):
        light_kappa(of(MATRIX), min_overlap=0)
    monkeypatch.setattr(_rater_pairs, "_MOST_PAIRS", 100)
    with pytest.raises(InputError, match="pairs of ratings are too many to be held"):
        light_kappa(of(MATRIX))
