"""``labelgauge eval`` on real and on broken input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from labelgauge.cli import app as command

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLE = REPOSITORY / "examples/coco_detections"
GOLD, BOXES, MASKS = (EXAMPLE / f"{name}.json.gz" for name in ("gold", "boxes", "masks"))
SCHEMA = json.loads((REPOSITORY / "docs/detection.schema.json").read_text(encoding="utf-8"))
FAMILIAR = """\
  Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.505
  Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.697
  Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.573
  Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.586
  Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.519
  Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = 0.501
  Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.387
  Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.594
  Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.595
  Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.640
  Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.566
  Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = 0.564
"""
"""COCO's own lines for its own example."""


def evaluate(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["eval", *map(str, arguments)])


def test_report_begins_with_the_familiar_lines() -> None:
    done = evaluate(GOLD, BOXES, "--bootstrap", 50)
    assert done.exit_code == 0, done.output
    assert FAMILIAR in done.output
    titles = [line for line in done.output.splitlines() if line in {"Scores", "How sure", "Errors", "Worst classes"}]
    assert titles == ["Scores", "How sure", "Errors", "Worst classes"]
    assert "50 draws of 100 images, seed 0" in done.output
    assert "AP is 0.505 (95 %:" in done.output


def test_comparison() -> None:
    done = evaluate(GOLD, BOXES, "--bootstrap", 50, "--compare", MASKS)
    assert done.exit_code == 0, done.output
    assert "other: masks.json.gz; the same images are drawn for both" in done.output
    same = evaluate(GOLD, BOXES, "--bootstrap", 50, "--compare", BOXES)
    assert "+0.000  0.000 to 0.000  1.000" in same.output


@pytest.mark.parametrize("options", [(), ("--compare", MASKS), ("--bootstrap", 0), ("--class-agnostic",)])
def test_json_and_tables(tmp_path: Path, options: tuple[Any, ...]) -> None:
    draws = () if "--bootstrap" in options else ("--bootstrap", 20)
    written = ("--json", tmp_path / "card.json", "--csv", tmp_path / "tables", "--quiet")
    done = evaluate(GOLD, BOXES, *draws, *options, *written)
    assert (done.exit_code, done.output) == (0, "")
    card = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    jsonschema.validate(card, SCHEMA)
    assert (card["comparison"] is None) == ("--compare" not in options)
    with (tmp_path / "tables" / "stats.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [stat["name"] for stat in card["stats"]]
    assert float(rows[0]["value"]) == card["stats"][0]["value"]


def test_masks_and_boundaries() -> None:
    for task, value in (("segm", "0.320"), ("boundary", "0.226")):
        done = evaluate(GOLD, MASKS, "--task", task, "--bootstrap", 0)
        assert done.exit_code == 0, done.output
        first = next(line for line in done.output.splitlines() if "Average Precision" in line)
        assert first.endswith(f"] = {value}")
    assert "no intervals: ask for --bootstrap N" in done.output


def test_no_detections_at_all(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[]")
    done = evaluate(GOLD, tmp_path / "none.json", "--bootstrap", 20)
    assert done.exit_code == 0, done.output
    assert "AP is 0.000 (95 %: 0.000 to 0.000)" in done.output


def test_no_gold_at_all(tmp_path: Path) -> None:
    gold = {"images": [{"id": 1, "width": 9, "height": 9}], "categories": [{"id": 1, "name": "cat"}], "annotations": []}
    found = [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 5, 5], "score": 0.5}]
    (tmp_path / "gold.json").write_text(json.dumps(gold))
    (tmp_path / "found.json").write_text(json.dumps(found))
    done = evaluate(tmp_path / "gold.json", tmp_path / "found.json", "--bootstrap", 20)
    assert done.exit_code == 0, done.output
    assert "AP is undefined: no gold object is of that kind." in done.output
    assert "maxDets=100 ] = -1.000" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((GOLD, BOXES, "--task", "segm"), "has no segmentation"),
        ((GOLD, GOLD), "detection 0 of gold.json.gz has no score"),
        ((GOLD, BOXES, "--bootstrap", 5), "--bootstrap: 5 draws say nothing of an interval"),
        ((GOLD, BOXES, "--bootstrap", 0, "--compare", MASKS), "--compare: a comparison is made of draws"),
        ((GOLD, BOXES, "--json", GOLD), "is one of the files to be read"),
        ((GOLD, EXAMPLE / "nowhere.json"), "nowhere.json"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[Any, ...], message: str) -> None:
    done = evaluate(*arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def test_detections_of_unknown_images_are_skipped_only_if_told(tmp_path: Path) -> None:
    found = [{"image_id": -1, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 0.5}]
    (tmp_path / "found.json").write_text(json.dumps(found))
    done = evaluate(GOLD, tmp_path / "found.json")
    assert done.exit_code == 2
    said = " ".join(done.stderr.split())
    assert "image_id -1 is not the id of any of the 100 images" in said
    assert "Or read it with --lenient, which skips" in said
    done = evaluate(GOLD, tmp_path / "found.json", "--lenient", "--bootstrap", 0)
    assert done.exit_code == 0
    assert "found.json: 1 annotations skipped" in done.stderr


@pytest.mark.parametrize(
    ("protocol", "lines", "errors"),
    [
        (
            "voc",
            "  Average Precision  (AP) @[ IoU=0.50:0.50 | area=   all | maxDets=all ] = 0.697\n"
            "  Average Precision  (AP) @[ IoU=0.50:0.50 | area=   all | maxDets=all ] = 0.689\n",
            True,
        ),
        ("openimages", "  Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=all ] = 0.", False),
    ],
)
def test_other_protocols(protocol: str, lines: str, errors: bool, tmp_path: Path) -> None:
    """Errors are not defined where gold objects stand for groups."""
    path = tmp_path / "scores.json"
    done = evaluate(GOLD, BOXES, "--protocol", protocol, "--bootstrap", 20, "--json", path)
    assert done.exit_code == 0, done.output
    assert lines in done.output
    assert ("What costs most is" in done.output) == errors
    content = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.validate(content, SCHEMA)
    assert bool(content["errors"]) == errors
