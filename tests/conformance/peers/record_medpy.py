"""Records MedPy, which is a program apart: it is under the GPL, and nothing of labelgauge imports it."""

from __future__ import annotations

from cases import Case
from medpy.metric import binary
from recording import Metrics, record


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names."""
    gold, candidate, spacing = case.gold, case.candidate, case.spacing
    distances = getattr(binary, "__surface_distances")
    return {
        "n_gold": lambda: len(distances(gold, candidate, spacing)),
        "n_candidate": lambda: len(distances(candidate, gold, spacing)),
        "mean_gold": lambda: binary.asd(gold, candidate, spacing),
        "mean_candidate": lambda: binary.asd(candidate, gold, spacing),
        "assd": lambda: binary.assd(candidate, gold, spacing),
        "hausdorff_95": lambda: binary.hd95(candidate, gold, spacing),
        "hausdorff_100": lambda: binary.hd(candidate, gold, spacing),
    }


if __name__ == "__main__":
    record("medpy", ["medpy", "numpy", "scipy"], metrics)
