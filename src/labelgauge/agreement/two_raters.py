"""Coefficients of two raters: Cohen's kappa, simple and weighted, and Scott's pi."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _chance
from labelgauge.agreement._estimate import as_ratings, checked
from labelgauge.agreement._identity import identified_patterns, of_pair
from labelgauge.agreement._order import weights_of
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement._prepared import Impossible, Prepared, shown
from labelgauge.agreement._rater_pairs import PairKappas, Tables, pair_kappas
from labelgauge.agreement._sums import total
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class KappaOfTwo(Coefficient):
    """A kappa of two raters, with what is to be known beside it.

    Attributes
    ----------
    name, value, se, low, high, confidence, interval, status
        As of `Coefficient`.
    observed, expected
        As of `Coefficient`.
    n_units, n_raters, n_ratings, n_pairs, prevalence, bias, parameters, draws, degenerate
        As of `Coefficient`.
    null_se
        Standard error if the raters agreed by chance alone; for the test of that, not for intervals. NaN where units
        have clusters or weights.
    maximum
        The most that kappa can be with these raters' shares of categories; NaN with weights of agreement.
    pabak
        Prevalence- and bias-adjusted kappa: what it would be if all categories were equally likely, which is
        `labelgauge.brennan_prediger` of these two raters.
    """

    null_se: float = np.nan
    maximum: float = np.nan
    pabak: float = np.nan

    @property
    def z(self) -> float:
        """Value in null standard errors; NaN where there is none."""
        return self.value / self.null_se if self.null_se > 0 else np.nan

    @property
    def p_value(self) -> float:
        """How likely a kappa so far from 0 is if raters agree by chance alone; normal, on both sides."""
        from scipy.special import ndtr  # noqa: PLC0415 - takes long to import

        return float(2 * ndtr(-abs(self.z)))


def cohen_kappa(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pair: tuple[Any, Any] | None = None,
    **options: Unpack[Options],
) -> KappaOfTwo:
    """Cohen's kappa of two raters, simple or weighted.

    (p_o - p_e) / (1 - p_e): p_o is the weighted share of units that both put alike, p_e what it would be if each rater
    drew from their own shares of categories. Only units that both rated count, also for these shares. Sources: Cohen
    1960 and 1968; standard errors of Fleiss, Cohen & Everitt 1969, which divide by n, with the normal distribution;
    where units have clusters or weights, those of their influences, with n / (n - 1) and Student's t.

    Parameters
    ----------
    ratings
        By two raters; or a matrix (2, units), NaN or None where there is none.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    pair
        Names of the two raters, where `ratings` has more.
    **options
        See `labelgauge.agreement.options.Options`.

    Returns
    -------
    KappaOfTwo
        NaN with a status: ``"no_overlap"``, ``"single_category"`` where p_e is 1, ``"not_two_raters"``,
        ``"anonymous_raters"``; of a single unit there is a value without an interval (``"one_unit"``).

    Raises
    ------
    InputError
        If an argument is out of range, or a rater is not there.
    UndefinedError
        If kappa is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> kappa = lg.cohen_kappa([["a", "a", "b", "b", "b", "a"], ["a", "b", "b", "b", "b", "a"]])
    >>> kappa
    <cohen_kappa 0.667 [-0.211, 0.932] of 6 units × 2 raters>
    >>> round(kappa.maximum, 3), round(kappa.null_se, 3)
    (0.667, 0.385)
    """
    given, chosen = as_ratings(ratings), checked(options)
    prepared = prepare_cohen(given, weights=weights, pair=pair, threads=chosen["threads"])
    found = prepared.estimated(chosen)
    if isinstance(prepared, Impossible) or not isinstance(prepared.model, PairKappas) or prepared.model.n_pairs == 0:
        return _filled(found)
    two, patterns, model = prepared.ratings, prepared.patterns, prepared.model
    tables = model.tables(total(patterns, model.terms).dense)
    independent = two.cluster is None and two.weight is None
    prevalence, bias = _balance(patterns.weight @ model.terms.dense, model)
    return _filled(
        found,
        prevalence=prevalence,
        bias=bias,
        null_se=_null_error(tables, model.weights) if independent else np.nan,
        maximum=_maximum(tables) if model.weights is None else np.nan,
        pabak=_equally_likely(found.observed, model.weights, two.n_categories),
    )


def scott_pi(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    pair: tuple[Any, Any] | None = None,
    **options: Unpack[Options],
) -> Coefficient:
    """Scott's pi of two raters, simple or weighted.

    As Cohen's kappa, but both raters are taken to draw from the same shares of categories, those of all their ratings
    of units that both rated: Fleiss' kappa of two raters. Source: Scott 1955.

    Parameters
    ----------
    ratings
        By two raters; or a matrix (2, units), NaN or None where there is none.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    pair
        Names of the two raters, where `ratings` has more.
    **options
        See `labelgauge.agreement.options.Options`.

    Returns
    -------
    Coefficient
        NaN with a status as `cohen_kappa`.

    Raises
    ------
    InputError
        If an argument is out of range, or a rater is not there.
    UndefinedError
        If pi is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.scott_pi([["a", "a", "b", "b", "b", "a"], ["a", "b", "b", "b", "b", "a"]])
    <scott_pi 0.657 [-1.000, 0.960] of 6 units × 2 raters>
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_scott(given, weights=weights, pair=pair, threads=chosen["threads"]).estimated(chosen)


def prepare_cohen(
    ratings: Ratings, *, weights: str | ArrayLike, pair: tuple[Any, Any] | None, threads: int
) -> Prepared | Impossible:
    """What `cohen_kappa` is estimated from, or why there is nothing."""
    table = weights_of(ratings, weights)
    two, parameters = _two_raters(ratings, pair), _parameters(weights, pair)
    if isinstance(two, str):
        return Impossible("cohen_kappa", ratings, two, parameters)
    patterns = identified_patterns(two, threads=threads)
    model = pair_kappas(patterns, two.n_categories, table, combination="one")
    # Published standard errors are of units that are independent and count alike.
    large_sample = two.cluster is None and two.weight is None
    return Prepared(
        "cohen_kappa", two, patterns, model, only_compared=True, large_sample=large_sample, parameters=parameters
    )


def prepare_scott(
    ratings: Ratings, *, weights: str | ArrayLike, pair: tuple[Any, Any] | None, threads: int
) -> Prepared | Impossible:
    """What `scott_pi` is estimated from, or why there is nothing."""
    table = weights_of(ratings, weights)
    two, parameters = _two_raters(ratings, pair), _parameters(weights, pair)
    if isinstance(two, str):
        return Impossible("scott_pi", ratings, two, parameters)
    patterns = patterns_of(two, threads=threads)
    model = _chance.chance_corrected(patterns, _chance.fleiss(table), table, "paired")
    return Prepared("scott_pi", two, patterns, model, only_compared=True, parameters=parameters)


def _two_raters(ratings: Ratings, pair: tuple[Any, Any] | None) -> Ratings | str:
    """The ratings of two raters, or the status that says why there are none."""
    if ratings.anonymous:
        return "anonymous_raters"
    if pair is not None:
        return of_pair(ratings, pair)
    if ratings.n_raters < 2:
        return "one_rater"
    return ratings if ratings.n_raters == 2 else "not_two_raters"


def _parameters(weights: str | ArrayLike, pair: tuple[Any, Any] | None) -> dict[str, Any]:
    named = {} if pair is None else {"pair": tuple(pair)}
    return {"weights": shown(weights), **named}


def _filled(coefficient: Coefficient, **more: float) -> KappaOfTwo:
    given = {field.name: getattr(coefficient, field.name) for field in fields(Coefficient)}
    return KappaOfTwo(**(given | more))


def _null_error(tables: Tables, weights: Floats | None) -> float:
    """Standard error of a kappa of 0."""
    n, expected = float(tables.n[0]), float(tables.expected[0])
    first, second = tables.first[0] / n, tables.second[0] / n
    if expected == 1:
        return np.nan
    if weights is None:
        squares = expected + 2 * expected**2 - float(np.sum(first * second * (first + second)))
    else:
        apart = weights - (weights @ second)[:, None] - (weights @ first)[None, :]
        squares = float(first @ apart**2 @ second)
    return float(np.sqrt(max(squares - expected**2, 0.0) / n) / (1 - expected))


def _maximum(tables: Tables) -> float:
    n, expected = float(tables.n[0]), float(tables.expected[0])
    most = float(np.minimum(tables.first[0], tables.second[0]).sum()) / n
    return (most - expected) / (1 - expected) if expected != 1 else np.nan


def _balance(cells: Floats, model: PairKappas) -> tuple[float, float]:
    """Byrt's prevalence and bias index; NaN unless there are two categories."""
    if model.n_categories != 2:
        return np.nan, np.nan
    shares = np.zeros((2, 2))
    shares[model.first, model.second] = cells / cells.sum()
    return abs(float(shares[1, 1] - shares[0, 0])), abs(float(shares[0, 1] - shares[1, 0]))


def _equally_likely(observed: float, weights: Floats | None, n_categories: int) -> float:
    expected = 1 / n_categories if weights is None else float(weights.mean())
    return (observed - expected) / (1 - expected) if expected != 1 else np.nan
