"""docs/agreement-comparison.schema.json describes the comparisons this version makes, and nothing else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from labelgauge.agreement._named import NAMED
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from labelgauge.report.agreement_comparison import page
from labelgauge.report.text import rendered
from labelgauge.scoring.agreement_comparison import compare_agreement

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "agreement-comparison.schema.json").read_text(encoding="utf-8"))
CARD_SCHEMA = json.loads((DOCS / "agreement.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, registry=Registry().with_resource("agreement.schema.json", Resource.from_contents(CARD_SCHEMA))
)
GOOD = Ratings.from_matrix([["a", "b", "b", "c"], ["a", "b", "c", "c"]])
SIDES = {
    "ok": (GOOD, Ratings.from_matrix([["a", "b", "b", "c"], ["b", "b", "a", "c"]])),
    "no_spread": (GOOD, GOOD),
    "no_overlap": (GOOD, Ratings.from_matrix([["a", None, None, None], [None, "b", None, None]])),
    "one_rater": (Ratings.from_matrix([["a", "b"]]), GOOD),
    "single_category": (GOOD, Ratings.from_matrix([["a", "a"], ["a", "a"]])),
    "one_unit": (Ratings.from_matrix([["a"], ["b"]]), GOOD),
    "few_units": tuple(
        Ratings.from_matrix([["a", "b", "b"], ["a", "b", last]], cluster=[1, 1, 1]) for last in ("b", "a")
    ),
    "anonymous_raters": (Ratings.from_counts([[2, 1], [0, 3]], categories=["a", "b"]), GOOD),
    "not_two_raters": (Ratings.from_matrix([["a", "b", "b"], ["a", "b", "c"], ["a", "a", "b"]]), GOOD),
    "little_overlap": (Ratings.from_matrix([["a", "b", None], ["a", None, "c"], [None, "b", "b"]]), GOOD),
}


def compared(name: str, **settings: Any) -> Any:
    return json.loads(compare_agreement(*SIDES[name], **{"coefficients": list(NAMED), **settings}).to_json())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize(
    "settings", [{}, {"coefficients": None}, {"ci": None}, {"ci": "bootstrap", "draws": 20, "ends": "bca"}]
)
@pytest.mark.parametrize("units", [None, "independent"])
def test_comparisons_are_valid_and_laid_out(name: str, settings: dict[str, Any], units: Any) -> None:
    if name == "no_spread" and units:
        with pytest.raises(InputError, match="not independent of themselves"):
            compared(name, **settings, units=units)
        return
    card = compared(name, **settings, units=units)
    VALIDATOR.validate(card)
    text = rendered(page(card))
    assert f"Units are {card['parameters']['units']}" in text
    assert ("independent" in text) == (card["parameters"]["units"] == "independent")


def test_all_statuses_are_looked_at() -> None:
    found = {row["status"] for name in SIDES for row in compared(name, min_overlap=2)["differences"]}
    assert found == set(SCHEMA["$defs"]["difference"]["properties"]["status"]["enum"])


def test_a_damaged_comparison_is_not_valid() -> None:
    for path, value in ((("parameters", "units"), "both"), (("differences", 0, "p_value"), 2), (("inputs",), [])):
        damaged = copy.deepcopy(compared("ok"))
        place = damaged
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        assert not VALIDATOR.is_valid(damaged), path
