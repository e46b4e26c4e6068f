"""The records of a COCO file, typed; segmentations stay raw text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

Key = int | str | float


class Image(msgspec.Struct, gc=False):
    """A record of ``images``."""

    id: Key
    file_name: str | None = None
    height: int | float | None = None
    width: int | float | None = None
    neg_category_ids: list[Key] | None = None
    not_exhaustive_category_ids: list[Key] | None = None


class Category(msgspec.Struct, gc=False):
    """A record of ``categories``."""

    id: Key
    name: str | None = None
    frequency: str | None = None


class Annotation(msgspec.Struct, gc=False):
    """A record of ``annotations`` or of a result list."""

    image_id: Key
    category_id: Key
    id: Key | None = None
    bbox: list[float] | None = None
    segmentation: msgspec.Raw = msgspec.Raw(b"")
    area: float | None = None
    iscrowd: bool | int | float | None = None
    score: float | None = None


Record = TypeVar("Record", Image, Category, Annotation)


@dataclass(frozen=True)
class Section(Generic[Record]):
    """The usable records of one list of the file.

    Parameters
    ----------
    records
        In file order.
    rows
        Position of each in its list.
    path
        JSON path of the list.
    n_unusable
        How many were left out.
    """

    records: Sequence[Record]
    rows: Sequence[int]
    path: str
    n_unusable: int = 0

    def where(self, i: int, tail: str = "") -> str:
        """JSON path of record i."""
        return f"{self.path}[{self.rows[i]}]{tail}"
