"""Kappas of two raters: what they are undefined of, what they do not depend on, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelgauge.agreement.coefficients import fleiss_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from labelgauge.errors import InputError, UndefinedError

NONE = np.nan

two_columns = st.lists(st.tuples(st.sampled_from([0, 1, 2, NONE]), st.sampled_from([0, 1, 2, NONE])), min_size=3)


def of(pairs: list[tuple[float, float]], **options: Any) -> Ratings:
    return Ratings.from_matrix(pairs, layout="units_by_raters", categories=[0, 1, 2], **options)


def by_definition(pairs: list[tuple[float, float]], weights: Any) -> float:
    both = np.array([pair for pair in pairs if not np.isnan(pair).any()], np.int64).reshape(-1, 2)
    if len(both) == 0:
        return NONE
    observed = np.mean([weights[a, b] for a, b in both])
    expected = np.mean([weights[a, b] for a in both[:, 0] for b in both[:, 1]])
    return float((observed - expected) / (1 - expected)) if expected < 1 else NONE


def same(value: float) -> Any:
    return pytest.approx(value, abs=1e-12, nan_ok=True)


@given(pairs=two_columns)
def test_kappa_is_its_definition(pairs: list[tuple[float, float]]) -> None:
    for name, table in (("identity", np.eye(3)), ("linear", [[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1]])):
        assert cohen_kappa(of(pairs), weights=name).value == same(by_definition(pairs, np.array(table)))


@given(pairs=two_columns, data=st.data())
def test_nothing_depends_on_order(pairs: list[tuple[float, float]], data: st.DataObject) -> None:
    found = cohen_kappa(of(pairs))
    shuffled = data.draw(st.permutations(pairs))
    swapped = [(b, a) for a, b in shuffled]
    for other in (cohen_kappa(of(swapped)), cohen_kappa(of(pairs), pair=(1, 0))):
        assert (other.value, other.se, other.null_se) == (same(found.value), same(found.se), same(found.null_se))
        assert other.status == found.status


@given(pairs=two_columns)
def test_other_raters_and_units_without_a_pair_change_nothing(pairs: list[tuple[float, float]]) -> None:
    matrix = np.array([*pairs, (NONE, 1), (2, NONE)]).T
    third = np.arange(matrix.shape[1]) % 3
    more = Ratings.from_matrix(np.stack((matrix[0], third, matrix[1])), raters=["a", "x", "b"], categories=[0, 1, 2])
    found, other = cohen_kappa(of(pairs)), cohen_kappa(more, pair=("a", "b"))
    assert (other.value, other.se, other.n_units) == (same(found.value), same(found.se), found.n_units)


@given(pairs=two_columns)
def test_pi_is_fleiss_of_the_units_that_both_rated(pairs: list[tuple[float, float]]) -> None:
    both = [pair for pair in pairs if not np.isnan(pair).any()]
    found, fleiss = scott_pi(of(pairs)), fleiss_kappa(of(both) if both else of(pairs))
    assert (found.value, found.se, found.low) == (same(fleiss.value), same(fleiss.se), same(fleiss.low))


PAIRS = [(0, 0), (1, 1), (2, 1), (0, 0), (2, 2), (1, 0), (0, 2), (1, 1)]


def test_standard_errors_of_clusters_are_those_of_influences() -> None:
    alone = cohen_kappa(of(PAIRS, cluster=list(range(8))))
    published = cohen_kappa(of(PAIRS))
    assert alone.se == pytest.approx(published.se * np.sqrt(8 / 7), rel=1e-12)
    assert np.isnan(alone.null_se)
    twice = cohen_kappa(of(PAIRS * 2, cluster=list(range(8)) * 2))
    assert twice.se == pytest.approx(alone.se, rel=1e-12)


def test_standard_error_is_the_jackknife_of_many_units() -> None:
    rng = np.random.default_rng(0)
    first = rng.integers(0, 3, 2000)
    pairs = np.column_stack((first, np.where(rng.random(2000) < 0.7, first, rng.integers(0, 3, 2000))))
    left_out = [cohen_kappa(of(np.delete(pairs, k, 0).tolist()), ci=None).value for k in range(0, 2000, 20)]
    spread = np.sqrt(1999**2 / 2000 * np.var(left_out, ddof=1) * 1999 / 2000)
    assert cohen_kappa(of(pairs.tolist())).se == pytest.approx(spread, rel=0.3)


def test_weighted_units_count_as_often() -> None:
    weighted = cohen_kappa(of(PAIRS, weight=[2, 1, 1, 3, 1, 1, 1, 1]))
    repeated = cohen_kappa(of([*PAIRS, PAIRS[0], PAIRS[3], PAIRS[3]]))
    assert weighted.value == pytest.approx(repeated.value, abs=1e-12)


@pytest.mark.parametrize("kind", ["bootstrap", "bayesian_bootstrap", "cluster_bootstrap"])
def test_bootstraps_lie_around_the_value(kind: Any) -> None:
    found = cohen_kappa(of(PAIRS * 20, cluster=list(range(160))), ci=kind, draws=400)
    analytic = cohen_kappa(of(PAIRS * 20))
    assert found.ci == pytest.approx(analytic.ci, abs=0.03)
    assert found == cohen_kappa(of(PAIRS * 20, cluster=list(range(160))), ci=kind, draws=400)


def test_memory_does_not_grow_with_the_square_of_categories() -> None:
    rng = np.random.default_rng(0)
    first = rng.permutation(200_000)
    found = cohen_kappa([first, np.where(rng.random(200_000) < 0.5, first, first[::-1])])
    assert found.value == pytest.approx(0.5, abs=0.01)


UNDEFINED = {
    "no unit": ([[], []], "no_overlap"),
    "no unit of both": ([[1, NONE], [NONE, 2]], "no_overlap"),
    "one rater": ([[1, 2, 1]], "one_rater"),
    "three raters": ([[1, 2], [1, 2], [1, 1]], "not_two_raters"),
    "one category": ([[1, 1, 1], [1, 1, 1]], "single_category"),
}


@pytest.mark.parametrize("function", [cohen_kappa, scott_pi])
@pytest.mark.parametrize("case", UNDEFINED)
def test_undefined_is_said(function: Callable[..., Any], case: str) -> None:
    matrix, status = UNDEFINED[case]
    found = function(np.array(matrix, float))
    assert np.isnan([found.value, found.se, found.low]).all()
    assert found.status == status
    assert "is undefined: " in found.explain()
    assert function(np.array(matrix, float), undefined=0.0).value == 0
    with pytest.raises(UndefinedError, match="is undefined"):
        function(np.array(matrix, float), undefined="raise")


@pytest.mark.parametrize("function", [cohen_kappa, scott_pi])
def test_anonymous_raters_are_not_two_people(function: Callable[..., Any]) -> None:
    assert function(Ratings.from_counts([[2, 0], [1, 1]])).status == "anonymous_raters"
    assert function(of(PAIRS, anonymous=True), pair=(0, 1)).status == "anonymous_raters"


def test_agreement_is_there_where_kappa_is_not() -> None:
    found = cohen_kappa([[1, 1, 1], [1, 1, 1]])
    assert (found.observed, found.expected) == (1, 1)


def test_one_unit_has_a_value_without_an_interval() -> None:
    found = cohen_kappa([[1], [2]])
    assert (found.value, found.status) == (0, "one_unit")
    assert np.isnan(found.se)


def test_raters_that_are_not_there() -> None:
    with pytest.raises(InputError, match=r"there is no rater 'c'.*Raters are 'a', 'b'"):
        cohen_kappa(of(PAIRS, raters=["a", "b"]), pair=("a", "c"))
    with pytest.raises(InputError, match="a pair is of two raters, not 1 twice"):
        cohen_kappa(of(PAIRS), pair=(1, 1))


def test_options_are_checked() -> None:
    with pytest.raises(InputError, match="singleton must be 'ratio' or 'gwet', not 'other'"):
        cohen_kappa(of(PAIRS), singleton="other")  # type: ignore[typeddict-item]
    with pytest.raises(InputError, match="there is no option 'draw'"):
        cohen_kappa(of(PAIRS), draw=3)  # type: ignore[call-arg]
