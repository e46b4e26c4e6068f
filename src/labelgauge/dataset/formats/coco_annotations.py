"""The annotations of a COCO file or result list, as columns, and which of them can be used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.formats.coco_catalogue import Catalogue, id_column
from labelgauge.dataset.formats.coco_fields import AnnotationFields
from labelgauge.dataset.formats.coco_records import Key
from labelgauge.dataset.formats.coco_rotated import around
from labelgauge.dataset.poses import poses_of
from labelgauge.dataset.problems import ANNOTATIONS, Locator, Problem, Problems, plain_id
from labelgauge.dataset.segmentations import Segmentations
from labelgauge.dataset.whole_ids import WholeIds
from labelgauge.kernels import rle, segmentation

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class AnnotationColumns:
    """All records of the annotation list that decode, usable or not.

    Parameters
    ----------
    table
        As `labelgauge.Dataset` has it; rows that are not usable hold no meaning.
    segmentations
        Parsed; sizes are those of the masks.
    locator
        Where each row stands in the file.
    usable
        bool (n,).
    """

    table: Table
    segmentations: Segmentations
    locator: Locator
    usable: Flags

    def take(self, index: Ints) -> AnnotationColumns:
        """These rows alone."""
        if len(index) == len(self.usable):
            return self
        return AnnotationColumns(
            self.table.take(index), self.segmentations.take(index), self.locator.take(index), self.usable[index]
        )


@dataclass
class _Reporter:
    """Reports flagged annotations, and remembers which can no longer be used."""

    locator: Locator
    problems: Problems
    usable: Flags

    def reject(self, flags: Flags, code: str, message: Callable[[int], str], *, tail: str = "", fix: str = "") -> None:
        """Report the flagged annotations that were usable so far, and take them out."""
        self.note(flags, code, message, tail=tail, fix=fix)
        self.usable &= ~flags

    def note(self, flags: Flags, code: str, message: Callable[[int], str], *, tail: str = "", fix: str = "") -> None:
        """Report the flagged annotations that are usable."""
        for i in np.flatnonzero(flags & self.usable).tolist():
            self.problems.add(self.locator.problem(i, code, message(i), tail=tail, fix=fix))


def annotation_columns(fields: AnnotationFields, catalogue: Catalogue, problems: Problems) -> AnnotationColumns:
    """Check the fields and make the table of them; what is wrong goes to `problems`."""
    locator = Locator(fields.path, fields.rows, fields.ids, fields.image_ids)
    reporter = _Reporter(locator, problems, np.ones(len(fields), dtype=np.bool_))
    image_index = _looked_up(fields.image_ids, catalogue.images["id"], catalogue.image_row)
    category_index = _looked_up(fields.category_ids, catalogue.categories["id"], catalogue.category_row)
    _reject_orphans(reporter, "image", image_index, fields.image_ids, catalogue.image_row)
    _reject_orphans(reporter, "category", category_index, fields.category_ids, catalogue.category_row)
    numbered = catalogue.is_result_list  # a result has no id that anything could refer to
    id_numbers = np.arange(1, len(fields) + 1) if numbered else _checked_ids(reporter, fields.ids)
    given = _checked_boxes(fields, reporter) if fields.rotated is None else _checked_rotated(fields, reporter)
    segmentations, has_mask = _checked_segmentations(fields, _at(catalogue.image_sizes, image_index), reporter)
    corners, box_area = _boxes(given, segmentations, fields, reporter)
    rotated = {} if fields.rotated is None else {"rotated_box": fields.rotated}
    if fields.rotated is not None:
        there = ~np.isnan(fields.rotated[:, 0])
        box_area[there] = fields.rotated[there, 2] * fields.rotated[there, 3]
    table = Table(
        {
            "id": id_numbers,
            "image_index": image_index,
            "category_index": category_index,
            "box": corners,
            "box_area": box_area,
            "iscrowd": fields.iscrowd,
            "area": fields.area,
            "score": fields.score,
            "has_mask": has_mask,
            "has_box": fields.box_lengths == 4,
            **rotated,
        }
    )
    return AnnotationColumns(table, segmentations, locator, reporter.usable)


def _looked_up(ids: Sequence[Key], known: Ints | list[str], row_of: dict[Key, int]) -> Ints:
    """Row of each id among the known ones, -1 where it is none of them."""
    if isinstance(ids, WholeIds) and isinstance(known, np.ndarray):
        return ids.rows_in(known)
    return np.fromiter(map(row_of.get, ids, repeat(-1)), dtype=np.int64, count=len(ids))


def _at(values: Ints, index: Ints) -> Ints:
    """Rows of `values`; 0 where the index is -1."""
    return np.concatenate((values, np.zeros((1, values.shape[1]), dtype=np.int64)))[index]


def _reject_orphans(reporter: _Reporter, word: str, index: Ints, ids: Sequence[Key], row_of: dict[Key, int]) -> None:
    plural = {"image": "images", "category": "categories"}[word]

    def message(i: int) -> str:
        value = ids[i]
        other: Key = str(plain_id(value)) if not isinstance(value, str) else int(value) if value.isdecimal() else value
        hint = (
            f" (there is one with id {other!r}: numbers and text differ)" if other != value and other in row_of else ""
        )
        return f"{word}_id {value!r} is not the id of any of the {len(row_of)} {plural}{hint}"

    fix = f"Add the {word}, or correct the id."
    reporter.reject(index < 0, f"orphan_{word}_id", message, tail=f".{word}_id", fix=fix)


def _checked_ids(reporter: _Reporter, ids: Sequence[Key | None]) -> Ints:
    """Annotation ids as int64; numbers from 1 if some are missing or not whole numbers."""
    if isinstance(ids, WholeIds) and ids.are_distinct:
        return ids.numbers
    if len(set(ids)) < len(ids):
        first: dict[Key, int] = {}
        repeated = [value is not None and first.setdefault(value, i) != i for i, value in enumerate(ids)]
        reporter.reject(
            np.array(repeated, dtype=np.bool_),
            "duplicate_annotation_id",
            lambda i: f"id {ids[i]!r} is already that of {reporter.locator.where(first[ids[i]])}",  # type: ignore[index]
            tail=".id",
            fix="Give every annotation an id of its own.",
        )
    numbers = None if None in ids else id_column([value for value in ids if value is not None])
    if isinstance(numbers, np.ndarray):
        return numbers
    message = "annotation ids are missing or not whole numbers; rows are numbered from 1"
    reporter.problems.add(Problem("annotation_ids_numbered", reporter.locator.path, message, order=(ANNOTATIONS, -1)))
    return np.arange(1, len(ids) + 1)


def _checked_boxes(fields: AnnotationFields, reporter: _Reporter) -> Floats:
    """x, y, width, height as given; NaN where the file has no box, 0 where it is not legal."""
    given, lengths = fields.boxes, fields.box_lengths
    fix = "A box is [x, y, width, height]; if all are rotated, each is [center x, center y, width, height, degrees]."
    reporter.reject(
        (lengths != 4) & (lengths != 0),
        "bad_box",
        lambda i: f"the box has {lengths[i]} numbers, not 4",
        tail=".bbox",
        fix=fix,
    )
    x, y, width, height = given.T  # column by column: reducing pairs takes NumPy far longer
    illegal = (width < 0) | (height < 0) | _overflow(x, y, width, height)
    reporter.reject(
        illegal,
        "bad_box",
        lambda i: f"the box {given[i].tolist()} has no legal width and height",
        tail=".bbox",
        fix=fix,
    )
    return np.where(illegal[:, np.newaxis], 0.0, given) if illegal.any() else given


def _overflow(x: Floats, y: Floats, width: Floats, height: Floats) -> Flags:
    """Whether a corner or an area is infinite."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.isinf(x + width) | np.isinf(y + height) | np.isinf(width * height)


def _checked_rotated(fields: AnnotationFields, reporter: _Reporter) -> Floats:
    """x, y, width, height around rotated boxes; NaN where the file has no box or one that is not legal."""
    assert fields.rotated is not None
    reporter.reject(
        (fields.box_lengths != 0) & np.isnan(fields.rotated[:, 0]),
        "bad_box",
        lambda _: "the rotated box has no legal width and height",
        tail=".bbox",
        fix="A rotated box is [center x, center y, width, height, degrees counter-clockwise].",
    )
    return around(fields.rotated)


def _checked_segmentations(
    fields: AnnotationFields, image_sizes: Ints, reporter: _Reporter
) -> tuple[Segmentations, Flags]:
    """Segmentations with the sizes of their masks, and which of them are masks."""
    parsed = fields.parsed
    status, columns = parsed.status, parsed.segmentations
    few = status == segmentation.FEW_POINTS
    tail = ".segmentation"
    reporter.reject(
        (status != segmentation.OK) & ~few,
        "bad_segmentation",
        lambda i: f"the segmentation cannot be used: {segmentation.STATUS_TEXT[int(status[i])]}",
        tail=tail,
        fix="A segmentation is [[x, y, x, y, ...], ...] or {'size': [height, width], 'counts': ...}.",
    )
    sized = (image_sizes[:, 0] > 0) & (image_sizes[:, 1] > 0)
    others = (columns.sizes[:, 0] != image_sizes[:, 0]) | (columns.sizes[:, 1] != image_sizes[:, 1])
    reporter.reject(
        parsed.is_rle & sized & others,
        "rle_size",
        lambda i: f"the RLE is for an image of {_size(columns.sizes[i])} pixels, its image has {_size(image_sizes[i])}",
        tail=tail + ".size",
        fix="An RLE's size is [height, width] of its image.",
    )
    reporter.reject(
        parsed.rle_status != rle.OK,
        "bad_rle",
        lambda i: f"the RLE cannot be decoded: {rle.STATUS_TEXT[int(parsed.rle_status[i])]}",
        tail=tail + ".counts",
        fix="Its runs must sum to height × width.",
    )
    is_polygon = columns.is_polygon
    reporter.note(few, "few_points", lambda _: "a ring has fewer than three points and is left out", tail=tail)
    lost = is_polygon & ~sized
    reporter.note(
        lost, "polygon_without_size", lambda _: "its image has no size, so the box stands for the polygon", tail=tail
    )
    empty = fields.has_segmentation_text & ~is_polygon & ~parsed.is_rle & (status == segmentation.OK)
    reporter.note(empty, "empty_segmentation", lambda _: "the segmentation is empty", tail=tail)
    sizes = np.where(parsed.is_rle[:, np.newaxis], columns.sizes, image_sizes)
    return replace(columns, sizes=sizes), (is_polygon & sized) | columns.is_rle


def _size(size: Ints) -> str:
    height, width = size.tolist()
    return f"{height}×{width}"


def _boxes(
    given: Floats, segmentations: Segmentations, fields: AnnotationFields, reporter: _Reporter
) -> tuple[Floats, Floats]:
    """Corners and areas: as given, or else around the segmentation, or else around the keypoints."""
    corners = given.copy()
    corners[:, 2:] += given[:, :2]
    areas = given[:, 2] * given[:, 3]
    missing = np.isnan(given[:, 0])
    if missing.any():
        rows = np.flatnonzero(missing)
        corners[rows] = segmentations.take(rows).shapes(threads=1).extents
        bare = rows[np.isnan(corners[rows, 0])]
        if len(bare):
            poses = poses_of(fields.text, [fields.rows[i] for i in bare.tolist()], path=fields.path)
            corners[bare] = poses.extents(labelled=True)
        with np.errstate(over="ignore"):
            width, height = (corners[rows, 2:] - corners[rows, :2]).T
        too_large = _overflow(corners[rows, 0], corners[rows, 1], width, height)
        corners[rows[too_large]] = 0.0
        areas[rows] = np.where(too_large, 0.0, width) * np.where(too_large, 0.0, height)
        reporter.reject(
            _flagged(len(areas), rows[too_large]),
            "bad_box",
            lambda _: "its points lie so far apart that the box around them has no finite area",
            fix="Correct the points; coordinates are pixels.",
        )
        reporter.reject(
            np.isnan(corners[:, 0]),
            "no_geometry",
            lambda _: "the annotation has neither a box nor a usable segmentation nor keypoints",
            fix="Give it a 'bbox', a 'segmentation' or 'keypoints' [x, y, v, ...].",
        )
    return corners, areas


def _flagged(n: int, rows: Ints) -> Flags:
    flags = np.zeros(n, dtype=np.bool_)
    flags[rows] = True
    return flags
