"""Keypoints of annotations, decoded from the file only when they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from labelgauge.dataset.json_text import is_list, lenient_annotations
from labelgauge.geometry._columns import offsets_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, repr=False)
class Poses:
    """The keypoints of every annotation as the file has them.

    Parameters
    ----------
    triples
        float64 (p, 3): x, y and v of all points.
    offsets
        int64 (n + 1,), where each annotation's points begin and end.
    stated
        float64 (n,), how many points are labelled, as ``num_keypoints`` says; NaN where it is absent or no number.
    malformed
        bool (n,), which ``keypoints`` are not triples of finite numbers; these count as none.
    """

    triples: Floats
    offsets: Ints
    stated: Floats
    malformed: Bools

    @property
    def lengths(self) -> Ints:
        """How many points each annotation has; int64 (n,)."""
        return np.diff(self.offsets)

    def labelled(self) -> Floats:
        """How many points of each annotation are labelled: as stated, or else those with v > 0; float64 (n,).

        What is stated need be no count: COCO only asks whether it is 0.
        """
        before = np.append(0, np.cumsum(self.triples[:, 2] > 0))
        return np.where(np.isnan(self.stated), np.diff(before[self.offsets]), self.stated)

    def extents(self, *, labelled: bool) -> Floats:
        """x0, y0, x1, y1 around the points of each annotation; float64 (n, 4), NaN without points.

        Parameters
        ----------
        labelled
            Whether to go around points with v > 0 alone, where an annotation has any.
        """
        counts, n = self.lengths, len(self.stated)
        owner = np.repeat(np.arange(n), counts)
        shown = self.triples[:, 2] > 0
        some = np.bincount(owner[shown], minlength=n) > 0
        kept = shown | ~some[owner] if labelled else np.ones(len(owner), np.bool_)
        around = np.full((n, 4), np.nan)
        if kept.any():
            rows, begins = np.unique(owner[kept], return_index=True)
            points = self.triples[kept, :2]
            around[rows, :2] = np.minimum.reduceat(points, begins)
            around[rows, 2:] = np.maximum.reduceat(points, begins)
        return around


class _Posed(msgspec.Struct, gc=False):
    keypoints: list[float] | None = None
    num_keypoints: float | None = None


class _PosedFile(msgspec.Struct, gc=False):
    annotations: list[_Posed]


_FILE = msgspec.json.Decoder(_PosedFile)
_RESULTS = msgspec.json.Decoder(list[_Posed])


def poses_of(text: bytes, rows: Sequence[int], *, path: str) -> Poses:
    """Decode the keypoints of some annotations.

    Parameters
    ----------
    text
        The file's content: a COCO dataset or a result list.
    rows
        Which annotations of the file, by position.
    path
        Path of the file, for messages.

    Returns
    -------
    Poses
        One entry per row.

    Raises
    ------
    FormatError
        If something between the poses cannot be read, such as lists in lists in lists and so on.
    """
    records = _records(text, path)
    chosen = [records[row] for row in rows]
    lists = [record.keypoints or [] for record in chosen]
    malformed = np.array([len(points) % 3 != 0 for points in lists], dtype=np.bool_)
    lists = [[] if wrong else points for points, wrong in zip(lists, malformed.tolist(), strict=True)]
    stated = [np.nan if record.num_keypoints is None else record.num_keypoints for record in chosen]
    lengths = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    flat = np.fromiter(chain.from_iterable(lists), dtype=np.float64, count=int(lengths.sum()))
    return Poses(flat.reshape(-1, 3), offsets_of(lengths // 3), np.array(stated, dtype=np.float64), malformed)


def _records(text: bytes, path: str) -> Sequence[_Posed]:
    try:
        return _RESULTS.decode(text) if is_list(text) else _FILE.decode(text).annotations
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        # Somewhere there is what no pose may hold; a lenient read may have left it out.
        items = lenient_annotations(text, path, parse_int=float)
    return [_Posed(_flat(item.get("keypoints")), _number(item.get("num_keypoints"))) for item in items]


def _flat(value: Any) -> list[float] | None:
    """The list; if it is no list of finite numbers, one of a single number, which is malformed as well."""
    if value is None:
        return None
    numbers = [_number(item) for item in value] if isinstance(value, list) else [None]
    return [0.0] if None in numbers else [number for number in numbers if number is not None]


def _number(value: Any) -> float | None:
    return value if isinstance(value, float) and abs(value) <= sys.float_info.max else None
