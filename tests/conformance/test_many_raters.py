"""Kappas of many raters against published tables, irrCAC's values and statsmodels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from labelgauge.agreement.coefficients import brennan_prediger, fleiss_kappa, gwet_ac, krippendorff_alpha
from labelgauge.agreement.many_raters import conger_kappa, hubert_kappa, light_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import agreement_weights
from tests.conformance.peers.rating_cases import RatingCase
from tests.conformance.rating_tables import STANDARD, of_case, of_strings, random_cases

# irrCAC 0.4.4 of the standard table: value and standard error by weights, AC, Fleiss, Conger, Brennan-Prediger.
IRRCAC = {
    "identity": (0.775444, 0.142950, 0.761169, 0.153019, 0.762067, 0.150109, 0.772727, 0.144717),
    "linear": (0.858739, 0.117329, 0.817945, 0.148504, 0.813137, 0.145868, 0.848485, 0.123356),
    "quadratic": (0.914001, 0.103962, 0.864935, 0.146034, 0.857168, 0.144361, 0.901515, 0.110894),
    "ordinal": (0.898940, 0.106904, 0.850206, 0.147036, 0.843083, 0.144823, 0.886364, 0.113906),
    "radical": (0.819812, 0.128356, 0.789924, 0.150036, 0.787646, 0.147224, 0.812627, 0.132779),
    "ratio": (0.857368, 0.122071, 0.821338, 0.152386, 0.811009, 0.149612, 0.840237, 0.132209),
    "circular": (0.830195, 0.132651, 0.807200, 0.148944, 0.804738, 0.148137, 0.823547, 0.136956),
    "bipolar": (0.900373, 0.105816, 0.853073, 0.144632, 0.844241, 0.142932, 0.888149, 0.112456),
}
# The same of alpha, whose disagreement is 1 less the weight.
IRRCAC_ALPHA = {
    "identity": (0.743421, 0.145574),
    "linear": (0.800384, 0.135478),
    "quadratic": (0.849107, 0.129130),
    "ordinal": (0.833638, 0.131073),
    "radical": (0.771981, 0.139612),
    "ratio": (0.797403, 0.140481),
    "circular": (0.789980, 0.141012),
    "bipolar": (0.834991, 0.128134),
}
# Standard errors that let the number of units with two ratings vary, by identity weights.
RATIO = {"gwet_ac": 0.124737, "fleiss_kappa": 0.134939, "conger_kappa": 0.132968, "brennan_prediger": 0.126523}
FUNCTIONS = (gwet_ac, fleiss_kappa, conger_kappa, brennan_prediger)

WARRENS = [
    *["NNNNNNNN"] * 14,
    "NNNANNNN",
    "NNNNNNNA",
    *["AAAAAAAA"] * 10,
    *["AANAAAAN"] * 2,
    "AANANAAN",
    "AANANANN",
]


def rounded(value: float) -> Any:
    return pytest.approx(value, abs=6e-7)


@pytest.mark.parametrize("weights", IRRCAC)
def test_standard_table_by_weights(weights: str) -> None:
    published = IRRCAC[weights]
    for function, value, error in zip(FUNCTIONS, published[::2], published[1::2], strict=True):
        found = function(STANDARD, weights=weights, singleton="gwet")
        assert (found.value, found.se) == (rounded(value), rounded(error)), function.__name__


@pytest.mark.parametrize("weights", IRRCAC_ALPHA)
def test_alpha_of_the_standard_table_by_weights(weights: str) -> None:
    apart = 1 - (np.eye(5) if (table := agreement_weights(weights, 5, np.arange(1.0, 6.0))) is None else table)
    found = krippendorff_alpha(STANDARD, level=apart, singleton="gwet")
    assert (found.value, found.se) == (rounded(IRRCAC_ALPHA[weights][0]), rounded(IRRCAC_ALPHA[weights][1]))


def test_standard_errors_of_alpha_of_the_standard_table() -> None:
    assert krippendorff_alpha(STANDARD, level="nominal").se == rounded(0.141937)
    for level, weights in (("nominal", "identity"), ("interval", "quadratic")):
        found = krippendorff_alpha(STANDARD, level=level, singleton="gwet")
        assert (found.value, found.se) == (rounded(IRRCAC_ALPHA[weights][0]), rounded(IRRCAC_ALPHA[weights][1]))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_true_linearisation_of_the_standard_table(function: Any) -> None:
    assert function(STANDARD).se == rounded(RATIO[function.__name__])


def test_mean_of_pairs_of_the_standard_table() -> None:
    assert light_kappa(STANDARD).value == rounded(0.700163)


def test_warrens_2010() -> None:
    ratings = of_strings(*WARRENS)
    assert conger_kappa(ratings).value == rounded(0.832633)
    assert hubert_kappa(ratings).value == rounded(0.832633)
    assert light_kappa(ratings).value == rounded(0.832438)
    assert fleiss_kappa(ratings).value == rounded(0.832350)
    assert brennan_prediger(ratings).value == rounded(0.835714)
    assert gwet_ac(ratings).value == rounded(0.838947)
    assert krippendorff_alpha(ratings, level="nominal").value == rounded(0.833048)


def test_dawid_skene_1979() -> None:
    patients = (
        "1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 "
        "2223212 1211111 1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 "
        "2322222 1111111 1111111 1121121 1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 "
        "1111111 1111111 1212111 2322222 1211111 2222222"
    )
    every = [[int(label) for label in patient] for patient in patients.split()]
    first = [[*row[:1], *row[3:]] for row in every]  # of observer 1, who read three times
    seven, five = (Ratings.from_matrix(rows, layout="units_by_raters") for rows in (every, first))
    assert conger_kappa(seven).value == rounded(0.582033)
    assert (fleiss_kappa(seven).value, fleiss_kappa(seven).se) == (rounded(0.581242), rounded(0.050292))
    assert (gwet_ac(seven).value, brennan_prediger(seven).value) == (rounded(0.649448), rounded(0.634568))
    assert (fleiss_kappa(five).value, gwet_ac(five).value) == (rounded(0.582435), rounded(0.646737))
    for ratings, nominal, ordinal in ((seven, 0.582571, 0.795573), (five, 0.584291, 0.811892)):
        assert krippendorff_alpha(ratings, level="nominal").value == rounded(nominal)
        assert krippendorff_alpha(ratings, level="ordinal").value == rounded(ordinal)


@given(case=random_cases(complete=True))
def test_statsmodels_of_complete_ratings(case: RatingCase) -> None:
    ratings = of_case(case)
    with np.errstate(invalid="ignore"):  # of one category it answers 0 / 0
        fleiss, randolph = (statsmodels_fleiss(ratings.counts(), method=method) for method in ("fleiss", "randolph"))
    assert fleiss_kappa(ratings, ci=None).value == pytest.approx(fleiss, abs=1e-12, nan_ok=True)
    assert brennan_prediger(ratings, ci=None).value == pytest.approx(randolph, abs=1e-12)
