"""Label maps of spines and organs that other libraries ship: every number that two libraries computed is reproduced.

Once from arrays, and once from files by `score_volumes`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
LABELS = {"spine_matched": 22, "spine_semantic": 14, "totalseg": 41, "meshmetrics_3d": 1}
TOLERANCES = ("0.5", "1", "2", "3")


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


def stored(data: Path, pair: str) -> dict[int, dict[str, str]]:
    rows = rows_of(data / "expected_surface_metrics.csv")
    return {int(row["label"]): row for row in rows if row["pair"] == pair}


def measured(data: Path, pair: str, convention: str) -> dict[int, dict[str, Any]]:
    paths = (data / f"{name}.nii.gz" for name in FILES[pair])
    card = lg.score_volumes(*paths, tolerances=[float(name) for name in TOLERANCES], convention=convention, draws=0)
    return {row["label"]: row for row in card.measurements.rows()}


@pytest.mark.parametrize("pair", FILES)
def test_files_and_surface_distance(pair: str) -> None:
    data = folder("seg3d_pairs")
    expected, found = stored(data, pair), measured(data, pair, "deepmind")
    assert len(expected) == LABELS[pair]
    assert expected.keys() == found.keys()
    for label, row in expected.items():
        got = found[label]
        assert (got["n_voxels_gold"], got["n_voxels_candidate"]) == (int(row["vox_a"]), int(row["vox_b"]))
        assert (got["dice"], got["iou"]) == (float(row["dice"]), float(row["jaccard"]))
        if row["sd_hd95"]:
            assert got["status"] == "ok"
            assert got["hd95_mm"] == float(row["sd_hd95"])
            nsd = [float(row[f"sd_nsd_{float(tolerance):.1f}"]) for tolerance in TOLERANCES]
            assert [got[f"nsd_{tolerance}"] for tolerance in TOLERANCES] == pytest.approx(nsd, rel=1e-12)
        else:  # one side is empty; the libraries answer nothing
            assert got["status"] == "candidate_empty"
            assert (got["hd95_mm"], got["assd_mm"]) == (np.inf, np.inf)
            assert [got[f"nsd_{tolerance}"] for tolerance in TOLERANCES] == [0, 0, 0, 0]


@pytest.mark.parametrize("pair", FILES)
def test_files_and_medpy(pair: str) -> None:
    data = folder("seg3d_pairs")
    expected, found = stored(data, pair), measured(data, pair, "medpy")
    compared = {label: row for label, row in expected.items() if row["medpy_hd95"]}
    assert len(compared) == LABELS[pair] - (pair == "totalseg")
    for label, row in compared.items():
        assert found[label]["hd95_mm"] == float(row["medpy_hd95"])
        assert found[label]["assd_mm"] == pytest.approx(float(row["medpy_assd"]), rel=1e-9)
