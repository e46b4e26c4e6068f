"""The page on conventions of agreement tells what libraries, and labelgauge, make of ratings that say too little."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labelgauge.agreement.coefficients import fleiss_kappa, gwet_ac, krippendorff_alpha
from labelgauge.agreement.many_raters import conger_kappa
from tests.conformance.peers.rating_cases import rating_cases
from tests.conformance.rating_tables import of_case
from tests.conformance.recorded import answers

PAGE = Path(__file__).resolve().parents[2] / "docs" / "agreement-conventions.md"
CASES = {case.name: case for case in rating_cases()}
COLUMNS = ("one category", "no overlap", "one rater", "one unit, two categories")
# The row's title: the library, and its name of the answer.
RECORDED = {
    "krippendorff: alpha": ("krippendorff", "nominal"),
    "nltk: alpha": ("nltk", "nominal"),
    "irrCAC: alpha": ("irrcac", "krippendorff_alpha, identity, coefficient_value"),
    "irrCAC: Fleiss": ("irrcac", "fleiss_kappa, identity, coefficient_value"),
    "irrCAC: Conger": ("irrcac", "conger_kappa, identity, coefficient_value"),
    "irrCAC: AC1": ("irrcac", "gwet_ac, identity, coefficient_value"),
}
OURS: dict[str, Callable[[Any], Any]] = {
    "labelgauge: alpha": lambda ratings: krippendorff_alpha(ratings, level="nominal"),
    "labelgauge: Fleiss": fleiss_kappa,
    "labelgauge: Conger": conger_kappa,
    "labelgauge: AC1": gwet_ac,
}


def shown(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["raises"])
    return "NaN" if math.isnan(float(value)) else f"{float(value):.4g}"


def row(title: str, values: list[Any]) -> str:
    return f"| {title} | " + " | ".join(map(shown, values)) + " |"


@pytest.mark.parametrize("title", RECORDED)
def test_what_libraries_make_of_little(title: str) -> None:
    peer, key = RECORDED[title]
    assert row(title, [answers(peer, CASES[name])[key] for name in COLUMNS]) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("title", OURS)
def test_what_we_make_of_little(title: str) -> None:
    values = [OURS[title](of_case(CASES[name])).value for name in COLUMNS]
    assert row(title, values) in PAGE.read_text(encoding="utf-8")
