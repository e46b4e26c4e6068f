"""DetectionCurve: precision, recall and F1 at every score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelgauge._table import Table
from labelgauge.metrics.detection_curve import cuts_of, precision_recall_f1
from labelgauge.scoring.detection_points import Points
from labelgauge.scoring.framed import Framed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionCurve(Framed):
    """Precision, recall and F1 of the detections above every score.

    Made by `DetectionResult.curve`.

    Attributes
    ----------
    table : Table
        One row per score that some detection has, falling: ``score``, ``n_right`` and ``n_wrong`` (detections of that
        score or a higher one), ``precision``, ``recall`` and ``f1``. Without rows if there are no detections.
    n_gold
        Gold objects to be found.
    best_f1
        The greatest F1; 0 without detections, NaN without gold objects.
    best_score
        The highest score at which that is reached: keep detections of this score or a higher one. NaN where no
        detection is right.
    status
        ``"ok"``, ``"no_gold"``, ``"no_detections"`` or ``"none_right"``.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> curve = result.curve()
    >>> round(curve.best_f1, 3), round(curve.best_score, 3)
    (0.83, 0.012)
    """

    table: Table
    n_gold: int
    best_f1: float
    best_score: float
    status: str

    def __repr__(self) -> str:
        return f"<DetectionCurve: best F1 {self.best_f1:.3f} at score {self.best_score:.3f}, {len(self.table)} scores>"


def curve_of(points: Points) -> DetectionCurve:
    """The curve of all detections among `points`, whatever their category."""
    n_gold = int(points.n_gold.sum())
    cuts = cuts_of(points.score, points.right, np.zeros(len(points.score)))
    precision, recall, f1 = precision_recall_f1(cuts, n_gold)
    table = Table(
        {
            "score": cuts.score,
            "n_right": cuts.n_right,
            "n_wrong": cuts.n_wrong,
            "precision": precision,
            "recall": recall,
            "f1": f1,
        }
    )
    status = _status(points, n_gold)
    if status != "ok":
        return DetectionCurve(table, n_gold, np.nan if n_gold == 0 else 0.0, np.nan, status)
    best = int(np.argmax(f1))
    return DetectionCurve(table, n_gold, float(f1[best]), float(cuts.score[best]), status)


def _status(points: Points, n_gold: int) -> str:
    if n_gold == 0:
        return "no_gold"
    if not len(points.score):
        return "no_detections"
    return "ok" if points.right.any() else "none_right"
