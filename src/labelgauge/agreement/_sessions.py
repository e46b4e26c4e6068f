"""Ratings by sessions of raters, seen as ratings of (unit, rater) by sessions: what agreement with oneself is of."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._encode import as_array, encode
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Ints = NDArray[np.int64]


class Sessions(NamedTuple):
    """Who each rater of some ratings is, and in which session."""

    people: list[Any]
    person: Ints  # (n_raters,), positions in people
    names: list[Any]
    session: Ints  # (n_raters,), positions in names


class ByPerson(NamedTuple):
    """Ratings of (unit, rater) by sessions, in order of raters, then units."""

    ratings: Ratings
    person: Ints  # (n,), of each unit of these ratings
    unit: Ints  # (n,), the unit of the ratings that they come from


def sessions_of(ratings: Ratings, rater: ArrayLike | None) -> Sessions:
    """Told by names (rater, session), or by who each rater is said to be; then sessions are counted from 1.

    Raises
    ------
    InputError
        If `rater` has the wrong length, or a name in it is missing.
    """
    if rater is None:
        pairs = [name if isinstance(name, tuple) else (name, 1) for name in ratings.raters.tolist()]
        people, person = _told_apart([pair[0] for pair in pairs])
        names, session = _told_apart([pair[1] for pair in pairs])
        return Sessions(people, person, names, session)
    given = as_array(rater)
    if given.shape != (ratings.n_raters,):
        what = f"rater must say of each of the {ratings.n_raters} raters who it is, not have shape {given.shape}"
        raise InputError(what)
    codes, found = encode(given, "rater")
    if np.any(codes < 0):
        what = f"rater {int(np.argmax(codes < 0))} is missing"
        raise InputError(what, fix="Every session needs a rater.")
    session = _layout.places_within(codes, len(found))
    return Sessions(found.tolist(), codes.astype(np.int64), list(range(1, int(session.max(initial=0)) + 2)), session)


def by_person(ratings: Ratings, sessions: Sessions) -> ByPerson:
    """What each rater said about each unit, session by session."""
    unit = _layout.unit_of(ratings.offsets)
    rated, place = np.unique(sessions.person[ratings.rater] * ratings.n_units + unit, return_inverse=True)
    columns = _layout.of_list(
        place.astype(np.int32), sessions.session[ratings.rater].astype(np.int32), ratings.code, len(rated)
    )
    person, of_unit = rated // max(ratings.n_units, 1), rated % max(ratings.n_units, 1)
    units = ratings.units[of_unit].tolist()
    values = ratings._values()
    values.update(
        offsets=columns.offsets,
        rater=columns.rater,
        code=columns.code,
        raters=_listed(sessions.names),
        units=_listed([(name, sessions.people[who]) for name, who in zip(units, person.tolist(), strict=True)]),
        cluster=None if ratings.cluster is None else ratings.cluster[of_unit],
        weight=None if ratings.weight is None else ratings.weight[of_unit],
        time=None if ratings.time is None else ratings.time[columns.position],
    )
    return ByPerson(Ratings._of(**values), person, of_unit)


def together(ratings: Ratings, sessions: Sessions, pooled: ByPerson, by: Literal["unit", "rater"]) -> Ratings:
    """The ratings of all raters with repeats; those of one unit (or its cluster), or of one rater, belong together."""
    again = np.bincount(pooled.person[pooled.ratings.per_unit >= 2], minlength=len(sessions.people)) > 0
    kept = np.flatnonzero(again[pooled.person])
    chosen = pooled.ratings.take(kept)
    if by == "rater":
        return _with(chosen, cluster=pooled.person[kept].astype(np.int32), clusters=_listed(sessions.people))
    if ratings.cluster is not None:
        return chosen
    return _with(chosen, cluster=pooled.unit[kept].astype(np.int32), clusters=ratings.units)


def of_each(pooled: ByPerson, n_people: int) -> list[Ratings]:
    """The ratings of each rater, by those sessions that there are."""
    ends = np.searchsorted(pooled.person, np.arange(n_people + 1))
    return [_of_used(pooled.ratings.take(np.arange(ends[k], ends[k + 1]))) for k in range(n_people)]


def _of_used(ratings: Ratings) -> Ratings:
    used, rater = np.unique(ratings.rater, return_inverse=True)
    return _with(ratings, rater=rater.astype(np.int32), raters=ratings.raters[used])


def _told_apart(names: list[Any]) -> tuple[list[Any], Ints]:
    """Different names, in the order in which they come, and the place of each among them."""
    place = {name: k for k, name in enumerate(dict.fromkeys(names))}
    return list(place), np.array([place[name] for name in names], np.int64)


def _listed(items: list[Any]) -> NDArray[Any]:
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def _with(ratings: Ratings, **columns: NDArray[Any]) -> Ratings:
    return Ratings._of(**(ratings._values() | columns))
