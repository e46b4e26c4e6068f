"""`labelgauge.compat.lvis` gives the numbers, entries, attributes and text of the LVIS API.

The LVIS API itself is asked where it is installed; what lvis 0.5.3 answered is also written down here.
"""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import logging
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.compat.lvis import LVIS, LVISEval, LVISResults
from labelgauge.errors import FormatError, InputError
from tests.compat.datasets import boxes_found, gold_dataset, masks_found

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
Record = dict[str, Any]
FOUND = {"bbox": boxes_found, "segm": masks_found}


def federated(seed: int) -> Record:
    """Gold as LVIS has it: images say which categories they were searched for, and annotations may be ignored."""
    content = gold_dataset(seed, n_images=8, n_categories=5)
    rng = np.random.default_rng(100 + seed)
    for image in content["images"]:
        image["neg_category_ids"] = rng.choice(5, 2, replace=False).tolist()
        image["not_exhaustive_category_ids"] = (1 + rng.choice(5, 1)).tolist()
    for category, frequency in zip(content["categories"], "rccfr", strict=True):
        category["frequency"] = frequency
    for annotation in content["annotations"]:
        del annotation["iscrowd"]
        if rng.random() < 0.1:
            annotation["ignore"] = 1
        if rng.random() < 0.05:
            annotation["area"] = 0
    return content


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The LVIS API, made to run under today's NumPy."""
    monkeypatch.setattr(np, "float", float, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            module = importlib.import_module("lvis")
        except ImportError as error:
            pytest.skip(f"lvis cannot be imported: {error}")
    logging.getLogger("lvis").setLevel(logging.CRITICAL)
    return module


def peer_of(peer: Any, content: Record, tmp_path: Path) -> Any:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(content))
    return peer.LVIS(str(path))


def sides(peer: Any, seed: int, iou_type: str, tmp_path: Path, settings: Record | None = None) -> tuple[LVISEval, Any]:
    content = federated(seed)
    results = FOUND[iou_type](content, seed)
    theirs = peer.LVISEval(peer_of(peer, content, tmp_path), copy.deepcopy(results), iou_type)
    ours = LVISEval(LVIS(content), results, iou_type)
    for side in (ours, theirs):
        for name, value in copy.deepcopy(settings or {}).items():
            setattr(side.params, name, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            side.run()
    return ours, theirs


SETTINGS: dict[str, Record] = {
    "defaults": {},
    "thresholds": {"iou_thrs": np.array([0.5, 0.75]), "rec_thrs": np.array([0.0, 0.5, 1.0])},
    "areas": {"area_rng": [[0, 1e10], [0, 400]], "area_rng_lbl": ["all", "small"]},
    "some images and categories": {"img_ids": [5, 2, 3], "cat_ids": [4, 1, 2]},
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("iou_type", FOUND)
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("seed", range(3))
def test_everything_is_equal(
    peer: Any, seed: int, name: str, iou_type: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = sides(peer, seed, iou_type, tmp_path, SETTINGS[name])
    for tensor in ("precision", "recall"):
        np.testing.assert_array_equal(ours.eval[tensor], theirs.eval[tensor])
    assert ours.eval["counts"] == theirs.eval["counts"]
    assert ours.freq_groups == theirs.freq_groups
    assert dict(ours.results) == dict(theirs.results)
    assert list(ours.get_results()) == list(theirs.get_results())
    assert_same_entries(ours, theirs)
    assert_same_pointers(ours, theirs)
    capsys.readouterr()
    ours.print_results()
    text = capsys.readouterr().out
    theirs.print_results()
    assert text == capsys.readouterr().out
    if name == "defaults":
        assert ours.results["AP"] > 0


def assert_same_entries(ours: LVISEval, theirs: Any) -> None:
    assert list(ours.ious) == list(theirs.ious)
    for place, expected in theirs.ious.items():
        np.testing.assert_array_equal(ours.ious[place], expected)
        np.testing.assert_array_equal(ours.compute_iou(*place), expected)
    assert len(ours.eval_imgs) == len(theirs.eval_imgs)
    for a, b in zip(ours.eval_imgs, theirs.eval_imgs, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            assert list(a) == list(b)
            for key, value in b.items():
                np.testing.assert_array_equal(a[key], value, err_msg=key)

    params = ours.params
    one_by_one = [
        ours.evaluate_img(image, category, area)
        for category in params.cat_ids
        for area in params.area_rng
        for image in params.img_ids
    ]
    np.testing.assert_equal(one_by_one, ours.eval_imgs)
    assert ours.evaluate_img(99, 1, params.area_rng[0]) is None
    assert ours.compute_iou(99, 1) == []
    with pytest.raises(InputError, match="area_rng must be one of"):
        ours.evaluate_img(1, 1, [0, 7])


def assert_same_pointers(ours: LVISEval, theirs: Any) -> None:
    pointers = ours.eval["dt_pointers"]
    assert list(pointers) == list(theirs.eval["dt_pointers"])
    for category, areas in theirs.eval["dt_pointers"].items():
        assert list(pointers[category]) == list(areas)
        for area, expected in areas.items():
            assert pointers[category][area].keys() == expected.keys()
            for key, value in expected.items():
                np.testing.assert_array_equal(pointers[category][area][key], value)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("max_dets", [0, 1, 4, 300, -1])
@pytest.mark.parametrize("iou_type", FOUND)
def test_results_are_cut_and_completed(peer: Any, max_dets: int, iou_type: str, tmp_path: Path) -> None:
    content = federated(1)
    results = FOUND[iou_type](content, 1)
    before = copy.deepcopy(results)
    ours = LVISResults(LVIS(content), results, max_dets=max_dets)
    assert results == before
    if max_dets == 0:
        assert ours.anns == {}
        return
    theirs = peer.LVISResults(peer_of(peer, content, tmp_path), copy.deepcopy(results), max_dets=max_dets)
    np.testing.assert_equal(ours.dataset["annotations"], theirs.dataset["annotations"])
    np.testing.assert_equal(ours.get_top_results(2, 0.5), theirs.get_top_results(2, 0.5))
    assert ours.dataset["images"] == theirs.dataset["images"]
    assert ours.cat_img_map == theirs.cat_img_map


def test_filters(peer: Any, tmp_path: Path) -> None:
    content = federated(2)
    ours, theirs = LVIS(content), peer_of(peer, content, tmp_path)
    for filters in (
        {},
        {"img_ids": [2, 1]},
        {"cat_ids": [1, 3]},
        {"img_ids": [1, 2, 3], "cat_ids": [2], "area_rng": [10, 500]},
    ):
        assert ours.get_ann_ids(**filters) == theirs.get_ann_ids(**filters)
    assert (ours.get_cat_ids(), ours.get_img_ids()) == (theirs.get_cat_ids(), theirs.get_img_ids())
    for name in ("anns", "cats", "imgs", "img_ann_map", "cat_img_map", "dataset"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.load_anns() == theirs.load_anns()
    assert ours.load_cats([2, 1]) == theirs.load_cats([2, 1])
    assert ours.load_imgs(None) == theirs.load_imgs(None)
    for annotation in ours.load_anns():
        assert ours.ann_to_rle(annotation) == theirs.ann_to_rle(annotation)
        np.testing.assert_array_equal(ours.ann_to_mask(annotation), theirs.ann_to_mask(annotation))


def test_filters_by_their_definition() -> None:
    content = federated(2)
    gold, annotations = LVIS(content), content["annotations"]
    assert gold.get_ann_ids() == [annotation["id"] for annotation in annotations]
    for images, categories, areas in (([2, 1], None, None), (None, [1, 3], None), ([1, 2, 3], [2], [10, 500])):
        found = gold.get_ann_ids(images, categories, areas)
        expected = [
            annotation["id"]
            for annotation in annotations
            if annotation["image_id"] in (images or gold.imgs)
            and annotation["category_id"] in (categories or gold.cats)
            and (areas is None or areas[0] < annotation["area"] < areas[1])
        ]
        assert sorted(found) == expected
        assert expected
    assert (gold.get_cat_ids(), gold.get_img_ids()) == ([1, 2, 3, 4, 5], list(range(1, 9)))
    assert gold.load_anns([annotations[3]["id"]]) == [annotations[3]]


def test_signatures_are_those_of_the_api(peer: Any) -> None:
    for ours, theirs in ((LVIS, peer.LVIS), (LVISResults, peer.LVISResults), (LVISEval, peer.LVISEval)):
        for name, method in inspect.getmembers(theirs, inspect.isfunction):
            if name.startswith("_") and name != "__init__":
                continue
            assert list(inspect.signature(getattr(ours, name)).parameters) == list(
                inspect.signature(method).parameters
            ), name


RECORDED = {
    "bbox": [
        0.2091122112211221,
        0.3628712871287129,
        0.1503960396039604,
        0.18617491749174916,
        0.5666666666666665,
        -1.0,
        0.177029702970297,
        0.201980198019802,
        0.2875412541254125,
        0.28768253968253965,
        0.2544047619047619,
        0.5666666666666667,
        -1.0,
    ],
    "segm": [
        0.21838943894389437,
        0.3628712871287129,
        0.1503960396039604,
        0.19794389438943893,
        0.5666666666666665,
        -1.0,
        0.17947194719471946,
        0.201980198019802,
        0.32904290429042904,
        0.2956825396825396,
        0.2644047619047619,
        0.5666666666666667,
        -1.0,
    ],
}


@pytest.mark.parametrize("iou_type", FOUND)
def test_what_the_api_was_recorded_to_answer(iou_type: str) -> None:
    content = federated(0)
    evaluation = LVISEval(LVIS(content), FOUND[iou_type](content, 0), iou_type)
    evaluation.run()
    assert list(evaluation.results.values()) == pytest.approx(RECORDED[iou_type], rel=1e-12)


def test_equal_to_evaluate_detections(tmp_path: Path) -> None:
    """Areas of 0, which the API leaves out, apart."""
    content = federated(0)
    content["annotations"] = [annotation for annotation in content["annotations"] if annotation["area"]]
    results = boxes_found(content, 0)
    (tmp_path / "gold.json").write_text(json.dumps(content))
    (tmp_path / "found.json").write_text(json.dumps(results))
    gold = lg.read(tmp_path / "gold.json")
    found = lg.read(tmp_path / "found.json", images_of=gold)
    scores = lg.evaluate_detections(gold, found, task="bbox", protocol="lvis")
    evaluation = LVISEval(LVIS(content), results, "bbox")
    evaluation.run()
    np.testing.assert_array_equal(scores.precision[..., 0], evaluation.eval["precision"])
    np.testing.assert_array_equal(scores.recall[..., 0], evaluation.eval["recall"])
    assert evaluation.results["AP"] > 0


def test_nothing_is_changed_or_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for iou_type, results_of in FOUND.items():
        content = federated(3)
        gold = LVIS(content)
        found = LVISResults(gold, results_of(content, 3))
        before = copy.deepcopy((content, found.dataset))
        evaluation = LVISEval(gold, found, iou_type)
        evaluation.run()
        assert any(evaluation.eval_imgs)
        assert any(map(np.any, evaluation.ious.values()))
        np.testing.assert_equal((content, found.dataset), before)
    assert capsys.readouterr() == ("", "")


def test_no_results() -> None:
    evaluation = LVISEval(LVIS(federated(0)), [], "bbox")
    evaluation.run()
    assert evaluation.results["AP"] == 0


def without(content: Record, section: str, key: str) -> Record:
    changed = copy.deepcopy(content)
    for record in changed[section]:
        record.pop(key, None)
    return changed


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: LVIS(3), InputError, "a path or a dictionary"),
        (lambda: LVIS("nowhere.json"), FormatError, "no such file"),
        (lambda: LVIS({"annotations": [{"id": 1, "image_id": 1}]}), InputError, "'category_id'"),
        (lambda: LVIS({}).load_imgs([1]), InputError, "no image of id 1"),
        (lambda: LVIS({}).download("here"), InputError, "opens no network"),
        (lambda: LVISResults(LVIS({}), 3), InputError, "results: must be a list"),
        (lambda: LVISResults(LVIS({}), [{"image_id": 1}]), InputError, "no image of id 1"),
        (
            lambda: LVISResults({"images": [{"id": 1}]}, [{"image_id": 1, "category_id": 1, "score": 1}]),
            InputError,
            "neither 'bbox' nor",
        ),
        (lambda: LVISResults({"images": [{"id": 1}]}, [{"image_id": 1, "bbox": [0, 0, 1, 1]}]), InputError, "'score'"),
        (lambda: LVISEval(LVIS({}), [], "keypoints"), InputError, "iou_type must be one of"),
        (lambda: LVISEval(LVIS({}), [], "bbox").accumulate(), InputError, r"evaluate\(\) first"),
        (lambda: LVISEval(LVIS({}), [], "bbox").summarize(), InputError, r"accumulate\(\) first"),
        (lambda: LVISEval(LVIS({}), [], "bbox").compute_iou(1, 1), InputError, r"evaluate\(\) first"),
        (
            lambda: LVISEval(LVIS(without(federated(0), "images", "neg_category_ids")), [], "bbox").run(),
            InputError,
            "image id 1: there is no 'neg_category_ids'",
        ),
        (
            lambda: LVISEval(LVIS(without(federated(0), "categories", "frequency")), [], "bbox").run(),
            InputError,
            "category id 1: 'frequency' must be one of",
        ),
    ],
)
def test_bad_input_is_an_error_that_says_where(call: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_categories_have_to_be_used() -> None:
    evaluation = LVISEval(LVIS(federated(0)), [], "bbox")
    evaluation.params.use_cats = 0
    with pytest.raises(InputError, match="use_cats"):
        evaluation.run()
