"""DetectionCalibration: whether the scores of detections say how often these are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.metrics.calibration import Bins, calibration_errors, equal_count, equal_width, fill
from labelgauge.scoring.detection_parameters import is_whole
from labelgauge.scoring.detection_points import Points
from labelgauge.scoring.intervals import wilson

Binning = Literal["width", "count"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionCalibration:
    """How far scores are from the share of detections that are right.

    Made by `DetectionResult.calibration`. docs/detection.md has the formulas.

    Attributes
    ----------
    ece
        Expected calibration error: the mean over detections of the distance in their bin; 0 is best, 1 worst.
    mce
        Maximum calibration error: the greatest distance of a bin.
    n
        Detections that count.
    bins : Table
        One row per bin: ``low`` and ``high`` (scores above `low` and up to `high`; the first bin has `low` too), ``n``,
        ``mean_score``, ``share_right``, ``share_low`` and ``share_high`` (Wilson's 95 % interval, as if detections were
        independent) and ``gap`` (mean score less share right: above 0 where scores are too high); NaN in empty bins.
    status
        ``"ok"``, ``"no_detections"``, or ``"not_probabilities"``: some score is below 0 or above 1. Where it is not ok,
        both errors are NaN and there are no bins.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> calibration = result.calibration()
    >>> round(calibration.ece, 3), len(calibration.bins)
    (0.394, 10)
    """

    ece: float
    mce: float
    n: int
    bins: Table
    status: str

    def __repr__(self) -> str:
        return f"<DetectionCalibration: ECE {self.ece:.3f}, MCE {self.mce:.3f}, {self.n} detections ({self.status})>"


def check_binning(bins: Any, binning: Any) -> None:
    """Check how bins are made.

    Raises
    ------
    InputError
        If `bins` is no whole number above 0, or `binning` is unknown.
    """
    if not is_whole(bins) or bins < 1:
        what = f"bins must be a whole number above 0, not {bins!r}"
        raise InputError(what, where="calibration")
    if binning not in get_args(Binning):
        what = f"binning must be one of {', '.join(map(repr, get_args(Binning)))}, not {binning!r}"
        raise InputError(what, where="calibration")


def calibration_of(points: Points, n_bins: int, binning: Binning) -> DetectionCalibration:
    """Calibration of all detections among `points`, whatever their category."""
    score = points.score
    n = len(score)
    status = "no_detections" if n == 0 else "not_probabilities" if score.min() < 0 or score.max() > 1 else "ok"
    if status != "ok":
        nothing = np.zeros(0)
        bins = Bins(np.zeros(1), nothing.astype(np.int64), nothing.astype(np.int64), nothing)
        return DetectionCalibration(np.nan, np.nan, n, _table(bins), status)
    edges = equal_width(n_bins) if binning == "width" else equal_count(score, n_bins)
    bins = fill(edges, score, points.right)
    return DetectionCalibration(*calibration_errors(bins), n, _table(bins), status)


def _table(bins: Bins) -> Table:
    share = bins.share_right
    ends = [wilson(p, k) if k else (np.nan, np.nan) for p, k in zip(share.tolist(), bins.n.tolist(), strict=True)]
    interval = np.array(ends, dtype=np.float64).reshape(-1, 2)
    return Table(
        {
            "low": bins.edges[:-1],
            "high": bins.edges[1:],
            "n": bins.n,
            "mean_score": bins.mean_score,
            "share_right": share,
            "share_low": interval[:, 0],
            "share_high": interval[:, 1],
            "gap": bins.gap,
        }
    )
