"""Tables of surface metrics that two libraries computed of real volumes, and how labelgauge is compared with them.

The columns ``sd_*`` are DeepMind's surface-distance, ``medpy_*`` are MedPy. Data too large for the repository is looked
for in the folder that the environment variable LABELGAUGE_DATA names.
"""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg

Bools = NDArray[np.bool_]

DEEPMIND: Mapping[str, Callable[[lg.SurfaceDistances], Any]] = {
    "sd_avg_gt_to_pred": lambda d: d.directed().mean_gold,
    "sd_avg_pred_to_gt": lambda d: d.directed().mean_candidate,
    "sd_hd100": lambda d: d.hausdorff(),
    "sd_hd95": lambda d: d.hausdorff(95),
    **{f"sd_nsd_{tau}": lambda d, tau=tau: d.nsd(tau) for tau in (0.5, 1.0, 2.0, 3.0)},
}
MEDPY: Mapping[str, Callable[[lg.SurfaceDistances], Any]] = {
    "medpy_hd": lambda d: d.hausdorff(),
    "medpy_hd95": lambda d: d.hausdorff(95),
    "medpy_assd": lambda d: d.assd(),
}
# Relative; what is not named is at most 1e-12 for surface-distance and 1e-9 for MedPy.
EXACT = {"sd_hd100", "sd_hd95"}


def folder(name: str) -> Path:
    """A data set outside the repository; the test is skipped where it is not."""
    parent = os.environ.get("LABELGAUGE_DATA")
    if not parent or not (Path(parent) / name).is_dir():
        pytest.skip(f"LABELGAUGE_DATA names no folder with {name}")
    return Path(parent) / name


def rows_of(path: Path) -> list[dict[str, str]]:
    """A table, as text."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def disagreements(pairs: list[tuple[Bools, Bools, Any]], rows: list[dict[str, str]]) -> dict[str, float]:
    """Columns of which a value is not reproduced, with the largest relative error.

    `pairs` are gold, candidate and spacing for each of `rows`. Cells without a number are of a pair of which one side
    is empty; there distances are infinite here.
    """
    errors: dict[str, float] = {}
    for convention, columns in (("deepmind", DEEPMIND), ("medpy", MEDPY)):
        for (gold, candidate, spacing), row in zip(pairs, rows, strict=True):
            d = lg.surface_distances(gold, candidate, spacing=spacing, convention=convention)
            for name, compute in columns.items():
                if row[name]:
                    errors[name] = max(errors.get(name, 0.0), relative_error(compute(d), float(row[name])))
    return {name: error for name, error in errors.items() if error > limit(name)}


def limit(name: str) -> float:
    if name in EXACT:
        return 0.0
    return 1e-12 if name.startswith("sd_") else 1e-9


def relative_error(got: float, want: float) -> float:
    return 0.0 if got == want else abs(got - want) / abs(want) if want else np.inf
