"""Surface distances of volumes that are larger than memory, slab by slab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels import surface as kernels
from labelgauge.metrics import _histogram_rows
from labelgauge.metrics.surface import KERNEL_RULES, axis_spacing, check_arrays, occurring, wanted_labels
from labelgauge.metrics.surface_conventions import SurfaceConvention, convention_of
from labelgauge.metrics.surface_value import SurfaceDistances

Ints = NDArray[np.int64]

_VOXELS_AT_ONCE = 2**26
"""Of either side, when the caller names no chunk."""


def surface_distances_chunked(
    gold: Any,
    candidate: Any,
    *,
    spacing: ArrayLike,
    halo: float,
    chunk: int | None = None,
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    threads: int = 1,
) -> SurfaceDistances:
    """Measure the surface distances of volumes that are read slab by slab, exactly up to a distance.

    A slab has some slices along the first axis and a halo on both sides, in which the other surface is sought. What is
    within the halo's width is exact, whatever the chunks; what is further is only known to be further. So `nsd` is
    exact for tolerances up to `halo` and refuses others; percentiles are exact if they come to at most `halo`;
    percentiles beyond, and averages and offsets of items with elements beyond, are NaN, and `SurfaceDistances.n_beyond`
    says how many elements that are.

    Parameters
    ----------
    gold, candidate
        Bool volumes or label maps (d, h, w), or images (h, w), of one shape: anything with a shape, a dtype and slices
        along the first axis, such as a `numpy.memmap`, a zarr array or an HDF5 dataset.
    spacing
        Distance of neighbouring voxels along each axis.
    halo
        Up to which distance results are exact, in the unit of the spacing; at least 0.
    chunk
        Slices per slab, without the halo. By default so many that a slab has about 64 M voxels.
    convention, labels
        As for `surface_distances`.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    SurfaceDistances
        With ``exact_up_to=halo``. As from `surface_distances`, but for distances beyond it, which are infinite.

    Raises
    ------
    InputError
        If an argument is not as described.
    GeometryError
        If the two sides differ in shape, or an object's box within a slab is too large to work on.

    Notes
    -----
    Memory: two slabs with their halos, and what `surface_distances` needs for those. Every slice is read once, and
    those of a halo once more for each slab they border on.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((2, 60, 30, 30), dtype=bool)
    >>> gold[10:50, 5:20, 5:20], candidate[11:50, 5:20, 5:22] = True, True
    >>> d = lg.surface_distances_chunked(gold, candidate, spacing=(2, 1, 1), halo=3, chunk=8)
    >>> d.nsd(1) == lg.surface_distances(gold, candidate, spacing=(2, 1, 1)).nsd(1), d.n_beyond.tolist()
    (True, [0])
    """
    rule = convention_of(convention)
    halo = _check.number(halo, "halo", least=0)
    g, c = _sliceable(gold, "gold"), _sliceable(candidate, "candidate")
    check_arrays(g, c, tuple(g.shape), tuple(c.shape))
    step = axis_spacing(spacing, len(g.shape))
    _check.usable_spacing(step[np.newaxis])
    if chunk is not None and _check.count(chunk, "chunk") == 0:
        what = "chunk must be at least 1"
        raise InputError(what, where="surface_distances_chunked")
    is_mask = g.dtype.kind == "b"
    if is_mask and labels is not None:
        what = "labels are wanted of label maps, but gold and candidate are bool"
        raise InputError(what, where="surface_distances_chunked")
    wanted = None if labels is None else wanted_labels(labels)
    sums = _Sums(np.zeros(0, dtype=np.int64) if wanted is None else wanted)
    for slab in _slabs(tuple(g.shape), halo, float(step[0]), chunk):
        sides = np.asarray(g[slab.begin : slab.end]), np.asarray(c[slab.begin : slab.end])
        kernel_rule, first, last = KERNEL_RULES[rule.rule], slab.first, slab.last
        if is_mask:
            found = kernels.distance_histograms(*sides, step, kernel_rule, first, last, threads=threads)
            sums.add(np.zeros(1, dtype=np.int64), found, halo)
        else:
            here = occurring(*sides, threads) if wanted is None else wanted
            found = kernels.label_distance_histograms(*sides, here, step, kernel_rule, first, last, threads=threads)
            sums.add(here, found, halo)
    if is_mask:
        sums.add(np.zeros(1, dtype=np.int64), _NOTHING, halo)
    steps = np.tile(step, (len(sums.labels), 1))
    found_labels = None if is_mask else sums.labels
    return SurfaceDistances(rule, steps, sums.histogram, found_labels, single=is_mask, exact_up_to=halo)


_NOTHING: kernels.Histogram = (
    np.zeros(0, np.uint8),
    np.zeros(0, np.uint8),
    np.zeros(0, np.int8),
    np.zeros(0, np.float64),
    np.zeros(0, np.int64),
    np.zeros(2, np.int64),
)


class _Slab(NamedTuple):
    """Slices to read, and of those the places whose elements are counted; the last slab has those at the end too."""

    begin: int
    end: int
    first: int
    last: int | None


def _slabs(shape: tuple[int, ...], halo: float, step: float, chunk: int | None) -> Iterator[_Slab]:
    slices = shape[0]
    # The first slice that is further away than the halo, where the slab ends, may seem to have a surface of its own.
    around = int(min(halo / step, slices)) + 2
    if chunk is None:
        chunk = max(_VOXELS_AT_ONCE // max(int(np.prod(shape[1:])), 1), 1)
    for first in range(0, slices, chunk):
        begin, last = max(first - around, 0), first + chunk
        end = min(last + around, slices)
        yield _Slab(begin, end, first - begin, None if last >= slices else last - begin)


class _Sums:
    """Histograms of labels, added up slab by slab."""

    def __init__(self, labels: Ints) -> None:
        self.labels = labels
        self.histogram: kernels.Histogram = (*_NOTHING[:5], np.zeros(len(labels) + 1, np.int64))

    def add(self, labels: Ints, histogram: kernels.Histogram, halo: float) -> None:
        direction, code, sign, distance, count, offsets = histogram
        known = np.where(distance <= halo, distance, np.inf)
        new = (direction, code, sign, known, count, offsets)
        items = [_histogram_rows.items_of(part) for part in (self.histogram, new)]
        together = self.labels
        if not np.array_equal(self.labels, labels):
            together = np.union1d(self.labels, labels)
            places = (np.searchsorted(together, own) for own in (self.labels, labels))
            items = [place[item] for place, item in zip(places, items, strict=True)]
        self.histogram = _histogram_rows.added([self.histogram, new], items, len(together))
        self.labels = together


def _sliceable(value: Any, name: str) -> Any:
    if all(hasattr(value, attribute) for attribute in ("shape", "dtype", "__getitem__")):
        return value
    what = f"{name} must have a shape, a dtype and slices, as arrays do, not {type(value).__name__}"
    raise InputError(what, where="surface_distances_chunked")
