"""The images and categories of a COCO file, as tables and as look-ups by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.dataset import Dataset
from labelgauge.dataset.formats.coco_json import Document
from labelgauge.dataset.formats.coco_records import Category, Image, Key, Section
from labelgauge.dataset.problems import CATEGORIES, IMAGES, Problem, Problems, plain_id
from labelgauge.errors import FormatError
from labelgauge.kernels.rle import MAX_PIXELS


@dataclass(frozen=True)
class Catalogue:
    """What annotations refer to.

    Parameters
    ----------
    images, categories
        As `labelgauge.Dataset` has them.
    image_row, category_row
        Row of each id; ids of different types (1 and "1") differ.
    is_result_list
        Whether they were taken from another dataset.
    """

    images: Table
    categories: Table
    image_row: dict[Key, int]
    category_row: dict[Key, int]
    is_result_list: bool

    @property
    def image_sizes(self) -> NDArray[np.int64]:
        """Height and width per image; int64 (n, 2)."""
        return np.stack((self.images["height"], self.images["width"]), axis=1)


def catalogue_of(document: Document, images_of: Dataset | None, problems: Problems) -> Catalogue:
    """Tables of images and categories: the file's own, or those of `images_of` for a result list.

    Raises
    ------
    FormatError
        If the file is a result list and there is no `images_of`.
    """
    if document.images is None or document.categories is None:
        if images_of is None:
            what = "this is a result list: it has annotations but no images or categories of its own"
            fix = (
                "Read it against the dataset it belongs to: as CANDIDATE on the command line, in Python with "
                "labelgauge.read(path, images_of=gold)."
            )
            raise FormatError(what, path=problems.path, json_path="$", fix=fix)
        images, categories = images_of.images, images_of.categories
        return Catalogue(images, categories, _rows(images["id"]), _rows(categories["id"]), is_result_list=True)
    kept_categories = _distinct(document.categories, CATEGORIES, "category", problems)
    category_records = [document.categories.records[i] for i in kept_categories]
    categories = _category_table(category_records)
    category_row = {record.id: row for row, record in enumerate(category_records)}
    _note_shared_names(categories, document.categories, kept_categories, problems)
    kept = _distinct(document.images, IMAGES, "image", problems)
    if not _are_legal_sizes(document.images.records):
        kept = [i for i in kept if _has_legal_size(document.images, i, problems)]
    images = _image_table(document.images, kept, category_row, problems)
    image_row = {document.images.records[i].id: row for row, i in enumerate(kept)}
    return Catalogue(images, categories, image_row, category_row, is_result_list=False)


def id_column(ids: Sequence[Key]) -> NDArray[np.int64] | list[str]:
    """Ids as int64, or all as text if any is not a whole number of 64 bits."""
    plain = ids if _are_ints(ids) else list(map(plain_id, ids))
    try:
        if _are_ints(plain):
            return np.array(plain, dtype=np.int64)
    except OverflowError:
        pass  # beyond 64 bits: kept as text
    return [str(value) for value in plain]


def _are_ints(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {int}


def _rows(ids: Any) -> dict[Key, int]:
    values = ids.tolist() if isinstance(ids, np.ndarray) else ids
    return {value: row for row, value in enumerate(values)}


def _distinct(section: Section[Any], order: int, word: str, problems: Problems) -> list[int]:
    """Positions of the records whose id no earlier one has."""
    n = len(section.records)
    if len({record.id for record in section.records}) == n:
        return list(range(n))
    first: dict[Key, int] = {}
    kept = []
    for i, record in enumerate(section.records):
        earlier = first.setdefault(record.id, i)
        if earlier == i:
            kept.append(i)
            continue
        problems.add(
            Problem(
                f"duplicate_{word}_id",
                section.where(i, ".id"),
                f"{word} id {record.id!r} is already that of {section.where(earlier)}",
                fix=f"Give every {word} an id of its own.",
                image_id=plain_id(record.id) if order == IMAGES else None,
                order=(order, section.rows[i]),
            )
        )
    return kept


def _category_table(records: list[Category]) -> Table:
    ids = id_column([record.id for record in records])
    names = [str(plain_id(record.id)) if record.name is None else record.name for record in records]
    columns: dict[str, Any] = {"id": ids, "name": names}
    if any(record.frequency is not None for record in records):
        columns["frequency"] = [record.frequency or "" for record in records]
    return Table(columns)


def _note_shared_names(categories: Table, section: Section[Category], kept: list[int], problems: Problems) -> None:
    first: dict[str, int] = {}
    for row, name in enumerate(categories["name"]):
        earlier = first.setdefault(name, row)
        if earlier != row:
            i = kept[row]
            message = f"{section.where(kept[earlier])} is called {name!r} too"
            order = (CATEGORIES, section.rows[i])
            problems.add(Problem("duplicate_category_name", section.where(i, ".name"), message, order=order))


def _are_legal_sizes(records: Sequence[Image]) -> bool:
    """Whether all images have legal sizes, looked at together: files have thousands."""
    try:
        sides = np.array([(record.height or 0, record.width or 0) for record in records], dtype=np.float64)
    except OverflowError:
        return False
    areas = sides.reshape(-1, 2).prod(axis=1)  # exact up to where they are too large
    return bool(
        np.all((sides >= 0) & (sides <= MAX_PIXELS) & (sides == np.floor(sides))) and np.all(areas <= MAX_PIXELS)
    )


def _has_legal_size(section: Section[Image], i: int, problems: Problems) -> bool:
    record = section.records[i]
    height, width = record.height or 0, record.width or 0
    legal = _is_side(height) and _is_side(width) and height * width <= MAX_PIXELS
    if not legal:
        problems.add(
            Problem(
                "bad_image_size",
                section.where(i),
                f"height {record.height} and width {record.width} are not an image's size",
                fix=f"Give whole numbers, not negative, of at most {MAX_PIXELS} pixels in all.",
                image_id=plain_id(record.id),
                order=(IMAGES, section.rows[i]),
            )
        )
    return legal


def _is_side(length: float) -> bool:
    return 0 <= length <= MAX_PIXELS and length == int(length)


def _image_table(section: Section[Image], kept: list[int], category_row: dict[Key, int], problems: Problems) -> Table:
    records = [section.records[i] for i in kept]
    columns: dict[str, Any] = {
        "id": id_column([record.id for record in records]),
        "file_name": [record.file_name or "" for record in records],
        "height": np.array([record.height or 0 for record in records], dtype=np.int64),
        "width": np.array([record.width or 0 for record in records], dtype=np.int64),
    }
    for row in np.flatnonzero((columns["height"] == 0) | (columns["width"] == 0)).tolist():
        problems.add(_image_finding("image_without_size", section, kept[row], "the image has no size"))
    judged = [_is_federated(record) for record in records]
    if any(judged):
        columns["is_federated"] = np.array(judged, dtype=np.bool_)
        for name in ("neg_category_ids", "not_exhaustive_category_ids"):
            column = name.replace("_ids", "_index")
            columns[column] = [_category_rows(section, i, name, category_row, problems) for i in kept]
    return Table(columns)


def _is_federated(record: Image) -> bool:
    return record.neg_category_ids is not None or record.not_exhaustive_category_ids is not None


def _category_rows(
    section: Section[Image], i: int, name: str, category_row: dict[Key, int], problems: Problems
) -> tuple[int, ...]:
    ids: list[Key] = getattr(section.records[i], name) or []
    unknown = [value for value in ids if value not in category_row]
    if unknown:
        message = f"{name} has {unknown[0]!r}, which is not the id of a category"
        problems.add(_image_finding("unknown_federated_category", section, i, message, f".{name}"))
    return tuple(category_row[value] for value in ids if value in category_row)


def _image_finding(code: str, section: Section[Image], i: int, message: str, tail: str = "") -> Problem:
    return Problem(
        code,
        section.where(i, tail),
        message,
        image_id=plain_id(section.records[i].id),
        order=(IMAGES, section.rows[i]),
    )
