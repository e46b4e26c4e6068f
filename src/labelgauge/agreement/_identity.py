"""Ratings by raters whom one can tell apart: what coefficients that need to know who rated what are computed from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

_MOST_CODES = 2**31 - 1


def identified_patterns(ratings: Ratings, *, threads: int = 1) -> Patterns:
    """Put together the units that the same raters said the same about.

    Codes of the patterns are rater × categories + category, so that their sums by code are raters' own margins.

    Raises
    ------
    InputError
        If raters times categories do not fit 31 bits.
    """
    n_codes = ratings.n_raters * ratings.n_categories
    if n_codes > _MOST_CODES:
        what = f"{ratings.n_raters:,} raters × {ratings.n_categories:,} categories are too many to tell apart"
        raise InputError(what, fix="Put raters or categories together, or use a coefficient that needs no identity.")
    names = np.arange(n_codes)
    return patterns_of(_with(ratings, code=identified_codes(ratings), categories=names), threads=threads)


def identified_codes(ratings: Ratings) -> NDArray[np.int32]:
    """Of each rating, the code that says who said what."""
    return ratings.rater * np.int32(ratings.n_categories) + ratings.code


def of_pair(ratings: Ratings, pair: tuple[Any, Any]) -> Ratings:
    """What two raters, by their names, said about all units.

    Raises
    ------
    InputError
        If there is no rater of that name, or both are one.
    """
    first, second = (_place(ratings, name) for name in pair)
    if first == second:
        what = f"a pair is of two raters, not {pair[0]!r} twice"
        raise InputError(what, fix="For agreement of raters with themselves make ratings with duplicates='session'.")
    new = np.full(ratings.n_raters, -1, np.int32)
    new[[first, second]] = 0, 1
    rater = new[ratings.rater]
    columns = _layout.Columns(ratings.offsets, rater, ratings.code, np.arange(len(rater)))
    columns = _layout.kept(columns, rater >= 0)
    if first > second:
        order = np.lexsort((columns.rater, _layout.unit_of(columns.offsets)))
        columns = columns._replace(
            rater=columns.rater[order], code=columns.code[order], position=columns.position[order]
        )
    return _with(
        ratings,
        offsets=columns.offsets,
        rater=columns.rater,
        code=columns.code,
        raters=ratings.raters[[first, second]],
        time=None if ratings.time is None else ratings.time[columns.position],
    )


def _place(ratings: Ratings, name: Any) -> int:
    names: list[Any] = ratings.raters.tolist()
    if name not in names:
        shown = ", ".join(map(repr, names[:6])) + (", …" if len(names) > 6 else "")
        what = f"there is no rater {name!r}"
        raise InputError(what, fix=f"Raters are {shown}.")
    return names.index(name)


def _with(ratings: Ratings, **columns: NDArray[Any] | None) -> Ratings:
    return Ratings._of(**(ratings._values() | columns))
