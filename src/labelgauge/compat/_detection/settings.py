"""What matching depends on, in one vocabulary for all faces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.matching.judged import Rules


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters of an evaluation, unchecked.

    Parameters
    ----------
    iou_type
        What is compared: ``"bbox"``, ``"segm"`` or ``"keypoints"``.
    image_ids, category_ids
        What is evaluated, in the order in which results are to come.
    pooled
        Whether all categories are one.
    thresholds, areas
        IoU thresholds; pairs of least and greatest area.
    most
        How many detections of an image and category are kept; None for all.
    sigmas
        Of keypoints, their spreads.
    """

    iou_type: str
    image_ids: list[Any]
    category_ids: list[Any]
    pooled: bool
    thresholds: Any
    areas: Any
    most: int | None
    sigmas: Any = None

    @property
    def n_categories(self) -> int:
        """How many categories results have."""
        return 1 if self.pooled else len(self.category_ids)

    def rules(self) -> Rules:
        """How detections are judged.

        Raises
        ------
        InputError
            If thresholds or areas cannot be used.
        """
        thresholds = _numbers(self.thresholds).reshape(-1)
        if not len(thresholds) or not np.all(thresholds > 0):
            what = f"IoU thresholds must be numbers above 0, not {self.thresholds!r}"
            raise InputError(what, where="params")
        areas = _numbers(self.areas)
        if areas.ndim != 2 or areas.shape[1] != 2:
            what = f"ranges of areas must be pairs of least and greatest area, not {self.areas!r}"
            raise InputError(what, where="params")
        return Rules(thresholds, areas, False, self.most)


def _numbers(values: Any) -> NDArray[np.float64]:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        return np.zeros(0)
