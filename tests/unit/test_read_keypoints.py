"""Keypoints of files: decoded on demand, and what is said where they do not fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import FormatError, InputError
from tests.conformance.detection_cases import people
from tests.conformance.detection_peer import assert_equal, ours, peer

POSE = [10, 20, 2, 30, 50, 1, 0, 0, 0]


def document(*people: dict[str, Any]) -> dict[str, Any]:
    place = {"image_id": 1, "category_id": 1}
    return {
        "images": [{"id": 1, "height": 100, "width": 100}],
        "categories": [{"id": 1, "name": "person"}],
        "annotations": [place | {"id": i} | person for i, person in enumerate(people, 1)],
    }


def read(folder: Path, content: Any, **options: Any) -> Any:
    path = folder / "people.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return lg.read(path, **options)


def test_poses_of_rows(tmp_path: Path) -> None:
    gold = read(tmp_path, document({"keypoints": POSE, "area": 9.0, "bbox": [1, 2, 3, 4]}, {"keypoints": [1] * 9}))
    poses = gold.keypoints([1, 0])
    assert poses.points[1].tolist() == [[10, 20], [30, 50], [0, 0]]
    assert poses.visible.tolist() == [[True, True, True], [True, True, False]]
    assert np.isnan(poses.areas[0])
    assert poses.areas[1] == 9
    assert poses.boxes[1].tolist() == [1, 2, 4, 6]
    assert len(gold.keypoints([])) == 0
    assert gold.keypoints([]).n_points == 3


def test_a_box_around_keypoints_that_are_labelled(tmp_path: Path) -> None:
    gold = read(tmp_path, document({"keypoints": POSE}, {"keypoints": [5, 6, 0, 7, 9, 0]}))
    assert gold.annotations["box"].tolist() == [[10, 20, 30, 50], [5, 6, 7, 9]]
    assert gold.annotations["box_area"].tolist() == [600, 6]
    assert not gold.annotations["has_box"].any()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("far", [[1e308, 2, 2, -1e308, 6, 2], [1e308, 2, 2, -1e308, 2, 2], [0, 0, 2, 1e200, 1e200, 2]])
def test_keypoints_too_far_apart_for_a_box(far: list[float], tmp_path: Path) -> None:
    content = document({"keypoints": far}, {"keypoints": POSE})
    with pytest.raises(FormatError, match=r"\$\.annotations\[0\].* the box around them has no finite area"):
        read(tmp_path, content)
    gold = read(tmp_path, content, lenient=True)
    assert gold.annotations["id"].tolist() == [2]
    assert gold.findings["code"] == ["bad_box"]
    assert read(tmp_path, document({"keypoints": far, "bbox": [1, 1, 5, 5]})).annotations["box_area"].tolist() == [25]


@pytest.mark.filterwarnings("error")
def test_stated_numbers_of_keypoints_that_are_no_counts(tmp_path: Path) -> None:
    """Only whether one is 0 matters, as in COCO."""
    stated = [1e30, 0.5, -3, 0, None]
    content = document(*({"keypoints": POSE, "num_keypoints": number, "bbox": [1, 1, 5, 5]} for number in stated))
    assert read(tmp_path, content).poses.labelled().tolist() == [1e30, 0.5, -3, 0, 2]


@pytest.mark.parametrize("stated", ["0", True, [0], {}])
def test_a_stated_number_of_keypoints_that_is_no_number(stated: Any, tmp_path: Path) -> None:
    """It says nothing: points with v > 0 are counted, as where it is absent."""
    content = document({"keypoints": POSE, "num_keypoints": stated, "bbox": [1, 1, 5, 5]}, {"keypoints": POSE})
    assert read(tmp_path, content).poses.labelled().tolist() == [2, 2]


@pytest.mark.parametrize(
    "bad",
    [
        f'"keypoints": [{"9" * 5000}, 1, 2]',
        f'"keypoints": ["a"], "note": {"9" * 5000}',
        '"keypoints": ["a"], "note": "\udcff"',
        '"keypoints": ["a"], "\udcff": 1',
    ],
    ids=["digits", "digits elsewhere", "not UTF-8", "a key that is not UTF-8"],
)
def test_bad_keypoints_in_a_legal_file_that_is_hard_to_decode(bad: str, tmp_path: Path) -> None:
    text = json.dumps(document({"keypoints": POSE}, {"keypoints": None, "bbox": [1, 1, 5, 5]}))
    text = text.replace('"keypoints": null', bad)
    (tmp_path / "people.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    gold = lg.read(tmp_path / "people.json")
    assert gold.poses.malformed.tolist() == [False, True]
    assert gold.annotations["box"][0].tolist() == [10, 20, 30, 50]


def test_results_of_keypoints_alone(tmp_path: Path) -> None:
    gold = read(tmp_path, document({"keypoints": POSE}))
    results = [{"image_id": 1, "category_id": 1, "keypoints": POSE, "score": 0.5}]
    found = read(tmp_path, results, images_of=gold)
    assert found.keypoints(slice(None)).n_points == 3
    assert lg.evaluate_detections(gold, found, task="keypoints", sigmas=[0.1] * 3).stats["AP"].value == pytest.approx(1)


BAD: dict[str, tuple[list[dict[str, Any]], type[Exception], str]] = {
    "no keypoints": ([{"keypoints": POSE}, {"bbox": [0, 0, 5, 5]}], InputError, r"annotation 1 \(id 2\) .* no keypoi"),
    "another number": ([{"keypoints": POSE}, {"keypoints": POSE[:6]}], InputError, "has 2 keypoints, but annotation 0"),
    "not triples": (
        [{"keypoints": POSE[:4], "bbox": [0, 0, 5, 5]}],
        FormatError,
        r"annotations\[0\]\.keypoints.*tripl",
    ),
    "not numbers": ([{"keypoints": ["a"] * 3, "bbox": [0, 0, 5, 5]}], FormatError, "triples of finite numbers"),
    "not a list": ([{"keypoints": 7, "bbox": [0, 0, 5, 5]}], FormatError, "triples of finite numbers"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_keypoints(name: str, tmp_path: Path) -> None:
    persons, error, message = BAD[name]
    gold = read(tmp_path, document(*persons))
    with pytest.raises(error, match=message):
        gold.keypoints(slice(None))


def test_nothing_but_bad_keypoints_is_no_geometry(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="nor keypoints"):
        read(tmp_path, document({"keypoints": POSE[:4]}))
    assert read(tmp_path, document({"keypoints": POSE[:4]}, {"keypoints": POSE}), lenient=True).n_skipped == 1


@pytest.mark.parametrize(
    ("sigmas", "message"),
    [
        (None, "COCO's sigmas are for 17 keypoints, but the annotations have 3"),
        ([0.1], "sigmas are for 1"),
        ([0.1, 0, 1], "sigmas must be at least one number"),
        ("x", "one"),
    ],
)
def test_sigmas_that_do_not_fit(sigmas: Any, message: str, tmp_path: Path) -> None:
    gold = read(tmp_path, document({"keypoints": POSE}))
    results = [{"image_id": 1, "category_id": 1, "keypoints": POSE, "score": 0.5}]
    found = read(tmp_path, results, images_of=gold)
    with pytest.raises(InputError, match=message):
        lg.evaluate_detections(gold, found, task="keypoints", sigmas=sigmas)


@pytest.mark.parametrize("shape", ["bbox", "segmentation"])
def test_the_first_result_says_where_areas_come_from(shape: str, tmp_path: Path) -> None:
    """A result's box or else mask gives its area, so that which sizes ignore it changes."""
    for seed in range(8):
        case = people(seed)
        sizes = {image["id"]: (image["height"], image["width"]) for image in case.gold["images"]}
        for record in case.found:
            height, width = sizes[record["image_id"]]
            mask = {"size": [height, width], "counts": [0, 2000, height * width - 2000]}
            encoded = lg.Masks.from_rle([mask]).to_rle(text=True)[0]
            record[shape] = [0, 0, 50, 50] if shape == "bbox" else encoded
        assert_equal(ours(tmp_path, case.gold, case.found, "keypoints"), peer(case.gold, case.found, "keypoints"))


def test_poses_of_all_categories_match(tmp_path: Path) -> None:
    """pycocotools finds none, as it looks for the similarities of a category that is not there."""
    gold = document({"keypoints": POSE, "area": 100.0, "bbox": [10, 20, 20, 30]})
    gold["categories"].append({"id": 2, "name": "animal"})
    results = [{"image_id": 1, "category_id": 2, "keypoints": POSE, "score": 0.5}]
    for class_agnostic, expected in ((False, 0), (True, 1)):
        options = {"sigmas": [0.1] * 3, "class_agnostic": class_agnostic}
        result = ours(tmp_path, gold, results, "keypoints", **options)
        assert result.stats["AP"].value == pytest.approx(expected)
