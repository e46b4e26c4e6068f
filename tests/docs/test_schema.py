"""docs/scorecard.schema.json describes the scorecards this version makes, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import labelgauge as lg

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"
SCHEMA = json.loads((REPOSITORY / "docs/scorecard.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)  # jsonschema.validate would check the schema at each call


@pytest.fixture(scope="module")
def card() -> Any:
    gold = lg.read(EXAMPLES / "coco_reviewed/reviewed.json.gz")
    return json.loads(lg.score(gold, lg.read(EXAMPLES / "coco_reviewed/original.json.gz"), draws=20).to_json())


@pytest.fixture(scope="module")
def outlined() -> Any:
    gold = lg.read(EXAMPLES / "coco_reviewed/original.json.gz")
    return json.loads(lg.score(gold, gold, draws=5, surface=[0.5, 2]).to_json())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_real_scorecard_is_valid(card: Any) -> None:
    VALIDATOR.validate(card)


def test_scorecard_with_outlines_is_valid(outlined: Any) -> None:
    VALIDATOR.validate(outlined)


def test_scorecard_of_nothing_is_valid(tmp_path: Path) -> None:
    empty = {"images": [{"id": 1, "file_name": "1.jpg", "height": 4, "width": 4}], "categories": [], "annotations": []}
    (tmp_path / "empty.json").write_text(json.dumps(empty))
    nothing = lg.read(tmp_path / "empty.json")
    VALIDATOR.validate(json.loads(lg.score(nothing, nothing, draws=5).to_json()))


def _null_with_status_ok(card: Any) -> None:
    card["groups"][0]["metrics"][0].update(value=None, status="ok")


def _extra_key(card: Any) -> None:
    card["host"] = "somewhere"


def _missing_outcome(card: Any) -> None:
    del card["counts"]["unjudged"]


def _no_tolerances(card: Any) -> None:
    card["parameters"]["surface"]["tolerances_px"] = []


def _inch(card: Any) -> None:
    card["parameters"]["surface"]["unit"] = "inch"


def _no_convention(card: Any) -> None:
    del card["parameters"]["surface"]["convention"]


@pytest.mark.parametrize("damage", [_no_tolerances, _inch, _no_convention])
def test_damaged_parameters_of_outlines_are_not(outlined: Any, damage: Callable[[Any], None]) -> None:
    assert_invalid(outlined, damage)


@pytest.mark.parametrize("damage", [_null_with_status_ok, _extra_key, _missing_outcome])
def test_damaged_scorecard_is_not(card: Any, damage: Callable[[Any], None]) -> None:
    assert_invalid(card, damage)


def assert_invalid(card: Any, damage: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(card)
    damage(damaged)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(damaged)
