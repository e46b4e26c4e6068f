"""Weights of corner codes: published totals, symmetries, and lengths and areas worked out by hand."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.metrics._corner_weights import corner_weights

SPACINGS = [(1.0, 1.0, 1.0), (3.0, 1.0, 1.0), (3.0, 2.0, 1.0), (0.7, 0.1, 1 / 3), (5.0, 0.8, 0.8)]


def codes(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Corner code of every lattice point, the first of a point's neighbours in the highest bit."""
    padded = np.pad(mask, 1).astype(np.int64)
    code = np.zeros([n + 1 for n in mask.shape], np.int64)
    for offset in product((0, 1), repeat=mask.ndim):
        window = tuple(slice(o, o + n + 1) for o, n in zip(offset, mask.shape, strict=True))
        code = 2 * code + padded[window]
    return code


def total(mask: NDArray[np.bool_], spacing: Any) -> float:
    return float(corner_weights(spacing)[codes(mask)].sum())


def heron(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> float:
    """Area of a triangle from the lengths of its sides."""
    sides = [float(np.linalg.norm(p - q)) for p, q in ((a, b), (b, c), (c, a))]
    half = sum(sides) / 2
    return float(np.sqrt(half * (half - sides[0]) * (half - sides[1]) * (half - sides[2])))


def test_twelve_areas_at_spacing_one() -> None:
    expected = [0, 0.2165, 0.4330, 0.6495, 0.7071, 0.8660, 0.9236, 1, 1.1495, 1.2990, 1.3660, 1.4142, 1.5731]
    assert np.unique(corner_weights((1, 1, 1)).round(4)).tolist() == expected


@pytest.mark.parametrize("spacing", [*SPACINGS, (1.0, 1.0), (3.0, 0.7)])
def test_complements_weigh_the_same(spacing: tuple[float, ...]) -> None:
    weights = corner_weights(spacing)
    assert np.array_equal(weights, weights[::-1])
    assert (weights[1:-1] > 0).all()
    assert weights[0] == weights[-1] == 0


def test_known_totals() -> None:
    assert total(np.ones((10, 10), np.bool_), (1, 1)) == pytest.approx(36 + 4 * np.sqrt(0.5), rel=1e-15)
    assert total(np.ones((10, 10, 10), np.bool_), (1, 1, 1)) == pytest.approx(564.0996, abs=5e-5)
    assert total(np.ones((10, 10, 10), np.bool_), (2, 1, 1)) == pytest.approx(944.4101, abs=5e-5)
    assert total(np.ones((1, 1, 1), np.bool_), (1, 1, 1)) == pytest.approx(np.sqrt(3), rel=1e-15)
    assert total(np.ones((1, 1, 1), np.bool_), (3, 2, 1)) == pytest.approx(7, rel=1e-15)


def test_lengths_by_code() -> None:
    weights = corner_weights((3, 4))
    half = 2.5
    assert weights.tolist() == [0, half, half, 4, half, 3, 2 * half, half, half, 2 * half, 3, half, 4, half, half, 0]


@pytest.mark.parametrize("spacing", SPACINGS)
def test_areas_worked_out_by_hand(spacing: tuple[float, float, float]) -> None:
    s0, s1, s2 = spacing
    weights = corner_weights(spacing)
    steps = np.array(spacing)
    corner = heron(*(np.diag(steps / 2)))
    assert weights[[1, 2, 4, 8, 16, 32, 64, 128]] == pytest.approx(corner, rel=1e-12)
    assert weights[0b11110000] == pytest.approx(s1 * s2, rel=1e-12)  # the first slice
    assert weights[0b11001100] == pytest.approx(s0 * s2, rel=1e-12)  # the first rows
    assert weights[0b10101010] == pytest.approx(s0 * s1, rel=1e-12)  # the first columns
    assert weights[0b10001000] == pytest.approx(s0 * np.hypot(s1, s2) / 2, rel=1e-12)  # an edge along the slices
    assert weights[0b10000001] == pytest.approx(2 * corner, rel=1e-12)  # opposite corners
    # three corners of the first slice, the one at the row's and column's beginning between the others
    points = [np.array(p) * steps / 2 for p in ((1, 0, 0), (1, 0, 2), (0, 1, 2), (0, 2, 1), (1, 2, 0))]
    area = heron(points[0], points[1], points[4])
    area += heron(points[1], points[2], points[3]) + heron(points[1], points[3], points[4])
    assert weights[0b11100000] == pytest.approx(area, rel=1e-9)


@pytest.mark.parametrize("spacing", SPACINGS)
def test_axes_are_alike(spacing: tuple[float, float, float]) -> None:
    rng = np.random.default_rng(0)
    mask = rng.random((9, 8, 7)) < 0.5
    expected = total(mask, spacing)
    for axes in permutations(range(3)):
        turned = [spacing[axis] for axis in axes]
        assert total(mask.transpose(axes), turned) == pytest.approx(expected, rel=1e-12)
        assert total(np.flip(mask.transpose(axes), 1), turned) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("spacing", [(1,), (1, 1, 1, 1), 1, (1, 0), (1, -1, 1), (1, np.nan), (1, np.inf, 1), "11"])
def test_bad_spacing(spacing: Any) -> None:
    with pytest.raises(InputError, match="spacing must be"):
        corner_weights(spacing)
