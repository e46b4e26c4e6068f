"""The JSON of a COCO file as typed records. Segmentations stay raw text.

Three ways through a file, each taken when the one before it meets something it does not know: annotations scanned
natively and the rest decoded as typed records, everything as typed records, and record by record, which finds out
exactly what does not fit and where. They agree wherever more than one of them can read a file.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from labelgauge.dataset.formats.coco_fields import AnnotationFields, record_fields, scanned_fields
from labelgauge.dataset.formats.coco_records import Annotation, Category, Image, Record, Section
from labelgauge.dataset.json_text import is_list, standard_json
from labelgauge.dataset.problems import ANNOTATIONS, CATEGORIES, IMAGES, Problem, Problems, plain_id
from labelgauge.errors import FormatError

_NOT_COCO = (
    "A COCO file is an object with 'images', 'categories' and 'annotations', or a list of results with 'image_id', "
    "'category_id' and 'bbox' or 'segmentation'."
)


class _File(msgspec.Struct, gc=False):
    images: list[Image]
    categories: list[Category]
    annotations: list[Annotation]


class _AnyFile(msgspec.Struct, gc=False):
    images: list[Any]
    categories: list[Any]
    annotations: list[Any]


class _RawFile(msgspec.Struct, gc=False):
    images: list[msgspec.Raw]
    categories: list[msgspec.Raw]
    annotations: list[msgspec.Raw]


@dataclass(frozen=True)
class Document:
    """A COCO file: its three sections, or a result list (then images and categories are None)."""

    images: Section[Image] | None
    categories: Section[Category] | None
    annotations: AnnotationFields


_FILE = msgspec.json.Decoder(_File)
_RAW_FILE = msgspec.json.Decoder(_RawFile)
_RESULTS = msgspec.json.Decoder(list[Annotation])
_RAW_RESULTS = msgspec.json.Decoder(list[msgspec.Raw])


def decode(text: bytes, problems: Problems, *, threads: int) -> Document:
    """Decode a COCO file or result list; records that do not fit are left out and reported to `problems`.

    Raises
    ------
    FormatError
        If the text is not JSON, or is not shaped like either.
    """
    return _decode_scanned(text, threads) or _decode_typed(text, problems, threads)


def _decode_scanned(text: bytes, threads: int) -> Document | None:
    """Scan the annotations and decode only what stands around them; None if anything is irregular."""
    alone = is_list(text)
    scanned = scanned_fields(text, "$" if alone else "$.annotations", threads=threads)
    if scanned is None:
        return None
    fields, begin, end = scanned
    if alone:
        return Document(None, None, fields)
    try:
        file = _FILE.decode(text[:begin] + b"[]" + text[end:])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    return Document(_whole(file.images, "$.images"), _whole(file.categories, "$.categories"), fields)


def _decode_typed(text: bytes, problems: Problems, threads: int) -> Document:
    try:
        if is_list(text):
            return Document(None, None, record_fields(_whole(_RESULTS.decode(text), "$"), text, threads=threads))
        file = _FILE.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _decode_carefully(text, problems, threads)
    annotations = record_fields(_whole(file.annotations, "$.annotations"), text, threads=threads)
    return Document(_whole(file.images, "$.images"), _whole(file.categories, "$.categories"), annotations)


def _whole(records: list[Record], path: str) -> Section[Record]:
    return Section(records, range(len(records)), path)


def _decode_carefully(text: bytes, problems: Problems, threads: int) -> Document:
    raw = _raw_records(text, problems.path)
    if isinstance(raw, list):
        results = _section(Annotation, raw, "$", ANNOTATIONS, problems)
        return Document(None, None, record_fields(results, text, threads=threads))
    images = _section(Image, raw.images, "$.images", IMAGES, problems)
    categories = _section(Category, raw.categories, "$.categories", CATEGORIES, problems)
    annotations = _section(Annotation, raw.annotations, "$.annotations", ANNOTATIONS, problems)
    return Document(images, categories, record_fields(annotations, text, threads=threads))


def _raw_records(text: bytes, path: str) -> list[msgspec.Raw] | _RawFile:
    """Every record as raw text of its own."""
    try:
        return _RAW_RESULTS.decode(text) if is_list(text) else _RAW_FILE.decode(text)
    except msgspec.ValidationError as error:
        _refuse_shape(error, path, text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass  # not JSON, or JSON that only the standard library takes, such as NaN: it says which, and where
    document = standard_json(text, path)
    if isinstance(document, list):
        return _dumped(document)
    try:
        shaped = msgspec.convert(document, type=_AnyFile)
    except msgspec.ValidationError as error:
        _refuse_shape(error, path, text)
    return _RawFile(_dumped(shaped.images), _dumped(shaped.categories), _dumped(shaped.annotations))


def _dumped(records: list[Any]) -> list[msgspec.Raw]:
    return [msgspec.Raw(json.dumps(record).encode()) for record in records]


def _refuse_shape(error: msgspec.ValidationError, path: str, text: bytes) -> NoReturn:
    message, tail = _message_and_path(error)
    try:
        keys = list(msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        keys = []
    found = f"; its keys are {', '.join(map(repr, keys[:12]))}" if keys else ""
    what = f"the file is not shaped like COCO: {message}{found}"
    raise FormatError(what, path=path, json_path=f"${tail}", fix=_NOT_COCO) from None


def _section(kind: type[Record], raw: list[msgspec.Raw], path: str, order: int, problems: Problems) -> Section[Record]:
    decoder = msgspec.json.Decoder(kind)
    records: list[Record] = []
    rows: list[int] = []
    for row, text in enumerate(raw):
        try:
            records.append(decoder.decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            problems.add(_record_problem(bytes(text), error, f"{path}[{row}]", (order, row)))
        else:
            rows.append(row)
    return Section(records, rows, path, len(raw) - len(rows))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _record_problem(text: bytes, error: Exception, where: str, order: tuple[int, int]) -> Problem:
    what, tail = _message_and_path(error)
    code = "not_finite" if what == "Number out of range" else "wrong_type"
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(error, msgspec.ValidationError) and not _is_utf8(text):
        what, tail = "a text is not UTF-8", ""
    not_finite = _path_to_not_finite(value)
    if not_finite is not None:
        code, what, tail = "not_finite", "a number is not finite", not_finite
    is_annotation = isinstance(value, dict) and order[0] == ANNOTATIONS
    return Problem(
        code,
        where + tail,
        what,
        fix="Correct this value.",
        annotation_id=plain_id(value.get("id")) if is_annotation else None,
        image_id=plain_id(value.get("image_id")) if is_annotation else None,
        order=order,
    )


def _message_and_path(error: Exception) -> tuple[str, str]:
    """Split msgspec's message into what is wrong and the path below ``$``."""
    message, _, path = str(error).partition(" - at `$")
    return message.replace("`", "'"), path.removesuffix("`")


def _path_to_not_finite(value: Any) -> str | None:
    """Path of the first number that is not finite, or None."""
    waiting = [("", value)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, float) and not math.isfinite(item):
            return path
        if isinstance(item, dict):
            waiting.extend((f"{path}.{key}", child) for key, child in reversed(item.items()))
        elif isinstance(item, list):
            waiting.extend((f"{path}[{i}]", item[i]) for i in range(len(item) - 1, -1, -1))
    return None
