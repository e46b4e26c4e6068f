"""Polygons as columns: points, rings, and which rings belong together."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry._columns import Key, frozen, gather, offsets_of, positions


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

    Raises
    ------
    InputError
        If a column has the wrong dtype or shape.
    GeometryError
        If a coordinate is not finite.

    Examples
    --------
    >>> import labelgauge as lg
    >>> polygons = lg.Polygons.from_rings([[[0, 0, 4, 0, 4, 4]], []])
    >>> len(polygons), polygons.points.shape
    (2, (3, 2))
    """

    __slots__ = ("mask_offsets", "points", "ring_offsets")

    points: NDArray[np.float64]
    ring_offsets: NDArray[np.int64]
    mask_offsets: NDArray[np.int64]

    def __init__(
        self, points: NDArray[np.float64], ring_offsets: NDArray[np.int64], mask_offsets: NDArray[np.int64]
    ) -> None:
        from labelgauge.kernels import _check  # noqa: PLC0415 - kernels load native code; geometry stays light

        self._fill(*_check.polygons(points, ring_offsets, mask_offsets))

    @classmethod
    def from_rings(cls, polygons: Sequence[Sequence[ArrayLike]]) -> Polygons:
        """Make a batch from nested lists.

        Parameters
        ----------
        polygons
            One item per polygon: its rings, each flat ``[x, y, x, y, ...]`` or of shape (k, 2).

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
        rings = [_ring_bytes(ring, i, j) for i, polygon in enumerate(polygons) for j, ring in enumerate(polygon)]
        points = np.frombuffer(b"".join(rings), dtype=np.float64).reshape(-1, 2)
        ring_lengths = np.array([len(ring) for ring in rings], dtype=np.int64) // points.strides[0]
        polygon_lengths = np.array([len(polygon) for polygon in polygons], dtype=np.int64)
        return cls(points, offsets_of(ring_lengths), offsets_of(polygon_lengths))

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
        return Polygons(points, ring_offsets, mask_offsets)

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
        return Polygons, (np.asarray(self.points), np.asarray(self.ring_offsets), np.asarray(self.mask_offsets))

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"Polygons is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _fill(
        self, points: NDArray[np.float64], ring_offsets: NDArray[np.int64], mask_offsets: NDArray[np.int64]
    ) -> None:
        object.__setattr__(self, "points", frozen(points))
        object.__setattr__(self, "ring_offsets", frozen(ring_offsets))
        object.__setattr__(self, "mask_offsets", frozen(mask_offsets))


def _ring_bytes(ring: ArrayLike, polygon: int, number: int) -> bytes:
    """Coordinates of a ring as the bytes of float64.

    For flat lists of numbers, as JSON gives them, `struct` is several times faster than an array of each ring.
    """
    if isinstance(ring, list) and len(ring) % 2 == 0:
        try:
            return struct.pack(f"{len(ring)}d", *ring)
        except (struct.error, OverflowError):
            pass  # something else than numbers: NumPy converts or refuses it
    return _ring(ring, polygon, number).tobytes()


def _ring(ring: ArrayLike, polygon: int, number: int) -> NDArray[np.float64]:
    where = f"ring {number} of polygon {polygon}"
    try:
        points = np.asarray(ring, dtype=np.float64)
    except (TypeError, ValueError) as error:
        what = "a ring must be numbers, flat [x, y, ...] or of shape (k, 2)"
        raise InputError(what, where=where) from error
    if points.ndim == 1 and len(points) % 2 == 0:
        return points.reshape(-1, 2)
    if points.ndim != 2 or points.shape[1] != 2:
        what = f"a ring must be flat [x, y, ...] of even length or of shape (k, 2), not of shape {points.shape}"
        raise InputError(what, where=where)
    return points
