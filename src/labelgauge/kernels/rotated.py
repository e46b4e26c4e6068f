"""Overlap of rotated boxes: in the plane, and of upright boxes in space that are turned about the vertical.

A rotated box is centre x, centre y, width, height, angle; an upright box is centre x, y, z, length (along its own x),
width (along its own y), height (along z), yaw. Angles are in radians and turn the x axis towards the y axis, so on an
image, whose y points down, they turn clockwise. Any angle will do, and a box need not be wider than high.

Measures are those of `labelgauge.kernels.overlap`. Two rectangles are compared in the frame of the thinner one, where
it lies along the axes around 0: the other is cut by its four sides (Sutherland and Hodgman 1974) and the area of what
is left is taken by the shoelace formula, all in float64. Equal boxes give exactly 1, nothing is ever negative, and
exchanging the two sides changes no bit of an IoU. In space the shared area of the footprints is multiplied by the
shared height.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.kernels.overlap import CANDIDATE
from labelgauge.reference import rotated as reference

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def rotated_overlap(
    gold_boxes: Floats, candidate_boxes: Floats, crowd: NDArray[np.uint8], measure: int, *, threads: int = 1
) -> Floats:
    """Overlap ratio of every gold rotated box with every candidate rotated box.

    Parameters
    ----------
    gold_boxes
        float64 (n, 5): centre x, centre y, width, height, angle in radians.
    candidate_boxes
        float64 (m, 5).
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
        If an array has the wrong dtype or shape, or the measure is not one of the four.
    GeometryError
        If a number is not finite or further from 0 than 1e150, or a size is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, rotated
    >>> square, wide = np.array([[0.0, 0, 2, 2, 0]]), np.array([[0.0, 0, 2, 4, np.pi / 2]])
    >>> rotated.rotated_overlap(square, wide, np.zeros(0, np.uint8), overlap.IOU).round(12).tolist()
    [[0.5]]
    """
    gold_boxes = _check.rotated_boxes(gold_boxes, "gold_boxes")
    candidate_boxes = _check.rotated_boxes(candidate_boxes, "candidate_boxes")
    crowd = _check.crowd(crowd, len(gold_boxes))
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.rotated_overlap(gold_boxes, candidate_boxes, crowd, measure)
    return _native.rotated.rotated_overlap(gold_boxes, candidate_boxes, crowd, measure, _check.threads(threads), isa())


def rotated_overlap_pairs(
    gold_boxes: Floats,
    candidate_boxes: Floats,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of listed pairs of rotated boxes.

    Parameters
    ----------
    gold_boxes
        float64 (n, 5): centre x, centre y, width, height, angle in radians.
    candidate_boxes
        float64 (m, 5).
    gold_index, candidate_index
        int64 (k,), which box of either side each pair has.
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
        If an array has the wrong dtype or shape, a position is out of range, or the measure is not one of the four.
    GeometryError
        If a number is not finite or further from 0 than 1e150, or a size is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, rotated
    >>> boxes, first = np.array([[10.0, 20, 8, 3, 0.3]]), np.array([0])
    >>> rotated.rotated_overlap_pairs(boxes, boxes, first, first, overlap.IOU).tolist()
    [1.0]
    """
    gold_boxes = _check.rotated_boxes(gold_boxes, "gold_boxes")
    candidate_boxes = _check.rotated_boxes(candidate_boxes, "candidate_boxes")
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold_boxes), len(candidate_boxes))
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.rotated_overlap_pairs(gold_boxes, candidate_boxes, gold_index, candidate_index, measure)
    return _native.rotated.rotated_overlap_pairs(
        gold_boxes, candidate_boxes, gold_index, candidate_index, measure, _check.threads(threads), isa()
    )


def upright_overlap(
    gold_boxes: Floats, candidate_boxes: Floats, crowd: NDArray[np.uint8], measure: int, *, threads: int = 1
) -> Floats:
    """Overlap ratio of every gold upright box with every candidate upright box.

    Parameters
    ----------
    gold_boxes
        float64 (n, 7): centre x, y, z, length, width, height, yaw in radians.
    candidate_boxes
        float64 (m, 7).
    crowd
        uint8 (n,) or (0,): where not 0, IoU's denominator is the candidate's volume alone (COCO's crowd rule).
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
        If an array has the wrong dtype or shape, or the measure is not one of the four.
    GeometryError
        If a number is not finite or further from 0 than 1e100, or a size is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, rotated
    >>> cube, raised = np.array([[0.0, 0, 0, 2, 2, 2, 0]]), np.array([[0.0, 0, 1, 2, 2, 2, 0]])
    >>> rotated.upright_overlap(cube, raised, np.zeros(0, np.uint8), overlap.IOU).tolist()
    [[0.3333333333333333]]
    """
    gold_boxes = _check.upright_boxes(gold_boxes, "gold_boxes")
    candidate_boxes = _check.upright_boxes(candidate_boxes, "candidate_boxes")
    crowd = _check.crowd(crowd, len(gold_boxes))
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.upright_overlap(gold_boxes, candidate_boxes, crowd, measure)
    return _native.rotated.upright_overlap(gold_boxes, candidate_boxes, crowd, measure, _check.threads(threads), isa())


def upright_overlap_pairs(
    gold_boxes: Floats,
    candidate_boxes: Floats,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of listed pairs of upright boxes.

    Parameters
    ----------
    gold_boxes
        float64 (n, 7): centre x, y, z, length, width, height, yaw in radians.
    candidate_boxes
        float64 (m, 7).
    gold_index, candidate_index
        int64 (k,), which box of either side each pair has.
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
        If an array has the wrong dtype or shape, a position is out of range, or the measure is not one of the four.
    GeometryError
        If a number is not finite or further from 0 than 1e100, or a size is negative.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap, rotated
    >>> boxes, first = np.array([[1.0, 2, 0.8, 4, 1.8, 1.5, 0.3]]), np.array([0])
    >>> rotated.upright_overlap_pairs(boxes, boxes, first, first, overlap.DICE).tolist()
    [1.0]
    """
    gold_boxes = _check.upright_boxes(gold_boxes, "gold_boxes")
    candidate_boxes = _check.upright_boxes(candidate_boxes, "candidate_boxes")
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold_boxes), len(candidate_boxes))
    measure = _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.upright_overlap_pairs(gold_boxes, candidate_boxes, gold_index, candidate_index, measure)
    return _native.rotated.upright_overlap_pairs(
        gold_boxes, candidate_boxes, gold_index, candidate_index, measure, _check.threads(threads), isa()
    )
