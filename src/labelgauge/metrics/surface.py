"""How far the surfaces of two masks are apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import GeometryError, InputError, UndefinedError, check_instance
from labelgauge.geometry._columns import frozen
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import _check, contingency
from labelgauge.kernels import surface as kernels
from labelgauge.metrics._corner_weights import corner_weights
from labelgauge.metrics._empty import EmptyPolicy
from labelgauge.metrics._sides import check_paired
from labelgauge.metrics.surface_conventions import SurfaceConvention, convention_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_RULES = {"corner": kernels.CORNER, "cross": kernels.CROSS, "full": kernels.FULL, "filled": kernels.FILLED}


class DirectedDistances(NamedTuple):
    """Distances from one surface to the other, for both directions; each a number, or float64 (n,) of a batch.

    Attributes
    ----------
    mean_gold, mean_candidate
        Weighted mean distance of gold's elements to the candidate's surface, and of the candidate's to gold's.
    max_gold, max_candidate
        The greatest of either.
    """

    mean_gold: Any
    mean_candidate: Any
    max_gold: Any
    max_candidate: Any


class SurfaceDistances:
    """All that is needed to say how far the surfaces of masks are apart: exact histograms of distances.

    Made by `surface_distances`. One item per pair of masks or per label; of a single pair every number is a float, of a
    batch a float64 array with one entry per item. Values of shards of the same items add up (``a + b``) to that of the
    whole.

    Parameters
    ----------
    convention
        The `SurfaceConvention` by which numbers are made.
    spacing
        Distance of neighbouring voxels along each axis; the unit of all distances.
    histogram
        Columns of `labelgauge.kernels.surface`: direction, code, sign, distance, count, and offsets by item.
    labels
        int64 (n,), the label of each item, or None.
    single
        Whether this is one pair, of which numbers are floats.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold, candidate = np.zeros((2, 20, 20), dtype=bool)
    >>> gold[4:14, 4:14], candidate[4:14, 5:15] = True, True
    >>> d = lg.surface_distances(gold, candidate, spacing=(1, 1))
    >>> round(d.nsd(0.5), 4), d.hausdorff(), round(d.assd(), 4)
    (0.5, 1.0, 0.5)
    """

    __slots__ = ("convention", "histogram", "labels", "single", "spacing")

    convention: SurfaceConvention
    spacing: tuple[float, ...]
    histogram: kernels.Histogram
    labels: Ints | None
    single: bool

    def __init__(
        self,
        convention: SurfaceConvention,
        spacing: tuple[float, ...],
        histogram: kernels.Histogram,
        labels: Ints | None = None,
        *,
        single: bool = False,
    ) -> None:
        for name, value in (
            ("convention", convention),
            ("spacing", tuple(spacing)),
            ("histogram", tuple(frozen(column) for column in histogram)),
            ("labels", None if labels is None else frozen(labels)),
            ("single", single),
        ):
            object.__setattr__(self, name, value)

    @property
    def n_elements(self) -> Ints:
        """Surface elements of gold and of the candidate; int64 (n, 2)."""
        return self._by_side(self.histogram[4]).astype(np.int64)

    @property
    def n_both_empty(self) -> int:
        """Items of which neither side has a surface."""
        return int((self.n_elements == 0).all(axis=1).sum())

    @property
    def n_gold_empty(self) -> int:
        """Items of which the candidate alone has a surface."""
        return int((self._empty == [True, False]).all(axis=1).sum())

    @property
    def n_candidate_empty(self) -> int:
        """Items of which gold alone has a surface."""
        return int((self._empty == [False, True]).all(axis=1).sum())

    def nsd(self, tolerance: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        r"""Normalized surface distance (surface Dice): the share of both surfaces within a tolerance of the other.

        .. math::

            \mathrm{NSD}_\tau =
            \frac{\sum_{D_{GC} \le \tau} w_G + \sum_{D_{CG} \le \tau} w_C}{\sum w_G + \sum w_C}

        Parameters
        ----------
        tolerance
            τ, one number or a list, not below 0, in the unit of the spacing. Distances equal to it are within.
        empty
            What it is of two masks without surface: NaN by default, 1 with ``"agree"``, or an error with ``"raise"``.

        Returns
        -------
        float or float64 array
            (n,), or (n, number of tolerances); without the n for a single pair. 0 if only one side has a surface.

        Raises
        ------
        InputError
            If a tolerance is not a finite number of at least 0, or `empty` is unknown.
        UndefinedError
            If neither side has a surface and ``empty="raise"``.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> masks = np.eye(4, dtype=bool), np.eye(4, dtype=bool)
        >>> lg.surface_distances(*masks, spacing=(1, 1)).nsd([0, 1]).tolist()
        [1.0, 1.0]
        """
        tolerances = np.asarray(tolerance)
        if tolerances.dtype.kind not in "iuf" or tolerances.ndim > 1 or not np.all(np.isfinite(tolerances)):
            what = f"tolerance must be a finite number or a list of them, not {tolerance!r}"
            raise InputError(what, where="nsd")
        if np.any(tolerances < 0):
            what = f"tolerance must not be below 0, found {tolerances.min():g}"
            raise InputError(what, where="nsd")
        shares = [self._share_within(float(tau), empty) for tau in np.atleast_1d(tolerances)]
        return self._shown(shares[0] if tolerances.ndim == 0 else np.stack(shares, axis=1).reshape(-1, len(shares)))

    def curve(self, tolerances: ArrayLike, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        """`nsd` at each of a list of tolerances.

        Parameters
        ----------
        tolerances
            (t,), none below 0.
        empty
            See `nsd`.

        Returns
        -------
        float64 array
            (n, t), or (t,) for a single pair.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
        >>> gold[2:5, 2:5], candidate[2:5, 3:6] = True, True
        >>> lg.surface_distances(gold, candidate, spacing=(1, 1)).curve([0, 1]).round(3).tolist()
        [0.5, 1.0]
        """
        return self.nsd(np.atleast_1d(np.asarray(tolerances)), empty=empty)

    def hausdorff(self, percentile: float = 100, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        """Hausdorff distance, or a percentile of the distances, by the convention's rule; HD95 is ``hausdorff(95)``.

        Parameters
        ----------
        percentile
            From 0 to 100; 100 is the greatest distance.
        empty
            What it is of two masks without surface: NaN by default, 0 with ``"agree"``, or an error with ``"raise"``.

        Returns
        -------
        float or float64 (n,)
            In the unit of the spacing; infinite if only one side has a surface.

        Raises
        ------
        InputError
            If `percentile` is not from 0 to 100, or `empty` is unknown.
        UndefinedError
            If neither side has a surface and ``empty="raise"``.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
        >>> gold[4, 2], candidate[4, 6] = True, True
        >>> lg.surface_distances(gold, candidate, spacing=(1, 0.5)).hausdorff()
        2.0
        """
        share = _check.number(percentile, "percentile", least=0) / 100
        if share > 1:
            what = f"percentile must be from 0 to 100, not {percentile!r}"
            raise InputError(what, where="hausdorff")
        rule = {"weighted": _weighted, "linear": _linear, "pooled": _linear}[self.convention.percentile]
        values = np.array([self._percentile(i, share, rule) for i in range(len(self))])
        return self._shown(self._filled(values, empty, 0.0, "hausdorff"))

    def assd(self, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        r"""Average symmetric surface distance: the mean over the elements of both surfaces.

        .. math:: \mathrm{ASSD} = \frac{\sum w_G D_{GC} + \sum w_C D_{CG}}{\sum w_G + \sum w_C}

        By a convention whose average is the mean of means (panoptica) it is what `masd` is.

        Parameters
        ----------
        empty
            See `hausdorff`.

        Returns
        -------
        float or float64 (n,)
            In the unit of the spacing; infinite if only one side has a surface.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
        >>> gold[4, 2], candidate[4, 6] = True, True
        >>> lg.surface_distances(gold, candidate, spacing=(1, 1), convention="medpy").assd()
        4.0
        """
        if self.convention.average == "mean_of_means":
            return self.masd(empty=empty)
        return self._shown(self._filled(_ratio(self._sums.sum(axis=1), self._weights.sum(axis=1)), empty, 0.0, "assd"))

    def masd(self, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        """Mean of the two directed mean distances.

        Parameters
        ----------
        empty
            See `hausdorff`.

        Returns
        -------
        float or float64 (n,)
            In the unit of the spacing; infinite if only one side has a surface.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> mask = np.eye(5, dtype=bool)
        >>> lg.surface_distances(mask, mask, spacing=(1, 1)).masd()
        0.0
        """
        means = _ratio(self._sums, self._weights)
        return self._shown(self._filled(means.mean(axis=1), empty, 0.0, "masd"))

    def balanced_average(self, *, empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED) -> Any:
        r"""Balanced average Hausdorff distance: both sums of distances over gold's elements.

        .. math:: \frac{\sum w_G D_{GC} + \sum w_C D_{CG}}{2 \sum w_G}

        Rankings of several candidates of one gold do not depend on how large the candidates are.

        Parameters
        ----------
        empty
            See `hausdorff`.

        Returns
        -------
        float or float64 (n,)
            In the unit of the spacing; infinite if only one side has a surface.

        Notes
        -----
        Aydin et al., European Radiology Experimental 5, 2021.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
        >>> gold[4, 2], candidate[4, 4:7] = True, True
        >>> lg.surface_distances(gold, candidate, spacing=(1, 1), convention="medpy").balanced_average()
        5.5
        """
        values = _ratio(self._sums.sum(axis=1), 2 * self._weights[:, 0])
        return self._shown(self._filled(values, empty, 0.0, "balanced_average"))

    def directed(self) -> DirectedDistances:
        """Means and greatest distances of either direction.

        Returns
        -------
        DirectedDistances
            Four numbers, or arrays of a batch. NaN for a side without surface, infinite for the other one's then.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 9, 9), dtype=bool)
        >>> gold[4, 2], candidate[4, 2:5] = True, True
        >>> d = lg.surface_distances(gold, candidate, spacing=(1, 1), convention="medpy")
        >>> d.directed().max_gold, d.directed().max_candidate
        (0.0, 2.0)
        """
        means = _ratio(self._sums, self._weights)
        greatest = np.full((len(self), 2), np.nan)
        rows = self._item, self.histogram[0].astype(np.intp)
        np.fmax.at(greatest, rows, self.histogram[3])
        columns = (means[:, 0], means[:, 1], greatest[:, 0], greatest[:, 1])
        return DirectedDistances(*(self._shown(column) for column in columns))

    def pooled(self) -> SurfaceDistances:
        """All items taken together as one, their histograms added up.

        Returns
        -------
        SurfaceDistances
            A single item.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> labels = np.array([[1, 1, 0, 2, 2]])
        >>> d = lg.surface_distances(labels, labels, spacing=(1, 1))
        >>> len(d), len(d.pooled()), d.pooled().hausdorff()
        (2, 1, 0.0)
        """
        one = np.zeros(len(self.histogram[4]), dtype=np.int64)
        return SurfaceDistances(self.convention, self.spacing, _added(self._columns, one, 1), single=True)

    def __len__(self) -> int:
        return len(self.histogram[5]) - 1

    def __add__(self, other: SurfaceDistances) -> Self:
        check_instance(other, SurfaceDistances, "what is added", fix="Add the values of two shards of the same items.")
        same_labels = self.labels is other.labels is None or np.array_equal(
            np.asarray(self.labels), np.asarray(other.labels)
        )
        if (self.convention, self.spacing, len(self)) != (
            other.convention,
            other.spacing,
            len(other),
        ) or not same_labels:
            what = "shards must have the same items, convention and spacing to be added"
            raise InputError(what, fix="Add up pooled() values if their items differ.")
        columns: list[NDArray[Any]] = [
            np.concatenate((mine, theirs)) for mine, theirs in zip(self._columns, other._columns, strict=True)
        ]
        histogram = _added(columns, np.concatenate((self._item, other._item)), len(self))
        return type(self)(self.convention, self.spacing, histogram, self.labels, single=self.single)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SurfaceDistances)
            and (self.convention, self.spacing, self.single) == (other.convention, other.spacing, other.single)
            and np.array_equal(np.asarray(self.labels), np.asarray(other.labels))
            and all(np.array_equal(mine, theirs) for mine, theirs in zip(self._columns, other._columns, strict=True))
            and np.array_equal(self.histogram[5], other.histogram[5])
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"SurfaceDistances({len(self)} item{'' if len(self) == 1 else 's'}, {self.convention.name})"

    def __reduce__(self) -> tuple[Any, ...]:
        columns = tuple(np.asarray(column) for column in self.histogram)
        return _restored, (self.convention, self.spacing, columns, self.labels, self.single)

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"SurfaceDistances is frozen; {name} cannot be set"
        raise AttributeError(what)

    @property
    def _columns(self) -> list[NDArray[Any]]:
        """The columns of the histogram that have an entry per row."""
        return list(self.histogram[:5])

    @property
    def _item(self) -> Ints:
        """The item of each row of the histogram."""
        return np.repeat(np.arange(len(self)), np.diff(self.histogram[5]))

    @property
    def _empty(self) -> NDArray[np.bool_]:
        empty: NDArray[np.bool_] = self.n_elements == 0
        return empty

    @property
    def _element_weights(self) -> Floats:
        """What one element of each row weighs."""
        if not self.convention.weighted:
            return np.ones(len(self.histogram[1]))
        return corner_weights(self.spacing)[self.histogram[1]]

    @property
    def _weights(self) -> Floats:
        return self._by_side(self._element_weights * self.histogram[4])

    @property
    def _sums(self) -> Floats:
        """Weighted sums of distances by item and side."""
        return self._by_side(self._element_weights * self.histogram[4] * self.histogram[3])

    def _by_side(self, values: NDArray[Any]) -> Floats:
        """Sums of a column by item and side; float64 (n, 2)."""
        place = 2 * self._item + self.histogram[0]
        sums: Floats = np.bincount(place, weights=values, minlength=2 * len(self)).astype(np.float64)
        return sums.reshape(-1, 2)

    def _share_within(self, tolerance: float, empty: EmptyPolicy | str) -> Floats:
        within = self._by_side(self._element_weights * self.histogram[4] * (self.histogram[3] <= tolerance))
        if self.convention.agreement == "mean_of_directions":
            shares = np.where(self._empty.any(axis=1), 0.0, _ratio(within, self._weights).mean(axis=1))
        else:
            shares = _ratio(within.sum(axis=1), self._weights.sum(axis=1))
        return self._with_policy(shares, empty, 1.0, "nsd")

    def _percentile(self, i: int, share: float, rule: Callable[[Floats, Floats, Ints, float], float]) -> float:
        begin, end = self.histogram[5][i : i + 2]
        direction, distance = self.histogram[0][begin:end], self.histogram[3][begin:end]
        weight, count = self._element_weights[begin:end], self.histogram[4][begin:end]
        sides = (
            [np.ones(end - begin, np.bool_)]
            if self.convention.percentile == "pooled"
            else [direction == 0, direction == 1]
        )
        return max((rule(distance[s], weight[s], count[s], share) for s in sides if s.any()), default=np.nan)

    def _filled(self, values: Floats, empty: EmptyPolicy | str, agree: float, metric: str) -> Floats:
        """Infinite where one side has no surface, and by policy where neither has."""
        return self._with_policy(np.where(self._empty.any(axis=1), np.inf, values), empty, agree, metric)

    def _with_policy(self, values: Floats, empty: EmptyPolicy | str, agree: float, metric: str) -> Floats:
        if empty not in {"undefined", "agree", "raise"}:
            what = f"empty must be 'undefined', 'agree' or 'raise', not {empty!r}"
            raise InputError(what, where=metric)
        both = self._empty.all(axis=1)
        if empty == "raise" and both.any():
            where = "" if self.single else f" of item {int(np.argmax(both))}"
            what = f"{metric}{where} is undefined: neither side has a surface"
            raise UndefinedError(what, fix="Choose what it should be with empty='undefined' or 'agree'.")
        return np.where(both, agree if empty == "agree" else np.nan, values)

    def _shown(self, values: Floats) -> Any:
        """Values of a single pair without the axis of items."""
        if not self.single:
            return values
        return float(values[0]) if values.ndim == 1 else values[0]


def surface_distances(
    gold: Masks | ArrayLike,
    candidate: Masks | ArrayLike,
    *,
    spacing: Sequence[float],
    convention: SurfaceConvention | str = "deepmind",
    labels: ArrayLike | None = None,
    threads: int = 1,
) -> SurfaceDistances:
    """Measure the distances between the surfaces of two masks, of all labels of two label maps, or of pairs of masks.

    Parameters
    ----------
    gold, candidate
        Two bool arrays (h, w) or (d, h, w) of one shape: a single pair. Two integer arrays: one item per label. Two
        `Masks` of one length: one item per pair, gold i with candidate i.
    spacing
        Distance of neighbouring voxels along each axis, one number per axis; the unit of all results.
    convention
        A `SurfaceConvention`, or the name of one: ``"deepmind"``, ``"monai"``, ``"monai_subvoxel"``, ``"medpy"``,
        ``"metrics_reloaded"``, ``"panoptica"``, ``"seg_metrics"``, ``"itk"``.
    labels
        For label maps, the labels wanted; by default all that occur in either map, ascending, except 0.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    SurfaceDistances
        Exact histograms, from which every number is made without another pass.

    Raises
    ------
    InputError
        If the two sides are not of one of these kinds, or another argument is not as described.
    GeometryError
        If the two sides differ in shape, or an object's box is too large to work on.

    Notes
    -----
    Distances are Euclidean, between elements of the surfaces, and equal SciPy's in float64. Nikolov et al., JMIR 2021
    (surface elements and the normalized surface distance).

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> gold = np.array([[1, 1, 0, 2], [1, 1, 0, 2]])
    >>> candidate = np.array([[1, 1, 0, 0], [1, 1, 0, 0]])
    >>> d = lg.surface_distances(gold, candidate, spacing=(1, 1))
    >>> d.labels.tolist(), d.nsd(1).tolist(), d.hausdorff().tolist(), d.n_candidate_empty
    ([1, 2], [1.0, 0.0], [0.0, inf], 1)
    """
    rule = convention_of(convention)
    code = _RULES[rule.rule]
    if isinstance(gold, Masks) or isinstance(candidate, Masks):
        for name, side in (("gold", gold), ("candidate", candidate)):
            check_instance(side, Masks, name, fix="Give Masks on both sides, or arrays on both.")
        step = _spacing(spacing, 2)
        histogram = _of_masks(gold, candidate, step, code, threads)  # type: ignore[arg-type]
        return SurfaceDistances(rule, tuple(step.tolist()), histogram)
    g, c = np.asarray(gold), np.asarray(candidate)
    _check_arrays(g, c)
    step = _spacing(spacing, g.ndim)
    shown = tuple(step.tolist())
    if g.dtype == np.bool_:
        if labels is not None:
            what = "labels are wanted of label maps, but gold and candidate are bool arrays"
            raise InputError(what)
        return SurfaceDistances(
            rule, shown, kernels.distance_histograms(g, c, step, code, threads=threads), single=True
        )
    wanted = _occurring(g, c, threads) if labels is None else _wanted(labels)
    histogram = kernels.label_distance_histograms(g, c, wanted, step, code, threads=threads)
    return SurfaceDistances(rule, shown, histogram, wanted)


def _of_masks(gold: Masks, candidate: Masks, spacing: Floats, rule: int, threads: int) -> kernels.Histogram:
    check_paired(gold, candidate)
    each = np.arange(len(gold), dtype=np.int64)
    sides = (gold.counts, gold.offsets, gold.sizes, candidate.counts, candidate.offsets, candidate.sizes)
    steps = np.tile(spacing, (len(gold), 1))
    return kernels.mask_distance_histograms(*sides, each, each, steps, rule, threads=threads)


def _check_arrays(gold: NDArray[Any], candidate: NDArray[Any]) -> None:
    kinds = [side.dtype.kind for side in (gold, candidate)]
    both_bool, both_labels = kinds == ["b", "b"], all(kind in "iu" for kind in kinds)
    if not (both_bool or both_labels) or gold.ndim not in {2, 3}:
        what = "gold and candidate must be Masks, or two bool or two integer arrays of 2 or 3 dimensions"
        what += f", not {gold.dtype.name} of shape {gold.shape} and {candidate.dtype.name} of shape {candidate.shape}"
        raise InputError(what, where="surface_distances")
    if gold.shape != candidate.shape:
        what = f"gold has shape {gold.shape}, candidate {candidate.shape}"
        raise GeometryError(what, where="surface_distances", fix="Bring both to one grid.")


def _spacing(value: Any, axes: int) -> Floats:
    try:
        numbers = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.zeros(0)
    if numbers.shape != (axes,):
        what = f"spacing must be {axes} numbers, one per axis, not {value!r}"
        raise InputError(what, where="surface_distances")
    return numbers


def _occurring(gold: NDArray[Any], candidate: NDArray[Any], threads: int) -> Ints:
    """Labels of either map, ascending, without 0."""
    pairs = contingency.contingency_table(gold, candidate, threads=threads)
    labels = np.union1d(pairs[0], pairs[1])
    return np.asarray(labels[labels != 0], dtype=np.int64)


def _wanted(labels: ArrayLike) -> Ints:
    wanted = np.asarray(labels)
    if wanted.ndim != 1 or (wanted.size and wanted.dtype.kind not in "iu"):
        what = f"labels must be a list of whole numbers, not {labels!r}"
        raise InputError(what, where="surface_distances")
    return wanted.astype(np.int64)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    quotient: Floats = np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator != 0)
    return quotient


def _weighted(distance: Floats, weight: Floats, count: Ints, share: float) -> float:
    """The first distance at which the share of weight is reached, summed element by element as DeepMind's code does."""
    order = np.lexsort((weight, distance))
    distances, weights = (np.repeat(column[order], count[order]) for column in (distance, weight))
    reached = np.cumsum(weights) / np.sum(weights)
    return float(distances[min(int(np.searchsorted(reached, share)), len(distances) - 1)])


def _linear(distance: Floats, _: Floats, count: Ints, share: float) -> float:
    """Interpolated between the two nearest elements, without weights."""
    if np.isinf(distance).any():
        return np.inf
    return float(np.percentile(np.repeat(distance, count), 100 * share))


def _added(columns: Sequence[NDArray[Any]], item: Ints, n: int) -> kernels.Histogram:
    """Columns of a histogram with the counts of equal rows added up, sorted, and offsets by item."""
    direction, code, sign, distance, count = columns
    order = np.lexsort((distance, sign, code, direction, item))
    keys: list[NDArray[Any]] = [column[order] for column in (item, direction, code, sign, distance)]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    starts = np.flatnonzero(first)
    counts = np.add.reduceat(count[order], starts) if len(starts) else count[:0]
    offsets = np.searchsorted(keys[0][starts], np.arange(n + 1)).astype(np.int64)
    return keys[1][starts], keys[2][starts], keys[3][starts], keys[4][starts], counts, offsets


def _restored(
    convention: SurfaceConvention,
    spacing: tuple[float, ...],
    histogram: kernels.Histogram,
    labels: Ints | None,
    single: bool,
) -> SurfaceDistances:
    return SurfaceDistances(convention, spacing, histogram, labels, single=single)
