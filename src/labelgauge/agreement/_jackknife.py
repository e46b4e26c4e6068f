"""The coefficient without each unit, or without each cluster, and the standard error that follows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._blocks import rows_together
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model, Sums
from labelgauge.agreement._things import Things

Floats = NDArray[np.float64]

_ROUNDING = 1e-12
"""Less than this share of a sum is what rounding has left of nothing."""


def without_each(patterns: Patterns, model: Model, things: Things) -> Floats:
    """The coefficient without one of each of these things; float64 (t,), NaN where it is undefined."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - takes long to import

    rows = model.rows(patterns)
    whole = rows.sums(patterns.weight)
    n = len(things.times)
    begin = np.searchsorted(things.thing, np.arange(n + 1))
    made_of = csr_array((things.weight, things.pattern, begin), shape=(n, len(patterns)))
    values = np.empty(n)
    together = rows_together(rows.dense.shape[1] + rows.category.shape[1])
    for first in range(0, n, together):
        some = slice(first, first + together)
        gone = rows.sums(made_of[some])
        left = Sums(*(_less(total, part) for total, part in zip(whole, gone, strict=True)))
        values[some] = model.at_rows(left).value
    return values


def jackknife_error(values: Floats, times: Floats, n_population: float = np.inf) -> float:
    """Standard error from what is left without each of n things, alike ones there so often; NaN if one is undefined."""
    n = float(times.sum())
    if n < 2 or np.isnan(values).any():
        return np.nan
    apart = values - values @ times / n
    return float(np.sqrt(max(0.0, 1 - n / n_population) * (n - 1) / n * (times @ apart**2)))


def _less(total: Floats, part: Floats) -> Floats:
    left = total - part
    return np.where(np.abs(left) > _ROUNDING * np.abs(total), left, 0.0)
