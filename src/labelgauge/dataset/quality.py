"""Geometry that can be read but looks poor: reported, and scored all the same.

Each check is vectorised over all annotations. The thresholds are the project's defaults for heuristic checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.problems import Locator, Problem
from labelgauge.dataset.segmentations import Segmentations

SMALLEST_AREA = 4.0  # px²
LONGEST_ASPECT = 10.0
OUTSIDE_TOLERANCE_PX = 1.0
BOX_TOLERANCE_PX = 2.0
AREA_TOLERANCE = 0.1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Check = tuple[str, Flags, Callable[[int], str]]


def annotation_findings(
    annotations: Table, segmentations: Segmentations, images: Table, locator: Locator
) -> Iterator[Problem]:
    """Findings about usable annotations, check by check.

    Parameters
    ----------
    annotations, images
        As `labelgauge.Dataset` has them.
    segmentations
        One per annotation.
    locator
        Where each annotation stands in its file.

    Yields
    ------
    Problem
        One per annotation and check that it does not pass.
    """
    extents, areas = segmentations.extents(), segmentations.areas()
    sizes = np.stack((images["width"], images["height"]), axis=1)[annotations["image_index"]]
    checks = (
        _duplicates(annotations, segmentations, locator),
        *_area_checks(annotations, areas),
        *_box_checks(annotations, sizes),
        *_segmentation_checks(annotations, segmentations, extents, areas, sizes),
    )
    for code, flags, message in checks:
        for i in np.flatnonzero(flags).tolist():
            yield locator.problem(i, code, message(i))


def _area_checks(annotations: Table, areas: Floats) -> Iterator[Check]:
    box_area, stated = annotations["box_area"], annotations["area"]
    actual = np.where(np.isnan(areas), box_area, areas)
    yield "tiny", actual < SMALLEST_AREA, lambda i: f"the area is {actual[i]:g} px²"
    gap = np.abs(stated - areas)
    differs = (gap > SMALLEST_AREA) & (gap > AREA_TOLERANCE * np.maximum(stated, areas))
    yield "area_mismatch", differs, lambda i: f"the area field says {stated[i]:g}, the segmentation has {areas[i]:g} px²"


def _box_checks(annotations: Table, sizes: NDArray[np.int64]) -> Iterator[Check]:
    box = annotations["box"]
    sides = box[:, 2:] - box[:, :2]
    flat = (sides == 0).any(axis=1)
    yield "zero_size_box", flat, lambda i: f"the box is {sides[i, 0]:g} wide and {sides[i, 1]:g} high"
    elongated = ~flat & (sides.max(axis=1, initial=0) > LONGEST_ASPECT * sides.min(axis=1, initial=np.inf))
    yield "elongated", elongated, lambda i: f"the box is {sides[i, 0]:g} wide and {sides[i, 1]:g} high"
    outside = _reach_outside(box, sizes)
    yield "box_outside_image", outside > OUTSIDE_TOLERANCE_PX, lambda i: f"the box reaches {outside[i]:g} px beyond the image"


def _segmentation_checks(
    annotations: Table, segmentations: Segmentations, extents: Floats, areas: Floats, sizes: NDArray[np.int64]
) -> Iterator[Check]:
    yield "empty_mask", segmentations.is_rle & (areas == 0), lambda _: "the RLE has no foreground"
    outside = np.where(segmentations.is_polygon, _reach_outside(extents, sizes), 0)
    yield (
        "polygon_outside_image",
        outside > OUTSIDE_TOLERANCE_PX,
        lambda i: f"the polygon reaches {outside[i]:g} px beyond the image",
    )
    gap = np.where(np.isnan(extents[:, 0]) | (areas == 0), 0, np.abs(extents - annotations["box"]).max(axis=1, initial=0))
    yield "box_mismatch", gap > BOX_TOLERANCE_PX, lambda i: f"the box and the segmentation's differ by {gap[i]:g} px"


def _reach_outside(boxes: Floats, sizes: NDArray[np.int64]) -> Floats:
    """How far each box reaches beyond its image, in px; 0 or less if it does not or if the size is unknown."""
    reach = np.concatenate((-boxes[:, :2], boxes[:, 2:] - sizes), axis=1).max(axis=1, initial=-np.inf)
    return np.where((sizes > 0).all(axis=1), reach, 0)


def _duplicates(annotations: Table, segmentations: Segmentations, locator: Locator) -> Check:
    """Annotations of one image and class with the same box or the same segmentation as an earlier one."""
    place = np.stack((annotations["image_index"], annotations["category_index"]), axis=1).astype(np.float64)
    itself = np.arange(len(annotations))
    original = _first_equal(np.concatenate((place, annotations["box"]), axis=1))
    alike = _first_equal(np.concatenate((place, segmentations.fingerprints()), axis=1))
    for i in np.flatnonzero((alike < itself) & (original == itself)).tolist():
        if segmentations.equal(i, int(alike[i])):
            original[i] = alike[i]
    return "duplicate", original < itself, lambda i: f"the same as {locator.where(int(original[i]))}"


def _first_equal(keys: Floats) -> NDArray[np.int64]:
    """For each row, the first row that equals it in all columns, itself if none is earlier; NaN equals nothing."""
    if len(keys) == 0:
        return np.zeros(0, dtype=np.int64)
    order = np.lexsort(keys.T[::-1])  # stable, so equal rows stay in order
    ordered = keys[order]
    starts = np.concatenate(([True], (ordered[1:] != ordered[:-1]).any(axis=1)))
    first = np.empty(len(keys), dtype=np.int64)
    first[order] = order[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    return first
