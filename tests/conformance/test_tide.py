"""Error types of detections and their costs equal tidecv's: as recorded, and on random boxes where it is installed."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

import labelgauge as lg
from tests.conformance.peers.error_cases import MODELS, ErrorCase, error_cases, model_cases, random_boxes
from tests.conformance.recorded import FOLDER, answers, record
from tests.conformance.stored import folder
from tests.conformance.tide_twin import costs_of

CASES = {case.name: case for case in error_cases()}


def evaluated(case: ErrorCase, folder: Path) -> lg.DetectionResult:
    (folder / "gold.json").write_text(json.dumps(case.gold))
    (folder / "found.json").write_text(json.dumps(case.found))
    gold = lg.read(folder / "gold.json")
    found = lg.read(folder / "found.json", images_of=gold)
    return lg.evaluate_detections(gold, found, task="segm" if case.mode == "mask" else "bbox")


def our_answer(case: ErrorCase, folder: Path) -> dict[str, Any]:
    errors = evaluated(case, folder).errors(foreground=case.foreground, background=case.background)
    types = errors.types
    return {
        "ap": 100 * errors.ap,
        "dap": dict(zip(types["type"], (100 * types["dap"]).tolist(), strict=True)),
        "n": dict(zip(types["type"][:6], types["n"].tolist(), strict=False)),
    }


def assert_equal(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert ours["n"] == theirs["n"]
    assert ours["ap"] == pytest.approx(theirs["ap"], abs=1e-9)
    assert ours["dap"] == pytest.approx(theirs["dap"], abs=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_equals_what_was_recorded(name: str, tmp_path: Path) -> None:
    """Where an oracle leaves no object, tidecv divides by zero; we say so."""
    theirs = answers("tide", CASES[name])
    if "raises" in theirs:
        types = evaluated(CASES[name], tmp_path).errors().types
        assert types["status"][5] == "nothing_left"
    else:
        assert_equal(our_answer(CASES[name], tmp_path), theirs)


def test_real_detectors_equal_what_was_recorded(tmp_path: Path) -> None:
    for case in model_cases(folder("coco_val2017_models")):
        assert_equal(our_answer(case, tmp_path), answers("tide", case))


def test_the_record_is_of_all_cases() -> None:
    recorded = record("tide")["cases"]
    real = {name for name in recorded if name.startswith(MODELS)}
    assert (set(recorded) - real, len(real)) == (set(CASES), 2 * len(MODELS))
    assert 0 < sum("raises" in case["values"] for case in recorded.values()) < 10


@pytest.mark.parametrize("seed", range(2000, 2060))
def test_equals_the_definition(seed: int, tmp_path: Path) -> None:
    case = ErrorCase("", *random_boxes(seed), (0.5, 0.6)[seed % 2], (0.1, 0.3)[seed % 2])
    ours, theirs = our_answer(case, tmp_path), costs_of(case)
    assert ours["n"] == theirs["n"]
    for name, cost in theirs["dap"].items():
        assert ours["dap"][name] == pytest.approx(cost, abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("seed", range(3000, 3040))
def test_equals_tidecv_where_it_is_installed(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tidecv", exc_type=ImportError)
    monkeypatch.syspath_prepend(FOLDER)  # scripts that record find each other there
    ask = importlib.import_module("record_tide").ask
    case = ErrorCase("", *random_boxes(seed), 0.5, 0.1)
    theirs = ask(case)
    if "raises" not in theirs:
        assert_equal(our_answer(case, tmp_path), theirs)
