"""Which images and classes of two datasets are the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from tests.conftest import REPOSITORY


def dataset(folder: Path, name: str, images: list[tuple[Any, ...]], categories: list[tuple[Any, str]]) -> lg.Dataset:
    """A file without annotations; images are (id, file name[, height, width])."""
    document = {
        "images": [dict(zip(("id", "file_name", "height", "width"), image, strict=False)) for image in images],
        "categories": [{"id": key, "name": label} for key, label in categories],
        "annotations": [],
    }
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return lg.read(path)


Categories = list[tuple[Any, str]]
CLASSES: Categories = [(1, "cat"), (2, "dog")]


def test_images_by_name(tmp_path: Path) -> None:
    gold = dataset(tmp_path, "a", [(1, "z.jpg"), (2, "b.jpg"), (3, "x.jpg")], CLASSES)
    candidate = dataset(tmp_path, "b", [(7, "b.jpg"), (1, "q.jpg"), (2, "z.jpg")], CLASSES)
    found = lg.align(gold, candidate)
    assert (found.images_by, found.image_key) == ("name", ["b.jpg", "z.jpg"])
    assert (found.gold_image.tolist(), found.candidate_image.tolist()) == ([1, 0], [0, 2])
    assert (found.gold_only_images.tolist(), found.candidate_only_images.tolist()) == ([2], [1])
    assert found.report()[0] == ("Images are paired by file name: 2 in both, 1 only in gold, 1 only in candidate.")


@pytest.mark.parametrize(
    ("gold_names", "candidate_names"),
    [
        (["a.jpg", "b.jpg"], ["c.jpg", "d.jpg"]),  # none in both
        (["a.jpg", "a.jpg"], ["a.jpg", "b.jpg"]),  # repeated
        (["", "a.jpg"], ["", "a.jpg"]),  # missing
    ],
)
def test_images_by_id(tmp_path: Path, gold_names: list[str], candidate_names: list[str]) -> None:
    gold = dataset(tmp_path, "a", list(zip([10, 9], gold_names, strict=True)), CLASSES)
    candidate = dataset(tmp_path, "b", list(zip(["9", "10"], candidate_names, strict=True)), CLASSES)
    found = lg.align(gold, candidate)
    assert (found.images_by, found.image_key) == ("id", ["10", "9"])
    assert (found.gold_image.tolist(), found.candidate_image.tolist()) == ([0, 1], [1, 0])
    assert found.report()[0].startswith("Images are paired by id (no file name is in both")


def test_no_image_in_common(tmp_path: Path) -> None:
    gold = dataset(tmp_path, "a.json", [(1, "a.jpg")], CLASSES)
    candidate = dataset(tmp_path, "b.json", [(2, "b.jpg")], CLASSES)
    with pytest.raises(InputError, match=r"a\.json and b\.json have no image in common \(for example '1' and '2'\)"):
        lg.align(gold, candidate)


def test_an_empty_side_is_no_error(tmp_path: Path) -> None:
    gold = dataset(tmp_path, "a", [(1, "a.jpg")], CLASSES)
    empty = dataset(tmp_path, "b", [], [])
    found = lg.align(gold, empty)
    assert len(found.gold_image) == 0
    assert found.gold_only_images.tolist() == [0]
    assert found.gold_only_classes == ["cat", "dog"]


def test_sizes(tmp_path: Path) -> None:
    gold = dataset(tmp_path, "a", [(1, "a", 5, 6), (2, "b", 5, 6), (3, "c", 5, 6)], CLASSES)
    candidate = dataset(tmp_path, "b", [(1, "a", 5, 6), (2, "b", 6, 5), (3, "c")], CLASSES)
    found = lg.align(gold, candidate)
    assert found.same_size.tolist() == [True, False, True]
    assert found.report()[-1] == "1 of the shared images differ in size between the two files."


def classes(folder: Path, gold: Categories, candidate: Categories, **options: Any) -> lg.Alignment:
    image: list[tuple[Any, ...]] = [(1, "a")]
    return lg.align(dataset(folder, "a", image, gold), dataset(folder, "b", image, candidate), **options)


def test_classes_by_name(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "dog"), (2, "cat")], [(5, "cat"), (1, "bird")])
    assert (found.classes_by, found.classes) == ("name", ["bird", "cat", "dog"])
    assert (found.gold_class.tolist(), found.candidate_class.tolist()) == ([2, 1], [1, 0])
    assert (found.gold_only_classes, found.candidate_only_classes) == (["dog"], ["bird"])
    assert found.report()[1] == (
        "Classes are compared by name: 1 in both, 1 only in gold (dog), 1 only in candidate (bird)."
    )


def test_classes_by_id_when_no_name_is_shared(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "dog"), (2, "cat")], [(2, "Katze"), (3, "Vogel")])
    assert (found.classes_by, found.classes) == ("id", ["Vogel", "cat", "dog"])
    assert found.candidate_class.tolist() == [1, 0]


def test_classes_by_id_when_a_name_is_repeated(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "cell"), (2, "cell")], [(1, "cell"), (2, "cell")])
    assert (found.classes_by, found.classes) == ("id", ["cell (id 1)", "cell (id 2)"])
    assert found.gold_class.tolist() == found.candidate_class.tolist() == [0, 1]
    assert found.gold_only_classes == []


@pytest.mark.parametrize(
    "class_map", [{"Katze": "cat", "Hund": "dog"}, {"5": 2, "6": "1"}, {5: "cat", "Hund": 1}, {5: "2", 6: "dog"}]
)
def test_map_by_name_or_id(tmp_path: Path, class_map: dict[Any, Any]) -> None:
    found = classes(tmp_path, [(1, "dog"), (2, "cat")], [(5, "Katze"), (6, "Hund"), (7, "Vogel")], class_map=class_map)
    assert (found.classes_by, found.classes) == ("map", ["Vogel", "cat", "dog"])
    assert found.candidate_class.tolist() == [1, 2, 0]
    assert found.candidate_only_classes == ["Vogel"]


def test_map_is_silent_on_some(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "dog"), (2, "cat")], [(1, "cat"), (2, "Hund")], class_map={"Hund": "dog"})
    assert found.candidate_class.tolist() == [0, 1]


def test_map_merges_classes(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "animal")], [(1, "cat"), (2, "dog")], class_map={"cat": "animal", "dog": "animal"})
    assert found.candidate_class.tolist() == [0, 0]
    assert found.classes == ["animal"]


def test_map_and_repeated_names(tmp_path: Path) -> None:
    found = classes(tmp_path, [(1, "cell"), (2, "cell")], [(8, "cell"), (9, "x")], class_map={9: 2})
    assert found.classes == ["cell", "cell (gold id 1)", "cell (gold id 2)"]
    assert found.candidate_class.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("class_map", "message"),
    [
        ({"Vogel": "cat"}, r"the key 'Vogel' of the class map is not a class of the candidate"),
        ({"Katze": "bird"}, r"the value 'bird' of the class map is not a class of the gold"),
        (
            {"cat": "Katze"},
            r"the key 'cat' .* goes the other way: swap its keys and values, or swap gold and candidate",
        ),
    ],
)
def test_wrong_map(tmp_path: Path, class_map: dict[Any, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        classes(tmp_path, [(1, "dog"), (2, "cat")], [(5, "Katze"), (6, "Hund")], class_map=class_map)


def shared_counts(gold: lg.Dataset, candidate: lg.Dataset, found: lg.Alignment) -> tuple[int, int]:
    """How many annotations of each side are of a class that both have."""
    alone = [found.classes.index(name) for name in found.gold_only_classes + found.candidate_only_classes]
    sides = ((gold, found.gold_class), (candidate, found.candidate_class))
    counts = [np.count_nonzero(~np.isin(label[side.annotations["category_index"]], alone)) for side, label in sides]
    return int(counts[0]), int(counts[1])


def test_coco_against_lvis() -> None:
    folder = REPOSITORY / "tests/data/coco_vs_lvis_100"
    coco, lvis = lg.read(folder / "coco_boxes_100.json.gz"), lg.read(folder / "lvis_val_100.json.gz")
    coco_to_lvis = json.loads((folder / "coco_to_lvis_category_ids.json").read_text(encoding="utf-8"))
    found = lg.align(lvis, coco, class_map=coco_to_lvis)
    assert len(found.gold_image) == 100
    assert shared_counts(lvis, coco, found) == (435, 786)
    back = lg.align(coco, lvis, class_map={value: key for key, value in coco_to_lvis.items()})
    assert shared_counts(coco, lvis, back) == (786, 435)
    with pytest.raises(InputError, match="goes the other way"):
        lg.align(coco, lvis, class_map=coco_to_lvis)


def test_paths_instead_of_datasets() -> None:
    with pytest.raises(InputError, match=r"gold must be Dataset, not str\. Read a file with labelgauge\.read"):
        lg.align("gold.json", "candidate.json")  # type: ignore[arg-type]
