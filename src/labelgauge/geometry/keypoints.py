"""Poses: a fixed number of keypoints for each annotated object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry._columns import Key, frozen, positions


class Keypoints:
    """A frozen batch of poses of k keypoints each.

    Parameters
    ----------
    points
        Array-like of shape (n, k, 2): x and y of every keypoint, finite (those not labelled too: COCO writes 0, 0).
    visible
        Bool array-like (n, k): which points are labelled, whether hidden in the image or not (COCO's v > 0). None: all.
    areas
        Array-like (n,), area of each object, not negative; NaN where it is not known. None: nowhere known.
    boxes
        Array-like (n, 4), x0, y0, x1, y1 of each object; NaN where it is not known. None: nowhere known.

    Attributes
    ----------
    points : float64 (n, k, 2)
        x and y.
    visible : bool (n, k)
        Which points are labelled.
    areas : float64 (n,)
        Areas, NaN where not known.
    boxes : float64 (n, 4)
        Boxes, NaN where not known.

    Raises
    ------
    InputError
        If a shape is wrong or values are not numbers.
    GeometryError
        If a coordinate is not finite, an area is negative or infinite, or a box ends before it begins.

    Examples
    --------
    >>> import labelgauge as lg
    >>> poses = lg.Keypoints([[[10, 10], [20, 12]]], areas=[400])
    >>> len(poses), poses.n_points, poses.visible.tolist()
    (1, 2, [[True, True]])
    """

    __slots__ = ("areas", "boxes", "points", "visible")

    points: NDArray[np.float64]
    visible: NDArray[np.bool_]
    areas: NDArray[np.float64]
    boxes: NDArray[np.float64]

    def __init__(
        self,
        points: ArrayLike,
        visible: ArrayLike | None = None,
        *,
        areas: ArrayLike | None = None,
        boxes: ArrayLike | None = None,
    ) -> None:
        checked = _points(points)
        n, k = checked.shape[:2]
        flags = np.ones((n, k), np.bool_) if visible is None else _flags(visible, (n, k))
        sizes = np.full(n, np.nan) if areas is None else _numbers(areas, "areas", (n,))
        if (sizes < 0).any() or np.isinf(sizes).any():
            i = int(np.argmax((sizes < 0) | np.isinf(sizes)))
            what = f"area {i} must be at least 0 and finite, or NaN where it is not known, not {sizes[i]}"
            raise GeometryError(what, where="areas")
        corners = np.full((n, 4), np.nan) if boxes is None else _numbers(boxes, "boxes", (n, 4))
        wrong = (corners[:, 2:] < corners[:, :2]).any(axis=1) | np.isinf(corners).any(axis=1)
        if wrong.any():
            i = int(np.argmax(wrong))
            what = f"box {i} ends before it begins or is not finite: {corners[i].tolist()}"
            raise GeometryError(what, where="boxes", fix="Give x0, y0, x1, y1.")
        self._fill(checked, flags, sizes, corners)

    @classmethod
    def from_coco(cls, annotations: Sequence[Mapping[str, Any]]) -> Keypoints:
        """Make poses from COCO annotations or results.

        Parameters
        ----------
        annotations
            Dictionaries with ``keypoints``, flat [x, y, v, x, y, v, ...] of one length for all, and, where known,
            ``area`` and ``bbox`` (x, y, width, height).

        Returns
        -------
        Keypoints
            One pose per annotation; points with v > 0 are visible.

        Raises
        ------
        InputError
            If there are no annotations, or their ``keypoints`` are missing, not triples of numbers, or of different
            lengths.
        GeometryError
            If a coordinate is not finite, an area is negative, or a box has negative width or height.

        Examples
        --------
        >>> import labelgauge as lg
        >>> poses = lg.Keypoints.from_coco([{"keypoints": [5, 6, 2, 0, 0, 0], "area": 9.0, "bbox": [4, 4, 3, 3]}])
        >>> poses.visible.tolist(), poses.boxes.tolist()
        ([[True, False]], [[4.0, 4.0, 7.0, 7.0]])
        """
        if not annotations:
            what = "there are no annotations to take the number of keypoints from"
            raise InputError(what, fix="For no poses use Keypoints(numpy.zeros((0, k, 2))).")
        triples = [_triples(annotation, i) for i, annotation in enumerate(annotations)]
        if any(len(row) != len(triples[0]) for row in triples):
            i = next(i for i, row in enumerate(triples) if len(row) != len(triples[0]))
            what = f"annotation {i} has {len(triples[i])} keypoints, annotation 0 has {len(triples[0])}"
            raise InputError(what, fix="Make one batch per category.")
        values = np.array(triples, dtype=np.float64).reshape(len(triples), -1, 3)
        nowhere = [np.nan] * 4
        boxes = _numbers([annotation.get("bbox", nowhere) for annotation in annotations], "bbox", (len(values), 4))
        boxes[:, 2:] += boxes[:, :2]
        areas = [annotation.get("area", np.nan) for annotation in annotations]
        return cls(values[:, :, :2], values[:, :, 2] > 0, areas=areas, boxes=boxes)

    @property
    def n_points(self) -> int:
        """Keypoints per pose."""
        return int(self.points.shape[1])

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, key: Key) -> Keypoints:
        return self.take(positions(key, len(self)))

    def take(self, index: NDArray[np.int64]) -> Keypoints:
        """Poses at these positions, in that order.

        Parameters
        ----------
        index
            int64 (p,), positions; the same one may come more than once.

        Returns
        -------
        Keypoints
            p poses.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> lg.Keypoints([[[1, 2]], [[3, 4]]]).take(np.array([1])).points.tolist()
        [[[3.0, 4.0]]]
        """
        taken = Keypoints.__new__(Keypoints)
        taken._fill(self.points[index], self.visible[index], self.areas[index], self.boxes[index])
        return taken

    def __repr__(self) -> str:
        return f"Keypoints({len(self)}, {self.n_points} points each)"

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self.points, self.visible, self.areas, self.boxes)

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Keypoints is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(
        self,
        points: NDArray[np.float64],
        visible: NDArray[np.bool_],
        areas: NDArray[np.float64],
        boxes: NDArray[np.float64],
    ) -> None:
        object.__setattr__(self, "points", frozen(points))
        object.__setattr__(self, "visible", frozen(visible))
        object.__setattr__(self, "areas", frozen(areas))
        object.__setattr__(self, "boxes", frozen(boxes))


def _unpickled(
    points: NDArray[np.float64], visible: NDArray[np.bool_], areas: NDArray[np.float64], boxes: NDArray[np.float64]
) -> Keypoints:
    return Keypoints(points, visible, areas=areas, boxes=boxes)


def _points(value: ArrayLike) -> NDArray[np.float64]:
    try:
        points = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        what = "points must be numbers in an (n, k, 2) array"
        raise InputError(what) from error
    if points.ndim != 3 or points.shape[2] != 2:
        what = f"points must have shape (n, k, 2), not {points.shape}"
        raise InputError(what, fix="For no poses give numpy.zeros((0, k, 2)).")
    if not np.isfinite(points).all():
        i, k = np.argwhere(~np.isfinite(points).all(axis=2))[0].tolist()
        what = f"point {k} of pose {i} is not finite: {points[i, k].tolist()}"
        raise GeometryError(what, where="points", fix="Give points that are not labelled as 0, 0 and not visible.")
    return points


def _flags(value: ArrayLike, shape: tuple[int, int]) -> NDArray[np.bool_]:
    flags = np.array(value)
    if flags.shape != shape or (flags.dtype != np.bool_ and flags.size):
        what = f"visible must be a bool array of shape {shape}, not {flags.dtype.name} of shape {flags.shape}"
        raise InputError(what, fix="Of COCO's numbers give v > 0.")
    return flags.astype(np.bool_)


def _numbers(value: ArrayLike, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        what = f"{name} must be numbers in an array of shape {shape}"
        raise InputError(what) from error
    if array.size == 0:
        array = array.reshape(0, *shape[1:])
    if array.shape != shape:
        what = f"{name} must have shape {shape}, not {array.shape}"
        raise InputError(what)
    return array


def _triples(annotation: Mapping[str, Any], i: int) -> list[list[float]]:
    flat = annotation.get("keypoints")
    try:
        values = np.array(flat, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        values = np.zeros((0, 0))
    if values.ndim != 1 or len(values) % 3:
        what = f"annotation {i} must have keypoints [x, y, v, x, y, v, ...]"
        raise InputError(what, where=f"annotations[{i}].keypoints")
    rows: list[list[float]] = values.reshape(-1, 3).tolist()
    return rows
