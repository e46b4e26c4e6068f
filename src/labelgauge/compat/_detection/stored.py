"""What entries of images say, as whoever holds them has left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.outcomes import Outcomes
from labelgauge.errors import InputError
from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection as kernel

Record = dict[str, Any]
Cell = tuple[int, int, Record]
"""Places of a category and an image, and what is said of them."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a face calls its entries and their fields."""

    entries: str
    scores: str
    matches: str
    ignored: str
    gold_ignored: str


def cells_of(entries: Sequence[Record | None], shape: tuple[int, int, int], names: Names) -> list[list[Cell]]:
    """For each range of areas, what there is of categories and images, in the order of both.

    Parameters
    ----------
    entries
        One per category, range of areas and image, in this order; None where there is nothing.
    shape
        How many categories, ranges and images there are.
    names
        What errors call the entries.

    Raises
    ------
    InputError
        If there are more or fewer entries.
    """
    n_categories, n_areas, n_images = shape
    if len(entries) != n_categories * n_areas * n_images:
        what = f"{names.entries} must have {shape} entries (categories, areas, images), not {len(entries)}"
        raise InputError(what, fix="Keep one for each, and the parameters that they were made with.")
    cells: list[list[Cell]] = [[] for _ in range(n_areas)]
    for number, entry in enumerate(entries):
        if entry is not None:
            row, image = divmod(number, n_images)
            category, area = divmod(row, n_areas)
            cells[area].append((category, image, entry))
    return cells


def stored_outcomes(cells: Sequence[Cell], n_thresholds: int, names: Names) -> Outcomes:
    """Outcomes in one range of areas.

    Raises
    ------
    InputError
        If an entry lacks a field, or matches are not one per threshold and detection.
    """
    scores, matches, ignored, gold_ignored = (
        _field(cells, name, names) for name in (names.scores, names.matches, names.ignored, names.gold_ignored)
    )
    lengths = np.array([len(column) for column in scores], dtype=np.int64)
    for name, tables in ((names.matches, matches), (names.ignored, ignored)):
        _check_shapes(cells, name, tables, [(n_thresholds, n) for n in lengths.tolist()], names)
    nothing: NDArray[np.float64] = np.zeros((n_thresholds, 0))
    found = np.concatenate([nothing, *matches], axis=1) != 0
    excused = np.concatenate([nothing, *ignored], axis=1) != 0
    outcome = np.where(excused, kernel.IGNORED, np.where(found, kernel.RIGHT, kernel.WRONG))
    return Outcomes(
        category=np.array([category for category, _, _ in cells], dtype=np.int64),
        image=np.array([image for _, image, _ in cells], dtype=np.int64),
        offsets=offsets_of(lengths),
        score=np.concatenate([np.zeros(0), *scores]).astype(np.float64),
        outcome=outcome.astype(np.uint8)[np.newaxis],
        n_gold=np.array([[np.count_nonzero(np.equal(flags, 0)) for flags in gold_ignored]], dtype=np.int64),
    )


def _field(cells: Sequence[Cell], name: str, names: Names) -> list[Any]:
    try:
        return [entry[name] for _, _, entry in cells]
    except KeyError:
        place = next(cell for cell in cells if name not in cell[2])
        what = f"there is no {name!r}"
        raise InputError(what, where=_where(place, names)) from None


def _check_shapes(
    cells: Sequence[Cell], name: str, tables: Sequence[Any], shapes: Sequence[tuple[int, int]], names: Names
) -> None:
    for cell, table, shape in zip(cells, tables, shapes, strict=True):
        if np.shape(table) != shape:
            what = f"{name!r} must have shape {shape} (thresholds, detections), not {np.shape(table)}"
            raise InputError(what, where=_where(cell, names))


def _where(cell: Cell, names: Names) -> str:
    category, image, _ = cell
    return f"{names.entries}, entry of category {category} and image {image} (counted from 0)"
