"""On which side, and in which direction, a surface is off: signed offsets of the candidate from gold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.kernels import _check
from labelgauge.kernels import surface as kernels
from labelgauge.kernels.bootstrap import poisson_weights
from labelgauge.metrics import _histogram_rows
from labelgauge.metrics._corner_weights import corner_weights
from labelgauge.metrics._element_vectors import corner_vectors, face_areas, face_vectors

if TYPE_CHECKING:
    from labelgauge.metrics.surface_value import SurfaceDistances

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Status = Literal["ok", "no_surface", "one_cluster", "no_draws"]

_AXES = (("front", "back"), ("top", "bottom"), ("left", "right"))
"""The sides at the low and the high end of each axis of a volume; images have the last two axes."""
_MOST_DRAWS = 100_000
_WEIGHTS_AT_ONCE = 2**22


class RegionBias(NamedTuple):
    """How far the candidate's surface is off in one region of gold's; `Bias` says what each number is."""

    mean: float
    spread: float
    outside: float
    inside: float
    low: float
    high: float
    surface: float
    unmatched: float
    n_clusters: int
    status: Status


@dataclass(frozen=True, eq=False)
class Bias:
    r"""Mean signed offset of the candidate's surface from gold's, over all of the surface, by side and by direction.

    Offsets are positive where the candidate reaches beyond gold, negative where it falls short. A region's mean is

    .. math:: \frac{\sum_i w_i o_i}{\sum_i w_i}

    - ``"all"``: over the elements of both surfaces, \|o\| being their distance to the other surface, w their weight by
      the convention.
    - ``"left"``, ``"right"``, ``"top"``, ``"bottom"``, in volumes also ``"front"`` and ``"back"`` (the low and high
      ends of the last, the second last and the first axis): over the faces of both masks' voxels that meet background
      on that side, by their area (in the plane, length), so that slanted surface counts for a side as far as it faces
      it. o is measured straight along the axis: how far the candidate goes on beyond gold's face, or how far inside
      gold it begins. So a side that is moved by 5 has the offset 5 up to its corners, where the nearest surface is that
      of another side.
    - ``"top-left-facing"`` and so on: the elements of gold's surface by their normals; in the plane eight directions,
      the four sides and the four diagonals; in volumes the eight octants, elements that face between some of them being
      shared equally. Elements without a normal, as at the crossing of a checkerboard, are in ``"all"`` alone.

    With gold and candidate exchanged, ``"all"`` and the sides change their signs and nothing else.

    Items of which one side has no surface have no offsets and are left out.

    Parameters
    ----------
    regions
        Their names; r of them.
    mean
        float64 (r,), mean offset in the unit of the spacing; NaN where there is no such surface.
    spread
        float64 (r,), standard deviation of the offsets around it, with the same weights.
    outside, inside
        float64 (r,), shares of the surface where the offset is above `tolerance`, and where it is below -`tolerance`.
    low, high
        float64 (r,), interval of the mean: percentiles of the bootstrap over clusters with Poisson weights; NaN where
        the status is not ``"ok"``.
    surface
        float64 (r,), Σ w, of what has an offset.
    unmatched
        float64 (r,), share of a side's faces that have none, because the other mask does not begin within theirs.
    n_clusters
        int64 (r,), clusters that have such surface.
    status
        (r,) ``"ok"``; ``"no_surface"``: no mean; ``"one_cluster"`` or ``"no_draws"``: a mean, but no interval.
    item_means
        float64 (n, r), mean offset of each item alone; NaN where it has no such surface or was left out.
    n_left_out
        Number of items left out.
    tolerance, confidence
        As asked for.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> rng = np.random.default_rng(0)
    >>> gold, candidate = np.zeros((2, 50, 64, 64), dtype=bool)
    >>> for i in range(50):  # the left side is one or two pixels too far out
    ...     gold[i, 20:40, 20:44], candidate[i, 20:40, 20 - rng.integers(1, 3):44] = True, True
    >>> masks = lg.Masks.from_dense(gold), lg.Masks.from_dense(candidate)
    >>> left = lg.surface_distances(*masks, spacing=(1, 1)).bias(tolerance=1.5)["left"]
    >>> 1 < left.low < 1.5 < left.high < 2 and left.outside > 0.4 and left.inside == 0
    True
    """

    regions: tuple[str, ...]
    mean: Floats
    spread: Floats
    outside: Floats
    inside: Floats
    low: Floats
    high: Floats
    surface: Floats
    unmatched: Floats
    n_clusters: Ints
    status: tuple[Status, ...]
    item_means: Floats
    n_left_out: int
    tolerance: float
    confidence: float

    def __getitem__(self, region: str) -> RegionBias:
        """All numbers of one region.

        Raises
        ------
        InputError
            If there is no such region.
        """
        if region not in self.regions:
            what = f"no region {region!r}; there are {', '.join(self.regions)}"
            raise InputError(what, where="Bias")
        i = self.regions.index(region)
        numbers = {name: getattr(self, name)[i].item() for name in RegionBias._fields[:-1]}
        return RegionBias(**numbers, status=self.status[i])

    def to_table(self) -> Table:
        """One row a region.

        Returns
        -------
        Table
            Columns region, mean, spread, outside, inside, low, high, surface, unmatched, n_clusters, status.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> mask = np.pad(np.ones((4, 4), dtype=bool), 3)
        >>> table = lg.surface_distances(mask, mask, spacing=(1, 1)).bias().to_table()
        >>> table["region"][:3], table["mean"][:3].tolist()
        (['all', 'left', 'right'], [0.0, 0.0, 0.0])
        """
        numbers = {name: getattr(self, name) for name in RegionBias._fields[:-1]}
        return Table({"region": list(self.regions), **numbers, "status": list(self.status)})


def bias_of(
    distances: SurfaceDistances, tolerance: float, clusters: ArrayLike | None, confidence: float, draws: int, seed: int
) -> Bias:
    """See `SurfaceDistances.bias`."""
    tolerance = _check.number(tolerance, "tolerance", least=0)
    confidence = _check.number(confidence, "confidence")
    if not 0 < confidence < 1:
        what = f"confidence must be between 0 and 1, not {confidence!r}"
        raise InputError(what, where="bias")
    draws, seed = _check.count(draws, "draws"), _check.seed(seed)
    if draws > _MOST_DRAWS:
        what = f"draws must be at most {_MOST_DRAWS}, not {draws}"
        raise InputError(what, where="bias")
    cluster = _clusters(clusters, len(distances))
    regions = _region_names(distances.spacing.shape[1])
    found = _offsets(distances)
    of_items = [
        _sums(values, found.item, found.region, (len(distances), len(regions)))
        for values in (found.weight, found.weight * found.offset)
    ]
    by_cluster = np.zeros((2, int(cluster.max(initial=-1)) + 1, len(regions)))
    for sums, values in zip(by_cluster, of_items, strict=True):
        np.add.at(sums, cluster, values)
    surface, total = by_cluster
    all_surface = surface.sum(axis=0)

    def share(amounts: Floats) -> Floats:
        return _ratio(np.bincount(found.region, weights=amounts, minlength=len(regions)), all_surface)

    mean = _ratio(total.sum(axis=0), all_surface)
    low, high = _interval(surface, total, confidence, draws, seed)
    n_clusters = (surface > 0).sum(axis=0)
    status = [_status(int(n), bool(np.isnan(end)), draws) for n, end in zip(n_clusters, low, strict=True)]
    has_interval = np.array([word == "ok" for word in status], dtype=np.bool_)
    return Bias(
        regions=regions,
        mean=mean,
        spread=np.sqrt(share(found.weight * np.square(found.offset - mean[found.region]))),
        outside=share(found.weight * (found.offset > tolerance)),
        inside=share(found.weight * (found.offset < -tolerance)),
        low=np.where(has_interval, low, np.nan),
        high=np.where(has_interval, high, np.nan),
        surface=all_surface,
        unmatched=_ratio(found.unmatched, all_surface + found.unmatched),
        n_clusters=n_clusters,
        status=tuple(status),
        item_means=_ratio(of_items[1], of_items[0]),
        n_left_out=found.n_left_out,
        tolerance=tolerance,
        confidence=confidence,
    )


class _Offsets(NamedTuple):
    """What elements and faces that have an offset weigh in the regions they belong to, and what has none."""

    item: Ints  # (k,)
    region: Ints  # (k,)
    weight: Floats  # (k,), above 0
    offset: Floats  # (k,)
    unmatched: Floats  # (regions,), weight of faces
    n_left_out: int  # items


def _offsets(distances: SurfaceDistances) -> _Offsets:
    direction, _, sign, distance, _, _ = distances.histogram
    item = _histogram_rows.items_of(distances.histogram)
    is_face, is_far = direction >= kernels.FACES, np.isinf(distance)
    left_out = np.zeros(len(distances), dtype=np.bool_)
    left_out[item[is_far & ~is_face]] = True
    used = ~left_out[item]
    # Gold's are inside where the candidate reaches beyond, the candidate's outside.
    offset = np.where(direction % 2 == 0, -1, 1) * sign * distance
    n_regions = len(_region_names(distances.spacing.shape[1]))
    rule, weighted = distances.convention.rule, distances.convention.weighted
    parts = (
        _entries(distances, lambda spacing: _element_regions(spacing, rule, weighted), used & (direction == 0)),
        # Only gold's normals tell directions: the candidate's elements belong to the first region alone.
        _entries(distances, lambda spacing: _element_regions(spacing, rule, weighted)[:, :1], used & (direction == 1)),
        _entries(distances, _face_regions, used & is_face & ~is_far),
    )
    rows, region, weight = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    _, far_region, far_weight = _entries(distances, _face_regions, used & is_face & is_far)
    return _Offsets(
        item=item[rows],
        region=region,
        weight=weight,
        offset=offset[rows],
        unmatched=np.bincount(far_region, weights=far_weight, minlength=n_regions).astype(np.float64),
        n_left_out=int(left_out.sum()),
    )


def _entries(
    distances: SurfaceDistances, table: Callable[[tuple[float, ...]], Floats], which: NDArray[np.bool_]
) -> tuple[Ints, Ints, Floats]:
    """Rows, regions and weights of the chosen rows of the histogram: an entry for each region that a row belongs to."""
    rows = np.flatnonzero(which)
    few = _histogram_rows.by_code(distances.histogram, distances.spacing, lambda spacing: _listed(table(spacing)), rows)
    regions, weights = few[..., 0].astype(np.int64), few[..., 1] * distances.histogram[4][rows, np.newaxis]
    there = weights > 0
    return np.broadcast_to(rows[:, np.newaxis], there.shape)[there], regions[there], weights[there]


def _listed(table: Floats) -> Floats:
    """Of a table (codes, regions), the regions of each code that are not 0, and what they are; (codes, most, 2)."""
    most = max(int((table > 0).sum(axis=1).max(initial=0)), 1)
    order = np.argsort(table == 0, axis=1, kind="stable")[:, :most]
    return np.stack([order.astype(np.float64), np.take_along_axis(table, order, axis=1)], axis=-1)


def _region_names(ndim: int) -> tuple[str, ...]:
    axes = _AXES[3 - ndim :]
    sides = [side for axis in reversed(axes) for side in axis]
    if ndim == 2:
        towards = [pattern for pattern in product((-1, 0, 1), repeat=2) if any(pattern)]
    else:
        towards = list(product((-1, 1), repeat=3))
    facing = ["-".join(axis[step > 0] for axis, step in zip(axes, pattern, strict=True) if step) for pattern in towards]
    return ("all", *sides, *(f"{name}-facing" for name in facing))


def _element_regions(spacing: tuple[float, ...], rule: str, weighted: bool) -> Floats:
    """What an element of every code weighs in every region, in the order of `_region_names`."""
    vectors = corner_vectors(spacing) if rule == "corner" else face_vectors(spacing)
    weight = corner_weights(spacing) if weighted else np.ones(len(vectors))
    towards = np.sign(vectors)
    if len(spacing) == 2:
        facing = [(towards == pattern).all(axis=1) for pattern in product((-1, 0, 1), repeat=2) if any(pattern)]
    else:
        has_normal = np.any(towards != 0, axis=1)
        among = 2.0 ** (towards == 0).sum(axis=1)
        facing = [
            ((towards == 0) | (towards == pattern)).all(axis=1) * has_normal / among
            for pattern in product((-1, 1), repeat=3)
        ]
    no_sides = np.zeros((2 * len(spacing), len(vectors)))
    return np.stack([weight, *no_sides, *(weight * share for share in facing)], axis=1)


def _face_regions(spacing: tuple[float, ...]) -> Floats:
    """What a face weighs in every region, by its bit among the codes of faces."""
    names = _region_names(len(spacing))
    codes = 2 ** max(2 * len(spacing), 2 ** len(spacing))  # as many as elements may have
    weights = np.zeros((codes, len(names)))
    for axis, area in enumerate(face_areas(spacing)):
        for end, side in enumerate(_AXES[3 - len(spacing) :][axis]):
            weights[2 ** (2 * (len(spacing) - 1 - axis) + 1 - end), names.index(side)] = area
    return weights


def _interval(surface: Floats, total: Floats, confidence: float, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Percentiles of the mean over draws in which a region has any surface; NaN without such draws."""
    drawn = np.zeros((2, surface.shape[1], draws))
    at_once = _WEIGHTS_AT_ONCE // max(draws, 1)
    for begin in range(0, len(surface), at_once):
        part = slice(begin, begin + at_once)
        keys = np.arange(len(surface), dtype=np.uint64)[part]
        times = poisson_weights(keys, seed, draws).astype(np.float64)
        for k, values in enumerate((total, surface)):
            drawn[k] += np.einsum("cd,cr->rd", times, values[part])  # its order of summing does not depend on threads
    ends = np.full((2, surface.shape[1]), np.nan)
    tail = 50 * (1 - confidence)
    for region, (numerator, denominator) in enumerate(drawn.transpose(1, 0, 2)):
        used = denominator > 0
        if used.any():
            ends[:, region] = np.percentile(numerator[used] / denominator[used], (tail, 100 - tail))
    return ends[0], ends[1]


def _status(n_clusters: int, undrawn: bool, draws: int) -> Status:
    if n_clusters == 0:
        return "no_surface"
    if n_clusters == 1:
        return "one_cluster"
    return "no_draws" if undrawn or draws == 0 else "ok"


def _clusters(clusters: ArrayLike | None, n: int) -> Ints:
    if clusters is None:
        return np.arange(n, dtype=np.int64)
    names = np.asarray(clusters)
    if names.shape != (n,):
        what = f"clusters must name a cluster for each of {n} items, not have shape {names.shape}"
        raise InputError(what, where="bias")
    return np.unique(names, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _sums(values: Floats, item: Ints, region: Ints, shape: tuple[int, int]) -> Floats:
    """Sums by item and region; float64 of this shape."""
    sums = np.bincount(item * shape[1] + region, weights=values, minlength=shape[0] * shape[1])
    return sums.astype(np.float64).reshape(shape)


def _ratio(numerator: Any, denominator: Any) -> Floats:
    quotient: Floats = np.divide(
        numerator, denominator, out=np.full(np.shape(numerator), np.nan), where=denominator > 0
    )
    return quotient
