"""Surface distances: recorded numbers of other libraries, closed forms, merging, and what is refused."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError, UndefinedError
from labelgauge.testing import samples

Bools = NDArray[np.bool_]


def discs() -> tuple[Bools, Bools]:
    y, x = np.ogrid[:40, :60]
    return (y - 20) ** 2 + (x - 28) ** 2 <= 12**2, (y - 20) ** 2 + (x - 30.4) ** 2 <= 11**2


def balls() -> tuple[Bools, Bools]:
    z, y, x = np.ogrid[:30, :48, :48]
    gold = (3 * z - 45) ** 2 + (y - 24) ** 2 + (x - 24) ** 2 <= 14**2
    return gold, (3 * z - 47) ** 2 + (y - 26.3) ** 2 + (x - 24) ** 2 <= 13**2


RECORDED_DISCS = {
    # convention: HD, HD95, ASSD, NSD at 1 and at 2; as the libraries answered
    "deepmind": (4.0, 3.1623, 1.4409, 0.5274, 0.7235),
    "monai": (4.0, 3.1623, 1.6147, 0.4839, 0.6774),
    "monai_subvoxel": (4.0, 3.1623, 1.4409, 0.5274, 0.7235),
    "medpy": (4.0, 3.1623, 1.6147, None, None),
    "metrics_reloaded": (4.0, 3.1623, 1.6147, 0.4839, 0.6774),
    "panoptica": (4.0, 3.1623, 1.6126, 0.4849, 0.6786),
    "seg_metrics": (4.0, 3.0, 1.4113, None, None),
    "itk": (4.0, None, 0.2195, None, None),
}
RECORDED_BALLS = {
    # HD, HD95, ASSD, NSD at 2
    "deepmind": (4.2426, 3.1623, 1.1941, 0.7489),
    "monai": (4.2426, 3.6056, 1.4837, 0.6682),
    "monai_subvoxel": (4.2426, 3.1623, 1.1941, 0.7489),
    "medpy": (4.2426, 3.6056, 1.4837, None),
    "metrics_reloaded": (4.2426, 3.6056, 1.4837, 0.6682),
    "panoptica": (4.2426, 3.6056, 1.4723, 0.6725),
    "seg_metrics": (4.2426, 3.3166, 1.1866, None),
    "itk": (4.2426, None, 0.3518, None),
}


@pytest.mark.parametrize("convention", RECORDED_DISCS)
def test_numbers_of_other_libraries_in_the_plane(convention: str) -> None:
    d = lg.surface_distances(*discs(), spacing=(1, 1), convention=convention)
    found = [d.hausdorff(), d.hausdorff(95), d.assd(), *d.nsd([1, 2])]
    for got, want in zip(found, RECORDED_DISCS[convention], strict=True):
        assert want is None or round(got, 4) == want


@pytest.mark.parametrize("convention", RECORDED_BALLS)
def test_numbers_of_other_libraries_in_space(convention: str) -> None:
    d = lg.surface_distances(*balls(), spacing=(3, 1, 1), convention=convention)
    found = [d.hausdorff(), d.hausdorff(95), d.assd(), d.nsd(2)]
    for got, want in zip(found, RECORDED_BALLS[convention], strict=True):
        assert want is None or round(got, 4) == want
    assert round(lg.surface_distances(*balls(), spacing=(3, 1, 1)).masd(), 4) == 1.1825


def test_cubes_of_deepminds_tests() -> None:
    gold, candidate = np.zeros((2, 100, 100, 100), np.bool_)
    gold[:50] = True
    candidate[:51] = True
    d = lg.surface_distances(gold, candidate, spacing=(2, 1, 1), threads=2)
    directed = d.directed()
    assert [round(directed.mean_gold, 3), round(directed.mean_candidate, 3)] == [0.322, 0.339]
    assert (round(d.nsd(1), 3), d.hausdorff(), directed.max_gold) == (0.836, 2.0, 2.0)


def test_the_scale_law_and_symmetry() -> None:
    gold, candidate = balls()
    d = lg.surface_distances(gold, candidate, spacing=(3, 1, 1))
    doubled = lg.surface_distances(gold, candidate, spacing=(6, 2, 2))
    swapped = lg.surface_distances(candidate, gold, spacing=(3, 1, 1))
    assert doubled.hausdorff(95) == 2 * d.hausdorff(95)
    assert doubled.nsd(2) == pytest.approx(d.nsd(1), abs=1e-15)
    for measure in ("assd", "masd", "hausdorff"):
        assert getattr(swapped, measure)() == pytest.approx(getattr(d, measure)(), rel=1e-14)
    curve = d.curve([0, 0.5, 1, 2, 4, 8])
    assert np.all(np.diff(curve) >= 0)
    assert curve[-1] == 1


@pytest.mark.parametrize("convention", RECORDED_DISCS)
def test_labels_and_masks_are_pairs_by_themselves(convention: str) -> None:
    rng = np.random.default_rng(3)
    gold, candidate = (samples.label_map(rng, (40, 50), 5) for _ in range(2))
    by_label = lg.surface_distances(gold, candidate, spacing=(1, 0.7), convention=convention)
    labels = by_label.labels
    assert labels is not None
    assert 0 not in labels
    stacks = [np.stack([side == label for label in labels]) for side in (gold, candidate)]
    pairs = [lg.surface_distances(g, c, spacing=(1, 0.7), convention=convention) for g, c in zip(*stacks, strict=True)]
    by_mask = lg.surface_distances(*map(lg.Masks.from_dense, stacks), spacing=(1, 0.7), convention=convention)
    for batch in (by_label, by_mask):
        for name, arguments in (("hausdorff", (95,)), ("nsd", (1,)), ("assd", ()), ("balanced_average", ())):
            alone = [getattr(pair, name)(*arguments) for pair in pairs]
            np.testing.assert_array_equal(getattr(batch, name)(*arguments), alone)
    assert by_label.nsd([0, 1]).shape == (len(labels), 2)


def test_shards_add_up_to_the_whole() -> None:
    gold, candidate = balls()
    apart = [np.zeros_like(gold) for _ in range(4)]
    apart[0][:, :, :24], apart[1][:, :, 24:] = gold[:, :, :24], gold[:, :, 24:]
    shards = [lg.surface_distances(part, candidate, spacing=(3, 1, 1)) for part in apart[:2]]
    total = shards[0] + shards[1]
    assert total == shards[1] + shards[0]
    np.testing.assert_array_equal(total.n_elements, shards[0].n_elements + shards[1].n_elements)
    assert total.hausdorff() == max(shard.hausdorff() for shard in shards)
    masks = [lg.Masks.from_dense(side) for side in (gold, candidate)]
    batch = lg.surface_distances(*masks, spacing=(1, 1))
    halves = [
        lg.surface_distances(*(side[part] for side in masks), spacing=(1, 1)) for part in (slice(15), slice(15, 30))
    ]
    assert halves[0].pooled() + halves[1].pooled() == batch.pooled()
    with pytest.raises(InputError, match="shards must have the same items, convention and spacing"):
        batch + halves[0]


def test_values_pickle_and_are_frozen() -> None:
    d = lg.surface_distances(*discs(), spacing=(1, 1), convention="medpy")
    assert pickle.loads(pickle.dumps(d)) == d == copy.deepcopy(d)
    with pytest.raises(AttributeError, match="frozen"):
        d.spacing = (2, 2)


def test_what_nothing_is() -> None:
    one, nothing = discs()[0], np.zeros((40, 60), np.bool_)
    for convention in RECORDED_DISCS:
        only_gold = lg.surface_distances(one, nothing, spacing=(1, 1), convention=convention)
        assert only_gold.nsd(5) == 0
        for measure in ("hausdorff", "assd", "masd", "balanced_average"):
            assert getattr(only_gold, measure)() == np.inf
        assert (only_gold.n_both_empty, only_gold.n_gold_empty, only_gold.n_candidate_empty) == (0, 0, 1)
        assert lg.surface_distances(nothing, one, spacing=(1, 1), convention=convention).hausdorff(95) == np.inf
        neither = lg.surface_distances(nothing, nothing, spacing=(1, 1), convention=convention)
        assert np.isnan([neither.nsd(1), neither.hausdorff(), neither.assd(), neither.masd()]).all()
        assert (neither.nsd(1, empty="agree"), neither.hausdorff(95, empty="agree")) == (1, 0)
        assert neither.n_both_empty == 1
        with pytest.raises(UndefinedError, match="hausdorff is undefined: neither side has a surface"):
            neither.hausdorff(empty="raise")


def test_a_convention_of_ones_own() -> None:
    mine = lg.SurfaceConvention("mine", rule="cross", weighted=False)
    d = lg.surface_distances(*discs(), spacing=(1, 1), convention=mine)
    assert d.assd() == lg.surface_distances(*discs(), spacing=(1, 1), convention="monai").assd()
    assert "mine" in repr(d)
    with pytest.raises(InputError, match="elements of the rule 'cross' have no area"):
        lg.SurfaceConvention("mine", rule="cross")
    with pytest.raises(InputError, match="percentile must be one of 'weighted', 'linear', 'pooled', not 'median'"):
        lg.SurfaceConvention("mine", percentile="median")  # type: ignore[arg-type]


ONE = np.ones((3, 3), np.bool_)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"convention": "itkk"}, InputError, "convention must be one of 'deepmind', .* not 'itkk'"),
        ({"spacing": (1, 1, 1)}, InputError, r"spacing must be 2 numbers, one per axis, not \(1, 1, 1\)"),
        ({"spacing": (1, 0)}, InputError, "spacing must be finite and above 0"),
        ({"candidate": ONE[:2]}, GeometryError, r"gold has shape \(3, 3\), candidate \(2, 3\)"),
        ({"candidate": ONE.astype(int)}, InputError, "two bool or two integer arrays"),
        ({"gold": ONE[0], "candidate": ONE[0]}, InputError, "of 2 or 3 dimensions"),
        ({"gold": lg.Masks.from_dense(ONE)}, InputError, "candidate must be Masks, not ndarray"),
        ({"labels": [1]}, InputError, "labels are wanted of label maps"),
    ],
)
def test_what_is_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        lg.surface_distances(**{"gold": ONE, "candidate": ONE, "spacing": (1, 1)} | change)


def test_what_numbers_refuse() -> None:
    d = lg.surface_distances(ONE, ONE, spacing=(1, 1))
    with pytest.raises(InputError, match="tolerance must not be below 0, found -1"):
        d.nsd([0, -1])
    with pytest.raises(InputError, match="tolerance must be a finite number or a list"):
        d.nsd(np.nan)
    with pytest.raises(InputError, match="percentile must be from 0 to 100, not 101"):
        d.hausdorff(101)
    with pytest.raises(InputError, match="empty must be 'undefined', 'agree' or 'raise', not 'coco'"):
        d.assd(empty="coco")
