"""What two people drew of one thing: lung nodules by four radiologists, kidneys and tumours by three annotators.

Sixty nodules are among the examples. More is read from the folder that the environment variable LABELGAUGE_DATA names,
where there is one.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapes import EXAMPLES

Bools = NDArray[np.bool_]
Spacing = tuple[float, ...]
Pair = tuple[Bools, Bools, Spacing]
"""Gold, candidate and spacing."""
Row = dict[str, str]
DATA = os.environ.get("LABELGAUGE_DATA")
Volume = tuple[NDArray[Any], Spacing]
"""Voxels, of which each bit is a reader's mask, and their spacing."""


@dataclass(frozen=True)
class Source:
    """Some data set, the number of its pairs, and what has to be there to read it."""

    name: str
    n_pairs: int
    folder: str
    read_from: Callable[[Path], list[Pair]]
    module: str = "numpy"
    parent: str | Path | None = DATA

    def missing(self) -> str | None:
        """Why the pairs cannot be read here, if so."""
        if not self.parent or not (Path(self.parent) / self.folder).is_dir():
            return f"LABELGAUGE_DATA names no folder with {self.folder}"
        return None if importlib.util.find_spec(self.module) else f"{self.module} is not installed"

    def pairs(self, n: int | None = None) -> list[Pair]:
        """All pairs, or `n` of them, the same in every run."""
        pairs = self.read_from(Path(self.parent or "") / self.folder)
        if n is None:
            return pairs
        return [pairs[k] for k in np.random.default_rng(0).choice(len(pairs), n, replace=False)]


def _example_nodules(folder: Path) -> list[Pair]:
    return _of_nodules(folder / "masks.npz", _rows(folder / "nodules.csv"), _rows(folder / "expected.csv.gz"))


def _nodules(folder: Path) -> list[Pair]:
    import zstandard  # noqa: PLC0415 - needed for this data set alone

    masks = zstandard.decompress((folder / "nodule_masks_2to4_raters.npz.zst").read_bytes())
    readings = _rows(folder / "expected_surface_metrics_220_nodules.csv.gz")
    return _of_nodules(io.BytesIO(masks), _rows(folder / "nodules.csv.gz"), readings)


def _of_nodules(archive: Path | io.BytesIO, nodules: list[Row], readings: list[Row]) -> list[Pair]:
    spacings = {nodule["key"]: tuple(float(nodule[step]) for step in ("dz", "dy", "dx")) for nodule in nodules}
    with np.load(archive) as file:
        return _of_readings(readings, ["key"], lambda key: (file[key], spacings[key]), first_reader=0)


def _kidneys(folder: Path) -> list[Pair]:
    import nibabel  # noqa: PLC0415 - needed for this data set alone

    def read(case: str, instance: str) -> Volume:
        image = nibabel.load(folder / case / f"{instance}.nii.gz")
        return np.asarray(image.dataobj), tuple(map(float, image.header.get_zooms()))

    return _of_readings(_rows(folder / "expected_surface_metrics.csv.gz"), ["case", "instance"], read, first_reader=1)


def _of_readings(
    readings: list[Row], names: Sequence[str], read: Callable[..., Volume], *, first_reader: int
) -> list[Pair]:
    """The masks of readers `a` and `b` of each row; the lowest bit is the first reader's. No mask is there twice."""
    read = cache(read)

    @cache
    def mask(reader: str, *name: str) -> Bools:
        bits = read(*name)[0] >> int(reader) - first_reader
        drawn: Bools = bits & 1 == 1
        return drawn

    named = [(row, [row[name] for name in names]) for row in readings]
    return [(mask(row["a"], *name), mask(row["b"], *name), read(*name)[1]) for row, name in named]


def _rows(path: Path) -> list[Row]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


NODULES = Source("LIDC examples", 360, "lidc_nodules", _example_nodules, parent=EXAMPLES)
ALL_NODULES = Source("LIDC", 1320, "lidc_nodules", _nodules, "zstandard")
KIDNEYS = Source("KiTS", 807, "kits23_three_annotators", _kidneys, "nibabel")
SOURCES = (NODULES, ALL_NODULES, KIDNEYS)
