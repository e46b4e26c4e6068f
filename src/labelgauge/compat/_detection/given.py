"""Overlaps that somebody gives instead of geometry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.geometry._columns import offsets_of
from labelgauge.matching.detections import Cells, Edges

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Key = tuple[Any, Any]


class GivenOverlaps:
    """A matrix for each image and category: detections by falling score in rows, gold as it came in columns.

    Where there is none, or an empty one, nothing overlaps.

    Parameters
    ----------
    cells
        The order of both sides.
    keys
        Image id and category id of every cell.
    overlaps
        Matrices by these.

    Raises
    ------
    InputError
        If a matrix has too few rows, other columns than there is gold, or holds what is no finite number.
    """

    def __init__(self, cells: Cells, keys: list[Key], overlaps: Mapping[Key, Any]) -> None:
        self._n_gold, self._n_found = np.diff(cells.gold_offsets), np.diff(cells.detection_offsets)
        self._begins = offsets_of(self._n_gold * self._n_found)
        self._cell = _by_row(cells.detection, np.repeat(np.arange(len(keys)), self._n_found))
        self._rank = _by_row(cells.detection, cells.rank)
        first = np.repeat(cells.gold_offsets[:-1], self._n_gold)
        self._gold_rank = _by_row(cells.gold, np.arange(len(cells.gold)) - first)
        parts = [self._matrix(cell, key, overlaps.get(key, ())).ravel() for cell, key in enumerate(keys)]
        self._values = np.concatenate([np.zeros(0), *parts])

    def agrees(self, cell: int, key: Key, overlap: Any) -> bool:
        """Whether this is the matrix of a cell."""
        begin, end = self._begins[cell : cell + 2].tolist()
        return np.array_equal(self._values[begin:end], self._matrix(cell, key, overlap).ravel())

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:  # noqa: ARG002
        """Pairs of a cell by what was given for them."""
        cell = self._cell[cells.detection]
        lengths = self._n_gold[cell]
        begins = offsets_of(lengths)
        found = np.repeat(np.arange(len(lengths)), lengths)
        gold = np.arange(begins[-1]) - np.repeat(begins[:-1] - cells.gold_offsets[cell], lengths)
        much = self._given_for(cells.detection[found], cells.gold[gold])
        return Edges.of(cells, found, gold, much).at_least(least, much)

    def _given_for(self, detections: Ints, gold: Ints) -> Floats:
        """What was given for pairs of rows."""
        cell = self._cell[detections]
        place = self._begins[cell] + self._rank[detections] * self._n_gold[cell] + self._gold_rank[gold]
        given: Floats = self._values[place]
        return given

    def _matrix(self, cell: int, key: Key, overlap: Any) -> Floats:
        """A matrix as large as a cell; one of more rows has been made for more detections."""
        shape = int(self._n_found[cell]), int(self._n_gold[cell])
        if not np.size(overlap) or not all(shape):
            return np.zeros(shape)
        matrix = np.asarray(overlap)
        if matrix.dtype.kind not in "biuf" or matrix.ndim != 2 or len(matrix) < shape[0] or matrix.shape[1] != shape[1]:
            what = f"overlaps must be numbers of shape {shape} (detections, gold), not {matrix.dtype} {matrix.shape}"
            raise InputError(what, where=place_of(key))
        if not np.isfinite(matrix).all():
            what = "overlaps must be finite"
            raise InputError(what, where=place_of(key))
        return matrix[: shape[0]].astype(np.float64)


def place_of(key: Key) -> str:
    """How errors name an image and a category."""
    return f"image id {key[0]}, category id {key[1]}"


def _by_row(rows: Ints, values: Ints) -> Ints:
    """Values in the order of rows."""
    table = np.zeros(rows.max(initial=-1) + 1, dtype=np.int64)
    table[rows] = values
    return table
