"""COCO's RLE dictionaries to columns of masks, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry._columns import gather, offsets_of, shifted
from labelgauge.geometry._sizes import checked_size
from labelgauge.kernels import _check, rle

Columns = tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]


def decoded(items: Iterable[Mapping[str, Any]], threads: int) -> Columns:
    """Counts, offsets and sizes of dictionaries, whose counts may be strings and lists side by side."""
    items = list(items)
    text, text_offsets, sizes = rle.join_strings(items, threads=threads)
    if len(sizes) == len(items):
        counts, offsets, status = rle.decode_strings(text, text_offsets, sizes, threads=threads)
        _raise_first_failure(status, np.arange(len(items), dtype=np.int64))
        return counts, offsets, sizes
    given = [_item(item, i) for i, item in enumerate(items)]
    sizes = np.array([size for size, _ in given], dtype=np.int64).reshape(-1, 2)
    is_text = np.array([isinstance(counts, bytes) for _, counts in given], dtype=np.bool_)
    texts = [counts for _, counts in given if isinstance(counts, bytes)]
    lists = [counts for _, counts in given if not isinstance(counts, bytes)]
    parts = []
    if texts or not lists:
        parts.append(rle.decode_strings(*_joined(texts), sizes[is_text], threads=threads))
    if lists:
        runs = np.concatenate(lists)
        parts.append(rle.normalize_runs(runs, _lengths(lists), sizes[~is_text], threads=threads))
    order = np.concatenate((np.flatnonzero(is_text), np.flatnonzero(~is_text)))
    _raise_first_failure(np.concatenate([status for _, _, status in parts]), order)
    if len(parts) == 1:
        return parts[0][0], parts[0][1], sizes
    counts = np.concatenate([part_counts for part_counts, _, _ in parts])
    offsets = shifted([part_offsets for _, part_offsets, _ in parts])
    counts, offsets = gather(counts, offsets, np.argsort(order), threads=threads)
    return counts, offsets, sizes


def encoded(
    counts: NDArray[np.uint32], offsets: NDArray[np.int64], sizes: NDArray[np.int64], *, text: bool
) -> list[dict[str, Any]]:
    """Dictionaries, their counts as compressed bytes, or str."""
    joined, string_offsets = rle.encode_strings(counts, offsets)
    data, ends = joined.tobytes(), string_offsets.tolist()
    strings = [data[begin:end] for begin, end in zip(ends[:-1], ends[1:], strict=True)]
    return [
        {"size": size, "counts": string.decode("ascii") if text else string}
        for size, string in zip(sizes.tolist(), strings, strict=True)
    ]


def _joined(texts: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    return np.frombuffer(b"".join(texts), dtype=np.uint8), _lengths(texts)


def _item(item: Any, i: int) -> tuple[Sequence[int], bytes | NDArray[np.int64]]:
    """Size and counts of one RLE dictionary, counts still to be decoded."""
    try:
        size, counts = item["size"], item["counts"]
        height, width = size
    except (TypeError, KeyError, ValueError):
        what = "an RLE must be a dictionary with 'size' (height, width) and 'counts'"
        raise InputError(what, where=f"item {i}") from None
    usual = type(height) is int and type(width) is int and min(height, width) >= 0
    if not usual or max(height, width, height * width) > _check.MAX_PIXELS:
        size = checked_size(size, f"item {i}")
    if isinstance(counts, bytes):
        return size, counts
    if isinstance(counts, str):
        return size, counts.encode("utf-8", "surrogatepass")
    return size, _run_list(counts, i)


def _run_list(counts: Any, i: int) -> NDArray[np.int64]:
    """Counts given as numbers; those that do not fit int64 become the largest or the least that do, as illegal."""
    try:
        runs = np.asarray(counts)
    except ValueError:  # a ragged list
        runs = np.zeros(())
    if runs.ndim == 1 and np.issubdtype(runs.dtype, np.signedinteger):
        return runs.astype(np.int64)
    whole = runs.ndim == 1 and all(
        isinstance(count, int | np.integer) and not isinstance(count, bool) for count in counts
    )
    if not whole:
        what = "counts must be a string, bytes or a flat list of whole numbers"
        raise InputError(what, where=f"item {i}")
    limits = np.iinfo(np.int64)
    return np.array([min(max(int(count), limits.min), limits.max) for count in counts], dtype=np.int64)


def _raise_first_failure(status: NDArray[np.uint8], order: NDArray[np.int64]) -> None:
    failed = np.flatnonzero(status)
    if len(failed):
        first = failed[np.argmin(order[failed])]
        raise GeometryError(rle.STATUS_TEXT[int(status[first])], where=f"mask {int(order[first])}")


def _lengths(items: Sequence[Any]) -> NDArray[np.int64]:
    return offsets_of(np.fromiter(map(len, items), dtype=np.int64, count=len(items)))
