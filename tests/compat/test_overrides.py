"""Evaluations whose methods a subclass overrides, or whose entries are edited, give what ``pycocotools`` gives then."""

# ruff: noqa: N802, N803 - the names are those of pycocotools

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from pycocotools.cocoeval import COCOeval as PeerEval

from labelgauge.compat.pycocotools.coco import COCO
from labelgauge.compat.pycocotools.cocoeval import COCOeval
from labelgauge.errors import InputError
from tests.compat.datasets import boxes_found, gold_dataset, masks_found, poses_found
from tests.compat.test_cocoeval import (
    assert_same_entries,
    assert_same_overlaps,
    assert_same_tensors,
    evaluated,
    peer_of,
)

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
Record = dict[str, Any]
FOUND = {"bbox": boxes_found, "segm": masks_found, "keypoints": poses_found}


class LessOverlap:
    """What overlaps, overlaps less."""

    def computeIoU(self, imgId: Any, catId: Any) -> Any:
        return np.asarray(super().computeIoU(imgId, catId)) * 0.8  # type: ignore[misc]

    def computeOks(self, imgId: Any, catId: Any) -> Any:
        return np.asarray(super().computeOks(imgId, catId)) * 0.8  # type: ignore[misc]


class Centres:
    """How near the centres of boxes are, from the annotations themselves, of all detections."""

    def computeIoU(self: Any, imgId: Any, catId: Any) -> Any:
        gold, found = (
            [a for k in self.params.catIds if catId in {k, -1} for a in side[imgId, k]]
            for side in (self._gts, self._dts)
        )
        found = [found[i] for i in np.argsort([-d["score"] for d in found], kind="mergesort")]
        middles = [np.array([a["bbox"] for a in side]).reshape(-1, 4) @ HALVES for side in (found, gold)]
        far = np.abs(middles[0][:, np.newaxis] - middles[1]).sum(axis=2)
        return np.exp(-far / 20) if far.size else []


HALVES = np.array([[1, 0], [0, 1], [0.5, 0], [0, 0.5]])


class SomeImages:
    """The second image does not count, nor do detections of low scores."""

    def evaluateImg(self, imgId: Any, catId: Any, aRng: Any, maxDet: int) -> Any:
        entry = super().evaluateImg(imgId, catId, aRng, maxDet)  # type: ignore[misc]
        if entry is not None:
            entry["dtIgnore"] = entry["dtIgnore"] | (np.array(entry["dtScores"]) < 0.3)
        return None if imgId == 2 else entry


class Greedy:
    """Another rule of matching: each detection takes what it overlaps most, whoever has taken that already."""

    def evaluateImg(self: Any, imgId: Any, catId: Any, aRng: Any, maxDet: int) -> Any:
        gold, found = self._gts[imgId, catId], self._dts[imgId, catId]
        if not gold and not found:
            return None
        order = np.argsort([-d["score"] for d in found], kind="mergesort")[:maxDet]
        hit = np.zeros((len(self.params.iouThrs), len(order)))
        if gold and found:
            overlap = self.ious[imgId, catId][: len(order)]
            ids = np.array([g["id"] for g in gold])[overlap.argmax(axis=1)]
            hit = np.where(overlap.max(axis=1) >= np.reshape(self.params.iouThrs, (-1, 1)), ids, 0)
        return {
            "dtIds": [found[i]["id"] for i in order],
            "dtScores": [found[i]["score"] for i in order],
            "dtMatches": hit,
            "dtIgnore": np.zeros(hit.shape, dtype=bool),
            "gtIgnore": np.array([bool(g["ignore"]) or not aRng[0] <= g["area"] <= aRng[1] for g in gold]),
        }


def both(mixin: type, iou_type: str, seed: int, settings: Record | None = None) -> tuple[Any, Any]:
    """Both sides' evaluations, with methods of `mixin` in the place of their own."""
    content = gold_dataset(seed)
    results = FOUND[iou_type](content, seed)
    ours, theirs = (type(mixin.__name__, (mixin, base), {}) for base in (COCOeval, PeerEval))
    gold, peer_gold = COCO(content), peer_of(content)
    evaluations = (
        ours(gold, gold.loadRes(results), iou_type),
        theirs(peer_gold, peer_gold.loadRes(copy.deepcopy(results)), iou_type),
    )
    for evaluation in evaluations:
        for name, value in copy.deepcopy(settings or {}).items():
            setattr(evaluation.params, name, value)
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluations


@pytest.mark.parametrize("settings", [{}, {"maxDets": [1, 2, 3]}, {"useCats": 0}], ids=str)
@pytest.mark.parametrize(
    ("mixin", "iou_type"),
    [*((mixin, iou_type) for mixin in (LessOverlap, SomeImages) for iou_type in FOUND), (Centres, "bbox")],
)
def test_overridden_methods_count(mixin: type, iou_type: str, settings: Record) -> None:
    ours, theirs = both(mixin, iou_type, 5, settings)
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    if mixin is not LessOverlap:
        assert_same_overlaps(ours.ious, theirs.ious)
    content = gold_dataset(5)
    plain, _ = evaluated(iou_type, content, FOUND[iou_type](content, 5), settings)
    if (iou_type, settings) != ("keypoints", {"useCats": 0}):
        assert (plain.eval["precision"] != ours.eval["precision"]).any()


@pytest.mark.parametrize("iou_type", ["bbox", "segm"])
def test_a_rule_of_its_own(iou_type: str) -> None:
    ours, theirs = both(Greedy, iou_type, 6)
    assert_same_tensors(ours, theirs)
    assert_same_entries(ours, theirs)
    assert (ours.eval["precision"] > 0).any()


def test_a_method_set_on_one_evaluation() -> None:
    ours, theirs = both(type("Plain", (), {}), "bbox", 1)
    for evaluation in (ours, theirs):
        evaluation.computeIoU = lambda *_: []
        evaluation.evaluate()
        evaluation.accumulate()
    assert_same_tensors(ours, theirs)
    assert ours.eval["precision"].max() == 0


def test_what_is_not_called_cannot_be_overridden() -> None:
    class Prepared(COCOeval):
        def _prepare(self) -> None:
            super()._prepare()

    content = gold_dataset(1)
    gold = COCO(content)
    with pytest.raises(InputError, match=r"COCOeval\.evaluate: _prepare is overridden"):
        Prepared(gold, gold.loadRes(boxes_found(content, 1)), "bbox").evaluate()


@pytest.mark.parametrize(
    ("overlaps", "message"),
    [
        (np.zeros((99, 98)), r"image id 1, category id \d: overlaps must be numbers of shape"),
        ("many", r"image id 1, category id \d: overlaps must be numbers"),
        (None, r"image id 1, category id \d: there are no overlaps"),
    ],
)
def test_overlaps_that_do_not_fit_are_refused(overlaps: Any, message: str) -> None:
    content = gold_dataset(1)
    ours, _ = evaluated("bbox", content, boxes_found(content, 1))
    key = next(key for key, value in ours.ious.items() if np.size(value))
    if overlaps is None:
        del ours.ious[key]
    else:
        ours.ious[key] = overlaps
    with pytest.raises(InputError, match=message):
        ours.evaluateImg(*key, ours.params.areaRng[0], 100)


def test_overlaps_that_are_not_finite_are_refused() -> None:
    content = gold_dataset(1)
    ours, _ = evaluated("bbox", content, boxes_found(content, 1))
    key = next(key for key, value in ours.ious.items() if np.size(value))
    ours.ious[key][0, 0] = np.nan
    with pytest.raises(InputError, match="overlaps must be finite"):
        ours.evaluateImg(*key, ours.params.areaRng[0], 100)


def test_overlaps_edited_in_place_count() -> None:
    content = gold_dataset(2)
    sides = evaluated("bbox", content, boxes_found(content, 2))
    key = next(key for key, value in sides[1].ious.items() if np.size(value))
    entries = []
    for side in sides:
        before = side.evaluateImg(*key, side.params.areaRng[0], 100)
        side.ious[key][:] = 1.0
        entries.append(side.evaluateImg(*key, side.params.areaRng[0], 100))
        assert (before["dtMatches"] != entries[-1]["dtMatches"]).any()
        side.ious[key][:] = 0.0
        assert not side.evaluateImg(*key, side.params.areaRng[0], 100)["dtMatches"].any()
    for name, expected in entries[1].items():
        np.testing.assert_array_equal(entries[0][name], expected, err_msg=name)


def hide_every_other_match(evaluation: Any) -> None:
    for entry in filter(None, evaluation.evalImgs):
        entry["dtMatches"][::2] = 0


def ignore_small_scores_in_one_range(evaluation: Any) -> None:
    n_images, n_areas = len(evaluation.params.imgIds), len(evaluation.params.areaRng)
    for number, entry in enumerate(evaluation.evalImgs):
        if entry is not None and number // n_images % n_areas == 1:
            entry["dtIgnore"][:, np.array(entry["dtScores"]) < 0.5] = True


def drop_an_image_from_one_range(evaluation: Any) -> None:
    for number, entry in enumerate(evaluation.evalImgs):
        if entry is not None and entry["image_id"] == 3 and list(entry["aRng"]) == [0, 1e10]:
            evaluation.evalImgs[number] = None


def change_scores(evaluation: Any) -> None:
    for entry in filter(None, evaluation.evalImgs):
        entry["dtScores"] = [score / (2 + entry["image_id"]) for score in entry["dtScores"]]


def free_gold(evaluation: Any) -> None:
    for entry in filter(None, evaluation.evalImgs):
        entry["gtIgnore"][:] = 0


def cut_detections(evaluation: Any) -> None:
    for entry in filter(None, evaluation.evalImgs):
        for name in ("dtIds", "dtScores"):
            entry[name] = entry[name][:2]
        for name in ("dtMatches", "dtIgnore"):
            entry[name] = entry[name][:, :2]


EDITS = [
    hide_every_other_match,
    ignore_small_scores_in_one_range,
    drop_an_image_from_one_range,
    change_scores,
    free_gold,
    cut_detections,
]


@pytest.mark.parametrize("iou_type", FOUND)
@pytest.mark.parametrize("edit", EDITS)
def test_entries_edited_in_place_are_accumulated(edit: Any, iou_type: str) -> None:
    content = gold_dataset(4)
    sides = evaluated(iou_type, content, FOUND[iou_type](content, 4))
    before = sides[0].eval
    for side in sides:
        edit(side)
        side.accumulate()
    assert_same_tensors(*sides)
    assert any((before[name] != sides[0].eval[name]).any() for name in ("precision", "recall", "scores"))


@pytest.mark.parametrize("settings", [{}, {"useCats": 0}, {"maxDets": [2, 1, 3]}], ids=str)
def test_entries_that_were_only_read_are_accumulated_alike(settings: Record) -> None:
    content = gold_dataset(4)
    ours, theirs = evaluated("bbox", content, boxes_found(content, 4), settings)
    assert len(ours.evalImgs) == len(theirs.evalImgs)
    ours.accumulate()
    assert_same_tensors(ours, theirs)


def test_entries_are_their_own() -> None:
    content = gold_dataset(4)
    ours, _ = evaluated("bbox", content, boxes_found(content, 4))
    again, _ = evaluated("bbox", content, boxes_found(content, 4))
    for number, entry in enumerate(ours.evalImgs):
        if entry is None:
            continue
        for value in entry.values():
            if isinstance(value, np.ndarray):
                value[...] = 1
            elif isinstance(value, list):
                value[:] = [-1] * len(value)
        ours.evalImgs[number] = None
        rest = [None if i <= number else other for i, other in enumerate(again.evalImgs)]
        np.testing.assert_equal(ours.evalImgs, rest)
    key = next(key for key, value in again.ious.items() if np.size(value))
    one, other = (side.evaluateImg(*key, [0, 1e10], 100) for side in (ours, again))
    np.testing.assert_equal(one, other)


def test_entries_are_by_the_parameters_of_the_evaluation() -> None:
    content = gold_dataset(4)
    ours, theirs = evaluated("bbox", content, boxes_found(content, 4))
    for params in (ours.params, ours._paramsEval):
        params.imgIds.reverse()
        params.maxDets[-1], params.areaRng[0], params.areaRng[1][0] = 1, [7, 8], 9
        params.catIds = [1]
    assert_same_entries(ours, theirs)
    assert_same_overlaps(ours.ious, theirs.ious)


def test_other_parameters_than_those_of_the_entries() -> None:
    content = gold_dataset(4)
    ours, theirs = evaluated("bbox", content, boxes_found(content, 4))
    ours._paramsEval.maxDets = [1, 100]
    ours.accumulate()
    np.testing.assert_array_equal(ours.eval["recall"][..., [0, 2]], theirs.eval["recall"][..., [0, 2]])
    assert (ours.eval["recall"][..., 1] == -1).all()
    ours._paramsEval.catIds = [1, 2]
    with pytest.raises(InputError, match=r"evalImgs must have \(2, 4, 6\) entries .*, not 72"):
        ours.accumulate()


def test_entries_set_leave_overlaps_as_they_are() -> None:
    content = gold_dataset(4)
    ours, theirs = evaluated("bbox", content, boxes_found(content, 4))
    ours.evalImgs = [None] * len(theirs.evalImgs)
    assert_same_overlaps(ours.ious, theirs.ious)
    ours.accumulate()
    assert (ours.eval["precision"] == -1).all()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("dtMatches", np.zeros((3, 2)), r"evalImgs, entry of category 0 .*'dtMatches' must have shape \(10, "),
        ("dtIgnore", np.zeros(2), r"'dtIgnore' must have shape"),
        ("dtScores", None, r"evalImgs, entry of category 0 .*there is no 'dtScores'"),
    ],
)
def test_stored_entries_that_do_not_fit_are_refused(name: str, value: Any, message: str) -> None:
    content = gold_dataset(4)
    ours, _ = evaluated("bbox", content, boxes_found(content, 4))
    entry = next(filter(None, ours.evalImgs))
    if value is None:
        del entry[name]
    else:
        entry[name] = value
    with pytest.raises(InputError, match=message):
        ours.accumulate()
