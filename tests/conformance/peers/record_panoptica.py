"""Records panoptica's metrics of one instance."""

from __future__ import annotations

from cases import Case
from panoptica.metrics import Metric, assd
from recording import Metrics, record, tolerances


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names; its prediction is our candidate."""
    gold, candidate, spacing = case.gold, case.candidate, case.spacing
    distances = getattr(assd, "__surface_distances")

    def measure(metric: Metric, **options: float) -> float:
        return metric(gold, candidate, voxelspacing=spacing, **options)

    return {
        "n_gold": lambda: len(distances(candidate, gold, spacing)),
        "n_candidate": lambda: len(distances(gold, candidate, spacing)),
        "assd": lambda: measure(Metric.ASSD),
        "hausdorff_95": lambda: measure(Metric.HD95),
        "hausdorff_100": lambda: measure(Metric.HD),
        **{f"nsd_{tau}": lambda tau=tau: measure(Metric.NSD, threshold=tau) for tau in tolerances(case)},
    }


if __name__ == "__main__":
    record("panoptica", ["panoptica", "numpy", "scipy"], metrics)
