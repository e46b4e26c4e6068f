"""How well two volumes of labels agree, label by label: overlap, surfaces, sizes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.kernels import contingency
from labelgauge.metrics.surface import surface_distances
from labelgauge.metrics.surface_conventions import SurfaceConvention

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_TOLERANCES = 16


def tolerance_names(tolerances: Sequence[float]) -> tuple[str, ...]:
    """Names of the NSD columns: ``nsd_1``, ``nsd_0.5``.

    Raises
    ------
    InputError
        If a tolerance is not a finite number of at least 0, one is given twice, or there are more than 16.
    """
    for tolerance in tolerances:
        if isinstance(tolerance, bool) or not isinstance(tolerance, int | float | np.number):
            what = f"a tolerance must be a number in millimetres, not {tolerance!r}"
            raise InputError(what)
        if not math.isfinite(tolerance) or tolerance < 0:
            what = f"a tolerance must be a finite number of at least 0, not {tolerance:g}"
            raise InputError(what)
    if len(set(tolerances)) < len(tolerances) or len(tolerances) > MOST_TOLERANCES:
        what = f"tolerances must be at most {MOST_TOLERANCES}, none of them twice, not {list(map(float, tolerances))}"
        raise InputError(what)
    return tuple(f"nsd_{_shortest(float(tolerance))}" for tolerance in tolerances)


def label_agreement(
    gold: NDArray[Any],
    candidate: NDArray[Any],
    *,
    spacing_mm: Sequence[float],
    tolerances_mm: Sequence[float] = (),
    convention: SurfaceConvention | str = "deepmind",
    labels: Sequence[int] | None = None,
    threads: int = 1,
) -> Table:
    """Compare two label volumes or label images, one row per label that either of them has.

    Parameters
    ----------
    gold, candidate
        Integer arrays (a, b, c) or (a, b) of one shape; 0 is background.
    spacing_mm
        Distance of neighbouring voxels along each axis.
    tolerances_mm
        Tolerances of the normalized surface distance; one column each.
    convention
        See `labelgauge.surface_distances`.
    labels
        Labels wanted; by default all but 0. Those that neither side has get no row.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Table
        ``label``, ascending; ``status`` (``"ok"``, ``"gold_empty"``, ``"candidate_empty"``, or ``"no_surface"`` where
        both sides have voxels but, by the convention, not both a surface); ``dice``, ``iou``, ``nsd_<tolerance>``,
        ``hd95_mm``, ``assd_mm``; ``volume_gold_mm3``, ``volume_candidate_mm3``, ``volume_difference_mm3`` (candidate
        minus gold) and ``relative_volume_difference`` (that over gold); ``n_voxels_gold``, ``n_voxels_candidate``.

        Volumes of images are areas, in mm². Where one side is empty, overlap and NSD are 0 and distances infinite; the
        relative difference is infinite if gold is. NaN is only what neither side has a surface for.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the shapes differ, or a label's box is too large to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.metrics.volumes import label_agreement
    >>> gold, candidate = np.zeros((2, 8, 8, 8), dtype=np.uint8)
    >>> gold[2:6, 2:6, 2:6], candidate[2:6, 2:6, 3:7], candidate[0, 0, 0] = 1, 1, 7
    >>> table = label_agreement(gold, candidate, spacing_mm=(1, 1, 2), tolerances_mm=[2])
    >>> table["label"].tolist(), table["dice"].tolist(), table["hd95_mm"].tolist(), table["status"]
    ([1, 7], [0.75, 0.0], [2.0, inf], ['ok', 'gold_empty'])
    """
    names = tolerance_names(tolerances_mm)
    gold, candidate = _in_c_order(gold), _in_c_order(candidate)
    label, n_gold, n_candidate, n_both = _counts(gold, candidate, labels, threads)
    distances = surface_distances(
        gold, candidate, spacing=spacing_mm, convention=convention, labels=label, threads=threads
    )
    nsd = {name: distances.nsd(float(tau)) for name, tau in zip(names, tolerances_mm, strict=True)}
    hd95, assd = distances.hausdorff(95), distances.assd()
    voxel = math.prod(float(step) for step in spacing_mm)
    difference = n_candidate - n_gold
    return Table(
        {
            "label": label,
            "status": _statuses(n_gold, n_candidate, np.isfinite(hd95)),
            "dice": 2 * n_both / (n_gold + n_candidate),
            "iou": n_both / (n_gold + n_candidate - n_both),
            **nsd,
            "hd95_mm": hd95,
            "assd_mm": assd,
            "volume_gold_mm3": n_gold * voxel,
            "volume_candidate_mm3": n_candidate * voxel,
            "volume_difference_mm3": difference * voxel,
            "relative_volume_difference": np.divide(
                difference, n_gold, out=np.full(len(label), np.inf), where=n_gold > 0
            ),
            "n_voxels_gold": n_gold,
            "n_voxels_candidate": n_candidate,
        }
    )


def _in_c_order(volume: NDArray[Any]) -> NDArray[Any]:
    """The volume, last axis fastest; plane by plane, since a copy at once of the other order misses the cache."""
    if volume.flags.c_contiguous or volume.ndim != 3:
        return np.ascontiguousarray(volume)
    copy = np.empty(volume.shape, volume.dtype)
    for i in range(volume.shape[1]):
        copy[:, i] = volume[:, i]
    return copy


def _counts(
    gold: NDArray[Any], candidate: NDArray[Any], wanted: Sequence[int] | None, threads: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Labels of either side, ascending, without 0, and their voxels in gold, in the candidate and in both."""
    of_gold, of_candidate, count = contingency.contingency_table(gold, candidate, threads=threads)
    label, place = np.unique(np.concatenate((of_gold, of_candidate)), return_inverse=True)
    in_gold, in_candidate = np.split(place, 2)
    same = of_gold == of_candidate
    counts = [
        np.bincount(where, weights=voxels, minlength=len(label)).astype(np.int64)
        for where, voxels in ((in_gold, count), (in_candidate, count), (in_gold[same], count[same]))
    ]
    keep = label != 0
    if wanted is not None:
        keep &= np.isin(label, np.asarray(wanted, dtype=np.int64))
    return label[keep], counts[0][keep], counts[1][keep], counts[2][keep]


def _statuses(n_gold: Ints, n_candidate: Ints, has_surfaces: NDArray[np.bool_]) -> list[str]:
    names = np.array(["ok", "gold_empty", "candidate_empty", "no_surface"])
    status = np.select([n_gold == 0, n_candidate == 0, ~has_surfaces], [1, 2, 3], 0)
    return [str(name) for name in names[status]]


def _shortest(number: float) -> str:
    """The number as people write it, but never two numbers alike."""
    short = f"{number:g}"
    return short if float(short) == number else repr(number)
