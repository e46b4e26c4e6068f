"""Coefficients and standard errors equal irrCAC's, with weights and missing ratings, as recorded with twelve digits.

It is Gwet's package, ported to Python. What it has no number for, and we have, is in `not_answered`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import brennan_prediger, fleiss_kappa, gwet_ac, krippendorff_alpha
from labelgauge.agreement.many_raters import conger_kappa
from labelgauge.agreement.weights import WEIGHTS, agreement_weights
from tests.conformance.peers.rating_cases import RatingCase, rating_cases
from tests.conformance.rating_tables import of_case
from tests.conformance.recorded import answers, record

CASES = {case.name: case for case in rating_cases()}
FUNCTIONS: dict[str, Callable[..., Coefficient]] = {
    "gwet_ac": gwet_ac,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
}


def found(case: RatingCase, name: str, weights: str) -> Coefficient:
    if name in FUNCTIONS:
        return FUNCTIONS[name](of_case(case), weights=weights, singleton="gwet")
    table = agreement_weights(weights, len(case.categories), np.array(case.categories, np.float64))
    apart = 1 - (np.eye(len(case.categories)) if table is None else table)
    return krippendorff_alpha(of_case(case), level=apart, singleton="gwet")


# Levels whose disagreement is 1 less these weights, but for a factor that alpha does not depend on.
LEVELS = {
    "identity": "nominal",
    "quadratic": "interval",
    "ratio": "ratio",
    "circular": "circular",
    "bipolar": "bipolar",
}


def not_answered(case: RatingCase, name: str, weights: str, ours: Coefficient) -> bool:
    """Whether it divides by 0: units less one, ratings of a rater without any, twice the category 0."""
    silent_rater = np.isnan(case.values).all(axis=1).any()
    if ours.status == "one_unit" or (name == "conger_kappa" and silent_rater):
        return True
    return weights == "ratio" and case.categories[0] == 0


@pytest.mark.parametrize("name", CASES)
def test_equals_what_was_recorded(name: str) -> None:
    case, theirs = CASES[name], answers("irrcac", CASES[name])
    asked = {tuple(key.split(", ")[:2]) for key in theirs}
    assert len(asked) >= 5
    for coefficient, weights in asked:
        ours = found(case, coefficient, weights)
        value, se = (theirs[f"{coefficient}, {weights}, {part}"] for part in ("coefficient_value", "se"))
        if isinstance(value, float) and not (np.isnan(ours.se) or not_answered(case, coefficient, weights, ours)):
            assert ours.value == pytest.approx(value, abs=2e-12), (coefficient, weights)
            # It replaces a standard error of 0 by 1e-15, and takes roots of what is not 0 for rounding alone.
            assert ours.se == pytest.approx(se, rel=1e-10, abs=1e-8), (coefficient, weights)
        elif np.isnan(ours.value):
            assert not isinstance(value, float), (coefficient, weights)
        else:
            assert not_answered(case, coefficient, weights, ours), (coefficient, weights, value)


@pytest.mark.parametrize("weights", LEVELS)
def test_alpha_at_a_level_is_that_of_the_weights(weights: str) -> None:
    compared = 0
    for case in CASES.values():
        theirs = answers("irrcac", case)
        value, se = (theirs.get(f"krippendorff_alpha, {weights}, {part}") for part in ("coefficient_value", "se"))
        if isinstance(value, float):
            ours = krippendorff_alpha(of_case(case), level=LEVELS[weights], singleton="gwet")
            assert ours.value == pytest.approx(value, abs=2e-12), case.name
            assert ours.se == pytest.approx(se, rel=1e-10, abs=1e-8), case.name
            compared += 1
    assert compared >= 4


def test_the_record_is_of_all_cases_and_weights() -> None:
    assert set(record("irrcac")["versions"]) == {"irrCAC", "numpy", "pandas", "scipy"}
    assert set(record("irrcac")["cases"]) == set(CASES)
    values: dict[str, Any] = {}
    for case in CASES.values():
        values |= {(case.name, key): v for key, v in answers("irrcac", case).items() if isinstance(v, float)}
    assert len(values) > 1000
    assert {key.split(", ")[1] for _, key in values} == {"identity", *WEIGHTS}
