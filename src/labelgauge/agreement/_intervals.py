"""Kinds of interval: how sure a coefficient is, by influences, draws, or what is left without some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _ends
from labelgauge.agreement._alpha import Alpha, IntervalAlpha, OrdinalAlpha
from labelgauge.agreement._by_rating import rated_model
from labelgauge.agreement._draws import drawn_values
from labelgauge.agreement._jackknife import jackknife_error, without_each
from labelgauge.agreement._pair_draws import pair_drawn_values
from labelgauge.agreement._patterns import Patterns
from labelgauge.agreement._pigeonhole import pigeonhole_values
from labelgauge.agreement._rater_pairs import PairKappas
from labelgauge.agreement._score import score_ends
from labelgauge.agreement._sums import Model
from labelgauge.agreement._things import Things, things_of
from labelgauge.agreement._two_way import FEWEST_RATERS, two_way_error
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

Floats = NDArray[np.float64]


class Case(NamedTuple):
    """A coefficient that is defined, and its standard error by influences."""

    ratings: Ratings
    patterns: Patterns
    model: Model
    value: float
    influence: Floats  # (p,), of patterns
    counted: NDArray[np.bool_]  # (p,), which patterns count
    things: Things  # units that count, or clusters of them
    se: float
    degrees: float  # of freedom; infinite where published formulas take samples to be large


class Sure(NamedTuple):
    """What is known of how sure a coefficient is: fields of `Coefficient`."""

    se: float
    low: float = np.nan
    high: float = np.nan
    draws: int = 0
    degenerate: float = 0.0
    status: str = "ok"


def interval_of(case: Case, options: dict[str, Any]) -> Sure:
    """The interval of the kind that is asked for."""
    return _KINDS[options["ci"]](case, options)


def check_kind(model: Model, ratings: Ratings, kind: str | None) -> None:
    """Check that there are intervals of this kind.

    Raises
    ------
    InputError
        If they are not there for such a coefficient or such ratings.
    """
    if kind == "krippendorff_bootstrap" and not isinstance(model, Alpha | IntervalAlpha | OrdinalAlpha):
        what = "ci='krippendorff_bootstrap' is of krippendorff_alpha alone"
        raise InputError(what, fix="Draw units with ci='bootstrap'.")
    if kind == "cluster_bootstrap" and ratings.cluster is None:
        what = "ci='cluster_bootstrap' needs ratings with clusters"
        raise InputError(what, fix="Make the ratings with cluster=, such as the image that each unit is in.")
    if kind == "score" and isinstance(model, PairKappas) and model.n_pairs > 1:
        what = "ci='score' needs a quotient of disagreements, and this is a mean over pairs of raters"
        raise InputError(what, fix="Ask for ci='analytic' or a bootstrap.")
    if kind in {"two_way", "pigeonhole_bootstrap"}:
        rated_model(model, str(kind))


def _analytic(case: Case, options: dict[str, Any]) -> Sure:
    return Sure(case.se, *_ends.by_error(case.value, case.se, case.degrees, options["confidence"]))


def _score(case: Case, options: dict[str, Any]) -> Sure:
    disagreement = case.model.disagreement(case.patterns)
    assert disagreement is not None
    if np.isnan(case.se):
        return Sure(case.se)
    things = case.things
    share = max(0.0, 1 - things.n / options["n_population"])
    few = 1.0 if np.isinf(case.degrees) else things.n / (things.n - 1)
    each = things.sums(disagreement.influence)
    observed_se = np.sqrt(share * few * (things.times @ (each - each @ things.times / things.n) ** 2))
    n = np.where(case.patterns.n_ratings >= 2, case.patterns.n_ratings, 0)
    low, high = score_ends(
        1 - case.value,
        case.se,
        float(observed_se) / disagreement.observed if disagreement.observed > 0 else np.nan,
        share * disagreement.one * 2 / float(case.patterns.n_units @ n),
        _ends.reach_of(case.degrees, options["confidence"]),
    )
    return Sure(case.se, low, high)


def _bootstrap(case: Case, options: dict[str, Any]) -> Sure:
    values = drawn_values(case.ratings, case.patterns, case.model, options)
    if options["ends"] == "percentile":
        return _of_draws(values, case.se, options)
    clustered = options["ci"] == "cluster_bootstrap"
    things = things_of(case.ratings, case.patterns, case.counted, clustered=clustered)
    acceleration = _ends.acceleration_of(things.sums(case.influence), things.times)
    defined = values[~np.isnan(values)]
    ends = _ends.bias_corrected(defined, case.value, acceleration, options["confidence"])
    return _of_draws(values, case.se, options)._replace(low=ends[0], high=ends[1])


def _krippendorff(case: Case, options: dict[str, Any]) -> Sure:
    assert isinstance(case.model, Alpha | IntervalAlpha | OrdinalAlpha)
    return _of_draws(pair_drawn_values(case.patterns, case.model, options), case.se, options)


def _jackknife(case: Case, options: dict[str, Any]) -> Sure:
    values = without_each(case.patterns, case.model, case.things)
    se = jackknife_error(values, case.things.times, options["n_population"])
    ends = _ends.by_error(case.value, se, case.things.n - 1, options["confidence"])
    return Sure(se, *ends, status="few_units" if np.isnan(se) else "ok")


def _two_way(case: Case, options: dict[str, Any]) -> Sure:
    if case.ratings.anonymous:
        return Sure(np.nan, status="anonymous_raters")
    model = rated_model(case.model, options["ci"])
    things = case.things
    share = max(0.0, 1 - things.n / options["n_population"])
    se, n_raters = two_way_error(case.ratings, case.patterns, model, case.counted, case.se, share)
    if n_raters < FEWEST_RATERS:
        return Sure(np.nan, status="few_raters")
    return Sure(se, *_ends.by_error(case.value, se, min(case.degrees, n_raters - 1.0), options["confidence"]))


def _pigeonhole(case: Case, options: dict[str, Any]) -> Sure:
    if case.ratings.anonymous:
        return Sure(np.nan, status="anonymous_raters")
    values = pigeonhole_values(case.ratings, rated_model(case.model, options["ci"]), options)
    defined = values[~np.isnan(values)]
    return _of_draws(values, float(np.std(defined, ddof=1)) if len(defined) > 1 else np.nan, options)


def _of_draws(values: Floats, se: float, options: dict[str, Any]) -> Sure:
    undefined = np.isnan(values)
    ends = _ends.by_share(values[~undefined], options["confidence"])
    return Sure(se, *ends, draws=len(values), degenerate=float(np.mean(undefined)))


_KINDS: Mapping[str, Callable[[Case, dict[str, Any]], Sure]] = MappingProxyType(
    {
        "score": _score,
        "analytic": _analytic,
        "bootstrap": _bootstrap,
        "cluster_bootstrap": _bootstrap,
        "bayesian_bootstrap": _bootstrap,
        "krippendorff_bootstrap": _krippendorff,
        "jackknife": _jackknife,
        "two_way": _two_way,
        "pigeonhole_bootstrap": _pigeonhole,
    }
)
