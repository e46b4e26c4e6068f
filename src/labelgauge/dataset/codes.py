"""Every code a finding can have. docs/findings.md shows the same table; a test keeps the two equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Code:
    """What one code stands for.

    Parameters
    ----------
    severity
        ``"error"``: the annotation (or image, category) cannot be used and was skipped; ``"warning"`` and ``"info"``:
        it is used, and worth a look.
    meaning
        What it says, in one line.
    """

    severity: Severity
    meaning: str


CODES: dict[str, Code] = {
    "wrong_type": Code("error", "a field is missing or has the wrong type"),
    "not_finite": Code("error", "a number is NaN, infinite or too large for 64 bits"),
    "duplicate_image_id": Code("error", "an image has the id of an earlier image"),
    "duplicate_category_id": Code("error", "a category has the id of an earlier category"),
    "duplicate_annotation_id": Code("error", "an annotation has the id of an earlier annotation"),
    "orphan_image_id": Code("error", "an annotation refers to an image that is not listed"),
    "orphan_category_id": Code("error", "an annotation refers to a category that is not listed"),
    "bad_image_size": Code("error", "an image's height or width is negative or not a whole number"),
    "bad_box": Code("error", "a box does not have four numbers, has a negative width or height, or is too large"),
    "bad_segmentation": Code("error", "a segmentation cannot be parsed"),
    "rle_size": Code("error", "an RLE's size differs from its image's"),
    "bad_rle": Code("error", "an RLE cannot be decoded or does not fill its image"),
    "no_geometry": Code("error", "an annotation has neither a box nor a usable segmentation nor keypoints"),
    "self_intersecting": Code("warning", "a polygon crosses itself"),
    "few_points": Code(
        "warning", "a ring has fewer than three points; it is left out, and the box is used if none is left"
    ),
    "empty_segmentation": Code("warning", "a segmentation is there but empty; the box is used"),
    "empty_mask": Code("warning", "an RLE has no foreground"),
    "tiny": Code("warning", "the area is below 4 px²"),
    "zero_size_box": Code("warning", "the box has no width or no height"),
    "box_outside_image": Code("warning", "the box reaches more than 1 px beyond the image"),
    "polygon_outside_image": Code("warning", "a polygon reaches more than 1 px beyond the image"),
    "box_mismatch": Code("warning", "a side of the box lies more than 2 px from the segmentation's"),
    "duplicate": Code(
        "warning", "an annotation repeats another of the same image and class: same box or same segmentation"
    ),
    "duplicate_category_name": Code("warning", "two categories share a name; categories are then compared by id"),
    "polygon_without_size": Code(
        "warning", "a polygon cannot become a mask because its image has no size; the box is used"
    ),
    "unknown_federated_category": Code("warning", "an image's list of judged categories names one that is not listed"),
    "image_without_size": Code("info", "an image has no height or width, or they are 0"),
    "elongated": Code("info", "the box is more than ten times as long as it is wide"),
    "area_mismatch": Code("info", "the area field differs from the segmentation's area by more than 10 % and 4 px²"),
    "annotation_ids_numbered": Code(
        "info", "annotation ids are missing or not whole numbers; rows are numbered from 1"
    ),
}
