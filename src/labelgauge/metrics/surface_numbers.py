"""Surface distances in one line, where one number is all that is wanted.

Whoever wants several numbers of the same masks calls `surface_distances` once.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from labelgauge.kernels import _check
from labelgauge.metrics._empty import EmptyPolicy
from labelgauge.metrics.surface import Sides, measured, surface_distances
from labelgauge.metrics.surface_conventions import SurfaceConvention
from labelgauge.metrics.surface_value import checked_tolerances, reached_by


def nsd(
    gold: Sides,
    candidate: Sides,
    *,
    tolerance: ArrayLike,
    spacing: ArrayLike,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    tie: Literal["closed", "closed_eps"] = "closed",
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Any:
    """Normalized surface distance (surface Dice), the number that `SurfaceDistances.nsd` is, in less time.

    What lies within tolerances of a few voxels is found without measuring distances.

    Parameters
    ----------
    gold, candidate
        Masks, images, volumes, label maps or lists, as for `surface_distances`.
    tolerance
        One number or a list, in the unit of the spacing; distances equal to it are within.
    spacing
        Distance of neighbouring voxels along each axis.
    convention
        Name of a convention, or a `SurfaceConvention`.
    labels
        For label maps, the labels wanted; by default all that occur.
    tie
        What is equal to a tolerance: see `SurfaceDistances.nsd`.
    empty
        What two masks without surface have: ``"undefined"``, ``"agree"`` or ``"raise"``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float or float64 array
        (n,) for n labels or pairs, with another axis for a list of tolerances.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the two sides differ in shape.
    UndefinedError
        If neither side has a surface and ``empty="raise"``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
    >>> gold[2:6, 2:6], candidate[2:6, 3:7] = True, True
    >>> lg.nsd(gold, candidate, tolerance=1, spacing=(1, 1))
    1.0
    """
    wanted = checked_tolerances(tolerance)
    within = np.unique(reached_by(wanted, tie))
    told = within if 0 < len(within) <= _check.MOST_TOLERANCES else None
    d = measured(gold, candidate, spacing, convention, labels, tolerances=told, threads=threads)
    return d.nsd(wanted, tie=tie, empty=empty)


def hausdorff(
    gold: Sides,
    candidate: Sides,
    *,
    spacing: ArrayLike,
    percentile: float = 100,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Any:
    """Hausdorff distance, or a percentile of it, in one line; HD95 with ``percentile=95``.

    Parameters
    ----------
    gold, candidate
        Masks, images, volumes, label maps or lists, as for `surface_distances`.
    spacing
        Distance of neighbouring voxels along each axis.
    percentile
        From 0 to 100; 100 is the greatest distance.
    convention
        Name of a convention, or a `SurfaceConvention`.
    labels
        For label maps, the labels wanted; by default all that occur.
    empty
        What two masks without surface have: ``"undefined"``, ``"agree"`` or ``"raise"``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float or float64 (n,)
        In the unit of the spacing.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the two sides differ in shape.
    UndefinedError
        If neither side has a surface and ``empty="raise"``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> labels = np.array([[1, 1, 0, 2, 0]]), np.array([[1, 1, 0, 0, 2]])
    >>> lg.hausdorff(*labels, spacing=(1, 0.5)).tolist()
    [0.0, 0.5]
    """
    d = surface_distances(gold, candidate, spacing=spacing, convention=convention, labels=labels, threads=threads)
    return d.hausdorff(percentile, empty=empty)


def assd(
    gold: Sides,
    candidate: Sides,
    *,
    spacing: ArrayLike,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Any:
    """Average symmetric surface distance in one line: the mean over the elements of both surfaces.

    Parameters
    ----------
    gold, candidate
        Masks, images, volumes, label maps or lists, as for `surface_distances`.
    spacing
        Distance of neighbouring voxels along each axis.
    convention
        Name of a convention, or a `SurfaceConvention`.
    labels
        For label maps, the labels wanted; by default all that occur.
    empty
        What two masks without surface have: ``"undefined"``, ``"agree"`` or ``"raise"``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float or float64 (n,)
        In the unit of the spacing.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the two sides differ in shape.
    UndefinedError
        If neither side has a surface and ``empty="raise"``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
    >>> gold[4, 2], candidate[4, 6] = True, True
    >>> round(lg.assd(gold, candidate, spacing=(1, 1)), 12)
    3.5
    """
    d = surface_distances(gold, candidate, spacing=spacing, convention=convention, labels=labels, threads=threads)
    return d.assd(empty=empty)


def masd(
    gold: Sides,
    candidate: Sides,
    *,
    spacing: ArrayLike,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    threads: int = 1,
) -> Any:
    """Mean average surface distance in one line: the mean of the two directed means.

    Parameters
    ----------
    gold, candidate
        Masks, images, volumes, label maps or lists, as for `surface_distances`.
    spacing
        Distance of neighbouring voxels along each axis.
    convention
        Name of a convention, or a `SurfaceConvention`.
    labels
        For label maps, the labels wanted; by default all that occur.
    empty
        What two masks without surface have: ``"undefined"``, ``"agree"`` or ``"raise"``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float or float64 (n,)
        In the unit of the spacing.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the two sides differ in shape.
    UndefinedError
        If neither side has a surface and ``empty="raise"``.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> mask = np.eye(5, dtype=bool)
    >>> lg.masd(mask, mask, spacing=(1, 1))
    0.0
    """
    d = surface_distances(gold, candidate, spacing=spacing, convention=convention, labels=labels, threads=threads)
    return d.masd(empty=empty)
