"""Alpha of numbers and of sets, and coefficients of complete ratings, equal nltk's: recorded, and on random tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from labelgauge.agreement.coefficients import brennan_prediger, fleiss_kappa, krippendorff_alpha, percent_agreement
from labelgauge.agreement.many_raters import hubert_kappa, light_kappa
from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings
from tests.conformance.peers.rating_cases import RatingCase, as_set, rating_cases
from tests.conformance.rating_tables import random_cases
from tests.conformance.recorded import answers, record

CASES = {case.name: case for case in rating_cases()}
SETS = ("jaccard", "masi")
# Of what it computes the categories are those that occur.
OF_COMPLETE: dict[str, Callable[..., Any]] = {
    "light_kappa": light_kappa,
    "hubert_kappa": hubert_kappa,
    "fleiss_kappa": fleiss_kappa,
    "brennan_prediger": brennan_prediger,
    "percent_agreement": percent_agreement,
}
LEVELS = ("nominal", "interval", *SETS)


def equal(theirs: float) -> Any:
    return pytest.approx(theirs, rel=1e-10, abs=1e-10, nan_ok=True)


def labels(case: RatingCase, level: str) -> list[list[Any]]:
    """Labels of one rater a row, None where there is none: the numbers, or a set for each."""

    def label(x: float) -> Any:
        return as_set(x, case.categories) if level in SETS else x

    return [[None if np.isnan(x) else label(x) for x in row] for row in case.values.tolist()]


def alpha(case: RatingCase, level: str) -> float:
    return krippendorff_alpha(Ratings.from_matrix(labels(case, level)), level=level, ci=None).value


def varied(case: RatingCase) -> bool:
    """Whether ratings that are compared differ at all: where they do not, nltk answers 1, and we NaN."""
    compared = case.values[:, (~np.isnan(case.values)).sum(axis=0) >= 2]
    return len(np.unique(compared[~np.isnan(compared)])) > 1


@pytest.mark.parametrize("name", CASES)
def test_alphas_equal_what_was_recorded(name: str) -> None:
    theirs = answers("nltk", CASES[name])
    for level in LEVELS:
        ours = alpha(CASES[name], level)
        if varied(CASES[name]):
            assert ours == equal(theirs[level]), level
        else:
            assert np.isnan(ours), level
            assert theirs[level] == 1 or "raises" in theirs[level]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.complete and len(case.values) > 1])
def test_coefficients_of_complete_ratings_equal_what_was_recorded(name: str) -> None:
    """It answers 1 where all ratings are alike, and takes a pair of raters for which that is so into Light's mean."""
    theirs = dict(answers("nltk", CASES[name]))
    pairs = pairwise_agreement(Ratings.from_matrix(CASES[name].values)).pair_value
    n_alike = np.count_nonzero(np.isnan(pairs))
    if n_alike < len(pairs):
        theirs["light_kappa"] = (theirs["light_kappa"] * len(pairs) - n_alike) / (len(pairs) - n_alike)
    for coefficient, function in OF_COMPLETE.items():
        ours = function(Ratings.from_matrix(CASES[name].values), ci=None).value
        if np.isnan(ours):
            assert n_alike == len(pairs) if coefficient == "light_kappa" else not varied(CASES[name])
            assert theirs[coefficient] == 1
        else:
            assert ours == equal(theirs[coefficient]), coefficient


def test_the_record_is_of_all_cases() -> None:
    assert set(record("nltk")["versions"]) == {"nltk"}
    assert set(record("nltk")["cases"]) == set(CASES)
    numbers = [v for case in CASES.values() for v in answers("nltk", case).values() if isinstance(v, float)]
    assert len(numbers) > 250


@given(case=random_cases())
def test_alphas_equal_it_on_random_tables(case: RatingCase) -> None:
    if not varied(case):
        return
    agreement = pytest.importorskip("nltk.metrics.agreement", reason="nltk is not installed")
    distance = pytest.importorskip("nltk.metrics.distance", reason="nltk is not installed")
    distances = dict(
        zip(
            LEVELS,
            (
                distance.binary_distance,
                distance.interval_distance,
                distance.jaccard_distance,
                distance.masi_distance,
            ),
            strict=True,
        )
    )
    for level, apart in distances.items():
        triples = [
            (rater, unit, label)
            for rater, row in enumerate(labels(case, level))
            for unit, label in enumerate(row)
            if label is not None
        ]
        theirs = agreement.AnnotationTask(triples, distance=apart).alpha()
        assert alpha(case, level) == equal(theirs), level
