"""Boxes as COCO writes them, turned into what kernels take."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def corners_and_areas(xywh: Floats) -> tuple[Floats, Floats]:
    """Corners (n, 4) and areas (n,) of boxes given by x, y, width and height."""
    return np.hstack((xywh[:, :2], xywh[:, 2:] + xywh[:, :2])), xywh[:, 2] * xywh[:, 3]
