"""docs/agreement.schema.json describes the agreement cards this version makes, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from labelgauge.agreement.ratings import Ratings
from labelgauge.scoring.agreement import COEFFICIENTS, score_agreement

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs/agreement.schema.json").read_text(encoding="utf-8"))

RATINGS = {
    "ok": Ratings.from_matrix([["a", "b", "b", "c"], ["a", "b", "c", None], ["a", "a", "b", "c"]]),
    "clusters": Ratings.from_matrix([["a", "b", "b"], ["a", "b", "c"]], cluster=[1, 1, 2], weight=[1, 2, 3]),
    "no_overlap": Ratings.from_matrix([["a", None], [None, "b"]]),
    "one_rater": Ratings.from_matrix([["a", "b"]]),
    "single_category": Ratings.from_matrix([["a", "a"], ["a", "a"]]),
    "one_unit": Ratings.from_matrix([["a"], ["b"]]),
    "anonymous": Ratings.from_counts([[2, 1], [0, 3]], categories=["no", "yes"]),
    "nothing": Ratings.from_long(unit=[], rater=[], label=[]),
    "sessions": Ratings.from_long(unit=[1, 1, 2], rater=["a", "a", "b"], label=["x", "y", "x"], duplicates="session"),
}


def measured(name: str, **settings: Any) -> Any:
    return json.loads(score_agreement(RATINGS[name], **settings).to_json())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", RATINGS)
@pytest.mark.parametrize("settings", [{}, {"ci": None}, {"ci": "bootstrap", "draws": 20}, {"min_overlap": 3}])
def test_cards_are_valid(name: str, settings: dict[str, Any]) -> None:
    jsonschema.validate(measured(name, **settings), SCHEMA)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_cards_of_numbers_are_valid(level: Any) -> None:
    varied = Ratings.from_matrix([[1, 2, 3, 3], [1, 2, 4, 4]])
    jsonschema.validate(json.loads(score_agreement(varied, level=level).to_json()), SCHEMA)
    same = Ratings.from_matrix([[1, 1], [1, 1]])
    jsonschema.validate(json.loads(score_agreement(same, level=level).to_json()), SCHEMA)


def test_all_statuses_are_looked_at() -> None:
    found = {row["status"] for name in RATINGS for row in measured(name)["coefficients"]}
    same = score_agreement(Ratings.from_matrix([[1, 1], [1, 1]]), level="interval")
    found |= set(same.coefficients["status"])
    assert found == set(SCHEMA["$defs"]["status"]["enum"])
    raters = {row["status"] for name in RATINGS for row in measured(name, min_overlap=2)["raters"]}
    assert raters == set(SCHEMA["$defs"]["rater"]["properties"]["status"]["enum"])


def test_names_of_coefficients_are_those_that_there_are() -> None:
    assert SCHEMA["$defs"]["coefficient_name"]["enum"] == list(COEFFICIENTS)


def _undefined_and_ok(card: Any) -> None:
    card["coefficients"][0].update(value=None)


def _path(card: Any) -> None:
    card["input"]["path"] = "somewhere"


def _rater_judged_by_nothing(card: Any) -> None:
    card["raters"][0].update(vitality=None)


def _agreement_above_one(card: Any) -> None:
    card["categories"][0].update(disagreement=1.5)


@pytest.mark.parametrize("damage", [_undefined_and_ok, _path, _rater_judged_by_nothing, _agreement_above_one])
def test_a_damaged_card_is_not(damage: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(measured("ok"))
    damage(damaged)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(damaged, SCHEMA)
