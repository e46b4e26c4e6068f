"""Intraclass correlations equal pingouin's, whose answers are in peers/pingouin.json; ``nox -s peers`` asks anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from labelgauge.agreement.icc import FORMS, icc
from tests.conformance.peers.number_cases import NumberCase, number_cases
from tests.conformance.recorded import answers, record

NAMES = {"1": "ICC(1,1)", "A,1": "ICC(A,1)", "C,1": "ICC(C,1)", "1,k": "ICC(1,k)", "A,k": "ICC(A,k)", "C,k": "ICC(C,k)"}
CASES = {case.name: case for case in number_cases()}


def answer(case: NumberCase, form: str) -> Any:
    return answers("pingouin", case)[NAMES[form]]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CASES)
def test_equals_pingouin(name: str, form: str) -> None:
    found, theirs = icc(CASES[name].values, form=form), answer(CASES[name], form)
    exact = {"rel": 1e-9, "abs": 1e-10}
    assert found.value == pytest.approx(theirs["value"], **exact)
    assert found.f == pytest.approx(theirs["f"], **exact)
    assert [found.df, found.error_df] == theirs["df"]
    assert found.p_value == pytest.approx(theirs["p_value"], **exact)
    assert [found.low, found.high] == pytest.approx(theirs["ends"], **exact)


def test_a_far_origin_changes_nothing_here() -> None:
    near, far = CASES["Shrout and Fleiss"].values, CASES["far origin"].values
    for form in FORMS:
        assert icc(far, form=form).ci == pytest.approx(icc(near, form=form).ci, rel=1e-9)


def test_the_record_says_what_made_it() -> None:
    assert {"pingouin", "numpy", "scipy", "pandas"} == set(record("pingouin")["versions"])
    assert set(record("pingouin")["cases"]) == set(CASES)
    assert np.isfinite([answer(case, form)["value"] for case in CASES.values() for form in FORMS]).all()
