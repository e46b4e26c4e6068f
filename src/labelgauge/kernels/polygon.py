"""Areas of polygons, and their overlap, from their vertices: nothing is rasterized.

A batch of polygons is `points` (float64, (p, 2), x and y), `ring_offsets` (int64, rings + 1) and `mask_offsets`
(int64, n + 1: which rings belong to which polygon). Rings close themselves; they may cross, touch and repeat.
What is inside is said by a fill rule: ``EVEN_ODD``, points around which an odd number of rings goes, so that a ring in
a ring is a hole; or ``UNITED``, points inside any ring, each ring taken by the even-odd rule, as COCO unites the rings
of an annotation. The direction of rings never matters.

Measures are those of `labelgauge.kernels.overlap`. Areas are sums over slabs between neighbouring vertices and
crossings: height × the length that a slab's middle line has inside. That is exact but for the rounding of each number,
and needs no topology, so that touching, equal and degenerate edges are no special cases. Equal polygons give exactly 1,
also if one is written backwards or from another vertex on (with at most 65,536 crossings between two neighbouring
vertices).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import check_instance
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.kernels.overlap import CANDIDATE
from labelgauge.reference import polygon as reference

EVEN_ODD, UNITED = range(2)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def join_rings(items: list[Any], *, threads: int = 1) -> tuple[Floats, Ints, Ints]:
    """Lay the points of polygons that are nested lists one after the other, up to the first that is not regular.

    Parameters
    ----------
    items
        A list. Regular are lists or tuples of rings, each a flat list or tuple ``[x, y, x, y, ...]`` of float, or of
        int that float64 holds exactly (up to 2^53 from 0).
    threads
        Number of threads; never changes the answer (Python's objects are read on one).

    Returns
    -------
    points : float64 (p, 2)
        x and y of all vertices; they may be infinite or NaN.
    ring_offsets : int64 (rings + 1,)
        Where each ring's points begin and end.
    mask_offsets : int64 (k + 1,)
        Where each polygon's rings begin and end. All items are regular if k is their number; if not, item k is the
        first that is not.

    Raises
    ------
    InputError
        If `items` is not a list.

    Examples
    --------
    >>> from labelgauge.kernels import polygon
    >>> points, rings, masks = polygon.join_rings([[[0, 0, 4, 0, 4, 4]], [], [["4", 4]]])
    >>> points.tolist(), rings.tolist(), masks.tolist()
    ([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]], [0, 3], [0, 1, 1])
    """
    check_instance(items, list, "items", fix="Make one with list(...).")
    checked_threads = _check.threads(threads)
    if use_reference():
        return reference.join_rings(items)
    return _native.polygon.join_rings(items, checked_threads, isa())


def polygon_area(points: Floats, ring_offsets: Ints, mask_offsets: Ints, fill: int, *, threads: int = 1) -> Floats:
    """Area inside each polygon.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end. A ring of fewer than three points has no area.
    mask_offsets
        int64 (n + 1,), where each polygon's rings begin and end.
    fill
        ``EVEN_ODD`` or ``UNITED``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n,)
        Areas, never negative; 0 for a polygon without rings.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or the fill rule is unknown.
    GeometryError
        If a coordinate is not finite or further from 0 than 1e150.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import polygon
    >>> frame = np.array([[0.0, 0], [4, 0], [4, 4], [0, 4], [1, 1], [3, 1], [3, 3], [1, 3]])
    >>> rings, one = np.array([0, 4, 8]), np.array([0, 2])
    >>> [polygon.polygon_area(frame, rings, one, fill).item() for fill in (polygon.EVEN_ODD, polygon.UNITED)]
    [12.0, 16.0]
    """
    columns = _check.measured_polygons(points, ring_offsets, mask_offsets, fill)
    if use_reference():
        return reference.polygon_area(*columns)
    return _native.polygon.polygon_area(*columns, _check.threads(threads), isa())


def polygon_overlap(
    gold_points: Floats,
    gold_ring_offsets: Ints,
    gold_mask_offsets: Ints,
    gold_fill: int,
    candidate_points: Floats,
    candidate_ring_offsets: Ints,
    candidate_mask_offsets: Ints,
    candidate_fill: int,
    crowd: NDArray[np.uint8],
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of every gold polygon with every candidate polygon.

    Parameters
    ----------
    gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill
        n gold polygons: float64 (p, 2), int64 (rings + 1,), int64 (n + 1,), and ``EVEN_ODD`` or ``UNITED``.
    candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill
        m candidate polygons.
    crowd
        uint8 (n,) or (0,): where not 0, IoU's denominator is the candidate's area alone (COCO's crowd rule).
    measure
        ``IOU``, ``DICE``, ``GOLD`` or ``CANDIDATE`` of `labelgauge.kernels.overlap`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m)
        Ratios in [0, 1]; 0 where nothing is shared.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a fill rule is unknown, or the measure is not one of the four.
    GeometryError
        If a coordinate is not finite or further from 0 than 1e150.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, polygon
    >>> square = (np.array([[0.0, 0], [2, 0], [2, 2], [0, 2]]), np.array([0, 4]), np.array([0, 1]), polygon.EVEN_ODD)
    >>> triangle = (np.array([[0.0, 0], [2, 0], [0, 2]]), np.array([0, 3]), np.array([0, 1]), polygon.EVEN_ODD)
    >>> polygon.polygon_overlap(*square, *triangle, np.zeros(0, np.uint8), overlap.IOU).tolist()
    [[0.5]]
    """
    gold = _check.measured_polygons(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill, "gold_")
    candidate = _check.measured_polygons(
        candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill, "candidate_"
    )
    crowd = _check.crowd(crowd, len(gold[2]) - 1)
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.polygon_overlap(*gold, *candidate, crowd, measure)
    return _native.polygon.polygon_overlap(*gold, *candidate, crowd, measure, _check.threads(threads), isa())


def polygon_overlap_pairs(
    gold_points: Floats,
    gold_ring_offsets: Ints,
    gold_mask_offsets: Ints,
    gold_fill: int,
    candidate_points: Floats,
    candidate_ring_offsets: Ints,
    candidate_mask_offsets: Ints,
    candidate_fill: int,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of listed pairs of polygons.

    Parameters
    ----------
    gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill
        n gold polygons: float64 (p, 2), int64 (rings + 1,), int64 (n + 1,), and ``EVEN_ODD`` or ``UNITED``.
    candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill
        m candidate polygons.
    gold_index, candidate_index
        int64 (k,), which polygon of either side each pair has.
    measure
        ``IOU``, ``DICE``, ``GOLD`` or ``CANDIDATE`` of `labelgauge.kernels.overlap`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (k,)
        The ratio of each pair.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a fill rule is unknown, a position is out of range, or the measure is
        not one of the four.
    GeometryError
        If a coordinate is not finite or further from 0 than 1e150.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, polygon
    >>> star = np.array([[0.0, -3], [2, 3], [-3, -1], [3, -1], [-2, 3]])
    >>> ring, one, first = np.array([0, 5]), np.array([0, 1]), np.array([0])
    >>> both = (star, ring, one, polygon.EVEN_ODD, star[::-1], ring, one, polygon.EVEN_ODD)
    >>> polygon.polygon_overlap_pairs(*both, first, first, overlap.IOU).tolist()
    [1.0]
    """
    gold = _check.measured_polygons(gold_points, gold_ring_offsets, gold_mask_offsets, gold_fill, "gold_")
    candidate = _check.measured_polygons(
        candidate_points, candidate_ring_offsets, candidate_mask_offsets, candidate_fill, "candidate_"
    )
    index = _check.pairs(gold_index, candidate_index, len(gold[2]) - 1, len(candidate[2]) - 1)
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.polygon_overlap_pairs(*gold, *candidate, *index, measure)
    return _native.polygon.polygon_overlap_pairs(*gold, *candidate, *index, measure, _check.threads(threads), isa())
