"""What is known of the distances between surfaces: exact histograms, and the numbers that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError, UndefinedError, check_instance
from labelgauge.geometry._columns import frozen
from labelgauge.kernels import _check
from labelgauge.kernels import surface as kernels
from labelgauge.kernels.surface import Histogram
from labelgauge.metrics import _histogram_rows, _percentiles
from labelgauge.metrics._corner_weights import corner_weights
from labelgauge.metrics._empty import EmptyPolicy
from labelgauge.metrics.surface_conventions import SurfaceConvention

if TYPE_CHECKING:
    from labelgauge.metrics.surface_bias import Bias

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


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


@dataclass(frozen=True, slots=True)
class _Elements:
    """Elements of surfaces that are alike: (k,) each."""

    item: Ints
    side: Ints  # whose surface: 0 = gold's, 1 = the candidate's
    distance: Floats
    weight: Floats
    count: Ints
    is_first: NDArray[np.bool_]  # whether item, side or code are others than in the row before
    total: Ints  # their number by item and side, (n, 2)


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
        float64 (n, 2) or (n, 3), distance of neighbouring voxels along each axis of each item; the unit of all
        distances.
    histogram
        Columns of `labelgauge.kernels.surface`: direction, code, sign, distance, count, and offsets by item.
    labels
        int64 (n,), the label of each item, or None.
    single
        Whether this is one pair, of which numbers are floats.
    exact_up_to
        Distances beyond this are not known (see `surface_distances_chunked`) and are infinite in the histogram; numbers
        that depend on them are NaN.

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

    __slots__ = ("_known_elements", "convention", "exact_up_to", "histogram", "labels", "single", "spacing")

    convention: SurfaceConvention
    spacing: Floats
    histogram: Histogram
    labels: Ints | None
    single: bool
    exact_up_to: float
    _known_elements: _Elements | None

    def __init__(
        self,
        convention: SurfaceConvention,
        spacing: Floats,
        histogram: Histogram,
        labels: Ints | None = None,
        *,
        single: bool = False,
        exact_up_to: float = np.inf,
    ) -> None:
        for name, value in (
            ("convention", convention),
            ("spacing", frozen(spacing)),
            ("histogram", tuple(frozen(column) for column in histogram)),
            ("labels", None if labels is None else frozen(labels)),
            ("single", single),
            ("exact_up_to", exact_up_to),
            ("_known_elements", None),
        ):
            object.__setattr__(self, name, value)

    @property
    def n_elements(self) -> Ints:
        """Surface elements of gold and of the candidate; int64 (n, 2)."""
        return self._elements.total

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

    @property
    def n_beyond(self) -> Ints:
        """Elements of both surfaces whose distance is not known, only that it is beyond `exact_up_to`; int64 (n,)."""
        has_both = ~self._empty.any(axis=1, keepdims=True)
        elements = self._elements
        unknown = self._by_side(elements.count * np.isinf(elements.distance)) * has_both
        beyond: Ints = unknown.sum(axis=1).astype(np.int64)
        return beyond

    def nsd(
        self,
        tolerance: ArrayLike,
        *,
        tie: Literal["closed", "closed_eps"] = "closed",
        empty: EmptyPolicy | str = EmptyPolicy.UNDEFINED,
    ) -> Any:
        r"""Normalized surface distance (surface Dice): the share of both surfaces within a tolerance of the other.

        .. math::

            \mathrm{NSD}_\tau =
            \frac{\sum_{D_{GC} \le \tau} w_G + \sum_{D_{CG} \le \tau} w_C}{\sum w_G + \sum w_C}

        Parameters
        ----------
        tolerance
            τ, one number or a list, not below 0, in the unit of the spacing. Distances equal to it are within.
        tie
            What is equal: ``"closed"``, what float64 says, as in other libraries; ``"closed_eps"``, also what is
            greater by a factor of up to 1 + 2⁻⁵⁰, as a distance of three steps of 0.1 is greater than 0.3.
        empty
            What it is of two masks without surface: NaN by default, 1 with ``"agree"``, or an error with ``"raise"``.

        Returns
        -------
        float or float64 array
            (n,), or (n, number of tolerances); without the n for a single pair. 0 if only one side has a surface.

        Raises
        ------
        InputError
            If a tolerance is not a finite number of at least 0 or is beyond `exact_up_to`, or `tie` or `empty` is
            unknown.
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
        tolerances = checked_tolerances(tolerance)
        if np.any(tolerances > self.exact_up_to):
            what = f"distances are known up to {self.exact_up_to:g}, but the tolerance is {tolerances.max():g}"
            raise InputError(what, where="nsd", fix="Make the chunks' halo wider.")
        within = reached_by(tolerances, tie)
        shares = [self._share_within(float(tau), empty) for tau in np.atleast_1d(within)]
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
        rule = _percentiles.weighted if self.convention.percentile == "weighted" else _percentiles.linear
        sides = 1 if self.convention.percentile == "pooled" else 2
        elements = self._elements
        segment = elements.item if sides == 1 else 2 * elements.item + elements.side
        rows = _percentiles.Segments(segment, elements.distance, elements.weight, elements.count, sides * len(self))
        values = np.fmax.reduce(rule(rows, share).reshape(-1, sides), axis=1)
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
        elements = self._elements
        np.fmax.at(greatest, (elements.item, elements.side), elements.distance)
        columns = (means[:, 0], means[:, 1], greatest[:, 0], greatest[:, 1])
        return DirectedDistances(*(self._shown(self._known(column)) for column in columns))

    def bias(
        self,
        tolerance: float = 0.0,
        *,
        clusters: ArrayLike | None = None,
        confidence: float = 0.95,
        draws: int = 1000,
        seed: int = 0,
    ) -> Bias:
        """Which way the candidate's surface is off, over all of the surface, by side and by direction.

        Parameters
        ----------
        tolerance
            The shares of surface `Bias.outside` and `Bias.inside` count offsets beyond this; in the unit of the
            spacing, at least 0.
        clusters
            (n,), what each item belongs to (its image, its case): items of one cluster are not independent. By default
            every item is a cluster of its own.
        confidence
            Of the intervals, between 0 and 1.
        draws, seed
            Of the bootstrap over clusters.

        Returns
        -------
        Bias
            Mean signed offsets with spread, shares and intervals; see there.

        Raises
        ------
        InputError
            If an argument is not as described.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> gold, candidate = np.zeros((2, 40, 40), dtype=bool)
        >>> gold[10:30, 10:30], candidate[10:30, 8:30] = True, True  # two pixels too far to the left
        >>> bias = lg.surface_distances(gold, candidate, spacing=(1, 1)).bias()
        >>> {name: round(bias[name].mean, 2) for name in ("left", "right", "top")}
        {'left': 2.0, 'right': 0.0, 'top': 0.0}
        """
        from labelgauge.metrics.surface_bias import bias_of  # noqa: PLC0415 - it is made of values of this class

        return bias_of(self, tolerance, clusters, confidence, draws, seed)

    def pooled(self) -> SurfaceDistances:
        """All items taken together as one, their histograms added up.

        Returns
        -------
        SurfaceDistances
            A single item.

        Raises
        ------
        InputError
            If there are no items, or their spacings differ, so that elements of one code differ in weight.

        Examples
        --------
        >>> import numpy as np
        >>> import labelgauge as lg
        >>> labels = np.array([[1, 1, 0, 2, 2]])
        >>> d = lg.surface_distances(labels, labels, spacing=(1, 1))
        >>> len(d), len(d.pooled()), d.pooled().hausdorff()
        (2, 1, 0.0)
        """
        if len(self) == 0 or np.any(self.spacing != self.spacing[:1]):
            what = "no items to pool" if len(self) == 0 else "items of different spacing cannot be pooled"
            raise InputError(what, where="pooled")
        one = np.zeros(len(self.histogram[0]), dtype=np.int64)
        histogram = _histogram_rows.added([self.histogram], [one], 1)
        return SurfaceDistances(self.convention, self.spacing[:1], histogram, single=True, exact_up_to=self.exact_up_to)

    def __len__(self) -> int:
        return len(self.histogram[5]) - 1

    def __add__(self, other: SurfaceDistances) -> Self:
        check_instance(other, SurfaceDistances, "what is added", fix="Add the values of two shards of the same items.")
        if not self._has_items_of(other):
            what = "shards must have the same items, convention and spacing to be added"
            raise InputError(what, fix="Add up pooled() values if their items differ.")
        items = [_histogram_rows.items_of(value.histogram) for value in (self, other)]
        histogram = _histogram_rows.added([self.histogram, other.histogram], items, len(self))
        return type(self)(
            self.convention,
            self.spacing,
            histogram,
            self.labels,
            single=self.single,
            exact_up_to=min(self.exact_up_to, other.exact_up_to),
        )

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, SurfaceDistances)
            and self._has_items_of(other)
            and (self.single, self.exact_up_to) == (other.single, other.exact_up_to)
            and all(np.array_equal(self.histogram[k], other.histogram[k]) for k in range(6))
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"SurfaceDistances({len(self)} item{'' if len(self) == 1 else 's'}, {self.convention.name})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (
            self.convention,
            self.spacing,
            self.histogram,
            self.labels,
            self.single,
            self.exact_up_to,
        )

    def __setattr__(self, name: str, value: Any) -> None:
        what = f"SurfaceDistances is frozen; {name} cannot be set"
        raise AttributeError(what)

    def _has_items_of(self, other: SurfaceDistances) -> bool:
        mine, theirs = ((value.convention, len(value), value.labels is None) for value in (self, other))
        return (
            mine == theirs
            and np.array_equal(self.spacing, other.spacing)
            and (self.labels is None or np.array_equal(self.labels, np.asarray(other.labels)))
        )

    @property
    def _elements(self) -> _Elements:
        """The rows of the histogram that are about elements of a surface, made when they are first asked for."""
        if self._known_elements is not None:
            return self._known_elements
        direction, code, _, distance, count, _ = self.histogram
        weight = np.ones(len(code))
        if self.convention.weighted:
            weight = _histogram_rows.by_code(self.histogram, self.spacing, corner_weights)
        rows = direction < kernels.FACES
        item = _histogram_rows.items_of(self.histogram)
        keys = (item[rows], direction[rows].astype(np.int64), code[rows])
        is_first = np.ones(len(keys[0]), np.bool_)
        is_first[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
        total = np.bincount(2 * keys[0] + keys[1], weights=count[rows], minlength=2 * len(self)).astype(np.int64)
        elements = _Elements(
            *keys[:2], distance[rows], weight[rows], count[rows], is_first, frozen(total.reshape(-1, 2))
        )
        object.__setattr__(self, "_known_elements", elements)
        return elements

    @property
    def _empty(self) -> NDArray[np.bool_]:
        empty: NDArray[np.bool_] = self.n_elements == 0
        return empty

    @property
    def _weights(self) -> Floats:
        return self._weighed(self._elements.count)

    def _weighed(self, counts: Ints) -> Floats:
        """Weights of so many elements of each row, by item and side.

        Elements of one weight are counted before they are weighed, so that sums are rounded in one order, however
        finely distances are told apart.
        """
        elements = self._elements
        alike = np.flatnonzero(elements.is_first)
        if len(alike) == 0:
            return np.zeros((len(self), 2))
        sums = np.add.reduceat(counts, alike) * elements.weight[alike]
        place = 2 * elements.item[alike] + elements.side[alike]
        return np.bincount(place, weights=sums, minlength=2 * len(self)).astype(np.float64).reshape(-1, 2)

    @property
    def _sums(self) -> Floats:
        """Weighted sums of distances by item and side."""
        elements = self._elements
        return self._by_side(elements.weight * elements.count * elements.distance)

    def _by_side(self, values: NDArray[Any]) -> Floats:
        """Sums of what each row of elements has, by item and side; float64 (n, 2)."""
        elements = self._elements
        place = 2 * elements.item + elements.side
        sums: Floats = np.bincount(place, weights=values, minlength=2 * len(self)).astype(np.float64)
        return sums.reshape(-1, 2)

    def _share_within(self, tolerance: float, empty: EmptyPolicy | str) -> Floats:
        elements = self._elements
        within = self._weighed(elements.count * (elements.distance <= tolerance))
        if self.convention.agreement == "mean_of_directions":
            shares = np.where(self._empty.any(axis=1), 0.0, _ratio(within, self._weights).mean(axis=1))
        else:
            shares = _ratio(within.sum(axis=1), self._weights.sum(axis=1))
        return self._with_policy(shares, empty, 1.0, "nsd")

    def _filled(self, values: Floats, empty: EmptyPolicy | str, agree: float, metric: str) -> Floats:
        """Infinite where one side has no surface, and by policy where neither has."""
        one_side = self._empty.any(axis=1)
        return self._with_policy(np.where(one_side, np.inf, self._known(values)), empty, agree, metric)

    def _known(self, values: Floats) -> Floats:
        """NaN where both sides have a surface, but a distance that matters is not known."""
        return np.where(np.isinf(values) & ~self._empty.any(axis=1), np.nan, values)

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


def checked_tolerances(tolerance: ArrayLike) -> Floats:
    """Check one tolerance or a list of them: finite, not below 0; float64 () or (t,)."""
    tolerances = np.asarray(tolerance)
    if tolerances.dtype.kind not in "iuf" or tolerances.ndim > 1 or not np.all(np.isfinite(tolerances)):
        what = f"tolerance must be a finite number or a list of them, not {tolerance!r}"
        raise InputError(what, where="nsd")
    if np.any(tolerances < 0):
        what = f"tolerance must not be below 0, found {tolerances.min():g}"
        raise InputError(what, where="nsd")
    return tolerances.astype(np.float64)


def reached_by(tolerances: Floats, tie: str) -> Floats:
    """The greatest distances that are within each tolerance."""
    if tie not in {"closed", "closed_eps"}:
        what = f"tie must be 'closed' or 'closed_eps', not {tie!r}"
        raise InputError(what, where="nsd")
    return tolerances if tie == "closed" else tolerances * (1 + 4 * np.finfo(np.float64).eps)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    quotient: Floats = np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator != 0)
    return quotient


def _restored(
    convention: SurfaceConvention,
    spacing: Floats,
    histogram: Histogram,
    labels: Ints | None,
    single: bool,
    exact_up_to: float,
) -> SurfaceDistances:
    return SurfaceDistances(convention, spacing, histogram, labels, single=single, exact_up_to=exact_up_to)
