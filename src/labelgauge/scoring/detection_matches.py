"""Who found whom at one threshold, as a table."""

from __future__ import annotations

import numpy as np

from labelgauge._table import Table
from labelgauge.scoring.detection_evidence import Evidence
from labelgauge.scoring.detection_points import overlaps_of

_OUTCOMES = np.array(["FP", "TP", "ignored"])
"""By the numbers of `labelgauge.kernels.detection`."""


def matches_of(evidence: Evidence, iou: float, a: int, threads: int) -> Table:
    """A row per detection and per gold object that none has found; arguments as `DetectionResult.matches` has them."""
    judged, sides = evidence.judged, evidence.sides
    cells = judged.cells
    match, becomes = judged.at(iou, a, threads=threads)
    found = match >= 0
    left = np.setdiff1d(np.arange(len(cells.gold)), match[found])
    cell = np.repeat(np.arange(len(cells.image)), np.diff(cells.detection_offsets))
    gold_cell = np.repeat(np.arange(len(cells.image)), np.diff(cells.gold_offsets))[left]
    cell_of = np.concatenate((cell, gold_cell))
    outcome = np.concatenate(
        (
            _OUTCOMES[becomes],
            np.where(judged.ignored[a, left] != 0, "ignored", "FN"),
        )
    )
    gold_id = evidence.gold.annotations["id"][cells.gold]
    detection_id = evidence.detections.annotations["id"][cells.detection]
    m = len(left)
    return Table(
        {
            "outcome": outcome.tolist(),
            "image_id": [sides.image_ids[i] for i in cells.image[cell_of].tolist()],
            "category_id": [sides.category_ids[i] for i in cells.category[cell_of].tolist()],
            "detection_id": np.concatenate((detection_id, np.full(m, -1))),
            "gold_id": np.concatenate((np.where(found, np.append(gold_id, -1)[match], -1), gold_id[left])),
            "score": np.concatenate((sides.detections.score[cells.detection], np.full(m, np.nan))),
            "overlap": np.concatenate((overlaps_of(judged, match), np.full(m, np.nan))),
        }
    )
