"""Ratings as columns by unit, made from matrices and lists."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


class Columns(NamedTuple):
    """Ratings in order of unit, then rater."""

    offsets: Ints  # (n_units + 1,), where each unit's ratings begin
    rater: Codes  # (k,)
    code: Codes  # (k,), positions among the categories
    position: Ints  # (k,), where each rating came from


def of_matrix(codes: Codes) -> Columns:
    """Columns of codes (units, raters), -1 where there is no rating."""
    n_units, n_raters = codes.shape
    rated = codes >= 0
    if rated.all():
        position = np.arange(codes.size, dtype=np.int64)
        rater = np.tile(np.arange(n_raters, dtype=np.int32), n_units)
        offsets = np.arange(n_units + 1, dtype=np.int64) * n_raters
        return Columns(offsets, rater, np.ascontiguousarray(codes).reshape(-1), position)
    rater = np.broadcast_to(np.arange(n_raters, dtype=np.int32), codes.shape)[rated]
    return Columns(offsets_of(rated.sum(axis=1)), rater, codes[rated], np.flatnonzero(rated))


def of_list(unit: Codes, rater: Codes, code: Codes, n_units: int) -> Columns:
    """Columns of ratings in any order, some of which have no label (-1)."""
    position = np.flatnonzero(code >= 0)
    order = np.lexsort((rater[position], unit[position]))  # stable: repeated ratings keep their order
    position = position[order]
    lengths = np.bincount(unit[position], minlength=n_units)
    return Columns(offsets_of(lengths), rater[position], code[position], position)


def unit_of(offsets: Ints) -> Ints:
    """The unit of each rating."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def places_within(group: Codes, n_groups: int) -> Ints:
    """The how many-th of its group each is, from 0."""
    order = np.argsort(group, kind="stable")
    begin = np.searchsorted(group[order], np.arange(n_groups))
    places = np.empty(len(group), np.int64)
    places[order] = np.arange(len(group)) - begin[group[order]]
    return places


def repeated(columns: Columns) -> NDArray[np.bool_]:
    """Which ratings are by the rater of the rating before, of the same unit."""
    again = np.zeros(len(columns.rater), np.bool_)
    again[1:] = columns.rater[1:] == columns.rater[:-1]
    first = columns.offsets[:-1][np.diff(columns.offsets) > 0]
    again[first] = False
    return again


def kept(columns: Columns, keep: NDArray[np.bool_]) -> Columns:
    """Some of the ratings, of all units."""
    n_units = len(columns.offsets) - 1
    lengths = np.bincount(unit_of(columns.offsets)[keep], minlength=n_units)
    return Columns(offsets_of(lengths), columns.rater[keep], columns.code[keep], columns.position[keep])


def offsets_of(lengths: NDArray[Any]) -> Ints:
    """Where each begins that is so long, and where the last ends."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def by_session(columns: Columns, raters: NDArray[Any], again: NDArray[np.bool_]) -> tuple[Columns, NDArray[Any]]:
    """The k-th rating of a unit by a rater as that of a rater of its own, named (rater, k), k from 1."""
    place = np.arange(len(again))
    session = place - np.maximum.accumulate(np.where(again, 0, place))
    rater, names = in_sessions(columns.rater, raters, session, np.arange(1, int(session.max(initial=0)) + 2))
    return columns._replace(rater=rater), names


def in_sessions(
    rater: NDArray[Any], raters: NDArray[Any], session: NDArray[Any], sessions: NDArray[Any]
) -> tuple[Codes, NDArray[Any]]:
    """Raters of each session as raters of their own, named (rater, session); positions of both come in."""
    n = len(sessions)
    pairs, places = np.unique(rater.astype(np.int64) * n + session, return_inverse=True)
    first, second = raters.tolist(), sessions.tolist()
    names = np.empty(len(pairs), dtype=object)
    names[:] = [(first[pair // n], second[pair % n]) for pair in pairs.tolist()]
    return places.astype(np.int32), names
