"""Records MONAI, with surfaces of voxels and, where it has them, of sub-voxels."""

from __future__ import annotations

import numpy as np
import torch
from cases import Case
from monai.metrics import compute_average_surface_distance, compute_hausdorff_distance, compute_surface_dice
from monai.metrics.utils import get_edge_surface_distance
from recording import PERCENTILES, Metrics, record, tolerances


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names; its prediction is our candidate."""
    gold, candidate = (torch.from_numpy(np.ascontiguousarray(side))[None, None] for side in case[1:3])
    options = {"include_background": True, "spacing": case.spacing}

    def edges(side: int) -> int:
        found, _, _ = get_edge_surface_distance(candidate[0, 0], gold[0, 0], spacing=case.spacing)
        return int(found[side].sum())

    def hausdorff(percentile: float, *, directed: bool = False) -> float:
        wanted = None if percentile == 100 else percentile  # without one it takes the maximum
        return compute_hausdorff_distance(candidate, gold, percentile=wanted, directed=directed, **options).item()

    def mean(prediction: torch.Tensor, truth: torch.Tensor, *, symmetric: bool = False) -> float:
        return compute_average_surface_distance(prediction, truth, symmetric=symmetric, **options).item()

    def nsd(tolerance: float, *, use_subvoxels: bool = False) -> float:
        return compute_surface_dice(candidate, gold, [tolerance], use_subvoxels=use_subvoxels, **options).item()

    return {
        "n_gold": lambda: edges(1),
        "n_candidate": lambda: edges(0),
        "mean_gold": lambda: mean(gold, candidate),
        "mean_candidate": lambda: mean(candidate, gold),
        "max_candidate": lambda: hausdorff(100, directed=True),
        "assd": lambda: mean(candidate, gold, symmetric=True),
        **{f"hausdorff_{q}": lambda q=q: hausdorff(q) for q in PERCENTILES},
        **{f"nsd_{tau}": lambda tau=tau: nsd(tau) for tau in tolerances(case)},
        **{f"subvoxel_nsd_{tau}": lambda tau=tau: nsd(tau, use_subvoxels=True) for tau in tolerances(case)},
    }


if __name__ == "__main__":
    record("monai", ["monai", "torch", "numpy", "scipy"], metrics)
