"""Units in an order that is of what was said about them alone, so that no result depends on how shards were added."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement.ratings import Ratings


def in_order(ratings: Ratings, patterns: Patterns) -> tuple[Ratings, Patterns]:
    """Ratings by pattern, then weight, then cluster, where sums or draws are over units that differ in these.

    Sums of floats depend on the order of their terms, and draws on the places of what is drawn.
    """
    if ratings.cluster is None and ratings.weight is None:
        return ratings, patterns
    keys = [column for column in (ratings.cluster, ratings.weight) if column is not None]
    order = np.lexsort((*keys, patterns.of_unit))
    of_unit = patterns.of_unit[order]
    return ratings.take(order), replace(patterns, find_of_unit=lambda: of_unit)
