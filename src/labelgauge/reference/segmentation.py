"""Twin of the segmentation parser: the standard library reads the JSON, plain Python looks at what came out."""

from __future__ import annotations

import json
import math
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
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
]


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
    string: bytes = b""
    size: tuple[int, int] = (0, 0)


_DECODER = json.JSONDecoder(parse_int=float, parse_float=float, parse_constant=float)


def parse_segmentations(text: NDArray[np.uint8], text_offsets: NDArray[np.int64]) -> Segmentations:
    """Parse every value with ``json`` and check it."""
    values = [_value(text[begin:end].tobytes()) for begin, end in zip(text_offsets[:-1], text_offsets[1:], strict=True)]
    rings = [ring for value in values for ring in value.rings]
    return (
        np.array([value.kind for value in values], dtype=np.uint8),
        np.array([value.status for value in values], dtype=np.uint8),
        np.array([number for ring in rings for number in ring], dtype=np.float64).reshape(-1, 2),
        _offsets([len(ring) // 2 for ring in rings]),
        _offsets([len(value.rings) for value in values]),
        np.array([count for value in values for count in value.counts], dtype=np.int64),
        _offsets([len(value.counts) for value in values]),
        np.frombuffer(b"".join(value.string for value in values), dtype=np.uint8),
        _offsets([len(value.string) for value in values]),
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
        return _Value(kind=STRING, string=counts.encode("ascii"), size=(height, width))
    if not isinstance(counts, list):
        raise _UnusableError(BAD_COUNTS)
    return _Value(kind=COUNTS, counts=[_whole(count, BAD_COUNTS) for count in counts], size=(height, width))


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


def _offsets(lengths: list[int]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
