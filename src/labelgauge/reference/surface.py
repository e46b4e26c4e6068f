"""Twins of the surface kernels: every element of one surface against every element of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._pixels import pixels_of

CORNER, CROSS, FULL, FILLED = range(4)

Histogram = tuple[
    NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int8], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]
]
Rows = list[tuple[int, int, int, float, int]]
Ints = NDArray[np.int64]


def distance_histograms(
    gold: NDArray[np.bool_],
    candidate: NDArray[np.bool_],
    spacing: NDArray[np.float64],
    rule: int,
    begin: int = 0,
    end: int | None = None,
    *,
    tolerances: NDArray[np.float64] | None = None,
) -> Histogram:
    """Count the elements of both surfaces, and both masks' faces, by what they are like."""
    return _columns([_rows(gold, candidate, spacing, rule, begin, end)], rule, tolerances)


def list_distance_histograms(
    gold: Sequence[NDArray[np.bool_]],
    candidate: Sequence[NDArray[np.bool_]],
    spacing: Sequence[NDArray[np.float64]],
    rule: int,
    *,
    tolerances: NDArray[np.float64] | None = None,
) -> Histogram:
    """Count pair after pair."""
    histograms = [_rows(g, c, steps, rule) for g, c, steps in zip(gold, candidate, spacing, strict=True)]
    return _columns(histograms, rule, tolerances)


def mask_distance_histograms(
    gold_counts: NDArray[np.uint32],
    gold_offsets: Ints,
    gold_sizes: Ints,
    candidate_counts: NDArray[np.uint32],
    candidate_offsets: Ints,
    candidate_sizes: Ints,
    gold_index: Ints,
    candidate_index: Ints,
    spacing: NDArray[np.float64],
    rule: int,
    *,
    tolerances: NDArray[np.float64] | None = None,
) -> Histogram:
    """Expand the masks of every pair to pixels."""
    histograms = []
    for g, c, steps in zip(gold_index.tolist(), candidate_index.tolist(), spacing, strict=True):
        gold = pixels_of(gold_counts, gold_offsets, gold_sizes, g)
        candidate = pixels_of(candidate_counts, candidate_offsets, candidate_sizes, c)
        histograms.append(_rows(gold, candidate, steps, rule))
    return _columns(histograms, rule, tolerances)


def label_distance_histograms(
    gold: NDArray[Any],
    candidate: NDArray[Any],
    labels: Ints,
    spacing: NDArray[np.float64],
    rule: int,
    begin: int = 0,
    end: int | None = None,
    *,
    tolerances: NDArray[np.float64] | None = None,
) -> Histogram:
    """Make two masks of every label."""
    masks = [(gold == label, candidate == label) for label in labels.tolist()]
    return _columns([_rows(*pair, spacing, rule, begin, end) for pair in masks], rule, tolerances)


def distance_transform(mask: NDArray[np.bool_], spacing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Measure every voxel's distance to every background voxel."""
    distances = np.zeros(mask.shape)
    distances[mask] = _nearest(np.argwhere(mask), np.argwhere(~mask), spacing)
    return distances


def nearest_background(mask: NDArray[np.bool_], spacing: NDArray[np.float64]) -> NDArray[np.int32]:
    """Take the axes one after the other for every voxel: where along each lies the least sum, the first of those."""
    nearest = np.full((mask.ndim, *mask.shape), -1, np.int32)
    if mask.all():
        return nearest
    for voxel in np.ndindex(mask.shape):
        least = np.where(mask, np.inf, 0.0)
        firsts = []
        for axis, (i, step) in enumerate(zip(voxel, spacing, strict=True)):
            squares = ((np.arange(mask.shape[axis]) - i) * step) ** 2
            least, first = _least_sums(least, squares.reshape(-1, *[1] * (least.ndim - 1)))
            firsts.append(first)
        index: tuple[int, ...] = ()
        for first in reversed(firsts):
            index = (int(first[index]), *index)
        nearest[:, *voxel] = index
    return nearest


def _least_sums(
    numbers: NDArray[np.float64], squares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Add the squares along the first axis; the least rounded sums, and the first place of the least sums in truth."""
    sums = numbers + squares
    least = sums.min(axis=0)
    with np.errstate(invalid="ignore"):  # infinite minus infinite
        part = sums - numbers
        lost = (numbers - (sums - part)) + (squares - part)
    return least, np.where(sums == least, np.where(np.isinf(sums), 0, lost), np.inf).argmin(axis=0)


def _rows(
    gold: NDArray[np.bool_],
    candidate: NDArray[np.bool_],
    spacing: NDArray[np.float64],
    rule: int,
    begin: int = 0,
    end: int | None = None,
) -> Rows:
    masks = gold, candidate
    surfaces = [_surface(mask, rule) for mask in masks]
    counted: Counter[tuple[int, int, int, float]] = Counter()
    for direction in (0, 1):
        here, there = surfaces[direction], surfaces[1 - direction]
        elements = np.argwhere(here)
        elements = elements[(elements[:, 0] >= begin) & (elements[:, 0] < (np.inf if end is None else end))]
        at = tuple(elements.T)
        codes = (_codes(masks[direction]) if rule == CORNER else _faces(masks[direction], rule))[at]
        inside = _codes(masks[1 - direction])[at] > 0 if rule == CORNER else masks[1 - direction][at]
        signs = np.where(there[at], 0, np.where(inside, -1, 1))
        distances = _nearest(elements, np.argwhere(there), spacing)
        counted.update(
            (direction, *row) for row in zip(codes.tolist(), signs.tolist(), distances.tolist(), strict=True)
        )
    places = begin, np.inf if end is None else end
    counted.update((2, *row) for row in _face_rows(gold, candidate, spacing, *places))
    counted.update((3, *row) for row in _face_rows(candidate, gold, spacing, *places))
    return [(*kind, count) for kind, count in sorted(counted.items())]


def _face_rows(
    mask: NDArray[np.bool_], other: NDArray[np.bool_], spacing: NDArray[np.float64], begin: float, end: float
) -> Iterator[tuple[int, int, float]]:
    """Go from each face of a mask's voxels along its axis to the other's face."""
    padded = np.pad(mask, 1), np.pad(other, 1)
    for voxel in np.argwhere(padded[0]).tolist():
        if not begin <= voxel[0] - 1 < end:
            continue
        for axis, step in product(range(mask.ndim), (-1, 1)):
            if not padded[0][_beside(voxel, axis, step)]:
                bit = 2 * (mask.ndim - 1 - axis) + (step < 0)
                sign, steps = _shift(*padded, voxel, axis, step)
                yield 2**bit, sign, steps * float(spacing[axis])


def _shift(
    mask: NDArray[np.bool_], other: NDArray[np.bool_], voxel: list[int], axis: int, step: int
) -> tuple[int, float]:
    steps = 0
    if other[tuple(voxel)]:
        while other[_beside(voxel, axis, step * (steps + 1))]:
            steps += 1
        return -1 if steps else 0, steps
    while mask[_beside(voxel, axis, -step * steps)]:
        if other[_beside(voxel, axis, -step * steps)]:
            return 1, steps
        steps += 1
    return 1, np.inf


def _beside(voxel: list[int], axis: int, steps: int) -> tuple[int, ...]:
    return tuple(place + steps * (k == axis) for k, place in enumerate(voxel))


def _columns(histograms: list[Rows], rule: int, tolerances: NDArray[np.float64] | None) -> Histogram:
    if tolerances is not None and len(tolerances):
        histograms = [_rounded_up(rows, rule, tolerances.tolist()) for rows in histograms]
    rows = [row for histogram in histograms for row in histogram]
    direction, code, sign, distance, count = zip(*rows, strict=True) if rows else [()] * 5
    ends = np.cumsum([0] + [len(histogram) for histogram in histograms])
    return (
        np.array(direction, np.uint8),
        np.array(code, np.uint8),
        np.array(sign, np.int8),
        np.array(distance, np.float64),
        np.array(count, np.int64),
        ends.astype(np.int64),
    )


def _rounded_up(rows: Rows, rule: int, tolerances: list[float]) -> Rows:
    """Elements alone, each as far as the first tolerance that is not less than its distance."""
    counted: Counter[tuple[int, int, int, float]] = Counter()
    for direction, code, _, distance, count in rows:
        if direction < 2:
            within = min((tolerance for tolerance in tolerances if distance <= tolerance), default=np.inf)
            counted[direction, code if rule == CORNER else 0, 0, within] += count
    return [(*kind, count) for kind, count in sorted(counted.items())]


def _nearest(elements: Ints, others: Ints, spacing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each element to the nearest of the others, in the order of arithmetic that is promised."""
    if len(others) == 0:
        return np.full(len(elements), np.inf)
    nearest = np.zeros(len(elements))
    for i, element in enumerate(elements):
        squares = ((others - element) * spacing) ** 2
        total = squares[:, 0] + squares[:, 1]
        for axis in range(2, len(spacing)):
            total = total + squares[:, axis]
        nearest[i] = np.sqrt(total).min()
    return nearest


def _surface(mask: NDArray[np.bool_], rule: int) -> NDArray[np.bool_]:
    """Set the elements; by the corner rule they are lattice points, one more than voxels along each axis."""
    if rule == CORNER:
        codes = _codes(mask)
        mixed: NDArray[np.bool_] = (codes > 0) & (codes < 2 ** (2**mask.ndim) - 1)
        return mixed
    if rule == FILLED:
        return mask
    neighbours = [
        offset
        for offset in product((-1, 0, 1), repeat=mask.ndim)
        if any(offset) and (rule == FULL or sum(map(abs, offset)) == 1)
    ]
    padded = np.pad(mask, 1, constant_values=rule == FULL)
    surface = np.zeros_like(mask)
    for offset in neighbours:
        surface |= mask & ~_moved(padded, offset)
    return surface


def _moved(padded: NDArray[np.bool_], offset: tuple[int, ...]) -> NDArray[np.bool_]:
    """Every voxel's neighbour at this offset."""
    return padded[tuple(slice(1 + o, n - 1 + o) for o, n in zip(offset, padded.shape, strict=True))]


def _faces(mask: NDArray[np.bool_], rule: int) -> Ints:
    """Face code of every voxel: two bits an axis, for the voxel before and the one after."""
    padded = np.pad(mask, 1, constant_values=rule == FULL)
    codes = np.zeros(mask.shape, np.int64)
    for axis in range(mask.ndim):
        for step in (-1, 1):
            offset = tuple(step * (k == axis) for k in range(mask.ndim))
            codes = 2 * codes + ~_moved(padded, offset)
    return codes


def _codes(mask: NDArray[np.bool_]) -> Ints:
    """Corner code of every lattice point."""
    padded = np.pad(mask, 1).astype(np.int64)
    codes = np.zeros([n + 1 for n in mask.shape], np.int64)
    for offset in product((0, 1), repeat=mask.ndim):
        window = tuple(slice(o, o + n + 1) for o, n in zip(offset, mask.shape, strict=True))
        codes = 2 * codes + padded[window]
    return codes
