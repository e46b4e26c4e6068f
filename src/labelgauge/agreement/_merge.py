"""Ratings put together, taken away and chosen from, unit by unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.errors import InputError

if TYPE_CHECKING:
    from labelgauge.agreement.ratings import Ratings

Positions = NDArray[np.int64]


def taken(ratings: Ratings, units: ArrayLike) -> dict[str, Any]:
    """The columns of some units, in the order given."""
    chosen = _positions(units, ratings.n_units)
    lengths = ratings.per_unit[chosen]
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    rows = np.arange(offsets[-1]) + np.repeat(ratings.offsets[chosen] - offsets[:-1], lengths)
    return _columns(ratings) | {
        "offsets": offsets,
        "rater": ratings.rater[rows],
        "code": ratings.code[rows],
        "units": ratings.units[chosen],
        "cluster": None if ratings.cluster is None else ratings.cluster[chosen],
        "weight": None if ratings.weight is None else ratings.weight[chosen],
        "time": None if ratings.time is None else ratings.time[rows],
    }


def added(a: Ratings, b: Ratings) -> dict[str, Any]:
    """The columns of the units of both, those of `a` first."""
    for name in ("anonymous", "ordered"):
        if getattr(a, name) != getattr(b, name):
            what = f"ratings that are {name} and ratings that are not cannot be added"
            raise InputError(what)
    for name in ("cluster", "weight", "time"):
        if (getattr(a, name) is None) != (getattr(b, name) is None):
            what = f"one of the ratings has {name}, the other has not"
            raise InputError(what, fix=f"Give {name} to both, or to neither.")
    shared = set(a.units.tolist()) & set(b.units.tolist())
    if shared:
        what = f"unit {min(shared, key=repr)!r} is in both ({len(shared)} units are)"
        raise InputError(what, fix="Name units with units=, so that those of two shards differ.")
    categories, scores, codes = shared_categories(a, b)
    raters, places = _in_order(a.raters, b.raters)
    if a.anonymous:
        raters, places = max(a.raters, b.raters, key=len), (np.arange(a.n_raters), np.arange(b.n_raters))
    rows = _by_rater(a, places[0]), _by_rater(b, places[1])
    joined = {
        "offsets": np.concatenate((a.offsets, b.offsets[1:] + a.offsets[-1])),
        "rater": np.concatenate((places[0][a.rater[rows[0]]], places[1][b.rater[rows[1]]])).astype(np.int32),
        "code": np.concatenate((codes[0][a.code[rows[0]]], codes[1][b.code[rows[1]]])).astype(np.int32),
        "units": np.concatenate((a.units, b.units)),
        "categories": categories,
        "scores": scores,
        "raters": raters,
    }
    if a.weight is not None and b.weight is not None:
        joined["weight"] = np.concatenate((a.weight, b.weight))
    if a.time is not None and b.time is not None:
        joined["time"] = np.concatenate((a.time[rows[0]], b.time[rows[1]]))
    if a.cluster is not None and b.cluster is not None and a.clusters is not None and b.clusters is not None:
        joined["clusters"], clusters = _in_order(a.clusters, b.clusters)
        joined["cluster"] = np.concatenate((clusters[0][a.cluster], clusters[1][b.cluster])).astype(np.int32)
    return _columns(a) | joined


def remaining(a: Ratings, b: Ratings) -> Positions:
    """Positions of the units of `a` that are not in `b`, all of whose units are in `a`."""
    place = {unit: k for k, unit in enumerate(a.units.tolist())}
    gone = [place.get(unit, -1) for unit in b.units.tolist()]
    if -1 in gone:
        unit = b.units.tolist()[gone.index(-1)]
        what = f"unit {unit!r} cannot be taken away: it is not there"
        raise InputError(what, fix="Subtract ratings that have been added before.")
    stays = np.ones(a.n_units, np.bool_)
    stays[gone] = False
    return np.flatnonzero(stays)


def _columns(ratings: Ratings) -> dict[str, Any]:
    return ratings._values()


def shared_categories(a: Ratings, b: Ratings) -> tuple[Any, Any, tuple[Positions, Positions]]:
    """Categories of both, their scores, and the new codes of each side's."""
    if a.categories.tolist() == b.categories.tolist():
        if not np.array_equal(_or_none(a.scores), _or_none(b.scores)):
            what = "the categories of the two have different scores"
            raise InputError(what)
        same = np.arange(a.n_categories)
        return a.categories, a.scores, (same, same)
    if a.ordered:
        what = f"ordered categories differ: {_shown(a.categories)} and {_shown(b.categories)}"
        raise InputError(what, fix="Declare the same categories= for both.")
    kinds = {side.categories.dtype.kind.replace("u", "i").replace("f", "i") for side in (a, b)}
    if len(kinds) > 1:
        what = f"categories are of different kinds: {_shown(a.categories)} and {_shown(b.categories)}"
        raise InputError(what)
    both, codes = _sorted(*united(a.categories, b.categories), a.n_categories)
    return both, both.astype(np.float64) if a.scores is not None else None, codes


def _in_order(first: NDArray[Any], second: NDArray[Any]) -> tuple[NDArray[Any], tuple[Positions, Positions]]:
    """The names of both and the places of each side's; sorted if both are, so that shards added are the whole."""
    both, place = united(first, second)
    if all(_ascend(names) for names in (first, second)):
        return _sorted(both, place, len(first))
    return both, (np.arange(len(first)), place)


def _ascend(names: NDArray[Any]) -> bool:
    return names.dtype != object and bool(np.all(names[:-1] < names[1:]))


def _sorted(both: NDArray[Any], second: Positions, n_first: int) -> tuple[NDArray[Any], tuple[Positions, Positions]]:
    """What `united` has found, sorted, and the places of both sides; sets have no order and stay where they are."""
    order = np.arange(len(both)) if both.dtype == object else np.argsort(both, kind="stable")
    place = np.empty(len(both), np.int64)
    place[order] = np.arange(len(both))
    return both[order], (place[:n_first], place[second])


def _by_rater(ratings: Ratings, place: Positions) -> Positions:
    """Positions of the ratings in order of unit, then of the new place of their rater."""
    if np.all(place[:-1] < place[1:]):
        return np.arange(ratings.n_ratings)
    return np.lexsort((place[ratings.rater], _layout.unit_of(ratings.offsets)))


def united(first: NDArray[Any], second: NDArray[Any]) -> tuple[NDArray[Any], Positions]:
    """The entries of both, those of `first` in their places, and the places of those of `second`."""
    place = {entry: k for k, entry in enumerate(first.tolist())}
    new = [k for k, entry in enumerate(second.tolist()) if entry not in place]
    place |= {second[k : k + 1].tolist()[0]: len(first) + j for j, k in enumerate(new)}
    both = np.concatenate((first, second[new])) if new else first
    return both, np.array([place[entry] for entry in second.tolist()], np.int64)


def _or_none(scores: NDArray[np.float64] | None) -> NDArray[np.float64]:
    return np.zeros(0) if scores is None else scores


def _shown(categories: NDArray[Any]) -> str:
    some = ", ".join(map(repr, categories[:6].tolist()))
    return f"[{some}, …]" if len(categories) > 6 else f"[{some}]"


def _positions(units: ArrayLike, n_units: int) -> Positions:
    chosen = np.asarray(units)
    if chosen.dtype == np.bool_ and chosen.shape == (n_units,):
        return np.flatnonzero(chosen)
    if chosen.ndim != 1 or (len(chosen) and chosen.dtype.kind not in "iu"):
        what = f"units must be positions or a bool array ({n_units},), not {chosen.dtype} of shape {chosen.shape}"
        raise InputError(what)
    chosen = chosen.astype(np.int64)
    if np.any((chosen < 0) | (chosen >= n_units)):
        what = f"units must be positions from 0 to {n_units - 1}, found {chosen[(chosen < 0) | (chosen >= n_units)][0]}"
        raise InputError(what)
    if len(np.unique(chosen)) != len(chosen):
        what = "units must not repeat"
        raise InputError(what, fix="Draws with repeats are what the bootstrap of a coefficient does.")
    return chosen
