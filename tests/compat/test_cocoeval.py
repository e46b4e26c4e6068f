"""`labelgauge.compat.pycocotools.cocoeval` gives ``pycocotools``' numbers, entries, attributes and text."""

from __future__ import annotations

import copy
import inspect
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO as PeerCOCO  # noqa: N811
from pycocotools.cocoeval import COCOeval as PeerEval
from pycocotools.cocoeval import Params as PeerParams

from labelgauge.compat.pycocotools import cocoeval
from labelgauge.compat.pycocotools.coco import COCO
from labelgauge.compat.pycocotools.cocoeval import COCOeval, Params
from labelgauge.errors import GeometryError, InputError
from tests.compat.datasets import boxes_found, gold_dataset, masks_found, poses_found

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
Record = dict[str, Any]
FOUND = {"bbox": boxes_found, "segm": masks_found, "keypoints": poses_found}
TYPES = list(FOUND)
TENSORS = ("precision", "recall", "scores")


def evaluated(
    iou_type: str, gold: Record, results: list[Record], settings: Record | None = None
) -> tuple[COCOeval, PeerEval]:
    """Both sides' evaluations, accumulated."""
    ours = COCOeval(COCO(copy.deepcopy(gold)), COCO(copy.deepcopy(gold)).loadRes(copy.deepcopy(results)), iou_type)
    peer_gold = peer_of(gold)
    theirs = PeerEval(peer_gold, peer_gold.loadRes(copy.deepcopy(results)), iou_type)
    for side in (ours, theirs):
        for name, value in copy.deepcopy(settings or {}).items():
            setattr(side.params, name, value)
        side.evaluate()
        side.accumulate()
    return ours, theirs


def peer_of(content: Record) -> PeerCOCO:
    peer = PeerCOCO()
    peer.dataset = copy.deepcopy(content)
    peer.createIndex()
    return peer


def assert_same_tensors(ours: COCOeval, theirs: PeerEval) -> None:
    for name in TENSORS:
        np.testing.assert_array_equal(ours.eval[name], theirs.eval[name], err_msg=name)
    assert ours.eval["counts"] == theirs.eval["counts"]


def assert_same_entries(ours: COCOeval, theirs: PeerEval) -> None:
    assert len(ours.evalImgs) == len(theirs.evalImgs)
    for a, b in zip(ours.evalImgs, theirs.evalImgs, strict=True):
        assert_same_entry(a, b)


def assert_same_entry(ours: Record | None, theirs: Record | None) -> None:
    if theirs is None or ours is None:
        assert ours is theirs
        return
    assert list(ours) == list(theirs)
    for key, expected in theirs.items():
        assert type(ours[key]) is type(expected), key
        np.testing.assert_array_equal(ours[key], expected, err_msg=key)
        assert np.shape(ours[key]) == np.shape(expected), key


def assert_same_overlaps(ours: dict[Any, Any], theirs: dict[Any, Any]) -> None:
    """OKS may differ in the last bits: its sum and its exponential are others."""
    assert list(ours) == list(theirs)
    for place, expected in theirs.items():
        assert type(ours[place]) is type(expected)
        np.testing.assert_allclose(ours[place], expected, rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("iou_type", TYPES)
@pytest.mark.parametrize("seed", range(8))
def test_everything_is_equal(iou_type: str, seed: int) -> None:
    gold = gold_dataset(seed)
    ours, theirs = evaluated(iou_type, gold, FOUND[iou_type](gold, seed))
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert_same_overlaps(ours.ious, theirs.ious)
    assert (ours.eval["precision"] > 0).any()


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
def test_overlaps_of_boxes_and_masks_are_equal_bit_for_bit(iou_type: str) -> None:
    gold = gold_dataset(3)
    ours, theirs = evaluated(iou_type, gold, FOUND[iou_type](gold, 3))
    for place, expected in theirs.ious.items():
        np.testing.assert_array_equal(ours.ious[place], expected)
    assert any(np.any(expected) for expected in theirs.ious.values())


@pytest.mark.parametrize("iou_type", TYPES)
def test_summary_is_printed_alike(iou_type: str, capsys: pytest.CaptureFixture[str]) -> None:
    gold = gold_dataset(1)
    ours, theirs = evaluated(iou_type, gold, FOUND[iou_type](gold, 1))
    capsys.readouterr()
    ours.summarize()
    text = capsys.readouterr().out
    theirs.summarize()
    assert text == capsys.readouterr().out
    assert type(ours.stats) is type(theirs.stats)
    np.testing.assert_array_equal(ours.stats, theirs.stats)


SETTINGS: dict[str, Record] = {
    "thresholds": {"iouThrs": np.array([0.5, 0.75])},
    "one threshold": {"iouThrs": np.array([0.3])},
    "a threshold of 1": {"iouThrs": np.array([0.5, 1.0])},
    "recalls": {"recThrs": np.array([0.0, 0.25, 1.0])},
    "few detections": {"maxDets": [1, 2, 3]},
    "one number of detections": {"maxDets": [5]},
    "five numbers, unordered": {"maxDets": [100, 3, 1, 10, 1000]},
    "areas": {"areaRng": [[0, 1e10], [0, 400], [400, 1e10]], "areaRngLbl": ["all", "tiny", "rest"]},
    "areas that touch an area": {"areaRng": [[0, 1e10], [16, 256], [256, 1024]], "areaRngLbl": ["all", "s", "m"]},
    "some categories": {"catIds": [3, 1]},
    "an unknown category": {"catIds": [2, 77]},
    "some images": {"imgIds": [4, 2, 2, 6]},
    "an unknown image": {"imgIds": [1, 99]},
    "one image": {"imgIds": [3], "catIds": [1]},
    "categories pooled": {"useCats": 0},
    "categories pooled in another order": {"useCats": 0, "catIds": [3, 1, 2]},
    "some categories pooled": {"useCats": 0, "catIds": [2, 3], "maxDets": [1, 2, 4]},
}


@pytest.mark.parametrize("iou_type", TYPES)
@pytest.mark.parametrize("name", SETTINGS)
def test_parameters(iou_type: str, name: str) -> None:
    gold = gold_dataset(5)
    ours, theirs = evaluated(iou_type, gold, FOUND[iou_type](gold, 5), SETTINGS[name])
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert_same_overlaps(ours.ious, theirs.ious)
    for attribute in ("imgIds", "catIds", "maxDets", "areaRng", "useCats", "iouType"):
        assert getattr(ours.params, attribute) == getattr(theirs.params, attribute), attribute


ARRAYS: Record = {
    "imgIds": np.array([4, 2, 6]),
    "catIds": np.array([3, 1]),
    "iouThrs": np.array([0.5, 0.75]),
    "areaRng": np.array([[0, 1e10], [16, 256]]),
    "areaRngLbl": np.array(["all", "small"]),
    "maxDets": np.array([5, 1, 3]),
}


@pytest.mark.parametrize("iou_type", TYPES)
@pytest.mark.parametrize("useCats", [0, 1])
def test_parameters_may_be_arrays(iou_type: str, useCats: int) -> None:  # noqa: N803
    gold = gold_dataset(5)
    ours, theirs = evaluated(iou_type, gold, FOUND[iou_type](gold, 5), ARRAYS | {"useCats": useCats})
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    for side in (ours, theirs):
        side.params.maxDets = np.array([1, 3])
        side.accumulate()
    assert_same_tensors(ours, theirs)


@pytest.mark.parametrize("name", ["few detections", "five numbers, unordered", "areas", "thresholds"])
def test_summaries_of_other_parameters(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    gold = gold_dataset(5)
    ours, theirs = evaluated("bbox", gold, boxes_found(gold, 5), SETTINGS[name])
    capsys.readouterr()
    ours.summarize()
    text = capsys.readouterr().out
    theirs.summarize()
    assert text == capsys.readouterr().out


@pytest.mark.parametrize("useSegm", [0, 1])
def test_the_old_way_to_say_the_type(useSegm: int) -> None:  # noqa: N803
    gold = gold_dataset(2)
    ours, theirs = evaluated("bbox", gold, boxes_found(gold, 2), {"useSegm": useSegm})
    assert_same_tensors(ours, theirs)
    assert ours.params.iouType == theirs.params.iouType == ("segm" if useSegm else "bbox")


def test_boxes_evaluated_as_masks() -> None:
    gold = gold_dataset(4)
    ours, theirs = evaluated("segm", gold, boxes_found(gold, 4))
    assert_same_tensors(ours, theirs)


@pytest.mark.parametrize("iou_type", TYPES)
@pytest.mark.parametrize("side", ["gold", "images and categories"])
def test_ids_of_zero(iou_type: str, side: str) -> None:
    """To pycocotools, a match with gold of id 0 is no match."""
    gold = gold_dataset(6)
    results = FOUND[iou_type](gold, 6)
    for number, annotation in enumerate(gold["annotations"]):
        annotation["id"] = number if side == "gold" else number + 1
    if side != "gold":
        for record in [*gold["images"], *gold["categories"]]:
            record["id"] -= 1
        for record in [*gold["annotations"], *results]:
            record["image_id"] -= 1
            record["category_id"] -= 1
    ours, theirs = evaluated(iou_type, gold, results)
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    for annotation in gold["annotations"]:
        annotation["id"] += 1
    numbered, _ = evaluated(iou_type, gold, results)
    assert (side == "gold") == (numbered.eval["precision"] != ours.eval["precision"]).any()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gold_ids_from", [0, 1])
def test_a_detection_of_id_zero(seed: int, gold_ids_from: int) -> None:
    """To pycocotools, gold that such a detection finds is still free. Results that `loadRes` numbers have none."""
    gold = gold_dataset(seed, n_images=3, n_categories=1)
    for number, annotation in enumerate(gold["annotations"]):
        annotation["id"] = number + gold_ids_from
    results = boxes_found(gold, seed, per_gold=5)
    found = {**gold, "annotations": [result | {"id": i, "area": 100.0} for i, result in enumerate(results)]}
    sides = COCOeval(COCO(gold), COCO(found), "bbox"), PeerEval(peer_of(gold), peer_of(found), "bbox")
    for side in sides:
        side.evaluate()
        side.accumulate()
    assert_same_tensors(*sides)
    assert_same_entries(*sides)


def test_large_ids() -> None:
    """They are told apart as they are, though arrays of matches round them, as those of pycocotools do."""
    gold = gold_dataset(6)
    for number, annotation in enumerate(gold["annotations"]):
        annotation["id"] = 2**53 + number
    ours, theirs = evaluated("bbox", gold, boxes_found(gold, 6))
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    gold["annotations"][-1]["id"] = 2**53 + 1
    with pytest.raises(InputError, match="several annotations have the id 9007199254740993"):
        evaluated("bbox", gold, boxes_found(gold, 6))


def test_many_crowds_and_ties() -> None:
    for seed in range(5):
        gold = gold_dataset(seed, n_images=3, n_categories=1)
        rng = np.random.default_rng(seed)
        for annotation in gold["annotations"]:
            annotation["iscrowd"] = int(rng.random() < 0.5)
        results = boxes_found(gold, seed, per_gold=6)
        for result in results:
            result["score"] = float(rng.integers(0, 2))
        ours, theirs = evaluated("bbox", gold, results)
        assert_same_tensors(ours, theirs)
        assert_same_entries(ours, theirs)
        crowds = {annotation["id"] for annotation in gold["annotations"] if annotation["iscrowd"]}
        assert any(np.isin(entry["dtMatches"], list(crowds)).any() for entry in filter(None, ours.evalImgs))


def test_no_gold_and_no_detections() -> None:
    gold = gold_dataset(0)
    nothing = {**gold, "annotations": []}
    ours, theirs = evaluated("bbox", nothing, boxes_found(gold, 0))
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert (ours.eval["precision"] == -1).all()
    ours = COCOeval(COCO(gold), COCO(gold).loadRes([]), "bbox")
    theirs = PeerEval(peer_of(gold), peer_of(nothing), "bbox")
    for side in (ours, theirs):
        side.evaluate()
        side.accumulate()
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert ours.eval["precision"].max() == 0


def test_dictionaries_are_not_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is anything printed."""
    for iou_type in TYPES:
        content = gold_dataset(7)
        gold = COCO(content)
        found = gold.loadRes(FOUND[iou_type](content, 7))
        before = copy.deepcopy((gold.dataset, found.dataset))
        evaluation = COCOeval(gold, found, iou_type)
        evaluation.evaluate()
        evaluation.accumulate()
        assert any(evaluation.evalImgs)
        assert any(map(np.any, evaluation.ious.values()))
        np.testing.assert_equal((gold.dataset, found.dataset), before)
    assert capsys.readouterr() == ("", "")


def test_entries_are_made_when_asked_for() -> None:
    gold = gold_dataset(7)
    evaluation = COCOeval(COCO(gold), COCO(gold).loadRes(boxes_found(gold, 7)), "bbox")
    assert (list(evaluation.evalImgs), evaluation.ious) == ([], {})
    evaluation.evaluate()
    evaluation.accumulate()
    assert evaluation._evalImgs is None
    assert any(evaluation.evalImgs)
    assert evaluation.evalImgs is evaluation.evalImgs
    assert evaluation.ious is evaluation.ious


@pytest.mark.parametrize("iou_type", TYPES)
def test_entries_of_several_processes(iou_type: str) -> None:
    """As evaluators do that run distributed: entries of parts of the images are put together and accumulated."""
    content = gold_dataset(8)
    results = FOUND[iou_type](content, 8)
    _, whole = evaluated(iou_type, content, results)
    parts, images = [], []
    for part in ([1, 4, 6], [2, 3, 5]):
        gold = COCO(content)
        evaluation = COCOeval(gold, gold.loadRes(results), iou_type)
        evaluation.params.imgIds = part
        evaluation.evaluate()
        n_areas = len(evaluation.params.areaRng)
        parts.append(np.asarray(evaluation.evalImgs).reshape(-1, n_areas, len(part)))
        images += part
    order = np.argsort(images)
    merged = COCOeval(COCO(content), None, iou_type)
    merged.evalImgs = list(np.concatenate(parts, axis=2)[..., order].ravel())
    merged.params.imgIds = sorted(images)
    merged._paramsEval = copy.deepcopy(merged.params)
    merged.accumulate()
    assert_same_tensors(merged, whole)


@pytest.mark.parametrize("iou_type", TYPES)
def test_one_image_at_a_time(iou_type: str) -> None:
    """As evaluators do that spell `evaluate` out."""
    content = gold_dataset(9)
    _, theirs = evaluated(iou_type, content, FOUND[iou_type](content, 9))
    gold = COCO(content)
    ours = COCOeval(gold, gold.loadRes(FOUND[iou_type](content, 9)), iou_type)
    ours._prepare()
    compute = ours.computeOks if iou_type == "keypoints" else ours.computeIoU
    p = ours.params
    assert_same_overlaps({(i, k): compute(i, k) for i in p.imgIds for k in p.catIds}, theirs.ious)
    entries = [ours.evaluateImg(i, k, area, 2) for k in p.catIds for area in p.areaRng for i in p.imgIds]
    expected = [theirs.evaluateImg(i, k, area, 2) for k in p.catIds for area in p.areaRng for i in p.imgIds]
    for a, b in zip(entries, expected, strict=True):
        assert_same_entry(a, b)
    assert any(entries)
    assert ours.evaluateImg(99, 1, p.areaRng[0], 2) is None
    assert ours.computeIoU(99, 1) == []


def test_accumulating_part_of_what_was_evaluated() -> None:
    """pycocotools takes other categories and areas than those asked for, unless they come first."""
    content = gold_dataset(10)
    evaluation, _ = evaluated("bbox", content, boxes_found(content, 10))
    whole = copy.deepcopy(evaluation.eval)
    part = copy.deepcopy(evaluation.params)
    part.catIds, part.areaRng = [3, 77, 1], [part.areaRng[2], part.areaRng[0]]
    part.maxDets, part.iouThrs = [10, 1, 50], np.array([0.75, 0.5])
    part.recThrs = np.array([1.0, 0.0, 0.5])
    evaluation.accumulate(part)
    thresholds, levels, categories, areas = np.array([5, 0]), np.array([100, 0, 50]), np.array([2, 0]), np.array([2, 0])
    expected = whole["precision"][np.ix_(thresholds, levels, categories, areas, [1, 0])]
    np.testing.assert_array_equal(evaluation.eval["precision"][:, :, [0, 2], :, :2], expected)
    assert (evaluation.eval["precision"][:, :, 1] == -1).all()
    assert (evaluation.eval["recall"][..., 2] == -1).all()
    assert evaluation.eval["counts"] == [2, 3, 3, 2, 3]


def test_accumulating_some_images() -> None:
    content = gold_dataset(10)
    results = boxes_found(content, 10)
    evaluation, _ = evaluated("bbox", content, results)
    alone, _ = evaluated("bbox", content, results, {"imgIds": [2, 5]})
    part = copy.deepcopy(evaluation.params)
    part.imgIds = [5, 2]
    whole = evaluation.eval["precision"]
    evaluation.accumulate(part)
    assert (evaluation.eval["precision"] != whole).any()
    for name in TENSORS:
        np.testing.assert_array_equal(evaluation.eval[name], alone.eval[name])


def test_pooled_categories_can_be_evaluated_again() -> None:
    content = gold_dataset(10)
    evaluation, _ = evaluated("bbox", content, boxes_found(content, 10), {"useCats": 0})
    first = evaluation.eval["precision"]
    assert (first > 0).any()
    evaluation.evaluate()
    evaluation.accumulate()
    np.testing.assert_array_equal(evaluation.eval["precision"], first)


@pytest.mark.parametrize("iou_type", TYPES)
def test_defaults(iou_type: str) -> None:
    ours, theirs = vars(Params(iou_type)), vars(PeerParams(iou_type))
    assert set(ours) == set(theirs)
    for name, value in theirs.items():
        assert type(ours[name]) is type(value)
        np.testing.assert_array_equal(ours[name], value)


def test_signatures_are_those_of_pycocotools() -> None:
    for name, method in inspect.getmembers(PeerEval, inspect.isfunction):
        if not name.startswith("_") or name == "__init__":
            ours = inspect.signature(getattr(cocoeval.COCOeval, name)).parameters
            assert list(ours) == list(inspect.signature(method).parameters), name


def test_a_gold_side_by_pycocotools() -> None:
    content = gold_dataset(11)
    gold = peer_of(content)
    ours = COCOeval(gold, gold.loadRes(boxes_found(content, 11)), "bbox")
    ours.evaluate()
    ours.accumulate()
    _, theirs = evaluated("bbox", content, boxes_found(content, 11))
    assert_same_tensors(ours, theirs)


BOX = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 0, "score": 0.5}
MASK = {"size": [2, 2], "counts": "04"}
POSE = {"keypoints": [1, 1, 2] * 17, "num_keypoints": 17}


def evaluate(gold: list[Record], found: list[Record], iou_type: str = "bbox", **settings: Any) -> None:
    content = {"images": [{"id": 1, "height": 2, "width": 2}], "categories": [{"id": 1}]}
    evaluation = COCOeval(COCO(content | {"annotations": gold}), COCO(content | {"annotations": found}), iou_type)
    for name, value in settings.items():
        setattr(evaluation.params, name, value)
    evaluation.evaluate()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: COCOeval(iouType="boxes"), "iouType must be one of"),
        (lambda: COCOeval(iouType=None), "iouType must be one of"),
        (lambda: COCOeval().evaluate(), "no gold"),
        (lambda: COCOeval().accumulate(), r"Call evaluate\(\) first"),
        (lambda: COCOeval().summarize(), r"Call accumulate\(\) first"),
        (lambda: COCOeval().computeIoU(1, 1), r"Call evaluate\(\) first"),
        (lambda: evaluate([BOX, BOX], [BOX]), "gold annotations: several annotations have the id 1"),
        (lambda: evaluate([BOX], [BOX | {"id": "a"}]), "detection id 'a': 'id' must be a number"),
        (lambda: evaluate([{k: v for k, v in BOX.items() if k != "area"}], [BOX]), "gold annotation id 1: .*'area'"),
        (lambda: evaluate([BOX], [{k: v for k, v in BOX.items() if k != "score"}]), "detection id 1: .*'score'"),
        (lambda: evaluate([BOX], [BOX | {"score": float("nan")}]), "detection id 1: 'score' must be finite"),
        (lambda: evaluate([BOX], [BOX | {"score": "high"}]), "'score' must be a number, not 'high'"),
        (lambda: evaluate([BOX], [BOX | {"bbox": [0, 0, 1]}]), "'bbox' must be 4 numbers"),
        (lambda: evaluate([BOX | {"bbox": [0, 0, float("inf"), 1]}], [BOX]), "gold annotation id 1: 'bbox' is not fin"),
        (lambda: evaluate([BOX], [BOX], "segm"), "'segmentation' must be"),
        (
            lambda: evaluate(
                [BOX | {"segmentation": MASK}], [BOX | {"segmentation": {"size": [1, 4], "counts": "4"}}], "segm"
            ),
            "detection id 1: the mask is 1 × 4, others of its image 2 × 2",
        ),
        (lambda: evaluate([BOX], [BOX], "keypoints"), "gold annotation id 1: there is no 'keypoints'"),
        (
            lambda: evaluate([BOX | POSE], [BOX | {"keypoints": [1, 1, 2]}], "keypoints"),
            "'keypoints' must be 51 numbers",
        ),
        (lambda: evaluate([BOX | POSE | {"area": -1}], [BOX | POSE], "keypoints"), "'area' must not be negative"),
        (lambda: evaluate([BOX], [BOX], maxDets=[]), "params.maxDets"),
        (lambda: evaluate([BOX], [BOX], maxDets=["many"]), "params.maxDets: must be whole numbers"),
        (lambda: evaluate([BOX], [BOX], iouType="boundary"), "params.iouType: must be one of"),
        (lambda: evaluate([BOX], [BOX], iouType="keypoints"), "params.kpt_oks_sigmas: there are none"),
        (lambda: evaluate([BOX], [BOX], iouThrs=[0.0, 0.5]), "IoU thresholds must be"),
        (lambda: evaluate([BOX], [BOX], areaRng=[0, 1e10]), "ranges of areas must be"),
    ],
)
def test_bad_input_is_an_error_that_says_where(call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


def test_a_summary_needs_three_numbers_of_detections() -> None:
    gold = gold_dataset(0)
    ours, _ = evaluated("bbox", gold, boxes_found(gold, 0), {"maxDets": [10]})
    with pytest.raises(InputError, match="three numbers"):
        ours.summarize()


def test_stored_entries_must_be_as_many_as_the_parameters_say() -> None:
    gold = gold_dataset(0)
    ours, _ = evaluated("bbox", gold, boxes_found(gold, 0))
    ours.evalImgs = ours.evalImgs[1:]
    with pytest.raises(InputError, match="evalImgs must have"):
        ours.accumulate()


def test_masks_that_cannot_be_decoded_are_named() -> None:
    with pytest.raises(GeometryError, match="detection id 1: its runs do not sum"):
        evaluate([BOX | {"segmentation": MASK}], [BOX | {"segmentation": {"size": [2, 2], "counts": "1"}}], "segm")


def test_ranges_of_areas_that_were_not_evaluated() -> None:
    gold = gold_dataset(0)
    ours, _ = evaluated("bbox", gold, boxes_found(gold, 0))
    with pytest.raises(InputError, match="aRng must be one of"):
        ours.evaluateImg(1, 1, [0, 7], 100)
