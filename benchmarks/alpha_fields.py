"""Fields of Krippendorff's alpha: its value, from ratings and from tables, and the interval of its bootstrap.

Ratings are 1 to 5. Everybody has them in hand in the form they are quickest with, or, in rows about tables, in the
one that the row names: floats with NaN, or bytes with -1, where there is no rating.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Literal

import numpy as np
from agreement_fields import codes
from contest import Call, Field, entered, memory_floor
from numpy.typing import NDArray

import labelgauge as lg

Floats = NDArray[np.float64]
Bytes = NDArray[np.int8]
Start = Literal["ratings", "known", "floats", "bytes"]

STARTS: dict[str, Start] = {"": "ratings", " again": "known", " from floats": "floats", " from bytes": "bytes"}
"""What ours begins with, as rows name it; `again`, ratings that a coefficient was asked of before."""
LEVELS = ("nominal", "ordinal", "interval", "ratio")
N_CATEGORIES = 5
MISSING = -1
N_DRAWS = 1000
DRAWN_IN_A_LOOP = 2
"""Draws of a loop that would need minutes for all: its time is multiplied."""
SCORES = np.arange(1, N_CATEGORIES + 1, dtype=np.float64)


def of_units(n_units: int, n_raters: int, missing: float, level: str, start: Start) -> Field:
    """Alpha of so many units, from `Ratings` or from a table of all that was said."""
    table = rated(n_raters, n_units, missing)
    floats = np.where(table == MISSING, np.nan, table)
    ratings = lg.Ratings.from_matrix(table, missing=MISSING) if start in {"ratings", "known"} else None

    def ours(threads: int = 1) -> Any:
        given: Any = floats if ratings is None else ratings
        if start == "ratings":
            given = copy(ratings)  # which knows nothing of what was found before
        elif start == "bytes":
            given = lg.Ratings.from_matrix(table, missing=MISSING)
        return np.float64(lg.krippendorff_alpha(given, level=level, ci=None, threads=threads).value)

    def by_krippendorff(krippendorff: Any) -> Call:
        def call() -> Any:
            given = np.where(table == MISSING, np.nan, table) if start == "bytes" else floats
            return krippendorff.alpha(given, level_of_measurement=level)

        return call

    def by_krippendorff_on_counts(krippendorff: Any) -> Call:
        counts = bins(table).T
        return lambda: krippendorff.alpha(value_counts=counts, value_domain=SCORES, level_of_measurement=level)

    def by_numpy(count: Callable[[NDArray[Any]], NDArray[Any]]) -> Callable[[Any], Call]:
        given = floats if start == "floats" else table
        return lambda _: lambda: alpha(coincidences(count(given)), level)

    peers = {"krippendorff": by_krippendorff, "NumPy": by_numpy(bins), "NumPy by category": by_numpy(passes)}
    if ratings is not None:
        peers["krippendorff on counts"] = by_krippendorff_on_counts
    read = [floats if start == "floats" else table] if ratings is None else [ratings.cells]
    return Field(ours, entered(peers), same, memory_floor(read))


def of_draws(n_units: int, n_raters: int, missing: float, level: str) -> Field:
    """Alpha and its interval from a thousand draws of units.

    Others draw with numbers of their own, so that their interval is near ours, not equal; a loop, which draws a few
    times only, has none.
    """
    table = rated(n_raters, n_units, missing)
    ratings = lg.Ratings.from_matrix(table, missing=MISSING)

    def ours(threads: int = 1) -> Any:
        found = lg.krippendorff_alpha(copy(ratings), level=level, ci="bootstrap", draws=N_DRAWS, threads=threads)
        return np.array([found.value, found.low, found.high])

    def by_numpy(_: Any) -> Call:
        return lambda: bootstrap_on_patterns(table, level)

    def by_krippendorff(krippendorff: Any) -> Call:
        counts = bins(table).T

        def call() -> Any:
            rng = np.random.default_rng(1)
            for _ in range(DRAWN_IN_A_LOOP):
                drawn = counts[rng.integers(n_units, size=n_units)]
                value = krippendorff.alpha(value_counts=drawn, value_domain=SCORES, level_of_measurement=level)
            return np.array([value, np.nan, np.nan])

        return call

    peers = {"NumPy": by_numpy, "krippendorff on counts": by_krippendorff}
    floor = memory_floor([ratings.cells])
    times = {"krippendorff on counts": N_DRAWS / DRAWN_IN_A_LOOP}
    return Field(ours, entered(peers), near, floor, times)


def rated(n_raters: int, n_units: int, missing: float) -> Bytes:
    """Ratings from 1 as a table (raters, units)."""
    found = codes(n_raters, n_units, missing, N_CATEGORIES)
    return np.where(found < 0, MISSING, found + 1).astype(np.int8)


def same(mine: Any, theirs: Any) -> bool:
    """krippendorff adds up a million numbers one by one."""
    return bool(abs(mine - theirs) < 1e-10)


def near(mine: Floats, theirs: Floats) -> bool:
    """Equal but for chance: of a draw up to six standard errors, of an end of an interval half of one."""
    error = (mine[2] - mine[1]) / 3.92
    reach = error * np.array([0.001 if np.isfinite(theirs[1]) else 6, 0.5, 0.5])
    return bool(np.all((np.abs(mine - theirs) < reach) | np.isnan(theirs)))


def bins(table: NDArray[Any]) -> NDArray[np.int64]:
    """By hand: how often each unit was given each rating, (categories, units), in one count of all."""
    given = np.nan_to_num(table) if table.dtype.kind == "f" else np.maximum(table, 0)
    n_bins = N_CATEGORIES + 1  # the first holds what is missing
    place = (given + n_bins * np.arange(table.shape[1])).astype(np.int64, copy=False)
    return np.bincount(place.ravel(), minlength=n_bins * table.shape[1]).reshape(-1, n_bins)[:, 1:].T


def passes(table: NDArray[Any]) -> Bytes:
    """By hand: the same with a pass over the table for each category, many entries to an instruction."""
    return np.stack([(table == score).view(np.int8).sum(axis=0, dtype=np.int8) for score in SCORES])


def coincidences(counts: NDArray[Any]) -> Floats:
    """By hand: Krippendorff's table of pairs of ratings, in a product of matrices."""
    counts = counts.astype(np.float64)
    n = counts.sum(axis=0)
    shared = counts * ((n >= 2) / np.maximum(n - 1, 1))
    pairs: Floats = shared @ counts.T
    return pairs - np.diag(shared.sum(axis=1))


def alpha(pairs: Floats, level: str) -> Any:
    """By hand: alpha of tables of pairs (…, categories, categories)."""
    n = pairs.sum(axis=-1)
    scores = np.cumsum(n, axis=-1) - n / 2 if level == "ordinal" else SCORES
    one, other = scores[..., :, None], scores[..., None, :]
    if level == "nominal":
        apart = (one != other).astype(np.float64)
    else:
        apart = ((one - other) / (one + other if level == "ratio" else 1)) ** 2
    within, between = (np.sum(table * apart, axis=(-2, -1)) for table in (pairs, n[..., :, None] * n[..., None, :]))
    return 1 - (n.sum(axis=-1) - 1) * within / between


def bootstrap_on_patterns(table: Bytes, level: str) -> Floats:
    """By hand, and with care: units of the same counts are drawn together, and draws are a product of matrices."""
    counts = passes(table)
    key = np.zeros(counts.shape[1], np.int64)
    for row in counts:
        key = key * (len(table) + 1) + row
    _, first, times = np.unique(key, return_index=True, return_counts=True)
    ours = counts[:, first].astype(np.float64)
    n = ours.sum(axis=0)
    shared = ours * ((n >= 2) / np.maximum(n - 1, 1))
    pairs = shared[:, None, :] * (ours[None, :, :] - np.eye(N_CATEGORIES)[:, :, None])
    drawn = np.random.default_rng(1).multinomial(times.sum(), times / times.sum(), N_DRAWS)
    shape = (-1, N_CATEGORIES, N_CATEGORIES)
    weighted = np.vstack((times, drawn)) @ pairs.reshape(-1, len(times)).T
    value, *draws = alpha(weighted.reshape(shape), level)
    return np.array([value, *np.quantile(draws, [0.025, 0.975])])
