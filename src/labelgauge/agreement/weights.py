"""How nearly two categories agree, from 0 to 1: the weights of weighted coefficients.

Sources: Cohen 1968 (weighted kappa); Gwet, Handbook of Inter-Rater Reliability, 2014 (the others).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError

Floats = NDArray[np.float64]

MOST_CATEGORIES = 4096
"""Most categories that weights are a table of: 128 MB."""
_GREATEST = 1e150
"""Differences of numbers up to this have squares in float64, as have differences above its inverse."""


def agreement_weights(weights: str | ArrayLike, n_categories: int, scores: Floats | None = None) -> Floats | None:
    """A table of weights by name, or one that is given.

    Parameters
    ----------
    weights
        ``"identity"``, ``"linear"``, ``"quadratic"``, ``"ordinal"`` (Gwet's, of ranks), ``"radical"``, ``"ratio"``,
        ``"circular"``, ``"bipolar"``, or a table (q, q).
    n_categories
        q.
    scores
        float64 (q,), numbers that categories stand for; by default their positions, from 1 for ``"ratio"``.

    Returns
    -------
    float64 (q, q) or None
        Symmetric, 1 where categories are equal; None for ``"identity"``, which no table is needed for.

    Raises
    ------
    InputError
        If the name is unknown, a table is not symmetric, from 0 to 1 and 1 on its diagonal, scores are negative with
        ``"ratio"`` or have no squares, or there are too many categories for a table.

    Examples
    --------
    >>> from labelgauge.agreement.weights import agreement_weights
    >>> agreement_weights("linear", 3).tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    if isinstance(weights, str):
        if weights == "identity":
            return None
        if weights not in WEIGHTS:
            what = f"weights must be a table or one of {', '.join(map(repr, ('identity', *WEIGHTS)))}, not {weights!r}"
            raise InputError(what)
        _check_size(n_categories)
        if n_categories < 2:
            return np.ones((n_categories, n_categories))
        positions = np.arange(n_categories, dtype=np.float64) + (weights == "ratio")
        if scores is not None:
            check_squares(scores, f"weights={weights!r}")
        return WEIGHTS[weights](positions if scores is None else scores)
    table = np.asarray(weights, dtype=np.float64)
    if table.shape != (n_categories, n_categories):
        what = f"weights must be a table ({n_categories}, {n_categories}), one row per category, not {table.shape}"
        raise InputError(what)
    usable = np.all((table >= 0) & (table <= 1)) and np.all(np.diag(table) == 1) and np.array_equal(table, table.T)
    if not usable:
        what = "weights must be symmetric, from 0 to 1, and 1 where categories are equal"
        raise InputError(what, fix="Weights say how nearly categories agree; 1 - disagreement / its maximum is one.")
    return table


def check_squares(scores: Floats, what: str) -> None:
    """Refuse numbers that are so large, or all so near each other, that float64 cannot hold squares of differences.

    Raises
    ------
    InputError
        If they are.
    """
    most = float(np.abs(scores).max(initial=0.0))
    if most > _GREATEST:
        message = f"{what} squares differences, and those of numbers such as {most:g} have no square in float64"
        raise InputError(message, fix="Divide all numbers by the same one.")
    span = float(np.ptp(scores)) if len(scores) else 0.0
    if 0 < span < 1 / _GREATEST:
        message = f"{what} squares differences, and those of numbers that differ by {span:g} have no square in float64"
        raise InputError(message, fix="Multiply all numbers by the same one.")


def _check_size(n_categories: int) -> None:
    if n_categories > MOST_CATEGORIES:
        what = f"weights of {n_categories:,} categories are too large a table; at most {MOST_CATEGORIES:,} can be held"
        raise InputError(what, fix="Use krippendorff_alpha with level='interval', which needs no table.")


def _apart(scores: Floats) -> Floats:
    apart: Floats = np.abs(scores[:, None] - scores[None, :])
    return apart


def _less(disagreement: Floats) -> Floats:
    """Agreement: what disagreement from 0 to 1 leaves."""
    return 1 - disagreement


def _linear(scores: Floats) -> Floats:
    return _less(_apart(scores) / np.ptp(scores))


def _quadratic(scores: Floats) -> Floats:
    return _less((_apart(scores) / np.ptp(scores)) ** 2)


def _radical(scores: Floats) -> Floats:
    return _less(np.sqrt(_apart(scores) / np.ptp(scores)))


def _ordinal(scores: Floats) -> Floats:
    """Pairs of ranks between the two, of all pairs of ranks."""
    ranks = np.arange(len(scores), dtype=np.float64)
    steps = _apart(ranks)
    return _less((steps + 1) * steps / (len(scores) * (len(scores) - 1)))


def _ratio(scores: Floats) -> Floats:
    if np.any(scores < 0):
        what = f"ratio weights need scores of at least 0, found {scores.min():g}"
        raise InputError(what)
    total = scores[:, None] + scores[None, :]
    apart = np.divide(_apart(scores), total, out=np.zeros_like(total), where=total != 0) ** 2
    return _less(apart / apart.max())


def _circular(scores: Floats) -> Floats:
    apart = np.sin(np.pi * _apart(scores) / (np.ptp(scores) + 1)) ** 2
    return _less(apart / apart.max())


def _bipolar(scores: Floats) -> Floats:
    total = scores[:, None] + scores[None, :]
    room = (total - 2 * scores.min()) * (2 * scores.max() - total)
    apart = np.divide(_apart(scores) ** 2, room, out=np.zeros_like(room), where=room != 0)
    return _less(apart / apart.max())


WEIGHTS: Mapping[str, Callable[[Floats], Floats]] = MappingProxyType(
    {
        "linear": _linear,
        "quadratic": _quadratic,
        "ordinal": _ordinal,
        "radical": _radical,
        "ratio": _ratio,
        "circular": _circular,
        "bipolar": _bipolar,
    }
)
"""Weights by name, of scores of at least two categories."""
