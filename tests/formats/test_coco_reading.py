"""What a valid COCO file becomes, and what is tolerated without an error."""

from __future__ import annotations

import gzip
import hashlib
import inspect
import json
import math
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import FormatError, InputError
from labelgauge.kernels import ragged
from tests.conftest import REPOSITORY
from tests.formats.files import VALID, Document, changed, write

REVIEWED = REPOSITORY / "examples" / "coco_reviewed" / "reviewed.json.gz"


def test_columns(tmp_path: Path) -> None:
    path = write(tmp_path, VALID)
    dataset = lg.read(path, format="coco")
    assert (dataset.name, dataset.format, dataset.n_images, dataset.n_annotations) == ("file.json", "coco", 2, 3)
    assert dataset.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert list(dataset.images.rows())[1] == {"id": 2, "file_name": "b.jpg", "height": 10, "width": 10}
    assert list(dataset.categories.rows())[1] == {"id": 7, "name": "dog"}
    rows = list(dataset.annotations.rows())
    assert rows[1] | {"score": None} == {
        "id": 12,
        "image_index": 1,
        "category_index": 1,
        "box": [1, 0, 5, 10],
        "box_area": 40,
        "iscrowd": True,
        "area": 40,
        "score": None,
        "has_mask": True,
        "has_box": True,
    }
    assert [row["has_mask"] for row in rows] == [True, True, False]
    assert math.isnan(rows[1]["score"])
    assert math.isnan(rows[2]["area"])
    assert len(dataset.findings) == 0
    assert dataset.n_skipped == 0
    assert repr(dataset) == "Dataset('file.json': 2 images, 3 annotations (2 with masks), 2 categories, 0 findings)"


def test_masks_are_gathered_by_as_many_threads_as_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = lg.read(write(tmp_path, VALID))
    gathered = []

    def watched(*arguments: Any, threads: int = 1) -> Any:
        gathered.append(threads)
        return gather(*arguments, threads=threads)

    gather = ragged.gather
    monkeypatch.setattr(ragged, "gather", watched)
    assert dataset.masks([1, 0, 1], threads=3).area.tolist() == dataset.annotations["area"][[1, 0, 1]].tolist()
    assert set(gathered) == {3}


def test_a_dataset_is_frozen(tmp_path: Path) -> None:
    dataset: Any = lg.read(write(tmp_path, VALID))
    with pytest.raises(AttributeError):
        dataset.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        dataset.annotations["area"][0] = 1


def test_box_area_is_width_times_height_as_written(tmp_path: Path) -> None:
    box = [0.1, 0.2, 0.3, 0.7]
    dataset = lg.read(write(tmp_path, changed(lambda d: d["annotations"][2].update(bbox=box))))
    assert dataset.annotations["box_area"][2] == 0.3 * 0.7
    assert dataset.annotations["box"][2].tolist() == [0.1, 0.2, 0.1 + 0.3, 0.2 + 0.7]


def test_gzip_and_byte_order_mark(tmp_path: Path) -> None:
    text = json.dumps(VALID).encode()
    for name, content in (
        ("a.json.gz", gzip.compress(text)),
        ("b.json", b"\xef\xbb\xbf" + text),
        ("c", gzip.compress(text)),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        dataset = lg.read(path)
        assert dataset.n_annotations == 3
        assert dataset.digest == hashlib.sha256(content).hexdigest()


def drop_optional(document: Document) -> None:
    for item in document["annotations"]:
        for key in ("iscrowd", "area"):
            item.pop(key, None)
    for item in document["images"]:
        item.pop("file_name")


def boolean_crowd(document: Document) -> None:
    document["annotations"][0]["iscrowd"] = False
    document["annotations"][1]["iscrowd"] = True


def float_ids(document: Document) -> None:
    document["images"][0]["id"] = 1.0
    document["annotations"][2]["image_id"] = 2.0
    document["annotations"][0]["id"] = 11.0
    document["images"][0]["height"] = 20.0


def nulls(document: Document) -> None:
    document["annotations"][2] |= {
        "segmentation": None,
        "area": None,
        "score": None,
        "iscrowd": None,
        "attributes": None,
    }


def extras(document: Document) -> None:
    document |= {"info": {"x": [1]}, "licenses": None, "type": "instances"}
    document["annotations"][0]["keypoints"] = [1, 2, 3]


@pytest.mark.parametrize("change", [drop_optional, boolean_crowd, float_ids, nulls, extras])
def test_tolerated(tmp_path: Path, change: Any) -> None:
    dataset = lg.read(write(tmp_path, changed(change)))
    assert dataset.n_annotations == 3
    assert dataset.annotations["id"].tolist() == [11, 12, 13]
    assert dataset.annotations["image_index"].tolist() == [0, 1, 1]
    assert len(dataset.findings) == 0
    assert dataset.annotations["iscrowd"].tolist() == [False, change is not drop_optional, False]


def test_ids_as_text(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for item in document["images"] + document["categories"]:
            item["id"] = f"x{item['id']}"
        for item in document["annotations"]:
            item |= {
                "image_id": f"x{item['image_id']}",
                "category_id": f"x{item['category_id']}",
                "id": f"n{item['id']}",
            }

    dataset = lg.read(write(tmp_path, changed(change)))
    assert dataset.images["id"] == ["x1", "x2"]
    assert dataset.categories["id"] == ["x1", "x7"]
    assert dataset.annotations["id"].tolist() == [1, 2, 3]
    assert dataset.annotations["category_index"].tolist() == [0, 1, 0]
    assert list(dataset.findings["code"]) == ["annotation_ids_numbered"]


def test_missing_annotation_ids_are_numbered(tmp_path: Path) -> None:
    dataset = lg.read(write(tmp_path, changed(lambda d: d["annotations"][1].pop("id"))))
    assert dataset.annotations["id"].tolist() == [1, 2, 3]
    assert list(dataset.findings["code"]) == ["annotation_ids_numbered"]


def test_missing_sizes_matter_to_polygons_alone(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for item in document["images"]:
            del item["height"]
            item["width"] = None

    dataset = lg.read(write(tmp_path, changed(change)))
    assert list(dataset.findings["code"]) == ["image_without_size", "image_without_size", "polygon_without_size"]
    assert dataset.annotations["has_mask"].tolist() == [False, True, False]
    assert dataset.masks([1]).sizes.tolist() == [[10, 10]]
    assert dataset.images["height"].tolist() == [0, 0]


def test_boxes_from_segmentations(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for item in document["annotations"][:2]:
            del item["bbox"]
        document["annotations"][2]["bbox"] = []
        document["annotations"][2]["segmentation"] = [[1, 1, 4.5, 1, 4.5, 3], [6, 6, 8, 6, 8, 9]]

    dataset = lg.read(write(tmp_path, changed(change)))
    assert dataset.annotations["box"].tolist() == [[2, 2, 10, 8], [1, 0, 5, 10], [1, 1, 8, 9]]
    assert dataset.annotations["box_area"].tolist() == [48, 40, 56]


def test_empty_file(tmp_path: Path) -> None:
    dataset = lg.read(write(tmp_path, {"images": [], "categories": [], "annotations": []}))
    assert (dataset.n_images, dataset.n_annotations, len(dataset.findings)) == (0, 0, 0)
    assert dataset.annotations["box"].shape == (0, 4)
    assert len(dataset.masks([])) == 0


def test_lvis_lists(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document["images"][0] |= {"neg_category_ids": [7], "not_exhaustive_category_ids": [1, 99]}

    dataset = lg.read(write(tmp_path, changed(change)))
    assert dataset.images["is_federated"].tolist() == [True, False]
    assert dataset.images["neg_category_index"] == [(1,), ()]
    assert dataset.images["not_exhaustive_category_index"] == [(0,), ()]
    assert list(dataset.findings["code"]) == ["unknown_federated_category"]


def test_masks_follow_the_index(tmp_path: Path) -> None:
    dataset = lg.read(write(tmp_path, VALID))
    both = dataset.masks([1, 0])
    assert both.sizes.tolist() == [[10, 10], [20, 30]]
    assert both.area.tolist() == [40, 48]
    assert dataset.masks(slice(0, 1)) == both[1:]
    assert dataset.masks(dataset.annotations["has_mask"], threads=2) == dataset.masks([0, 1])


def test_masks_of_a_box(tmp_path: Path) -> None:
    dataset = lg.read(write(tmp_path, VALID))
    with pytest.raises(InputError, match=r"annotation 2 \(id 13\) has no segmentation"):
        dataset.masks([0, 2])
    with pytest.raises(InputError, match=r"positions must lie in"):
        dataset.masks([3])


def test_masks_equal_pycocotools(tmp_path: Path) -> None:
    mask_api = pytest.importorskip("pycocotools.mask")
    records = json.loads(gzip.decompress(REVIEWED.read_bytes()))
    sizes = {item["id"]: (item["height"], item["width"]) for item in records["images"]}
    dataset = lg.read(REVIEWED)
    ours = dataset.masks(slice(None), threads=2).to_rle()
    for item, rle in zip(records["annotations"], ours, strict=True):
        segmentation = item["segmentation"]
        if isinstance(segmentation, list):
            theirs = mask_api.merge(mask_api.frPyObjects(segmentation, *sizes[item["image_id"]]))
        elif isinstance(segmentation["counts"], list):
            theirs = mask_api.frPyObjects(segmentation, *segmentation["size"])
        else:
            theirs = segmentation | {"counts": segmentation["counts"].encode()}
        assert rle["size"] == list(theirs["size"])
        assert rle["counts"] == theirs["counts"]


def test_outlines(tmp_path: Path) -> None:
    dataset = lg.read(write(tmp_path, VALID))
    assert dataset.outline(0) == {"kind": "polygons", "rings": [[2, 2, 10, 2, 10, 8, 2, 8]], "size": [20, 30]}
    assert dataset.outline(2) == {"kind": "box", "rings": [[5, 5, 8, 5, 8, 8, 5, 8]], "size": [10, 10]}
    traced = dataset.outline(1)
    assert traced["kind"] == "polygons"
    corners = np.array(traced["rings"]).reshape(-1, 2)
    assert (corners.min(axis=0).tolist(), corners.max(axis=0).tolist()) == ([1, 0], [5, 10])


def test_attribute_that_is_not_utf8(tmp_path: Path) -> None:
    text = json.dumps(VALID).encode().replace(b'"bbox"', b'"rater": "\xff", "bbox"', 1)
    (tmp_path / "file.json").write_bytes(text)
    dataset = lg.read(tmp_path / "file.json")
    with pytest.raises(
        FormatError, match=r"\$\.annotations\[0\]: the attribute 'rater' cannot be read: it is not UTF-8"
    ):
        dataset.attribute("rater")


def test_attributes(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        first, second, third = document["annotations"]
        first |= {"attributes": {"occluded": True, "rater": "ann"}, "rater": "top"}
        second |= {"attributes": {"occluded": False, "n": 3, "tags": ["ä"]}, "rater": "bob"}
        third |= {"attributes": [1, 2], "rater": None}

    dataset = lg.read(write(tmp_path, changed(change)))
    assert dataset.attribute("occluded") == ["true", "false", None]
    assert dataset.attribute("rater") == ["ann", "bob", None]
    assert dataset.attribute("n") == [None, "3", None]
    assert dataset.attribute("tags") == [None, '["ä"]', None]
    with pytest.raises(InputError, match=r"no annotation of file\.json has an attribute 'colour'"):
        dataset.attribute("colour")


def test_attributes_after_a_lenient_read(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document["annotations"][0] |= {"bbox": [math.nan, 0, 1, 1], "rater": "ann"}
        document["annotations"][2] |= {"rater": "cy"}
        document["annotations"].insert(1, 5)

    dataset = lg.read(write(tmp_path, changed(change)), lenient=True)
    assert dataset.annotations["id"].tolist() == [12, 13]
    assert dataset.attribute("rater") == [None, "cy"]


def after_frames(n: int, call: Callable[[], Any]) -> Any:
    """What a call gives that so many others wait for."""
    return call() if n == 0 else after_frames(n - 1, call)


def test_an_attribute_of_too_many_digits(tmp_path: Path) -> None:
    text = json.dumps(VALID).replace('"bbox"', f'"digits": {"9" * 5000}, "rater": "ann", "bbox"', 1)
    (tmp_path / "file.json").write_text(text, encoding="utf-8")
    dataset = lg.read(tmp_path / "file.json")
    assert dataset.attribute("rater")[0] == "ann"
    with pytest.raises(
        FormatError, match=r"\$\.annotations\[0\]: the attribute 'digits' cannot be read: .*4300 digits"
    ):
        dataset.attribute("digits")
    (tmp_path / "file.json").write_text(text.replace('"ann"', "NaN"), encoding="utf-8")
    dataset = lg.read(tmp_path / "file.json")
    with pytest.raises(FormatError, match=r"file\.json: the file cannot be read as JSON: .*4300 digits"):
        dataset.attribute("rater")


@pytest.mark.parametrize("left", [60, 250, 500])
def test_an_attribute_of_lists_in_lists(left: int, tmp_path: Path) -> None:
    lists = "[" * 400 + "]" * 400
    text = json.dumps(VALID).replace('"bbox"', f'"lists": {lists}, "bbox"', 1)
    (tmp_path / "file.json").write_text(text, encoding="utf-8")
    dataset = lg.read(tmp_path / "file.json")
    frames = sys.getrecursionlimit() - len(inspect.stack(0)) - left
    with suppress(FormatError):  # where lists count as frames, as in Python 3.11, these are too many
        assert after_frames(frames, lambda: dataset.attribute("lists"))[0] == lists


def test_a_result_list_behind_many_blanks(tmp_path: Path) -> None:
    gold = lg.read(write(tmp_path, VALID))
    (tmp_path / "results.json").write_text(" \n" * 1000 + json.dumps(RESULTS), encoding="utf-8")
    found = lg.read(tmp_path / "results.json", images_of=gold)
    assert found.n_annotations == len(RESULTS)
    assert found.attribute("score")[0] == "0.5"


RESULTS = [
    {"image_id": 2, "category_id": 7, "bbox": [1, 1, 4, 4], "score": 0.5, "id": 9},
    {
        "image_id": 1,
        "category_id": 1,
        "segmentation": {"size": [20, 30], "counts": [45, 5, 550]},
        "score": 0.25,
        "id": 9,
    },
]


def test_result_list(tmp_path: Path) -> None:
    gold = lg.read(write(tmp_path, VALID))
    results = lg.read(write(tmp_path, RESULTS, "results.json"), images_of=gold)
    assert results.images is gold.images
    assert results.annotations["id"].tolist() == [1, 2]
    assert results.annotations["score"].tolist() == [0.5, 0.25]
    assert results.annotations["box"].tolist() == [[1, 1, 5, 5], [2, 5, 3, 10]]
    assert results.name == "results.json"


def test_result_list_alone(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"result list.* as CANDIDATE on the command line, .*images_of=gold"):
        lg.read(write(tmp_path, RESULTS))


def test_result_list_with_an_unknown_image(tmp_path: Path) -> None:
    gold = lg.read(write(tmp_path, VALID))
    path = write(tmp_path, [*RESULTS, {"image_id": 5, "category_id": 1, "bbox": [0, 0, 1, 1]}], "results.json")
    with pytest.raises(FormatError, match=r"\$\[2\]\.image_id: image_id 5 is not"):
        lg.read(path, images_of=gold)
    dataset = lg.read(path, images_of=gold, lenient=True)
    assert (dataset.n_annotations, dataset.n_skipped, dataset.findings["where"]) == (2, 1, ["$[2].image_id"])


def test_images_of_is_ignored_by_a_file_with_images(tmp_path: Path) -> None:
    gold = lg.read(write(tmp_path, VALID))
    other = lg.read(
        write(tmp_path, changed(lambda d: d["images"][0].update(file_name="c.jpg")), "b.json"), images_of=gold
    )
    assert other.images["file_name"] == ["c.jpg", "b.jpg"]


@pytest.mark.parametrize("threads", [2, 7])
def test_threads_change_nothing(threads: int) -> None:
    one, many = lg.read(REVIEWED), lg.read(REVIEWED, threads=threads)
    for name in one.annotations.columns:
        np.testing.assert_array_equal(one.annotations[name], many.annotations[name])
    assert list(one.findings.rows()) == list(many.findings.rows())
    assert one.masks(slice(None)) == many.masks(slice(None), threads=threads)
