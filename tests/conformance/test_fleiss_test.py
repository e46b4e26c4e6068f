"""Fleiss' tests of a kappa of 0 against published numbers, their definition, and simulation.

Source of the numbers: the psychiatric diagnoses of Fleiss 1971, as R's irr prints them for the formula of 1979.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelgauge as lg
from labelgauge.agreement.breakdown import per_category
from labelgauge.errors import InputError
from tests.conformance.rating_tables import DIAGNOSES


def test_psychiatric_diagnoses() -> None:
    found = lg.fleiss_test(DIAGNOSES)
    assert (found.value, found.se, found.z) == (
        pytest.approx(0.430245, abs=1e-6),
        pytest.approx(0.02437393, abs=1e-8),
        pytest.approx(17.651831, abs=1e-6),
    )
    assert 0 < found.p_value < 1e-60
    assert (found.status, found.n_units, found.n_per_unit) == ("ok", 30, 6)


def test_diagnoses_by_the_formula_of_1971() -> None:
    found = lg.fleiss_test(DIAGNOSES, null="1971")
    assert found.se == pytest.approx(0.02750312, abs=1e-8)
    assert found.z == pytest.approx(15.64, abs=0.005)


@pytest.mark.parametrize("null", ["1979", "1971"])
def test_diagnoses_by_category(null: Any) -> None:
    table = lg.fleiss_test(DIAGNOSES, null=null).categories
    assert table["value"].round(3).tolist() == [0.245, 0.245, 0.520, 0.471, 0.566]
    assert table["z"].round(2).tolist() == [5.19, 5.19, 11.03, 9.99, 12.01]
    assert table["status"] == ["ok"] * 5
    assert table["p_value"][0] == pytest.approx(2.1e-7, rel=0.05)


def test_intervals_of_the_null_error_would_be_too_narrow() -> None:
    assert lg.fleiss_kappa(DIAGNOSES).se > 2 * lg.fleiss_test(DIAGNOSES).se


tables = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 2), min_size=n, max_size=n), min_size=2, max_size=8)
)


@given(units=tables)
def test_kappas_of_categories_are_those_of_two_labels(units: list[list[int]]) -> None:
    ratings = lg.Ratings.from_matrix(units, layout="units_by_raters", categories=[0, 1, 2])
    found = lg.fleiss_test(ratings)
    assert found.value == pytest.approx(lg.fleiss_kappa(ratings, ci=None).value, abs=1e-12, nan_ok=True)
    wanted = per_category(ratings, level="nominal", ci=None)
    assert found.categories["value"] == pytest.approx(wanted["value"], abs=1e-12, nan_ok=True)
    assert found.categories["share"] == pytest.approx(wanted["share"], abs=1e-12)
    assert found.categories["status"] == wanted["status"]


@given(units=st.lists(st.lists(st.integers(0, 1), min_size=3, max_size=3), min_size=2, max_size=8))
def test_with_two_categories_all_tests_are_one(units: list[list[int]]) -> None:
    found = lg.fleiss_test(lg.Ratings.from_matrix(units, layout="units_by_raters", categories=[0, 1]))
    if found.status == "ok":
        assert found.categories["z"] == pytest.approx([found.z] * 2, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("share", [0.5, 0.2, 0.1])
def test_errors_by_category_are_those_of_1979_whatever_the_share(share: float) -> None:
    """Of raters at random; the overall formula of 1971 is wrong where categories are not alike."""
    rng = np.random.default_rng(1)
    tests = []
    for _ in range(400):
        said = rng.choice([0, 1], (6, 200), p=[share, 1 - share])
        tests.append(lg.fleiss_test(lg.Ratings.from_matrix(said, categories=[0, 1]), null="1971"))
    spread = np.std([test.value for test in tests])
    assert tests[0].categories["se"][0] == pytest.approx(spread, rel=0.1)
    if share == 0.2:
        assert np.mean([test.se for test in tests]) == pytest.approx(2.6 * spread, rel=0.1)


def test_raters_at_random_are_rejected_as_often_as_they_should_be() -> None:
    rng = np.random.default_rng(0)
    found = []
    for _ in range(1000):
        ratings = lg.Ratings.from_counts(rng.multinomial(5, [0.6, 0.3, 0.1], 100))
        test = lg.fleiss_test(ratings)
        found.append((test.value, test.se, test.p_value, test.categories["p_value"][2]))
    value, se, p_value, of_category = np.array(found).T
    assert se.mean() == pytest.approx(value.std(), rel=0.06)
    assert 0.035 < np.mean(p_value < 0.05) < 0.065
    assert 0.035 < np.mean(of_category < 0.05) < 0.07


NO_TEST: dict[str, tuple[Any, str]] = {
    "unequal numbers": ([[1, 2, 1], [1, 2, 2], [1, 2, None]], "unequal_ratings"),
    "a unit with one rating": ([[1, 2, 1], [1, 2, None]], "unequal_ratings"),
    "one rater": ([[1, 2, 1]], "one_rater"),
    "one category": ([[1, 1], [1, 1]], "single_category"),
    "one unit": ([[1], [2]], "one_unit"),
    "nothing": ([[], []], "no_overlap"),
    "no two of a unit": ([[1, None], [None, 2]], "no_overlap"),
}


@pytest.mark.parametrize("case", NO_TEST)
def test_there_is_no_test(case: str) -> None:
    matrix, status = NO_TEST[case]
    found = lg.fleiss_test(np.array(matrix, float))
    assert found.status == status
    assert np.isnan([found.se, found.z, found.p_value]).all()
    assert np.isnan(found.categories["z"]).all()
    assert set(found.categories["status"]) <= {status}
    assert found.explain().startswith("there is no test: ")
    assert f"no test ({status})" in repr(found)


def test_clusters_are_not_independent() -> None:
    counts = [[3, 0], [2, 1], [0, 3], [1, 2]]
    found = lg.fleiss_test(lg.Ratings.from_counts(counts, cluster=[0, 0, 1, 1]))
    assert (found.status, np.isnan(found.z)) == ("clustered", True)
    assert found.value == lg.fleiss_test(lg.Ratings.from_counts(counts)).value


def test_units_without_ratings_do_not_count() -> None:
    counts = [[3, 0], [2, 1], [0, 3], [1, 2]]
    found, more = (lg.fleiss_test(lg.Ratings.from_counts(rows)) for rows in (counts, [*counts, [0, 0]]))
    assert (more.value, more.se, more.n_units) == (found.value, found.se, 4)


def test_a_category_that_nobody_used_has_no_test() -> None:
    table = lg.fleiss_test(lg.Ratings.from_counts([[3, 0, 0], [2, 1, 0], [0, 3, 0]])).categories
    assert table["status"] == ["ok", "ok", "single_category"]
    assert np.isnan(table["value"][2])


def test_refused() -> None:
    with pytest.raises(InputError, match="null must be '1979' or '1971', not '1980'"):
        lg.fleiss_test([[1, 2], [1, 2]], null="1980")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="these ratings have weights"):
        lg.fleiss_test(lg.Ratings.from_counts([[2, 0], [1, 1]], weight=[1, 2]))
