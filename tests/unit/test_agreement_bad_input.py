"""Ratings that say too little, or are none, in every coefficient: a status, or an error that helps, never a warning."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.errors import InputError, UndefinedError
from tests.properties.every_coefficient import (
    ALPHAS,
    CHANCE,
    EVERY,
    IDENTIFIED,
    OF_CATEGORIES,
    OF_NUMBERS,
    OF_TWO,
    PAIRWISE,
    Function,
)

NONE = np.nan
OF_ANY = {**CHANCE, **ALPHAS, **IDENTIFIED}
"""Of any number of raters."""
ICC = {name: function for name, function in OF_NUMBERS.items() if name.startswith("icc")}
WEIGHTED = (lg.percent_agreement, lg.fleiss_kappa, lg.gwet_ac, lg.brennan_prediger, lg.conger_kappa, lg.light_kappa)


@pytest.fixture(autouse=True)
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_every_public_coefficient_is_tried() -> None:
    """Those that are of ratings alone, and whose answer is a coefficient."""
    kinds = {kind.__name__ for kind in (Coefficient, *Coefficient.__subclasses__(), lg.BlandAltman)}
    tried = {name.split(",")[0] for name in EVERY}
    coefficients = {name for name in lg.__all__ if inspect.isfunction(getattr(lg, name)) and answers(name) in kinds}
    assert coefficients == tried, "those of tests/properties/every_coefficient.py"


def answers(name: str) -> str:
    """What a function of ratings, by place, and of nothing else answers."""
    signature = inspect.signature(getattr(lg, name))
    by_place = [
        key for key, parameter in signature.parameters.items() if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    return str(signature.return_annotation) if by_place == ["ratings"] else ""


def numbers(found: Any) -> list[float]:
    """What is measured: the value and its interval, or a bias and its limits."""
    names = ("value", "se", "low", "high") if isinstance(found, Coefficient) else ("bias", "sd", "lower", "upper")
    return [getattr(found, name) for name in names]


def assert_undefined(name: str, function: Function, ratings: Any, status: str) -> None:
    found = function(ratings)
    assert np.isnan(numbers(found)).all(), (name, found)
    assert found.status == status, (name, found)
    assert found.explain().endswith(f"undefined: {REASONS[status]}.")
    if "bland_altman" not in name:
        assert function(ratings, undefined=-7.0).value == -7
        with pytest.raises(UndefinedError, match="undefined"):
            function(ratings, undefined="raise")
    if name in OF_CATEGORIES:
        for kind in ("bootstrap", "bayesian_bootstrap"):
            assert np.isnan(numbers(function(ratings, ci=kind, draws=10))).all()


UNDEFINED: Mapping[str, tuple[Any, str]] = {
    "no raters": (np.zeros((0, 0)), "no_overlap"),
    "one rater": ([[1, 2, 1, 3]], "one_rater"),
    "one rater of text": (lg.Ratings.from_matrix([["a", "b"]], scores=[1, 2]), "one_rater"),
    "no units": (np.zeros((2, 0)), "no_overlap"),
    "nothing in common": ([[1, NONE, 2, NONE], [NONE, 2, NONE, 1]], "no_overlap"),
    "NaN alone": ([[NONE, NONE], [NONE, NONE]], "no_overlap"),
    "None alone": ([[None, None], [None, None]], "no_overlap"),
    "a sentinel alone": (lg.Ratings.from_matrix([[-1, -1], [-1, -1]], missing=-1), "no_overlap"),
    "declared, but missing": (lg.Ratings.from_matrix([[None], [None]], categories=[1, 2]), "no_overlap"),
}


@pytest.mark.parametrize("case", UNDEFINED)
def test_nothing_to_compare(case: str) -> None:
    ratings, status = UNDEFINED[case]
    for name, function in EVERY.items():
        if case != "no raters" or name in OF_ANY or name in ICC:
            assert_undefined(name, function, ratings, status)


def test_not_two_raters() -> None:
    for ratings in (np.zeros((0, 0)), [[1, 2, 1], [1, 2, 2], [2, 2, 1]]):
        for name in ("concordance", "bland_altman"):
            assert_undefined(name, EVERY[name], ratings, "not_two_raters")
    for name, function in OF_TWO.items():
        assert_undefined(name, function, [[1, 2, 1], [1, 2, 2], [2, 2, 1]], "not_two_raters")


@pytest.mark.parametrize("n_raters", [2, 3])
def test_all_ratings_alike(n_raters: int) -> None:
    alike = np.full((n_raters, 4), 3.0)
    by_numbers = [name for name in ALPHAS if not name.endswith(("nominal", "ordinal"))]
    for name, function in EVERY.items():
        if (n_raters > 2 and name in (*OF_TWO, "concordance", "bland_altman")) or name == "bland_altman":
            continue
        if name == "percent_agreement":
            assert (function(alike).value, function(alike).se) == (1, 0)
        else:
            varies = name in by_numbers or name in OF_NUMBERS
            assert_undefined(name, function, alike, "zero_variance" if varies else "single_category")


def test_one_category_of_several_declared() -> None:
    """Agreement by chance of AC1 and Brennan and Prediger does not need that the others were used."""
    ratings = lg.Ratings.from_matrix(np.ones((3, 4)), categories=[1, 2])
    for name, function in {**CHANCE, **IDENTIFIED}.items():
        if name.startswith(("gwet", "brennan", "percent")):
            found = function(ratings)
            assert (found.value, found.se, found.high, found.status) == (1, 0, 1, "ok"), name
            assert -1 <= found.low < 1, name
        else:
            assert_undefined(name, function, ratings, "single_category")


# Of two raters who disagree about the one unit there is.
OF_ONE_UNIT = {
    "percent_agreement": 0,
    "fleiss_kappa": -1,
    "gwet_ac": -1,
    "brennan_prediger": -1,
    "krippendorff_alpha": 0,
    "conger_kappa": 0,
    "light_kappa": 0,
    "hubert_kappa": 0,
    "cohen_kappa": 0,
    "scott_pi": -1,
}


@pytest.mark.parametrize("matrix", [[[1], [2]], [[1, NONE, 2], [2, 1, NONE]]], ids=["alone", "among others"])
def test_one_unit(matrix: Any) -> None:
    for name, function in OF_CATEGORIES.items():
        for kind in ("analytic", "bootstrap", "bayesian_bootstrap", None):
            found = function(matrix, ci=kind)
            assert found.status == "one_unit", name
            assert np.isnan([found.se, *found.ci]).all(), name
            if len(matrix[0]) == 1:
                assert found.value == pytest.approx(OF_ONE_UNIT[name.split(",")[0]], abs=1e-15), name
    for name, function in OF_NUMBERS.items():
        if len(matrix[0]) == 1 or name in ("concordance", "bland_altman"):
            found = function(matrix)
            assert found.status == "one_unit", name
            assert np.isnan(numbers(found)[1:]).all(), name


def test_raters_without_names() -> None:
    ratings = lg.Ratings.from_matrix([[1, 2, 1], [1, 2, 2]], anonymous=True)
    for name, function in EVERY.items():
        known = name in CHANCE or name in ALPHAS or name in ("icc, 1", "icc, 1,k")
        if known:
            assert function(ratings).status == "ok", name
        else:
            assert_undefined(name, function, ratings, "anonymous_raters")


WRONG_KIND: Mapping[str, tuple[Any, str]] = {
    "mixed types": ([[1, "a"], [2, "b"]], r"matrix mix numbers and text: .*Convert them to one type"),
    "sets among numbers": ([[1, {2}], [2, {1}]], "mix numbers and sets"),
    "infinite": ([[1.0, np.inf], [1.0, 2.0]], "finite numbers or NaN"),
    "complex": (np.array([[1j, 2], [1, 2]]), "numbers, text or sets"),
    "ragged": ([[1, 2], [1]], r"one length, found lengths \[1, 2\]"),
    "one dimension": ([1, 2, 1], "two dimensions"),
    "three dimensions": (np.zeros((2, 2, 2)), "two dimensions"),
    "a number": (3, "two dimensions"),
    "nothing": (None, "two dimensions"),
    "a word": ("abc", "two dimensions"),
    "a dictionary": ({"ann": [1, 2], "bo": [1, 1]}, "two dimensions"),
}


@pytest.mark.parametrize("case", WRONG_KIND)
def test_no_ratings_at_all(case: str) -> None:
    matrix, message = WRONG_KIND[case]
    for function in EVERY.values():
        with pytest.raises(InputError, match=message):
            function(matrix)
    with pytest.raises(InputError, match=message):
        lg.pairwise_agreement(matrix)


MAKING: Mapping[str, tuple[Any, str]] = {
    "unknown category": (lambda: lg.Ratings.from_matrix([["a", "x"]], categories=["a", "b"]), r"has 'x' \(1 times\)"),
    "rated twice": (
        lambda: lg.Ratings.from_long(unit=[1, 1, 2], rater=["ann", "ann", "bo"], label=[1, 1, 2]),
        r"'ann' has rated unit 1 more than once \(1 repeats in all\).*duplicates=",
    ),
    "rated twice, in two ways": (
        lambda: lg.Ratings.from_long(unit=[1, 1], rater=["ann", "ann"], label=[1, 2]),
        "more than once",
    ),
}


@pytest.mark.parametrize("case", MAKING)
def test_ratings_that_cannot_be(case: str) -> None:
    make, message = MAKING[case]
    with pytest.raises(InputError, match=message):
        make()


def test_what_counts_of_repeated_ratings_is_what_was_asked_for() -> None:
    table: dict[str, Any] = {"unit": [1, 1, 1, 2, 2], "rater": list("aabab"), "label": list("xyxzz")}
    for kept, value in (("first", 1.0), ("last", 0.5)):
        assert lg.percent_agreement(lg.Ratings.from_long(**table, duplicates=kept)).value == value


NEGATIVE = [[-1, 2, 3, 0], [1, 2, 3, 0]]


def test_negative_numbers_have_no_ratios() -> None:
    with pytest.raises(InputError, match="level='ratio' needs numbers of at least 0, found -1"):
        lg.krippendorff_alpha(NEGATIVE, level="ratio")
    for function in (*WEIGHTED, lg.hubert_kappa, lg.cohen_kappa, lg.scott_pi, lg.pairwise_agreement):
        with pytest.raises(InputError, match="ratio weights need scores of at least 0, found -1"):
            function(NEGATIVE, weights="ratio")  # type: ignore[operator]


WORDS = [["low", "mid", "high", "low"], ["low", "high", "high", "mid"]]
OF_SCALE = {name: function for name, function in ALPHAS.items() if not name.endswith("nominal")} | dict(OF_NUMBERS)


def test_text_has_no_order_and_is_no_number() -> None:
    """Sorted, high comes before low: alpha of that order would be a wrong number."""
    for matrix in (WORDS, [[{1}, {2}, {1}], [{1}, {1, 2}, {2}]]):
        for function in OF_SCALE.values():
            with pytest.raises(InputError, match=r"needs (numbers|an order), and categories .*scores="):
                function(matrix)
    ordered = lg.Ratings.from_matrix(WORDS, categories=["low", "mid", "high"], ordered=True)
    scored = lg.Ratings.from_matrix(WORDS, categories=["low", "mid", "high"], scores=[1, 2, 3])
    places = [[{"low": 1, "mid": 2, "high": 3}[word] for word in row] for row in WORDS]
    for ratings in (ordered, scored, places):
        alpha = lg.krippendorff_alpha(ratings, level="ordinal")
        assert alpha.value == lg.krippendorff_alpha(places, level="ordinal").value


@pytest.mark.parametrize("far", [1e300, 1e-300])
def test_numbers_without_squares(far: float) -> None:
    matrix = far * np.array([[1, 2, 1, 3], [1, 2, 2, 3]])
    for name, function in OF_SCALE.items():
        if name not in ("krippendorff_alpha, ordinal", "kendall_w"):
            with pytest.raises(InputError, match=r"have no square in float64\. (Divide|Multiply) all numbers"):
                function(matrix)
    for name, function in EVERY.items():
        if name in ("krippendorff_alpha, nominal", "krippendorff_alpha, ordinal", "kendall_w", "gwet_ac"):
            assert function(matrix).value == function(matrix / far).value


def test_too_many_draws() -> None:
    for name, function in OF_CATEGORIES.items():
        for kind in ("bootstrap", "bayesian_bootstrap"):
            with pytest.raises(InputError, match="draws must be an integer from 1 to 1,000,000, not 1000000000"):
                function(NEGATIVE[1:] * 2 if "ratio" in name else NEGATIVE, ci=kind, draws=10**9)


@pytest.mark.parametrize("name", PAIRWISE)
def test_pairs_of_raters(name: Any) -> None:
    for matrix in (np.zeros((0, 0)), [[1, 2, 1]], [[1, NONE], [NONE, 2]], [[NONE], [NONE]]):
        found = lg.pairwise_agreement(matrix, name)
        assert (len(found.pairs), found.status) == (0, "ok")
        assert np.isnan(found.values).all()
    alike = lg.pairwise_agreement([[1, 1], [1, 1]], name)
    one = 1.0 if name == "percent_agreement" else NONE
    np.testing.assert_array_equal(alike.values[0, 1], one)
    assert alike.pairs["status"] == ["ok" if one == 1 else "single_category"]
    single = lg.pairwise_agreement([[1], [2]], name)
    assert single.values[0, 1] == OF_ONE_UNIT[name]
    assert np.isnan([single.low[0, 1], single.high[0, 1]]).all()
    anonymous = lg.pairwise_agreement(lg.Ratings.from_counts([[2, 1], [0, 3]]), name)
    assert (anonymous.status, len(anonymous.pairs)) == ("anonymous_raters", 0)


@pytest.mark.parametrize("confidence", ["x", None, True, 0, 1, 95, np.nan])
def test_confidence_is_a_share(confidence: Any) -> None:
    ratings = lg.Ratings.from_matrix([[1, 2, 1], [1, 2, 2]])
    for ask in (lg.gwet_ac, lg.pairwise_agreement):
        with pytest.raises(InputError, match="confidence must be above 0 and below 1"):
            ask(ratings, confidence=confidence)


@pytest.mark.parametrize("n_population", ["many", None, 0, -1, np.nan])
def test_a_population_is_a_number_of_units(n_population: Any) -> None:
    with pytest.raises(InputError, match="n_population must be above 0"):
        lg.gwet_ac([[1, 2, 1], [1, 2, 2]], n_population=n_population)
