"""Signed offsets: known shifts are recovered, regions add up, clusters make intervals."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.metrics._corner_weights import _CORNERS, _loops, corner_weights
from labelgauge.metrics._element_vectors import corner_vectors, face_vectors

Bools = NDArray[np.bool_]
SIDES = {"left": (-1, 0), "right": (-1, 1), "top": (-2, 0), "bottom": (-2, 1), "front": (-3, 0), "back": (-3, 1)}


def boxes(rng: np.random.Generator, ndim: int, n: int, moved: dict[str, int]) -> list[tuple[Bools, Bools]]:
    """Boxes, and the same with every side off by -1, 0 or 1 at random, and some sides moved outward besides."""
    side = 72 if ndim == 2 else 40
    pairs = []
    for _ in range(n):
        low = rng.integers(10, 14, ndim)
        high = low + rng.integers(15, 40 if ndim == 2 else 18, ndim)
        ends = np.stack([low, high], axis=1) + rng.integers(-1, 2, (ndim, 2))
        for name, shift in moved.items():
            axis, end = SIDES[name]
            ends[axis, end] += shift if end else -shift
        gold, candidate = np.zeros((2, *[side] * ndim), np.bool_)
        gold[tuple(map(slice, low, high))] = True
        candidate[tuple(slice(*pair) for pair in ends)] = True
        pairs.append((gold, candidate))
    return pairs


def measure(pairs: list[tuple[Bools, Bools]], convention: str = "deepmind") -> lg.SurfaceDistances:
    golds, candidates = ([pair[k] for pair in pairs] for k in (0, 1))
    return lg.surface_distances(golds, candidates, spacing=(1,) * golds[0].ndim, convention=convention)


@pytest.mark.parametrize(("ndim", "shift"), list(product((2, 3), (1, 2, 5, -1, -5))))
def test_a_one_sided_shift_is_recovered(ndim: int, shift: int) -> None:
    pairs = boxes(np.random.default_rng(shift + 10 * ndim), ndim, 120, {"left": shift})
    bias = measure(pairs).bias()
    left = bias["left"]
    assert left.low <= shift <= left.high
    assert left.high - left.low < 0.5
    assert left.status == "ok"
    sure = measure(pairs).bias(confidence=0.999)
    for side in set(SIDES).intersection(bias.regions) - {"left"}:
        assert sure[side].low <= 0 <= sure[side].high
    assert np.sign(bias["all"].mean) == np.sign(shift)
    assert np.sign(bias["left-facing" if ndim == 2 else "front-top-left-facing"].mean) == np.sign(shift)


def test_a_shifted_disc_is_off_by_the_shift_all_along_its_side() -> None:
    y, x = np.ogrid[:90, :90]
    disc = (y - 45) ** 2 + (x - 45) ** 2 <= 20**2
    wider = np.any([np.roll(disc, -step, axis=1) for step in range(4)], axis=0)
    bias = lg.surface_distances(disc, wider, spacing=(1, 0.5)).bias(tolerance=1.4)
    assert bias["left"][:4] == (1.5, 0.0, 1.0, 0.0)
    assert bias["right"].mean == 0
    assert bias["left"].surface == bias["right"].surface == 2 * 41
    assert (bias["left"].status, bias["left"].n_clusters) == ("one_cluster", 1)
    assert np.isnan(bias["left"].low)


@pytest.mark.parametrize("convention", ["deepmind", "medpy", "seg_metrics", "itk"])
def test_swapped_and_turned_sides_mirror_each_other(convention: str) -> None:
    rng = np.random.default_rng(5)
    gold, candidate = rng.random((2, 9, 11, 12)) < 0.8
    gold[[0, -1]] = gold[:, [0, -1]] = gold[:, :, [0, -1]] = False

    def means(g: Bools, c: Bools, axes: tuple[int, int, int] = (0, 1, 2)) -> lg.Bias:
        spacing = np.array((3.0, 2.0, 0.7))[list(axes)]
        turned = (side.transpose(axes) for side in (g, c))
        return lg.surface_distances(*turned, spacing=spacing, convention=convention).bias()

    bias = means(gold, candidate)
    flipped = means(gold[:, :, ::-1], candidate[:, :, ::-1])
    for name, mirrored in (("left", "right"), ("top", "top"), ("back", "back")):
        assert bias[name].mean == pytest.approx(flipped[mirrored].mean, abs=1e-12)
        assert bias[name].surface == pytest.approx(flipped[mirrored].surface)
        assert bias[name].unmatched == pytest.approx(flipped[mirrored].unmatched)
    octant, other = bias["front-top-left-facing"], flipped["front-top-right-facing"]
    assert (octant.mean, octant.surface) == pytest.approx((other.mean, other.surface), abs=1e-12)
    turned = means(gold, candidate, (2, 1, 0))
    assert turned["front"].mean == pytest.approx(bias["left"].mean, abs=1e-12)
    assert turned["all"].mean == pytest.approx(bias["all"].mean, abs=1e-12)


def test_exchanged_sides_change_signs() -> None:
    rng = np.random.default_rng(6)
    pairs = [(rng.random((8, 9, 7)) < share, rng.random((8, 9, 7)) < 0.6) for share in (0.2, 0.5, 0.9)]
    one, other = measure(pairs).bias(0.5), measure([pair[::-1] for pair in pairs]).bias(0.5)
    for region in ("all", *SIDES):
        assert one[region].mean == pytest.approx(-other[region].mean, rel=1e-12)
        assert (one[region].outside, one[region].inside) == pytest.approx((other[region].inside, other[region].outside))
        assert one[region].unmatched == pytest.approx(other[region].unmatched)


def test_masks_and_arrays_have_one_bias() -> None:
    pairs = boxes(np.random.default_rng(1), 2, 7, {"top": 3})
    masks = (lg.Masks.from_dense(np.stack([pair[k] for pair in pairs])) for k in (0, 1))
    by_masks = lg.surface_distances(*masks, spacing=(1, 2)).bias()
    by_arrays = lg.surface_distances(*zip(*pairs, strict=True), spacing=(1, 2), threads=2).bias()
    np.testing.assert_array_equal(by_masks.item_means, by_arrays.item_means)
    alone = [lg.surface_distances(*pair, spacing=(1, 2)).bias().mean for pair in pairs]
    np.testing.assert_array_equal(by_masks.item_means, alone)
    merged = lg.surface_distances(*pairs[0], spacing=(1, 2)) + lg.surface_distances(*pairs[1], spacing=(1, 2))
    both = lg.surface_distances(*zip(*pairs[:2], strict=True), spacing=(1, 2)).bias()
    np.testing.assert_allclose(merged.bias().mean, both.mean, rtol=1e-14)


def test_clusters_widen_the_interval() -> None:
    rng = np.random.default_rng(2)
    pairs = [pair for shift in rng.integers(0, 5, 30) for pair in boxes(rng, 2, 4, {"left": int(shift)})]
    d = measure(pairs)
    alone, together = d.bias(), d.bias(clusters=np.repeat(np.arange(30), 4))
    assert together["left"].n_clusters == 30
    assert together["left"].mean == alone["left"].mean
    width = together["left"].high - together["left"].low
    assert width > 1.3 * (alone["left"].high - alone["left"].low)
    narrow = d.bias(confidence=0.5)["left"]
    assert alone["left"].low < narrow.low < narrow.mean < narrow.high < alone["left"].high
    assert d.bias(seed=1)["left"].low != alone["left"].low == d.bias()["left"].low


def test_what_has_no_bias() -> None:
    gold = np.zeros((3, 8, 8), np.bool_)
    gold[1:, 2:5, 2:5] = True
    candidate = gold.copy()
    candidate[2] = False
    bias = lg.surface_distances(lg.Masks.from_dense(gold), lg.Masks.from_dense(candidate), spacing=(1, 1)).bias()
    assert bias.n_left_out == 1
    assert bias["all"].n_clusters == 1
    assert np.isnan(bias.item_means[[0, 2]]).all()
    nothing = lg.surface_distances(gold[0], gold[0], spacing=(1, 1)).bias()
    assert set(nothing.status) == {"no_surface"}
    assert np.isnan(nothing.mean).all()
    apart = lg.surface_distances(np.eye(8, dtype=np.bool_), np.eye(8, k=4, dtype=np.bool_), spacing=(1, 1)).bias()
    assert apart["left"].unmatched == 1
    assert apart["left"].status == "no_surface"
    assert apart["all"].mean < 0
    assert measure([(gold[1], gold[1])] * 2).bias(draws=0)["left"].status == "no_draws"
    none = lg.Masks.from_dense(gold[:0])
    assert len(lg.surface_distances(none, none, spacing=(1, 1)).bias().item_means) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tolerance": -1}, "tolerance must be finite and at least 0"),
        ({"tolerance": "wide"}, "tolerance must be a number"),
        ({"confidence": 1}, "confidence must be between 0 and 1"),
        ({"draws": -1}, "draws must be an integer of at least 0"),
        ({"draws": 10**9}, "draws must be at most"),
        ({"seed": -1}, "seed must be an integer"),
        ({"clusters": [1, 2]}, r"a cluster for each of 1 items, not have shape \(2,\)"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    mask = np.ones((3, 3), np.bool_)
    with pytest.raises(InputError, match=message):
        lg.surface_distances(mask, mask, spacing=(1, 1)).bias(**options)


def test_an_unknown_region_is_refused() -> None:
    mask = np.ones((3, 3), np.bool_)
    with pytest.raises(InputError, match="no region 'front'; there are all, left, right"):
        lg.surface_distances(mask, mask, spacing=(1, 1)).bias()["front"]


@pytest.mark.parametrize("spacing", [(1.0, 1.0), (3.0, 0.5), (1.0, 1.0, 1.0), (3.0, 2.0, 0.7)])
def test_vectors_of_corners(spacing: tuple[float, ...]) -> None:
    vectors, weights = corner_vectors(spacing), corner_weights(spacing)
    halves = np.array([code.bit_count() == 2 ** len(spacing) / 2 for code in range(len(vectors))])
    np.testing.assert_allclose(vectors[~halves], -vectors[::-1][~halves])
    length = np.linalg.norm(vectors, axis=1)
    assert np.all(length <= weights + 1e-12)
    if len(spacing) == 2:
        straight = np.delete(np.arange(16), [6, 9])
        np.testing.assert_allclose(length[straight], weights[straight])
        return
    for code in range(1, 128):
        few = code if code.bit_count() <= 4 else 255 - code
        loops = list(_loops({corner for bit, corner in enumerate(reversed(_CORNERS)) if few >> bit & 1}))
        if len(loops) == 1:  # the vector of a loop is half the sum of its cross products, one way round or the other
            points = np.array(loops[0]) / 2 * spacing
            vector = np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0) / 2
            np.testing.assert_allclose(np.abs(vectors[code]), np.abs(vector), atol=1e-12)


def test_vectors_of_faces() -> None:
    vectors = face_vectors((3.0, 2.0, 0.5))
    np.testing.assert_array_equal(
        vectors[[32, 16, 8, 2, 1]], [[-1, 0, 0], [1, 0, 0], [0, -1.5, 0], [0, 0, -6], [0, 0, 6]]
    )
    np.testing.assert_array_equal(vectors[[0, 63]], 0)
