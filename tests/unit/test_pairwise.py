"""Agreement of all pairs of raters: equal to the coefficients of single pairs, however it is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labelgauge.agreement import _pair_errors, pairwise
from labelgauge.agreement._identity import of_pair
from labelgauge.agreement.coefficients import brennan_prediger, gwet_ac, percent_agreement
from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from labelgauge.errors import InputError
from tests.examples import one_of

SINGLE: dict[Any, Callable[..., Any]] = {
    "cohen_kappa": cohen_kappa,
    "scott_pi": scott_pi,
    "gwet_ac": gwet_ac,
    "brennan_prediger": brennan_prediger,
    "percent_agreement": percent_agreement,
}
NONE = np.nan

matrices = arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(0, 12)), elements=st.sampled_from([0, 1, 2, NONE])
)


def of(matrix: Any, **options: Any) -> Ratings:
    return Ratings.from_matrix(matrix, categories=[0, 1, 2], **options)


def both_rated(ratings: Ratings, first: int, second: int) -> Ratings:
    two = of_pair(ratings, (first, second))
    return two.take(two.per_unit == 2)


def same(value: Any) -> Any:
    return pytest.approx(value, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("weights", ["identity", "linear"])
@pytest.mark.parametrize("name", SINGLE)
@one_of(3)  # ten coefficients, and in each example each pair of raters
@given(matrix=matrices, least=st.integers(1, 3))
def test_every_pair_is_the_single_coefficient(name: Any, weights: str, matrix: Any, least: int) -> None:
    ratings = of(matrix)
    found = pairwise_agreement(ratings, name, weights=weights, min_overlap=least, confidence=0.9)
    values, n, low, high = found.values, found.n, found.low, found.high
    rows = {(row["first"], row["second"]): row for row in found.pairs.rows()}
    for first in range(len(matrix)):
        assert np.isnan(values[first, first])
        for second in range(first):
            two = both_rated(ratings, second, first)
            single = SINGLE[name](two, weights=weights, confidence=0.9, ci="analytic")
            assert n[first, second] == n[second, first] == two.n_units
            if two.n_units < least:
                assert np.isnan([values[first, second], low[first, second], high[first, second]]).all()
                assert (second, first) not in rows or rows[second, first]["status"] == "little_overlap"
                continue
            assert (values[first, second], values[second, first]) == (same(single.value), same(single.value))
            row = rows[second, first]
            assert (row["observed"], row["expected"]) == (same(single.observed), same(single.expected))
            assert row["status"] == ("ok" if single.status == "one_unit" else single.status)
            assert (low[second, first], high[first, second]) == (same(single.low), same(single.high))


@pytest.mark.parametrize("weights", ["identity", "linear"])
@pytest.mark.parametrize("name", SINGLE)
@given(matrix=matrices, data=st.data())
def test_every_pair_of_clustered_units_is_the_single_coefficient(
    name: Any, weights: str, matrix: Any, data: st.DataObject
) -> None:
    cluster = data.draw(st.lists(st.sampled_from("abcd"), min_size=matrix.shape[1], max_size=matrix.shape[1]))
    ratings = of(matrix, cluster=np.array(cluster, dtype="U1"))
    found = pairwise_agreement(ratings, name, weights=weights, confidence=0.9)
    for place, (first, second) in enumerate(zip(found.first.tolist(), found.second.tolist(), strict=True)):
        two = both_rated(ratings, first, second)
        single = SINGLE[name](two, weights=weights, confidence=0.9, ci="analytic")
        assert found.pair_se[place] == same(single.se)
        assert (found.pair_low[place], found.pair_high[place]) == (same(single.low), same(single.high))


def test_clusters_of_one_unit_are_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for Cohen's kappa, whose published standard error divides by n where there are no clusters."""
    matrix = np.random.default_rng(1).integers(0, 3, (6, 40))
    alone = of(matrix, cluster=np.arange(40))
    assert pairwise_agreement(alone, "scott_pi").low == same(pairwise_agreement(of(matrix), "scott_pi").low)
    kappas = pairwise_agreement(alone).pair_se, pairwise_agreement(of(matrix)).pair_se
    assert kappas[0] == same(kappas[1] * np.sqrt(40 / 39))


def test_the_same_units_again_as_clusters_change_no_error() -> None:
    matrix = np.random.default_rng(2).integers(0, 3, (4, 30))
    once = pairwise_agreement(of(matrix, cluster=np.arange(30)), "gwet_ac")
    thrice = pairwise_agreement(of(np.tile(matrix, 3), cluster=np.tile(np.arange(30), 3)), "gwet_ac")
    assert thrice.pair_se == same(once.pair_se)
    assert thrice.low == same(once.low)


@pytest.mark.parametrize("weights", ["identity", "linear"])
def test_partners_of_a_rater_may_come_in_any_pieces(weights: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    matrix = np.where(rng.random((7, 60)) < 0.4, NONE, rng.integers(0, 3, (7, 60)))
    ratings = of(matrix, cluster=rng.integers(0, 9, 60))
    whole = pairwise_agreement(ratings, weights=weights)
    low = whole.low
    for most in ("_RATINGS_TOGETHER", "_CELLS_TOGETHER"):
        with monkeypatch.context() as patched:
            patched.setattr(_pair_errors, most, 7)
            assert np.array_equal(pairwise_agreement(ratings, weights=weights).low, low, equal_nan=True)


def test_one_cluster_says_nothing_about_others() -> None:
    found = pairwise_agreement(of([[0, 1, 2, 1], [0, 1, 1, 1]], cluster=["a", "a", "a", "a"]))
    assert not np.isnan(found.values[0, 1])
    assert np.isnan([found.pair_se[0], found.low[0, 1], found.high[0, 1]]).all()


@given(matrix=matrices)
def test_raters_are_as_far_apart_whatever_way_they_are_counted(matrix: Any) -> None:
    """Units that one rater alone rated turn dense ratings into sparse ones and change nothing."""
    alone = np.full((len(matrix), 700), NONE)
    alone[0] = 1
    found, other = (pairwise_agreement(of(ratings)) for ratings in (matrix, np.hstack((matrix, alone))))
    assert np.array_equal(found.values, other.values, equal_nan=True)
    assert np.array_equal(found.low, other.low, equal_nan=True)
    assert np.array_equal(found.n, other.n)


def test_blocks_of_tables_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = np.random.default_rng(0).integers(0, 3, (6, 50))
    found = pairwise_agreement(of(matrix), weights="quadratic")
    low = found.low
    monkeypatch.setattr(pairwise, "_CELLS_TOGETHER", 20)
    again = pairwise_agreement(of(matrix), weights="quadratic", threads=2)
    assert np.array_equal(found.values, again.values, equal_nan=True)
    assert np.array_equal(low, again.low, equal_nan=True)


def test_groups_that_cannot_be_compared() -> None:
    matrix = np.full((6, 8), NONE)
    matrix[0, :4] = matrix[2, :4] = matrix[1, 4:] = matrix[3, 4:] = 1
    matrix[2, 4] = 0
    matrix[4, 0] = 2
    found = pairwise_agreement(of(matrix), "percent_agreement")
    assert found.components.tolist() == [0, 0, 0, 0, 0, 1]
    apart = pairwise_agreement(of(matrix), "percent_agreement", min_overlap=2)
    assert apart.components.tolist() == [0, 1, 0, 1, 2, 3]
    assert apart.warning == (
        "raters fall into 4 groups without 2 units in common, 2 of them single raters: "
        "scores in different groups are not comparable"
    )
    assert pairwise_agreement(of(matrix[:3]), "percent_agreement").warning == ""


def test_thousands_of_raters_with_little_in_common() -> None:
    rng = np.random.default_rng(0)
    unit = np.repeat(np.arange(3000), 3)
    rater = np.concatenate([rng.choice(2000, 3, replace=False) for _ in range(3000)])
    ratings = Ratings.from_long(unit=unit, rater=rater, label=rng.integers(0, 1000, 9000) // 500)
    found = pairwise_agreement(ratings)
    assert len(found.pairs) <= 9000
    assert found.pair_n.sum() == 9000
    assert np.nanmax(found.pair_value) <= 1


def test_memory_does_not_grow_with_categories() -> None:
    rng = np.random.default_rng(0)
    truth = rng.permutation(100_000)
    found = pairwise_agreement(np.stack([truth, np.where(rng.random(100_000) < 0.5, truth, truth[::-1]), truth]))
    assert found.values[0, 1] == pytest.approx(0.5, abs=0.01)
    assert found.values[0, 2] == 1


def test_anonymous_raters_make_no_pairs() -> None:
    found = pairwise_agreement(Ratings.from_counts([[2, 1], [0, 3]]))
    assert (found.status, len(found.pairs), found.warning) == ("anonymous_raters", 0, "")
    assert np.isnan(found.values).all()
    assert repr(found) == "<cohen_kappa of pairs, undefined (anonymous_raters)>"


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 4)])
def test_without_a_pair(shape: tuple[int, int]) -> None:
    found = pairwise_agreement(Ratings.from_matrix(np.zeros(shape), categories=[0.0, 1.0]))
    assert len(found.pairs) == 0
    assert np.isnan(found.values).all()
    assert np.isnan(found.low).all()
    assert repr(found) == f"<cohen_kappa of 0 pairs of {shape[0]} raters, all undefined>"


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = [[0, 1, 2], [0, 1, 1]]
    with pytest.raises(InputError, match="coefficient must be one of 'cohen_kappa', 'scott_pi'"):
        pairwise_agreement(of(matrix), "kappa")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="min_overlap must be an integer of at least 1, not 0"):
        pairwise_agreement(of(matrix), min_overlap=0)
    with pytest.raises(InputError, match="confidence must be above 0 and below 1, not 95"):
        pairwise_agreement(of(matrix), confidence=95)
    with pytest.raises(InputError, match="these units have weights"):
        pairwise_agreement(of(matrix, weight=[1, 2, 1]))
    monkeypatch.setattr(pairwise, "_MOST_RATERS", 1)
    with pytest.raises(InputError, match=r"a matrix of 2 × 2 raters is too large.*Use \.pairs"):
        _ = pairwise_agreement(of(matrix)).values


@pytest.mark.parametrize("coefficient", pairwise.FORMULAS)
def test_errors_with_tables_and_without_are_the_same(coefficient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    true = rng.integers(0, 5, 60)
    said = np.where(rng.random((4, 60)) < 0.6, true, rng.integers(0, 5, (4, 60)))
    matrix = np.where(rng.random((4, 60)) < 0.3, np.nan, said)
    ratings = Ratings.from_matrix(matrix, categories=list(range(7)))
    with_tables = pairwise_agreement(ratings, coefficient).pair_se  # type: ignore[arg-type]
    monkeypatch.setattr(pairwise, "_MOST_IN_TABLE", 0)
    without = pairwise_agreement(ratings, coefficient).pair_se  # type: ignore[arg-type]
    np.testing.assert_allclose(without, with_tables, rtol=1e-12)
