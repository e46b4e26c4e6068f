"""`labelgauge.compat.pycocotools.coco.COCO` holds, finds and completes what ``pycocotools``' class does."""

from __future__ import annotations

import copy
import gzip
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO as Peer  # noqa: N811

from labelgauge.compat.pycocotools import mask
from labelgauge.compat.pycocotools.coco import COCO
from labelgauge.errors import FormatError, GeometryError, InputError, MissingExtraError
from tests.compat.datasets import boxes_found, gold_dataset, masks_found, poses_found

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
Record = dict[str, Any]


@pytest.fixture(scope="module")
def dataset() -> Record:
    return gold_dataset(0)


@pytest.fixture(scope="module")
def pair(dataset: Record, tmp_path_factory: pytest.TempPathFactory) -> tuple[COCO, Peer]:
    path = tmp_path_factory.mktemp("coco") / "gold.json"
    path.write_text(json.dumps(dataset))
    return COCO(str(path)), Peer(str(path))


def as_lists(records: list[Record]) -> list[Record]:
    """Records whose arrays and NumPy numbers are those of Python."""
    return [
        {key: value.tolist() if isinstance(value, np.ndarray | np.generic) else value for key, value in record.items()}
        for record in records
    ]


def test_signatures_are_those_of_pycocotools() -> None:
    for name, method in inspect.getmembers(Peer, inspect.isfunction):
        if not name.startswith("_") or name == "__init__":
            ours = inspect.signature(getattr(COCO, name)).parameters
            assert list(ours) == list(inspect.signature(method).parameters), name


@pytest.mark.parametrize("name", ["dataset", "anns", "cats", "imgs", "imgToAnns", "catToImgs"])
def test_attributes(pair: tuple[COCO, Peer], name: str) -> None:
    ours, theirs = (getattr(side, name) for side in pair)
    assert type(ours) is type(theirs)
    assert ours == theirs
    assert list(ours) == list(theirs)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"imgIds": 1},
        {"imgIds": [3, 1, 99]},
        {"catIds": 2},
        {"catIds": [1, 3]},
        {"catIds": np.array([1, 3])},
        {"areaRng": [32**2, 96**2]},
        {"iscrowd": True},
        {"iscrowd": 0, "imgIds": [1, 2], "catIds": [1], "areaRng": [0, 1e9]},
    ],
)
def test_annotations_are_found(pair: tuple[COCO, Peer], filters: Record) -> None:
    ours, theirs = (side.getAnnIds(**filters) for side in pair)
    assert ours == theirs
    assert pair[0].loadAnns(ours) == pair[1].loadAnns(theirs)


@pytest.mark.parametrize("filters", [{}, {"catNms": ["cat", "bus"]}, {"supNms": ["animal"]}, {"catIds": [3, 1]}])
def test_categories_are_found(pair: tuple[COCO, Peer], filters: Record) -> None:
    ours, theirs = (side.getCatIds(**filters) for side in pair)
    assert ours == theirs
    assert pair[0].loadCats(ours) == pair[1].loadCats(theirs)


@pytest.mark.parametrize(
    "filters", [{}, {"imgIds": [2, 1]}, {"catIds": [1]}, {"catIds": [1, 2]}, {"imgIds": [1, 2, 3], "catIds": 2}]
)
def test_images_are_found(pair: tuple[COCO, Peer], filters: Record) -> None:
    ours, theirs = (side.getImgIds(**filters) for side in pair)
    assert ours == theirs
    assert pair[0].loadImgs(ours) == pair[1].loadImgs(theirs)


def test_one_id_gives_a_list_of_one(pair: tuple[COCO, Peer]) -> None:
    annotation_id = next(iter(pair[0].anns))
    for ids in (annotation_id, [annotation_id], np.int64(annotation_id)):
        assert pair[0].loadAnns(ids) == [pair[0].anns[annotation_id]]
    assert pair[0].loadAnns() == []


def test_a_text_is_one_name() -> None:
    """pycocotools takes every category whose name is part of the text."""
    side = COCO({"categories": [{"id": 1, "name": "hot dog"}, {"id": 2, "name": "dog"}]})
    assert side.getCatIds(catNms="hot dog") == [1]


def test_segmentations_of_annotations(pair: tuple[COCO, Peer]) -> None:
    for annotation in pair[0].dataset["annotations"]:
        assert pair[0].annToRLE(annotation) == pair[1].annToRLE(annotation)
        ours, theirs = (side.annToMask(annotation) for side in pair)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("found", [boxes_found, masks_found, poses_found], ids=["bbox", "segm", "keypoints"])
@pytest.mark.parametrize("source", ["list", "path"])
def test_results_are_completed(pair: tuple[COCO, Peer], found: Any, source: str, tmp_path: Path) -> None:
    results = found(pair[0].dataset, 1)
    given: Any = copy.deepcopy(results)
    if source == "path":
        given = str(tmp_path / "results.json")
        Path(given).write_text(json.dumps(results))
    ours = pair[0].loadRes(given)
    assert isinstance(given, str) or given == results, "results are not changed"
    theirs = pair[1].loadRes(copy.deepcopy(results))
    assert as_lists(ours.dataset["annotations"]) == as_lists(theirs.dataset["annotations"])
    for key in ("info", "images", "categories"):
        assert ours.dataset[key] == theirs.dataset[key]
    assert (sorted(ours.anns), ours.catToImgs, list(ours.imgToAnns)) == (
        sorted(theirs.anns),
        theirs.catToImgs,
        list(theirs.imgToAnns),
    )


def test_types_of_what_results_are_completed_with(pair: tuple[COCO, Peer]) -> None:
    results = masks_found(pair[0].dataset, 1)
    ours = pair[0].loadRes(results).dataset["annotations"][0]
    theirs = pair[1].loadRes(copy.deepcopy(results)).dataset["annotations"][0]
    assert {key: type(value) for key, value in ours.items()} == {key: type(value) for key, value in theirs.items()}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_results_from_an_array(pair: tuple[COCO, Peer], dtype: Any) -> None:
    rng = np.random.default_rng(4)
    rows = np.column_stack(
        (rng.integers(1, 4, 20), rng.uniform(0, 60, (20, 4)), rng.random(20), rng.integers(1, 4, 20))
    )
    ours, theirs = (side.loadRes(rows.astype(dtype)).dataset["annotations"] for side in pair)
    assert ours == theirs


def test_captions(capsys: pytest.CaptureFixture[str]) -> None:
    content = {"images": [{"id": 1}, {"id": 2}], "annotations": [{"id": 5, "image_id": 1, "caption": "a dog"}]}
    found = [{"image_id": 2, "caption": "a cat"}]
    ours, theirs = COCO(content).loadRes(found), peer_of(content).loadRes(copy.deepcopy(found))
    assert ours.dataset == theirs.dataset
    capsys.readouterr()
    ours.showAnns(ours.loadAnns(1))
    assert capsys.readouterr().out == "a cat\n"


def test_no_results_are_a_detector_that_found_nothing(pair: tuple[COCO, Peer]) -> None:
    found = pair[0].loadRes([])
    assert (found.anns, found.getImgIds(), found.cats) == ({}, pair[0].getImgIds(), pair[0].cats)


def test_gold_without_categories() -> None:
    content = {"images": [{"id": 1}], "annotations": []}
    found = COCO(content).loadRes([{"image_id": 1, "bbox": [0, 0, 1, 1], "score": 1.0}])
    assert "categories" not in found.dataset
    assert found.getCatIds() == []


def test_it_is_silent_but_for_info(dataset: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gold.json"
    path.write_text(json.dumps(dataset))
    gold = COCO(path)
    gold.loadRes(boxes_found(dataset, 1))
    gold.loadRes(np.zeros((0, 7)))
    assert capsys.readouterr() == ("", "")
    gold.info()
    ours = capsys.readouterr().out
    theirs = Peer(str(path))
    capsys.readouterr()
    theirs.info()
    assert ours == capsys.readouterr().out == "year: 2024\ndescription: made up\n"


def test_a_dictionary_is_taken_as_it_is(dataset: Record) -> None:
    before = copy.deepcopy(dataset)
    gold = COCO(dataset)
    assert gold.dataset is dataset
    gold.loadRes(masks_found(dataset, 2))
    [gold.annToMask(annotation) for annotation in dataset["annotations"]]
    assert dataset == before


def test_gzip_and_numbers_that_only_python_writes(tmp_path: Path) -> None:
    content = {"images": [{"id": 1, "weight": float("nan")}], "annotations": [], "categories": []}
    path = tmp_path / "gold.json.gz"
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    assert np.isnan(COCO(path).imgs[1]["weight"])


def test_the_last_of_records_with_one_id_counts() -> None:
    content = {"annotations": [{"id": 1, "image_id": 1, "name": "a"}, {"id": 1, "image_id": 2, "name": "b"}]}
    ours, theirs = COCO(content), peer_of(content)
    assert ours.anns == theirs.anns
    assert ours.imgToAnns == theirs.imgToAnns


def test_showing_needs_matplotlib(pair: tuple[COCO, Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingExtraError, match="pip install matplotlib"):
        pair[0].showAnns(pair[0].dataset["annotations"][:1])


def test_showing_draws_every_kind(pair: tuple[COCO, Peer]) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed").use("Agg")
    from matplotlib import pyplot as plt

    gold = pair[0]
    plt.figure()
    gold.showAnns(gold.dataset["annotations"], draw_bbox=True)
    n_outlines = sum(
        1 + (len(a["segmentation"]) if isinstance(a["segmentation"], list) else 0) for a in gold.anns.values()
    )
    assert len(plt.gca().patches) == n_outlines
    assert len(plt.gca().images) == sum(isinstance(a["segmentation"], dict) for a in gold.anns.values())
    plt.close()


IMAGE = {"id": 1, "height": 5, "width": 5}
BAD_CALLS = [
    (lambda: COCO({"images": 3}), InputError, "images: must be a list"),
    (lambda: COCO({"images": [3]}), InputError, r"images\[0\]: must be a dictionary"),
    (lambda: COCO({"images": [{}]}), InputError, r"images\[0\]: there is no 'id'"),
    (lambda: COCO({"images": [{"id": []}]}), InputError, r"images\[0\]: an id must be"),
    (lambda: COCO({"annotations": [{"id": 3}]}), InputError, r"annotations\[0\] \(id 3\): there is no 'image_id'"),
    (
        lambda: COCO({"annotations": [{"id": 3, "image_id": 1}], "categories": []}),
        InputError,
        "there is no 'category_id'",
    ),
    (lambda: COCO({"annotations": [{"id": 3, "image_id": 1}]}).getAnnIds(areaRng=[0, 1]), InputError, "no 'area'"),
    (lambda: COCO({"categories": [{"id": 3}]}).getCatIds(catNms=["a"]), InputError, "no 'name'"),
    (lambda: COCO().loadAnns([3]), InputError, "no annotation of id 3"),
    (lambda: COCO().loadCats(3), InputError, "no category of id 3"),
    (lambda: COCO().loadImgs([[3]]), InputError, r"no image of id \[3\]"),
    (lambda: COCO().download(), InputError, "opens no network"),
    (lambda: COCO().showAnns([{"id": 3}]), InputError, "to be shown"),
    (lambda: COCO("nowhere.json"), FormatError, "no such file"),
    (lambda: COCO().loadRes("nowhere.json"), FormatError, "no such file"),
    (lambda: COCO().loadRes({"image_id": 1}), InputError, "resFile: must be a list"),
    (lambda: COCO().loadRes([{"image_id": 1}]), InputError, r"results\[0\]: gold has no image of id 1"),
    (lambda: COCO().loadRes([{"bbox": []}]), InputError, "no 'image_id'"),
    (lambda: COCO().loadRes(np.zeros((2, 6))), InputError, r"\(n, 7\)"),
    (lambda: COCO({"images": [IMAGE]}).loadRes([{"image_id": 1, "bbox": [1, 2]}]), InputError, "four numbers"),
    (
        lambda: COCO({"images": [IMAGE]}).loadRes([{"image_id": 1, "segmentation": [[0, 0, 1, 1, 0, 1]]}]),
        InputError,
        "must be an encoding",
    ),
    (lambda: COCO({"images": [IMAGE]}).loadRes([{"image_id": 1, "keypoints": []}]), InputError, "'keypoints' must be"),
    (
        lambda: COCO({"images": [IMAGE]}).loadRes(
            [{"image_id": 1, "bbox": [0, 0, 1, 1], "category_id": 1}, {"image_id": 1, "category_id": 1}]
        ),
        InputError,
        r"results\[1\] .*'bbox'",
    ),
    (lambda: COCO().annToRLE({"id": 3, "image_id": 1, "segmentation": [[0, 0, 1, 1, 0, 1]]}), InputError, "no image"),
    (lambda: COCO({"images": [IMAGE]}).annToRLE({"id": 3, "image_id": 1}), InputError, "annotation id 3"),
    (
        lambda: COCO({"images": [{"id": 1}]}).annToRLE({"id": 3, "image_id": 1, "segmentation": [[0, 0, 1, 1, 0, 1]]}),
        InputError,
        "'height'",
    ),
    *(
        (
            lambda segmentation=segmentation: COCO({"images": [IMAGE]}).annToMask(
                {"id": 3, "image_id": 1, "segmentation": segmentation}
            ),
            kind,
            f"annotation id 3: .*{message}",
        )
        for segmentation, kind, message in (
            ([], GeometryError, "nothing to draw"),
            ([[1, 1, 3, 3]], GeometryError, "nothing to draw"),
            ([1, 1, 3, 3, 1, 3], InputError, "list of polygons"),
            ([[1, 1, 3, 3, 1, float("inf")]], GeometryError, "finite"),
            ([[1, 1, 3, 3, 1, 3, 5]], InputError, "even length"),
            ({"size": [2, 2], "counts": [3]}, GeometryError, "do not sum"),
        )
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), BAD_CALLS)
def test_bad_input_is_an_error_that_says_where(call: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_files_that_are_something_else(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text('{"images": [')
    with pytest.raises(FormatError, match="not JSON"):
        COCO(path)
    path.write_text("[]")
    with pytest.raises(FormatError, match="loadRes"):
        COCO(path)
    path.write_text("{}")
    with pytest.raises(FormatError, match="list of results"):
        COCO().loadRes(path)


def test_a_polygon_of_two_points_beside_others_covers_nothing() -> None:
    gold = COCO({"images": [IMAGE]})
    square = [1, 1, 3, 1, 3, 3, 1, 3]
    both = gold.annToRLE({"id": 3, "image_id": 1, "segmentation": [square, [0, 0, 4, 4]]})
    assert both == mask.frPyObjects([square], 5, 5)[0]


def peer_of(content: Record) -> Peer:
    peer = Peer()
    peer.dataset = copy.deepcopy(content)
    peer.createIndex()
    return peer
