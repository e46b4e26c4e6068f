"""Records seg-metrics, whose contours and distances are SimpleITK's."""

from __future__ import annotations

import numpy as np
from cases import Case
from recording import Metrics, record
from seg_metrics import seg_metrics

NAMES = {"hausdorff_50": "mdsd", "hausdorff_95": "hd95", "hausdorff_100": "hd", "assd": "msd"}


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names."""

    def measure(name: str) -> float:
        sides = {"gdth_img": case.gold.astype(np.uint8), "pred_img": case.candidate.astype(np.uint8)}
        table = seg_metrics.write_metrics([1], **sides, spacing=case.spacing, metrics=[name])
        return (table[0] if isinstance(table, list) else table)[name][0]

    return {ours: lambda theirs=theirs: measure(theirs) for ours, theirs in NAMES.items()}


if __name__ == "__main__":
    record("seg_metrics", ["seg-metrics", "SimpleITK", "numpy"], metrics)
