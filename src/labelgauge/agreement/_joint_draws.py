"""Draws of the bootstrap of a difference: of both sides at once where units are the same, else of each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement._blocks import in_blocks
from labelgauge.agreement._joint import Side, things
from labelgauge.agreement._prepared import Prepared

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DRAWS_TOGETHER = 16
"""Draws whose sums are computed at a time."""


def draws(first: Side, second: Side, paired: bool, options: dict[str, Any]) -> Floats:
    """The difference in each draw of the bootstrap; float64 (draws,), NaN where either is undefined."""
    sides = (first.prepared, second.prepared)
    groups = [sides] if paired else [(side,) for side in sides]
    drawn = [_drawable(group, options["ci"] == "cluster_bootstrap") for group in groups]

    def some(rng: np.random.Generator, n_draws: int) -> Floats:
        values: list[Floats] = []
        for group, part in zip(groups, drawn, strict=True):
            times = _times(rng, n_draws, part.n, options["ci"])
            values += [_value(side, times @ of_side) for side, of_side in zip(group, part.patterns, strict=True)]
        return values[0] - values[1]

    return in_blocks(some, together=_DRAWS_TOGETHER, options=options)


class _Drawable(NamedTuple):
    """What draws are of: things of which some are alike."""

    n: Ints  # (k,), how many there are of each kind
    patterns: list[csr_array]  # of each side: (k, p), how often, or with what weight, a kind has each pattern


def _drawable(sides: tuple[Prepared, ...], by_cluster: bool) -> _Drawable:
    from scipy.sparse import coo_array  # noqa: PLC0415 - takes long to import

    joined = things(sides[0].ratings, sides[-1].ratings, by_cluster=by_cluster)
    places = (joined.first, joined.second)[: len(sides)]
    if by_cluster or any(side.ratings.weight is not None for side in sides):
        matrices = []
        for side, place in zip(sides, places, strict=True):
            weight = np.ones(len(place)) if side.ratings.weight is None else side.ratings.weight
            shape = (joined.n, len(side.patterns))
            matrices.append(coo_array((weight, (place, side.patterns.of_unit)), shape=shape).tocsr())
        return _Drawable(np.ones(joined.n, np.int64), matrices)
    # Units that are alike on all sides are drawn together.
    pattern = np.full((len(sides), joined.n), -1)
    for k, place in enumerate(places):
        pattern[k, place] = sides[k].patterns.of_unit
    key = pattern[0] if len(sides) == 1 else pattern[0] * (len(sides[1].patterns) + 1) + pattern[1]
    _, one, n = np.unique(key, return_index=True, return_counts=True)
    matrices = []
    for side, of_kind in zip(sides, pattern[:, one], strict=True):
        kind = np.flatnonzero(of_kind >= 0)
        shape = (len(one), len(side.patterns))
        matrices.append(coo_array((np.ones(len(kind)), (kind, of_kind[kind])), shape=shape).tocsr())
    return _Drawable(n, matrices)


def _times(rng: np.random.Generator, n_draws: int, n: Ints, kind: str) -> Floats:
    """How often things of each kind are drawn, by draw; float64 (draws, k)."""
    if kind == "bayesian_bootstrap":
        return rng.standard_gamma(n.astype(np.float64), (n_draws, len(n)))
    return rng.multinomial(int(n.sum()), n / n.sum(), n_draws).astype(np.float64)


def _value(prepared: Prepared, weights: Floats) -> Floats:
    """The coefficient where patterns are there so often; `weights` (draws, p)."""
    value: Floats = prepared.model.at_rows(prepared.model.rows(prepared.patterns).sums(weights)).value
    return value
