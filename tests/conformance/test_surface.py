"""Surface distances equal SciPy live and brute force bit for bit, and the recorded numbers of other libraries.

What each library makes of the distances (percentile rule, pooling) is spelled out here from the histograms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from labelgauge.kernels import surface
from labelgauge.metrics._corner_weights import corner_weights
from labelgauge.reference import surface as reference

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

SPACINGS = [(1.0, 1.0, 1.0), (0.7, 0.7, 0.7), (0.1, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3), (3.0, 0.8, 0.8), (0.7, 0.1, 3.0)]
RULES = [surface.CORNER, surface.CROSS, surface.FULL, surface.FILLED]


def two_balls(seed: int, side: int) -> tuple[Bools, Bools]:
    """Two ragged balls, near each other or far apart."""
    rng = np.random.default_rng(seed)
    grid = np.indices((side,) * 3).transpose(1, 2, 3, 0)
    masks = []
    for _ in range(2):
        centre, radius = rng.uniform(0.2 * side, 0.8 * side, 3), rng.uniform(1, 0.3 * side)
        masks.append(np.sqrt(((grid - centre) ** 2).sum(axis=-1)) + rng.normal(0, 0.4, grid.shape[:3]) <= radius)
    return masks[0], masks[1]


def histogram_of(distances: Floats) -> tuple[list[float], list[int]]:
    values, counts = np.unique(distances, return_counts=True)
    return values.tolist(), counts.tolist()


def directed(histogram: surface.Histogram, direction: int) -> tuple[list[float], list[int]]:
    """Distances of one direction and how often they occur, codes and signs apart."""
    rows = histogram[0] == direction
    values, where = np.unique(histogram[3][rows], return_inverse=True)
    return values.tolist(), np.bincount(where, histogram[4][rows], len(values)).astype(int).tolist()


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("seed", range(6))
def test_search_equals_transform_equals_brute_force(seed: int, spacing: tuple[float, float, float]) -> None:
    gold, candidate = two_balls(seed, [9, 20, 32][seed % 3])
    steps = np.array(spacing)
    for rule in RULES:
        histogram = surface.distance_histograms(gold, candidate, steps, rule)
        for got, want in zip(histogram, reference.distance_histograms(gold, candidate, steps, rule), strict=True):
            np.testing.assert_array_equal(got, want)
        surfaces = [reference._surface(mask, rule) for mask in (gold, candidate)]
        for direction in (0, 1):
            here, there = surfaces[direction], surfaces[1 - direction]
            transform = surface.distance_transform(~there, steps)
            assert directed(histogram, direction) == histogram_of(transform[here])


@pytest.mark.parametrize("seed", range(6))
def test_surfaces_equal_scipys_erosion(seed: int) -> None:
    ndimage = pytest.importorskip("scipy.ndimage")
    gold, candidate = two_balls(seed, 24)
    gold[0] |= gold[5]
    for mask, other in ((gold, candidate), (gold[5], candidate[6])):
        steps = np.ones(mask.ndim)
        cross = [m & ~ndimage.binary_erosion(m, border_value=0) for m in (mask, other)]
        full = [
            m & ~ndimage.binary_erosion(m, ndimage.generate_binary_structure(m.ndim, m.ndim), border_value=1)
            for m in (mask, other)
        ]
        for rule, (here, there) in ((surface.CROSS, cross), (surface.FULL, full), (surface.FILLED, (mask, other))):
            histogram = surface.distance_histograms(mask, other, steps, rule)
            if there.any():
                assert directed(histogram, 0) == histogram_of(ndimage.distance_transform_edt(~there)[here])
            if here.any():
                assert directed(histogram, 1) == histogram_of(ndimage.distance_transform_edt(~here)[there])


class Distances:
    """Distances of both directions with their weights, each sorted."""

    def __init__(self, gold: Bools, candidate: Bools, spacing: tuple[float, ...], rule: int) -> None:
        direction, code, _, distance, count, _ = surface.distance_histograms(
            gold, candidate, np.array(spacing, np.float64), rule
        )
        weight = corner_weights(spacing)[code] * count if rule == surface.CORNER else count.astype(np.float64)
        self.sides = []
        for side in (0, 1):
            order = np.argsort(distance[direction == side], kind="stable")
            self.sides.append((distance[direction == side][order], weight[direction == side][order]))

    @property
    def hausdorff(self) -> float:
        return max(float(distance.max()) for distance, _ in self.sides)

    @property
    def masd(self) -> float:
        return float(np.mean([np.average(distance, weights=weight) for distance, weight in self.sides]))

    @property
    def assd(self) -> float:
        return float(np.average(self._pooled(0), weights=self._pooled(1)))

    def nsd(self, tolerance: float) -> float:
        return float(self._pooled(1)[self._pooled(0) <= tolerance].sum() / self._pooled(1).sum())

    def weighted_percentile(self, q: float) -> float:
        """DeepMind's: the first distance at which the share of weight reaches q, the greater of both directions."""
        found = []
        for distance, weight in self.sides:
            share = np.cumsum(weight) / weight.sum()
            found.append(float(distance[min(int(np.searchsorted(share, q / 100)), len(distance) - 1)]))
        return max(found)

    def percentile(self, q: float) -> float:
        """MONAI's: interpolated and unweighted, the greater of both directions."""
        return max(float(np.percentile(np.repeat(d, w.astype(int)), q)) for d, w in self.sides)

    def pooled_percentile(self, q: float) -> float:
        """MedPy's: interpolated and unweighted, over both directions together."""
        return float(np.percentile(np.repeat(self._pooled(0), self._pooled(1).astype(int)), q))

    def _pooled(self, k: int) -> Floats:
        return np.concatenate([side[k] for side in self.sides])


def discs() -> tuple[Bools, Bools, tuple[float, ...]]:
    y, x = np.ogrid[:40, :60]
    gold = (y - 20) ** 2 + (x - 28) ** 2 <= 12**2
    return gold, (y - 20) ** 2 + (x - 30.4) ** 2 <= 11**2, (1.0, 1.0)


def balls() -> tuple[Bools, Bools, tuple[float, ...]]:
    z, y, x = np.ogrid[:30, :48, :48]
    gold = (3 * z - 45) ** 2 + (y - 24) ** 2 + (x - 24) ** 2 <= 14**2
    return gold, (3 * z - 47) ** 2 + (y - 26.3) ** 2 + (x - 24) ** 2 <= 13**2, (3.0, 1.0, 1.0)


def test_recorded_numbers_in_the_plane() -> None:
    deepmind = Distances(*discs(), surface.CORNER)
    assert deepmind.hausdorff == 4
    assert rounded(deepmind.weighted_percentile(95), deepmind.masd, deepmind.assd) == [3.1623, 1.4364, 1.4409]
    assert rounded(deepmind.nsd(1), deepmind.nsd(2)) == [0.5274, 0.7235]
    monai = Distances(*discs(), surface.CROSS)
    assert monai.hausdorff == 4
    assert rounded(monai.percentile(95), monai.pooled_percentile(95), monai.assd) == [3.1623, 3.1623, 1.6147]
    assert rounded(monai.masd, monai.nsd(1), monai.nsd(2)) == [1.6126, 0.4839, 0.6774]


def test_recorded_numbers_in_space() -> None:
    deepmind = Distances(*balls(), surface.CORNER)
    assert rounded(deepmind.hausdorff, deepmind.weighted_percentile(95)) == [4.2426, 3.1623]
    assert rounded(deepmind.masd, deepmind.assd, deepmind.nsd(2)) == [1.1825, 1.1941, 0.7489]
    monai = Distances(*balls(), surface.CROSS)
    assert rounded(monai.hausdorff, monai.percentile(95), monai.pooled_percentile(95)) == [4.2426, 3.6056, 3.6056]
    assert rounded(monai.masd, monai.assd, monai.nsd(2)) == [1.4723, 1.4837, 0.6682]


def test_seg_metrics_and_itk() -> None:
    for pair, percentile, assd, filled in ((discs(), 3.0, 1.4113, 0.2195), (balls(), 3.3166, 1.1866, 0.3518)):
        contour = Distances(*pair, surface.FULL)
        assert rounded(contour.pooled_percentile(95), contour.assd) == [percentile, assd]
        assert rounded(Distances(*pair, surface.FILLED).masd) == [filled]


def test_deepmind_two_pixels() -> None:
    gold, candidate = np.zeros((2, 128, 128), np.bool_)
    gold[50, 70] = candidate[50, 72] = True
    distances = Distances(gold, candidate, (2.0, 1.0), surface.CORNER)
    for distance, weight in distances.sides:
        assert np.repeat(distance, np.round(weight / (0.5 * np.sqrt(5))).astype(int)).tolist() == [1, 1, 2, 2]
    assert distances.nsd(1) == 0.5


def test_deepmind_moved_cubes() -> None:
    gold, candidate = np.zeros((2, 100, 100, 100), np.bool_)
    gold[0:50] = True
    candidate[0:51] = True
    distances = Distances(gold, candidate, (2.0, 1.0, 1.0), surface.CORNER)
    averages = [float(np.average(d, weights=w)) for d, w in distances.sides]
    assert averages == pytest.approx([0.322, 0.339], abs=5e-4)
    assert distances.nsd(1) == pytest.approx(0.836, abs=5e-4)
    assert distances.hausdorff == 2


def rounded(*values: Any) -> list[float]:
    return [round(value, 4) for value in values]
