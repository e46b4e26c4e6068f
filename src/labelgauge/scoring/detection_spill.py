"""Parts of a state that lie on disk: where they go, how they are written, and how they are read back."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from labelgauge.errors import InputError
from labelgauge.scoring.detection_join import joined, n_rows
from labelgauge.scoring.detection_parameters import is_whole
from labelgauge.scoring.detection_rows import SIDES, Held, Rows, Side, row_type
from labelgauge.scoring.detection_state import Ints, Outcomes, Places
from labelgauge.scoring.npy_file import NpyFile
from labelgauge.scoring.private_folder import PrivateFolder, filling

MOST_IN_MEMORY = 2**28
"""Bytes that a state may take in memory, if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Spill:
    """Where parts go, once there are more than so many bytes of them."""

    folder: Path
    most_in_memory: int


@dataclass(frozen=True, slots=True, eq=False)
class Spilled:
    """A part on disk; its files are removed when nobody has it any more.

    Parameters
    ----------
    image_ids
        Of all its images.
    offsets
        For either side, int64 (categories + 1,), where the rows of each category begin and end in its file.
    folder
        Where the files are, one for each side and named after it.
    """

    image_ids: list[Any]
    offsets: dict[Side, Ints]
    folder: PrivateFolder

    @property
    def judged_by(self) -> tuple[int, int]:
        """Numbers of ranges and thresholds."""
        n_ranges, n_thresholds = self._file("detections").dtype["outcome"].shape
        return n_ranges, n_thresholds

    def counts(self, side: Side, n_categories: int) -> Ints:
        """How many rows of each category there are."""
        assert n_categories == len(self.offsets[side]) - 1
        return np.diff(self.offsets[side])

    def rows(self, side: Side, first: int, end: int) -> tuple[Rows, Places]:
        """Rows of the categories from `first` to before `end`, and the category of each, ascending."""
        offsets = self.offsets[side][first : end + 1]
        category = np.repeat(np.arange(first, end, dtype=np.int32), np.diff(offsets))
        return self._file(side)[slice(*offsets[[0, -1]].tolist())], category

    def read(self) -> Outcomes:
        """The same in memory."""
        n_categories = len(self.offsets["gold"]) - 1
        rows, category = self.rows("detections", 0, n_categories)
        gold, gold_category = self.rows("gold", 0, n_categories)
        return Outcomes(
            self.image_ids,
            np.array(rows["image"]),
            category,
            np.array(rows["rank"]),
            np.array(rows["score"]),
            np.ascontiguousarray(np.moveaxis(rows["outcome"], 0, 2)),
            np.array(gold["image"]),
            gold_category,
            np.ascontiguousarray(gold["ignored"].T),
        )

    def _file(self, side: Side) -> Rows:
        """Opened anew each time: there may be more parts than files that can be open."""
        rows: Rows = np.load(self.folder.path / f"{side}.npy", mmap_mode="r")
        return rows


def checked_spill(folder: Any, most_in_memory: Any) -> Spill | None:
    """The setting, if parts are to go anywhere.

    Raises
    ------
    InputError
        If there is no such folder, nothing can be written in it, or the number is none of bytes.
    """
    if not is_whole(most_in_memory) or most_in_memory < 1:
        what = f"most_in_memory must be a whole number of bytes, at least 1, not {most_in_memory!r}"
        raise InputError(what, fix="Pass 2**28 for 256 MiB.")
    if folder is None:
        return None
    if not isinstance(folder, (str, os.PathLike)):
        what = f"spill must be the path of a folder, not {type(folder).__name__}"
        raise InputError(what, fix="Pass one that exists.")
    path = Path(folder).absolute()
    if not path.is_dir():
        what = f"there is no folder {str(path)!r}"
        raise InputError(what, where="spill", fix="Make it, or name another.")
    if not os.access(path, os.W_OK | os.X_OK):
        what = f"nothing can be written in the folder {str(path)!r}"
        raise InputError(what, where="spill", fix="Allow it, or name another.")
    return Spill(path, int(most_in_memory))


def found_spill(spill: Spill | None) -> Spill | None:
    """The setting on another machine, or later: none without its folder."""
    return spill if spill is not None and spill.folder.is_dir() else None


def spilled(held: Sequence[Outcomes], spill: Spill, n_categories: int, *, threads: int = 1) -> Spilled:
    """Write parts that are in memory as one on disk.

    Parameters
    ----------
    held
        At least one, each by category.
    spill
        Where.
    n_categories
        How many categories there are.
    threads
        Number of threads; never changes the answer.

    Raises
    ------
    InputError
        If it cannot be written. Nothing is left of it then.
    """
    parts = [Held(outcomes) for outcomes in held]
    first = np.cumsum([0, *(len(part.image_ids) for part in parts)], dtype=np.int32)
    places = [np.arange(begin, end, dtype=np.int32) for begin, end in zip(first[:-1], first[1:], strict=True)]
    image_ids = [value for part in parts for value in part.image_ids]
    offsets: dict[Side, Ints] = {}
    with told(spill), filling(spill.folder) as folder:
        for side in SIDES:
            offsets[side] = np.concatenate([[0], np.cumsum(n_rows(parts, side, n_categories))])
            dtype, n, at = row_type(side, *parts[0].judged_by), int(offsets[side][-1]), 0
            with NpyFile(folder.path / f"{side}.npy", dtype, (n,)) as file:
                for rows, _ in joined(parts, places, side, n_categories, threads=threads):
                    file.write(at, rows)
                    at += len(rows)
    return Spilled(image_ids, offsets, folder)


@contextmanager
def told(spill: Spill) -> Iterator[None]:
    """Say what a failure of the disk means to the caller."""
    try:
        yield
    except OSError as error:
        what = f"detections cannot be put into files in {str(spill.folder)!r}: {error.strerror or error}"
        fix = "Make room there or repair the folder, then repeat the call: it has changed nothing."
        raise InputError(what, where="DetectionAccumulator(spill=)", fix=fix) from error
