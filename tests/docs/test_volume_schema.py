"""docs/volumes.schema.json describes the volume scorecards this version makes, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

import labelgauge as lg
from tests.formats.nifti_files import save, two_boxes

SCHEMA = json.loads((Path(__file__).resolve().parents[2] / "docs/volumes.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)  # jsonschema.validate would check the schema at each call


def scored(folder: Path, **settings: Any) -> Any:
    """Two labels on both sides and one on each alone, in files of two sizes."""
    voxels = np.pad(two_boxes(), 2)
    gold, candidate = folder / "gold", folder / "candidate"
    for side, label in ((gold, 3), (candidate, -4)):
        side.mkdir()
        save(side / "a.nii", voxels.astype(np.int8))
        voxels = voxels.astype(np.int8)
        voxels[0, 0, 0] = label
        save(side / "b.nii.gz", voxels)
    return json.loads(lg.score_volumes(gold, candidate, tolerances=[0.5, 1e-7], draws=20, **settings).to_json())


@pytest.fixture
def card(tmp_path: Path) -> Any:
    return scored(tmp_path)


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"spacing": (1, 2, 3)},
        {"labels": [1], "names": {1: "one"}},
        {"labels": [99]},
        {"threshold": 0.5, "convention": "seg_metrics"},
    ],
)
def test_scorecards_are_valid(tmp_path: Path, settings: dict[str, Any]) -> None:
    VALIDATOR.validate(scored(tmp_path, **settings))


def test_all_statuses_of_measurements_are_looked_at(card: Any, tmp_path: Path) -> None:
    full = save(tmp_path / "full.nii", np.ones((3, 3, 3), dtype=np.uint8))
    filled = json.loads(lg.score_volumes(full, full, convention="seg_metrics").to_json())
    VALIDATOR.validate(filled)
    found = {row["status"] for each in (card, filled) for pair in each["pairs"] for row in pair["labels"]}
    assert found == set(SCHEMA["$defs"]["measurement"]["properties"]["status"]["enum"])


def _infinite_and_ok(card: Any) -> None:
    card["groups"][0]["metrics"][0].update(value=None, status="ok")


def _path(card: Any) -> None:
    card["inputs"]["gold"]["path"] = "somewhere"


def _distance_of_an_empty_side(card: Any) -> None:
    next(row for row in card["pairs"][1]["labels"] if row["status"] != "ok")["hd95_mm"] = 3.0


def _background(card: Any) -> None:
    card["pairs"][0]["labels"][0]["label"] = 0


@pytest.mark.parametrize("damage", [_infinite_and_ok, _path, _distance_of_an_empty_side, _background])
def test_damaged_scorecard_is_not(card: Any, damage: Callable[[Any], None]) -> None:
    damaged = copy.deepcopy(card)
    damage(damaged)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(damaged)
