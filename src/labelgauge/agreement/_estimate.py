"""From a model to a coefficient: its value, its standard error, its interval, and why it is undefined."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _resample
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._sums import Model, Value, influences, total
from labelgauge.agreement.coefficient import REASONS, Coefficient
from labelgauge.agreement.names import INTERVALS, Interval
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError, UndefinedError

Floats = NDArray[np.float64]


class Options(TypedDict, total=False):
    """How sure a coefficient is to be, and what it is where it is undefined.

    Attributes
    ----------
    ci
        ``"analytic"`` by influences (of clusters, where ratings have them), with Student's t; ``"bootstrap"``,
        ``"cluster_bootstrap"`` or ``"bayesian_bootstrap"``, percentiles of draws of units or clusters; None for no
        interval.
    confidence
        What the interval is to cover, above 0 and below 1.
    draws, seed
        Of a bootstrap: how many draws, up to a million, and the start of their random numbers.
    n_population
        Units that the rated ones were drawn from without replacement; infinitely many by default.
    singleton
        How units with one rating count in standard errors: ``"ratio"`` lets the number of units with two vary, which
        it does; ``"gwet"`` is what irrCAC computes, which holds it fixed. Without such units both are equal, but for
        Krippendorff's alpha, of which irrCAC leaves out the correction for small samples. Means over pairs of raters
        have one formula alone.
    undefined
        ``"nan"``, ``"raise"``, or the value that an undefined coefficient is to have.
    threads
        Number of threads; never changes the answer.
    """

    ci: Interval | None
    confidence: float
    draws: int
    seed: int
    n_population: float
    singleton: Literal["ratio", "gwet"]
    undefined: Literal["nan", "raise"] | float
    threads: int


DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "ci": "analytic",
        "confidence": 0.95,
        "draws": 1000,
        "seed": 0,
        "n_population": np.inf,
        "singleton": "ratio",
        "undefined": "nan",
        "threads": 1,
    }
)
"""What options are unless given."""

_MOST_DRAWS = 1_000_000


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
    if not 0 < chosen["confidence"] < 1:
        what = f"confidence must be above 0 and below 1, not {chosen['confidence']!r}"
        raise InputError(what, fix="For 95 % give 0.95.")
    if not isinstance(chosen["draws"], int) or not 1 <= chosen["draws"] <= _MOST_DRAWS:
        what = f"draws must be an integer from 1 to {_MOST_DRAWS:,}, not {chosen['draws']!r}"
        raise InputError(what)
    if not chosen["n_population"] > 0:
        what = f"n_population must be above 0, not {chosen['n_population']!r}"
        raise InputError(what)
    if chosen["singleton"] not in {"ratio", "gwet"}:
        what = f"singleton must be 'ratio' or 'gwet', not {chosen['singleton']!r}"
        raise InputError(what)
    return chosen


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
        Whether standard errors and intervals of units that are independent and count alike are those of samples so
        large that dividing by n or n - 1, and Student's t or the normal distribution, are the same.
    parameters
        What else was asked for.

    Raises
    ------
    UndefinedError
        If it is undefined and ``undefined="raise"``.
    """
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
        "n_ratings": ratings.n_ratings,
        "n_pairs": int(np.sum(patterns.n_units * (n * (n - 1) // 2))),
        "parameters": MappingProxyType(dict(parameters)),
    }
    status = _status(ratings, compared, found, degenerate)
    if status not in {"ok", "one_unit"}:
        return Coefficient(value=undefined_value(name, status, options["undefined"]), status=status, **common)
    value = float(found.value)
    if status == "one_unit" or options["ci"] is None:
        return Coefficient(value=value, status=status, **common)
    counted = n >= (2 if only_compared else 1)
    influence = np.where(counted, influences(patterns, model), 0.0)
    if options["singleton"] == "gwet":
        influence = np.where(counted, model.published_influences(patterns, value, influence), 0.0)
    evidence = evidence_of(ratings, patterns, influence, counted)
    if large_sample and ratings.cluster is None and ratings.weight is None:
        evidence = evidence._replace(large_sample=True)
    se = standard_error(evidence, options["n_population"])
    low, high = _ends(value, se, evidence, ratings, patterns, model, options)
    return Coefficient(value=value, se=se, low=low, high=high, interval=options["ci"], status=status, **common)


def evidence_of(ratings: Ratings, patterns: Patterns, influence: Floats, counted: NDArray[np.bool_]) -> Evidence:
    """Influences of units, or of clusters of them, that count; each with its weight, centred."""
    if ratings.cluster is None and ratings.weight is None:
        each, times = influence[counted], patterns.n_units[counted]
        mean = each @ times / times.sum()
        # Units of a pattern are alike: their squares are added up once.
        return Evidence((each - mean) * np.sqrt(times), float(times.sum()))
    of_unit = influence[patterns.of_unit]
    if ratings.weight is not None:
        of_unit = of_unit * ratings.weight
    unit_counts = counted[patterns.of_unit]
    if ratings.cluster is None:
        each = of_unit[unit_counts]
    else:
        clusters = ratings.cluster[unit_counts]
        sums = np.bincount(clusters, weights=of_unit[unit_counts]).astype(np.float64)
        each = sums[np.bincount(clusters) > 0]
    return Evidence(each - each.mean(), float(len(each)))


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


def _ends(
    value: float,
    se: float,
    evidence: Evidence,
    ratings: Ratings,
    patterns: Patterns,
    model: Model,
    options: dict[str, Any],
) -> tuple[float, float]:
    if options["ci"] != "analytic":
        values = _resample.values(ratings, patterns, model, options)
        tail = (1 - options["confidence"]) / 2
        defined = values[~np.isnan(values)]
        if len(defined) == 0:
            return np.nan, np.nan
        low, high = np.quantile(defined, [tail, 1 - tail])
        return float(low), float(high)
    if np.isnan(se):
        return np.nan, np.nan
    from scipy.special import ndtri, stdtrit  # noqa: PLC0415 - takes long to import

    covered = (1 + options["confidence"]) / 2
    reach = float(ndtri(covered) if evidence.large_sample else stdtrit(evidence.degrees - 1, covered)) * se
    return value - reach, value + reach
