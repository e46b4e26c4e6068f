"""Lists of pairs of differing shape and spacing are each pair by itself, and batches of masks take a spacing a pair."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError

Bools = NDArray[np.bool_]

SHAPES = [(5, 8, 7), (1, 1, 1), (9, 4, 6), (3, 3, 70)]
SPACING = [(3.0, 0.8, 0.8), (1.0, 1.0, 1.0), (0.7, 0.1, 1 / 3), (3.0, 0.8, 0.8)]


def volumes(seed: int, shapes: list[tuple[int, ...]] = SHAPES) -> list[Bools]:
    """Noise, none of it empty."""
    rng = np.random.default_rng(seed)
    masks = [rng.random(shape) < 0.4 for shape in shapes]
    for mask in masks:
        mask.flat[0] = True
    return masks


def numbers(d: lg.SurfaceDistances) -> list[Any]:
    directed = d.directed()
    return [d.nsd(1), d.hausdorff(95), d.assd(), d.masd(), d.balanced_average(), directed.mean_gold, directed.max_gold]


@pytest.mark.parametrize("convention", ["deepmind", "medpy", "panoptica"])
@pytest.mark.parametrize("threads", [1, 3])
def test_each_pair_by_itself(convention: str, threads: int) -> None:
    gold, candidate = volumes(0), volumes(1)
    d = lg.surface_distances(gold, candidate, spacing=SPACING, convention=convention, threads=threads)
    alone = [
        lg.surface_distances(g, c, spacing=step, convention=convention)
        for g, c, step in zip(gold, candidate, SPACING, strict=True)
    ]
    assert len(d) == len(SHAPES)
    np.testing.assert_array_equal(numbers(d), np.transpose([numbers(one) for one in alone]))
    np.testing.assert_array_equal(d.spacing, SPACING)
    for k, one in enumerate(alone):
        begin, end = d.histogram[5][k : k + 2]
        for mine, its in zip(d.histogram[:5], one.histogram[:5], strict=True):
            np.testing.assert_array_equal(mine[begin:end], its)


def test_one_spacing_for_all_and_images() -> None:
    gold, candidate = (volumes(seed, [(6, 9), (20, 3)]) for seed in (2, 3))
    d = lg.surface_distances(gold, tuple(candidate), spacing=(1, 0.7))
    same = lg.surface_distances(gold, candidate, spacing=[(1, 0.7), (1, 0.7)])
    assert d == same
    assert d.pooled().n_elements.sum() == d.n_elements.sum()


def test_masks_take_a_spacing_each() -> None:
    stacks = [np.stack(volumes(seed, [(12, 11)] * 3)) for seed in (4, 5)]
    spacing = [(1, 1), (0.7, 2), (1 / 3, 1 / 3)]
    d = lg.surface_distances(*map(lg.Masks.from_dense, stacks), spacing=spacing)
    by_array = lg.surface_distances(*map(list, stacks), spacing=spacing)
    np.testing.assert_array_equal(numbers(d), numbers(by_array))


def test_empty_pairs_among_others() -> None:
    gold, candidate = volumes(6), volumes(7)
    gold[0][:], gold[2][:], candidate[2][:] = False, False, False
    d = lg.surface_distances(gold, candidate, spacing=SPACING)
    assert (d.n_gold_empty, d.n_both_empty) == (1, 1)
    assert d.hausdorff()[0] == np.inf
    assert np.isnan(d.hausdorff()[2])


def test_values_of_many_spacings_add_up_and_pickle() -> None:
    d = lg.surface_distances(volumes(8), volumes(9), spacing=SPACING)
    assert pickle.loads(pickle.dumps(d)) == d
    np.testing.assert_array_equal((d + d).n_elements, 2 * d.n_elements)
    assert (d + d).assd() == pytest.approx(d.assd(), rel=1e-14)
    with pytest.raises(InputError, match="shards must have the same items, convention and spacing"):
        d + lg.surface_distances(volumes(8), volumes(9), spacing=SPACING[::-1])
    with pytest.raises(InputError, match="items of different spacing cannot be pooled"):
        d.pooled()


def test_inputs_stay_as_they_are() -> None:
    gold, candidate = volumes(10), [side[::-1, :, ::-1] for side in volumes(11)]
    for side in (*gold, *candidate):
        side.setflags(write=False)
    d = lg.surface_distances(gold, candidate, spacing=SPACING)
    copies = [np.ascontiguousarray(side) for side in candidate]
    assert d == lg.surface_distances(gold, copies, spacing=SPACING)


ONE = np.ones((2, 3, 4), np.bool_)


@pytest.mark.parametrize(
    ("gold", "candidate", "spacing", "error", "message"),
    [
        ([ONE], [ONE, ONE], (1, 1, 1), GeometryError, "as many masks on both sides, not 1 and 2"),
        ([ONE, ONE], [ONE, ONE[1:]], (1, 1, 1), GeometryError, r"gold of pair 1 has shape \(2, 3, 4\), candidate"),
        ([ONE, ONE[0]], [ONE, ONE[0]], (1, 1, 1), GeometryError, "pair 1 has 2 axes, pair 0 has 3"),
        ([ONE], ONE, (1, 1, 1), InputError, "bool arrays on both sides"),
        ([ONE], [ONE.astype(int)], (1, 1, 1), InputError, "bool arrays on both sides"),
        ([ONE, 1], [ONE, 1], (1, 1, 1), InputError, "bool arrays on both sides"),
        ([ONE, ONE], [ONE, ONE], (1, 1), InputError, "spacing must be 3 numbers, one per axis, or a row of them for"),
        ([ONE, ONE], [ONE, ONE], [(1, 1, 1)] * 3, InputError, "for each of 2 pairs"),
        ([ONE, ONE], [ONE, ONE], [(1, 1, 1), (1, 0, 1)], InputError, "spacing must be finite and above 0"),
        ([ONE.ravel()], [ONE.ravel()], (1,), InputError, "of 2 or 3 dimensions"),
    ],
)
def test_what_is_refused(gold: Any, candidate: Any, spacing: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        lg.surface_distances(gold, candidate, spacing=spacing, threads=2)
