"""Pairs of raters as an agreement card has them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from labelgauge._table import Table
from labelgauge.agreement.names import PairCoefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings

COLUMNS = ("first", "second", "n_units", "value", "low", "high", "status")


class RaterPairs(NamedTuple):
    """A coefficient of all pairs of raters.

    Attributes
    ----------
    table
        A row for each pair with a unit in common, those of the lowest value first.
    status
        ``"ok"``, or ``"anonymous_raters"``: then there are no rows.
    n_groups
        Groups of raters that nothing links, so that values of different ones are not comparable; 0 of anonymous ones.
    warning
        The same in a sentence; empty where there is one group.
    """

    table: Table
    status: str
    n_groups: int
    warning: str


def rater_pairs(
    ratings: Ratings, coefficient: PairCoefficient, *, weights: str, min_overlap: int, options: Options
) -> RaterPairs:
    """Measure all pairs of raters.

    Parameters
    ----------
    ratings
        Who said what.
    coefficient
        Name of the coefficient.
    weights
        How nearly categories agree.
    min_overlap
        Units that a pair needs in common for a value.
    options
        ``ci``, of which None alone matters: intervals are analytic, over clusters where there are some; ``confidence``
        and ``threads``.

    Raises
    ------
    InputError
        If the coefficient is unknown, or units have weights.
    """
    found = pairwise_agreement(
        ratings,
        coefficient,
        min_overlap=min_overlap,
        weights=weights,
        confidence=options["confidence"],
        threads=options["threads"],
    )
    none = np.full(len(found.first), np.nan)
    low, high = (none, none) if options["ci"] is None else (found.pair_low, found.pair_high)
    rows = found.pairs
    names = [rows[side].tolist() for side in ("first", "second")]
    columns = (*names, found.pair_n, found.pair_value, low, high, rows["status"])
    table = Table(dict(zip(COLUMNS, columns, strict=True))).take(np.argsort(found.pair_value, kind="stable"))
    n_groups = len(np.unique(found.components)) if found.status == "ok" else 0
    return RaterPairs(table, found.status, n_groups, found.warning)
