"""Outcomes in files: what `labelgauge.scoring.detection_state.ordered` returns, without having it in memory."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.scoring.detection_join import joined, n_rows
from labelgauge.scoring.detection_rows import SIDES, Part, Rows, Side, row_type
from labelgauge.scoring.detection_spill import Spill, told
from labelgauge.scoring.detection_state import Outcomes, Places
from labelgauge.scoring.npy_file import NpyFile
from labelgauge.scoring.private_folder import PrivateFolder, filling

_PREFIX: dict[Side, str] = {"detections": "", "gold": "gold_"}
"""What the names of a side's columns begin with, as in `Outcomes`."""

_COLUMNS = ("image", "category", "rank", "score", "outcome", "gold_image", "gold_category", "gold_ignored")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MappedOutcomes(Outcomes):
    """Outcomes whose arrays are read-only maps of files. Pickled, it is one in memory.

    Parameters
    ----------
    folder
        Where the files are; they are removed with this object.
    """

    folder: PrivateFolder

    def __reduce__(self) -> tuple[type[Outcomes], tuple[Any, ...]]:
        return Outcomes, (self.image_ids, *(np.array(getattr(self, name)) for name in _COLUMNS))


def mapped(parts: Sequence[Part], spill: Spill, n_categories: int, *, threads: int = 1) -> MappedOutcomes:
    """Outcomes of all parts, images by id, and detections by category, image and falling score.

    Parameters
    ----------
    parts
        At least one; no two have an image in common.
    spill
        Where the files go.
    n_categories
        How many categories there are.
    threads
        Number of threads; never changes the answer.

    Raises
    ------
    InputError
        If files cannot be read or written. Nothing is left of new ones then.
    """
    image_ids, places = _by_id(parts)
    with told(spill), filling(spill.folder) as folder:
        for side in SIDES:
            _write(parts, places, side, n_categories, folder.path, threads)
        maps = {name: np.load(folder.path / f"{name}.npy", mmap_mode="r") for name in _COLUMNS}
    return MappedOutcomes(image_ids, **maps, folder=folder)


def _by_id(parts: Sequence[Part]) -> tuple[list[Any], list[Places]]:
    """Ids of all images, ascending, and the places of those of each part."""
    image_ids = [value for part in parts for value in part.image_ids]
    by_id = sorted(range(len(image_ids)), key=image_ids.__getitem__)
    place = np.empty(len(by_id), np.int32)
    place[by_id] = np.arange(len(by_id), dtype=np.int32)
    ends = np.cumsum([len(part.image_ids) for part in parts])
    return [image_ids[i] for i in by_id], np.split(place, ends[:-1])


def _write(
    parts: Sequence[Part], places: Sequence[Places], side: Side, n_categories: int, folder: Path, threads: int
) -> None:
    """A file for each column of a side; what a column has per range or threshold lies together in it."""
    dtype, n, at = row_type(side, *parts[0].judged_by), int(n_rows(parts, side, n_categories).sum()), 0
    kinds = {"category": np.dtype(np.int64)} | {name: dtype[name] for name in dtype.names or ()}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(NpyFile(folder / f"{_PREFIX[side]}{name}.npy", kind.base, (*kind.shape, n)))
            for name, kind in kinds.items()
        }
        for rows, category in joined(parts, places, side, n_categories, threads=threads):
            files["category"].write(at, category)
            for name in dtype.names or ():
                files[name].write(at, _last(rows, name))
            at += len(rows)


def _last(rows: Rows, name: str) -> NDArray[Any]:
    """A column with its rows along the last axis."""
    return np.ascontiguousarray(np.moveaxis(rows[name], 0, -1))
