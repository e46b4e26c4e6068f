"""Detections and gold objects put in order, and which of them overlap: all that matching by score needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cells:
    """Gold objects and detections by category, then image; a cell is what one image has of one category.

    Parameters
    ----------
    category, image
        int64 (cells,), of every cell that has anything.
    gold
        int64 (g,), rows of the gold objects, cell after cell, in the order of their turns and of the rows.
    detection
        int64 (n,), rows of the detections, cell after cell, in each by falling score; equals in that order too.
    gold_offsets, detection_offsets
        int64 (cells + 1,), where each cell's objects begin and end.
    rank
        int64 (n,), the place of each detection in its cell, from 0.
    """

    category: Ints
    image: Ints
    gold: Ints
    detection: Ints
    gold_offsets: Ints
    detection_offsets: Ints
    rank: Ints


@dataclass(frozen=True, slots=True)
class Edges:
    """What detections overlap, in the order of `Cells`.

    Parameters
    ----------
    offsets
        int64 (n + 1,), where each detection's edges begin and end.
    gold
        int64 (e,), places in `Cells.gold`, ascending within a detection.
    overlap
        float64 (e,), how much they overlap.
    """

    offsets: Ints
    gold: Ints
    overlap: Floats

    @classmethod
    def of(cls, cells: Cells, found: Ints, gold: Ints, overlap: Floats) -> Edges:
        """Of pairs, as places of detection and gold in `cells`, ordered so."""
        return cls(offsets_of(np.bincount(found, minlength=len(cells.detection))), gold, overlap)

    def owners(self) -> Ints:
        """The place in `Cells.detection` of each edge's detection; int64 (e,)."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def at_least(self, least: float, overlap: Floats) -> Edges:
        """With other overlaps, those edges alone that have `least` or more."""
        kept = overlap >= least
        before = np.append(0, np.cumsum(kept))
        return Edges(before[self.offsets], self.gold[kept], overlap[kept])


def arrange(
    gold: tuple[Ints, Ints],
    detections: tuple[Ints, Ints, Floats],
    n_categories: int,
    n_images: int,
    most: int | None,
    *,
    turns: tuple[Ints | None, Ints | None] = (None, None),
    threads: int = 1,
) -> Cells:
    """Put gold objects and detections in order.

    Parameters
    ----------
    gold
        Category and image of each gold object; int64.
    detections
        Category, image and score of each detection; int64, int64 and float64.
    n_categories, n_images
        How many there are.
    most
        How many detections of a cell are kept, those of the highest scores; None for all.
    turns
        Of gold objects and of detections: int64, which of a cell's equals come first, those of lower ones, before the
        order of the rows; None for the order of the rows alone.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Cells
        In the order of categories, images and scores.
    """
    category, image, _ = detections
    sides = (*gold, np.zeros(len(gold[0]))), detections
    gold_row, row = (
        _ordered(columns, turn, n_categories, n_images, threads) for columns, turn in zip(sides, turns, strict=True)
    )
    key = category[row] * n_images + image[row]
    rank = _places(key)
    if most is not None and len(rank) and rank.max() >= most:
        kept = rank < most
        row, key, rank = row[kept], key[kept], rank[kept]
    gold_key = gold[0][gold_row] * n_images + gold[1][gold_row]
    cells = np.union1d(_distinct(gold_key), _distinct(key))
    return Cells(
        category=cells // max(n_images, 1),
        image=cells % max(n_images, 1),
        gold=gold_row,
        detection=row,
        gold_offsets=np.append(np.searchsorted(gold_key, cells), len(gold_key)),
        detection_offsets=np.append(np.searchsorted(key, cells), len(key)),
        rank=rank,
    )


def _ordered(
    columns: tuple[Ints, Ints, Floats], turn: Ints | None, n_categories: int, n_images: int, threads: int
) -> Ints:
    """Rows by category, image, falling score and turn."""
    if turn is None:
        return detection.score_order(*columns, n_categories, n_images, threads=threads)
    first = np.argsort(turn, kind="stable")
    category, image, score = columns
    taken = category[first], image[first], score[first]
    return first[detection.score_order(*taken, n_categories, n_images, threads=threads)]


def _distinct(ascending: Ints) -> Ints:
    return ascending[np.append(True, np.diff(ascending) != 0)] if len(ascending) else ascending


def _places(ascending: Ints) -> Ints:
    """The place of each among its equals, from 0."""
    if not len(ascending):
        return ascending
    begins = np.flatnonzero(np.append(True, np.diff(ascending) != 0))
    return np.arange(len(ascending)) - np.repeat(begins, np.diff(np.append(begins, len(ascending))))


class Shapes(Protocol):
    """The geometry of both sides, and how much two objects overlap by it."""

    def edges(self, cells: Cells, crowd: Bools, least: float, *, threads: int) -> Edges:
        """All pairs of a cell that overlap enough.

        Parameters
        ----------
        cells
            As `arrange` returns it.
        crowd
            bool (gold rows,), whether overlap with a gold is the share of the detection that it covers.
        least
            Smallest overlap that matters, above 0.
        threads
            Number of threads; never changes the answer.
        """
