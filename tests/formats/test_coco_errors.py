"""Every kind of error a COCO file can have: the message names file, JSON path, annotation id and what to do."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import labelgauge as lg
from labelgauge.dataset.codes import CODES
from labelgauge.errors import FormatError, InputError
from tests.formats.files import VALID, Document, changed, write


def annotation(i: int, **fields: Any) -> Callable[[Document], object]:
    return lambda document: document["annotations"][i].update(fields)


def image(i: int, **fields: Any) -> Callable[[Document], object]:
    return lambda document: document["images"][i].update(fields)


def without(section: str, i: int, key: str) -> Callable[[Document], object]:
    return lambda document: document[section][i].pop(key)


def no_geometry(document: Document) -> None:
    del document["annotations"][2]["bbox"]


# name: (change, code, path, message, annotation ids that a lenient read skips)
RECORD_ERRORS: dict[str, tuple[Callable[[Document], object], str, str, str, list[int]]] = {
    "orphan image": (
        annotation(0, image_id=9),
        "orphan_image_id",
        "$.annotations[0].image_id",
        "image_id 9 is not",
        [11],
    ),
    "image id as text": (
        annotation(0, image_id="1"),
        "orphan_image_id",
        "$.annotations[0].image_id",
        "one with id 1: numbers and text",
        [11],
    ),
    "orphan category": (
        annotation(2, category_id=5),
        "orphan_category_id",
        "$.annotations[2].category_id",
        "category_id 5 is not",
        [13],
    ),
    "annotation id twice": (
        annotation(2, id=11),
        "duplicate_annotation_id",
        "$.annotations[2].id",
        "already that of $.annotations[0]",
        [13],
    ),
    "image id twice": (image(1, id=1), "duplicate_image_id", "$.images[1].id", "already that of $.images[0]", [12, 13]),
    "category id twice": (
        lambda d: d["categories"][1].update(id=1),
        "duplicate_category_id",
        "$.categories[1].id",
        "already that of $.categories[0]",
        [12],
    ),
    "negative width": (
        annotation(0, bbox=[2, 2, -8, 6]),
        "bad_box",
        "$.annotations[0].bbox",
        "no legal width and height",
        [11],
    ),
    "box of three": (annotation(0, bbox=[2, 2, 8]), "bad_box", "$.annotations[0].bbox", "3 numbers, not 4", [11]),
    "box beyond floats": (
        annotation(0, bbox=[1e308, 0, 1e308, 1]),
        "bad_box",
        "$.annotations[0].bbox",
        "no legal width",
        [11],
    ),
    "box of text": (
        annotation(0, bbox=["2", 2, 8, 6]),
        "wrong_type",
        "$.annotations[0].bbox[0]",
        "Expected 'float', got 'str'",
        [11],
    ),
    "no image id": (
        without("annotations", 1, "image_id"),
        "wrong_type",
        "$.annotations[1]",
        "missing required field 'image_id'",
        [12],
    ),
    "image id is a list": (annotation(1, image_id=[2]), "wrong_type", "$.annotations[1].image_id", "got 'array'", [12]),
    "annotation is a number": (
        lambda d: d["annotations"].append(5),
        "wrong_type",
        "$.annotations[3]",
        "Expected 'object', got 'int'",
        [],
    ),
    "crowd is text": (annotation(1, iscrowd="yes"), "wrong_type", "$.annotations[1].iscrowd", "got 'str'", [12]),
    "NaN in a box": (
        annotation(0, bbox=[2, 2, math.nan, 6]),
        "not_finite",
        "$.annotations[0].bbox[2]",
        "not finite",
        [11],
    ),
    "Infinity in a polygon": (
        annotation(0, segmentation=[[2, 2, 10, math.inf, 10, 8]]),
        "not_finite",
        "$.annotations[0].segmentation[0][3]",
        "not finite",
        [11],
    ),
    "NaN area": (annotation(2, area=math.nan), "not_finite", "$.annotations[2].area", "not finite", [13]),
    "negative image height": (
        image(1, height=-10),
        "bad_image_size",
        "$.images[1]",
        "are not an image's size",
        [12, 13],
    ),
    "half a pixel": (image(1, width=9.5), "bad_image_size", "$.images[1]", "are not an image's size", [12, 13]),
    "too many pixels": (
        image(1, height=10**6, width=10**6),
        "bad_image_size",
        "$.images[1]",
        "are not an image's size",
        [12, 13],
    ),
    "height is text": (image(1, height="10"), "wrong_type", "$.images[1].height", "got 'str'", [12, 13]),
    "category without id": (
        without("categories", 1, "id"),
        "wrong_type",
        "$.categories[1]",
        "missing required field 'id'",
        [12],
    ),
    "odd coordinates": (
        annotation(0, segmentation=[[1, 2, 3, 4, 5, 6, 7]]),
        "bad_segmentation",
        "$.annotations[0].segmentation",
        "odd number of coordinates",
        [11],
    ),
    "pairs": (
        annotation(0, segmentation=[[[1, 2], [3, 4], [5, 6]]]),
        "bad_segmentation",
        "$.annotations[0].segmentation",
        "[x, y] pairs",
        [11],
    ),
    "flat list": (
        annotation(0, segmentation=[1, 2, 3, 4, 5, 6]),
        "bad_segmentation",
        "$.annotations[0].segmentation",
        "not a list of rings",
        [11],
    ),
    "coordinate is text": (
        annotation(0, segmentation=[["1", 2, 3, 4, 5, 6]]),
        "bad_segmentation",
        "$.annotations[0].segmentation",
        "not a number",
        [11],
    ),
    "segmentation is text": (
        annotation(0, segmentation="mask.png"),
        "bad_segmentation",
        "$.annotations[0].segmentation",
        "neither a list of rings nor",
        [11],
    ),
    "RLE without size": (
        annotation(1, segmentation={"counts": "0"}),
        "bad_segmentation",
        "$.annotations[1].segmentation",
        "lacks 'size' or 'counts'",
        [12],
    ),
    "RLE of another size": (
        annotation(1, segmentation={"size": [9, 10], "counts": [90]}),
        "rle_size",
        "$.annotations[1].segmentation.size",
        "9×10 pixels, its image has 10×10",
        [12],
    ),
    "RLE too short": (
        annotation(1, segmentation={"size": [10, 10], "counts": [99]}),
        "bad_rle",
        "$.annotations[1].segmentation.counts",
        "do not sum to",
        [12],
    ),
    "RLE string broken": (
        annotation(1, segmentation={"size": [10, 10], "counts": "~"}),
        "bad_rle",
        "$.annotations[1].segmentation.counts",
        "outside COCO's alphabet",
        [12],
    ),
    "RLE with a negative run": (
        annotation(1, segmentation={"size": [10, 10], "counts": [-1, 101]}),
        "bad_rle",
        "$.annotations[1].segmentation.counts",
        "negative length",
        [12],
    ),
    "no geometry": (no_geometry, "no_geometry", "$.annotations[2]", "neither a box nor", [13]),
}


@pytest.mark.parametrize("name", RECORD_ERRORS)
def test_strict_read_names_file_path_and_id(tmp_path: Path, name: str) -> None:
    change, _, where, message, skipped = RECORD_ERRORS[name]
    path = write(tmp_path, changed(change))
    with pytest.raises(FormatError, match=re.escape(message)) as caught:
        lg.read(path)
    text = str(caught.value)
    assert text.startswith(f"{path}, {where}")
    assert "read it with lenient=True, which skips" in text
    if where.startswith("$.annotations") and skipped:
        assert caught.value.annotation_id == (11 if name == "annotation id twice" else skipped[0])


@pytest.mark.parametrize("name", RECORD_ERRORS)
def test_lenient_read_skips_exactly_these(tmp_path: Path, name: str) -> None:
    change, code, where, message, skipped = RECORD_ERRORS[name]
    document = changed(change)
    dataset = lg.read(write(tmp_path, document), lenient=True)
    errors = [row for row in dataset.findings.rows() if row["severity"] == "error"]
    assert (errors[0]["code"], errors[0]["where"]) == (code, where)
    assert message in errors[0]["message"]
    assert dataset.annotations["id"].tolist() == [i for i in (11, 12, 13) if i not in skipped]
    assert dataset.n_skipped == len(document["annotations"]) - dataset.n_annotations


def test_every_error_code_has_a_case() -> None:
    covered = {code for _, code, *_ in RECORD_ERRORS.values()}
    assert covered == {code for code, entry in CODES.items() if entry.severity == "error"}


def test_first_error_in_the_file_is_raised_and_the_others_are_counted(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        document["annotations"][2]["category_id"] = 99
        document["annotations"][1]["bbox"] = [0, 0, -1, 1]
        document["images"].append({"id": 2})

    with pytest.raises(FormatError, match=r"\$\.images\[2\]\.id: .*\(2 more problems in this file\)"):
        lg.read(write(tmp_path, changed(change)))


def test_everything_lenient_skips_is_listed(tmp_path: Path) -> None:
    def change(document: Document) -> None:
        for item in document["annotations"]:
            item["image_id"] = 77

    dataset = lg.read(write(tmp_path, changed(change)), lenient=True)
    assert (dataset.n_annotations, dataset.n_skipped) == (0, 3)
    assert dataset.findings["annotation_id"] == [11, 12, 13]
    assert dataset.findings["image_id"] == [77, 77, 77]
    assert "3 skipped" in repr(dataset)


# Content that is not a COCO file at all: an error, leniently too.
NOT_COCO: dict[str, tuple[bytes, str]] = {
    "empty": (b"", r"not JSON: Expecting value at line 1, column 1"),
    "text": (b"{\n  annotations\n}", r"not JSON: .* at line 2, column 3 \(character 4\)"),
    "cut off": (b'{"images": [], "categories": [], "annotations": [{"id": 1, "im', r"not JSON: Unterminated string"),
    "two documents": (b'{"images": [], "categories": [], "annotations": []} {}', r"not JSON: Extra data"),
    "not UTF-8": (b"{\xff", r"not JSON: byte 1 is not UTF-8"),
    "too deep": (b"[" * 200_000, r"nested too deeply"),
    "a number": (b"5", r"not shaped like COCO: Expected 'object', got 'int'"),
    "no sections": (b"{}", r"not shaped like COCO: Object missing required field 'images'"),
    "labelme": (b'{"shapes": [], "imagePath": "a.jpg"}', r"its keys are 'shapes', 'imagePath'\. A COCO file is"),
    "no categories": (b'{"images": [], "annotations": []}', r"missing required field 'categories'"),
    "annotations by id": (b'{"images": [], "categories": [], "annotations": {}}', r"\$\.annotations: .* got 'object'"),
    "shape, with NaN": (b'{"images": [NaN], "annotations": []}', r"missing required field 'categories'"),
    "digits without end": (b'{"images": [' + b"9" * 5000 + b"NaN", r"(not|cannot be read as) JSON"),
}


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("name", NOT_COCO)
def test_files_that_are_not_coco(tmp_path: Path, name: str, lenient: bool) -> None:
    content, message = NOT_COCO[name]
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=message) as caught:
        lg.read(path, lenient=lenient)
    assert str(caught.value).startswith(str(path))


def test_text_that_is_not_utf8_spoils_one_record(tmp_path: Path) -> None:
    path = write(tmp_path, changed(image(1, file_name="b?.jpg")))
    path.write_bytes(path.read_bytes().replace(b"b?.jpg", b"b\xff.jpg"))
    with pytest.raises(FormatError, match=r"\$\.images\[1\]: a text is not UTF-8 \(2 more problems"):
        lg.read(path)
    assert lg.read(path, lenient=True).annotations["id"].tolist() == [11]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"absent\.json: there is no such file\. Check the path"):
        lg.read(tmp_path / "absent.json")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="this is a folder, not a file"):
        lg.read(tmp_path)


def test_path_that_no_system_has() -> None:
    with pytest.raises(FormatError, match="cannot be read"):
        lg.read("a\0b.json")


def test_called_gz_but_is_not(tmp_path: Path) -> None:
    path = tmp_path / "file.json.gz"
    path.write_bytes(b"{}")
    with pytest.raises(FormatError, match=r"called \.gz but is not gzip"):
        lg.read(path)


@pytest.mark.parametrize("damage", [lambda b: b[:-20], lambda b: b[:30] + b"\xff\xff\xff" + b[33:], lambda b: b[:5]])
def test_damaged_gzip(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "file.json.gz"
    path.write_bytes(damage(gzip.compress(str(VALID).encode() * 20)))
    with pytest.raises(FormatError, match="truncated or damaged"):
        lg.read(path)


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no format 'cocoa'. Formats are: .*coco"):
        lg.read(write(tmp_path, VALID), format="cocoa")


def test_unrecognised_format(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("0 0.5 0.5 0.1 0.1", encoding="utf-8")
    with pytest.raises(FormatError, match=r"of no format that is known here\. Formats are: .*coco"):
        lg.read(path)


def test_images_of_must_be_a_dataset(tmp_path: Path) -> None:
    path: Any = write(tmp_path, VALID)
    with pytest.raises(InputError, match="images_of must be Dataset, not PosixPath"):
        lg.read(path, images_of=path)
