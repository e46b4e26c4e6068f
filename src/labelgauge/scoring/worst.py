"""The worst annotations and images, with outlines that a report can draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.dataset import Dataset
from labelgauge.matching import outcomes
from labelgauge.scoring.records import Records

N_WORST = 200
"""How many annotations, and how many images, are kept."""

N_PER_IMAGE = 50
"""How many outlines are kept of one image."""


def worst_annotations(records: Records, table: Table, gold: Dataset, candidate: Dataset) -> list[dict[str, Any]]:
    """The records of greatest weight, lower IoU first, then in the order of the table; matches at IoU 1 are left out.

    Parameters
    ----------
    records, table
        Records and their table, row by row.
    gold, candidate
        The datasets, for outlines.

    Returns
    -------
    list of dict
        At most `N_WORST` plain entries.
    """
    imperfect = (records.outcome != outcomes.MATCH) | (records.iou < 1)
    rows = _by_severity(records, table, np.flatnonzero(records.is_judged & imperfect))[:N_WORST]
    return [_entry(records, table, row, gold, candidate) for row in rows.tolist()]


def worst_images(
    records: Records, table: Table, images: Table, gold: Dataset, candidate: Dataset
) -> list[dict[str, Any]]:
    """The images of greatest summed weight, then in the order of their keys, each with its errors.

    Parameters
    ----------
    records, table
        Records and their table, row by row.
    images
        Table of images.
    gold, candidate
        The datasets, for outlines.

    Returns
    -------
    list of dict
        At most `N_WORST` plain entries; images without errors are left out.
    """
    severity = images["severity"]
    chosen = np.argsort(-severity, kind="stable")
    chosen = chosen[severity[chosen] > 0][:N_WORST]
    bounds = np.searchsorted(records.image, np.stack((chosen, chosen + 1)))
    entries = []
    for image, begin, end in zip(chosen.tolist(), *bounds.tolist(), strict=True):
        errors = np.flatnonzero(table["weight"][begin:end] > 0) + begin
        shown = _by_severity(records, table, errors)[:N_PER_IMAGE].tolist()
        entries.append(
            {
                "image": images["image"][image],
                "severity": float(severity[image]),
                "counts": {name: int(images[name][image]) for name in outcomes.OUTCOMES},
                "annotations": [_entry(records, table, row, gold, candidate) for row in shown],
            }
        )
    return entries


def _by_severity(records: Records, table: Table, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    overlap = np.nan_to_num(records.iou[rows], nan=0.0)
    return rows[np.lexsort((rows, overlap, -table["weight"][rows]))]


def _entry(records: Records, table: Table, row: int, gold: Dataset, candidate: Dataset) -> dict[str, Any]:
    gold_row, candidate_row = int(records.gold_row[row]), int(records.candidate_row[row])
    has_gold, has_candidate = gold_row >= 0, candidate_row >= 0
    return {
        "image": table["image"][row],
        "side": "both" if has_gold and has_candidate else "gold" if has_gold else "candidate",
        "gold_id": int(table["gold_id"][row]) if has_gold else None,
        "candidate_id": int(table["candidate_id"][row]) if has_candidate else None,
        "outcome": table["outcome"][row],
        "gold_class": table["gold_class"][row] or None,
        "candidate_class": table["candidate_class"][row] or None,
        "iou": float(records.iou[row]) if has_gold and has_candidate else None,
        "severity": table["severity"][row],
        "gold_outline": gold.outline(gold_row) if has_gold else None,
        "candidate_outline": candidate.outline(candidate_row) if has_candidate else None,
    }
