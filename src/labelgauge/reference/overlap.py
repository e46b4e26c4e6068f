"""Twins of the overlap kernels: sets of pixels are counted, boxes are compared one pair at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._ratios import CANDIDATE, IOU, is_crowd, ratio
from labelgauge.reference.rle import decode_json_strings

GIOU, DIOU, CIOU = range(4, 7)
CONTENTS = 1
EPSILON = 1e-7

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
) -> Floats:
    """Expand both sides to sets of pixel numbers and count what they share."""
    gold = [_pixels(gold_counts, gold_offsets, i) for i in range(len(gold_sizes))]
    candidate = [_pixels(candidate_counts, candidate_offsets, j) for j in range(len(candidate_sizes))]
    ratios = np.zeros((len(gold), len(candidate)))
    for i, g in enumerate(gold):
        for j, c in enumerate(candidate):
            ratios[i, j] = ratio(measure, _shared(g, c), len(g), len(c), is_crowd(crowd, i))
    return ratios


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
) -> tuple[Ints, Ints, Floats]:
    """Pick from the matrix of all pairs."""
    ratios = mask_overlap(
        gold_counts,
        gold_offsets,
        gold_sizes,
        candidate_counts,
        candidate_offsets,
        candidate_sizes,
        crowd,
        measure,
    )
    rows, columns = np.nonzero((ratios > 0) & (ratios >= threshold))
    return rows, columns, ratios[rows, columns]


def mask_intersection(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: Ints,
    candidate_sizes: Ints,
    gold_index: Ints,
    candidate_index: Ints,
) -> Ints:
    """Expand both masks of a pair to sets of pixel numbers and count what they share."""
    return np.array(
        [
            _shared(_pixels(gold_counts, gold_offsets, i), _pixels(candidate_counts, candidate_offsets, j))
            for i, j in zip(gold_index, candidate_index, strict=True)
        ],
        dtype=np.int64,
    )


def json_string_intersection(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    text: NDArray[np.uint8],
    spans: Ints,
    candidate_sizes: Ints,
    gold_index: Ints,
    candidate_index: Ints,
) -> Ints:
    """Decode all strings first, then intersect them as masks; -1 for pairs of one that cannot be decoded."""
    counts, offsets, status = decode_json_strings(text, spans, candidate_sizes)
    gold, candidate = (gold_counts, gold_offsets, gold_sizes), (counts, offsets, candidate_sizes)
    pixels = mask_intersection(*gold, *candidate, gold_index, candidate_index)
    return np.where(status[candidate_index] == 0, pixels, -1)


def box_overlap(
    gold_corners: Floats,
    gold_areas: Floats,
    candidate_corners: Floats,
    candidate_areas: Floats,
    crowd: NDArray[np.uint8],
    measure: int,
) -> Floats:
    """Compare every gold box with every candidate box."""
    ratios = np.zeros((len(gold_areas), len(candidate_areas)))
    for i, j in np.ndindex(*ratios.shape):
        ratios[i, j] = _box_ratio(
            measure,
            gold_corners[i].tolist(),
            float(gold_areas[i]),
            candidate_corners[j].tolist(),
            float(candidate_areas[j]),
            crowd=is_crowd(crowd, i),
        )
    return ratios


def box_overlap_pairs(
    gold_corners: Floats,
    gold_areas: Floats,
    candidate_corners: Floats,
    candidate_areas: Floats,
    gold_index: Ints,
    candidate_index: Ints,
    measure: int,
) -> Floats:
    """Compare the boxes of each pair."""
    no_crowd = np.zeros(0, dtype=np.uint8)
    return np.array(
        [
            box_overlap(
                gold_corners[i : i + 1],
                gold_areas[i : i + 1],
                candidate_corners[j : j + 1],
                candidate_areas[j : j + 1],
                no_crowd,
                measure,
            )[0, 0]
            for i, j in zip(gold_index, candidate_index, strict=True)
        ],
        dtype=np.float64,
    )


def touching_boxes(
    gold_corners: Floats, gold_image_offsets: Ints, candidate_corners: Floats, candidate_image_offsets: Ints
) -> tuple[Ints, Ints]:
    """Try every pair of every image."""
    pairs = [
        (i, j)
        for image in range(len(gold_image_offsets) - 1)
        for i in range(gold_image_offsets[image], gold_image_offsets[image + 1])
        for j in range(candidate_image_offsets[image], candidate_image_offsets[image + 1])
        if _have_common_area(gold_corners[i], candidate_corners[j])
    ]
    index = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return index[:, 0], index[:, 1]


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
) -> tuple[Ints, Ints, Floats]:
    """Compare every candidate with every gold box of its cell."""
    offsets, places, ratios = [0], [], []
    for cell in range(len(candidate_offsets) - 1):
        for c in candidate_rows[candidate_offsets[cell] : candidate_offsets[cell + 1]].tolist():
            for place in range(gold_offsets[cell], gold_offsets[cell + 1]):
                g = int(gold_rows[place])
                if not _have_common_area(gold_corners[g], candidate_corners[c]):
                    continue
                sides = gold_corners[g].tolist(), candidate_corners[c].tolist()
                shared = _length(*sides, 0) * _length(*sides, 1)
                if ratio_of == CONTENTS:
                    shared = min(shared, float(gold_areas[g]), float(candidate_areas[c]))
                found = ratio(IOU, shared, float(gold_areas[g]), float(candidate_areas[c]), is_crowd(crowd, g))
                if found >= least:
                    places.append(place)
                    ratios.append(found)
            offsets.append(len(places))
    return np.array(offsets, dtype=np.int64), np.array(places, dtype=np.int64), np.array(ratios, dtype=np.float64)


def _pixels(counts: NDArray[np.uint32], offsets: Ints, i: int) -> Ints:
    """Numbers of the foreground pixels of mask `i`, ascending."""
    runs = counts[offsets[i] : offsets[i + 1]]
    return np.flatnonzero(np.repeat(np.arange(len(runs)) % 2 == 1, runs))


def _shared(a: Ints, b: Ints) -> int:
    return len(np.intersect1d(a, b, assume_unique=True))


def _box_ratio(
    measure: int, gold: list[float], gold_area: float, candidate: list[float], candidate_area: float, *, crowd: bool
) -> float:
    shared = _length(gold, candidate, 0) * _length(gold, candidate, 1)
    if measure <= CANDIDATE:
        return ratio(measure, shared, gold_area, candidate_area, crowd)
    iou = ratio(IOU, shared, gold_area, candidate_area, crowd=False)
    width, height = (max(gold[k + 2], candidate[k + 2]) - min(gold[k], candidate[k]) for k in (0, 1))
    if measure == GIOU:
        hull, union = width * height, gold_area + candidate_area - shared
        return iou - (hull - union) / hull if hull > 0 else iou
    dx, dy = ((gold[k] + gold[k + 2]) / 2 - (candidate[k] + candidate[k + 2]) / 2 for k in (0, 1))
    diou = iou - (dx * dx + dy * dy) / (width * width + height * height + EPSILON)
    if measure == DIOU:
        return diou
    angle = _shape_angle(gold) - _shape_angle(candidate)
    v = 4 / (math.pi * math.pi) * angle * angle
    return diou - v / (1 - iou + v + EPSILON) * v


def _length(a: list[float], b: list[float], axis: int) -> float:
    """Length that two boxes share along an axis; not above 0 counts as 0."""
    shared = min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])
    return shared if shared > 0 else 0.0


def _shape_angle(box: list[float]) -> float:
    return math.atan2(box[2] - box[0], box[3] - box[1])


def _have_common_area(a: Floats, b: Floats) -> bool:
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    return bool(np.all(low < high))  # NaN compares false
