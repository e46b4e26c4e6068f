"""Polygons as columns: points, rings, and which rings belong together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry._columns import Key, frozen, gather, offsets_of, positions
from labelgauge.geometry.boxes import Boxes

Fill = Literal["even_odd", "united"]


class Polygons:
    """A frozen batch of polygons, each of one or more rings.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices, ring after ring, finite. Rings close themselves.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end.
    mask_offsets
        int64 (n + 1,), where each polygon's rings begin and end.
    fill
        What is inside a polygon of several rings. ``"even_odd"``: what an odd number of rings goes around, so that a
        ring in a ring is a hole. ``"united"``: what is inside any ring (COCO unites the rings of an annotation). Areas
        and overlap follow it; `Masks.from_polygons` has its own `rule`.

    Raises
    ------
    InputError
        If a column has the wrong dtype or shape, or the fill rule is unknown.
    GeometryError
        If a coordinate is not finite.

    Examples
    --------
    >>> import labelgauge as lg
    >>> polygons = lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]], []])
    >>> len(polygons), polygons.points.shape
    (2, (3, 2))
    """

    __slots__ = ("fill", "mask_offsets", "points", "ring_offsets")

    points: NDArray[np.float64]
    ring_offsets: NDArray[np.int64]
    mask_offsets: NDArray[np.int64]
    fill: Fill

    def __init__(
        self,
        points: NDArray[np.float64],
        ring_offsets: NDArray[np.int64],
        mask_offsets: NDArray[np.int64],
        *,
        fill: Fill = "even_odd",
    ) -> None:
        from labelgauge.kernels import _check  # noqa: PLC0415 - kernels load native code; geometry stays light

        if fill not in {"even_odd", "united"}:
            what = f"fill must be 'even_odd' or 'united', not {fill!r}"
            raise InputError(what)
        self._fill(*_check.polygons(points, ring_offsets, mask_offsets), fill)

    @classmethod
    def from_rings(cls, polygons: Sequence[Sequence[ArrayLike]], *, fill: Fill = "even_odd") -> Polygons:
        """Make a batch from nested lists.

        Parameters
        ----------
        polygons
            One item per polygon: its rings, each flat ``[x, y, x, y, ...]`` or of shape (k, 2).
        fill
            ``"even_odd"`` or ``"united"``, see `Polygons`.

        Returns
        -------
        Polygons
            The batch.

        Raises
        ------
        InputError
            If a ring is not numbers, or a flat ring has an odd length.
        GeometryError
            If a coordinate is not finite.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]]]).ring_offsets.tolist()
        [0, 3]
        """
        from labelgauge.kernels import polygon as kernels  # noqa: PLC0415 - as above

        items = list(polygons)
        points, ring_offsets, mask_offsets = kernels.join_rings(items)
        if len(mask_offsets) == len(items) + 1:
            return cls(points, ring_offsets, mask_offsets, fill=fill)
        rings = [_ring(ring, i, j) for i, polygon in enumerate(items) for j, ring in enumerate(polygon)]
        ring_lengths = np.array([len(ring) for ring in rings], dtype=np.int64)
        polygon_lengths = np.array([len(polygon) for polygon in items], dtype=np.int64)
        points = np.concatenate([np.zeros((0, 2)), *rings])
        return cls(points, offsets_of(ring_lengths), offsets_of(polygon_lengths), fill=fill)

    @property
    def areas(self) -> NDArray[np.float64]:
        """Area inside each polygon by its fill rule; float64 (n,)."""
        from labelgauge.kernels import polygon  # noqa: PLC0415 - kernels load native code; geometry stays light

        return polygon.polygon_area(*self.columns)

    @property
    def boxes(self) -> Boxes:
        """The box around each polygon; (0, 0, 0, 0) for one without points."""
        corners = np.zeros((len(self), 4))
        per_polygon = self.ring_offsets[self.mask_offsets]
        some = np.flatnonzero(np.diff(per_polygon))
        if len(some):
            corners[some, :2] = np.minimum.reduceat(self.points, per_polygon[some], axis=0)
            corners[some, 2:] = np.maximum.reduceat(self.points, per_polygon[some], axis=0)
        return Boxes(corners)

    @property
    def columns(self) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], int]:
        """Points, offsets and the number of the fill rule, as `labelgauge.kernels.polygon` takes them."""
        return self.points, self.ring_offsets, self.mask_offsets, int(self.fill == "united")

    def __len__(self) -> int:
        return len(self.mask_offsets) - 1

    def __getitem__(self, key: Key) -> Polygons:
        return self.take(positions(key, len(self)))

    def take(self, index: NDArray[np.int64]) -> Polygons:
        """Polygons at these positions, in that order.

        Parameters
        ----------
        index
            int64 (k,), positions; the same one may come more than once.

        Returns
        -------
        Polygons
            k polygons.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> polygons = lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]], [[1, 1, 2, 1, 2, 2, 1, 2]]])
        >>> polygons.take(np.array([1])).points.shape
        (4, 2)
        """
        rings, mask_offsets = gather(np.arange(len(self.ring_offsets) - 1), self.mask_offsets, index)
        points, ring_offsets = gather(self.points, self.ring_offsets, rings)
        return Polygons(points, ring_offsets, mask_offsets, fill=self.fill)

    def rings(self, i: int) -> list[NDArray[np.float64]]:
        """Rings of one polygon.

        Parameters
        ----------
        i
            Which polygon.

        Returns
        -------
        list of float64 (k, 2)
            x and y of each ring's vertices; an empty list for a polygon without rings.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]]]).rings(0)[0].tolist()
        [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]
        """
        begin, end = self.mask_offsets[i], self.mask_offsets[i + 1]
        return [self.points[self.ring_offsets[r] : self.ring_offsets[r + 1]] for r in range(begin, end)]

    def __repr__(self) -> str:
        return f"Polygons({len(self)}, {len(self.ring_offsets) - 1} rings, {len(self.points)} points)"

    def __reduce__(self) -> tuple[Any, ...]:
        columns = np.asarray(self.points), np.asarray(self.ring_offsets), np.asarray(self.mask_offsets)
        return partial(Polygons, fill=self.fill), columns

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Polygons is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(
        self,
        points: NDArray[np.float64],
        ring_offsets: NDArray[np.int64],
        mask_offsets: NDArray[np.int64],
        fill: Fill,
    ) -> None:
        object.__setattr__(self, "points", frozen(points))
        object.__setattr__(self, "ring_offsets", frozen(ring_offsets))
        object.__setattr__(self, "mask_offsets", frozen(mask_offsets))
        object.__setattr__(self, "fill", fill)


def _ring(ring: ArrayLike, polygon: int, number: int) -> NDArray[np.float64]:
    where = f"ring {number} of polygon {polygon}"
    try:
        points = np.asarray(ring, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        what = "a ring must be numbers, flat [x, y, ...] or of shape (k, 2)"
        raise InputError(what, where=where) from error
    if points.ndim == 1 and len(points) % 2 == 0:
        return points.reshape(-1, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        what = f"a ring must be flat [x, y, ...] of even length or of shape (k, 2), not of shape {points.shape}"
        raise InputError(what, where=where)
    return points
