"""Geometry that can be read but looks poor: reported, and scored all the same.

Each check is vectorised over all annotations. The thresholds are the project's defaults for heuristic checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.problems import Locator, Problem
from labelgauge.dataset.segmentations import Segmentations, Shapes

SMALLEST_AREA = 4.0  # px²
LONGEST_ASPECT = 10.0
OUTSIDE_TOLERANCE_PX = 1.0
BOX_TOLERANCE_PX = 2.0
AREA_TOLERANCE = 0.1

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Check = tuple[str, Flags, Callable[[int], str]]


def annotation_findings(
    annotations: Table, segmentations: Segmentations, images: Table, locator: Locator, *, paired: bool, threads: int
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
    paired
        Whether boxes and segmentations are meant to agree; a model's results are not.
    threads
        Number of threads; never changes the answer.

    Yields
    ------
    Problem
        One per annotation and check that it does not pass.
    """
    shapes = segmentations.shapes(threads=threads)
    sizes = np.stack((images["width"], images["height"]), axis=1)[annotations["image_index"]]
    checks = (
        _duplicates(annotations, segmentations, shapes, locator),
        *_area_checks(annotations, shapes.areas),
        *_box_checks(annotations, sizes),
        *_segmentation_checks(segmentations, shapes, sizes, threads),
        *([_box_mismatch(annotations, shapes)] if paired else []),
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
    yield (
        "area_mismatch",
        differs,
        lambda i: f"the area field says {stated[i]:g}, the segmentation has {areas[i]:g} px²",
    )


def _box_checks(annotations: Table, sizes: NDArray[np.int64]) -> Iterator[Check]:
    box = annotations["box"]
    sides = box[:, 2:] - box[:, :2]
    flat = (sides == 0).any(axis=1)
    yield "zero_size_box", flat, lambda i: f"the box is {sides[i, 0]:g} wide and {sides[i, 1]:g} high"
    elongated = ~flat & (sides.max(axis=1, initial=0) > LONGEST_ASPECT * sides.min(axis=1, initial=np.inf))
    yield "elongated", elongated, lambda i: f"the box is {sides[i, 0]:g} wide and {sides[i, 1]:g} high"
    outside = _reach_outside(box, sizes)
    yield (
        "box_outside_image",
        outside > OUTSIDE_TOLERANCE_PX,
        lambda i: f"the box reaches {outside[i]:g} px beyond the image",
    )


def _segmentation_checks(
    segmentations: Segmentations, shapes: Shapes, sizes: NDArray[np.int64], threads: int
) -> Iterator[Check]:
    yield "self_intersecting", segmentations.self_intersecting(threads=threads), lambda _: "the polygon crosses itself"
    empty = segmentations.is_rle & (shapes.areas == 0)
    yield "empty_mask", empty, lambda _: "the RLE has no foreground"
    outside = np.where(segmentations.is_polygon, _reach_outside(shapes.extents, sizes), 0)
    too_far = outside > OUTSIDE_TOLERANCE_PX
    yield "polygon_outside_image", too_far, lambda i: f"the polygon reaches {outside[i]:g} px beyond the image"


def _box_mismatch(annotations: Table, shapes: Shapes) -> Check:
    gap = np.abs(shapes.extents - annotations["box"]).max(axis=1, initial=0)
    gap[(shapes.lengths == 0) | (shapes.areas == 0)] = 0
    return "box_mismatch", gap > BOX_TOLERANCE_PX, lambda i: f"the box and the segmentation's differ by {gap[i]:g} px"


def _reach_outside(boxes: Floats, sizes: NDArray[np.int64]) -> Floats:
    """How far each box reaches beyond its image, in px; 0 or less if it does not or if the size is unknown."""
    reach = np.concatenate((-boxes[:, :2], boxes[:, 2:] - sizes), axis=1).max(axis=1, initial=-np.inf)
    return np.where((sizes > 0).all(axis=1), reach, 0)


def _duplicates(annotations: Table, segmentations: Segmentations, shapes: Shapes, locator: Locator) -> Check:
    """Annotations of one image and class with the same box or the same segmentation as an earlier one."""
    place = np.stack((annotations["image_index"], annotations["category_index"]), axis=1).astype(np.float64)
    itself = np.arange(len(annotations))
    original = _first_equal(np.concatenate((place, annotations["box"]), axis=1))
    described = np.column_stack((place, shapes.extents, shapes.areas, shapes.lengths.astype(np.float64)))
    alike = _first_equal(described)
    for i in np.flatnonzero((alike < itself) & (original == itself)).tolist():
        if segmentations.equal(i, int(alike[i])):
            original[i] = alike[i]
    return "duplicate", original < itself, lambda i: f"the same as {locator.where(int(original[i]))}"


def _first_equal(keys: Floats) -> NDArray[np.int64]:
    """For each row, the first row that equals it in all columns, itself if none is earlier; NaN equals nothing.

    Rows are sorted by a hash of theirs. Two different rows that share a hash may hide that others are equal, which for
    64 bits is as good as never.
    """
    first = np.arange(len(keys))
    hashes = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        hashes = (hashes ^ np.ascontiguousarray(column + 0.0).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    order = np.argsort(hashes, kind="stable")
    same = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    for at in np.flatnonzero(same).tolist():  # in order, so a run of equal rows ends up at its first
        first[order[at + 1]] = first[order[at]]
    return first
