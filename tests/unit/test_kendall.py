"""Kendall's W: published values, Friedman's statistic, what it must not depend on, statuses."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.stats import friedmanchisquare, spearmanr

from labelgauge.agreement.kendall import kendall_w
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError, UndefinedError


def test_published_by_siegel() -> None:
    """Nonparametric Statistics, 1956: three executives rank six applicants."""
    found = kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]])
    assert found.value == pytest.approx(12 * 25.5 / (9 * 210))
    assert round(found.value, 2) == 0.16
    assert found.df == 5


@pytest.mark.parametrize("seed", range(8))
def test_the_statistic_is_friedmans(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 3 + seed, (4, 15)) + (rng.integers(0, 3, 15) if seed % 2 else 0)
    want = friedmanchisquare(*table.T)
    found = kendall_w(table)
    assert found.chi2 == pytest.approx(want.statistic)
    assert found.p_value == pytest.approx(want.pvalue)
    assert found.value == pytest.approx(found.chi2 / (4 * 14))


def test_the_mean_of_spearmans_correlations() -> None:
    table = np.random.default_rng(1).normal(size=(5, 12))
    mean = np.mean([spearmanr(a, b).statistic for a, b in combinations(table, 2)])
    assert kendall_w(table).mean_spearman == pytest.approx(mean)


def test_same_and_opposite_orders() -> None:
    assert kendall_w([[1, 2, 3, 4], [10, 20, 30, 40]]).value == 1
    assert kendall_w([[1, 2, 3, 4], [4, 3, 2, 1]]).value == 0


def test_only_order_within_raters_counts() -> None:
    rng = np.random.default_rng(2)
    table = rng.integers(1, 6, (4, 20)).astype(np.float64)
    want = kendall_w(table).value
    assert kendall_w(np.exp(table) + np.arange(4)[:, None]).value == pytest.approx(want)
    assert kendall_w(table[:, rng.permutation(20)][rng.permutation(4)]).value == pytest.approx(want)
    assert kendall_w(-table).value == pytest.approx(want)
    silent = np.vstack([table, np.full(20, np.nan)])
    assert kendall_w(silent).value == want


def test_categories_with_an_order_are_ranked_by_it() -> None:
    labels = [["low", "mid", "high", "mid"], ["low", "low", "high", "high"]]
    want = kendall_w([[0, 1, 2, 1], [0, 0, 2, 2]])
    names = ["low", "mid", "high"]
    assert kendall_w(Ratings.from_matrix(labels, categories=names, ordered=True)).value == want.value
    assert kendall_w(Ratings.from_matrix(labels, categories=names, scores=[5, 6, 6])).value == pytest.approx(
        kendall_w([[5, 6, 6, 6], [5, 5, 6, 6]]).value
    )
    # Declared numbers need not be in their order.
    assert kendall_w(Ratings.from_matrix([[1, 2, 3], [1, 3, 2]], categories=[3, 1, 2])).value == pytest.approx(0.75)
    with pytest.raises(InputError, match=r"needs an order.*ordered=True"):
        kendall_w(labels)


def test_units_that_not_all_rated_are_left_out_and_counted() -> None:
    table = np.random.default_rng(4).normal(size=(3, 10))
    table[0, 2] = table[1, 5] = np.nan
    table[:, 7] = np.nan
    found, want = kendall_w(table), kendall_w(np.delete(table, [2, 5, 7], axis=1))
    assert (found.value, found.p_value) == (want.value, want.p_value)
    assert (found.n_units, found.n_left_out, found.n_ratings, found.n_pairs) == (7, 2, 21, 21)


STATUSES: dict[str, tuple[Any, str]] = {
    "one rater": ([[1, 2, 3]], "one_rater"),
    "one rater besides another who rated nothing": ([[1, 2, 3], [np.nan, np.nan, np.nan]], "one_rater"),
    "no complete unit": ([[1.0, np.nan], [np.nan, 2.0]], "no_overlap"),
    "no ratings": ([[np.nan, np.nan], [np.nan, np.nan]], "no_overlap"),
    "one unit": ([[1], [2]], "one_unit"),
    "all tied": ([[1, 1, 1], [2, 2, 2]], "zero_variance"),
    "anonymous": (Ratings.from_counts([[1, 1], [2, 0], [0, 2]]), "anonymous_raters"),
}


@pytest.mark.parametrize("name", STATUSES)
def test_statuses(name: str) -> None:
    given, status = STATUSES[name]
    found = kendall_w(given)
    assert found.status == status
    assert np.isnan([found.value, found.chi2, found.p_value, found.mean_spearman]).all()
    assert kendall_w(given, undefined=0.25).value == 0.25
    with pytest.raises(UndefinedError, match="kendall_w is undefined"):
        kendall_w(given, undefined="raise")


def test_a_rater_who_ties_all_counts() -> None:
    found = kendall_w([[1, 2, 3], [1, 2, 3], [5, 5, 5]])
    assert found.value == pytest.approx(12 * 8 / (9 * 24 - 3 * 24))


def test_clusters_leave_the_value_without_a_test() -> None:
    table = [[1, 2, 3, 4], [2, 1, 3, 4]]
    found = kendall_w(Ratings.from_matrix(table, cluster=[0, 0, 1, 1]))
    assert (found.value, found.status, np.isnan(found.p_value)) == (kendall_w(table).value, "clustered", True)
    assert "units of a cluster depend" in found.explain()


def test_what_is_left_out_is_said() -> None:
    found = kendall_w([[1.0, 2.0, 3.0, np.nan], [2.0, 1.0, 3.0, 4.0]])
    assert found.explain().endswith("p 0.22; units left out, which not all rated: 1.")


def test_weights_are_refused() -> None:
    with pytest.raises(InputError, match="kendall_w counts every unit once"):
        kendall_w(Ratings.from_matrix([[1, 2], [2, 2]], weight=[1, 2]))
