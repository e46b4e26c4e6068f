"""Three annotators' kidneys, tumours and cysts: every number that two libraries computed of them is reproduced."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conformance.stored import disagreements, folder, rows_of


def test_all_pairs_of_annotators() -> None:
    source = folder("kits23_three_annotators")
    nibabel = pytest.importorskip("nibabel")

    @cache
    def instance(path: Path) -> tuple[Any, tuple[float, ...]]:
        """Voxels, of which bit k is annotator k + 1's mask, and the spacing: the header's float32, widened."""
        image = nibabel.load(path)
        return np.asarray(image.dataobj), tuple(map(float, image.header.get_zooms()))

    rows = rows_of(source / "expected_surface_metrics.csv.gz")
    assert len(rows) == 807
    pairs = []
    for row in rows:
        voxels, spacing = instance(source / row["case"] / f"{row['instance']}.nii.gz")
        gold, candidate = ((voxels >> int(row[side]) - 1 & 1).astype(bool) for side in ("a", "b"))
        pairs.append((gold, candidate, spacing))
    assert disagreements(pairs, rows) == {}
