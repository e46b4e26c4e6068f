"""From a model to a coefficient: its value, its standard error, its interval, and why it is undefined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement._intervals import Case, check_kind, interval_of
from labelgauge.agreement._limits import check_confidence, check_population
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model, Value, influences, total
from labelgauge.agreement._things import Things, things_of
from labelgauge.agreement._unit_order import in_order
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.names import INTERVALS
from labelgauge.agreement.options import DEFAULTS, Ends, Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError, UndefinedError

Floats = NDArray[np.float64]

_MOST_DRAWS = 1_000_000
_ENDS = get_args(Ends)


class Evidence(NamedTuple):
    """What an interval is made of: influences of independent things, and how many there are.

    `large_sample` takes that number to be as good as infinite, which published formulas for kappa do.
    """

    influence: Floats
    degrees: float
    large_sample: bool = False


def as_ratings(ratings: Ratings | ArrayLike) -> Ratings:
    """Ratings, or a matrix with raters in rows made into some."""
    return ratings if isinstance(ratings, Ratings) else Ratings.from_matrix(ratings)


def checked(options: Options) -> dict[str, Any]:
    """All options, those not given by default.

    Raises
    ------
    InputError
        If one is unknown or out of range.
    """
    unknown = sorted(set(options) - set(DEFAULTS))
    if unknown:
        what = f"there is no option {unknown[0]!r}"
        raise InputError(what, fix=f"Options are {', '.join(DEFAULTS)}.")
    chosen: dict[str, Any] = {**DEFAULTS, **options}
    if chosen["ci"] is not None and chosen["ci"] not in INTERVALS:
        what = f"ci must be None or one of {', '.join(map(repr, INTERVALS))}, not {chosen['ci']!r}"
        raise InputError(what)
    check_confidence(chosen["confidence"])
    if not isinstance(chosen["draws"], int) or not 1 <= chosen["draws"] <= _MOST_DRAWS:
        what = f"draws must be an integer from 1 to {_MOST_DRAWS:,}, not {chosen['draws']!r}"
        raise InputError(what)
    if isinstance(chosen["seed"], bool) or not isinstance(chosen["seed"], int) or chosen["seed"] < 0:
        what = f"seed must be an integer of at least 0, not {chosen['seed']!r}"
        raise InputError(what)
    _check_ends(chosen["ends"], chosen["ci"])
    check_population(chosen["n_population"])
    if chosen["singleton"] not in {"ratio", "gwet"}:
        what = f"singleton must be 'ratio' or 'gwet', not {chosen['singleton']!r}"
        raise InputError(what)
    return chosen


def _check_ends(ends: str, kind: str | None) -> None:
    if ends not in _ENDS:
        what = f"ends must be 'percentile' or 'bca', not {ends!r}"
        raise InputError(what)
    if ends == "bca" and kind not in {"bootstrap", "cluster_bootstrap"}:
        what = f"ends='bca' is of draws of units or clusters, not of ci={kind!r}"
        raise InputError(what, fix="Ask for ci='bootstrap' or ci='cluster_bootstrap'.")


def estimate(
    name: str,
    ratings: Ratings,
    patterns: Patterns,
    model: Model,
    *,
    options: dict[str, Any],
    degenerate: str = "single_category",
    only_compared: bool = False,
    large_sample: bool = False,
    parameters: Mapping[str, Any] = MappingProxyType({}),
) -> Coefficient:
    """The coefficient of these patterns, with the interval that is asked for.

    Parameters
    ----------
    name
        Name of the coefficient.
    ratings, patterns, model
        What it is computed from.
    options
        All of `Options`.
    degenerate
        Status where nothing varies.
    only_compared
        Whether units with one rating are as if they were not there.
    large_sample
        Whether standard errors and intervals are those of samples so large that dividing by n or n - 1, and Student's t
        or the normal distribution, are the same; only where units are independent and count alike.
    parameters
        What else was asked for.

    Raises
    ------
    InputError
        If there are no intervals of the kind that is asked for.
    UndefinedError
        If it is undefined and ``undefined="raise"``.
    """
    check_kind(model, ratings, options["ci"])
    n = patterns.n_ratings
    compared = int(patterns.n_units[n >= 2].sum())
    found = model.at(total(patterns, model.terms))
    common: dict[str, Any] = {
        "name": name,
        "observed": float(found.observed),
        "expected": float(found.expected),
        "confidence": options["confidence"],
        "n_units": compared,
        "n_raters": ratings.n_raters,
        "n_ratings": int(patterns.n_units @ n),
        "n_pairs": int(np.sum(patterns.n_units * (n * (n - 1) // 2))),
        "parameters": MappingProxyType(dict(parameters)),
    }
    status = _status(ratings, compared, found, degenerate)
    if status not in {"ok", "one_unit"}:
        return Coefficient(value=undefined_value(name, status, options["undefined"]), status=status, **common)
    value = float(found.value)
    if status == "one_unit" or options["ci"] is None:
        return Coefficient(value=value, status=status, **common)
    ratings, patterns = in_order(ratings, patterns)
    influence, counted = counted_influences(patterns, model, value, only_compared, options["singleton"])
    things = things_of(ratings, patterns, counted, clustered=ratings.cluster is not None)
    evidence = _of_things(things, influence)._replace(large_sample=large_sample)
    se = standard_error(evidence, options["n_population"])
    degrees = np.inf if evidence.large_sample else evidence.degrees - 1
    sure = interval_of(Case(ratings, patterns, model, value, influence, counted, things, se, degrees), options)
    kind = options["ci"] if sure.status == "ok" else "none"
    return Coefficient(value=value, interval=kind, **sure._asdict(), **common)


def counted_influences(
    patterns: Patterns, model: Model, value: float, only_compared: bool, singleton: str
) -> tuple[Floats, NDArray[np.bool_]]:
    """How much the value changes with the weight of a unit of each pattern, and which patterns count."""
    counted = patterns.n_ratings >= (2 if only_compared else 1)
    influence = np.where(counted, influences(patterns, model), 0.0)
    if singleton == "gwet":
        influence = np.where(counted, model.published_influences(patterns, value, influence), 0.0)
    return influence, counted


def evidence_of(ratings: Ratings, patterns: Patterns, influence: Floats, counted: NDArray[np.bool_]) -> Evidence:
    """Influences of units, or of clusters of them, that count; each with its weight, centred."""
    return _of_things(things_of(ratings, patterns, counted, clustered=ratings.cluster is not None), influence)


def _of_things(things: Things, influence: Floats) -> Evidence:
    each = things.sums(influence)
    # Those that are alike are there once: their squares are added up.
    return Evidence((each - each @ things.times / things.n) * np.sqrt(things.times), things.n)


def undefined_coefficient(
    name: str, ratings: Ratings, status: str, options: dict[str, Any], parameters: Mapping[str, Any]
) -> Coefficient:
    """A coefficient that these ratings cannot have, whatever they say.

    Raises
    ------
    UndefinedError
        If ``undefined="raise"``.
    """
    return Coefficient(
        name=name,
        value=undefined_value(name, status, options["undefined"]),
        confidence=options["confidence"],
        status=status,
        n_raters=ratings.n_raters,
        n_ratings=ratings.n_ratings,
        parameters=MappingProxyType(dict(parameters)),
    )


def standard_error(evidence: Evidence, n_population: float = np.inf) -> float:
    """Of a sum of influences, with the correction for a finite population; NaN of a single one."""
    n = evidence.degrees
    if n < 2:
        return np.nan
    share = max(0.0, 1 - n / n_population)
    few = 1.0 if evidence.large_sample else n / (n - 1)
    return float(np.sqrt(share * few * np.sum(evidence.influence**2)))


def _status(ratings: Ratings, compared: int, found: Value, degenerate: str) -> str:
    if compared == 0:
        return "one_rater" if ratings.n_raters == 1 else "no_overlap"
    if np.isnan(found.value):
        return degenerate
    return "one_unit" if compared == 1 else "ok"


def undefined_value(name: str, status: str, undefined: Any) -> float:
    """What an undefined coefficient is to be.

    Raises
    ------
    UndefinedError
        If ``undefined="raise"``.
    InputError
        If `undefined` is not one of the choices.
    """
    if undefined == "raise":
        what = f"{name} is undefined: {REASONS[status]}"
        raise UndefinedError(what, fix="Let it be NaN with undefined='nan'.")
    if undefined == "nan":
        return float("nan")
    if isinstance(undefined, int | float) and not isinstance(undefined, bool):
        return float(undefined)
    what = f"undefined must be 'nan', 'raise' or a number, not {undefined!r}"
    raise InputError(what)
