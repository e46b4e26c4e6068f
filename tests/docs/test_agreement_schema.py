"""docs/agreement.schema.json describes the agreement cards this version makes, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from labelgauge.agreement.icc import FORMS
from labelgauge.agreement.interpretation import SCALES
from labelgauge.agreement.names import COEFFICIENTS, INTERVALS, PAIR_COEFFICIENTS
from labelgauge.agreement.ratings import Ratings
from labelgauge.report.agreement_words import NAMES, STATUSES
from labelgauge.scoring.agreement import score_agreement
from labelgauge.scoring.agreement_bands import SCALE_OF

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs/agreement.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)  # jsonschema.validate would check the schema at each call

RATINGS = {
    "ok": Ratings.from_matrix([["a", "b", "b", "c"], ["a", "b", "c", None], ["a", "a", "b", "c"]]),
    "clusters": Ratings.from_matrix([["a", "b", "b"], ["a", "b", "c"]], cluster=[1, 1, 2], weight=[1, 2, 3]),
    "no_overlap": Ratings.from_matrix([["a", None], [None, "b"]]),
    "one_rater": Ratings.from_matrix([["a", "b"]]),
    "single_category": Ratings.from_matrix([["a", "a"], ["a", "a"]]),
    "one_unit": Ratings.from_matrix([["a"], ["b"]]),
    "anonymous": Ratings.from_counts([[2, 1], [0, 3]], categories=["no", "yes"]),
    "nothing": Ratings.from_long(unit=[], rater=[], label=[]),
    "apart": Ratings.from_matrix(
        [["a", "b", None, None], ["a", "a", None, None], [None, None, "a", "b"], [None, None, "b", "b"]]
    ),
    "sessions": Ratings.from_long(unit=[1, 1, 2], rater=["a", "a", "b"], label=["x", "y", "x"], duplicates="session"),
}


NUMBERS = {
    "ok": Ratings.from_matrix([[1, 2, 3, 3], [1, 2, 4, 4]]),
    "three": Ratings.from_matrix([[1, 2, 3, 3], [1, 2, 4, 4], [2, 2, 3, 5]]),
    "same": Ratings.from_matrix([[1, 1], [1, 1]]),
    "clusters": Ratings.from_matrix([[1, 2, 3, 3], [1, 2, 4, 4]], cluster=[1, 1, 2, 2]),
    "two units": Ratings.from_matrix([[1, 3], [2, 3]]),
    "apart": Ratings.from_matrix([[1, 2, None, None], [None, 3, 4, None], [None, None, 3, 4]]),
    "anonymous": Ratings.from_matrix([[1, 2, 3], [1, 3, 3]], anonymous=True),
    "nothing": Ratings.from_matrix([[1, None], [None, 2]]),
}
ONCE = [name for name in COEFFICIENTS if name not in {"icc", "concordance", "kendall_w"}]


def measured(name: str, **settings: Any) -> Any:
    return json.loads(score_agreement(RATINGS[name], **settings).to_json())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", RATINGS)
@pytest.mark.parametrize(
    "settings",
    [{}, {"ci": None}, {"ci": "bootstrap", "draws": 20}, {"min_overlap": 3, "coefficients": ONCE}, {"confidence": 0.9}],
)
def test_cards_are_valid(name: str, settings: dict[str, Any]) -> None:
    VALIDATOR.validate(measured(name, **settings))


@pytest.mark.parametrize("name", ["ok", "clusters", "anonymous", "one_unit"])
@pytest.mark.parametrize("kind", INTERVALS)
def test_cards_with_every_kind_of_interval_are_valid(name: str, kind: Any) -> None:
    if (name, kind) in {
        ("ok", "cluster_bootstrap"),
        ("anonymous", "cluster_bootstrap"),
        ("one_unit", "cluster_bootstrap"),
    }:
        pytest.skip("there are no clusters to draw")
    VALIDATOR.validate(measured(name, ci=kind, draws=20))


@pytest.mark.parametrize("name", sorted(RATINGS.keys() - {"clusters"}))  # pairs count units, not weights
@pytest.mark.parametrize("pairs", PAIR_COEFFICIENTS)
def test_cards_with_pairs_are_valid(name: str, pairs: Any) -> None:
    VALIDATOR.validate(measured(name, pairs=pairs, min_overlap=2, coefficients=["gwet_ac"]))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_cards_of_numbers_are_valid(level: Any, name: str) -> None:
    VALIDATOR.validate(json.loads(score_agreement(NUMBERS[name], level=level).to_json()))


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("level", ["interval", "ratio"])
def test_cards_with_all_coefficients_are_valid(level: Any, name: str) -> None:
    card = score_agreement(NUMBERS[name], level=level, coefficients=COEFFICIENTS, pairs="cohen_kappa", min_overlap=2)
    VALIDATOR.validate(json.loads(card.to_json()))
    assert {row["name"] for row in card.content["coefficients"]} == set(SCHEMA["$defs"]["coefficient_name"]["enum"])


def test_all_statuses_are_looked_at() -> None:
    found = {row["status"] for name in RATINGS for row in measured(name)["coefficients"]}
    for ratings in NUMBERS.values():
        card = score_agreement(ratings, level="interval", coefficients=COEFFICIENTS, min_overlap=2)
        found |= set(card.coefficients["status"])
    found |= set(score_agreement(NUMBERS["ok"], level="interval", ci="two_way").coefficients["status"])
    assert found == set(SCHEMA["$defs"]["status"]["enum"])
    raters = {row["status"] for name in RATINGS for row in measured(name, min_overlap=2)["raters"]}
    assert raters == set(SCHEMA["$defs"]["rater"]["properties"]["status"]["enum"])
    of_pairs = {row["status"] for row in measured("ok", pairs="cohen_kappa", min_overlap=4)["pairs"]["rows"]}
    of_pairs |= {row["status"] for row in measured("single_category", pairs="cohen_kappa")["pairs"]["rows"]}
    assert of_pairs == set(SCHEMA["$defs"]["pair"]["properties"]["status"]["enum"])


def test_reports_have_words_for_all_names_and_statuses() -> None:
    definitions = SCHEMA["$defs"]
    assert set(NAMES) == set(definitions["coefficient_name"]["enum"])
    statuses = {*definitions["status"]["enum"], *definitions["rater"]["properties"]["status"]["enum"]}
    assert set(STATUSES) == statuses


def test_names_are_those_that_there_are() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["asked_name"]["enum"] == list(COEFFICIENTS)
    assert definitions["pair_coefficient"]["enum"] == list(PAIR_COEFFICIENTS)
    assert definitions["interval"]["enum"] == list(INTERVALS)
    forms = [f"icc({form})" for form in FORMS]
    names = [name for each in COEFFICIENTS for name in (forms if each == "icc" else [each])]
    assert definitions["coefficient_name"]["enum"] == names
    scales = definitions["band"]["properties"]["scale"]["enum"]
    assert set(scales) == {*SCALE_OF.values(), "cicchetti"}
    assert set(scales) <= set(SCALES)


def _undefined_and_ok(card: Any) -> None:
    card["coefficients"][0].update(value=None)


def _path(card: Any) -> None:
    card["input"]["path"] = "somewhere"


def _rater_judged_by_nothing(card: Any) -> None:
    card["raters"][0].update(vitality=None)


def _band_of_nothing(card: Any) -> None:
    card["coefficients"][1].update(value=None, status="no_overlap")


def _unknown_interval(card: Any) -> None:
    card["coefficients"][1].update(interval="magic")


def _agreement_above_one(card: Any) -> None:
    card["categories"][0].update(disagreement=1.5)


@pytest.mark.parametrize(
    "damage",
    [_undefined_and_ok, _path, _rater_judged_by_nothing, _agreement_above_one, _band_of_nothing, _unknown_interval],
)
def test_a_damaged_card_is_not(damage: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(measured("ok"))
    damage(damaged)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(damaged)
