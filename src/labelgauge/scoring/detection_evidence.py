"""Who found whom: what a detection result keeps for questions that its state cannot answer."""

from __future__ import annotations

from dataclasses import dataclass

from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import InputError
from labelgauge.matching.judged import Judged
from labelgauge.scoring.detection_sides import Sides


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Evidence:
    """What was compared, and who found whom."""

    gold: Dataset
    detections: Dataset
    sides: Sides
    judged: Judged


def known_evidence(evidence: Evidence | None, where: str) -> Evidence:
    """The evidence, if it was kept.

    Raises
    ------
    InputError
        If it was not.
    """
    if evidence is None:
        what = "what became of detections is known here, but not whom they found"
        raise InputError(what, where=where, fix="Use evaluate_detections on the datasets.")
    return evidence
