"""Differences of coefficients: against plain loops over units, against simulation, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy import stats

import labelgauge as lg
from labelgauge.agreement._named import NAMED
from labelgauge.errors import InputError, UndefinedError
from tests.conformance.rating_tables import of_table

NONE = np.nan
LEVELS = ("nominal", "ordinal", "interval", "ratio")
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    **{name: (name, {}) for name in NAMED if name != "krippendorff_alpha"},
    **{f"alpha {level}": ("krippendorff_alpha", {"level": level}) for level in LEVELS},
    "gwet_ac quadratic": ("gwet_ac", {"weights": "quadratic"}),
    "fleiss_kappa linear, all ratings": ("fleiss_kappa", {"weights": "linear", "pooling": "count"}),
    "light_kappa by overlap": ("light_kappa", {"average": "overlap"}),
}


def simulated(rng: np.random.Generator, n_units: int, n_raters: int, right: float, missing: float = 0.0) -> Any:
    """A matrix of raters who say the truth or anything, about units of 1, 2 and 3."""
    truth = rng.choice([1.0, 2.0, 3.0], n_units, p=[0.5, 0.3, 0.2])
    matrix = np.where(rng.random((n_raters, n_units)) < right, truth, rng.integers(1, 4, (n_raters, n_units)))
    matrix[rng.random(matrix.shape) < missing] = NONE
    return matrix


def of(matrix: Any, **options: Any) -> lg.Ratings:
    return lg.Ratings.from_matrix(matrix, categories=[1, 2, 3], **options)


def value_of(case: str, ratings: lg.Ratings) -> float:
    name, parameters = CASES[case]
    return NAMED[name].public(ratings, **parameters, ci=None).value


def derivatives(case: str, ratings: Callable[..., lg.Ratings], groups: Any) -> Any:
    """How a coefficient changes with the weight of each group of units, by going a little up and down."""
    step, found = 1e-5, []
    for group in np.unique(groups):
        ends = [value_of(case, ratings(weight=np.where(groups == group, 1 + shift, 1.0))) for shift in (step, -step)]
        found.append((ends[0] - ends[1]) / (2 * step))
    return np.array(found)


def spread(influence: Any) -> float:
    n = len(influence)
    return float(np.sqrt(n / (n - 1) * np.sum((influence - influence.mean()) ** 2)))


@pytest.mark.parametrize("case", CASES)
def test_paired_errors_are_those_of_derivatives_by_units(case: str) -> None:
    rng = np.random.default_rng(1)
    n_raters = 2 if case in {"cohen_kappa", "scott_pi"} else 3
    first, second = (simulated(rng, 30, n_raters, right) for right in (0.8, 0.5))
    name, parameters = CASES[case]
    found = lg.agreement_difference(of(first), of(second), name, parameters=parameters, paired=True)
    units = np.arange(30)
    influence = derivatives(case, lambda **w: of(first, **w), units) - derivatives(
        case, lambda **w: of(second, **w), units
    )
    few = 29 / 30 if case == "cohen_kappa" else 1.0  # whose published errors divide by n
    assert found.se == pytest.approx(np.sqrt(few) * spread(influence), rel=1e-5)
    assert found.value == value_of(case, of(first)) - value_of(case, of(second))
    assert found.df == (np.inf if case == "cohen_kappa" else 29)
    assert found.n_shared == 30


@pytest.mark.parametrize("case", ["gwet_ac", "conger_kappa", "light_kappa", "alpha nominal", "alpha ordinal"])
def test_paired_error_of_two_coefficients_is_about_the_jackknife(case: str) -> None:
    """Against leaving out each unit; of incomplete ratings, with units that one rater alone has rated."""
    matrix = simulated(np.random.default_rng(2), 150, 3, 0.7, missing=0.3)
    name, parameters = CASES[case]
    found = lg.agreement_difference(
        of(matrix), of(matrix), name, parameters=parameters, second_coefficient="brennan_prediger", paired=True
    )
    rated = np.flatnonzero(np.sum(~np.isnan(matrix), axis=0))
    left_out = []
    for unit in rated:
        without = of(np.delete(matrix, unit, axis=1))
        left_out.append(value_of(case, without) - value_of("brennan_prediger", without))
    n = len(rated)
    assert found.se == pytest.approx(np.sqrt((n - 1) ** 2 / n * np.var(left_out, ddof=1)), rel=0.03)
    assert found.se < 0.6 * np.hypot(found.first.se, found.second.se)


def test_units_of_one_side_alone_count_there() -> None:
    rng = np.random.default_rng(3)
    first, second = simulated(rng, 40, 3, 0.8), simulated(rng, 30, 3, 0.6)
    found = lg.agreement_difference(of(first), of(second, units=np.arange(20, 50)), "gwet_ac", paired=True)
    a = derivatives("gwet_ac", lambda **w: of(first, **w), np.arange(40))
    b = derivatives("gwet_ac", lambda **w: of(second, **w), np.arange(30))
    influence = np.zeros(50)
    influence[:40] += a
    influence[20:] -= b
    assert found.se == pytest.approx(spread(influence), rel=1e-5)
    assert (found.n_shared, found.df) == (20, 49)
    assert found.first.value == lg.gwet_ac(of(first)).value
    assert found.second.value == lg.gwet_ac(of(second)).value


def test_units_that_do_not_count_on_both_sides_are_not_shared() -> None:
    first = of([[1, 2, 3, 1, NONE], [1, 2, 2, 1, NONE]])
    second = of([[1, 2, 3, 1, 1], [1, 2, 2, NONE, 1]])
    alpha = lg.agreement_difference(first, second, parameters={"level": "nominal"}, paired=True)
    gwet = lg.agreement_difference(first, second, "gwet_ac", paired=True)
    assert (alpha.n_shared, gwet.n_shared) == (3, 4)


def test_order_of_units_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    first, second = simulated(rng, 40, 3, 0.8), simulated(rng, 40, 3, 0.6)
    order = rng.permutation(40)
    names = [f"unit {k}" for k in range(40)]
    straight = lg.agreement_difference(of(first, units=names), of(second, units=names), "gwet_ac", paired=True)
    shuffled = of(second[:, order], units=[names[k] for k in order])
    mixed = lg.agreement_difference(of(first, units=names), shuffled, "gwet_ac", paired=True)
    assert (mixed.value, mixed.se) == pytest.approx((straight.value, straight.se), rel=1e-12)


def test_clusters_are_summed_before_differences() -> None:
    rng = np.random.default_rng(5)
    first, second = simulated(rng, 60, 3, 0.8), simulated(rng, 60, 3, 0.6)
    groups = np.repeat(np.arange(12), 5)
    a, b = of(first, cluster=groups), of(second[:, ::-1], cluster=groups[::-1], units=np.arange(60)[::-1])
    found = lg.agreement_difference(a, b, parameters={"level": "nominal"}, paired=True)
    influence = derivatives("alpha nominal", lambda **w: of(first, **w), groups) - derivatives(
        "alpha nominal", lambda **w: of(second, **w), groups
    )
    assert found.se == pytest.approx(spread(influence), rel=1e-5)
    assert found.df == 11
    unclustered = lg.agreement_difference(of(first), of(second), parameters={"level": "nominal"}, paired=True)
    assert abs(found.se / unclustered.se - 1) > 0.01


def test_independent_variances_add_up() -> None:
    rng = np.random.default_rng(6)
    first, second = of(simulated(rng, 40, 3, 0.8)), of(simulated(rng, 90, 4, 0.6))
    found = lg.agreement_difference(first, second, "gwet_ac", paired=False)
    a, b = lg.gwet_ac(first), lg.gwet_ac(second)
    assert found.se == pytest.approx(np.hypot(a.se, b.se), rel=1e-12)
    df = (a.se**2 + b.se**2) ** 2 / (a.se**4 / 39 + b.se**4 / 89)
    assert found.df == pytest.approx(df, rel=1e-12)
    t = stats.t(df)
    assert found.p_value == pytest.approx(2 * t.sf(abs(found.value) / found.se), rel=1e-9)
    reach = t.ppf(0.975) * found.se
    assert found.ci == pytest.approx((found.value - reach, found.value + reach), rel=1e-9)
    assert found.n_shared == 0


@pytest.mark.parametrize("paired", [True, False])
def test_of_shares_of_units_it_is_the_t_test(paired: bool) -> None:
    """Percent agreement is a mean over units: SciPy's paired t-test, and Welch's."""
    rng = np.random.default_rng(13)
    first, second = simulated(rng, 50, 4, 0.8), simulated(rng, 50 if paired else 30, 4, 0.6)
    found = lg.agreement_difference(of(first), of(second), "percent_agreement", paired=paired)
    shares = [
        np.mean([matrix[a] == matrix[b] for a, b in combinations(range(4), 2)], axis=0) for matrix in (first, second)
    ]
    wanted = stats.ttest_rel(*shares) if paired else stats.ttest_ind(*shares, equal_var=False)
    assert found.value / found.se == pytest.approx(wanted.statistic, rel=1e-9)
    assert (found.df, found.p_value) == pytest.approx((wanted.df, wanted.pvalue), rel=1e-9)
    assert found.ci == pytest.approx(tuple(wanted.confidence_interval(0.95)), rel=1e-9)


def test_two_kinds_of_errors_on_one_table() -> None:
    """Cohen's kappa by itself has the normal distribution of its article; beside another it has Student's t."""
    ratings = of(simulated(np.random.default_rng(14), 40, 2, 0.7))
    same = lg.agreement_difference(
        ratings, ratings, "cohen_kappa", second_coefficient="cohen_kappa", second_parameters={"weights": "linear"},
        paired=True,
    )  # fmt: skip
    other = lg.agreement_difference(ratings, ratings, "cohen_kappa", second_coefficient="scott_pi", paired=True)
    assert (same.df, other.df) == (np.inf, 39)


def test_published_errors_of_kappa_add_up() -> None:
    """Cohen 1968 (.491525, .051002) and Agresti 1992 (.493006, .056743): normal, as their articles have it."""
    cohen = of_table("88 14 18 / 10 40 10 / 2 6 12")
    agresti = of_table("22 2 2 0 / 5 7 14 0 / 0 2 36 0 / 0 1 17 10")
    found = lg.agreement_difference(cohen, agresti, "cohen_kappa", paired=False)
    assert found.value == pytest.approx(0.491525 - 0.493006, abs=2e-6)
    assert found.se == pytest.approx(np.hypot(0.051002, 0.056743), abs=2e-6)
    assert found.df == np.inf
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(found.value) / found.se), rel=1e-9)
    assert found.high - found.value == pytest.approx(1.959964 * found.se, rel=1e-6)


@pytest.mark.parametrize("paired", [True, False])
def test_errors_and_tests_hold_in_a_simulation(paired: bool) -> None:
    """Two groups of equally good raters, of the same hard and easy units or of others."""
    rng = np.random.default_rng(7)
    values, errors, hits = [], [], 0
    for _ in range(600):
        ease = rng.choice([0.3, 0.95], 80)
        truth = rng.choice([1.0, 2.0, 3.0], 80)
        sides = []
        for _side in range(2):
            if not paired:
                ease, truth = rng.choice([0.3, 0.95], 80), rng.choice([1.0, 2.0, 3.0], 80)
            matrix = np.where(rng.random((3, 80)) < ease, truth, rng.integers(1, 4, (3, 80)))
            sides.append(of(matrix))
        found = lg.agreement_difference(*sides, parameters={"level": "nominal"}, paired=paired)
        values.append(found.value)
        errors.append(found.se)
        hits += found.p_value < 0.05
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.08)
    assert 0.03 < hits / 600 < 0.075


def test_what_is_the_same_does_not_differ() -> None:
    ratings = of(simulated(np.random.default_rng(8), 30, 3, 0.7))
    for kind in ("analytic", "bootstrap", "bayesian_bootstrap"):
        found = lg.agreement_difference(ratings, ratings, "gwet_ac", paired=True, ci=kind, draws=50)  # type: ignore[arg-type]
        assert (found.value, found.se, found.low, found.high, found.status) == (0, 0, 0, 0, "no_spread")
        assert np.isnan(found.p_value)
        assert "every unit moves both alike" in found.explain()
    two = lg.Ratings.from_matrix([[1, 1, 2, 2, 1, 2], [1, 1, 2, 2, 2, 2]])
    levels = {"parameters": {"level": "nominal"}, "second_parameters": {"level": "ordinal"}}
    assert lg.agreement_difference(two, two, paired=True, **levels).status == "no_spread"  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["bootstrap", "cluster_bootstrap", "bayesian_bootstrap"])
@pytest.mark.parametrize(("paired", "weighted"), [(True, False), (False, False), (True, True), (False, True)])
def test_bootstraps_lie_around_the_analytic_interval(kind: Any, paired: bool, weighted: bool) -> None:
    rng = np.random.default_rng(9)
    weight = rng.choice([1, 8], 300) if weighted else None
    ease = rng.choice([0.2, 0.98], 300)
    truth = rng.choice([1.0, 2.0, 3.0], 300)
    clusters = np.arange(300)
    sides = [
        of(np.where(rng.random((3, 300)) < ease, truth, rng.integers(1, 4, (3, 300))), cluster=clusters, weight=weight)
        for _side in range(2)
    ]
    name, parameters = CASES["alpha ordinal"]
    drawn = lg.agreement_difference(*sides, name, parameters=parameters, paired=paired, ci=kind, draws=800)
    analytic = lg.agreement_difference(*sides, name, parameters=parameters, paired=paired)
    width = analytic.high - analytic.low
    assert drawn.ci == pytest.approx(analytic.ci, abs=0.1 * width)
    assert (drawn.se, drawn.interval) == (analytic.se, kind)
    assert drawn.p_value == pytest.approx(analytic.p_value, abs=0.07)
    assert (drawn.draws, drawn.degenerate) == (800, 0)
    again = lg.agreement_difference(*sides, name, parameters=parameters, paired=paired, ci=kind, draws=800)
    assert again == drawn


def skewed(rng: np.random.Generator, n_units: int, hard: float) -> Any:
    """Seven raters who are nearly sure of most units, and guess some hard ones."""
    right = np.where(rng.random(n_units) < hard, 0.0, 0.97)
    return np.where(rng.random((7, n_units)) < right, 1.0, rng.integers(1, 4, (7, n_units)))


@pytest.mark.parametrize("paired", [True, False])
def test_bca_of_shares_of_units_is_scipys(paired: bool) -> None:
    """Of percent agreement, the difference of two means; with unlike numbers of units where they are independent."""
    rng = np.random.default_rng(22)
    first, second = skewed(rng, 40, 0.0), skewed(rng, 40 if paired else 30, 0.1)
    options: dict[str, Any] = {"ci": "bootstrap", "ends": "bca", "draws": 20_000}
    found = lg.agreement_difference(of(first), of(second), "percent_agreement", paired=paired, **options)
    pairs = list(combinations(range(7), 2))
    agreed = [np.mean([matrix[g] == matrix[h] for g, h in pairs], axis=0) for matrix in (first, second)]
    theirs = stats.bootstrap(
        tuple(agreed),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        paired=paired,
        n_resamples=20_000,
        method="BCa",
        rng=np.random.default_rng(0),
    )
    interval = theirs.confidence_interval
    assert found.ci == pytest.approx((interval.low, interval.high), abs=0.003)
    plain = lg.agreement_difference(
        of(first), of(second), "percent_agreement", paired=paired, **options | {"ends": "percentile"}
    )
    assert max(abs(found.low - plain.low), abs(found.high - plain.high)) > 0.008


@pytest.mark.parametrize("ends", ["percentile", "bca"])
@pytest.mark.parametrize("kind", ["bootstrap", "cluster_bootstrap"])
@pytest.mark.parametrize("paired", [True, False])
def test_p_values_are_of_the_interval_that_just_reaches_zero(ends: Any, kind: Any, paired: bool) -> None:
    rng = np.random.default_rng(22)
    clusters = np.repeat(np.arange(30), 2)
    a, b = (of(simulated(rng, 60, 3, right), cluster=clusters) for right in (0.75, 0.65))
    options: dict[str, Any] = {"ci": kind, "ends": ends, "draws": 3000, "paired": paired}
    found = lg.agreement_difference(a, b, "gwet_ac", **options)
    assert 0.01 < found.p_value < 0.9
    again = lg.agreement_difference(a, b, "gwet_ac", confidence=1 - found.p_value, **options)
    nearest = again.low if found.value > 0 else again.high
    assert nearest == pytest.approx(0, abs=0.05 * found.se)


def test_no_p_value_is_less_than_draws_can_tell() -> None:
    rng = np.random.default_rng(23)
    a, b = (of(simulated(rng, 200, 3, right)) for right in (0.95, 0.3))
    for options in ({}, {"ends": "bca"}):
        found = lg.agreement_difference(a, b, "gwet_ac", paired=True, ci="bootstrap", draws=500, **options)  # type: ignore[arg-type]
        assert found.p_value <= 0.01
    for one, other in ((a, b), (b, a)):
        plain = lg.agreement_difference(one, other, "gwet_ac", paired=True, ci="bootstrap", draws=500)
        assert plain.p_value == pytest.approx(1 / 500)


def test_draws_of_a_difference_are_told_and_the_same_on_threads() -> None:
    rng = np.random.default_rng(24)
    a, b = (of(simulated(rng, 60, 3, right)) for right in (0.8, 0.6))
    told: list[tuple[int, int]] = []
    options: dict[str, Any] = {"paired": True, "ci": "bootstrap", "draws": 100}
    one = lg.agreement_difference(a, b, "gwet_ac", **options, progress=lambda done, n: told.append((done, n)))
    assert told[-1] == (100, 100)
    assert lg.agreement_difference(a, b, "gwet_ac", **options, threads=3) == one


def test_bootstrap_of_shared_clusters_is_wider_where_clusters_are_alike() -> None:
    rng = np.random.default_rng(10)
    quality = np.repeat(rng.choice([0.2, 0.95], 30), 10)
    first = simulated(rng, 300, 3, 0.9)
    second = np.where(rng.random((3, 300)) < quality, first, rng.integers(1, 4, (3, 300)))
    sides = [of(matrix, cluster=np.repeat(np.arange(30), 10)) for matrix in (first, second)]
    kinds = ("analytic", "cluster_bootstrap", "bootstrap")
    width = {}
    for kind in kinds:
        found = lg.agreement_difference(*sides, "gwet_ac", paired=True, ci=kind, draws=800)  # type: ignore[misc]
        width[kind] = found.high - found.low
    assert width["cluster_bootstrap"] == pytest.approx(width["analytic"], rel=0.15)
    assert width["bootstrap"] < 0.7 * width["analytic"]


def test_draws_without_a_coefficient_are_left_out_and_counted() -> None:
    first = lg.Ratings.from_matrix([[1, 1, 1, 1, 2, 2], [1, 1, 1, 1, 2, 1]])
    second = lg.Ratings.from_matrix([[1, 1, 1, 1, 1, 2], [1, 1, 1, 1, 2, 1]])
    found = lg.agreement_difference(first, second, "fleiss_kappa", paired=True, ci="bootstrap", draws=500)
    assert (found.draws, 0 < found.degenerate < 0.5) == (500, True)
    assert f"{found.degenerate:.1%} of the draws were undefined and left out" in found.explain()
    assert not np.isnan(found.low)


def test_weighted_units_count_as_often() -> None:
    rng = np.random.default_rng(11)
    first, second = simulated(rng, 20, 3, 0.8), simulated(rng, 20, 3, 0.6)
    weight = rng.integers(1, 4, 20)
    found = lg.agreement_difference(of(first, weight=weight), of(second, weight=weight), "gwet_ac", paired=True)
    repeat = np.repeat(np.arange(20), weight)
    clusters = lg.agreement_difference(
        of(first[:, repeat], cluster=repeat), of(second[:, repeat], cluster=repeat), "gwet_ac", paired=True
    )
    assert (found.value, found.se) == pytest.approx((clusters.value, clusters.se), rel=1e-9)


def test_a_finite_population_makes_it_surer() -> None:
    rng = np.random.default_rng(12)
    sides = of(simulated(rng, 50, 3, 0.8)), of(simulated(rng, 50, 3, 0.6))
    every = lg.agreement_difference(*sides, "gwet_ac", paired=True, n_population=50)
    half = lg.agreement_difference(*sides, "gwet_ac", paired=True, n_population=100)
    whole = lg.agreement_difference(*sides, "gwet_ac", paired=True)
    assert (every.se, every.status) == (0, "no_spread")
    assert half.se == pytest.approx(whole.se * np.sqrt(0.5), rel=1e-12)


def test_undefined_is_said() -> None:
    good = of([[1, 2, 3, 1], [1, 2, 2, 1]])
    alike = of([[1, 1, 1, 1], [1, 1, 1, 1]])
    found = lg.agreement_difference(good, alike, "fleiss_kappa", paired=True)
    assert np.isnan([found.value, found.se, found.low, found.p_value]).all()
    assert (found.status, found.n_shared) == ("single_category", 4)
    assert found.explain() == (
        "the difference is undefined, as the second coefficient is: all ratings are of one category, so that agreement "
        "by chance is certain."
    )
    assert "undefined (single_category)" in repr(found)
    with pytest.raises(UndefinedError, match="fleiss_kappa is undefined"):
        lg.agreement_difference(good, alike, "fleiss_kappa", paired=True, undefined="raise")
    anonymous = of([[1, 2, 3, 1], [1, 2, 2, 1]], anonymous=True)
    assert lg.agreement_difference(anonymous, good, "cohen_kappa", paired=True).status == "anonymous_raters"
    assert lg.agreement_difference(of([[1], [2]]), of([[1], [1]]), "gwet_ac", paired=True).status == "one_unit"
    one_cluster = [of(np.full((2, 3), [1, 2, 3]), cluster=[0, 0, 0]), of([[1, 2, 3], [1, 2, 2]], cluster=[0, 0, 0])]
    for paired in (True, False):
        found = lg.agreement_difference(*one_cluster, "gwet_ac", paired=paired)
        assert (found.status, np.isnan(found.se), np.isnan(found.value)) == ("few_units", True, False)
    assert np.isnan(lg.agreement_difference(good, good, "gwet_ac", paired=True, ci=None).se)


MATRIX = [[1, 2, 3, 1], [1, 2, 2, 1]]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown coefficient": ({"coefficient": "kappa"}, "there is no coefficient 'kappa' here.*krippendorff_alpha"),
    "no level": ({"coefficient": "krippendorff_alpha"}, "krippendorff_alpha needs level="),
    "unknown parameter": ({"parameters": {"level": "nominal"}}, "gwet_ac has no parameter 'level'.*weights, pooling"),
    "unknown option": ({"draw": 3}, "there is no option 'draw'"),
    "same, not paired": ({"paired": False}, "not independent of themselves"),
    "other units": ({"second": of(MATRIX, units=list("abcd"))}, "no unit is in both"),
    "clusters of one side": ({"second": of(MATRIX, cluster=[0, 0, 1, 1])}, "the other have not"),
    "second parameters": (
        {"second_coefficient": "conger_kappa", "second_parameters": {"pooling": "unit"}},
        "conger_kappa has no parameter 'pooling'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    changes, message = REFUSED[case]
    ratings = of(MATRIX)
    arguments = {"first": ratings, "second": ratings, "coefficient": "gwet_ac", "paired": True} | changes
    with pytest.raises(InputError, match=message):
        lg.agreement_difference(**arguments)


def test_clusters_of_a_unit_must_be_one() -> None:
    a, b = of(MATRIX, cluster=["x", "x", "y", "y"]), of(MATRIX, cluster=["x", "y", "y", "y"])
    with pytest.raises(InputError, match="unit 1 is in one cluster on one side, in another on the other"):
        lg.agreement_difference(a, b, "gwet_ac", paired=True)
    renamed = of(MATRIX, cluster=["a", "a", "y", "y"])
    with pytest.raises(InputError, match="unit 0 is in one cluster"):
        lg.agreement_difference(a, renamed, "gwet_ac", paired=True)


def test_parameters_go_to_the_second_side_only_with_their_coefficient() -> None:
    ratings = of(MATRIX)
    linear = {"weights": "linear"}
    same = lg.agreement_difference(ratings, of(MATRIX), "gwet_ac", parameters=linear, paired=True)
    other = lg.agreement_difference(
        ratings, ratings, "gwet_ac", parameters=linear, second_coefficient="fleiss_kappa", paired=True
    )
    assert (same.second.parameters["weights"], other.second.parameters["weights"]) == ("linear", "identity")


def test_a_matrix_given_twice_is_the_same_ratings() -> None:
    found = lg.agreement_difference(MATRIX, MATRIX, "gwet_ac", second_coefficient="fleiss_kappa", paired=True)
    assert found.value == lg.gwet_ac(MATRIX).value - lg.fleiss_kappa(MATRIX).value
    with pytest.raises(InputError, match="not independent of themselves"):
        lg.agreement_difference(MATRIX, MATRIX, "gwet_ac", paired=False)
