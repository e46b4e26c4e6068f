"""Percentiles of many histograms of distances at once, each a segment of rows.

Rows of a segment need not be sorted. A segment without rows has the percentile NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DOUBT = 1e-9
"""Rounding moves a share of weight by less than this."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Rows of histograms.

    Parameters
    ----------
    segment
        int64 (k,), the segment of each row, 0 to n - 1.
    distance
        float64 (k,), what the percentile is taken of; may be infinite.
    weight
        float64 (k,), weight of each of a row's elements, above 0.
    count
        int64 (k,), number of a row's elements.
    n
        Number of segments.
    """

    segment: Ints
    distance: Floats
    weight: Floats
    count: Ints
    n: int


def weighted(rows: Segments, share: float) -> Floats:
    """The first distance at which the share of weight is reached, summed element by element.

    Elements are summed in the order of distance, then weight, as DeepMind's ``surface-distance`` does, and the sums are
    rounded as its are: where rounding could decide, elements are summed one by one.

    Parameters
    ----------
    rows
        The histograms.
    share
        0 to 1; 1 is the greatest distance.

    Returns
    -------
    float64 (n,)
        The percentiles.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.metrics._percentiles import Segments, weighted
    >>> rows = Segments(np.zeros(2, np.int64), np.array([1.0, 2]), np.array([3.0, 1]), np.array([1, 1]), 1)
    >>> weighted(rows, 0.7).tolist(), weighted(rows, 0.8).tolist()
    ([1.0], [2.0])
    """
    if share == 1:
        return _greatest(rows)
    order = np.lexsort((rows.distance, rows.segment))
    begin = np.searchsorted(rows.segment[order], np.arange(rows.n + 1))
    distance = rows.distance[order]
    first, last = _reached(rows, order, begin, (share - _DOUBT, share + _DOUBT))
    filled = np.flatnonzero(np.diff(begin))
    percentiles = np.full(rows.n, np.nan)
    percentiles[filled] = distance[first[filled]]
    for i in filled[distance[first[filled]] != distance[last[filled]]]:
        chosen = order[begin[i] : begin[i + 1]]
        percentiles[i] = _summed(rows.distance[chosen], rows.weight[chosen], rows.count[chosen], share)
    return percentiles


def linear(rows: Segments, share: float) -> Floats:
    """Interpolated between the two nearest elements, without weights, as ``numpy.percentile`` does.

    Parameters
    ----------
    rows
        The histograms; weights are not looked at.
    share
        0 to 1.

    Returns
    -------
    float64 (n,)
        The percentiles; infinite if the greater of the two is.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.metrics._percentiles import Segments, linear
    >>> rows = Segments(np.zeros(2, np.int64), np.array([1.0, 2]), np.ones(2), np.array([1, 1]), 1)
    >>> linear(rows, 0.25).tolist()
    [1.25]
    """
    order = np.lexsort((rows.distance, rows.segment))
    before = np.concatenate(([0], np.cumsum(rows.count[order])))  # elements before each row
    begin = np.searchsorted(rows.segment[order], np.arange(rows.n + 1))
    n_elements = before[begin[1:]] - before[begin[:-1]]
    filled = np.flatnonzero(n_elements)
    place = (n_elements[filled] - 1) * share
    lower = np.floor(place)

    def element(rank: Floats) -> Floats:
        at = before[begin[filled]] + np.minimum(rank, n_elements[filled] - 1).astype(np.int64)
        found: Floats = rows.distance[order][np.searchsorted(before, at, side="right") - 1]
        return found

    percentiles = np.full(rows.n, np.nan)
    percentiles[filled] = _between(element(lower), element(lower + 1), place - lower)
    return percentiles


def _greatest(rows: Segments) -> Floats:
    greatest = np.full(rows.n, -np.inf)
    np.maximum.at(greatest, rows.segment, rows.distance)
    return np.where(greatest < 0, np.nan, greatest)


def _reached(
    rows: Segments, order: NDArray[np.intp], begin: NDArray[np.intp], shares: tuple[float, ...]
) -> tuple[NDArray[np.intp], ...]:
    """Row (in order) at which each segment's share of weight is reached, for each share; the last if it never is."""
    weight = rows.weight[order] * rows.count[order]
    segment = rows.segment[order]
    total = np.bincount(segment, weights=weight, minlength=rows.n)
    reached = np.zeros(len(weight))
    for i in np.flatnonzero(np.diff(begin)):
        np.cumsum(weight[begin[i] : begin[i + 1]], out=reached[begin[i] : begin[i + 1]])
    keys = segment + np.minimum(reached / total[segment], 1)
    last = np.maximum(begin[1:] - 1, begin[:-1])
    return tuple(np.clip(np.searchsorted(keys, np.arange(rows.n) + share), begin[:-1], last) for share in shares)


def _summed(distance: Floats, weight: Floats, count: Ints, share: float) -> float:
    order = np.lexsort((weight, distance))
    distances, weights = (np.repeat(values[order], count[order]) for values in (distance, weight))
    reached = np.cumsum(weights) / np.sum(weights)
    return float(distances[min(int(np.searchsorted(reached, share)), len(distances) - 1)])


def _between(low: Floats, high: Floats, fraction: Floats) -> Floats:
    """From the nearer end, in NumPy's order of operations; an end with fraction 0 is not looked at."""
    whole = fraction == 0
    with np.errstate(invalid="ignore"):
        step = high - low
        between: Floats = np.where(fraction < 0.5, low + step * fraction, high - step * (1 - fraction))
    return np.where(whole | (low == high), low, np.where(np.isinf(high), np.inf, between))
