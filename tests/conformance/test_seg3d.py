"""Label maps of spines and organs that other libraries ship: every number that two libraries computed is reproduced."""

from __future__ import annotations

import numpy as np
import pytest

import labelgauge as lg
from tests.conformance.stored import disagreements, folder, rows_of

FILES = {
    "spine_matched": ("spine_matched_instance_ref", "spine_matched_instance_pred"),
    "spine_semantic": ("spine_semantic_ref", "spine_semantic_pred"),
    "totalseg": ("totalseg_example_seg", "totalseg_example_seg_fast"),
    "meshmetrics_3d": ("meshmetrics_3d_ref", "meshmetrics_3d_pred"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_label(name: str) -> None:
    source = folder("seg3d_pairs")
    nibabel = pytest.importorskip("nibabel")
    images = [nibabel.load(source / f"{file}.nii.gz") for file in FILES[name]]
    spacing = tuple(map(float, images[0].header.get_zooms()))
    gold, candidate = (np.asarray(image.dataobj) for image in images)
    rows = [row for row in rows_of(source / "expected_surface_metrics.csv") if row["pair"] == name]
    assert rows
    pairs = [(gold == int(row["label"]), candidate == int(row["label"]), spacing) for row in rows]
    assert disagreements(pairs, rows) == {}
    d = lg.surface_distances(gold, candidate, spacing=spacing, threads=2)
    for row in rows:
        at = int(np.flatnonzero(d.labels == int(row["label"]))[0])
        assert d.hausdorff(95)[at] == (float(row["sd_hd95"]) if row["sd_hd95"] else np.inf)
