"""Reads COCO's annotation records and `segmentation` values, JSON text, into columns.

A value is null, a list of rings (each flat ``[x, y, x, y, ...]``) or ``{"size": [height, width], "counts": ...}`` with
a compressed string or a list of run lengths.

Source: COCO's data format (https://cocodataset.org/#format-data) and JSON (RFC 8259).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge import _native
from labelgauge.kernels import _check
from labelgauge.kernels._execution import isa, use_reference
from labelgauge.reference import segmentation as reference

NONE, POLYGON, COUNTS, STRING = range(4)

(
    OK,
    NOT_JSON,
    TOO_DEEP,
    NOT_FINITE,
    ODD_COORDINATES,
    FEW_POINTS,
    NESTED_POINTS,
    NOT_RINGS,
    NOT_A_NUMBER,
    NO_COUNTS,
    BAD_SIZE,
    BAD_COUNTS,
    WRONG_TYPE,
) = range(13)

STATUS_TEXT = {
    NOT_JSON: "it is not legal JSON",
    TOO_DEEP: "its brackets nest deeper than 64",
    NOT_FINITE: "it has a number that is not finite",
    ODD_COORDINATES: "a ring has an odd number of coordinates",
    FEW_POINTS: "a ring has fewer than three points",
    NESTED_POINTS: "a ring is a list of [x, y] pairs, not flat x, y, x, y, ...",
    NOT_RINGS: "it is not a list of rings (lists of coordinates)",
    NOT_A_NUMBER: "a ring has a coordinate that is not a number",
    NO_COUNTS: "its run-length dictionary lacks 'size' or 'counts'",
    BAD_SIZE: "its 'size' is not [height, width] in whole numbers",
    BAD_COUNTS: "its 'counts' are neither an ASCII string nor a list of whole numbers",
    WRONG_TYPE: "it is neither a list of rings nor a run-length dictionary",
}
"""Why a segmentation could not be read, by status, worded to follow "segmentation: "."""

HAS_ID, HAS_BOX, IS_CROWD = 1, 2, 4
"""Flags of `scan_annotations`."""

AnnotationScan = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.uint8],
    NDArray[np.int64],
]

Segmentations = tuple[
    NDArray[np.uint8],
    NDArray[np.uint8],
    NDArray[np.float64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
]


def parse_segmentations(text: NDArray[np.uint8], spans: NDArray[np.int64], *, threads: int = 1) -> Segmentations:
    """Parse `segmentation` values.

    Numbers are correctly rounded. The value of an item without text is missing, which reads as null. Whole numbers may
    be written as floats (``640.0``). ``NaN``, ``Infinity`` and numbers beyond float64 are recognised and refused.

    Parameters
    ----------
    text
        uint8 (total,), text that holds the JSON of all values.
    spans
        int64 (n, 2), where each value begins and ends in `text`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    kind : uint8 (n,)
        `NONE` (null, ``[]``, missing or unusable), `POLYGON`, `COUNTS` or `STRING`.
    status : uint8 (n,)
        0, or why a value could not be used (see `STATUS_TEXT`): text that is not JSON first, else the first fault in
        reading order. `FEW_POINTS` alone delivers its rings all the same, and only if nothing else is wrong.
    points : float64 (total points, 2)
        x, y of all points of all rings.
    ring_offsets : int64 (total rings + 1,)
        Where each ring's points begin and end.
    polygon_offsets : int64 (n + 1,)
        Where each value's rings begin and end.
    run_counts : int64 (total runs,)
        Run lengths as written, of the values of kind `COUNTS`.
    run_offsets : int64 (n + 1,)
        Where each value's run lengths begin and end.
    string_spans : int64 (n, 2)
        Where the characters of the compressed strings begin and end in `text`, their quotes left out, of the values of
        kind `STRING`; else 0. Escapes are left as they are; what they stand for is ASCII.
    sizes : int64 (n, 2)
        Height and width as a run-length dictionary states them, else 0.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape. Bad values are reported by `status`, not raised.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import segmentation
    >>> text = np.frombuffer(b"[[0, 0, 4, 0, 4, 3]]", np.uint8)
    >>> kind, status, points, *_ = segmentation.parse_segmentations(text, np.array([[0, 20]]))
    >>> kind.tolist(), status.tolist(), points.tolist()
    ([1], [0], [[0.0, 0.0], [4.0, 0.0], [4.0, 3.0]])
    """
    text = _check.array(text, "text", np.uint8)
    spans = _check.spans(spans, "spans", len(text), of="text")
    if use_reference():
        return reference.parse_segmentations(text, spans)
    return _native.segmentation.parse_segmentations(text, spans, _check.threads(threads), isa())


def ring_measures(
    points: NDArray[np.float64], ring_offsets: NDArray[np.int64], *, threads: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure the extent and the area of rings.

    Parameters
    ----------
    points
        float64 (p, 2), x and y of all vertices.
    ring_offsets
        int64 (rings + 1,), where each ring's points begin and end. Rings close themselves.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    extents : float64 (rings, 4)
        x0, y0, x1, y1 around each ring's points; NaN for a ring without points.
    areas : float64 (rings,)
        Signed area by the shoelace formula, ``Σ (x_i y_{i+1} - x_{i+1} y_i) / 2``; 0 for a ring without points.

    Raises
    ------
    InputError
        If an array has the wrong dtype or shape.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import segmentation
    >>> extents, areas = segmentation.ring_measures(np.array([[0.0, 0], [4, 0], [4, 3]]), np.array([0, 3]))
    >>> extents.tolist(), areas.tolist()
    ([[0.0, 0.0, 4.0, 3.0]], [6.0])
    """
    points = _check.array(points, "points", np.float64, ndim=2, columns=2)
    ring_offsets = _check.offsets(ring_offsets, "ring_offsets", len(points), of="points")
    if use_reference():
        return reference.ring_measures(points, ring_offsets)
    return _native.segmentation.ring_measures(points, ring_offsets, _check.threads(threads), isa())


def scan_annotations(text: NDArray[np.uint8], *, threads: int = 1) -> AnnotationScan:
    """Scan the annotation records of a COCO document into columns, if all of them are regular.

    Regular means: one key ``annotations`` (or a document that is that list); ``image_id`` and ``category_id`` whole
    numbers, ``id`` too, or null; ``bbox`` four numbers, none, or null; ``area`` and ``score`` numbers or null;
    ``iscrowd`` a number, true, false or null; ``segmentation`` a list, an object or null; under other keys legal JSON
    without escaped surrogates.
    Whole numbers have at most 18 digits and no point; numbers are finite. The text of segmentations and the rest of
    the document are passed over by matching brackets and not checked. Whatever is irregular is left to a reader that
    can explain it.

    Parameters
    ----------
    text
        uint8 (total,), the JSON document.
    threads
        Number of threads; never changes the answer. The scan itself uses one.

    Returns
    -------
    place : int64 (2,)
        Where the list begins and ends in `text`; -1 and -1 if anything is irregular, and then the columns are empty.
    image_ids, category_ids, ids : int64 (n,)
        ``image_id``, ``category_id``, ``id`` (0 if absent).
    boxes : float64 (n, 4)
        x, y, width, height; NaN where absent.
    areas, scores : float64 (n,)
        NaN where absent.
    flags : uint8 (n,)
        Sum of `HAS_ID`, `HAS_BOX` and `IS_CROWD`.
    segmentations : int64 (n, 2)
        Where each segmentation begins and ends in `text`; an absent one has no text.

    Raises
    ------
    InputError
        If `text` is not a uint8 array.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.kernels import segmentation
    >>> text = np.frombuffer(b'[{"image_id": 4, "category_id": 1, "bbox": [0, 0, 2, 3]}]', np.uint8)
    >>> place, image_ids, category_ids, _, boxes, *_ = segmentation.scan_annotations(text)
    >>> place.tolist(), image_ids.tolist(), category_ids.tolist(), boxes.tolist()
    ([0, 57], [4], [1], [[0.0, 0.0, 2.0, 3.0]])
    """
    text = _check.array(text, "text", np.uint8)
    if use_reference():
        return reference.scan_annotations(text)
    return _native.segmentation.scan_annotations(text, _check.threads(threads), isa())
