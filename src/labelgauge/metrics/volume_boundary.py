"""Boundaries of volumes, and how well two of them agree."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry import mask_operations as operations
from labelgauge.kernels import _check, surface
from labelgauge.kernels import boundary as kernels
from labelgauge.metrics._empty import EmptyPolicy, apply_policy


def volume_boundary(
    volume: ArrayLike,
    *,
    width: float,
    spacing: ArrayLike | None = None,
    metric: operations.Metric = "chebyshev",
    threads: int = 1,
) -> NDArray[np.bool_]:
    r"""Boundary band of a volume: the foreground voxels near background.

    .. math:: B_d(M) = \{ p \in M : \min_{q \notin M} \rho(p, q) \le d \}

    ρ is the largest of the distances along the axes (Chebyshev) or the Euclidean distance, between the centres of
    voxels. What lies outside the volume is background. `boundary` is the same for masks of two dimensions.

    Parameters
    ----------
    volume
        bool (d, h, w).
    width
        d, above 0, in the unit of `spacing`.
    spacing
        Distance of neighbouring (slices, rows, columns), for example in millimetres, from 1e-50 to 1e50; voxels of
        1 × 1 × 1 by default.
    metric
        ``"chebyshev"`` or ``"euclidean"``. By neither does time depend on the width.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    bool (d, h, w)
        The band. A volume without foreground has an empty one, and so has a width below every spacing.

    Raises
    ------
    InputError
        If `volume` is not a 3-D bool array, or another argument is not as described.

    Notes
    -----
    The bands of Cheng et al., "Boundary IoU", CVPR 2021, with one more axis.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> cube = np.ones((5, 5, 5), dtype=bool)
    >>> int(lg.volume_boundary(cube, width=1).sum())
    98
    >>> int(lg.volume_boundary(cube, width=1, spacing=(2, 1, 1)).sum())
    80
    """
    return _band(_volume(volume, "volume"), width, _spacing(spacing), metric, threads)


def volume_boundary_iou(
    gold: ArrayLike,
    candidate: ArrayLike,
    *,
    width: float,
    spacing: ArrayLike | None = None,
    metric: operations.Metric = "chebyshev",
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> float:
    r"""Boundary IoU of two volumes: the IoU of their boundary bands.

    .. math:: \mathrm{BIoU}(G, C) = \frac{|B_d(G) \cap B_d(C)|}{|B_d(G) \cup B_d(C)|}

    B_d is the band that `volume_boundary` returns.

    Parameters
    ----------
    gold, candidate
        bool (d, h, w), of one shape.
    width
        Width of the bands, above 0, in the unit of `spacing`.
    spacing
        Distance of neighbouring (slices, rows, columns); 1 × 1 × 1 by default.
    metric
        ``"chebyshev"`` or ``"euclidean"``.
    empty
        What the Boundary IoU of two empty bands is. See `EmptyPolicy`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float
        From 0 to 1; 0 if only one band is empty.

    Raises
    ------
    InputError
        If a side is not a 3-D bool array, or another argument is not as described.
    GeometryError
        If the volumes differ in shape.
    UndefinedError
        If both bands are empty and ``empty="raise"``.

    Notes
    -----
    Cheng, Girshick, Dollár, Berg, Kirillov, "Boundary IoU", CVPR 2021, with one more axis.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.zeros((20, 20, 20), dtype=bool)
    >>> gold[2:18, 2:18, 2:18] = True
    >>> round(lg.volume_boundary_iou(gold, np.roll(gold, 1, axis=2), width=1), 3)
    0.499
    """
    g, c = _volume(gold, "gold"), _volume(candidate, "candidate")
    if g.shape != c.shape:
        what = f"gold has shape {g.shape}, candidate {c.shape}"
        raise GeometryError(what, where="volume_boundary_iou", fix="Bring both to one grid.")
    step = _spacing(spacing)
    gold_band, candidate_band = (_band(side, width, step, metric, threads) for side in (g, c))
    union = np.count_nonzero(gold_band | candidate_band)
    shared = np.count_nonzero(gold_band & candidate_band)
    value = np.array([shared / union if union else np.nan])
    undefined = (np.flatnonzero(np.isnan(value)),)
    return float(apply_policy(value, undefined, empty, "volume_boundary_iou", item="")[0])


def _band(
    volume: NDArray[np.bool_], width: Any, spacing: NDArray[np.float64], metric: str, threads: int
) -> NDArray[np.bool_]:
    distance = _check.number(width, "width")
    if distance <= 0:
        what = f"width must be above 0, not {width!r}"
        raise InputError(what)
    if metric not in operations.METRICS:
        what = f"metric must be 'chebyshev' or 'euclidean', not {metric!r}"
        raise InputError(what)
    if metric == "euclidean":
        within = surface.distance_transform(np.pad(volume, 1), spacing, threads=threads) <= distance
        return volume & within[1:-1, 1:-1, 1:-1]
    radius = operations.steps_within(distance, spacing, max(volume.shape))
    return kernels.volume_band(volume, radius, by_faces=False, threads=threads)


def _volume(value: Any, name: str) -> NDArray[np.bool_]:
    return _check.array(np.asarray(value), name, np.bool_, ndim=3)


def _spacing(value: ArrayLike | None) -> NDArray[np.float64]:
    if value is None:
        return np.ones(3)
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        what = f"spacing must be (slice, row, column), not {value!r}"
        raise InputError(what) from error
    return _check.axis_spacing(numbers, 3)
