"""Axis-parallel boxes in continuous coordinates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError
from labelgauge.geometry._columns import Key, frozen, number_rows, positions


class Boxes:
    """A frozen batch of axis-parallel boxes.

    Coordinates are continuous: a box from 1 to 3 is 2 wide, nothing is added.

    Parameters
    ----------
    xyxy
        Array-like of shape (n, 4): x0, y0, x1, y1 with x0 <= x1 and y0 <= y1, finite.

    Attributes
    ----------
    corners : float64 (n, 4)
        x0, y0, x1, y1.
    areas : float64 (n,)
        Width × height as they were given, so that results equal those of tools that store width and height.

    Raises
    ------
    InputError
        If the shape is not (n, 4) or the values are not numbers.
    GeometryError
        If a value is not finite or a box has negative width or height.

    Examples
    --------
    >>> import labelgauge as lg
    >>> boxes = lg.Boxes([[0, 0, 4, 2]])
    >>> len(boxes), boxes.areas.tolist(), boxes.xywh.tolist()
    (1, [8.0], [[0.0, 0.0, 4.0, 2.0]])
    """

    __slots__ = ("areas", "corners")

    corners: NDArray[np.float64]
    areas: NDArray[np.float64]

    def __init__(self, xyxy: ArrayLike) -> None:
        corners = _numbers(xyxy, "xyxy")
        _check_order(corners, "xyxy")
        self._fill(corners, (corners[:, 2] - corners[:, 0]) * (corners[:, 3] - corners[:, 1]))

    @classmethod
    def from_xywh(cls, xywh: ArrayLike) -> Boxes:
        """Make boxes from x, y, width, height (COCO's layout).

        Parameters
        ----------
        xywh
            Array-like of shape (n, 4), finite, width and height not negative.

        Returns
        -------
        Boxes
            Corners are x, y, x + width, y + height; areas are width × height, in float64.

        Raises
        ------
        InputError
            If the shape is not (n, 4) or the values are not numbers.
        GeometryError
            If a value is not finite, or a width or height is negative.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Boxes.from_xywh([[1, 2, 3, 4]]).corners.tolist()
        [[1.0, 2.0, 4.0, 6.0]]
        """
        given = _numbers(xywh, "xywh")
        negative = (given[:, 2:] < 0).any(axis=1)
        if np.any(negative):
            i = int(np.argmax(negative))
            what = f"box {i} has a negative width or height: {given[i].tolist()}"
            raise GeometryError(what, where="xywh", fix="Give x, y, width, height.")
        corners = given.copy()
        corners[:, 2:] += given[:, :2]
        return cls.from_arrays(corners, given[:, 2] * given[:, 3])

    @classmethod
    def from_arrays(cls, corners: NDArray[np.float64], areas: NDArray[np.float64]) -> Boxes:
        """Wrap columns that are known to be valid; nothing is checked or copied.

        Parameters
        ----------
        corners
            float64 (n, 4).
        areas
            float64 (n,).

        Returns
        -------
        Boxes
            The batch over this memory.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> len(lg.Boxes.from_arrays(np.array([[0.0, 0, 2, 3]]), np.array([6.0])))
        1
        """
        boxes = cls.__new__(cls)
        boxes._fill(corners, areas)
        return boxes

    @property
    def xywh(self) -> NDArray[np.float64]:
        """x, y, width, height; float64 (n, 4)."""
        return np.hstack((self.corners[:, :2], self.corners[:, 2:] - self.corners[:, :2]))

    def __len__(self) -> int:
        return len(self.corners)

    def __getitem__(self, key: Key) -> Boxes:
        return self.take(positions(key, len(self)))

    def take(self, index: NDArray[np.int64]) -> Boxes:
        """Boxes at these positions, in that order.

        Parameters
        ----------
        index
            int64 (k,), positions; the same one may come more than once.

        Returns
        -------
        Boxes
            k boxes.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Boxes([[0, 0, 1, 1], [2, 2, 4, 5]]).take(np.array([1])).corners.tolist()
        [[2.0, 2.0, 4.0, 5.0]]
        """
        return Boxes.from_arrays(self.corners[index], self.areas[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Boxes) and np.array_equal(self.corners, other.corners)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Boxes({len(self)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Boxes.from_arrays, (np.asarray(self.corners), np.asarray(self.areas))

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Boxes is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(self, corners: NDArray[np.float64], areas: NDArray[np.float64]) -> None:
        object.__setattr__(self, "corners", frozen(corners))
        object.__setattr__(self, "areas", frozen(areas))


def _numbers(value: ArrayLike, name: str) -> NDArray[np.float64]:
    array = number_rows(value, name, 4)
    if not np.isfinite(array).all():
        i = int(np.argmin(np.isfinite(array).all(axis=1)))
        what = f"box {i} is not finite: {array[i].tolist()}"
        raise GeometryError(what, where=name)
    return array


def _check_order(corners: NDArray[np.float64], name: str) -> None:
    reversed_ = (corners[:, 2:] < corners[:, :2]).any(axis=1)
    if np.any(reversed_):
        i = int(np.argmax(reversed_))
        what = f"box {i} ends before it begins: {corners[i].tolist()}"
        raise GeometryError(what, where=name, fix="For x, y, width, height use Boxes.from_xywh.")
