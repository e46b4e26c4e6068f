"""The lines that ``summarize()`` prints, and the numbers in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

Floats = NDArray[np.float64]
# Precision or recall, IoU threshold, range of areas, and which of maxDets (None: the number 100).
Row = tuple[str, float | None, str, int | None]

BOX_ROWS: tuple[Row, ...] = (
    ("precision", None, "all", None),
    ("precision", 0.5, "all", 2),
    ("precision", 0.75, "all", 2),
    ("precision", None, "small", 2),
    ("precision", None, "medium", 2),
    ("precision", None, "large", 2),
    ("recall", None, "all", 0),
    ("recall", None, "all", 1),
    ("recall", None, "all", 2),
    ("recall", None, "small", 2),
    ("recall", None, "medium", 2),
    ("recall", None, "large", 2),
)
POSE_ROWS: tuple[Row, ...] = tuple(
    (kind, threshold, area, None)
    for kind in ("precision", "recall")
    for threshold, area in ((None, "all"), (0.5, "all"), (0.75, "all"), (None, "medium"), (None, "large"))
)
_TITLES = {"precision": "Average Precision  (AP)", "recall": "Average Recall     (AR)"}


def summary(tensors: dict[str, Any], params: Params) -> tuple[Floats, list[str]]:
    """The numbers of the summary and a line for each; -1 where nothing was evaluated.

    Raises
    ------
    InputError
        If boxes or masks were evaluated with fewer than three numbers of detections.
    """
    poses = params.iouType == "keypoints"
    if not poses and len(params.maxDets) < 3:
        what = f"summarize() speaks of three numbers of detections, not of {list(params.maxDets)}"
        raise InputError(what, where="params.maxDets", fix="Set three, or read eval['precision'] and eval['recall'].")
    stats, lines = [], []
    for kind, threshold, area, cut in POSE_ROWS if poses else BOX_ROWS:
        most = params.maxDets[cut] if cut is not None else 20 if poses else 100
        stats.append(_mean(tensors[kind], params, threshold, area, most))
        lines.append(_line(kind, params, threshold, area, most, stats[-1]))
    return np.array(stats), lines


def _mean(tensor: Floats, params: Params, threshold: float | None, area: str, most: int) -> float:
    """Mean of what is not -1 at these thresholds, areas and number of detections."""
    thresholds = np.asarray(params.iouThrs)
    chosen = tensor if threshold is None else tensor[thresholds == threshold]
    areas = [i for i, label in enumerate(params.areaRngLbl) if label == area]
    cuts = [i for i, cut in enumerate(params.maxDets) if cut == most]
    if not areas or not cuts:
        return -1.0
    values = chosen[..., areas, cuts]
    known = values[values > -1]
    return float(np.mean(known)) if len(known) else -1.0


def _line(kind: str, params: Params, threshold: float | None, area: str, most: int, value: float) -> str:
    ends = f"{params.iouThrs[0]:0.2f}:{params.iouThrs[-1]:0.2f}" if threshold is None else f"{threshold:0.2f}"
    return f" {_TITLES[kind]} @[ IoU={ends:<9} | area={area:>6s} | maxDets={most:>3d} ] = {value:0.3f}"
