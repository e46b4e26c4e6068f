"""The fields of all annotations as columns, however they were read: scanned natively, or record by record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.formats.coco_records import Annotation, Key, Section
from labelgauge.dataset.segmentations import ParsedSegmentations, parse
from labelgauge.dataset.whole_ids import WholeIds
from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import segmentation

EXPLAINED_ELSEWHERE = (segmentation.NOT_JSON, segmentation.TOO_DEEP, segmentation.NOT_FINITE)
"""Faults of a segmentation that may be faults of the whole document; a JSON reader says which, and where."""


@dataclass(frozen=True)
class AnnotationFields:
    """Every annotation that was read, field by field.

    Parameters
    ----------
    path
        JSON path of the list.
    rows
        Position of each annotation in it.
    n_unusable
        How many records could not be read.
    image_ids, category_ids, ids
        As written; None where an annotation has no id.
    boxes
        float64 (n, 4): x, y, width, height; NaN without a box.
    box_lengths
        int64 (n,): how many numbers the box has; 0 without a box.
    iscrowd
        bool (n,).
    area, score
        float64 (n,); NaN where absent.
    has_segmentation_text
        bool (n,): whether there is a segmentation that is not null, usable or not.
    parsed
        The segmentations.
    text
        The file's content, for what is decoded only where it is needed.
    """

    path: str
    rows: Sequence[int]
    n_unusable: int
    image_ids: Sequence[Key]
    category_ids: Sequence[Key]
    ids: Sequence[Key | None]
    boxes: NDArray[np.float64]
    box_lengths: NDArray[np.int64]
    iscrowd: NDArray[np.bool_]
    area: NDArray[np.float64]
    score: NDArray[np.float64]
    has_segmentation_text: NDArray[np.bool_]
    parsed: ParsedSegmentations
    text: bytes

    def __len__(self) -> int:
        return len(self.rows)


def scanned_fields(text: bytes, path: str, *, threads: int) -> tuple[AnnotationFields, int, int] | None:
    """Scan the annotations of a document natively, and say where their list begins and ends in it.

    None if anything is irregular, and so has to be read record by record.
    """
    characters = np.frombuffer(text, dtype=np.uint8)
    scan = segmentation.scan_annotations(characters, threads=threads)
    place, image_ids, category_ids, ids, boxes, area, score, flags, spans = scan
    begin, end = place.tolist()
    if begin < 0:
        return None
    parsed = parse(characters, spans, threads=threads)
    if np.isin(parsed.status, EXPLAINED_ELSEWHERE).any():
        return None
    has_id = (flags & segmentation.HAS_ID) != 0
    own_ids: Sequence[Key | None] = WholeIds(ids)
    if not has_id.any():
        own_ids = [None] * len(flags)
    elif not has_id.all():
        own_ids = [value if there else None for value, there in zip(ids.tolist(), has_id.tolist(), strict=True)]
    fields = AnnotationFields(
        path=path,
        rows=range(len(flags)),
        n_unusable=0,
        image_ids=WholeIds(image_ids),
        category_ids=WholeIds(category_ids),
        ids=own_ids,
        boxes=boxes,
        box_lengths=np.where(flags & segmentation.HAS_BOX, 4, 0),
        iscrowd=(flags & segmentation.IS_CROWD) != 0,
        area=area,
        score=score,
        has_segmentation_text=_not_null(characters, spans),
        parsed=parsed,
        text=text,
    )
    return fields, begin, end


def record_fields(section: Section[Annotation], text: bytes, *, threads: int) -> AnnotationFields:
    """Take the fields out of decoded records."""
    records = section.records
    boxes = [record.bbox or [] for record in records]
    box_lengths = np.fromiter(map(len, boxes), dtype=np.int64, count=len(boxes))
    four = [box for box in boxes if len(box) == 4]
    xywh = np.full((len(boxes), 4), np.nan)
    xywh[box_lengths == 4] = np.fromiter(chain.from_iterable(four), dtype=np.float64).reshape(-1, 4)
    texts = [record.segmentation for record in records]
    offsets = offsets_of(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    spans = np.stack((offsets[:-1], offsets[1:]), axis=1)
    shapes = np.frombuffer(b"".join(texts), dtype=np.uint8)
    return AnnotationFields(
        path=section.path,
        rows=section.rows,
        n_unusable=section.n_unusable,
        image_ids=[record.image_id for record in records],
        category_ids=[record.category_id for record in records],
        ids=[record.id for record in records],
        boxes=xywh,
        box_lengths=box_lengths,
        iscrowd=np.array([record.iscrowd for record in records], dtype=np.bool_),
        area=np.array([record.area for record in records], dtype=np.float64),
        score=np.array([record.score for record in records], dtype=np.float64),
        has_segmentation_text=_not_null(shapes, spans),
        parsed=parse(shapes, spans, threads=threads),
        text=text,
    )


def _not_null(text: NDArray[np.uint8], spans: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which texts are there and do not start with the letter n, as null does."""
    there = spans[:, 1] > spans[:, 0]
    there[there] = text[spans[there, 0]] != ord("n")
    return there
