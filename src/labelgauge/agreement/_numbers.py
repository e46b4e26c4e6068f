"""Ratings as the numbers that their categories stand for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement.coefficients import scores_of
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from labelgauge.kernels import agreement as kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Pair = tuple[Any, Any]


class Numbers(NamedTuple):
    """Ratings by unit, of units and raters that have any."""

    unit: Ints  # (n,), ascending
    rater: Ints  # (n,)
    value: Floats  # (n,), less `origin`
    origin: float
    per_unit: Ints  # (n_units,), how many ratings
    per_rater: Ints  # (n_raters,)

    @property
    def n_units(self) -> int:
        """Units that have ratings."""
        return len(self.per_unit)

    @property
    def n_raters(self) -> int:
        """Raters that have ratings."""
        return len(self.per_rater)

    @property
    def is_complete(self) -> bool:
        """Whether every rater has rated every unit."""
        return len(self.value) == self.n_units * self.n_raters

    def unit_sums(self, values: Floats) -> Floats:
        """Sums over the ratings of each unit; float64 (n_units,)."""
        return np.bincount(self.unit, weights=values, minlength=self.n_units).astype(np.float64)

    def rater_sums(self, values: Floats) -> Floats:
        """Sums over the ratings by each rater; float64 (n_raters,)."""
        return np.bincount(self.rater, weights=values, minlength=self.n_raters).astype(np.float64)


def numbers_of(ratings: Ratings, name: str) -> Numbers:
    """All ratings as numbers, centred, so that sums of squares do not cancel.

    Units are in an order that is of what was said about them alone: sums of floats depend on the order of their terms.

    Raises
    ------
    InputError
        If categories are not numbers, or units have weights.
    """
    refuse_weights(ratings, name)
    ratings = ratings.take(_order(ratings))
    value = scores_of(ratings, name)[ratings.code]
    origin = float(value.mean()) if len(value) else 0.0
    unit, per_unit = _without_gaps(_layout.unit_of(ratings.offsets), ratings.per_unit)
    rater, per_rater = _without_gaps(ratings.rater, np.bincount(ratings.rater, minlength=ratings.n_raters))
    return Numbers(unit, rater, value - origin, origin, per_unit, per_rater)


def _order(ratings: Ratings) -> Ints:
    """Positions of units, those of which the same raters said the same beside each other."""
    said = ratings.rater.astype(np.int64) * ratings.n_categories + ratings.code
    names, code = np.unique(said, return_inverse=True)  # so that they fit, however many raters and numbers there are
    _, _, _, pattern, _ = kernel.unit_patterns(ratings.offsets, code.astype(np.int32), len(names))
    return np.argsort(pattern, kind="stable")


def _without_gaps(place: NDArray[Any], counts: Ints) -> tuple[Ints, Ints]:
    """Places, and how often each is there, when those that are not there are left out."""
    occurs = counts > 0
    return (np.cumsum(occurs) - 1)[place], counts[occurs]


def refuse_weights(ratings: Ratings, name: str) -> None:
    """Refuse ratings of which units count differently.

    Raises
    ------
    InputError
        If units have weights.
    """
    if ratings.weight is not None:
        what = f"{name} counts every unit once, and these ratings have weights"
        raise InputError(what, fix="Make the ratings without weight=.")


class TwoRaters(NamedTuple):
    """What two raters gave to the units that both have rated, or why there are not two."""

    status: str
    names: tuple[Any, ...]
    first: Floats  # (n,)
    second: Floats  # (n,)


def two_raters(ratings: Ratings, pair: Pair | None, name: str) -> TwoRaters:
    """Numbers by the two raters that are named, or by the only two.

    Raises
    ------
    InputError
        If categories are not numbers, units have weights, or the pair are not two different raters of these ratings.
    """
    refuse_weights(ratings, name)
    scores = scores_of(ratings, name)
    places = _places(ratings, pair)
    if places is None:
        status = "anonymous_raters" if ratings.anonymous else "one_rater" if ratings.n_raters == 1 else "not_two_raters"
        return TwoRaters(status, (), np.zeros(0), np.zeros(0))
    unit = _layout.unit_of(ratings.offsets)
    codes = np.full((2, ratings.n_units), -1, np.int32)
    for side, rater in enumerate(places):
        chosen = ratings.rater == rater
        codes[side, unit[chosen]] = ratings.code[chosen]
    both = codes[:, np.all(codes >= 0, axis=0)]
    first, second = both[:, np.lexsort(both)]  # sums of floats that do not depend on the order of units
    status = "no_overlap" if len(first) == 0 else "one_unit" if len(first) == 1 else "ok"
    return TwoRaters(status, tuple(ratings.raters[list(places)].tolist()), scores[first], scores[second])


def _places(ratings: Ratings, pair: Pair | None) -> tuple[int, int] | None:
    if ratings.anonymous:
        return None
    if pair is None:
        return (0, 1) if ratings.n_raters == 2 else None
    names = ratings.raters.tolist()
    if not isinstance(pair, tuple | list) or len(pair) != 2 or pair[0] == pair[1]:
        what = f"pair must be the names of two raters, not {pair!r}"
        raise InputError(what)
    for name in pair:
        if name not in names:
            shown = ", ".join(map(repr, names[:6])) + (", …" if len(names) > 6 else "")
            what = f"pair names {name!r}, who is not among the {len(names)} raters: {shown}"
            raise InputError(what)
    return names.index(pair[0]), names.index(pair[1])
