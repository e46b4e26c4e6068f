"""Real pairs of segmentations through files: stored values of surface-distance and of MedPy are reproduced.

The values were computed by those libraries on the same files, with the header's spacing; the data are not part of the
repository (`shared_data` says where they are looked for).
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from tests.conftest import shared_data

FILES = {
    "spine_matched": ("spine_matched_instance_ref", "spine_matched_instance_pred"),
    "spine_semantic": ("spine_semantic_ref", "spine_semantic_pred"),
    "totalseg": ("totalseg_example_seg", "totalseg_example_seg_fast"),
    "meshmetrics_3d": ("meshmetrics_3d_ref", "meshmetrics_3d_pred"),
}
LABELS = {"spine_matched": 22, "spine_semantic": 14, "totalseg": 41, "meshmetrics_3d": 1}
TOLERANCES = ("0.5", "1", "2", "3")


def stored(folder: Path, pair: str) -> dict[int, dict[str, str]]:
    with (folder / "expected_surface_metrics.csv").open(newline="") as file:
        return {int(row["label"]): row for row in csv.DictReader(file) if row["pair"] == pair}


def measured(folder: Path, pair: str, convention: str) -> dict[int, dict[str, Any]]:
    paths = (folder / f"{name}.nii.gz" for name in FILES[pair])
    card = lg.score_volumes(*paths, tolerances=[float(name) for name in TOLERANCES], convention=convention, draws=0)
    return {row["label"]: row for row in card.measurements.rows()}


@pytest.mark.parametrize("pair", FILES)
def test_overlap_and_surface_distance(pair: str) -> None:
    folder = shared_data("seg3d_pairs")
    expected, found = stored(folder, pair), measured(folder, pair, "deepmind")
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
def test_medpy(pair: str) -> None:
    folder = shared_data("seg3d_pairs")
    expected, found = stored(folder, pair), measured(folder, pair, "medpy")
    compared = {label: row for label, row in expected.items() if row["medpy_hd95"]}
    assert len(compared) == LABELS[pair] - (pair == "totalseg")
    for label, row in compared.items():
        assert found[label]["hd95_mm"] == float(row["medpy_hd95"])
        assert found[label]["assd_mm"] == pytest.approx(float(row["medpy_assd"]), rel=1e-9)


@pytest.mark.parametrize("pair", FILES)
def test_greatest_distances_and_directed_means(pair: str) -> None:
    """What the command does not show, from the arrays of the same files."""
    from labelgauge.dataset.nifti import open_nifti
    from labelgauge.dataset.volume_grid import axes_along, grid_of

    folder = shared_data("seg3d_pairs")
    gold, candidate = (open_nifti(folder / f"{name}.nii.gz") for name in FILES[pair])
    axes = axes_along(grid_of(gold), grid_of(candidate))
    sides, spacing = (gold.voxels(), axes.applied(candidate.voxels())), grid_of(gold).spacing_mm
    d = lg.surface_distances(*sides, spacing=spacing)
    voxels = lg.surface_distances(*sides, spacing=spacing, convention="medpy")
    expected = stored(folder, pair)
    assert d.labels is not None
    for i, label in enumerate(d.labels.tolist()):
        row = expected[label]
        if row["sd_hd100"]:
            assert (d.hausdorff()[i], voxels.hausdorff()[i]) == (float(row["sd_hd100"]), float(row["medpy_hd"]))
            means = float(row["sd_avg_gt_to_pred"]), float(row["sd_avg_pred_to_gt"])
            directed = d.directed()
            assert (directed.mean_gold[i], directed.mean_candidate[i]) == pytest.approx(means, rel=1e-12)
