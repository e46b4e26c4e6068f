"""Laws that hold for any two masks: symmetry, scale, monotone curves, padding, flips, and ties."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.metrics.surface_conventions import CONVENTIONS

Bools = NDArray[np.bool_]
Pair = tuple[Bools, Bools, tuple[float, ...]]

STEPS = st.sampled_from([1.0, 2.0, 3.0, 0.8, 0.7, 0.1, 1 / 3])
NAMES = st.sampled_from(sorted(CONVENTIONS))
MEASURES = ("hausdorff", "assd", "masd")


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    ndim = draw(st.integers(2, 3))
    shape = draw(hnp.array_shapes(min_dims=ndim, max_dims=ndim, max_side=9 if ndim == 2 else 5))
    gold, candidate = (draw(hnp.arrays(np.bool_, shape)) for _ in range(2))
    return gold, candidate, tuple(draw(STEPS) for _ in shape)


def numbers(d: lg.SurfaceDistances) -> NDArray[np.float64]:
    return np.array([d.hausdorff(), d.hausdorff(95), d.assd(), d.masd(), *d.nsd([0.0, 0.7, 1.0, 3.0])])


@given(pairs(), NAMES)
def test_equal_masks_are_nowhere_apart(pair: Pair, name: str) -> None:
    mask, _, spacing = pair
    d = lg.surface_distances(mask, mask, spacing=spacing, convention=name)
    if d.n_both_empty:
        assert np.isnan(numbers(d)).all()
    else:
        np.testing.assert_array_equal(numbers(d), [0, 0, 0, 0, 1, 1, 1, 1])
        assert d.bias()["all"].mean == 0


@given(pairs(), NAMES)
def test_sides_may_be_exchanged(pair: Pair, name: str) -> None:
    gold, candidate, spacing = pair
    d = lg.surface_distances(gold, candidate, spacing=spacing, convention=name)
    other = lg.surface_distances(candidate, gold, spacing=spacing, convention=name)
    np.testing.assert_allclose(numbers(d), numbers(other), rtol=1e-12)
    assert d.hausdorff() == other.hausdorff() or np.isnan(d.hausdorff())


@given(pairs(), NAMES, st.sampled_from([2.0, 0.5, 1024.0]))
def test_distances_scale_with_the_spacing(pair: Pair, name: str, factor: float) -> None:
    gold, candidate, spacing = pair
    d = lg.surface_distances(gold, candidate, spacing=spacing, convention=name)
    scaled = lg.surface_distances(gold, candidate, spacing=[factor * step for step in spacing], convention=name)
    for percentile in (50, 95, 100):
        np.testing.assert_equal(scaled.hausdorff(percentile), factor * d.hausdorff(percentile))
    np.testing.assert_allclose(scaled.assd(), factor * d.assd(), rtol=1e-12)
    tolerances = np.array([0, 0.7, 1, 3])
    np.testing.assert_allclose(scaled.nsd(factor * tolerances), d.nsd(tolerances), rtol=1e-12)


@given(pairs(), NAMES)
def test_curves_and_percentiles_are_monotone(pair: Pair, name: str) -> None:
    gold, candidate, spacing = pair
    d = lg.surface_distances(gold, candidate, spacing=spacing, convention=name)
    percentiles = [d.hausdorff(q) for q in (0, 10, 50, 90, 95, 99, 100)]
    curve = d.curve([0, 0.1, 0.7, 1, 2, 5, 100])
    if not d.n_both_empty:
        assert all(a <= b for a, b in zip(percentiles, percentiles[1:], strict=False))
        assert np.all(np.diff(curve) >= -1e-15)
        assert percentiles[-1] == max(d.directed()[2:]) or np.isinf(percentiles[-1])


@given(pairs(), NAMES, st.integers(0, 3))
def test_padding_changes_nothing(pair: Pair, name: str, width: int) -> None:
    gold, candidate, spacing = pair
    if name == "seg_metrics":  # by its rule the image's edge makes no surface: away from the edge, then
        gold, candidate = np.pad(gold, 1), np.pad(candidate, 1)
    padded = (np.pad(side, [(width, 1)] * side.ndim) for side in (gold, candidate))
    d = lg.surface_distances(gold, candidate, spacing=spacing, convention=name)
    assert lg.surface_distances(*padded, spacing=spacing, convention=name) == d


@given(pairs(), NAMES, st.data())
def test_flips_and_turns_change_nothing(pair: Pair, name: str, data: st.DataObject) -> None:
    gold, candidate, spacing = pair
    expected = numbers(lg.surface_distances(gold, candidate, spacing=spacing, convention=name))
    axis = data.draw(st.integers(0, gold.ndim - 1))
    flipped = lg.surface_distances(np.flip(gold, axis), np.flip(candidate, axis), spacing=spacing, convention=name)
    np.testing.assert_allclose(numbers(flipped), expected, rtol=1e-12)
    order = data.draw(st.permutations(range(gold.ndim)))
    turned = (side.transpose(order) for side in (gold, candidate))
    d = lg.surface_distances(*turned, spacing=[spacing[k] for k in order], convention=name)
    np.testing.assert_allclose(numbers(d)[:4], expected[:4], rtol=1e-12)  # sums of squares round in another order


@given(pairs(), NAMES, st.integers(1, 4))
def test_slabs_equal_the_whole(pair: Pair, name: str, chunk: int) -> None:
    gold, candidate, spacing = pair
    whole = lg.surface_distances(gold, candidate, spacing=spacing, convention=name)
    chunked = lg.surface_distances_chunked(gold, candidate, spacing=spacing, convention=name, halo=1.0, chunk=chunk)
    np.testing.assert_allclose(chunked.nsd([0, 0.7, 1]), whole.nsd([0, 0.7, 1]), rtol=1e-14)
    np.testing.assert_array_equal(chunked.n_elements, whole.n_elements)


def brute_force(gold: Bools, candidate: Bools, spacing: Any) -> NDArray[np.float64]:
    """Distance of every voxel of gold's boundary to the nearest of the candidate's, in SciPy's order of arithmetic."""
    steps = np.asarray(spacing)
    here, there = (np.argwhere(side & ~_eroded(side)) for side in (gold, candidate))
    squares = ((here[:, np.newaxis] - there) * steps) ** 2
    total = squares[..., 0] + squares[..., 1]
    for axis in range(2, len(steps)):
        total = total + squares[..., axis]
    return np.sort(np.sqrt(total.min(axis=1)))


def _eroded(mask: Bools) -> Bools:
    padded, eroded = np.pad(mask, 1), mask.copy()
    for axis in range(mask.ndim):
        for step in (-1, 1):
            eroded &= np.roll(padded, step, axis=axis)[(slice(1, -1),) * mask.ndim]
    return eroded


@pytest.mark.parametrize("spacing", [(0.7, 0.7, 0.7), (0.1, 0.1, 0.1), (1 / 3, 1 / 3, 1 / 3), (3, 0.8, 0.8), (1, 1, 1)])
@pytest.mark.parametrize("kind", ["near", "far", "noise", "one voxel"])
def test_search_and_sweep_equal_brute_force_bit_for_bit(spacing: tuple[float, ...], kind: str) -> None:
    rng = np.random.default_rng(11)
    gold, candidate = np.zeros((2, 32, 32, 32), np.bool_)
    gold[4:20, 5:25, 6:28] = True
    if kind == "near":
        candidate = np.roll(gold, (2, -1, 1), axis=(0, 1, 2)) ^ (rng.random(gold.shape) < 0.001)
    elif kind == "far":
        gold[5:], candidate[30:, 28:, 29:] = False, True
    elif kind == "noise":
        gold, candidate = rng.random(gold.shape) < 0.02, rng.random(gold.shape) < 0.001
    else:
        candidate[31, 31, 31] = True
    direction, _, _, distance, count, _ = lg.surface_distances(
        gold, candidate, spacing=spacing, convention="medpy"
    ).histogram
    for side, pair in enumerate(((gold, candidate), (candidate, gold))):
        found = np.sort(np.repeat(distance[direction == side], count[direction == side]))
        np.testing.assert_array_equal(found, brute_force(*pair, spacing))


@pytest.mark.parametrize("step", [0.7, 0.1, 1 / 3])
def test_a_tolerance_of_so_many_steps_decides_as_float64_does(step: float) -> None:
    """Rounded, n * step may be above or below the distance of n voxels: the comparison is that of float64."""
    gold, candidate = np.zeros((2, 1, 60), np.bool_)
    gold[0, 0] = True
    for n in range(1, 60):
        candidate[:] = False
        candidate[0, n] = True
        d = lg.surface_distances(gold, candidate, spacing=(1, step), convention="medpy")
        assert d.hausdorff() == np.sqrt((n * step) ** 2)
        for tolerance in (n * step, float(Fraction(step) * n), sum([step] * n)):
            assert d.nsd(tolerance) == float(d.hausdorff() <= tolerance)
        assert d.nsd(n * step * (1 - 3 * 2**-52), tie="closed_eps") == 1
        assert d.nsd((n - 0.5) * step, tie="closed_eps") == 0


TOLERANCES = st.lists(STEPS.map(lambda step: 2 * step) | STEPS | st.just(0.0), min_size=1, max_size=4)


@given(pairs(), NAMES, TOLERANCES, st.data())
def test_what_is_within_does_not_depend_on_how_it_is_found(
    pair: Pair, name: str, tolerances: list[float], data: st.DataObject
) -> None:
    gold, candidate, spacing = pair
    tie = data.draw(st.sampled_from(["closed", "closed_eps"]))
    wanted: list[float] | float = data.draw(st.sampled_from([tolerances, tolerances[0], [*tolerances, 1e6]]))
    measured = lg.surface_distances(gold, candidate, spacing=spacing, convention=name).nsd(wanted, tie=tie)
    alone = lg.nsd(gold, candidate, spacing=spacing, convention=name, tolerance=wanted, tie=tie)
    np.testing.assert_array_equal(alone, measured)
    listed = lg.nsd([gold] * 2, [candidate] * 2, spacing=spacing, convention=name, tolerance=wanted, tie=tie)
    np.testing.assert_array_equal(listed, [measured] * 2)
