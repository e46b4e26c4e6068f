"""Detection scores of images that come one by one are those of all images at once, bit for bit."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from tests.conformance.detection_peer import ours
from tests.conformance.peers.federated_cases import random_sides
from tests.conftest import REPOSITORY

EXAMPLE = REPOSITORY / "examples" / "coco_detections"
TENSORS = ("precision", "recall", "scores")


@pytest.fixture(scope="module")
def gold() -> lg.Dataset:
    return lg.read(EXAMPLE / "gold.json.gz")


@pytest.fixture(scope="module")
def found(gold: lg.Dataset) -> lg.Dataset:
    return lg.read(EXAMPLE / "masks.json.gz", images_of=gold)


def made(gold: lg.Dataset, **options: Any) -> lg.DetectionAccumulator:
    return lg.DetectionAccumulator(gold.categories["id"].tolist(), names=gold.categories["name"], **options)


def image_of(gold: lg.Dataset, found: lg.Dataset, row: int, task: str) -> dict[str, Any]:
    """What `update` takes of an image."""
    values: dict[str, Any] = {"image_id": int(gold.images["id"][row])}
    for name, side, label in (("gold", gold, "gold_category"), ("detections", found, "category")):
        rows = np.flatnonzero(side.annotations["image_index"] == row)
        boxes = lg.Boxes.from_arrays(side.annotations["box"][rows], side.annotations["box_area"][rows])
        values[name] = boxes if task == "bbox" else side.masks(rows)
        values[label] = side.categories["id"][side.annotations["category_index"][rows]]
        if name == "gold":
            values["crowd"], values["area"] = side.annotations["iscrowd"][rows], side.annotations["area"][rows]
        else:
            values["score"] = side.annotations["score"][rows]
    return values


def feed(accumulator: lg.DetectionAccumulator, gold: lg.Dataset, found: lg.Dataset, rows: Any, task: str) -> None:
    for row in rows:
        image = image_of(gold, found, int(row), task)
        accumulator.update(image.pop("image_id"), **image)


def assert_same(result: lg.DetectionResult, other: lg.DetectionResult) -> None:
    for name in TENSORS:
        np.testing.assert_array_equal(getattr(result, name), getattr(other, name))
    assert repr(result.stats) == repr(other.stats)  # NaN is not equal to itself


@pytest.mark.parametrize("task", ["bbox", "segm", "boundary"])
@pytest.mark.parametrize("class_agnostic", [False, True])
def test_any_split_gives_the_same_bits(gold: lg.Dataset, found: lg.Dataset, task: str, class_agnostic: bool) -> None:
    options: dict[str, Any] = {"task": task, "class_agnostic": class_agnostic, "parity": "corrected"}
    whole = lg.evaluate_detections(gold, found, **options)
    rng = np.random.default_rng(3)
    shards = [made(gold, **options) for _ in range(3)]
    owner = rng.integers(0, 3, gold.n_images)
    for k, shard in enumerate(shards):
        feed(shard, gold, found, rng.permutation(np.flatnonzero(owner == k)), task)
    assert_same(shards[2].merge(shards[0].merge(shards[1])).finalize(), whole)
    assert_same(shards[0].merge(shards[1]).merge(shards[2]).finalize(), whole)


def test_intervals_are_the_same(gold: lg.Dataset, found: lg.Dataset) -> None:
    shard = made(gold)
    shard.update_from(gold, found)
    assert_same(shard.finalize().bootstrap(50, seed=4), lg.evaluate_detections(gold, found, draws=50, seed=4))


def test_more_images_than_are_judged_together(gold: lg.Dataset, found: lg.Dataset) -> None:
    shard = made(gold, task="segm", parity="corrected")
    feed(shard, gold, found, range(70), "segm")
    first = shard.finalize()
    assert len(first.image_ids) == 70
    feed(shard, gold, found, range(70, gold.n_images), "segm")
    assert_same(shard.finalize(), lg.evaluate_detections(gold, found, task="segm", parity="corrected"))
    assert shard.finalize().n_gold.sum() > first.n_gold.sum()


def test_a_pickled_one_goes_on(gold: lg.Dataset, found: lg.Dataset) -> None:
    shard = made(gold)
    feed(shard, gold, found, range(50), "bbox")
    copied = pickle.loads(pickle.dumps(shard))
    for each in (shard, copied):
        feed(each, gold, found, range(50, gold.n_images), "bbox")
    result = shard.finalize()
    assert_same(copied.finalize(), result)
    assert_same(pickle.loads(pickle.dumps(result)), result)


def test_merging_leaves_both_as_they_were(gold: lg.Dataset, found: lg.Dataset) -> None:
    one, other = made(gold), made(gold)
    feed(one, gold, found, range(10), "bbox")
    feed(other, gold, found, range(10, 30), "bbox")
    before = one.finalize()
    assert len(one.merge(other)) == 30
    assert_same(one.finalize(), before)
    assert len(one) == 10


def test_datasets_with_some_of_the_categories(gold: lg.Dataset, found: lg.Dataset) -> None:
    more = [0, *gold.categories["id"].tolist(), 1000]
    shard = lg.DetectionAccumulator(more)
    shard.update_from(gold, found)
    result, whole = shard.finalize(), lg.evaluate_detections(gold, found)
    np.testing.assert_array_equal(result.precision[:, :, 1:-1], whole.precision)
    assert result.n_gold[[0, -1]].sum() == 0
    assert repr(result.stats) == repr(whole.stats)


def test_who_found_whom_is_not_kept(gold: lg.Dataset, found: lg.Dataset) -> None:
    shard = made(gold)
    shard.update_from(gold, found)
    with pytest.raises(InputError, match="not whom they found"):
        shard.finalize().matches()


BOX = lg.Boxes([[0, 0, 10, 10]])
ONE: dict[str, Any] = {"gold": BOX, "gold_category": [1], "detections": BOX, "category": [1], "score": [0.5]}
MASK = lg.Masks.from_dense(np.ones((1, 4, 4), bool))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"score": [np.nan]}, "score has nan at 0"),
        ({"score": ["high"]}, "score must be float64"),
        ({"score": [0.5, 0.5]}, "one entry for each of 1, not the shape"),
        ({"category": [2]}, "category has 2, which is no category"),
        ({"gold_category": []}, "there are 0 categories of gold, of which there are 1"),
        ({"gold": [[0, 0, 1, 1]]}, "gold must be .*Boxes"),
        ({"detections": MASK}, "detections must be .*Boxes"),
        ({"crowd": [0, 1]}, "crowd must have one entry for each of 1"),
        ({"ignore": [1]}, "ignore is not honoured with parity='strict'"),
    ],
)
def test_bad_images_are_told_and_not_added(changed: dict[str, Any], message: str) -> None:
    scores = lg.DetectionAccumulator([1])
    with pytest.raises(InputError, match=message):
        scores.update("a", **ONE | changed)
    assert len(scores) == 0
    scores.update("a", **ONE)
    assert scores.finalize().stats["AP"].value == pytest.approx(1)


def test_masks_of_one_image_have_one_size() -> None:
    other = lg.Masks.from_dense(np.ones((1, 5, 4), bool))
    with pytest.raises(InputError, match="masks of one image have sizes"):
        lg.DetectionAccumulator([1], task="segm").update(0, **ONE | {"gold": MASK, "detections": other})


def test_images_come_once_and_have_ids_of_one_kind() -> None:
    scores = lg.DetectionAccumulator([1])
    scores.update(1, **ONE)
    with pytest.raises(InputError, match="image 1 has been added before"):
        scores.update(1, **ONE)
    with pytest.raises(InputError, match="all be text or all be numbers"):
        scores.update("b", **ONE)
    other = lg.DetectionAccumulator([1])
    other.update(1, **ONE)
    with pytest.raises(InputError, match="image 1 has been added before"):
        scores.merge(other)


def test_only_equals_are_merged() -> None:
    with pytest.raises(InputError, match="differ in parameters or categories"):
        lg.DetectionAccumulator([1]).merge(lg.DetectionAccumulator([1, 2]))
    with pytest.raises(InputError, match="differ in parameters or categories"):
        lg.DetectionAccumulator([1]).merge(lg.DetectionAccumulator([1], iou_thresholds=[0.5]))


def test_frequencies_of_categories_are_kept(tmp_path: Path) -> None:
    """APr and APc of LVIS are those of all images at once; there is no frequent category."""
    gold, found = random_sides(0, with_shapes=False)
    categories = [record["id"] for record in gold["categories"]]
    whole = ours(tmp_path, gold, found, "bbox", protocol="lvis")
    total = lg.DetectionAccumulator(categories, protocol="lvis")
    images = [record["id"] for record in gold["images"]]
    for k, part in enumerate((images[::2], images[1::2])):
        total = total.merge(shard(tmp_path / str(k), categories, gold, found, part))
    assert_same(total.finalize(), whole)
    assert not np.isnan([whole.stats[name].value for name in ("APr", "APc")]).any()


def test_a_category_has_one_frequency(tmp_path: Path) -> None:
    gold, found = random_sides(0, with_shapes=False)
    categories = [record["id"] for record in gold["categories"]]
    images = [record["id"] for record in gold["images"]]
    other = gold | {"categories": [record | {"frequency": "r"} for record in gold["categories"]]}
    one = shard(tmp_path / "one", categories, gold, found, images[::2])
    with pytest.raises(InputError, match="is of another frequency here"):
        one.merge(shard(tmp_path / "other", categories, other, found, images[1::2]))


def shard(
    folder: Path, categories: list[int], gold: dict[str, Any], found: list[dict[str, Any]], images: list[int]
) -> lg.DetectionAccumulator:
    """An accumulator of some of the images."""
    folder.mkdir()
    some = gold | {
        "images": [record for record in gold["images"] if record["id"] in images],
        "annotations": [record for record in gold["annotations"] if record["image_id"] in images],
    }
    (folder / "gold.json").write_text(json.dumps(some))
    (folder / "found.json").write_text(json.dumps([record for record in found if record["image_id"] in images]))
    dataset = lg.read(folder / "gold.json")
    part = lg.DetectionAccumulator(categories, protocol="lvis")
    part.update_from(dataset, lg.read(folder / "found.json", images_of=dataset))
    return part


def test_ids_that_cannot_be_ids() -> None:
    with pytest.raises(InputError, match="image_id must be text or a number, not list"):
        lg.DetectionAccumulator([1]).update([1], **ONE)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="categories must all be text or all be numbers"):
        lg.DetectionAccumulator([1, "b"])


def test_nothing_at_all() -> None:
    result = lg.DetectionAccumulator([1, 2]).finalize()
    assert {score.status for score in result.stats.values()} == {"no_gold"}
    assert result.image_ids == []
    with pytest.raises(InputError, match="category 1 is there twice"):
        lg.DetectionAccumulator([1, 1])
