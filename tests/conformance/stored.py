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
Floats = NDArray[np.float64]
Pair = tuple[Bools, Bools, tuple[float, ...]]
"""Gold, candidate and spacing."""

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


def disagreements(pairs: list[Pair], rows: list[dict[str, str]]) -> dict[str, float]:
    """Columns of which a value is not reproduced, with the largest relative error; all pairs are one call.

    `pairs` belong to `rows`. A cell without a number is of a pair of which one side is empty, and is not compared.
    """
    gold, candidate, spacing = (list(column) for column in zip(*pairs, strict=True))
    errors: dict[str, float] = {}
    for convention, columns in (("deepmind", DEEPMIND), ("medpy", MEDPY)):
        d = lg.surface_distances(gold, candidate, spacing=spacing, convention=convention, threads=2)
        for name, compute in columns.items():
            stored = np.array([float(row[name] or np.nan) for row in rows])
            errors[name] = relative_errors(compute(d), stored).max()
    return {name: error for name, error in errors.items() if error > limit(name)}


def limit(name: str) -> float:
    if name in EXACT:
        return 0.0
    return 1e-12 if name.startswith("sd_") else 1e-9


def relative_errors(got: Floats, want: Floats) -> Floats:
    """0 where both are equal or nothing is wanted; infinite where 0 is wanted, or NaN came."""
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.nan_to_num(np.abs(got - want) / np.abs(want), nan=np.inf, posinf=np.inf)
    return np.where(np.isnan(want) | (got == want), 0.0, errors)
