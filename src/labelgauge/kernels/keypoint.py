"""Object keypoint similarity (OKS): how well two poses agree, from 0 to 1.

A pose is k points (x, y). For the visible points of the gold pose, at distance d from the candidate's,

    OKS = mean of exp(-d² / (2 (2 σ)² (area + ε)))

with the gold's area, one σ per keypoint, and ε = 2⁻⁵² (COCO's ``np.spacing(1)``). If no gold point is visible, d is how
far each candidate point lies outside the gold's bounds, and the mean is over all points: COCO's rule, with bounds twice
as far out as the box on every side.

Source: ``computeOks`` of the COCO API, whose order of operations is kept; it sums in another order and its exponential
is NumPy's, so the last bits may differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import keypoint as reference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Gold = tuple[Floats, NDArray[np.uint8], Floats, Floats]


def keypoint_similarity(
    gold_points: Floats,
    visible: NDArray[np.uint8],
    areas: Floats,
    bounds: Floats,
    candidate_points: Floats,
    sigmas: Floats,
    *,
    threads: int = 1,
) -> Floats:
    """Object keypoint similarity of every gold pose with every candidate pose.

    Parameters
    ----------
    gold_points
        float64 (n, k, 2), x and y of the gold's points.
    visible
        uint8 (n, k), not 0 where a gold point counts. Whether the candidate's points are visible never matters.
    areas
        float64 (n,), area of each gold's object, not negative.
    bounds
        float64 (n, 4), x0, y0, x1, y1 in which points cost nothing where no gold point is visible.
    candidate_points
        float64 (m, k, 2).
    sigmas
        float64 (k,), spread of each keypoint relative to the root of the area.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m)
        Similarities in [0, 1].

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or an area or a sigma is out of range.
    GeometryError
        If a coordinate is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import keypoint
    >>> gold = (np.array([[[10.0, 10.0]]]), np.ones((1, 1), np.uint8), np.array([100.0]), np.zeros((1, 4)))
    >>> candidate = np.array([[[10.0, 10.0]], [[12.0, 10.0]]])
    >>> keypoint.keypoint_similarity(*gold, candidate, np.array([0.1])).round(6).tolist()
    [[1.0, 0.606531]]
    """
    sigmas = _check.sigmas(sigmas)
    gold = _checked_gold(gold_points, visible, areas, bounds, len(sigmas))
    candidate_points = _check.keypoints(candidate_points, "candidate_points", len(sigmas))
    if use_reference():
        return reference.keypoint_similarity(*gold, candidate_points, sigmas)
    return _native.keypoint.keypoint_similarity(*gold, candidate_points, sigmas, _check.threads(threads), isa())


def keypoint_similarity_pairs(
    gold_points: Floats,
    visible: NDArray[np.uint8],
    areas: Floats,
    bounds: Floats,
    candidate_points: Floats,
    sigmas: Floats,
    gold_index: Ints,
    candidate_index: Ints,
    *,
    threads: int = 1,
) -> Floats:
    """Object keypoint similarity of listed pairs of poses.

    Parameters
    ----------
    gold_points
        float64 (n, k, 2), x and y of the gold's points.
    visible
        uint8 (n, k), not 0 where a gold point counts.
    areas
        float64 (n,), area of each gold's object, not negative.
    bounds
        float64 (n, 4), x0, y0, x1, y1 in which points cost nothing where no gold point is visible.
    candidate_points
        float64 (m, k, 2).
    sigmas
        float64 (k,), spread of each keypoint relative to the root of the area.
    gold_index, candidate_index
        int64 (p,), which pose of either side each pair has.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (p,)
        The similarity of each pair.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, an area or a sigma is out of range, or a position is.
    GeometryError
        If a coordinate is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import keypoint
    >>> pose, first = np.array([[[10.0, 10.0], [20.0, 10.0]]]), np.array([0])
    >>> gold = (pose, np.ones((1, 2), np.uint8), np.array([100.0]), np.zeros((1, 4)))
    >>> keypoint.keypoint_similarity_pairs(*gold, pose, np.array([0.1, 0.2]), first, first).tolist()
    [1.0]
    """
    sigmas = _check.sigmas(sigmas)
    gold = _checked_gold(gold_points, visible, areas, bounds, len(sigmas))
    candidate_points = _check.keypoints(candidate_points, "candidate_points", len(sigmas))
    index = _check.pairs(gold_index, candidate_index, len(gold[0]), len(candidate_points))
    if use_reference():
        return reference.keypoint_similarity_pairs(*gold, candidate_points, sigmas, *index)
    return _native.keypoint.keypoint_similarity_pairs(
        *gold, candidate_points, sigmas, *index, _check.threads(threads), isa()
    )


def _checked_gold(points: Any, visible: Any, areas: Any, bounds: Any, n_points: int) -> Gold:
    checked = _check.keypoints(points, "gold_points", n_points)
    flags = _check.array(visible, "visible", np.uint8, ndim=2, columns=n_points)
    if len(flags) != len(checked):
        what = f"visible must have one row per gold ({len(checked)}), not {len(flags)}"
        raise InputError(what)
    sizes = _check.per_mask(areas, "areas", np.float64, len(checked), least=0, of="gold")
    return checked, flags, sizes, _check.per_mask(bounds, "bounds", np.float64, len(checked), columns=4, of="gold")
