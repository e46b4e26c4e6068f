"""Volumes read slab by slab: what is known equals the whole, what is not is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import GeometryError, InputError
from labelgauge.testing import samples

Bools = NDArray[np.bool_]
CONVENTIONS = ("deepmind", "medpy", "seg_metrics", "itk")


class Sliced:
    """What a zarr array or an HDF5 dataset is, as far as it matters; remembers how much was read at once."""

    def __init__(self, array: NDArray[Any]) -> None:
        self.shape, self.dtype, self.most = array.shape, array.dtype, 0
        self._array = array

    def __getitem__(self, key: slice) -> NDArray[Any]:
        self.most = max(self.most, key.stop - key.start)
        return self._array[key]


def volumes(shape: tuple[int, ...] = (40, 14, 17), seed: int = 0) -> tuple[Bools, Bools]:
    rng = np.random.default_rng(seed)
    gold = np.zeros(shape, np.bool_)
    gold[tuple(slice(2, n - 3) for n in shape)] = True
    gold &= rng.random(shape) < 0.97
    return gold, np.roll(gold, (2, 1), axis=(0, 1)) ^ (rng.random(shape) < 0.01)


def censored(d: lg.SurfaceDistances, halo: float) -> lg.SurfaceDistances:
    """What a value would be if distances beyond the halo were not known."""
    direction, code, sign, distance, count, offsets = d.histogram
    known = (direction, code, sign, np.where(distance <= halo, distance, np.inf), count, offsets)
    whole = lg.SurfaceDistances(d.convention, d.spacing, known, d.labels, single=d.single, exact_up_to=halo)
    empty = tuple(column[:0] for column in known[:5])
    nothing = (*empty, np.zeros(len(d) + 1, np.int64))
    return whole + lg.SurfaceDistances(d.convention, d.spacing, nothing, d.labels, single=d.single, exact_up_to=halo)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(("chunk", "halo"), [(1, 0), (1, 2.5), (7, 4), (13, 100), (40, 1), (99, 3), (None, 3)])
def test_slabs_equal_the_whole(convention: str, chunk: int | None, halo: float) -> None:
    gold, candidate = volumes()
    options: dict[str, Any] = {"spacing": (1.2, 1, 0.7), "convention": convention}
    whole = lg.surface_distances(gold, candidate, **options)
    chunked = lg.surface_distances_chunked(Sliced(gold), Sliced(candidate), halo=halo, chunk=chunk, **options)
    assert chunked == censored(whole, halo)
    tolerances = np.linspace(0, halo, 5)
    np.testing.assert_allclose(chunked.nsd(tolerances), whole.nsd(tolerances), rtol=1e-14)  # sums of other rows
    for percentile in (0, 50, 90):
        exact = whole.hausdorff(percentile)
        if exact <= halo:
            assert chunked.hausdorff(percentile) == exact
    assert chunked.n_beyond[0] == sum(whole.histogram[4][(whole.histogram[0] < 2) & (whole.histogram[3] > halo)])
    if chunked.n_beyond[0] == 0:
        assert chunked.assd() == whole.assd()
        np.testing.assert_array_equal(chunked.bias()["left"].mean, whole.bias()["left"].mean)
    else:
        assert np.isnan([chunked.assd(), chunked.masd(), chunked.hausdorff()]).all()
        assert chunked.bias().n_left_out == 1


@pytest.mark.parametrize("labels", [None, [3, 1, 99]])
def test_slabs_of_label_maps_equal_the_whole(labels: list[int] | None) -> None:
    rng = np.random.default_rng(4)
    gold, candidate = (samples.label_map(rng, (30, 12, 13), 6) for _ in range(2))
    gold[:10][gold[:10] == 2] = 0
    whole = lg.surface_distances(gold, candidate, spacing=(2, 1, 1), labels=labels)
    for chunk in (1, 4, 30):
        chunked = lg.surface_distances_chunked(
            Sliced(gold), Sliced(candidate), spacing=(2, 1, 1), halo=100, chunk=chunk, labels=labels, threads=2
        )
        np.testing.assert_array_equal(chunked.labels, whole.labels)
        assert chunked == censored(whole, 100)


def test_only_slabs_and_halos_are_read(tmp_path: Path) -> None:
    gold, candidate = volumes((60, 9, 8))
    files = []
    for name, side in (("gold", gold), ("candidate", candidate)):
        files.append(np.memmap(tmp_path / name, np.bool_, "w+", shape=side.shape))
        files[-1][:] = side
    sides = [Sliced(file) for file in files]
    chunked = lg.surface_distances_chunked(*sides, spacing=(1, 1, 1), halo=3, chunk=5)
    assert max(side.most for side in sides) <= 5 + 2 * (3 + 2)
    assert chunked.nsd(2) == lg.surface_distances(gold, candidate, spacing=(1, 1, 1)).nsd(2)


def test_images_too_are_read_in_slabs() -> None:
    gold, candidate = volumes((50, 30), seed=2)
    whole = lg.surface_distances(gold, candidate, spacing=(0.7, 1))
    assert lg.surface_distances_chunked(gold, candidate, spacing=(0.7, 1), halo=9, chunk=6) == censored(whole, 9)


def test_empty_sides_are_empty_and_not_far() -> None:
    gold = volumes()[0]
    nothing = np.zeros_like(gold)
    chunked = lg.surface_distances_chunked(gold, nothing, spacing=(1, 1, 1), halo=2, chunk=9)
    assert (chunked.nsd(1), chunked.hausdorff(), chunked.n_candidate_empty) == (0, np.inf, 1)
    assert chunked.n_beyond.tolist() == [0]
    both = lg.surface_distances_chunked(nothing, nothing, spacing=(1, 1, 1), halo=2, chunk=9)
    assert (len(both), both.n_both_empty) == (1, 1)
    assert np.isnan(both.nsd(1))
    none = np.zeros((0, 4, 4), np.bool_)
    assert lg.surface_distances_chunked(none, none, spacing=(1, 1, 1), halo=2).n_both_empty == 1


def test_what_is_not_known_is_refused() -> None:
    gold, candidate = volumes()
    chunked = lg.surface_distances_chunked(gold, candidate, spacing=(1, 1, 1), halo=2)
    with pytest.raises(InputError, match="distances are known up to 2, but the tolerance is 3"):
        chunked.nsd([1, 3])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"halo": -1}, InputError, "halo must be finite and at least 0"),
        ({"halo": np.nan}, InputError, "halo must be finite"),
        ({"chunk": 0}, InputError, "chunk must be at least 1"),
        ({"chunk": 1.5}, InputError, "chunk must be an integer"),
        ({"spacing": (1, 1)}, InputError, "spacing must be 3 numbers"),
        ({"spacing": (0, 1, 1)}, InputError, "spacing must be finite and above 0"),
        ({"convention": "mine"}, InputError, "convention must be one of"),
        ({"labels": [1]}, InputError, "labels are wanted of label maps"),
        ({"gold": [[True]]}, InputError, "gold must have a shape, a dtype and slices, as arrays do, not list"),
        ({"gold": np.zeros((3, 3))}, InputError, "two bool or two integer arrays"),
        ({"gold": np.zeros((3, 3, 3), np.bool_)}, GeometryError, r"gold has shape \(3, 3, 3\), candidate"),
    ],
)
def test_bad_arguments_are_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    gold, candidate = volumes()
    arguments: dict[str, Any] = {"gold": gold, "candidate": candidate, "spacing": (1, 1, 1), "halo": 1} | change
    with pytest.raises(error, match=message):
        lg.surface_distances_chunked(arguments.pop("gold"), arguments.pop("candidate"), **arguments)
