"""docs/detection.schema.json describes the detection scores this version writes, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import labelgauge as lg
from tests.unit.detection_files import evaluated

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples/coco_detections"
SCHEMA = json.loads((REPOSITORY / "docs/detection.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)  # jsonschema.validate would check the schema at each call


def scored(**options: Any) -> Any:
    gold = lg.read(EXAMPLE / "gold.json.gz")
    found = lg.read(EXAMPLE / "masks.json.gz", images_of=gold)
    return json.loads(lg.evaluate_detections(gold, found, **options).to_json())


@pytest.fixture(scope="module")
def scores() -> Any:
    return scored(task="segm", areas={"all": (0, 1e10), "tiny": (0, 2)}, iou_thresholds=[0.5])


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "options",
    [{"task": "segm"}, {"task": "boundary"}, {"task": "segm", "class_agnostic": True}, {"task": "segm", "draws": 20}],
)
def test_scores_are_valid(options: dict[str, Any]) -> None:
    VALIDATOR.validate(scored(**options))


def test_all_reasons_occur(scores: Any, tmp_path: Path) -> None:
    VALIDATOR.validate(scores)
    nothing = json.loads(evaluated(tmp_path, [], []).to_json())
    VALIDATOR.validate(nothing)
    found = {stat["status"] for each in (scores, nothing) for stat in each["stats"]}
    assert found == set(SCHEMA["$defs"]["stat"]["properties"]["status"]["enum"])


def test_scores_of_no_category_are_valid(tmp_path: Path) -> None:
    VALIDATOR.validate(json.loads(evaluated(tmp_path, [], [], n_categories=0, n_images=0).to_json()))


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    texts = {evaluated(tmp_path / name, [], []).to_json() for name in ("a", "b")}
    assert len(texts) == 1


def test_dictionary_is_a_copy(tmp_path: Path) -> None:
    result = evaluated(tmp_path, [], [])
    result.to_dict()["stats"].clear()
    assert result.to_dict()["stats"]


def _null_with_status_ok(scores: Any) -> None:
    scores["stats"][0].update(value=None, status="ok")


def _number_without_gold(scores: Any) -> None:
    scores["stats"][0].update(value=0.5, status="no_gold")


def _too_few_draws(scores: Any) -> None:
    scores["bootstrap"] = {"draws": 5, "seed": 0, "confidence": 0.95}


def _path(scores: Any) -> None:
    scores["inputs"]["gold"]["path"] = "somewhere"


def _overlap_of_0(scores: Any) -> None:
    scores["parameters"]["iou_thresholds"] = [0]


@pytest.mark.parametrize("damage", [_null_with_status_ok, _number_without_gold, _too_few_draws, _path, _overlap_of_0])
def test_damaged_scores_are_not(scores: Any, damage: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(scores)
    damage(damaged)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(damaged)
