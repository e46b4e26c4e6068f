"""Twin of the segmentation parser: the standard library reads the JSON, plain Python looks at what came out."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

NONE, POLYGON, COUNTS, STRING = range(4)
(
    OK,
    NOT_JSON,
    TOO_DEEP,
    NOT_FINITE,
    ODD_COORDINATES,
    FEW_POINTS,
    NESTED_POINTS,
    NOT_RINGS,
    NOT_A_NUMBER,
    NO_COUNTS,
    BAD_SIZE,
    BAD_COUNTS,
    WRONG_TYPE,
) = range(13)
MAX_DEPTH = 64
LARGEST_WHOLE = 2**53

Segmentations = tuple[
    NDArray[np.uint8],
    NDArray[np.uint8],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
]


AnnotationScan = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.uint8],
    NDArray[np.int64],
]
HAS_ID, HAS_BOX, IS_CROWD = 1, 2, 4


class _UnusableError(Exception):
    """Carries the status of a value that cannot be used."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class _Value:
    kind: int = NONE
    status: int = OK
    rings: list[list[float]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)


class _IrregularError(Exception):
    """The document is not one that a quick scan can read."""


@dataclass
class _Record:
    ids: list[int]
    numbers: list[float]
    flags: int
    segmentation: tuple[int, int]


_DECODER = json.JSONDecoder(parse_int=float, parse_float=float, parse_constant=float)


def parse_segmentations(text: NDArray[np.uint8], spans: NDArray[np.int64]) -> Segmentations:
    """Parse every value with ``json`` and check it."""
    values = [_value(text[begin:end].tobytes()) for begin, end in spans]
    rings = [ring for value in values for ring in value.rings]
    return (
        np.array([value.kind for value in values], dtype=np.uint8),
        np.array([value.status for value in values], dtype=np.uint8),
        np.array([number for ring in rings for number in ring], dtype=np.float64).reshape(-1, 2),
        _offsets([len(ring) // 2 for ring in rings]),
        _offsets([len(value.rings) for value in values]),
        np.array([count for value in values for count in value.counts], dtype=np.int64),
        _offsets([len(value.counts) for value in values]),
        np.array(
            [
                _string_span(text[begin:end].tobytes(), begin) if value.kind == STRING else (0, 0)
                for value, (begin, end) in zip(values, spans.tolist(), strict=True)
            ],
            dtype=np.int64,
        ).reshape(-1, 2),
        np.array([value.size for value in values], dtype=np.int64).reshape(-1, 2),
    )


def ring_measures(
    points: NDArray[np.float64], ring_offsets: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Walk each ring edge by edge."""
    extents, areas = [], []
    for begin, end in zip(ring_offsets[:-1], ring_offsets[1:], strict=True):
        ring = points[begin:end].tolist()
        xs, ys = [x for x, _ in ring], [y for _, y in ring]
        extents.append([min(xs), min(ys), max(xs), max(ys)] if ring else [math.nan] * 4)
        twice = 0.0
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            twice += x0 * y1 - x1 * y0
        areas.append(twice / 2)
    return np.array(extents, dtype=np.float64).reshape(-1, 4), np.array(areas, dtype=np.float64)


def scan_annotations(text: NDArray[np.uint8]) -> AnnotationScan:
    """Walk the document key by key, every value found by its brackets and decoded with ``json``."""
    document = text.tobytes().decode("latin-1")  # every byte a character: only ASCII ones have a meaning here
    try:
        begin, end, records = _annotation_list(document)
    except _IrregularError:
        begin, end, records = -1, -1, []
    return (
        np.array([begin, end], dtype=np.int64),
        np.array([record.ids[0] for record in records], dtype=np.int64),
        np.array([record.ids[1] for record in records], dtype=np.int64),
        np.array([record.ids[2] for record in records], dtype=np.int64),
        np.array([record.numbers[:4] for record in records], dtype=np.float64).reshape(-1, 4),
        np.array([record.numbers[4] for record in records], dtype=np.float64),
        np.array([record.numbers[5] for record in records], dtype=np.float64),
        np.array([record.flags for record in records], dtype=np.uint8),
        np.array([record.segmentation for record in records], dtype=np.int64).reshape(-1, 2),
    )


def _value(text: bytes) -> _Value:
    if not text:
        return _Value()
    try:
        return _checked(_parsed(text))
    except _UnusableError as reason:
        return _Value(status=reason.status)


def _parsed(text: bytes) -> Any:
    if _depth(text) > MAX_DEPTH:
        raise _UnusableError(TOO_DEEP)
    try:
        return _DECODER.decode(text.decode("latin-1"))  # every byte a character: only ASCII ones have a meaning here
    except json.JSONDecodeError:
        raise _UnusableError(NOT_JSON) from None


def _depth(text: bytes) -> int:
    """How deep brackets nest outside strings."""
    depth, deepest, in_string, escaped = 0, 0, False, False
    for c in text.decode("latin-1"):
        if in_string:
            in_string = escaped or c != '"'
            escaped = c == "\\" and not escaped
        elif c == '"':
            in_string = True
        elif c in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif c in "]}":
            depth = max(depth - 1, 0)
    return deepest


def _checked(value: Any) -> _Value:
    if value is None or value == []:
        return _Value()
    if isinstance(value, list):
        rings = [_ring(ring) for ring in value]
        few = any(len(ring) < 6 for ring in rings)
        return _Value(kind=POLYGON, status=FEW_POINTS if few else OK, rings=rings)
    if isinstance(value, dict):
        return _run_lengths(value)
    raise _UnusableError(WRONG_TYPE)


def _ring(ring: Any) -> list[float]:
    if not isinstance(ring, list):
        raise _UnusableError(NOT_RINGS)
    for number in ring:
        if not isinstance(number, float):
            raise _UnusableError(NESTED_POINTS if isinstance(number, list) else NOT_A_NUMBER)
        if not math.isfinite(number):
            raise _UnusableError(NOT_FINITE)
    if len(ring) % 2:
        raise _UnusableError(ODD_COORDINATES)
    return ring


def _run_lengths(value: dict[str, Any]) -> _Value:
    if "size" not in value or "counts" not in value:
        raise _UnusableError(NO_COUNTS)
    size, counts = value["size"], value["counts"]
    if not isinstance(size, list):
        raise _UnusableError(BAD_SIZE)
    sides = [_side(side) for side in size[:2]]
    if len(size) != 2:
        raise _UnusableError(BAD_SIZE)
    height, width = sides
    if isinstance(counts, str):
        if not counts.isascii():
            raise _UnusableError(BAD_COUNTS)
        return _Value(kind=STRING, size=(height, width))
    if not isinstance(counts, list):
        raise _UnusableError(BAD_COUNTS)
    return _Value(kind=COUNTS, counts=[_whole(count, BAD_COUNTS) for count in counts], size=(height, width))


def _string_span(value: bytes, begin: int) -> tuple[int, int]:
    """Where the string of a run-length dictionary, a value that begins at `begin`, stands; the last key counts."""
    members, _ = _members(value.decode("latin-1"), 0)
    first, last = [(a, b) for key, a, b in members if key == "counts"][-1]
    return begin + first + 1, begin + last - 1


def _side(value: Any) -> int:
    side = _whole(value, BAD_SIZE)
    if side < 0:
        raise _UnusableError(BAD_SIZE)
    return side


def _whole(value: Any, status: int) -> int:
    if not isinstance(value, float):
        raise _UnusableError(status)
    if not math.isfinite(value):
        raise _UnusableError(NOT_FINITE)
    if not value.is_integer() or abs(value) > LARGEST_WHOLE:
        raise _UnusableError(status)
    return int(value)


_KNOWN_KEYS = ("bbox", "area", "score", "iscrowd")
_SPACE = re.compile(r"[ \t\n\r]*")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")


def _annotation_list(document: str) -> tuple[int, int, list[_Record]]:
    """Begin and end of the list, and its records."""
    begin = _skip_space(document, 0)
    if document[begin : begin + 1] != "[":
        members, end = _members(document, begin)
        lists = [(a, b) for key, a, b in members if key == "annotations"]
        for key, a, b in members:
            if key != "annotations" and document[a] not in "[{":
                _json(document[a:b])
        if len(lists) != 1 or document[lists[0][0]] != "[":
            raise _IrregularError
        _check_end(document, end)
        begin = lists[0][0]
    else:
        _check_end(document, _value_end(document, begin))
    items, end = _items(document, begin)
    return begin, end, [_record(document, a) for a, _ in items]


def _check_end(document: str, at: int) -> None:
    if _skip_space(document, at) != len(document):
        raise _IrregularError


def _record(document: str, begin: int) -> _Record:
    members, _ = _members(document, begin)
    fields = {key: document[a:b] for key, a, b in members}
    places = {key: (a, b) for key, a, b in members}
    for key, a, b in members:  # of equal keys the last one counts, but all must be regular
        _check_field(key, document[a:b])
    if "image_id" not in fields or "category_id" not in fields:
        raise _IrregularError
    box = _json(fields.get("bbox", "null")) or []
    annotation_id = _json(fields.get("id", "null"))
    flags = (
        (annotation_id is not None) * HAS_ID + bool(box) * HAS_BOX + bool(_json(fields.get("iscrowd", "0"))) * IS_CROWD
    )
    numbers = [*(box or [math.nan] * 4), *(_json(fields.get(key, "null")) for key in ("area", "score"))]
    return _Record(
        [int(fields["image_id"]), int(fields["category_id"]), int(fields["id"]) if flags & HAS_ID else 0],
        [math.nan if number is None else number for number in numbers],
        flags,
        places.get("segmentation", (0, 0)),
    )


def _check_field(key: str, text: str) -> None:
    if key == "segmentation":
        regular = text[:1] in ("[", "{") or text == "null"
    elif key in ("image_id", "category_id"):
        regular = _WHOLE.fullmatch(text) is not None
    elif key == "id":
        regular = text == "null" or _WHOLE.fullmatch(text) is not None
    else:
        value = _json(text)
        if key not in _KNOWN_KEYS and re.search(r"\\u[dD]", text):
            raise _IrregularError
        regular = {"bbox": _is_box, "area": _is_number_or_none, "score": _is_number_or_none, "iscrowd": _is_crowd}.get(
            key, lambda _: True
        )(value)
    if not regular:
        raise _IrregularError


def _is_number(value: Any) -> bool:
    return isinstance(value, float) and math.isfinite(value)


def _is_number_or_none(value: Any) -> bool:
    return value is None or _is_number(value)


def _is_crowd(value: Any) -> bool:
    return isinstance(value, bool) or _is_number_or_none(value)


def _is_box(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, list) and len(value) == 4 and all(map(_is_number, value)))


def _json(text: str) -> Any:
    if _depth(text.encode("latin-1")) > MAX_DEPTH:
        raise _IrregularError
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise _IrregularError from None


def _members(document: str, begin: int) -> tuple[list[tuple[str, int, int]], int]:
    """Keys of an object with the begin and end of their values, and its end."""
    members = []
    at = _expect(document, begin, "{")
    while True:
        at = _skip_space(document, at)
        key_end = _value_end(document, at)
        key = _json(document[at:key_end])
        if not isinstance(key, str):
            raise _IrregularError
        at = _skip_space(document, _expect(document, key_end, ":"))
        end = _value_end(document, at)
        members.append((key, at, end))
        at = _skip_space(document, end)
        if document[at : at + 1] != ",":
            return members, _expect(document, at, "}")
        at += 1


def _items(document: str, begin: int) -> tuple[list[tuple[int, int]], int]:
    """Begin and end of the items of a list, and its end."""
    at = _skip_space(document, _expect(document, begin, "["))
    if document[at : at + 1] == "]":
        return [], at + 1
    items = []
    while True:
        at = _skip_space(document, at)
        end = _value_end(document, at)
        items.append((at, end))
        at = _skip_space(document, end)
        if document[at : at + 1] != ",":
            return items, _expect(document, at, "]")
        at += 1


def _skip_space(document: str, at: int) -> int:
    match = _SPACE.match(document, at)
    return match.end() if match else at


def _expect(document: str, at: int, character: str) -> int:
    at = _skip_space(document, at)
    if document[at : at + 1] != character:
        raise _IrregularError
    return at + 1


def _value_end(document: str, at: int) -> int:
    """Where a value ends: at the bracket that closes it, or before the next punctuation."""
    if document[at : at + 1] not in ("[", "{"):
        return _scalar_end(document, at)
    depth = 0
    while at < len(document):
        c = document[at]
        if c == '"':
            at = _scalar_end(document, at)
            continue
        at += 1
        depth += (c in "[{") - (c in "]}")
        if depth == 0:
            return at
    raise _IrregularError


def _scalar_end(document: str, at: int) -> int:
    try:
        return _DECODER.raw_decode(document, at)[1]
    except json.JSONDecodeError:
        raise _IrregularError from None


def _offsets(lengths: list[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
