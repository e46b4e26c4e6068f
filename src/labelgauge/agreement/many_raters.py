"""Coefficients of more than two raters that need to know who rated what: Conger's, Light's and Hubert's kappa."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from numpy.typing import ArrayLike

from labelgauge.agreement._conger import conger
from labelgauge.agreement._estimate import as_ratings, checked
from labelgauge.agreement._identity import identified_patterns
from labelgauge.agreement._order import weights_of
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement._prepared import Impossible, Prepared, shown
from labelgauge.agreement._rater_pairs import Combination, check_overlap, pair_kappas
from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.options import Options
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError


def conger_kappa(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    """Conger's kappa: Cohen's for any number of raters, also with missing ratings and with weights.

    (p_a - p_e) / (1 - p_e): p_a is the mean over units with two ratings or more of the weighted share of their pairs
    that agree, p_e the mean over pairs of different raters of what they would agree if each drew from their own shares
    of categories. Those are of all units that a rater rated. Sources: Conger 1980; Gwet 2014. Fleiss' "exact" kappa is
    this one; of two raters and complete ratings it is Cohen's.

    Parameters
    ----------
    ratings
        By any number of raters; or a matrix (raters, units), NaN or None where there is none.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    **options
        See `labelgauge.agreement.options.Options`.

    Returns
    -------
    Coefficient
        NaN with a status: ``"one_rater"``, ``"no_overlap"``, ``"single_category"`` where p_e is 1,
        ``"anonymous_raters"``; of a single unit there is a value without an interval (``"one_unit"``).

    Raises
    ------
    InputError
        If an argument is out of range.
    UndefinedError
        If kappa is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.conger_kappa([["a", "a", "b", "b"], ["a", "b", "b", "b"], ["a", "a", "b", None]])
    <conger_kappa 0.684 [-0.481, 0.973] of 4 units × 3 raters>
    """
    given, chosen = as_ratings(ratings), checked(options)
    return prepare_conger(given, weights=weights, threads=chosen["threads"]).estimated(chosen)


def light_kappa(
    ratings: Ratings | ArrayLike,
    *,
    weights: str | ArrayLike = "identity",
    min_overlap: int = 1,
    average: Literal["pairs", "overlap"] = "pairs",
    **options: Unpack[Options],
) -> Coefficient:
    """Light's kappa: the mean of Cohen's kappa of all pairs of raters.

    Each pair's kappa is of the units that both rated. Pairs whose kappa is undefined are left out. Source: Light 1971.

    Parameters
    ----------
    ratings
        By any number of raters; or a matrix (raters, units), NaN or None where there is none.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    min_overlap
        Units that a pair needs in common to count, at least 1.
    average
        ``"pairs"``: each pair counts alike; ``"overlap"``: by the units that they have in common.
    **options
        See `labelgauge.agreement.options.Options`.

    Returns
    -------
    Coefficient
        Observed and expected agreement are means over the same pairs; `parameters` says how many had enough in common.
        NaN with a status: ``"one_rater"``, ``"no_overlap"``, ``"little_overlap"``, ``"single_category"`` where no pair
        has a kappa, ``"anonymous_raters"``; of a single unit there is a value without an interval (``"one_unit"``).

    Raises
    ------
    InputError
        If an argument is out of range, or there are more pairs of ratings than can be held.
    UndefinedError
        If kappa is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.light_kappa([["a", "a", "b", "b"], ["a", "b", "b", "b"], ["a", "a", "b", None]])
    <light_kappa 0.633 [-0.295, 1.562] of 4 units × 3 raters>
    """
    given, chosen = as_ratings(ratings), checked({"ci": "analytic", **options})
    prepared = prepare_light(
        given, weights=weights, min_overlap=min_overlap, average=average, threads=chosen["threads"]
    )
    return prepared.estimated(chosen)


def hubert_kappa(
    ratings: Ratings | ArrayLike, *, weights: str | ArrayLike = "identity", **options: Unpack[Options]
) -> Coefficient:
    """Hubert's kappa: means over pairs of raters of observed and of expected agreement, put together to one kappa.

    Both are of the units that a pair both rated, and each pair counts alike. Sources: Hubert 1977; Davies & Fleiss
    1982. With complete ratings it is Conger's kappa.

    Parameters
    ----------
    ratings
        By any number of raters; or a matrix (raters, units), NaN or None where there is none.
    weights
        How nearly categories agree: see `labelgauge.agreement.weights.agreement_weights`.
    **options
        See `labelgauge.agreement.options.Options`.

    Returns
    -------
    Coefficient
        NaN with a status as `conger_kappa`.

    Raises
    ------
    InputError
        If an argument is out of range, or there are more pairs of ratings than can be held.
    UndefinedError
        If kappa is undefined and ``undefined="raise"``.

    Examples
    --------
    >>> import labelgauge as lg
    >>> lg.hubert_kappa([["a", "a", "b", "b"], ["a", "b", "b", "b"], ["a", "a", "b", None]])
    <hubert_kappa 0.611 [-0.514, 1.736] of 4 units × 3 raters>
    """
    given, chosen = as_ratings(ratings), checked({"ci": "analytic", **options})
    return prepare_hubert(given, weights=weights, threads=chosen["threads"]).estimated(chosen)


def prepare_conger(ratings: Ratings, *, weights: str | ArrayLike, threads: int) -> Prepared | Impossible:
    """What `conger_kappa` is estimated from, or why there is nothing."""
    table = weights_of(ratings, weights)
    parameters = {"weights": shown(weights)}
    if ratings.anonymous:
        return Impossible("conger_kappa", ratings, "anonymous_raters", parameters)
    identified = identified_patterns(ratings, threads=threads)
    patterns = patterns_of(ratings, threads=threads)
    model = conger(identified, patterns, ratings.n_raters, ratings.n_categories, table)
    return Prepared("conger_kappa", ratings, identified, model, parameters=parameters)


def prepare_light(
    ratings: Ratings, *, weights: str | ArrayLike, min_overlap: int, average: str, threads: int
) -> Prepared | Impossible:
    """What `light_kappa` is estimated from, or why there is nothing.

    Raises
    ------
    InputError
        If an argument is out of range.
    """
    if average not in {"pairs", "overlap"}:
        what = f"average must be 'pairs' or 'overlap', not {average!r}"
        raise InputError(what)
    check_overlap(min_overlap)
    combination: Combination = "mean" if average == "pairs" else "overlap"
    return _of_pairs("light_kappa", ratings, weights, combination, min_overlap, threads, {"average": average})


def prepare_hubert(ratings: Ratings, *, weights: str | ArrayLike, threads: int) -> Prepared | Impossible:
    """What `hubert_kappa` is estimated from, or why there is nothing."""
    return _of_pairs("hubert_kappa", ratings, weights, "hubert", 1, threads, {})


def _of_pairs(
    name: str,
    ratings: Ratings,
    weights: str | ArrayLike,
    combination: Combination,
    min_overlap: int,
    threads: int,
    parameters: dict[str, Any],
) -> Prepared | Impossible:
    table = weights_of(ratings, weights)
    parameters = {"weights": shown(weights), "min_overlap": min_overlap, **parameters}
    if ratings.anonymous:
        return Impossible(name, ratings, "anonymous_raters", parameters)
    patterns = identified_patterns(ratings, threads=threads)
    model = pair_kappas(patterns, ratings.n_categories, table, combination=combination, min_overlap=min_overlap)
    parameters["n_rater_pairs"] = model.n_pairs
    if model.n_pairs == 0 and min_overlap > 1 and patterns.n_ratings.max(initial=0) >= 2:
        return Impossible(name, ratings, "little_overlap", parameters)
    return Prepared(name, ratings, patterns, model, only_compared=True, parameters=parameters)
