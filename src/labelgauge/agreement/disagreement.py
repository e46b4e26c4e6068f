"""How far two categories are apart, from 0 upwards: the levels of measurement of Krippendorff's alpha.

Source: Krippendorff, "Computing Krippendorff's alpha-reliability", 2011; Passonneau 2006 (MASI).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement._apart import Apart, by_function, by_kernel, by_table
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.weights import MOST_CATEGORIES, check_squares
from labelgauge.errors import InputError
from labelgauge.kernels._functions import elementwise

Floats = NDArray[np.float64]
Level = str | ArrayLike | Callable[[Any, Any], float]

_MOST_IN_TABLE = 256
"""Most numbers that a table is made for: half a megabyte."""
_MOST_NUMBERS = 2**17
"""Most numbers of which all pairs are looked at: it takes a minute."""
_ON_TRIAL = 64
"""Numbers of which all pairs are checked, so that a function that is no disagreement is found out."""


def disagreement(level: Level, ratings: Ratings, *, threads: int = 1) -> Apart:
    """Sums of disagreement at a level that has no closed form.

    Parameters
    ----------
    level
        As for `disagreement_table`, or a function of two numbers, which Numba compiles.
    ratings
        Whose categories.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    Apart
        Of up to 256 categories by a table; of more numbers, or by a function, without one: memory does not grow with
        the square of their number, time does.

    Raises
    ------
    InputError
        As `disagreement_table`; also if Numba cannot compile a function, or what it gives is no disagreement.

    Examples
    --------
    >>> import labelgauge as lg
    >>> alpha = lg.krippendorff_alpha([[1, 3, 2], [1, 4, 2]], level=lambda a, b: abs(a - b), ci=None)
    >>> round(alpha.value, 3)
    0.762
    """
    if callable(level):
        return _by_function(level, ratings)
    if isinstance(level, str) and level in NUMBERS and ratings.n_categories > _MOST_IN_TABLE:
        scores = _numbers(level, ratings)
        if len(scores) > _MOST_NUMBERS:
            what = f"level={level!r} compares all pairs of categories: {len(scores):,} are too many"
            raise InputError(what, fix=f"At most {_MOST_NUMBERS:,} can be; level='interval' needs no pairs.")
        return by_kernel(level, scores, threads)
    return by_table(disagreement_table(level, ratings))


def disagreement_table(level: str | ArrayLike, ratings: Ratings) -> Floats:
    """How far each two categories are apart, squared where Krippendorff squares.

    Parameters
    ----------
    level
        ``"ratio"``, ``"circular"`` or ``"bipolar"`` for numbers, ``"jaccard"`` or ``"masi"`` for sets, or a table.
    ratings
        Whose categories.

    Returns
    -------
    float64 (q, q)
        Symmetric, not below 0, and 0 on the diagonal.

    Raises
    ------
    InputError
        If the level is unknown or does not suit the categories, there are too many of them, or a table is no
        disagreement.

    Examples
    --------
    >>> import labelgauge as lg
    >>> from labelgauge.agreement.disagreement import disagreement_table
    >>> disagreement_table("ratio", lg.Ratings.from_matrix([[1, 3], [1, 3]])).tolist()
    [[0.0, 0.25], [0.25, 0.0]]
    """
    n = ratings.n_categories
    if not isinstance(level, str):
        return _checked(np.asarray(level, dtype=np.float64), n)
    if level not in NUMBERS and level not in SETS:
        names = ", ".join(map(repr, ("nominal", "ordinal", "interval", *NUMBERS, *SETS)))
        what = f"level must be a table or one of {names}, not {level!r}"
        raise InputError(what)
    if n > MOST_CATEGORIES:
        what = f"level={level!r} needs a table of all pairs of categories: {n:,} are too many"
        raise InputError(what, fix=f"At most {MOST_CATEGORIES:,} can be held; level='interval' needs no table.")
    if level in NUMBERS:
        return NUMBERS[level](_numbers(level, ratings))
    if n > 0 and ratings.categories.dtype != object:  # without ratings nothing says what they would have been
        what = f"level={level!r} needs labels that are sets, and categories are not: {ratings.categories[:6].tolist()}"
        raise InputError(what)
    categories = ratings.categories.tolist()
    return np.array([[SETS[level](a, b) for b in categories] for a in categories]).reshape(n, n)


def _numbers(level: str, ratings: Ratings) -> Floats:
    if ratings.scores is None:
        what = f"level={level!r} needs numbers, and categories are not: {ratings.categories[:6].tolist()}"
        raise InputError(what, fix="Give each category a number with scores= when the ratings are made.")
    if level == "ratio" and np.any(ratings.scores < 0):
        what = f"level='ratio' needs numbers of at least 0, found {ratings.scores.min():g}"
        raise InputError(what)
    check_squares(ratings.scores, f"level={level!r}")
    return ratings.scores


def _by_function(function: Callable[[Any, Any], float], ratings: Ratings) -> Apart:
    if ratings.n_categories > _MOST_NUMBERS:
        what = f"a function is asked about all pairs of categories: {ratings.n_categories:,} are too many"
        raise InputError(what, fix=f"At most {_MOST_NUMBERS:,} can be.")
    scores = _numbers("a function", ratings)
    compiled = elementwise(function, "level")
    some = scores[:_ON_TRIAL]
    _checked(compiled(some[:, None], some[None, :]), len(some))
    return by_function(compiled, scores)


def _checked(table: Floats, n: int) -> Floats:
    if table.shape != (n, n):
        what = f"level must be a table ({n}, {n}), one row per category, not {table.shape}"
        raise InputError(what)
    if not (np.all(table >= 0) and np.array_equal(table, table.T) and not np.diag(table).any()):
        what = "a table of disagreement must be symmetric, not below 0, and 0 where categories are equal"
        raise InputError(what)
    return table


def _ratio(x: Floats) -> Floats:
    total = x[:, None] + x[None, :]
    share: Floats = np.divide(x[:, None] - x[None, :], total, out=np.zeros_like(total), where=total != 0)
    return np.power(share, 2, dtype=np.float64)


def _circular(x: Floats) -> Floats:
    around = np.ptp(x) + 1 if len(x) else 1.0
    apart: Floats = np.sin(np.pi * (x[:, None] - x[None, :]) / around) ** 2
    return apart


def _bipolar(x: Floats) -> Floats:
    if len(x) == 0:
        return np.zeros((0, 0))
    total = x[:, None] + x[None, :]
    room = (total - 2 * x.min()) * (2 * x.max() - total)
    apart: Floats = np.divide((x[:, None] - x[None, :]) ** 2, room, out=np.zeros_like(room), where=room != 0)
    return apart


def _jaccard(a: frozenset[Any], b: frozenset[Any]) -> float:
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def _masi(a: frozenset[Any], b: frozenset[Any]) -> float:
    if a == b:
        return 0.0
    contained = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
    return 1 - (1 - _jaccard(a, b)) * contained


NUMBERS: Mapping[str, Callable[[Floats], Floats]] = MappingProxyType(
    {"ratio": _ratio, "circular": _circular, "bipolar": _bipolar}
)
"""Levels of numbers, of their scores."""

SETS: Mapping[str, Callable[[frozenset[Any], frozenset[Any]], float]] = MappingProxyType(
    {"jaccard": _jaccard, "masi": _masi}
)
"""Levels of sets, of two of them."""
