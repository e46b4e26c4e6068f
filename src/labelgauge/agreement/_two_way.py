"""Standard errors where units and raters are both samples: raters differ, and others would have been asked.

The variance is that over units (or clusters) plus that over raters less what both have counted, that of ratings by
themselves (Cameron, Gelbach & Miller 2011). Influences of raters are sums over their ratings. Centred influences have
already lost what raters share by having rated the same units, and units by having been rated by the same raters; so
that much of the mean influence of a unit, and of a rater, is not taken off again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._by_rating import RatedModel, rating_influences
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._rater_pairs import PairKappas
from labelgauge.agreement._rest import entry_of_ratings
from labelgauge.agreement._things import numbered
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FEWEST_RATERS = 3
"""Of two, neither can be left out."""


class Cells(NamedTuple):
    """Influences of what a rater said about a unit or a cluster."""

    thing: Ints  # (c,)
    rater: Ints  # (c,)
    influence: Floats  # (c,)


def two_way_error(
    ratings: Ratings, patterns: Patterns, model: RatedModel, counted: NDArray[np.bool_], se: float, share: float
) -> tuple[float, int]:
    """Standard error over units and raters, and how many raters there are.

    Parameters
    ----------
    ratings, patterns, model
        A coefficient, of raters who are known.
    counted
        bool (p,), which patterns count.
    se
        Standard error over units or clusters.
    share
        Of the units that there are, how many have not been rated.

    Returns
    -------
    tuple
        NaN where there are too few raters.
    """
    cells = _cells(ratings, patterns, model, counted)
    thing, n_things = numbered(cells.thing)
    rater, n_raters = numbered(cells.rater)
    if n_raters < FEWEST_RATERS:
        return np.nan, n_raters
    # With the last factor it is, of a mean over pairs of raters who rated all, what leaving out raters gives.
    few = n_raters / (n_raters - 1) * ((n_raters - 1) / (n_raters - 2)) ** 2
    of_rater = np.bincount(rater, weights=cells.influence)
    raters = few * float(np.sum((of_rater - of_rater.mean()) ** 2))
    per_thing, per_rater = np.bincount(thing), np.bincount(rater)
    thing_lost = per_rater[rater] / n_things * (np.bincount(thing, weights=cells.influence) / per_thing)[thing] ** 2
    rater_lost = per_thing[thing] / n_raters * (of_rater / per_rater)[rater] ** 2
    shared = max(float(np.sum(cells.influence**2 - thing_lost - rater_lost)), 0.0)
    both = few * n_things / max(n_things - 1, 1) * shared
    return float(np.sqrt(se**2 + max(raters - share * both, 0.0))), n_raters


def _cells(ratings: Ratings, patterns: Patterns, model: RatedModel, counted: NDArray[np.bool_]) -> Cells:
    unit = _layout.unit_of(ratings.offsets)
    keep = counted[patterns.of_unit[unit]]
    if isinstance(model, PairKappas):
        keep &= np.isin(ratings.rater, model.raters)
    influence = rating_influences(patterns, model)[entry_of_ratings(ratings, patterns)[keep]]
    unit, rater = unit[keep], ratings.rater[keep].astype(np.int64)
    if ratings.weight is not None:
        influence = influence * ratings.weight[unit]
    if ratings.cluster is None:
        return Cells(unit, rater, influence)
    names, cell = np.unique(ratings.cluster[unit].astype(np.int64) * ratings.n_raters + rater, return_inverse=True)
    return Cells(
        names // ratings.n_raters, names % ratings.n_raters, np.bincount(cell, weights=influence).astype(np.float64)
    )
