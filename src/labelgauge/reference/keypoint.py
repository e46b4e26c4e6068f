"""Twins of the keypoint kernels: the definition, point by point."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EPSILON = 2.0**-52


def keypoint_similarity(
    gold_points: Floats,
    visible: NDArray[np.uint8],
    areas: Floats,
    bounds: Floats,
    candidate_points: Floats,
    sigmas: Floats,
) -> Floats:
    """Compare every gold pose with every candidate pose."""
    n, m = len(gold_points), len(candidate_points)
    rows, columns = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    pairs = keypoint_similarity_pairs(gold_points, visible, areas, bounds, candidate_points, sigmas, rows, columns)
    return pairs.reshape(n, m)


def keypoint_similarity_pairs(
    gold_points: Floats,
    visible: NDArray[np.uint8],
    areas: Floats,
    bounds: Floats,
    candidate_points: Floats,
    sigmas: Floats,
    gold_index: Ints,
    candidate_index: Ints,
) -> Floats:
    """Average over the points that count, one pair at a time."""
    similarities = []
    for i, j in zip(gold_index, candidate_index, strict=True):
        if visible[i].any():
            counted = np.flatnonzero(visible[i]).tolist()
            squares = [_square(candidate_points[j, p] - gold_points[i, p]) for p in counted]
        else:
            counted = list(range(len(sigmas)))
            squares = [_square(_beyond(bounds[i], candidate_points[j, p])) for p in counted]
        terms = [
            math.exp(-(square / _variance(sigmas[p]) / (float(areas[i]) + EPSILON) / 2))
            for p, square in zip(counted, squares, strict=True)
        ]
        similarities.append(math.fsum(terms) / len(terms))
    return np.array(similarities, dtype=np.float64)


def _variance(sigma: float) -> float:
    double = float(sigma) * 2
    return double * double  # as NumPy squares; `** 2` asks the C library, which may round otherwise


def _square(step: Floats) -> float:
    dx, dy = step.tolist()
    return float(dx * dx + dy * dy)


def _beyond(bounds: Floats, point: Floats) -> Floats:
    """How far a point lies outside its bounds along x and y."""
    return np.maximum(np.maximum(bounds[:2] - point, point - bounds[2:]), 0)
