"""Rotated boxes in the plane."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.geometry._columns import number_rows
from labelgauge.geometry._rows import Rows
from labelgauge.geometry.boxes import Boxes


class RotatedBoxes(Rows):
    """A frozen batch of rotated boxes in continuous coordinates.

    The angle turns the box's width from the x axis towards the y axis: clockwise on an image, whose y points down.

    Parameters
    ----------
    cx_cy_w_h_radians
        Array-like of shape (n, 5): centre x, centre y, width, height, angle in radians (any angle will do). Finite, at
        most 1e150 from 0, width and height not negative.

    Attributes
    ----------
    values : float64 (n, 5)
        What was given.

    Raises
    ------
    InputError
        If the shape is not (n, 5) or the values are not numbers.
    GeometryError
        If a value is not finite or too large, or a width or height is negative.

    Examples
    --------
    >>> import math
    >>> import labelgauge as lg
    >>> gold = lg.RotatedBoxes([[10, 10, 8, 2, 0]])
    >>> turned = lg.RotatedBoxes([[10, 10, 8, 2, math.pi / 2]])
    >>> lg.iou(gold, gold).item(), round(lg.iou(gold, turned).item(), 6)
    (1.0, 0.142857)
    """

    __slots__ = ()

    def __init__(self, cx_cy_w_h_radians: ArrayLike) -> None:
        from labelgauge.kernels import _check  # noqa: PLC0415 - kernels load native code; geometry stays light

        self._fill(_check.rotated_boxes(number_rows(cx_cy_w_h_radians, "cx_cy_w_h_radians", 5), "cx_cy_w_h_radians"))

    @classmethod
    def from_degrees(cls, cx_cy_w_h_degrees: ArrayLike, *, counter_clockwise: bool) -> RotatedBoxes:
        """Make boxes from angles in degrees.

        Parameters
        ----------
        cx_cy_w_h_degrees
            Array-like of shape (n, 5): centre x, centre y, width, height, angle in degrees.
        counter_clockwise
            Which way a positive angle turns the box as one sees it on an image (y points down). True for detectron2,
            False for OpenCV's ``minAreaRect`` and the like.

        Returns
        -------
        RotatedBoxes
            The batch; its angles are clockwise, in radians.

        Raises
        ------
        InputError
            If the shape is not (n, 5) or the values are not numbers.
        GeometryError
            If a value is not finite or too large, or a width or height is negative.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.RotatedBoxes.from_degrees([[0, 0, 4, 2, 90]], counter_clockwise=True).values[0, 4].round(6).item()
        -1.570796
        """
        values = number_rows(cx_cy_w_h_degrees, "cx_cy_w_h_degrees", 5)
        values[:, 4] = np.deg2rad(-values[:, 4] if counter_clockwise else values[:, 4])
        return cls(values)

    @property
    def areas(self) -> NDArray[np.float64]:
        """Width × height; float64 (n,)."""
        return self.values[:, 2] * self.values[:, 3]

    @property
    def corners(self) -> NDArray[np.float64]:
        """The four corners of each box, in the direction of positive angles; float64 (n, 4, 2) of x and y."""
        half = (
            np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])[np.newaxis] * self.values[:, np.newaxis, 2:4]
        )
        cosine, sine = np.cos(self.values[:, 4:5]), np.sin(self.values[:, 4:5])
        x = half[..., 0] * cosine - half[..., 1] * sine
        y = half[..., 0] * sine + half[..., 1] * cosine
        return self.values[:, np.newaxis, :2] + np.stack((x, y), axis=-1)

    @property
    def boxes(self) -> Boxes:
        """The axis-parallel box around each, rounded outwards so that it never cuts a corner off."""
        corners = self.corners
        low, high = corners.min(axis=1), corners.max(axis=1)
        margin = (
            4 * np.finfo(np.float64).eps * (np.abs(self.values[:, :2]) + self.values[:, 2:4].sum(axis=1)[:, np.newaxis])
        )
        around = np.hstack((low - margin, high + margin))
        return Boxes.from_arrays(around, (around[:, 2] - around[:, 0]) * (around[:, 3] - around[:, 1]))
