"""DetectionLRP: the least error of every category, and the score to cut at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.metrics.detection_lrp import OptimalError, optimal_error
from labelgauge.scoring.detection_points import Points

_PARTS = ("olrp", "localisation", "false_positive", "false_negative")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionLRP:
    """Optimal localisation recall precision (oLRP) of detections: an error, 0 is best and 1 worst.

    Made by `DetectionResult.lrp`. docs/detection.md has the formula.

    Attributes
    ----------
    olrp
        Mean over the categories that have gold objects; NaN if there are none.
    localisation
        Mean of 1 - overlap of right detections at each category's best score, over categories with right detections.
    false_positive
        Mean of 1 - precision there, over the same categories.
    false_negative
        Mean of 1 - recall there, over the categories that have gold objects.
    n_categories
        How many these are.
    status
        ``"ok"``, ``"no_gold"``, or ``"none_right"``: no detection is right, the error is 1, only the last part is
        defined.
    classes : Table
        One row per category, in the order of ids: ``id``, ``n_gold``, ``olrp``, ``localisation``, ``false_positive``,
        ``false_negative``, ``score`` (keep detections of this score or a higher one), ``n_right``, ``n_wrong`` (of
        those kept) and ``status``.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> round(result.lrp().olrp, 3)
    0.501
    """

    olrp: float
    localisation: float
    false_positive: float
    false_negative: float
    n_categories: int
    status: str
    classes: Table

    def __repr__(self) -> str:
        return (
            f"<DetectionLRP: oLRP {self.olrp:.3f}, localisation {self.localisation:.3f}, "
            f"false positive {self.false_positive:.3f}, false negative {self.false_negative:.3f}>"
        )


def lrp_of(points: Points, category_ids: list[Any], iou: float) -> DetectionLRP:
    """Find the least error of every category.

    Raises
    ------
    InputError
        If the threshold is 1, where nothing can be located better or worse.
    """
    if not iou < 1:
        what = f"iou must be below 1, not {iou!r}: the error of a location is a share of 1 - iou"
        raise InputError(what, where="lrp")
    rows = [_of_category(points.of(k), iou) for k in range(len(category_ids))]
    n_gold = points.n_gold
    columns = {name: np.array([getattr(row, name) for row in rows], np.float64) for name in (*_PARTS, "score")}
    counts = {name: np.array([getattr(row, name) for row in rows], np.int64) for name in ("n_right", "n_wrong")}
    status = [
        "no_gold" if n == 0 else "none_right" if np.isnan(row.score) else "ok"
        for n, row in zip(n_gold, rows, strict=True)
    ]
    values = {name: _mean(columns[name]) for name in _PARTS}
    return DetectionLRP(
        **values,
        n_categories=int(np.count_nonzero(n_gold)),
        status="ok" if "ok" in status else "none_right" if "none_right" in status else "no_gold",
        classes=Table({"id": category_ids, "n_gold": n_gold, **columns, **counts, "status": status}),
    )


def _of_category(points: Points, iou: float) -> OptimalError:
    return optimal_error(points.score, points.right, points.overlap, int(points.n_gold[0]), iou)


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan
