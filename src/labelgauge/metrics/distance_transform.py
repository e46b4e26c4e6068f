"""The exact Euclidean distance transform."""

from __future__ import annotations

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels import surface as kernels

Distances = NDArray[np.float64]
Indices = NDArray[np.int32]


@overload
def distance_transform(
    mask: ArrayLike, *, spacing: ArrayLike, return_indices: Literal[False] = False, threads: int = 1
) -> Distances: ...
@overload
def distance_transform(
    mask: ArrayLike, *, spacing: ArrayLike, return_indices: Literal[True], threads: int = 1
) -> tuple[Distances, Indices]: ...
def distance_transform(
    mask: ArrayLike, *, spacing: ArrayLike, return_indices: bool = False, threads: int = 1
) -> Distances | tuple[Distances, Indices]:
    r"""Distance of every foreground voxel to the nearest background voxel, and where that is.

    .. math:: D(p) = \min_{q \notin M} \sqrt{\sum_a (s_a (p_a - q_a))^2}

    between the middles of voxels; 0 in the background. What lies outside the image is neither foreground nor
    background. The convention is that of ``scipy.ndimage.distance_transform_edt``.

    Exact: the least of the distances that float64 arithmetic gives, squares added first axis to last. The time is of
    the order of the voxels, whatever the mask.

    Parameters
    ----------
    mask
        bool (h, w) or (d, h, w), True in the foreground; read where it lies, and not changed.
    spacing
        Distance of neighbouring voxels along each axis, first to last, from 1e-50 to 1e50: the unit of the distances.
    return_indices
        Whether to return the nearest voxels too.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    distances : float64, the shape of `mask`
        Infinite everywhere if there is no background.
    indices : int32, one entry per axis and the shape of `mask`
        Only with `return_indices`: the nearest background voxel of every voxel, a background voxel's own; -1 if there
        is none. Of voxels that are equally far the first column is taken, of its rows the first, and then the first
        slice; `labelgauge.kernels.surface.nearest_background` says what is equally far where sums are rounded.

    Raises
    ------
    InputError
        If `mask` is not a bool array of two or three dimensions, or another argument is not as described.
    GeometryError
        If an axis has 2^31 voxels or more, or a slice takes more than 1 GiB to work on.

    Notes
    -----
    SciPy takes one of the voxels that are equally far but for rounding. At spacings such as 0.1 and 0.7 its distance is
    now and then greater than this one, by a unit or two in the last place, and its indices may name another voxel. With
    spacings whose squares float64 holds exactly, such as 1 or 0.5, distances are equal.

    Felzenszwalb & Huttenlocher, "Distance transforms of sampled functions", Theory of Computing 8, 2012.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> mask = np.array([[0, 1, 1, 1], [1, 1, 1, 1]], dtype=bool)
    >>> lg.distance_transform(mask, spacing=(2, 1)).round(3).tolist()
    [[0.0, 1.0, 2.0, 3.0], [2.0, 2.236, 2.828, 3.606]]
    >>> distances, indices = lg.distance_transform(mask[:1], spacing=(2, 1), return_indices=True)
    >>> indices.tolist()
    [[[0, 0, 0, 0]], [[0, 0, 0, 0]]]
    """
    volume = _check.volume(np.asarray(mask), "mask")
    steps = _spacing(spacing, volume.ndim)
    distances = kernels.distance_transform(volume, steps, threads=threads)
    if not return_indices:
        return distances
    return distances, kernels.nearest_background(volume, steps, threads=threads)


def _spacing(value: Any, ndim: int) -> Distances:
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        what = f"spacing must be one number per axis ({ndim}), not {value!r}"
        raise InputError(what) from error
    return _check.axis_spacing(numbers, ndim)
