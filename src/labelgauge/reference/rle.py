"""Twins of the run-length kernels: masks are expanded pixel by pixel, strings are read digit by digit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import Runs, joined, offsets_of, pixels_of, runs_at, runs_of

OK, TRUNCATED, BAD_CHARACTER, NEGATIVE, WRONG_SUM, TOO_LARGE, NO_RUNS, EMPTY_RUN = range(8)
MAX_PIXELS = 2**32 - 1
MOST_DIGITS = 12

RunsAndStatus = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8]]


class _UndecodableError(Exception):
    """Carries the status of a mask that cannot be decoded."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def join_strings(items: list[Any]) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Take item after item while they are regular."""
    texts: list[bytes] = []
    sizes: list[list[int]] = []
    for item in items:
        if not _is_regular(item):
            break
        counts = item["counts"]
        texts.append(counts.encode("ascii") if isinstance(counts, str) else counts)
        sizes.append(list(item["size"]))
    text = np.frombuffer(b"".join(texts), dtype=np.uint8)
    return text, offsets_of([len(each) for each in texts]), np.array(sizes, dtype=np.int64).reshape(-1, 2)


def decode_strings(text: NDArray[np.uint8], text_offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> RunsAndStatus:
    """Decode strings one number at a time; from the fourth on, a number is a difference to the one before the last."""

    def counts_of(i: int) -> list[int]:
        codes = text[text_offsets[i] : text_offsets[i + 1]].tolist()
        counts: list[int] = []
        total, pixels = 0, _pixels(sizes[i])
        while codes:
            number = _pop_number(codes)
            counts.append(number + counts[-2] if len(counts) > 2 else number)
            total = _checked_total(total, counts[-1], pixels)
        return counts

    return _decoded(counts_of, sizes)


def decode_json_strings(text: NDArray[np.uint8], spans: NDArray[np.int64], sizes: NDArray[np.int64]) -> RunsAndStatus:
    """Resolve the escapes of every string, then decode them."""
    strings = [_unescaped(text[begin:end].tobytes()) for begin, end in spans]
    joined_text = np.frombuffer(b"".join(strings), dtype=np.uint8)
    return decode_strings(joined_text, offsets_of([len(string) for string in strings]), sizes)


def measure_json_strings(
    text: NDArray[np.uint8], spans: NDArray[np.int64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Decode every string and look at its pixels."""
    counts, offsets, status = decode_json_strings(text, spans, sizes)
    boxes = np.zeros((len(status), 4), dtype=np.int64)
    for i in np.flatnonzero(status == OK).tolist():
        runs = np.array(runs_at(counts, offsets, i), dtype=np.uint32)
        boxes[i] = bounding_box(runs, np.array([0, len(runs)]), sizes[i : i + 1])
    return status, np.diff(offsets), area(counts, offsets), boxes


def encode_strings(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Write each number in base 32, least significant digit first, until only sign digits remain."""
    strings = []
    for i in range(len(offsets) - 1):
        runs = runs_at(counts, offsets, i)
        numbers = [run - runs[k - 2] if k > 2 else run for k, run in enumerate(runs)]
        strings.append("".join(_number_text(number) for number in numbers))
    text = np.frombuffer("".join(strings).encode("ascii"), dtype=np.uint8)
    return text, offsets_of([len(string) for string in strings])


def normalize_runs(counts: NDArray[np.int64], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> RunsAndStatus:
    """Check counts one after the other, then join the runs that a zero-length run separates."""

    def counts_of(i: int) -> list[int]:
        runs = runs_at(counts, offsets, i)
        total, pixels = 0, _pixels(sizes[i])
        for run in runs:
            total = _checked_total(total, run, pixels)
        return runs

    return _decoded(counts_of, sizes)


def check_runs(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Look at each mask's runs in turn; without sizes, their sum is not looked at."""
    status = []
    for i in range(len(offsets) - 1):
        runs = runs_at(counts, offsets, i)
        if not runs:
            status.append(NO_RUNS)
        elif 0 in runs[1:]:
            status.append(EMPTY_RUN)
        elif len(sizes) and sum(runs) != _pixels(sizes[i]):
            status.append(WRONG_SUM)
        else:
            status.append(OK)
    return np.array(status, dtype=np.uint8)


def area(counts: NDArray[np.uint32], offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Add up every second run."""
    return np.array([sum(runs_at(counts, offsets, i)[1::2]) for i in range(len(offsets) - 1)], dtype=np.int64)


def bounding_box(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find the rows and columns that have a foreground pixel."""
    boxes = np.zeros((len(sizes), 4), dtype=np.int64)
    for i in range(len(sizes)):
        rows, columns = np.nonzero(pixels_of(counts, offsets, sizes, i))
        if len(rows):
            boxes[i] = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return boxes


def decode_dense(counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Expand every mask pixel by pixel."""
    height, width = sizes[0].tolist() if len(sizes) else (0, 0)
    dense = np.zeros((len(sizes), height, width), dtype=np.bool_)
    for i in range(len(sizes)):
        dense[i] = pixels_of(counts, offsets, sizes, i)
    return dense


def encode_dense(dense: NDArray[np.bool_ | np.integer[Any]]) -> Runs:
    """Walk each mask column by column and note where the colour changes."""
    return joined([runs_of(mask != 0) for mask in dense])


def union(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], group_offsets: NDArray[np.int64]
) -> Runs:
    """Expand each group and take the pixels that any of its masks has."""
    return _merged(counts, offsets, sizes, group_offsets, np.logical_or.reduce)


def intersection(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], group_offsets: NDArray[np.int64]
) -> Runs:
    """Expand each group and take the pixels that all of its masks have."""
    return _merged(counts, offsets, sizes, group_offsets, np.logical_and.reduce)


def _merged(
    counts: NDArray[np.uint32],
    offsets: NDArray[np.int64],
    sizes: NDArray[np.int64],
    group_offsets: NDArray[np.int64],
    combine: Callable[[list[NDArray[np.bool_]]], NDArray[np.bool_]],
) -> Runs:
    merged = []
    for begin, end in zip(group_offsets[:-1], group_offsets[1:], strict=True):
        merged.append(runs_of(combine([pixels_of(counts, offsets, sizes, i) for i in range(begin, end)])))
    return joined(merged)


def _is_regular(item: Any) -> bool:
    if type(item) is not dict or not {"size", "counts"} <= item.keys():
        return False
    size, counts = item["size"], item["counts"]
    if type(size) not in {list, tuple} or [type(side) for side in size] != [int, int]:
        return False
    fits = all(0 <= side < 2**31 for side in size) and size[0] * size[1] <= MAX_PIXELS
    return fits and (type(counts) is bytes or (type(counts) is str and counts.isascii()))


_ESCAPE = re.compile(rb"\\(?:([\"\\/bfnrt])|u([0-9a-fA-F]{4}))?")
_MEANINGS = dict(zip(b'"\\/bfnrt', b'"\\/\b\f\n\r\t', strict=True))


def _unescaped(string: bytes) -> bytes:
    """What the escapes of a JSON string stand for; 0xFF where that is nothing legal, or not ASCII."""

    def meaning(match: re.Match[bytes]) -> bytes:
        name, digits = match.groups()
        code = _MEANINGS[name[0]] if name else int(digits, 16) if digits else 0xFF
        return bytes([code if code <= 0x7F else 0xFF])

    return _ESCAPE.sub(meaning, string)


def _pop_number(codes: list[int]) -> int:
    """Take one number off the front of a string's characters."""
    number, digits = 0, 0
    while True:
        if not codes:
            raise _UndecodableError(TRUNCATED)
        code = codes[0] - 48
        if not 0 <= code < 64:
            raise _UndecodableError(BAD_CHARACTER)
        if digits == MOST_DIGITS:
            raise _UndecodableError(TOO_LARGE)
        del codes[0]
        number += (code % 32) * 32**digits
        digits += 1
        if code < 32:  # the last digit; its top bit is the sign
            return int(number - 32**digits) if code >= 16 else number


def _number_text(number: int) -> str:
    digits = ""
    while True:
        digit, number = number % 32, number // 32
        done = number == (-1 if digit >= 16 else 0)
        digits += chr(48 + digit + (0 if done else 32))
        if done:
            return digits


def _checked_total(total: int, count: int, pixels: int) -> int:
    if count < 0:
        raise _UndecodableError(NEGATIVE)
    if total + count > pixels:
        raise _UndecodableError(TOO_LARGE if count > MAX_PIXELS else WRONG_SUM)
    return total + count


def _decoded(counts_of: Callable[[int], list[int]], sizes: NDArray[np.int64]) -> RunsAndStatus:
    masks: list[list[int]] = []
    status = []
    for i in range(len(sizes)):
        try:
            if _pixels(sizes[i]) > MAX_PIXELS:
                raise _UndecodableError(TOO_LARGE)
            counts = counts_of(i)
            if sum(counts) != _pixels(sizes[i]):
                raise _UndecodableError(WRONG_SUM)
        except _UndecodableError as reason:
            masks.append([])
            status.append(reason.status)
        else:
            masks.append(_canonical(counts))
            status.append(OK)
    counts_array, offsets = joined(masks)
    return counts_array, offsets, np.array(status, dtype=np.uint8)


def _canonical(counts: list[int]) -> list[int]:
    """Join neighbouring runs of one colour; the first run is background, even if empty."""
    runs = [0]
    for k, count in enumerate(counts):
        if count == 0:
            continue
        if k % 2 == (len(runs) - 1) % 2:
            runs[-1] += count
        else:
            runs.append(count)
    return runs


def _pixels(size: NDArray[np.int64]) -> int:
    """Pixels of an image, but those along a side if there are more of them: a side may be too long by itself."""
    height, width = size.tolist()
    pixels = int(height * width)
    return pixels if max(height, width) <= MAX_PIXELS else MAX_PIXELS + 1
