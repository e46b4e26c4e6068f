"""Real annotation files with real faults: what each gives, strictly and leniently. None may crash."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

import pytest

import labelgauge as lg
from labelgauge.errors import FormatError
from tests.conftest import shared_data


@dataclass(frozen=True)
class Expected:
    """What reading a file gives.

    `error` is what the strict message must contain, in this order; `findings` are the codes and counts of the lenient
    read (and of the strict one, if that succeeds); `usable` counts images, annotations, masks and skipped annotations.
    """

    usable: tuple[int, int, int, int] | None
    findings: dict[str, int] = field(default_factory=dict)
    error: tuple[str, ...] = ()
    images_of: str | None = None


FILES = {
    "AAKAAASSHHH24__trainval.json.gz": Expected(
        (51, 157, 157, 0), {"duplicate_category_name": 2, "self_intersecting": 5}
    ),
    "JKingKong__instances_val2017.json.gz": Expected(
        (221, 1498, 0, 0), {"few_points": 1498, "duplicate": 2, "elongated": 11}
    ),
    "MiXaiLL76__gt_ignore_test.json": Expected(
        (1, 1, 0, 13),
        {"orphan_image_id": 13},
        error=("$.annotations[1].image_id", "annotation id 1226789", "image_id 2299", "12 more problems", "lenient"),
    ),
    "nnewrsss__my_dataset_val_coco_format.json.gz": Expected((227, 258, 227, 0)),
    "nnewrsss__coco_instances_results.json.gz": Expected(
        (227, 2224, 2224, 0), images_of="nnewrsss__my_dataset_val_coco_format.json.gz"
    ),
    "DineshRamachandran14__instances_val2017.json": Expected((14, 37, 0, 0), {"empty_segmentation": 37}),
    "jijivski__instances_val2017.json": Expected(
        (1, 0, 0, 1),
        {"bad_segmentation": 1},
        error=("$.annotations[0].segmentation", "annotation id 1", "[x, y] pairs"),
    ),
    "Get-My-Money___annotations.coco.json.gz": Expected((99, 235, 235, 0)),
    "Get-My-Money__coco_instances_results.json.gz": Expected(
        (99, 249, 249, 0), images_of="Get-My-Money___annotations.coco.json.gz"
    ),
    "enginbozaba__instances_train2017.json.gz": Expected(
        (32, 288, 288, 0), {"area_mismatch": 1, "self_intersecting": 2}
    ),
    "wkentaro__annotations.json": Expected((3, 12, 12, 0), {"self_intersecting": 2}),
    "paulnrs__annotations.json.gz": Expected((200, 200, 200, 0), {"self_intersecting": 2}),
    "Splashing23__instances_val2017.json": Expected(None, error=("not JSON", "line 1, column 1", "complete")),
    "hotcoco_healthcheck_bad.json": Expected(
        (2, 1, 0, 3),
        {
            "duplicate_image_id": 1,
            "image_without_size": 1,
            "duplicate_annotation_id": 1,
            "orphan_image_id": 1,
            "orphan_category_id": 1,
        },
        error=("$.images[1].id", "image id 1", "$.images[0]", "3 more problems"),
    ),
    "hotcoco_healthcheck_quality.json": Expected(
        (1, 4, 0, 0), {"tiny": 1, "zero_size_box": 1, "box_outside_image": 2, "elongated": 1, "duplicate": 1}
    ),
    "hotcoco_edge_gt.json": Expected((6, 8, 0, 0)),
    "hotcoco_edge_dt.json": Expected((6, 10, 0, 0), images_of="hotcoco_edge_gt.json"),
    "hotcoco_gt.json": Expected((3, 5, 0, 0)),
    "hotcoco_dt.json": Expected((3, 7, 0, 0), images_of="hotcoco_gt.json"),
    "hotcoco_zero_gt.json": Expected((2, 3, 0, 0)),
}


def read(name: str, *, lenient: bool) -> lg.Dataset:
    folder = shared_data("odd_real_files")
    images_of = FILES[name].images_of
    other = lg.read(folder / images_of) if images_of else None
    return lg.read(folder / name, lenient=lenient, images_of=other)


def check(dataset: lg.Dataset, expected: Expected) -> None:
    n_masks = int(dataset.annotations["has_mask"].sum())
    assert (dataset.n_images, dataset.n_annotations, n_masks, dataset.n_skipped) == expected.usable
    assert Counter(dataset.findings["code"]) == expected.findings


def test_every_file_is_in_the_table() -> None:
    present = {path.name for path in shared_data("odd_real_files").iterdir() if ".json" in path.name}
    assert present == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_strict(name: str) -> None:
    expected = FILES[name]
    if not expected.error:
        check(read(name, lenient=False), expected)
        return
    with pytest.raises(FormatError, match=".*".join(map(re.escape, (name, *expected.error)))):
        read(name, lenient=False)


@pytest.mark.parametrize("name", FILES)
def test_lenient(name: str) -> None:
    expected = FILES[name]
    if expected.usable is not None:
        check(read(name, lenient=True), expected)
        return
    with pytest.raises(FormatError, match=".*".join(map(re.escape, (name, *expected.error)))):
        read(name, lenient=True)


@pytest.mark.parametrize("name", [name for name, expected in FILES.items() if expected.usable and expected.usable[2]])
def test_masks_decode(name: str) -> None:
    dataset = read(name, lenient=True)
    rows = dataset.annotations["has_mask"].nonzero()[0]
    masks = dataset.masks(rows)
    image = dataset.annotations["image_index"][rows]
    assert masks.sizes[:, 0].tolist() == dataset.images["height"][image].tolist()
    assert masks.sizes[:, 1].tolist() == dataset.images["width"][image].tolist()
    assert (masks.area > 0).all()
