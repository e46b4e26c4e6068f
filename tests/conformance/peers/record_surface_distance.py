"""Records DeepMind's surface-distance."""

from __future__ import annotations

import surface_distance as peer
from cases import Case
from recording import PERCENTILES, Metrics, record, tolerances


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names."""
    found = peer.compute_surface_distances(case.gold, case.candidate, case.spacing)

    def nsd(tolerance: float) -> float:
        return peer.compute_surface_dice_at_tolerance(found, tolerance)

    return {
        "n_gold": lambda: len(found["distances_gt_to_pred"]),
        "n_candidate": lambda: len(found["distances_pred_to_gt"]),
        "mean_gold": lambda: peer.compute_average_surface_distance(found)[0],
        "mean_candidate": lambda: peer.compute_average_surface_distance(found)[1],
        **{f"hausdorff_{q}": lambda q=q: peer.compute_robust_hausdorff(found, q) for q in PERCENTILES},
        **{f"nsd_{tau}": lambda tau=tau: nsd(tau) for tau in tolerances(case)},
    }


if __name__ == "__main__":
    record("surface_distance", ["surface-distance", "numpy", "scipy"], metrics)
