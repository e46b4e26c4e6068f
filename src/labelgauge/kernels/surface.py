"""Distances between the surfaces of masks, as histograms; the exact Euclidean distance transform.

Everything that is said about the distance of two surfaces (Hausdorff distance and its percentiles, average distances,
normalized surface distance at any tolerance, signed bias) follows from how many elements of each surface lie how far
from the other. A histogram holds that, exactly. What elements a surface has depends on the rule:

``CORNER``
    Lattice points between voxels whose 2^d voxels around are neither all foreground nor all background; outside the
    image is background. Lattice point i along an axis lies before voxel i; there is one behind the last voxel.
``CROSS``
    Foreground voxels with background across one of their 2·d faces; outside the image is background (SciPy's binary
    erosion by the cross: MONAI, MedPy, MetricsReloaded).
``FULL``
    Foreground voxels with background among their 3^d - 1 neighbours; what lies outside the image is no neighbour, so
    that the image's edge makes no surface (ITK's label contour, fully connected: seg-metrics).
``FILLED``
    All foreground voxels (ITK's and scikit-image's Hausdorff distance).

Elements of a surface have a code, from which follow what they weigh and which way they face. By the corner rule it
tells which of the voxels around are foreground. In the plane, the pixels (i-1, j-1), (i-1, j), (i, j-1), (i, j) have
the bits 8, 4, 2, 1; in space, the first slice has 128, 64, 32, 16 in that order, the second 8, 4, 2, 1 (DeepMind's
``surface-distance``). By the other rules it tells across which faces of the voxel background lies. In the plane, the
faces above, below, left and right have the bits 8, 4, 2, 1; in space, those in front, behind, above, below, left and
right 32, 16, 8, 4, 2, 1.

Besides the elements, the faces of either mask's voxels that meet background (outside the image is background by every
rule) are counted by how far the other mask is shifted there, along the axis that crosses the face. If the face's voxel
is the other mask's too, that is how far the other goes on beyond the face; else how far inside the run of voxels along
the axis the other begins, infinite if it does not begin there.

The distance of an element is that to the nearest element of the other surface: the least
``sqrt(((dz·s0)² + (dy·s1)²) + (dx·s2)²)`` in float64, rounded after every operation in this order, which is SciPy's.
(Of several elements that are equally far but for rounding, SciPy takes one; its distance is then now and then greater
by one unit in the last place, at spacings such as 0.7.)

Where tolerances are given, only what they tell apart is counted, in much less time if they are a few voxels: for its
distance an element has the first tolerance that it is within, infinite if it is within none; its sign is 0, and by
rules other than ``CORNER`` its code is 0; faces are not counted. Distances equal to a tolerance are within.

Sources: Nikolov et al., JMIR 2021 (corner rule, normalized surface distance); Felzenszwalb & Huttenlocher, "Distance
transforms of sampled functions", Theory of Computing 8, 2012.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import surface as reference

CORNER, CROSS, FULL, FILLED = range(4)
FACES = 2
"""Rows with this direction count faces of gold's voxels, with the next one the candidate's."""

Histogram = tuple[
    NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int8], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]
]


def distance_histograms(
    gold: NDArray[np.bool_],
    candidate: NDArray[np.bool_],
    spacing: NDArray[np.float64],
    rule: int,
    begin: int = 0,
    end: int | None = None,
    *,
    tolerances: NDArray[np.float64] | None = None,
    threads: int = 1,
) -> Histogram:
    """Count the surface elements of two masks by their distance to the other surface.

    The time grows with the surfaces and how far they are apart, not with the image; where they are far apart, it is
    that of a distance transform of the box that holds both masks.

    Parameters
    ----------
    gold, candidate
        bool (h, w) or (d, h, w), of one shape; no side of 2^31 voxels or more.
    spacing
        float64 (2,) or (3,), distance of neighbouring voxels along each axis, from 1e-50 to 1e50 in any unit.
    rule
        ``CORNER``, ``CROSS``, ``FULL`` or ``FILLED``: see the module.
    begin, end
        Count only elements at these places along the first axis, ``begin`` to before ``end``; by the corner rule
        places are those of lattice points, 0 to the number of slices. By default all. Distances are to the whole of the
        other surface.
    tolerances
        float64 (t,), ascending, none below 0, at most 64: see the module. By default distances are told exactly.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    direction : uint8 (k,)
        0 for elements of gold's surface, 1 for those of the candidate's; 2 and 3 for faces of their voxels. Rows are
        sorted by direction, code, sign and distance, and no two agree in all four.
    code : uint8 (k,)
        Which voxels around it are foreground, or across which faces background lies: see the module. Of a face, its
        own bit.
    sign : int8 (k,)
        Where it lies: -1 inside the other mask, 0 on its surface, 1 outside.
    distance : float64 (k,)
        Distance to the other surface, in the unit of `spacing`; infinite if that has no elements. Of a face, its shift.
    count : int64 (k,)
        So many elements, or faces, are alike in this.
    offsets : int64 (2,)
        0 and k: where the histogram begins and ends. A mask without surface has no rows.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a spacing is not finite and above 0, the rule is unknown, places do
        not run upward from 0, or tolerances do not ascend from 0 or are too many.
    GeometryError
        If the box that holds both masks takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> gold, candidate = np.zeros((2, 5, 5), dtype=bool)
    >>> gold[2, 1], candidate[2, 3] = True, True
    >>> histogram = surface.distance_histograms(gold, candidate, np.array([1.0, 0.5]), surface.CROSS)
    >>> direction, code, sign, distance, count, offsets = histogram
    >>> elements = direction < surface.FACES
    >>> sign[elements].tolist(), distance[elements].tolist(), count[elements].tolist()
    ([1, 1], [1.0, 1.0], [1, 1])
    >>> golds = direction == surface.FACES
    >>> code[golds].tolist(), distance[golds].tolist()  # right, left, below and above, without a counterpart
    ([1, 2, 4, 8], [inf, inf, inf, inf])
    """
    first, second, is_reversed = _check.volume_pair(gold, candidate)
    spacing = _check.axis_spacing(spacing, gold.ndim)
    rule = _check.surface_rule(rule)
    begin, end = _check.places(begin, end)
    tolerances = _check.tolerances(tolerances)
    if use_reference():
        return reference.distance_histograms(gold, candidate, spacing, rule, begin, end, tolerances=tolerances)
    return _native.surface.distance_histograms(
        first, second, spacing, is_reversed, rule, begin, end, tolerances, _check.threads(threads), isa()
    )


def list_distance_histograms(
    gold: Sequence[NDArray[np.bool_]],
    candidate: Sequence[NDArray[np.bool_]],
    spacing: Sequence[NDArray[np.float64]],
    rule: int,
    *,
    tolerances: NDArray[np.float64] | None = None,
    threads: int = 1,
) -> Histogram:
    """Count the surface elements of many pairs of masks, each by its distance to the other surface of its pair.

    Parameters
    ----------
    gold, candidate
        n bool arrays (h, w) or (d, h, w) each; the two of a pair have one shape, no side of 2^31 voxels or more.
    spacing
        n arrays float64 (2,) or (3,), distance of neighbouring voxels along each axis of a pair, from 1e-50 to 1e50.
    rule
        ``CORNER``, ``CROSS``, ``FULL`` or ``FILLED``: see the module.
    tolerances
        float64 (t,), ascending, none below 0, at most 64: see the module. By default distances are told exactly.
    threads
        Number of threads, which share the pairs, and the slices of large ones; never changes the answer.

    Returns
    -------
    direction, code, sign, distance, count
        Columns as those of `distance_histograms`, pair after pair.
    offsets : int64 (n + 1,)
        Where each pair's histogram begins and ends.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, lists are not equally long, a spacing is not finite and above 0, the
        rule is unknown, or tolerances do not ascend from 0 or are too many.
    GeometryError
        If a side is too long, or a pair takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> masks = [np.array([[True, False, False]]), np.array([[False, False, True]])]
    >>> histogram = surface.list_distance_histograms(
    ...     masks, masks[::-1], [np.ones(2), np.array([1, 0.5])], surface.CROSS, tolerances=np.array([0.5, 1])
    ... )
    >>> [column.tolist() for column in histogram[3:]]
    [[inf, inf, 1.0, 1.0], [1, 1, 1, 1], [0, 2, 4]]
    """
    if not len(gold) == len(candidate) == len(spacing):
        lengths = f"{len(gold)}, {len(candidate)} and {len(spacing)}"
        what = f"gold, candidate and spacing must be equally long, not {lengths}"
        raise InputError(what)
    pairs = [
        _check.volume_pair(*pair, (f"gold[{i}]", f"candidate[{i}]"))
        for i, pair in enumerate(zip(gold, candidate, strict=True))
    ]
    steps = [_check.axis_spacing(own, g.ndim) for own, g in zip(spacing, gold, strict=True)]
    rule = _check.surface_rule(rule)
    tolerances = _check.tolerances(tolerances)
    if use_reference():
        return reference.list_distance_histograms(gold, candidate, steps, rule, tolerances=tolerances)
    golds, candidates = [first for first, _, _ in pairs], [second for _, second, _ in pairs]
    are_reversed = [is_reversed for *_, is_reversed in pairs]
    return _native.surface.list_distance_histograms(
        golds, candidates, steps, are_reversed, rule, tolerances, _check.threads(threads), isa()
    )


def mask_distance_histograms(
    gold_counts: NDArray[np.uint32],
    gold_offsets: NDArray[np.int64],
    gold_sizes: NDArray[np.int64],
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: NDArray[np.int64],
    candidate_sizes: NDArray[np.int64],
    gold_index: NDArray[np.int64],
    candidate_index: NDArray[np.int64],
    spacing: NDArray[np.float64],
    rule: int,
    *,
    tolerances: NDArray[np.float64] | None = None,
    threads: int = 1,
) -> Histogram:
    """Count the surface elements of listed pairs of masks by their distance to the other surface.

    Each pair is looked at in the box that holds both of its masks, whatever the size of its image.

    Parameters
    ----------
    gold_counts, gold_offsets, gold_sizes
        n gold masks, of any sizes: uint32 (total runs,), int64 (n + 1,), int64 (n, 2).
    candidate_counts, candidate_offsets, candidate_sizes
        m candidate masks, of any sizes.
    gold_index, candidate_index
        int64 (p,), which mask of either side each pair has; the two masks of a pair have one size.
    spacing
        float64 (p, 2), distance of neighbouring rows and of neighbouring columns in each pair, from 1e-50 to 1e50.
    rule
        ``CORNER``, ``CROSS``, ``FULL`` or ``FILLED``: see the module.
    tolerances
        float64 (t,), ascending, none below 0, at most 64: see the module. By default distances are told exactly.
    threads
        Number of threads, which share the pairs; never changes the answer.

    Returns
    -------
    direction, code, sign, distance, count
        Columns as those of `distance_histograms`, pair after pair.
    offsets : int64 (p + 1,)
        Where each pair's histogram begins and ends; two empty masks have an empty one.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a position is out of range, a spacing is not finite and above 0, the
        rule is unknown, or tolerances do not ascend from 0 or are too many.
    GeometryError
        If the masks of a pair differ in size, a mask does not fill its image, or a pair takes more than 1 GiB to work
        on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> masks = np.array([1, 1, 4, 4, 1, 1], np.uint32), np.array([0, 3, 6]), np.array([[3, 2], [3, 2]])
    >>> first, second, spacing = np.array([0]), np.array([1]), np.ones((1, 2))
    >>> histogram = surface.mask_distance_histograms(*masks, *masks, first, second, spacing, surface.CROSS)
    >>> [column[:2].tolist() for column in histogram[:5]], histogram[5].tolist()
    ([[0, 1], [15, 15], [1, 1], [1.0, 1.0], [1, 1]], [0, 10])
    """
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_")
    candidate = _check.masks(candidate_counts, candidate_offsets, candidate_sizes, "candidate_")
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold[2]), len(candidate[2]))
    _check.same_sizes(gold[2][gold_index], candidate[2][candidate_index])
    spacing = _check.per_mask(spacing, "spacing", np.float64, len(gold_index), columns=2, of="pair")
    _check.usable_spacing(spacing)
    rule = _check.surface_rule(rule)
    tolerances = _check.tolerances(tolerances)
    pairs = (*gold, *candidate, gold_index, candidate_index)
    if use_reference():
        return reference.mask_distance_histograms(*pairs, spacing, rule, tolerances=tolerances)
    return _native.surface.mask_distance_histograms(*pairs, spacing, rule, tolerances, _check.threads(threads), isa())


def label_distance_histograms(
    gold: NDArray[Any],
    candidate: NDArray[Any],
    labels: NDArray[np.int64],
    spacing: NDArray[np.float64],
    rule: int,
    begin: int = 0,
    end: int | None = None,
    *,
    tolerances: NDArray[np.float64] | None = None,
    threads: int = 1,
) -> Histogram:
    """Count, for every wanted label of two label maps, the surface elements by their distance to the other surface.

    Both maps are read once; each label is looked at in the box that holds it on both sides.

    Parameters
    ----------
    gold, candidate
        Integer arrays (h, w) or (d, h, w), of one shape; no side of 2^31 voxels or more.
    labels
        int64 (m,), the labels wanted; none twice.
    spacing
        float64 (2,) or (3,), distance of neighbouring voxels along each axis, from 1e-50 to 1e50 in any unit.
    rule
        ``CORNER``, ``CROSS``, ``FULL`` or ``FILLED``: see the module.
    begin, end
        Count only elements at these places along the first axis, as in `distance_histograms`.
    tolerances
        float64 (t,), ascending, none below 0, at most 64: see the module. By default distances are told exactly.
    threads
        Number of threads, which share the labels; never changes the answer.

    Returns
    -------
    direction, code, sign, distance, count
        Columns as those of `distance_histograms`, label after label in the order of `labels`.
    offsets : int64 (m + 1,)
        Where each label's histogram begins and ends; a label that neither map has has an empty one.

    Raises
    ------
    InputError
        If an argument has the wrong dtype or shape, a label is given twice, a spacing is not finite and above 0, the
        rule is unknown, places do not run upward from 0, or tolerances do not ascend from 0 or are too many.
    GeometryError
        If the box of a label takes more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> gold, candidate = np.array([[1, 1, 2]]), np.array([[1, 2, 2]])
    >>> histogram = surface.label_distance_histograms(gold, candidate, np.array([1, 2]), np.ones(2), surface.FILLED)
    >>> elements = histogram[0] < surface.FACES
    >>> [column[elements].tolist() for column in histogram[2:5]], histogram[5].tolist()
    ([[1, 0, 0, 0, 0, 1], [1.0, 0.0, 0.0, 0.0, 0.0, 1.0], [1, 1, 1, 1, 1, 1]], [0, 13, 26])
    """
    gold, candidate = _check.label_maps(gold, candidate)
    if gold.ndim not in {2, 3}:
        what = f"gold and candidate must have 2 or 3 dimensions, not {gold.ndim}"
        raise InputError(what)
    _check.short_sides(gold, "gold")
    labels = _check.distinct(labels, "labels")
    spacing = _check.axis_spacing(spacing, gold.ndim)
    rule = _check.surface_rule(rule)
    begin, end = _check.places(begin, end)
    tolerances = _check.tolerances(tolerances)
    if use_reference():
        return reference.label_distance_histograms(
            gold, candidate, labels, spacing, rule, begin, end, tolerances=tolerances
        )
    return _native.surface.label_distance_histograms(
        gold, candidate, labels, spacing, rule, begin, end, tolerances, _check.threads(threads), isa()
    )


def distance_transform(
    mask: NDArray[np.bool_], spacing: NDArray[np.float64], *, threads: int = 1
) -> NDArray[np.float64]:
    """Measure the distance of every foreground voxel to the nearest background voxel.

    The convention of SciPy's ``distance_transform_edt``, and its bits but for ties: background voxels are 0 away, and
    what lies outside the image counts as nothing. Exact, in time of the order of the voxels.

    Parameters
    ----------
    mask
        bool (h, w) or (d, h, w); no side of 2^31 voxels or more.
    spacing
        float64 (2,) or (3,), distance of neighbouring voxels along each axis, from 1e-50 to 1e50 in any unit.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64, the shape of `mask`
        Euclidean distances between the middles of voxels, in the unit of `spacing`; infinite if there is no background.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a spacing is not finite and above 0.
    GeometryError
        If a slice, or the bits of all voxels, take more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> surface.distance_transform(np.array([[False, True, True], [True, True, True]]), np.array([2.0, 1.0])).tolist()
    [[0.0, 1.0, 2.0], [2.0, 2.23606797749979, 2.8284271247461903]]
    """
    mask = _check.volume(mask, "mask")
    spacing = _check.axis_spacing(spacing, mask.ndim)
    if use_reference():
        return reference.distance_transform(mask, spacing)
    return _native.surface.distance_transform(mask, spacing, _check.threads(threads), isa())


def nearest_background(mask: NDArray[np.bool_], spacing: NDArray[np.float64], *, threads: int = 1) -> NDArray[np.int32]:
    """Find the background voxel that is nearest to every voxel.

    Its distance is the one that `distance_transform` gives. Of several voxels that are equally far the column is chosen
    first, then the row, then the slice: of all columns the first with the least ``((dz·s0)² + (dy·s1)²) + (dx·s2)²``
    before the last addition is rounded, where the sum in brackets is the least of that column; of the column's rows the
    first with the least sum in brackets before it is rounded; of the row's slices the first of the nearest. In time of
    the order of the voxels.

    Parameters
    ----------
    mask
        bool (h, w) or (d, h, w); no side of 2^31 voxels or more.
    spacing
        float64 (2,) or (3,), distance of neighbouring voxels along each axis, from 1e-50 to 1e50 in any unit.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int32, one entry per axis and the shape of `mask`
        Where the nearest background voxel is; -1 if there is none. A background voxel is nearest to itself.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a spacing is not finite and above 0.
    GeometryError
        If a slice, or the bits of all voxels, take more than 1 GiB to work on.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import surface
    >>> rows, columns = surface.nearest_background(np.array([[False, True, True, True, False]]), np.array([2.0, 1.0]))
    >>> rows.tolist(), columns.tolist()
    ([[0, 0, 0, 0, 0]], [[0, 0, 0, 4, 4]])
    """
    mask = _check.volume(mask, "mask")
    spacing = _check.axis_spacing(spacing, mask.ndim)
    if use_reference():
        return reference.nearest_background(mask, spacing)
    return _native.surface.nearest_background(mask, spacing, _check.threads(threads), isa())
