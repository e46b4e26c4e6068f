"""One person's annotations judged by another's: the human ceiling of AP."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from tests.conftest import REPOSITORY
from tests.unit.detection_files import evaluated, gold_box

EXAMPLE = REPOSITORY / "examples" / "coco_reviewed"


def test_a_person_by_himself_is_perfect() -> None:
    gold = lg.read(EXAMPLE / "reviewed.json.gz")
    result = lg.evaluate_detections(gold, gold, task="segm", unscored=1)
    assert result.stats["AP"].value == pytest.approx(1)
    assert result.stats["AR100"].value == 1
    crowds = int(gold.annotations["iscrowd"].sum())
    assert crowds > 0
    assert len(result.outcomes.score) == gold.n_annotations - crowds


@pytest.mark.parametrize("protocol", ["lvis", "openimages"])
def test_crowds_of_a_person_are_no_detections_by_other_rules(protocol: str, tmp_path: Path) -> None:
    """The person of the gold drew one object more; a crowd around it would find it, or be wrong."""
    gold = [gold_box(1, 1, (0, 0, 20, 20)), gold_box(1, 1, (40, 40, 20, 20))]
    found = [gold[0], gold[1] | {"iscrowd": 1}, gold_box(1, 1, (70, 70, 9, 9)) | {"iscrowd": 1}]
    result = evaluated(tmp_path, gold, found, protocol=protocol, unscored=1)
    expected = evaluated(tmp_path, gold, found[:1], protocol=protocol, unscored=1)
    assert repr(result.stats) == repr(expected.stats)
    np.testing.assert_array_equal(result.precision, expected.precision)
    assert len(result.outcomes.score) == 1


def test_crowds_of_a_person_are_no_errors(tmp_path: Path) -> None:
    gold = [gold_box(1, 1, (0, 0, 20, 20)), gold_box(1, 1, (40, 40, 20, 20))]
    found = [gold[0], gold_box(1, 1, (70, 70, 9, 9)) | {"iscrowd": 1}]
    types = evaluated(tmp_path, gold, found, unscored=1).errors().types
    counts = dict(zip(types["type"], types["n"], strict=True))
    assert (counts["background"], counts["missed"]) == (0, 1)


def test_scores_that_are_there_are_kept(tmp_path: Path) -> None:
    boxes = [(0, 0, 9, 9), (50, 50, 9, 9)]
    gold = [gold_box(1, 1, box) for box in boxes]
    found = [gold_box(1, 1, boxes[0]) | {"score": 0.25}, gold_box(1, 1, boxes[1])]
    result = evaluated(tmp_path, gold, found, unscored=0.5)
    np.testing.assert_array_equal(result.outcomes.score, [0.5, 0.25])
    with pytest.raises(InputError, match=r"detection 1 of found.json has no score.*unscored=1"):
        evaluated(tmp_path, gold, found)


@pytest.mark.parametrize("score", [np.nan, np.inf, "1"])
def test_scores_are_finite(score: float, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unscored must be a finite number"):
        evaluated(tmp_path, [], [], unscored=score)
