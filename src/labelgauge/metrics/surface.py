"""How far the surfaces of two masks are apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError, InputError, check_instance
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import contingency
from labelgauge.kernels import surface as kernels
from labelgauge.metrics._sides import check_paired
from labelgauge.metrics.surface_conventions import SurfaceConvention, convention_of
from labelgauge.metrics.surface_value import SurfaceDistances

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sides = Masks | ArrayLike | Sequence[NDArray[Any]]

KERNEL_RULES = {"corner": kernels.CORNER, "cross": kernels.CROSS, "full": kernels.FULL, "filled": kernels.FILLED}
"""The number by which kernels know a convention's rule."""


def surface_distances(
    gold: Sides,
    candidate: Sides,
    *,
    spacing: ArrayLike,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    threads: int = 1,
) -> SurfaceDistances:
    """Measure the distances between the surfaces of two masks, of all labels of two label maps, or of many pairs.

    Parameters
    ----------
    gold, candidate
        Two bool arrays (h, w) or (d, h, w) of one shape: a single pair. Two integer arrays: one item per label. Two
        `Masks` of one length, or two lists of as many bool arrays, of which pairs may differ in shape: one item per
        pair, gold i with candidate i.
    spacing
        Distance of neighbouring voxels along each axis, one number per axis; the unit of all results. Of pairs also
        (n, axes), a row for each pair.
    convention
        A `SurfaceConvention`, or the name of one: ``"deepmind"``, ``"monai"``, ``"monai_subvoxel"``, ``"medpy"``,
        ``"metrics_reloaded"``, ``"panoptica"``, ``"seg_metrics"``, ``"itk"``.
    labels
        For label maps, the labels wanted; by default all that occur in either map, ascending, except 0.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    SurfaceDistances
        Exact histograms, from which every number is made without another pass.

    Raises
    ------
    InputError
        If the two sides are not of one of these kinds, or another argument is not as described.
    GeometryError
        If the two sides differ in shape, or an object's box is too large to work on.

    Notes
    -----
    Distances are Euclidean, between elements of the surfaces, and equal SciPy's in float64. Nikolov et al., JMIR 2021
    (surface elements and the normalized surface distance).

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.array([[1, 1, 0, 2], [1, 1, 0, 2]])
    >>> candidate = np.array([[1, 1, 0, 0], [1, 1, 0, 0]])
    >>> d = lg.surface_distances(gold, candidate, spacing=(1, 1))
    >>> d.labels.tolist(), d.nsd(1).tolist(), d.hausdorff().tolist(), d.n_candidate_empty
    ([1, 2], [1.0, 0.0], [0.0, inf], 1)
    """
    return measured(gold, candidate, spacing, convention, labels, threads=threads)


def measured(
    gold: Sides,
    candidate: Sides,
    spacing: ArrayLike,
    convention: SurfaceConvention | str,
    labels: ArrayLike | None,
    *,
    tolerances: Floats | None = None,
    threads: int,
) -> SurfaceDistances:
    """Do what `surface_distances` does.

    Where tolerances are given, distances are known only as the first tolerance that each is within: enough for the
    normalized surface distance at these tolerances, for nothing else, and much quicker.

    Parameters
    ----------
    gold, candidate, spacing, convention, labels, threads
        See `surface_distances`.
    tolerances
        float64 (t,), ascending, none below 0; or None for exact distances.
    """
    rule = convention_of(convention)
    code = KERNEL_RULES[rule.rule]
    options: dict[str, Any] = {"tolerances": tolerances, "threads": threads}
    if isinstance(gold, Masks) or isinstance(candidate, Masks):
        for name, side in (("gold", gold), ("candidate", candidate)):
            check_instance(side, Masks, name, fix="Give Masks on both sides, or arrays on both.")
        return _of_masks(gold, candidate, spacing, rule, options)  # type: ignore[arg-type]
    if _are_arrays(gold) or _are_arrays(candidate):
        return _of_list(gold, candidate, spacing, rule, options)
    g, c = np.asarray(gold), np.asarray(candidate)
    check_arrays(g, c, g.shape, c.shape)
    step = axis_spacing(spacing, g.ndim)
    if g.dtype == np.bool_:
        if labels is not None:
            what = "labels are wanted of label maps, but gold and candidate are bool arrays"
            raise InputError(what)
        histogram = kernels.distance_histograms(g, c, step, code, **options)
        return SurfaceDistances(rule, step[np.newaxis], histogram, single=True)
    wanted = occurring(g, c, threads) if labels is None else wanted_labels(labels)
    histogram = kernels.label_distance_histograms(g, c, wanted, step, code, **options)
    return SurfaceDistances(rule, np.tile(step, (len(wanted), 1)), histogram, wanted)


def _of_masks(
    gold: Masks, candidate: Masks, spacing: ArrayLike, convention: SurfaceConvention, options: dict[str, Any]
) -> SurfaceDistances:
    check_paired(gold, candidate)
    each = np.arange(len(gold), dtype=np.int64)
    sides = (gold.counts, gold.offsets, gold.sizes, candidate.counts, candidate.offsets, candidate.sizes)
    steps = _item_spacings(spacing, len(gold), 2)
    rule = KERNEL_RULES[convention.rule]
    histogram = kernels.mask_distance_histograms(*sides, each, each, steps, rule, **options)
    return SurfaceDistances(convention, steps, histogram)


def _are_arrays(side: Any) -> bool:
    return isinstance(side, list | tuple) and len(side) > 0 and isinstance(side[0], np.ndarray)


def _of_list(
    gold: Any, candidate: Any, spacing: ArrayLike, convention: SurfaceConvention, options: dict[str, Any]
) -> SurfaceDistances:
    """One item per pair of bool arrays."""
    for side in (gold, candidate):
        if not (_are_arrays(side) and all(isinstance(mask, np.ndarray) and mask.dtype == np.bool_ for mask in side)):
            what = "a list of pairs must have bool arrays on both sides"
            raise InputError(what, where="surface_distances", fix="Compare label maps pair by pair.")
    if len(gold) != len(candidate):
        what = f"pairs need as many masks on both sides, not {len(gold)} and {len(candidate)}"
        raise GeometryError(what, where="surface_distances")
    axes = gold[0].ndim
    for i, (g, c) in enumerate(zip(gold, candidate, strict=True)):
        check_arrays(g, c, g.shape, c.shape, f" of pair {i}")
        if g.ndim != axes:
            what = f"pair {i} has {g.ndim} axes, pair 0 has {axes}"
            raise GeometryError(what, where="surface_distances", fix="Compare images and volumes apart.")
    steps = _item_spacings(spacing, len(gold), axes)
    rule = KERNEL_RULES[convention.rule]
    histogram = kernels.list_distance_histograms(gold, candidate, list(steps), rule, **options)
    return SurfaceDistances(convention, steps, histogram)


def check_arrays(
    gold: Any, candidate: Any, gold_shape: tuple[int, ...], candidate_shape: tuple[int, ...], which: str = ""
) -> None:
    """Check that two arrays are bool or integers, of one shape, with 2 or 3 dimensions.

    Parameters
    ----------
    gold, candidate
        Whatever has a dtype.
    gold_shape, candidate_shape
        Their shapes.
    which
        Added to the sides' names in messages.
    """
    kinds = [side.dtype.kind for side in (gold, candidate)]
    both_bool, both_labels = kinds == ["b", "b"], all(kind in "iu" for kind in kinds)
    if not (both_bool or both_labels) or len(gold_shape) not in {2, 3}:
        what = f"gold and candidate{which} must be Masks, or two bool or two integer arrays of 2 or 3 dimensions, not"
        what += f" {gold.dtype.name} of shape {gold_shape} and {candidate.dtype.name} of shape {candidate_shape}"
        raise InputError(what, where="surface_distances")
    if gold_shape != candidate_shape:
        what = f"gold{which} has shape {gold_shape}, candidate {candidate_shape}"
        raise GeometryError(what, where="surface_distances", fix="Bring both to one grid.")


def axis_spacing(value: Any, axes: int) -> Floats:
    """Check one spacing for all items: float64 (axes,); its values are checked by the kernel."""
    numbers = _numbers(value)
    if numbers.shape != (axes,):
        what = f"spacing must be {axes} numbers, one per axis, not {value!r}"
        raise InputError(what, where="surface_distances")
    return numbers


def _item_spacings(value: Any, n: int, axes: int) -> Floats:
    """A spacing for every item: float64 (n, axes)."""
    numbers = _numbers(value)
    if numbers.shape == (n, axes):
        return numbers
    if numbers.shape != (axes,):
        what = f"spacing must be {axes} numbers, one per axis, or a row of them for each of {n} pairs, not {value!r}"
        raise InputError(what, where="surface_distances")
    return np.tile(numbers, (n, 1))


def _numbers(value: Any) -> Floats:
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        return np.zeros(0)


def occurring(gold: NDArray[Any], candidate: NDArray[Any], threads: int) -> Ints:
    """Labels of either map, ascending, without 0."""
    pairs = contingency.contingency_table(gold, candidate, threads=threads)
    labels = np.union1d(pairs[0], pairs[1])
    return np.asarray(labels[labels != 0], dtype=np.int64)


def wanted_labels(labels: ArrayLike) -> Ints:
    """Check a list of labels: int64 (n,)."""
    wanted = np.asarray(labels)
    if wanted.ndim != 1 or (wanted.size and wanted.dtype.kind not in "iu"):
        what = f"labels must be a list of whole numbers, not {labels!r}"
        raise InputError(what, where="surface_distances")
    return wanted.astype(np.int64)
