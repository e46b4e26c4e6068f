"""Numbers that other libraries' own tests expect, and closed forms, on the shapes that those tests are about.

surface-distance (Apache-2.0), MONAI (Apache-2.0) and MetricsReloaded (Apache-2.0); the last cannot be installed from
PyPI, so that this is what its convention is held to. Their figures are of Reinke et al., "Understanding metric-related
pitfalls in image analysis validation", Nature Methods 21, 2024.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg

Bools = NDArray[np.bool_]
Box = tuple[slice, ...]


def boxes(shape: tuple[int, ...], *parts: Box) -> Bools:
    """Foreground in the union of boxes."""
    mask = np.zeros(shape, np.bool_)
    for part in parts:
        mask[part] = True
    return mask


def ball(radius: float, centre: tuple[float, ...], spacing: tuple[float, ...] = (1, 1, 1)) -> Bools:
    """A ball of 99 x 99 x 99 voxels, radius and centre in the unit of the spacing."""
    axes = np.ogrid[:99, :99, :99]
    squared = [(axis * step - middle) ** 2 for axis, step, middle in zip(axes, spacing, centre, strict=True)]
    return np.asarray(squared[0] + squared[1] + squared[2] <= radius**2)


class TestSurfaceDistance:
    """google-deepmind/surface-distance, surface_distance_test.py; its cubes are in tests/unit/test_surface.py."""

    @pytest.mark.parametrize(
        ("shape", "gold", "candidate", "spacing"),
        [
            ((128, 128), (50, 70), (50, 72), (2, 1)),
            ((128, 128, 128), (50, 60, 70), (50, 60, 72), (3, 2, 1)),
        ],
    )
    def test_voxels_two_apart(
        self, shape: tuple[int, ...], gold: Any, candidate: Any, spacing: tuple[float, ...]
    ) -> None:
        d = lg.surface_distances(boxes(shape, gold), boxes(shape, candidate), spacing=spacing)
        assert d.directed() == (1.5, 1.5, 2, 2)
        assert (d.hausdorff(95), d.nsd(1), d.n_elements.tolist()) == (2, 0.5, [[2 ** len(shape)] * 2])

    def test_a_square_and_a_longer_one(self) -> None:
        gold = boxes((6, 6), np.s_[1:3, 1:3])
        d = lg.surface_distances(gold, boxes((6, 6), np.s_[1:4, 1:3]), spacing=(2, 1))
        diagonal = np.sqrt(5) / 2
        of_gold, of_candidate = 4 * diagonal + 2 * 1 + 2 * 2, 4 * diagonal + 2 * 1 + 4 * 2
        assert d.directed().mean_gold == pytest.approx(1 / of_gold, rel=1e-15)
        assert d.directed().mean_candidate == pytest.approx(2 * (2 * diagonal + 1) / of_candidate, rel=1e-15)
        assert d.nsd(0) == pytest.approx(1 - (1 + 2 * diagonal + 1) / (of_gold + of_candidate), rel=1e-15)
        assert d.nsd(1) == pytest.approx(1 - (2 * diagonal + 1) / (of_gold + of_candidate), rel=1e-15)
        assert d.hausdorff() == d.hausdorff(95) == 2


class TestMonai:
    """Project-MONAI/MONAI, tests/metrics; its prediction, from which its directed distances go, is our candidate."""

    STEPS = (0.85, 1.2, 0.9)

    @pytest.mark.parametrize(
        ("candidate", "gold", "spacing", "directed", "both"),
        [
            ((20, (49, 49, 49)), (20, (49, 49, 49)), (1, 1, 1), 0, 0),
            ((20, (20, 20, 20)), (20, (19, 19, 19)), (1, 1, 1), 1.7320508075688772, 1.7320508075688772),
            ((33, (19, 33, 22)), (33, (20, 33, 22)), (1, 1, 1), 1, 1),
            ((20, (20, 33, 22)), (40, (20, 33, 22)), (1, 1, 1), 20.09975124224178, 20.223748416156685),
            ((20, (20, 20, 20)), (20, (19, 19, 19)), STEPS, 2.0808651447296143, 2.2671568),
            ((15, (20, 33, 22)), (30, (20, 33, 22)), STEPS, 15.439640998840332, 15.62594),
        ],
    )
    def test_hausdorff_of_balls(self, candidate: Any, gold: Any, spacing: Any, directed: float, both: float) -> None:
        masks = (ball(*side, spacing) for side in (gold, candidate))
        d = lg.surface_distances(*masks, spacing=spacing, convention="monai")
        assert (d.directed().max_candidate, d.hausdorff()) == pytest.approx((directed, both), rel=1e-6)

    def test_percentile_of_balls(self) -> None:
        gold, candidate = ball(40, (20, 33, 22)), ball(20, (20, 33, 22))
        d = lg.surface_distances(gold, candidate, spacing=(1, 1, 1), convention="monai")
        assert d.hausdorff(95) == pytest.approx(20.09975124224178, rel=1e-6)

    @pytest.mark.parametrize(
        ("candidate", "gold", "spacing", "both", "directed"),
        [
            ((20, (49, 49, 49)), (20, (49, 49, 49)), (1, 1, 1), 0, 0),
            ((33, (19, 33, 22)), (33, (20, 33, 22)), (1, 1, 1), 0.350217, 0.3483278807706289),
            ((20, (20, 33, 22)), (40, (20, 33, 22)), (1, 1, 1), 15.117741, 12.040033513150455),
            ((33, (42, 45, 52)), (33, (43, 45, 52)), STEPS, 0.4951, 0.4951),
        ],
    )
    def test_averages_of_balls(self, candidate: Any, gold: Any, spacing: Any, both: float, directed: float) -> None:
        masks = (ball(*side, spacing) for side in (gold, candidate))
        d = lg.surface_distances(*masks, spacing=spacing, convention="monai")
        assert (d.assd(), d.directed().mean_candidate) == pytest.approx((both, directed), rel=1e-5)

    @pytest.mark.parametrize(("spacing", "reached"), [((1, 1), 10), ((0.85, 1.2), 12)])
    @pytest.mark.parametrize("background", [False, True])
    def test_a_side_ten_pixels_off(self, spacing: tuple[float, ...], reached: float, background: bool) -> None:
        shape = (480, 640)
        gold, candidate = boxes(shape, np.s_[:, 60:]), boxes(shape, np.s_[:, 50:])
        sides = (~gold, ~candidate) if background else (gold, candidate)
        width = (48, 58) if background else (588, 578)
        off = (478 + 480 + 9 * 2) / (480 * 4 + width[0] * 2 + width[1] * 2)
        curve = lg.surface_distances(*sides, spacing=spacing, convention="monai").nsd([0, 1, 9, reached, reached + 1])
        assert curve[0] == pytest.approx(1 - off, rel=1e-14)
        assert (np.diff(curve[:4]) > 0).all()
        assert curve[3] == curve[4] == 1

    @pytest.mark.parametrize("background", [False, True])
    def test_a_side_ten_voxels_off(self, background: bool) -> None:
        shape = (200, 110, 80)
        gold, candidate = boxes(shape, np.s_[..., 30:]), boxes(shape, np.s_[..., 20:])
        sides, depth = ((~gold, ~candidate), 28 + 18) if background else ((gold, candidate), 58 + 48)
        off = 200 * 110 + 198 * 108 + 9 * 200 * 2 + 9 * 108 * 2
        curve = lg.surface_distances(*sides, spacing=(1, 1, 1), convention="monai").nsd([0, 1, 10, 11])
        whole = 200 * 110 * 4 + depth * 200 * 2 + depth * 108 * 2
        assert curve[0] == pytest.approx(1 - off / whole, rel=1e-14)
        assert (np.diff(curve[:3]) > 0).all()
        assert curve[2] == curve[3] == 1

    def test_two_lines_and_what_is_around_them(self) -> None:
        candidate, gold = boxes((10, 10), np.s_[1:4, 1]), boxes((10, 10), np.s_[5:8, 6])
        lines = lg.surface_distances(gold, candidate, spacing=(1, 1), convention="monai")
        assert lines.nsd([0, 5.5, 6]).tolist() == pytest.approx([0, 1 - 4 / 6, 1 - 2 / 6], rel=1e-15)
        around = lg.surface_distances(~gold, ~candidate, spacing=(1, 1), convention="monai")
        edges = 36 * 2 + 8 + 4
        assert around.nsd([0, 2.8, 3]).tolist() == pytest.approx([1 - n / edges for n in (12, 3, 1)], rel=1e-15)

    def test_subvoxels(self) -> None:
        shape = (100, 100, 100)
        halves = boxes(shape, np.s_[:50]), boxes(shape, np.s_[:51])
        d = lg.surface_distances(*halves, spacing=(2, 1, 1), convention="monai_subvoxel")
        assert d.nsd(1) == pytest.approx(0.836145, abs=1e-6)


class TestMetricsReloaded:
    """Project-MONAI/MetricsReloaded, test/test_metrics/test_pairwise_measures.py, rounded as there."""

    @staticmethod
    def distances(shape: tuple[int, int], gold: list[Box], candidate: list[Box]) -> lg.SurfaceDistances:
        masks = boxes(shape, *gold), boxes(shape, *candidate)
        return lg.surface_distances(*masks, spacing=(1, 1), convention="metrics_reloaded")

    def test_a_square_and_a_cross(self) -> None:
        square = np.s_[3:8, 3:8]
        d = self.distances((11, 11), [square], [square, np.s_[5, 1:10], np.s_[1:10, 5]])
        assert (d.assd(), d.masd()) == pytest.approx((0.44, 0.425), abs=0.005)
        assert d.nsd([1, 2]).tolist() == pytest.approx([0.89, 1], abs=0.005)

    @pytest.mark.parametrize(
        ("candidate", "masd", "assd", "nsd"),
        [(np.s_[6:8, 6:8], 1.07, 1.10, 0.75), (np.s_[4:10, 4:10], 1.04, 1.05, 0.875)],
    )
    def test_a_square_too_small_or_too_large(self, candidate: Box, masd: float, assd: float, nsd: float) -> None:
        d = self.distances((14, 14), [np.s_[5:9, 5:9]], [candidate])
        assert (d.hausdorff(), d.masd(), d.assd()) == pytest.approx((1.41, masd, assd), abs=0.005)
        assert d.nsd(1) == nsd

    def test_one_pixel_of_error_far_away(self) -> None:
        square = np.s_[9:12, 9:12]
        d = self.distances((14, 14), [square, np.s_[1:2, 1:2]], [square])
        assert (d.hausdorff(), d.hausdorff(95)) == pytest.approx((11.31, 6.79), abs=0.005)
