"""Upright boxes in space."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.geometry._columns import number_rows
from labelgauge.geometry._rows import Rows
from labelgauge.geometry.rotated_boxes import RotatedBoxes


class Boxes3D(Rows):
    """A frozen batch of upright boxes in space, turned about the vertical.

    z points up; the yaw turns the box's length from the x axis towards the y axis.

    Parameters
    ----------
    x_y_z_l_w_h_yaw
        Array-like of shape (n, 7): centre x, y, z, length (along its own x), width (along its own y), height (along
        z), yaw in radians. Finite, at most 1e100 from 0, sizes not negative.

    Attributes
    ----------
    values : float64 (n, 7)
        What was given.

    Raises
    ------
    InputError
        If the shape is not (n, 7) or the values are not numbers.
    GeometryError
        If a value is not finite or too large, or a size is negative.

    Examples
    --------
    >>> import labelgauge as lg
    >>> gold = lg.Boxes3D([[0, 0, 0, 4, 2, 1.5, 0]])
    >>> lg.iou(gold, lg.Boxes3D([[0, 0, 0.75, 4, 2, 1.5, 0]])).item()
    0.3333333333333333
    """

    __slots__ = ()

    def __init__(self, x_y_z_l_w_h_yaw: ArrayLike) -> None:
        from labelgauge.kernels import _check  # noqa: PLC0415 - kernels load native code; geometry stays light

        self._fill(_check.upright_boxes(number_rows(x_y_z_l_w_h_yaw, "x_y_z_l_w_h_yaw", 7), "x_y_z_l_w_h_yaw"))

    @classmethod
    def from_kitti(cls, h_w_l_x_y_z_ry: ArrayLike) -> Boxes3D:
        """Make boxes from KITTI's columns, which are in the frame of the camera: x right, y down, z forward.

        Parameters
        ----------
        h_w_l_x_y_z_ry
            Array-like of shape (n, 7), in the order of a KITTI label file: height, width, length, x, y, z of the
            middle of the bottom, rotation about y in radians.

        Returns
        -------
        Boxes3D
            The batch in a frame whose x is the camera's x, y the camera's z, and z the camera's -y.

        Raises
        ------
        InputError
            If the shape is not (n, 7) or the values are not numbers.
        GeometryError
            If a value is not finite or too large, or a size is negative.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Boxes3D.from_kitti([[1.5, 1.6, 4, 2, 1.7, 20, 0.5]]).values.round(6).tolist()
        [[2.0, 20.0, -0.95, 4.0, 1.6, 1.5, -0.5]]
        """
        height, width, length, x, y, z, turn = number_rows(h_w_l_x_y_z_ry, "h_w_l_x_y_z_ry", 7).T
        return cls(np.stack((x, z, height / 2 - y, length, width, height, -turn), axis=1))

    @property
    def volumes(self) -> NDArray[np.float64]:
        """Length × width × height; float64 (n,)."""
        return self.values[:, 3] * self.values[:, 4] * self.values[:, 5]

    @property
    def footprints(self) -> RotatedBoxes:
        """Each box as seen from above."""
        return RotatedBoxes.from_arrays(self.values[:, [0, 1, 3, 4, 6]])
