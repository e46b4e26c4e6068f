"""LVIS evaluations whose methods a subclass overrides, or whose entries are edited."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelgauge.compat.lvis import LVIS, LVISEval, LVISResults
from labelgauge.errors import InputError
from tests.compat.datasets import boxes_found
from tests.compat.test_lvis import FOUND, assert_same_pointers, federated, peer, peer_of

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
Record = dict[str, Any]
__all__ = ["peer"]


class LessOverlap:
    """What overlaps, overlaps less."""

    def compute_iou(self, img_id: Any, cat_id: Any) -> Any:
        return np.asarray(super().compute_iou(img_id, cat_id)) * 0.8  # type: ignore[misc]


class SameWidth:
    """Boxes overlap as their widths do, by the annotations themselves."""

    def compute_iou(self: Any, img_id: Any, cat_id: Any) -> Any:
        gold, found = self._get_gt_dt(img_id, cat_id)
        found = [found[i] for i in np.argsort([-d["score"] for d in found], kind="mergesort")]
        widths = [np.array([a["bbox"][2] for a in side]) for side in (found, gold)]
        return np.exp(-np.abs(widths[0][:, np.newaxis] - widths[1]) / 5) if len(gold) and found else []


class SomeImages:
    """The second image does not count, nor do wrong detections of categories that were labelled in part."""

    def evaluate_img(self: Any, img_id: Any, cat_id: Any, area_rng: Any) -> Any:
        entry = super().evaluate_img(img_id, cat_id, area_rng)
        if entry is not None and cat_id in self.img_nel[img_id]:
            entry["dt_ignore"] = entry["dt_matches"] == 0
        return None if img_id == 2 else entry


def run(evaluation: Any) -> Any:
    evaluation.run()
    return evaluation


def assert_alike(ours: Any, theirs: Any) -> None:
    for tensor in ("precision", "recall"):
        np.testing.assert_array_equal(ours.eval[tensor], theirs.eval[tensor])
    assert dict(ours.results) == dict(theirs.results)
    assert_same_pointers(ours, theirs)


@pytest.mark.parametrize(
    ("mixin", "iou_type"), [(LessOverlap, "bbox"), (LessOverlap, "segm"), (SameWidth, "bbox"), (SomeImages, "segm")]
)
def test_overridden_methods_count(peer: Any, mixin: Any, iou_type: str, tmp_path: Path) -> None:
    content = federated(1)
    results = FOUND[iou_type](content, 1)
    ours, theirs = (type(mixin.__name__, (mixin, base), {}) for base in (LVISEval, peer.LVISEval))
    evaluation = run(ours(LVIS(content), results, iou_type))
    assert_alike(evaluation, run(theirs(peer_of(peer, content, tmp_path), copy.deepcopy(results), iou_type)))
    plain = run(LVISEval(LVIS(content), results, iou_type))
    assert (plain.eval["precision"] != evaluation.eval["precision"]).any()


def hide_every_other_match(evaluation: Any) -> None:
    for entry in filter(None, evaluation.eval_imgs):
        entry["dt_matches"][::2] = 0


def drop_an_image_from_one_range(evaluation: Any) -> None:
    for number, entry in enumerate(evaluation.eval_imgs):
        if entry is not None and entry["image_id"] == 3 and list(entry["area_rng"]) == [0, 1e10]:
            evaluation.eval_imgs[number] = None


@pytest.mark.parametrize("edit", [hide_every_other_match, drop_an_image_from_one_range])
def test_entries_edited_in_place_are_accumulated(peer: Any, edit: Any, tmp_path: Path) -> None:
    content = federated(1)
    results = boxes_found(content, 1)
    ours = run(LVISEval(LVIS(content), results, "bbox"))
    theirs = run(peer.LVISEval(peer_of(peer, content, tmp_path), copy.deepcopy(results), "bbox"))
    before = ours.eval["precision"]
    for side in (ours, theirs):
        edit(side)
        side.accumulate()
        side.summarize()
    assert_alike(ours, theirs)
    assert (before != ours.eval["precision"]).any()


def test_without_overlaps_nothing_is_found() -> None:
    """Without the API, too: an override counts, and so does an edit."""
    content = federated(1)

    class NoOverlap(LVISEval):
        def compute_iou(self, img_id: Any, cat_id: Any) -> Any:  # noqa: ARG002
            return []

    assert run(NoOverlap(LVIS(content), boxes_found(content, 1), "bbox")).results["AP"] == 0
    edited = run(LVISEval(LVIS(content), boxes_found(content, 1), "bbox"))
    assert edited.results["AP"] > 0
    for entry in filter(None, edited.eval_imgs):
        entry["dt_matches"][:] = 0
    edited.accumulate()
    assert edited.eval["precision"].max() == 0
    assert edited.eval["dt_pointers"][0][0]["tps"].sum() == 0


@pytest.mark.parametrize("name", ["_prepare", "_get_gt_dt", "_to_mask", "_prepare_freq_group"])
def test_what_is_not_called_cannot_be_overridden(name: str) -> None:
    evaluation = type("Other", (LVISEval,), {name: lambda *_: None})(LVIS(federated(1)), [], "bbox")
    with pytest.raises(InputError, match=rf"LVISEval\.evaluate: {name} is overridden"):
        evaluation.evaluate()


def test_entries_are_by_the_parameters_of_the_evaluation() -> None:
    content = federated(1)
    ours, again = (run(LVISEval(LVIS(content), boxes_found(content, 1), "bbox")) for _ in range(2))
    ours.params.img_ids.reverse()
    ours.params.cat_ids[0], ours.params.area_rng[0] = 4, [7, 8]
    np.testing.assert_equal(ours.eval_imgs, again.eval_imgs)
    np.testing.assert_equal(ours.ious, again.ious)


def test_entries_set_leave_overlaps_as_they_are() -> None:
    content = federated(1)
    ours, again = (run(LVISEval(LVIS(content), boxes_found(content, 1), "bbox")) for _ in range(2))
    ours.eval_imgs = [None] * len(again.eval_imgs)
    np.testing.assert_equal(ours.ious, again.ious)
    ours.accumulate()
    assert (ours.eval["precision"] == -1).all()
    ours.eval_imgs = []
    with pytest.raises(InputError, match="eval_imgs must have"):
        ours.accumulate()


def test_parameters_may_be_arrays() -> None:
    content = federated(1)
    settings = {"img_ids": [5, 2, 3], "cat_ids": [4, 1, 2], "area_rng": [[0, 1e10], [0, 400]], "iou_thrs": [0.5, 0.75]}
    ours, again = (LVISEval(LVIS(content), boxes_found(content, 1), "bbox") for _ in range(2))
    for name, value in settings.items():
        setattr(ours.params, name, np.array(value))
        setattr(again.params, name, value)
    for side in (ours, again):
        side.params.area_rng_lbl = ["all", "small"]
        side.run()
    assert ours.results == again.results
    np.testing.assert_equal(ours.eval_imgs, again.eval_imgs)
    ours.params.cat_ids = np.array([], dtype=int)
    ours.run()
    assert ours.params.cat_ids == [1, 2, 3, 4, 5]


def test_results_share_nothing_with_gold() -> None:
    """Sections may be lists and dictionaries of any depth; of results themselves, the dictionaries are copies."""
    content = federated(1) | {"extra": [[1, [2]], {"a": [3]}, "b"], "info": {"authors": ["A"]}}
    results = FOUND["segm"](content, 1)
    before = copy.deepcopy((content, results))
    found = LVISResults(LVIS(content), results).dataset
    assert found["extra"] == content["extra"]
    for annotation in found["annotations"]:
        annotation.clear()
    change_everything(found)
    assert (content, results) == before


def change_everything(value: Any) -> None:
    items: Any = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        if isinstance(inner, dict | list):
            change_everything(inner)
        else:
            value[key] = "changed"
