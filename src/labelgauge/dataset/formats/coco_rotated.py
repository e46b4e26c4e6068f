"""Rotated boxes in COCO files, as detectron2 writes them: five numbers in place of four."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry.rotated_boxes import RotatedBoxes

Floats = NDArray[np.float64]

N_NUMBERS = 5
FARTHEST = 1e150
"""Greatest number that a rotated box may have."""


def rotated_column(boxes: Sequence[Sequence[float]]) -> Floats | None:
    """Rotated boxes of a file in which every box is one.

    Parameters
    ----------
    boxes
        Of every annotation the numbers as written: centre x and y, width, height, and the angle in degrees,
        counter-clockwise on an image; empty without a box.

    Returns
    -------
    float64 (n, 5) or None
        As `labelgauge.RotatedBoxes` has them, so with clockwise angles in radians; NaN without a box, or where one is
        not legal. None if no box has five numbers, or if one has another number of them.
    """
    if {len(box) for box in boxes} - {0} != {N_NUMBERS}:
        return None
    column = np.full((len(boxes), N_NUMBERS), np.nan)
    legal = [i for i, box in enumerate(boxes) if box and min(box[2:4]) >= 0 and max(map(abs, box)) <= FARTHEST]
    if legal:
        written = [boxes[i] for i in legal]
        column[legal] = RotatedBoxes.from_degrees(written, counter_clockwise=True).values
    return column


def around(rotated: Floats) -> Floats:
    """x, y, width and height of the upright box around each; float64 (n, 4), NaN without a box."""
    there = ~np.isnan(rotated[:, 0])
    hulls = np.full((len(rotated), 4), np.nan)
    corners = RotatedBoxes(rotated[there]).corners
    low, high = corners.min(axis=1), corners.max(axis=1)
    hulls[there] = np.hstack((low, high - low))
    return hulls
