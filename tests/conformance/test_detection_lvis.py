"""Federated scores equal to those that the LVIS API was recorded to give: thirteen numbers and every cell."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from labelgauge.errors import InputError
from tests.conformance.detection_peer import ours, statistics
from tests.conformance.peers.federated_cases import FederatedCase, federated_cases, random_sides
from tests.conformance.recorded import answers

CASES = {case.name: case for case in federated_cases()}


@pytest.mark.parametrize("name", CASES)
def test_all_numbers(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    expected = answers("lvis", case)
    result = ours(tmp_path, case.gold, case.found, case.task, protocol="lvis")
    assert [stat.replace("AR300", "AR@300") for stat in result.stats][:10] == list(expected["stats"])[:10]
    np.testing.assert_array_equal(statistics(result), list(expected["stats"].values()))
    for tensor, digest in expected["tensors"].items():
        cells = np.ascontiguousarray(getattr(result, tensor)[..., 0])
        assert hashlib.sha256(cells.tobytes()).hexdigest() == digest, tensor


def test_cases_are_not_trivial() -> None:
    """Most have numbers between 0 and 1, and some images have more than 300 detections."""
    found = [answers("lvis", case)["stats"]["AP"] for case in CASES.values()]
    assert np.mean([0 < ap < 1 for ap in found]) > 0.8
    assert sum(most(case) > 300 for case in CASES.values()) >= 4


def most(case: FederatedCase) -> int:
    _, counts = np.unique([record["image_id"] for record in case.found], return_counts=True)
    return int(counts.max())


def test_detections_of_an_image_are_cut_once(tmp_path: Path) -> None:
    gold, found = random_sides(0, with_shapes=False)
    few = ours(tmp_path, gold, found, "bbox", protocol="lvis", max_detections=[5])
    assert "AR5" in few.stats
    kept = []
    for image in {record["image_id"] for record in found}:
        here = [record for record in found if record["image_id"] == image]
        kept += sorted(here, key=lambda record: -record["score"])[:5]
    alone = ours(tmp_path, gold, kept, "bbox", protocol="lvis")
    np.testing.assert_array_equal(few.precision, alone.precision)
    assert (few.precision != ours(tmp_path, gold, found, "bbox", protocol="lvis").precision).any()
    with pytest.raises(InputError, match="max_detections must be one number"):
        ours(tmp_path, gold, found, "bbox", protocol="lvis", max_detections=[1, 5])


def test_categories_cannot_count_as_one(tmp_path: Path) -> None:
    gold, found = random_sides(1, with_shapes=False)
    with pytest.raises(InputError, match="'lvis' judges each image on some categories alone"):
        ours(tmp_path, gold, found, "bbox", protocol="lvis", class_agnostic=True)


@pytest.mark.parametrize("task", ["keypoints", "rotated"])
def test_tasks_that_lvis_has_not(task: str, tmp_path: Path) -> None:
    gold, found = random_sides(1, with_shapes=False)
    with pytest.raises(InputError, match=f"protocol 'lvis' has no task '{task}'"):
        ours(tmp_path, gold, found, task, protocol="lvis")
