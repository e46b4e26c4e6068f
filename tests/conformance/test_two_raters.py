"""Kappas of two raters against published tables, statsmodels and scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

from labelgauge.agreement.coefficients import brennan_prediger, gwet_ac, krippendorff_alpha
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from tests.conformance.peers.rating_cases import RatingCase
from tests.conformance.rating_tables import STANDARD, of_table, random_cases

COHEN_1968 = "88 14 18 / 10 40 10 / 2 6 12"

# table: n, p_o, kappa, its standard error, that of a kappa of 0, the greatest kappa
KAPPA = {
    "Cohen 1960, p. 37": ("25 12 3 / 13 2 15 / 12 16 2", 100, 0.29, -0.092308, 0.056641, 0.070249, 0.846154),
    "Cohen 1960, p. 45": (COHEN_1968, 200, 0.70, 0.491525, 0.051002, 0.051979, 0.830508),
    "Artstein & Poesio 1": ("20 20 / 10 50", 100, 0.70, 0.347826, 0.095008, 0.097608, 0.782609),
    "Artstein & Poesio 2": ("46 6 0 / 0 32 0 / 0 6 10", 100, 0.88, 0.801325, 0.051973, 0.075369, 0.801325),
    "Agresti 1992": (
        "22 2 2 0 / 5 7 14 0 / 0 2 36 0 / 0 1 17 10",
        118,
        0.635593,
        0.493006,
        0.056743,
        0.050139,
        0.622702,
    ),
    "Zwick 1988": (
        "20 5 5 10 / 0 10 5 5 / 0 5 10 5 / 0 0 0 20",
        100,
        0.60,
        0.473684,
        0.060150,
        0.054188,
        0.736842,
    ),
    "Fleiss, Levin & Paik 18.1": ("75 1 4 / 5 4 1 / 0 0 10", 100, 0.89, 0.676471, 0.087703, 0.076187, None),
    "Fleiss, Cohen & Everitt 1969": ("106 10 4 / 22 28 10 / 2 12 6", 200, 0.70, 0.428571, 0.053711, 0.055512, None),
}

# table: pi, S, AC1, nominal alpha
OTHERS = {
    "Cohen 1960, p. 37": (-0.100775, -0.065, -0.047970, -0.095271),
    "Cohen 1960, p. 45": (0.487179, 0.55, 0.575972, 0.488462),
    "Artstein & Poesio 1": (0.340659, 0.4, 0.449541, 0.343956),
    "Artstein & Poesio 2": (0.799532, 0.82, 0.828743, 0.800535),
    "Agresti 1992": (0.473515, 0.514124, 0.526304, 0.475746),
    "Zwick 1988": (0.459459, 0.466667, 0.469027, 0.462162),
}

# table: p_o, kappa, pi, AC1, S
PARADOXES = {
    "40 9 / 6 45": (0.85, 0.699519, None, 0.700748, 0.70),
    "80 10 / 5 5": (0.85, 0.318182, 0.314286, 0.808, 0.70),
    "45 15 / 25 15": (0.6, 0.130435, None, 0.266055, None),
    "25 35 / 5 35": (0.6, 0.259259, None, 0.207921, None),
    "50 0 0 / 10 10 10 / 20 0 0": (0.6, 0.272727, None, None, 0.4),
}

PAIRS = {
    ("A", "B"): (0.844828, 9),
    ("A", "C"): (0.478261, 8),
    ("A", "D"): (0.85, 9),
    ("B", "C"): (0.542373, 9),
    ("B", "D"): (0.870130, 10),
    ("C", "D"): (0.615385, 10),
}


def rounded(value: float) -> Any:
    return pytest.approx(value, abs=6e-7)


@pytest.mark.parametrize("name", KAPPA)
def test_published_kappas(name: str) -> None:
    table, n, observed, kappa, error, null_error, most = KAPPA[name]
    found = cohen_kappa(of_table(table))
    assert found.n_units == n
    assert (found.observed, found.value) == (rounded(observed), rounded(kappa))
    assert (found.se, found.null_se) == (rounded(error), rounded(null_error))
    if most is not None:
        assert found.maximum == rounded(most)


@pytest.mark.parametrize("name", OTHERS)
def test_published_coefficients_beside_kappa(name: str) -> None:
    ratings = of_table(KAPPA[name][0])
    pi, s, ac, alpha = OTHERS[name]
    assert scott_pi(ratings).value == rounded(pi)
    assert brennan_prediger(ratings).value == rounded(s)
    assert cohen_kappa(ratings).pabak == rounded(s)
    assert gwet_ac(ratings).value == rounded(ac)
    assert krippendorff_alpha(ratings, level="nominal").value == rounded(alpha)


@pytest.mark.parametrize("table", PARADOXES)
def test_published_paradoxes(table: str) -> None:
    ratings = of_table(table)
    kappa = cohen_kappa(ratings)
    found = kappa.observed, kappa.value, scott_pi(ratings).value, gwet_ac(ratings).value, kappa.pabak
    for ours, published in zip(found, PARADOXES[table], strict=True):
        assert published is None or ours == rounded(published)


def test_cohen_1968_weighted() -> None:
    apart = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    found = cohen_kappa(of_table(COHEN_1968), weights=1 - apart / 6)
    assert (found.value, found.se, found.null_se) == (rounded(0.347826), rounded(0.075504), rounded(0.059720))


def test_fleiss_cohen_everitt_1969_weighted() -> None:
    weights = [[1, 0, 0.4444], [0, 1, 0.6666], [0.4444, 0.6666, 1]]
    found = cohen_kappa(of_table("106 10 4 / 22 28 10 / 2 12 6"), weights=weights)
    assert (found.value, found.se, found.null_se) == (rounded(0.507051), rounded(0.056993), rounded(0.065334))


def test_agresti_1992_by_category() -> None:
    ratings = of_table(KAPPA["Agresti 1992"][0])
    for category, kappa, pi in zip(range(4), (0.781, 0.266, 0.441, 0.459), (0.781, 0.247, 0.402, 0.435), strict=True):
        against_the_rest = Ratings.from_matrix(ratings.to_matrix() == category)
        assert cohen_kappa(against_the_rest).value == pytest.approx(kappa, abs=6e-4)
        assert scott_pi(against_the_rest).value == pytest.approx(pi, abs=6e-4)


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_of_the_standard_table(pair: tuple[str, str]) -> None:
    found = cohen_kappa(Ratings.from_matrix(STANDARD, raters=list("ABCD")), pair=pair)
    assert (found.value, found.n_units) == (rounded(PAIRS[pair][0]), PAIRS[pair][1])


def test_prevalence_and_bias() -> None:
    found = cohen_kappa(of_table("80 10 / 5 5"))
    assert (found.prevalence, found.bias) == (pytest.approx(0.75), pytest.approx(0.05))


@st.composite
def tables(draw: st.DrawFn) -> Any:
    n = draw(st.integers(2, 5))
    cells = draw(st.lists(st.integers(0, 30), min_size=n * n, max_size=n * n))
    table = np.array(cells).reshape(n, n)
    table[0, 0] += 1
    table[1, 1] += 1
    return table


def ratings_of(table: Any) -> Ratings:
    return of_table("/".join(" ".join(map(str, row)) for row in table))


@given(table=tables(), weights=st.sampled_from(["identity", "linear", "quadratic"]))
def test_statsmodels_and_scikit_learn(table: Any, weights: str) -> None:
    ratings = ratings_of(table)
    ours = cohen_kappa(ratings, weights=weights, ci="analytic")
    apart = {"identity": None, "linear": "linear", "quadratic": "quadratic"}[weights]
    theirs = cohens_kappa(table, wt=apart)
    assert ours.value == pytest.approx(theirs.kappa, abs=1e-12)
    assert ours.se**2 == pytest.approx(theirs.var_kappa, abs=1e-12)
    assert ours.null_se**2 == pytest.approx(theirs.var_kappa0, abs=1e-12)
    assert ours.z == pytest.approx(theirs.z_value, rel=1e-6)
    assert ours.p_value == pytest.approx(theirs.pvalue_two_sided, abs=1e-9)
    assert ours.ci == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=1e-7)
    if weights == "identity":
        assert ours.maximum == pytest.approx(theirs.kappa_max, abs=1e-12)
    first, second = ratings.to_matrix()
    scored = cohen_kappa_score(first, second, weights=apart, labels=np.arange(len(table)))
    assert ours.value == pytest.approx(scored, abs=1e-12)


@given(table=tables(), data=st.data())
def test_statsmodels_with_other_weights(table: Any, data: st.DataObject) -> None:
    """By scores that are not steps of one, and by any table of disagreement."""
    scores = np.cumsum(data.draw(st.lists(st.integers(1, 9), min_size=len(table), max_size=len(table))))
    scored = ratings_of(table)
    scored = Ratings.from_matrix(scored.to_matrix(), categories=list(range(len(table))), scores=scores)
    upper = data.draw(st.lists(st.integers(1, 4), min_size=table.size, max_size=table.size))
    apart = np.triu(np.array(upper).reshape(table.shape), 1) / 4
    apart[0, -1] = 1
    apart += apart.T
    expected = {
        "linear": cohens_kappa(table, weights=scores, wt="linear"),
        "quadratic": cohens_kappa(table, weights=scores, wt="quadratic"),
        "table": cohens_kappa(table, weights=apart),
    }
    for name, theirs in expected.items():
        ours = cohen_kappa(scored, weights=1 - apart if name == "table" else name)
        assert ours.value == pytest.approx(theirs.kappa, abs=1e-12)
        assert ours.se**2 == pytest.approx(theirs.var_kappa, abs=1e-12)
        assert ours.null_se**2 == pytest.approx(theirs.var_kappa0, abs=1e-12)


@given(case=random_cases(scales=("from 1",)), weights=st.sampled_from(["identity", "linear", "quadratic"]))
def test_scikit_learn_with_missing_ratings_and_units_that_count(case: RatingCase, weights: str) -> None:
    both = case.values[:2]
    n = both.shape[1]
    counts = np.random.default_rng(n).integers(1, 5, n)
    shared = ~np.isnan(both).any(axis=0)
    if not shared.any():
        return
    with warnings.catch_warnings():  # it warns of one category, by a different warning in each version
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(
            *both[:, shared].astype(int),
            labels=case.categories,
            weights=None if weights == "identity" else weights,
            sample_weight=counts[shared],
        )
    ours = cohen_kappa(Ratings.from_matrix(both, categories=list(case.categories), weight=counts), weights=weights)
    assert ours.value == pytest.approx(theirs, abs=1e-12, nan_ok=True)
