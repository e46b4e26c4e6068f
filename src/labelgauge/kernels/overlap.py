"""Overlap of masks and of boxes: every pair (a matrix, gold rows × candidate columns), or listed pairs.

Measures of an intersection I: ``IOU`` I/(|G| + |C| - I), ``DICE`` 2I/(|G| + |C|), ``GOLD`` I/|G|, ``CANDIDATE`` I/|C|;
for boxes also ``GIOU`` (Rezatofighi et al. 2019), ``DIOU`` and ``CIOU`` (Zheng et al. 2020). A ratio whose intersection
is empty is 0, also where its denominator is 0 (``pycocotools``' rule); `labelgauge.metrics` applies an EmptyPolicy.
All arithmetic is float64 in ``pycocotools``' order, counts are exact integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.errors import GeometryError, InputError
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import overlap as reference

IOU, DICE, GOLD, CANDIDATE, GIOU, DIOU, CIOU = range(7)
BOXES, CONTENTS = range(2)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def mask_overlap(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: Ints,
    candidate_sizes: Ints,
    crowd: NDArray[np.uint8],
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of every gold mask with every candidate mask of one image.

    Parameters
    ----------
    gold_counts, gold_offsets, gold_sizes
        n gold masks: uint32 (total runs,), int64 (n + 1,), int64 (n, 2).
    candidate_counts, candidate_offsets, candidate_sizes
        m candidate masks of the same size.
    crowd
        uint8 (n,) or (0,): where not 0, IoU's denominator is the candidate's area alone (COCO's crowd rule).
    measure
        ``IOU``, ``DICE``, ``GOLD`` or ``CANDIDATE``.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m)
        Ratios in [0, 1]; 0 where nothing is shared.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or the measure is not one for masks.
    GeometryError
        If masks differ in size or do not fill their image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> one = (np.array([1, 2, 3], np.uint32), np.array([0, 3]), np.array([[3, 2]]))
    >>> two = (np.array([2, 2, 2], np.uint32), np.array([0, 3]), np.array([[3, 2]]))
    >>> overlap.mask_overlap(*one, *two, np.zeros(0, np.uint8), overlap.IOU).tolist()
    [[0.3333333333333333]]
    """
    threads = _check.threads(threads)
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_", threads=threads)
    candidate = _check.masks(candidate_counts, candidate_offsets, candidate_sizes, "candidate_", threads=threads)
    _check.one_size(np.concatenate((gold[2], candidate[2])))
    crowd = _check.crowd(crowd, len(gold[2]))
    _check.measure(measure, CANDIDATE)
    if use_reference():
        return reference.mask_overlap(*gold, *candidate, crowd, measure)
    return _native.overlap.mask_overlap(*gold, *candidate, crowd, measure, threads, isa())


def mask_overlap_sparse(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: Ints,
    candidate_sizes: Ints,
    crowd: NDArray[np.uint8],
    measure: int,
    threshold: float,
    *,
    threads: int = 1,
) -> tuple[Ints, Ints, Floats]:
    """List the pairs of masks whose overlap ratio reaches a threshold, without the matrix of all pairs.

    Pairs whose boxes do not touch are never looked at, and a pair is left out unseen when the smaller area, or the
    part that the boxes share, is too small to reach the threshold; so nothing is approximated.

    Parameters
    ----------
    gold_counts, gold_offsets, gold_sizes
        n gold masks: uint32 (total runs,), int64 (n + 1,), int64 (n, 2).
    candidate_counts, candidate_offsets, candidate_sizes
        m candidate masks of the same size.
    crowd
        uint8 (n,) or (0,): where not 0, IoU's denominator is the candidate's area alone (COCO's crowd rule).
    measure
        ``IOU``, ``DICE``, ``GOLD`` or ``CANDIDATE``.
    threshold
        Ratios below it are left out; ratios of 0 always are.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    gold_index, candidate_index : int64 (k,)
        Positions of the two masks of each pair, ordered by gold, then candidate.
    ratios : float64 (k,)
        Their ratios, equal to the entries of `mask_overlap`.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, the measure is not one for masks, or the threshold is not a number.
    GeometryError
        If masks differ in size or do not fill their image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> two = (np.array([0, 2, 4, 4, 2], np.uint32), np.array([0, 3, 5]), np.array([[3, 2], [3, 2]]))
    >>> [part.tolist() for part in overlap.mask_overlap_sparse(*two, *two, np.zeros(0, np.uint8), overlap.IOU, 0.5)]
    [[0, 1], [0, 1], [1.0, 1.0]]
    """
    threads = _check.threads(threads)
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_", threads=threads)
    candidate = _check.masks(candidate_counts, candidate_offsets, candidate_sizes, "candidate_", threads=threads)
    _check.one_size(np.concatenate((gold[2], candidate[2])))
    crowd = _check.crowd(crowd, len(gold[2]))
    _check.measure(measure, CANDIDATE)
    threshold = _checked_threshold(threshold)
    if use_reference():
        return reference.mask_overlap_sparse(*gold, *candidate, crowd, measure, threshold)
    return _native.overlap.mask_overlap_sparse(*gold, *candidate, crowd, measure, threshold, threads, isa())


def mask_intersection(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: Ints,
    candidate_sizes: Ints,
    gold_index: Ints,
    candidate_index: Ints,
    *,
    threads: int = 1,
) -> Ints:
    """Pixels that listed pairs of masks share.

    Parameters
    ----------
    gold_counts, gold_offsets, gold_sizes
        n gold masks, of any sizes.
    candidate_counts, candidate_offsets, candidate_sizes
        m candidate masks, of any sizes.
    gold_index, candidate_index
        int64 (k,), which mask of either side each pair has; the two masks of a pair have one size.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (k,)
        Shared pixels of each pair.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or a position is out of range.
    GeometryError
        If the masks of a pair differ in size, or a mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> mask = (np.array([1, 2, 3], np.uint32), np.array([0, 3]), np.array([[3, 2]]))
    >>> overlap.mask_intersection(*mask, *mask, np.array([0]), np.array([0])).tolist()
    [2]
    """
    threads = _check.threads(threads)
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_", threads=threads)
    candidate = _check.masks(candidate_counts, candidate_offsets, candidate_sizes, "candidate_", threads=threads)
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold[2]), len(candidate[2]))
    _check_pairs_of_one_size(gold[2][gold_index], candidate[2][candidate_index])
    if use_reference():
        return reference.mask_intersection(*gold, *candidate, gold_index, candidate_index)
    return _native.overlap.mask_intersection(*gold, *candidate, gold_index, candidate_index, threads, isa())


def json_string_intersection(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    text: NDArray[np.uint8],
    spans: Ints,
    candidate_sizes: Ints,
    gold_index: Ints,
    candidate_index: Ints,
    *,
    threads: int = 1,
) -> Ints:
    """Pixels that masks share with compressed RLE strings, which stay where they stand in JSON text.

    Every candidate is decoded when its first pair is met, and again if another's pair has come between.

    Parameters
    ----------
    gold_counts, gold_offsets, gold_sizes
        n gold masks, of any sizes.
    text
        uint8 (total,), text that holds all strings.
    spans
        int64 (m, 2), where each candidate's string begins and ends in `text`, its quotes left out.
    candidate_sizes
        int64 (m, 2), height and width of each candidate's image.
    gold_index, candidate_index
        int64 (k,), which mask of either side each pair has; the two masks of a pair have one size.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    int64 (k,)
        Shared pixels of each pair.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a position is out of range, a string does not lie within the text, or
        one that a pair has cannot be decoded.
    GeometryError
        If the masks of a pair differ in size, or a gold mask does not fill its image.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> gold = np.array([0, 2, 2], np.uint32), np.array([0, 3]), np.array([[4, 1]])
    >>> text = np.frombuffer(b'{"counts": "0120"}', np.uint8)
    >>> candidate = text, np.array([[12, 16]]), np.array([[4, 1]])
    >>> overlap.json_string_intersection(*gold, *candidate, np.array([0]), np.array([0])).tolist()
    [1]
    """
    threads = _check.threads(threads)
    gold = _check.masks(gold_counts, gold_offsets, gold_sizes, "gold_", threads=threads)
    candidate = _check.json_strings(text, spans, candidate_sizes, "candidate_sizes")
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold[2]), len(candidate[2]))
    _check_pairs_of_one_size(gold[2][gold_index], candidate[2][candidate_index])
    pairs = (*gold, *candidate, gold_index, candidate_index)
    if use_reference():
        pixels = reference.json_string_intersection(*pairs)
    else:
        pixels = _native.overlap.json_string_intersection(*pairs, threads, isa())
    if len(pixels) and pixels.min() < 0:
        k = int(np.argmin(pixels))
        what = f"string {candidate_index[k]}, of pair {k}, cannot be decoded"
        raise InputError(what, fix="rle.measure_json_strings says why.")
    return pixels


def _check_pairs_of_one_size(gold: Ints, candidate: Ints) -> None:
    """Check the sizes of the two masks of every pair."""
    differs = (gold != candidate).any(axis=1)
    if np.any(differs):
        k = int(np.argmax(differs))
        what = f"the masks of pair {k} differ in size: {tuple(gold[k].tolist())} and {tuple(candidate[k].tolist())}"
        raise GeometryError(what, fix="Pair masks of one image.")


def box_overlap(
    gold_corners: Floats,
    gold_areas: Floats,
    candidate_corners: Floats,
    candidate_areas: Floats,
    crowd: NDArray[np.uint8],
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of every gold box with every candidate box.

    Parameters
    ----------
    gold_corners, gold_areas
        float64 (n, 4) of x0, y0, x1, y1 and float64 (n,) of width × height.
    candidate_corners, candidate_areas
        float64 (m, 4) and (m,).
    crowd
        uint8 (n,) or (0,): where not 0, IoU's denominator is the candidate's area alone (COCO's crowd rule).
    measure
        Any of the seven measures; the crowd rule concerns ``IOU`` only.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (n, m)
        Ratios; 0 where nothing is shared, except for ``GIOU``, ``DIOU`` and ``CIOU``, which then turn negative.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or the measure is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> one, two = np.array([[0.0, 0, 2, 2]]), np.array([[1.0, 0, 3, 2]])
    >>> four = np.array([4.0])
    >>> overlap.box_overlap(one, four, two, four, np.zeros(0, np.uint8), overlap.IOU).tolist()
    [[0.3333333333333333]]
    """
    gold = _checked_boxes(gold_corners, gold_areas, "gold_")
    candidate = _checked_boxes(candidate_corners, candidate_areas, "candidate_")
    crowd = _check.crowd(crowd, len(gold[1]))
    _check.measure(measure, CIOU)
    if use_reference():
        return reference.box_overlap(*gold, *candidate, crowd, measure)
    return _native.overlap.box_overlap(*gold, *candidate, crowd, measure, _check.threads(threads), isa())


def box_overlap_pairs(
    gold_corners: Floats,
    gold_areas: Floats,
    candidate_corners: Floats,
    candidate_areas: Floats,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
    *,
    threads: int = 1,
) -> Floats:
    """Overlap ratio of listed pairs of boxes.

    Parameters
    ----------
    gold_corners, gold_areas
        float64 (n, 4) of x0, y0, x1, y1 and float64 (n,) of width × height.
    candidate_corners, candidate_areas
        float64 (m, 4) and (m,).
    gold_index, candidate_index
        int64 (k,), which box of either side each pair has.
    measure
        Any of the seven measures.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    float64 (k,)
        The ratio of each pair.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a position is out of range, or the measure is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> boxes, areas, first = np.array([[0.0, 0, 2, 2]]), np.array([4.0]), np.array([0])
    >>> overlap.box_overlap_pairs(boxes, areas, boxes, areas, first, first, overlap.DICE).tolist()
    [1.0]
    """
    gold = _checked_boxes(gold_corners, gold_areas, "gold_")
    candidate = _checked_boxes(candidate_corners, candidate_areas, "candidate_")
    gold_index, candidate_index = _check.pairs(gold_index, candidate_index, len(gold[1]), len(candidate[1]))
    _check.measure(measure, CIOU)
    if use_reference():
        return reference.box_overlap_pairs(*gold, *candidate, gold_index, candidate_index, measure)
    return _native.overlap.box_overlap_pairs(
        *gold, *candidate, gold_index, candidate_index, measure, _check.threads(threads), isa()
    )


def touching_boxes(
    gold_corners: Floats,
    gold_image_offsets: Ints,
    candidate_corners: Floats,
    candidate_image_offsets: Ints,
    *,
    threads: int = 1,
) -> tuple[Ints, Ints]:
    """List the pairs of boxes that share positive area, image by image.

    Parameters
    ----------
    gold_corners
        float64 (n, 4) of x0, y0, x1, y1, boxes of one image next to each other; a NaN corner means there is no box.
    gold_image_offsets
        int64 (images + 1,), where each image's gold boxes begin and end.
    candidate_corners
        float64 (m, 4).
    candidate_image_offsets
        int64 (images + 1,), where each image's candidate boxes begin and end.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    gold_index, candidate_index : int64 (k,)
        Positions of the two boxes of each pair, ordered by gold, then candidate.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, or the two sides have different numbers of images.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> boxes, one_image = np.array([[0.0, 0, 2, 2], [5, 5, 6, 6]]), np.array([0, 2])
    >>> [index.tolist() for index in overlap.touching_boxes(boxes, one_image, boxes, one_image)]
    [[0, 1], [0, 1]]
    """
    gold_corners = _check.array(gold_corners, "gold_corners", np.float64, ndim=2, columns=4)
    candidate_corners = _check.array(candidate_corners, "candidate_corners", np.float64, ndim=2, columns=4)
    gold_images = _check.offsets(gold_image_offsets, "gold_image_offsets", len(gold_corners), of="gold_corners")
    candidate_images = _check.offsets(
        candidate_image_offsets,
        "candidate_image_offsets",
        len(candidate_corners),
        of="candidate_corners",
        n=len(gold_images) - 1,
    )
    if use_reference():
        return reference.touching_boxes(gold_corners, gold_images, candidate_corners, candidate_images)
    return _native.overlap.touching_boxes(
        gold_corners, gold_images, candidate_corners, candidate_images, _check.threads(threads), isa()
    )


def cell_edges(
    gold_corners: Floats,
    gold_areas: Floats,
    gold_rows: Ints,
    gold_offsets: Ints,
    candidate_corners: Floats,
    candidate_areas: Floats,
    candidate_rows: Ints,
    candidate_offsets: Ints,
    crowd: NDArray[np.uint8],
    least: float,
    ratio_of: int,
    *,
    threads: int = 1,
) -> tuple[Ints, Ints, Floats]:
    """List the pairs of boxes that overlap enough, cell by cell; a cell is what one image has of one category.

    The ratio is the IoU, of a crowd the share of the candidate that it covers. Pairs below `least` are left out, and so
    are those of a box with a corner that is NaN.

    Parameters
    ----------
    gold_corners, gold_areas
        Float64 (n, 4) of x0, y0, x1, y1, and float64 (n,).
    gold_rows, gold_offsets
        Int64 (p,), rows of the gold boxes, cell after cell, and int64 (cells + 1,), where each cell's begin and end.
    candidate_corners, candidate_areas, candidate_rows, candidate_offsets
        The same of the candidates, float64 (m, 4) and (m,), int64 (q,) and (cells + 1,).
    crowd
        uint8 (n,) or (0,): where not 0, the denominator is the candidate's area alone (COCO's crowd rule).
    least
        Smallest ratio that is listed, above 0.
    ratio_of
        ``BOXES``: what the boxes share is compared. ``CONTENTS``: areas are those of shapes within the boxes, and the
        ratio is the greatest that such shapes can have.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    offsets : int64 (q + 1,)
        Where the pairs of each entry of `candidate_rows` begin and end.
    gold : int64 (k,)
        Entry of `gold_rows`, ascending within a candidate.
    ratios : float64 (k,)
        Their ratios.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape, a row is out of range, the sides have different numbers of cells,
        `least` is not a finite number above 0, or `ratio_of` is neither.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import overlap
    >>> boxes, areas = np.array([[0.0, 0, 2, 2], [0, 0, 2, 1]]), np.array([4.0, 2.0])
    >>> cells = np.array([0, 1]), np.array([0, 2])
    >>> no_crowd = np.zeros(0, np.uint8)
    >>> sides = boxes, areas, *cells, boxes, areas, *cells
    >>> [part.tolist() for part in overlap.cell_edges(*sides, no_crowd, 0.6, overlap.BOXES)]
    [[0, 1, 2], [0, 1], [1.0, 1.0]]
    """
    gold = _checked_cells(gold_corners, gold_areas, gold_rows, gold_offsets, "gold_")
    candidate = _checked_cells(candidate_corners, candidate_areas, candidate_rows, candidate_offsets, "candidate_")
    if len(gold[3]) != len(candidate[3]):
        what = f"gold_offsets and candidate_offsets must be equally long, not {len(gold[3])} and {len(candidate[3])}"
        raise InputError(what)
    crowd = _check.crowd(crowd, len(gold[1]))
    least = _checked_threshold(least, "least")
    if least <= 0:
        what = f"least must be above 0, not {least!r}"
        raise InputError(what)
    if isinstance(ratio_of, bool) or ratio_of not in {BOXES, CONTENTS}:
        what = f"ratio_of must be BOXES or CONTENTS, not {ratio_of!r}"
        raise InputError(what)
    if use_reference():
        return reference.cell_edges(*gold, *candidate, crowd, least, ratio_of)
    return _native.overlap.cell_edges(*gold, *candidate, crowd, least, ratio_of, _check.threads(threads), isa())


def _checked_cells(corners: Any, areas: Any, rows: Any, offsets: Any, prefix: str) -> tuple[Floats, Floats, Ints, Ints]:
    corners, areas = _checked_boxes(corners, areas, prefix)
    rows = _check.index(rows, f"{prefix}rows", len(areas))
    return corners, areas, rows, _check.offsets(offsets, f"{prefix}offsets", len(rows), of=f"{prefix}rows")


def _checked_boxes(corners: Any, areas: Any, prefix: str) -> tuple[Floats, Floats]:
    corners = _check.array(corners, f"{prefix}corners", np.float64, ndim=2, columns=4)
    areas = _check.array(areas, f"{prefix}areas", np.float64)
    if len(areas) != len(corners):
        what = f"{prefix}areas must have one entry per box ({len(corners)}), not {len(areas)}"
        raise InputError(what)
    return corners, areas


def _checked_threshold(threshold: Any, name: str = "threshold") -> float:
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not np.isfinite(threshold):
        what = f"{name} must be a finite number, not {threshold!r}"
        raise InputError(what)
    return float(threshold)
