"""Four radiologists' outlines of lung nodules: every number that two libraries computed of them is reproduced."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from tests.conformance.stored import Pair, disagreements, folder, rows_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lidc_nodules"


def pairs_of(masks: Mapping[str, Any], nodules: list[dict[str, str]], rows: list[dict[str, str]]) -> list[Pair]:
    """Both readers' masks and the spacing for each row; bit k of a nodule's voxels is reader k's mask."""
    spacing = {nodule["key"]: tuple(float(nodule[step]) for step in ("dz", "dy", "dx")) for nodule in nodules}
    readers = [[(masks[row["key"]] >> int(row[side]) & 1).astype(bool) for side in ("a", "b")] for row in rows]
    return [(gold, candidate, spacing[row["key"]]) for (gold, candidate), row in zip(readers, rows, strict=True)]


def test_sixty_nodules_of_the_examples() -> None:
    rows = rows_of(EXAMPLE / "expected.csv.gz")
    with np.load(EXAMPLE / "masks.npz") as masks:
        pairs = pairs_of(masks, rows_of(EXAMPLE / "nodules.csv"), rows)
    assert len(rows) == 6 * 60
    assert disagreements(pairs, rows) == {}
    for (gold, candidate, _), row in zip(pairs, rows, strict=True):
        images = [lg.Masks.from_dense(side.reshape(-1, side.shape[-1])) for side in (gold, candidate)]
        assert [int(side.area[0]) for side in images] == [int(row["vox_a"]), int(row["vox_b"])]
        assert lg.dice(*images, paired=True)[0] == pytest.approx(float(row["dice"]), rel=1e-15)
        assert lg.iou(*images, paired=True)[0] == pytest.approx(float(row["jaccard"]), rel=1e-15)


def test_all_nodules_with_four_readers() -> None:
    source = folder("lidc_nodules")
    zstandard = pytest.importorskip("zstandard")
    rows = rows_of(source / "expected_surface_metrics_220_nodules.csv.gz")
    packed = (source / "nodule_masks_2to4_raters.npz.zst").read_bytes()
    with np.load(io.BytesIO(zstandard.decompress(packed))) as masks:
        pairs = pairs_of(masks, rows_of(source / "nodules.csv.gz"), rows)
    assert len(rows) == 6 * 220
    assert disagreements(pairs, rows) == {}
