"""Results of a detector, copied and completed as ``pycocotools`` completes them."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from typing import Any

import numpy as np

from labelgauge.compat import _records
from labelgauge.compat._json import load_json
from labelgauge.compat._outlines import masks_of
from labelgauge.errors import FormatError, InputError

Record = dict[str, Any]
_WHERE = "results"


def read(path: str | os.PathLike[str]) -> list[Record]:
    """The results of a file.

    Raises
    ------
    FormatError
        If it cannot be read, is not JSON or no list.
    InputError
        If an item is not a dictionary.
    """
    results = load_json(path)
    if not isinstance(results, list):
        what = f"a result file holds a list of results, not a {type(results).__name__}"
        raise FormatError(what, path=os.fspath(path), fix="Open annotation files with COCO(path).")
    _records.check_list(results, _WHERE)
    return results


def check_images(results: list[Record], images: Container[Any]) -> None:
    """Refuse results of images that gold does not have.

    Raises
    ------
    InputError
        If there is one, or a result has no image.
    """
    for i, image_id in enumerate(_records.field(results, "image_id", _WHERE)):
        if image_id not in images:
            what = f"gold has no image of id {image_id!r}"
            raise InputError(what, where=f"{_WHERE}[{i}]", fix="Leave it out, or load the annotations it belongs to.")


def completed(results: Sequence[Record], *, crowd_flags: bool = True) -> list[Record]:
    """Copies with ids and what else is missing; the first one says of which kind they are.

    `crowd_flags`: whether boxes and segmentations get ``iscrowd`` 0.
    """
    copies = [result.copy() for result in results]
    for number, result in enumerate(copies, start=1):
        result["id"] = number
    if not copies or "caption" in copies[0]:
        return copies
    first = copies[0]
    if "bbox" in first and not (isinstance(first["bbox"], list) and not first["bbox"]):
        _complete_boxes(copies)
    elif "segmentation" in first:
        _complete_segmentations(copies)
    elif "keypoints" in first:
        _complete_keypoints(copies)
        return copies
    if crowd_flags:
        for result in copies:
            result["iscrowd"] = 0
    return copies


def _complete_boxes(results: list[Record]) -> None:
    for i, (result, box) in enumerate(zip(results, _records.field(results, "bbox", _WHERE), strict=True)):
        try:
            x, y, width, height = box
            right, below, area = x + width, y + height, width * height
        except (TypeError, ValueError):
            what = f"'bbox' must be four numbers, x, y, width, height, not {box!r}"
            raise InputError(what, where=f"{_WHERE}[{i}]") from None
        if "segmentation" not in result:
            result["segmentation"] = [[x, y, x, below, right, below, right, y]]
        result["area"] = area


def _complete_segmentations(results: list[Record]) -> None:
    encodings = _records.field(results, "segmentation", _WHERE)
    for i, encoding in enumerate(encodings):
        if not isinstance(encoding, dict):
            what = "'segmentation' of a result must be an encoding, a dictionary with 'size' and 'counts'"
            raise InputError(what, where=f"{_WHERE}[{i}]", fix="Encode polygons with annToRLE, or give 'bbox', too.")
    masks = masks_of(results, {}, lambda result: f"{_WHERE}[{result['id'] - 1}]")
    areas = masks.area.astype(np.uint32)
    for result, area, box in zip(results, areas, masks.boxes.xywh, strict=True):
        result["area"] = area
        result.setdefault("bbox", box)


def _complete_keypoints(results: list[Record]) -> None:
    for i, (result, points) in enumerate(zip(results, _records.field(results, "keypoints", _WHERE), strict=True)):
        try:
            x, y = points[0::3], points[1::3]
            left, right, top, bottom = min(x), max(x), min(y), max(y)
            result |= {"area": (right - left) * (bottom - top), "bbox": [left, top, right - left, bottom - top]}
        except (TypeError, ValueError):
            what = f"'keypoints' must be numbers, x, y, visibility of each point, not {points!r}"
            raise InputError(what, where=f"{_WHERE}[{i}]") from None
