"""Kinds of interval of coefficients of agreement: against plain loops, scipy, published numbers and simulations."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from functools import partial
from itertools import combinations, permutations, product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

import labelgauge as lg
from labelgauge.agreement import _alpha, _prepared, _sums
from labelgauge.agreement._by_rating import rating_influences
from labelgauge.agreement._draws import drawn_values, times_of_patterns
from labelgauge.agreement._estimate import checked
from labelgauge.agreement._identity import identified_patterns
from labelgauge.agreement._pair_draws import pair_drawn_values
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement._pigeonhole import pigeonhole_values
from labelgauge.agreement._rest import entry_of_ratings
from labelgauge.agreement.breakdown import per_rater
from labelgauge.agreement.names import INTERVALS
from labelgauge.agreement.weights import agreement_weights
from labelgauge.errors import InputError

NONE = np.nan
CATEGORIES = [1, 2, 3, 4]


def table(seed: int, n_raters: int = 5, n_units: int = 30, missing: float = 0.25) -> Any:
    """Raters who are right two times of three; some units have one rating or none."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(1, 5, n_units)
    said = np.where(rng.random((n_raters, n_units)) < 0.65, truth, rng.integers(1, 5, (n_raters, n_units)))
    return np.where(rng.random(said.shape) < missing, NONE, said)


def of(matrix: Any, **options: Any) -> lg.Ratings:
    return lg.Ratings.from_matrix(matrix, categories=CATEGORIES, **options)


TABLE = table(0)
COEFFICIENTS: dict[str, Callable[..., lg.Coefficient]] = {
    "percent": lg.percent_agreement,
    "fleiss": lg.fleiss_kappa,
    "fleiss linear count": partial(lg.fleiss_kappa, weights="linear", pooling="count"),
    "gwet paired": partial(lg.gwet_ac, weights="quadratic", pooling="paired"),
    "brennan": lg.brennan_prediger,
    **{level: partial(lg.krippendorff_alpha, level=level) for level in ("nominal", "ordinal", "interval", "ratio")},
}
BY_IDENTITY: dict[str, Callable[..., lg.Coefficient]] = {
    "conger": lg.conger_kappa,
    "conger linear": partial(lg.conger_kappa, weights="linear"),
    "light": lg.light_kappa,
    "light overlap": partial(lg.light_kappa, average="overlap"),
    "hubert linear": partial(lg.hubert_kappa, weights="linear"),
    "cohen": partial(lg.cohen_kappa, pair=(0, 1)),
}
ALL = {**COEFFICIENTS, **BY_IDENTITY}
BOOTSTRAPS = [kind for kind in INTERVALS if kind.endswith("bootstrap")]

of_all = pytest.mark.parametrize("name", ALL)
of_any_raters = pytest.mark.parametrize("name", [name for name in ALL if name != "cohen"])


def taken_for(name: str, kind: str) -> bool:
    """Whether there is such an interval of that coefficient."""
    if kind == "krippendorff_bootstrap":
        return name in {"nominal", "ordinal", "interval", "ratio"}
    return name != "cohen" or kind not in {"two_way", "pigeonhole_bootstrap"}


# Krippendorff's bootstrap; the published interval is in tests/conformance.


@pytest.mark.parametrize("level", ["nominal", "interval", "ratio"])
def test_pairs_are_drawn_as_often_as_there_are_pairs(level: str) -> None:
    """The spread of draws is that of a mean of independent pairs, each with a chance of 1 / (m - 1)."""
    apart: dict[str, Callable[[float, float], float]] = {
        "nominal": lambda a, b: float(a != b),
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }
    units = [unit[~np.isnan(unit)] for unit in TABLE.T]
    pairs = [(apart[level](a, b), 1 / (len(unit) - 1)) for unit in units for a, b in permutations(unit, 2)]
    delta, chance = (np.array(column) for column in zip(*pairs, strict=True))
    mean = np.average(delta, weights=chance)
    spread = np.sqrt(np.average((delta - mean) ** 2, weights=chance) / (len(delta) // 2))
    ratings = of(TABLE)
    patterns = patterns_of(ratings)
    model = _model(COEFFICIENTS[level], ratings)
    assert isinstance(model, _alpha.Alpha | _alpha.IntervalAlpha)
    draws = pair_drawn_values(patterns, model, checked({"draws": 20_000}))
    value = lg.krippendorff_alpha(ratings, level=level).value
    expected = mean / (1 - value)
    assert np.mean(draws) == pytest.approx(value, abs=4 * spread / expected / np.sqrt(20_000))
    assert np.std(draws) == pytest.approx(spread / expected, rel=0.02)
    found = lg.krippendorff_alpha(ratings, level=level, ci="krippendorff_bootstrap", draws=20_000)
    assert found.ci == pytest.approx(np.quantile(draws, [0.025, 0.975]), rel=1e-12)
    assert (found.draws, found.degenerate, found.interval) == (20_000, 0, "krippendorff_bootstrap")


def test_pairs_are_drawn_of_alpha_alone() -> None:
    with pytest.raises(InputError, match=r"krippendorff_alpha alone.*Draw units"):
        lg.fleiss_kappa(TABLE, ci="krippendorff_bootstrap")


# BCa


@pytest.mark.parametrize("clustered", [False, True])
def test_bca_is_that_of_scipy(clustered: bool) -> None:
    """Of the same draws; percent agreement of complete ratings is a mean over units, or over clusters of two."""
    rng = np.random.default_rng(3)
    matrix = np.where(rng.random((4, 40)) < 0.85, 1, rng.integers(1, 5, (4, 40)))
    weights = rng.random((4, 4))
    weights = (weights + weights.T) / 2
    np.fill_diagonal(weights, 1)
    ratings = of(matrix, cluster=np.arange(40) // 2 if clustered else None)
    kind: Any = "cluster_bootstrap" if clustered else "bootstrap"
    percent = partial(lg.percent_agreement, ratings, weights=weights, ci=kind, draws=3000, confidence=0.9)
    found = percent(ends="bca")
    means = np.array([np.mean([weights[a - 1, b - 1] for a, b in permutations(unit, 2)]) for unit in matrix.T])
    means = means.reshape(-1, 2).mean(axis=1) if clustered else means
    patterns = patterns_of(ratings)
    draws = drawn_values(ratings, patterns, _model(percent), checked({"ci": kind, "draws": 3000}))
    draws = np.where(np.isclose(draws, np.mean(means), rtol=1e-12), np.mean(means), draws)  # but for rounding, equal
    theirs = stats.bootstrap(
        (means,),
        np.mean,
        n_resamples=0,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=draws),
        method="BCa",
        confidence_level=0.9,
    ).confidence_interval
    assert found.ci == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert found.ci != pytest.approx(percent().ci, abs=1e-3)


def test_bca_of_a_coefficient_is_near_that_of_a_plain_function() -> None:
    def kappa(*raters: Any, axis: int = -1) -> Any:
        n, said = np.shape(raters[0])[axis], np.array(raters)
        counts = np.stack([np.sum(said == k, axis=0) for k in (0, 1)])
        observed = np.sum(counts * (counts - 1), axis=(0, axis)) / (len(raters) * (len(raters) - 1) * n)
        expected = np.sum((counts.sum(axis=axis) / (len(raters) * n)) ** 2, axis=0)
        return (observed - expected) / (1 - expected)

    matrix = np.where(np.random.default_rng(5).random((3, 60)) < 0.15, 1, 0)
    matrix[:, :9] = 1
    theirs = stats.bootstrap(
        tuple(matrix), kappa, paired=True, vectorized=True, n_resamples=20_000, rng=np.random.default_rng(1)
    ).confidence_interval
    ours = lg.fleiss_kappa(matrix, ci="bootstrap", ends="bca", draws=20_000)
    # scipy's acceleration is of the jackknife, ours of influences; they differ by a part of 1 / n.
    assert ours.ci == pytest.approx((theirs.low, theirs.high), abs=0.012)


def test_bca_of_draws_on_one_side_is_finite() -> None:
    found = lg.krippendorff_alpha(TABLE, level="nominal", ci="bootstrap", ends="bca", draws=1)
    assert np.isfinite(found.ci).all()


# Jackknife


@of_all
@pytest.mark.parametrize("clustered", [False, True])
def test_jackknife_is_that_of_a_plain_loop(name: str, clustered: bool) -> None:
    cluster = np.arange(30) % 9 if clustered else np.arange(30)
    ratings = of(TABLE, cluster=cluster if clustered else None)
    found = ALL[name](ratings, ci="jackknife", n_population=60)
    rated = np.sum(~np.isnan(TABLE[:2] if name == "cohen" else TABLE), axis=0)
    counted = rated >= (2 if name in {"cohen", "nominal", "ordinal", "interval", "ratio"} else 1)
    without = [ALL[name](ratings.take(cluster != k), ci=None).value for k in np.unique(cluster[counted])]
    n = len(without)
    se = np.sqrt((1 - n / 60) * (n - 1) / n * np.sum((without - np.mean(without)) ** 2))
    assert found.se == pytest.approx(se, rel=1e-9)
    reach = stats.t.ppf(0.975, n - 1) * se
    assert found.ci == pytest.approx((found.value - reach, found.value + reach), rel=1e-9)
    assert (found.interval, found.draws, found.status) == ("jackknife", 0, "ok")


@of_all
def test_jackknife_leaves_out_units_of_any_weight(name: str) -> None:
    weight = np.random.default_rng(2).uniform(0.5, 2, 30)
    found = ALL[name](of(TABLE, weight=weight), ci="jackknife")
    rated = np.sum(~np.isnan(TABLE[:2] if name == "cohen" else TABLE), axis=0)
    counted = rated >= (2 if name in {"cohen", "nominal", "ordinal", "interval", "ratio"} else 1)
    each = np.arange(30)
    without = [ALL[name](of(TABLE, weight=weight).take(each != k), ci=None).value for k in each[counted]]
    n = len(without)
    assert found.se == pytest.approx(np.sqrt((n - 1) / n * np.sum((without - np.mean(without)) ** 2)), rel=1e-9)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("weight", [None, np.full(8, 0.1)])
def test_jackknife_says_that_one_unit_made_all_the_difference(level: str, weight: Any) -> None:
    matrix = [[1] * 7 + [3], [1] * 7 + [2], [1] * 7 + [3]]
    found = lg.krippendorff_alpha(of(matrix, weight=weight), level=level, ci="jackknife")
    assert found.status == "few_units"
    assert np.isnan([found.se, found.low, found.high]).all()
    assert not np.isnan(found.value)


# Units and raters


def weighted(name: str, matrix: Any, v: Any) -> float:
    """The coefficient where a pair of ratings counts the product of what both do, from the definitions.

    A unit's pairs count 1 / (m (m - 1)), or 1 / (m - 1) of alpha, and ratings 1 / m, or 1 with pooled shares.
    """
    alpha, q = name in {"nominal", "ordinal", "interval", "ratio"}, 4
    together = np.zeros((q, q))
    shares = np.zeros(q)
    for said, weight in zip(matrix.T, v.T, strict=True):
        raters = np.flatnonzero(~np.isnan(said))
        m, codes = len(raters), np.nan_to_num(said).astype(int) - 1
        for g, h in permutations(raters, 2):
            together[codes[g], codes[h]] += weight[g] * weight[h] / ((m - 1) if alpha else m * (m - 1))
        for g in raters:
            shares[codes[g]] += weight[g] * ((m >= 2) if "paired" in name else 1 if "count" in name else 1 / m)
    if alpha:
        return _alpha_of(name, together)
    shape = "linear" if "linear" in name else "quadratic" if "gwet" in name else "identity"
    agree = agreement_weights(shape, q, np.arange(q)) if shape != "identity" else np.eye(q)
    shares = shares / shares.sum()
    observed = np.sum(together * agree) / together.sum()
    if name in BY_IDENTITY:
        return _of_identity(name, matrix, v, agree, observed)
    expected = {
        "percent": 0.0,
        "brennan": agree.mean(),
        "gwet paired": agree.sum() / (q * (q - 1)) * np.sum(shares * (1 - shares)),
    }.get(name, float(shares @ agree @ shares))
    return float((observed - expected) / (1 - expected))


def _of_identity(name: str, matrix: Any, v: Any, agree: Any, observed: float) -> float:
    """Where a pair of raters counts the product of what both do, which is the mean weight of their ratings."""
    rated = ~np.isnan(matrix)
    counted = rated & (rated.sum(axis=0) >= (1 if "conger" in name else 2))
    of_rater = np.sum(v * counted, axis=1) / np.maximum(counted.sum(axis=1), 1)
    said = (matrix[..., None] == np.array(CATEGORIES)).astype(float)
    pairs = []
    for g, h in combinations(np.flatnonzero(of_rater), 2):
        of_unit = v[g] * v[h] * rated[g] * rated[h]
        table = np.einsum("uk,ul,u->kl", said[g], said[h], of_unit)
        own = (v[g] @ said[g], v[h] @ said[h]) if "conger" in name else (table.sum(axis=1), table.sum(axis=0))
        agreed, chance = np.sum(table * agree) / table.sum(), own[0] @ agree @ own[1] / own[0].sum() / own[1].sum()
        times = table.sum() if "overlap" in name else of_rater[g] * of_rater[h]
        if "conger" in name or chance < 1:
            pairs.append((agreed, chance, (agreed - chance) / (1 - chance), times))
    if not pairs:
        return np.nan
    agreed, chance, kappa, weight = np.array(pairs).T
    if "light" in name:
        return float(np.average(kappa, weights=weight))
    expected = np.average(chance, weights=weight)
    return float(((observed if "conger" in name else np.average(agreed, weights=weight)) - expected) / (1 - expected))


def _alpha_of(level: str, together: Any) -> float:
    n = together.sum(axis=0)
    x = np.cumsum(n) - n / 2 if level == "ordinal" else np.arange(1.0, len(n) + 1)
    apart = (x[:, None] - x[None, :]) ** 2
    if level == "nominal":
        apart = 1 - np.eye(len(n))
    if level == "ratio":
        apart = apart / (x[:, None] + x[None, :]) ** 2
    return float(1 - (n.sum() - 1) * np.sum(together * apart) / (n @ apart @ n))


def _model(coefficient: Callable[..., lg.Coefficient], *ratings: lg.Ratings) -> Any:
    """The model that a coefficient is made from."""
    with pytest.MonkeyPatch.context() as patch:
        caught: list[Any] = []
        patch.setattr(_prepared, "estimate", lambda **given: caught.append(given["model"]))
        coefficient(*ratings)
    return caught[0]


@of_any_raters
def test_influences_of_ratings_are_derivatives_of_the_definition(name: str) -> None:
    ratings = of(TABLE)
    patterns = identified_patterns(ratings) if name in BY_IDENTITY else patterns_of(ratings)
    model = _model(ALL[name], ratings)
    found = rating_influences(patterns, model)[entry_of_ratings(ratings, patterns)]
    step, slopes = 1e-5, []
    unit, rater = np.nonzero(~np.isnan(TABLE.T))
    for u, g in zip(unit, rater, strict=True):
        ends = []
        for sign in (1, -1):
            v = np.ones(TABLE.shape)
            v[g, u] += sign * step
            ends.append(weighted(name, TABLE, v))
        slopes.append((ends[0] - ends[1]) / (2 * step))
    np.testing.assert_allclose(found, slopes, rtol=1e-5, atol=1e-8)
    assert weighted(name, TABLE, np.ones(TABLE.shape)) == pytest.approx(ALL[name](ratings).value, rel=1e-12)


def test_variance_over_raters_is_that_of_leaving_each_out() -> None:
    """Of all units that there are, only raters vary; of complete ratings a mean over pairs has an exact jackknife."""
    matrix = table(1, missing=0)
    both = lg.percent_agreement(matrix, ci="two_way", n_population=30)
    values = [lg.percent_agreement(np.delete(matrix, g, axis=0), ci=None).value for g in range(5)]
    assert both.se == pytest.approx(np.sqrt(4 / 5 * np.sum((values - np.mean(values)) ** 2)), rel=1e-10)
    reach = stats.t.ppf(0.975, 4) * both.se
    assert both.ci == pytest.approx((both.value - reach, both.value + reach))


def simulated(rng: np.random.Generator, n_raters: int, per_unit: int, spread: float) -> lg.Ratings:
    """Raters of different skill; units are rated by some of them."""
    n_units = 150
    truth = rng.integers(1, 4, n_units)
    skill = np.clip(rng.normal(0.75, spread, n_raters), 0.05, 0.99)
    right = rng.random((n_raters, n_units)) < np.clip(skill[:, None] + rng.normal(0, 0.12, n_units), 0, 1)
    said = np.where(right, truth, rng.integers(1, 4, (n_raters, n_units))).astype(float)
    said[np.argsort(rng.random(said.shape), axis=0) >= per_unit] = NONE
    return of(said, cluster=np.arange(n_units))


@pytest.mark.parametrize(
    ("name", "n_raters", "per_unit", "spread"),
    [
        ("nominal", 5, 5, 0.15),
        ("fleiss", 12, 12, 0.15),
        ("nominal", 30, 3, 0.2),
        ("percent", 30, 2, 0.25),
        ("nominal", 30, 3, 0),
        ("conger", 12, 12, 0.15),
        ("conger", 30, 3, 0.2),
        ("light", 8, 8, 0.15),
        ("hubert linear", 12, 9, 0.15),
    ],
)
def test_two_way_errors_are_what_new_units_and_raters_differ_by(
    name: str, n_raters: int, per_unit: int, spread: float
) -> None:
    rng = np.random.default_rng(2)
    samples = [simulated(rng, n_raters, per_unit, spread) for _ in range(200)]
    deviation = np.std([ALL[name](ratings, ci=None).value for ratings in samples])
    mean: dict[str, float] = {}
    for kind in ("analytic", "two_way"):
        found = [ALL[name](ratings, ci=kind).se for ratings in samples]
        mean[kind] = float(np.sqrt(np.mean(np.square(found))))
    assert mean["two_way"] == pytest.approx(deviation, rel=0.2)
    if spread:
        assert mean["analytic"] < 0.8 * deviation


@of_any_raters
def test_pigeonhole_draws_count_pairs_by_what_was_drawn(name: str) -> None:
    matrix = table(4, n_units=14, missing=0.15)
    matrix[:, 12] = [1, 2, NONE, NONE, 2]
    matrix[:, 13] = [NONE, NONE, 4, NONE, NONE]
    ratings = of(matrix)
    identified = identified_patterns(ratings)
    assert np.all(identified.n_units == 1)  # so that a pattern says which unit was drawn
    chosen = checked({"ci": "pigeonhole_bootstrap", "draws": 20, "seed": 5})
    found = pigeonhole_values(ratings, _model(ALL[name], ratings), chosen)
    rng = np.random.default_rng([5, 0])
    units = times_of_patterns(rng, 20, ratings, identified, "bootstrap")[:, identified.of_unit]
    raters = rng.multinomial(5, np.full(5, 0.2), 20)
    wanted = []
    for a, b in zip(units, raters, strict=True):
        # A unit drawn twice is there twice; its raters keep their copies.
        columns = np.repeat(np.arange(14), a.astype(int))
        with np.errstate(invalid="ignore"):  # of draws of one rater
            wanted.append(weighted(name, matrix[:, columns], np.repeat(b[:, None], len(columns), axis=1)))
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    assert np.count_nonzero(np.isnan(found)) <= 1


def test_pigeonhole_is_wider_than_draws_of_units() -> None:
    ratings = simulated(np.random.default_rng(0), 12, 12, 0.15)
    narrow = lg.fleiss_kappa(ratings, ci="cluster_bootstrap")
    wide = lg.fleiss_kappa(ratings, ci="pigeonhole_bootstrap")
    two_way = lg.fleiss_kappa(ratings, ci="two_way")
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)
    assert wide.se == pytest.approx(two_way.se, rel=0.3)


@pytest.mark.parametrize("kind", ["two_way", "pigeonhole_bootstrap"])
def test_raters_without_names_have_a_value_alone(kind: Any) -> None:
    ratings = lg.Ratings.from_counts([[3, 0], [2, 1], [0, 3], [3, 0]])
    found = lg.fleiss_kappa(ratings, ci=kind)
    assert (found.value, found.status) == (lg.fleiss_kappa(ratings).value, "anonymous_raters")
    assert (found.interval, str(found.low), str(found.se)) == ("none", "nan", "nan")


@pytest.mark.parametrize("kind", ["two_way", "pigeonhole_bootstrap"])
def test_cohens_kappa_is_of_two_raters_as_these_two(kind: Any) -> None:
    with pytest.raises(InputError, match=rf"ci='{kind}' is not there for cohen_kappa.*light_kappa"):
        lg.cohen_kappa(TABLE[:2], ci=kind)


def test_raters_without_a_pair_do_not_count_as_raters() -> None:
    """One who shares too few units with anyone changes nothing, as if not there."""
    matrix = table(6, missing=0)
    alone = np.full((1, 30), NONE)
    alone[0, :2] = 1
    for kind, name in product(["two_way", "pigeonhole_bootstrap"], ["pairs", "overlap"]):
        found, plain = (
            lg.light_kappa(of(said), min_overlap=3, average=name, ci=kind, draws=50)  # type: ignore[arg-type]
            for said in (np.vstack((matrix, alone)), matrix)
        )
        if kind == "two_way":
            assert found.ci == pytest.approx(plain.ci, rel=1e-12)
        else:
            assert found.degenerate == plain.degenerate == 0


def test_variance_of_hubert_over_raters_is_about_that_of_leaving_each_out() -> None:
    """With complete ratings Conger's and Hubert's kappa are the same quotient of means over pairs of raters."""
    ratings = of(table(1, n_raters=9, n_units=60, missing=0))
    conger, hubert = (each(ratings, ci="two_way", n_population=60).se for each in (lg.conger_kappa, lg.hubert_kappa))
    assert conger == pytest.approx(hubert, rel=1e-9)
    assert conger == pytest.approx(lg.rater_jackknife(ratings, lg.conger_kappa).se, rel=0.03)
    light = lg.light_kappa(ratings, ci="two_way", n_population=60).se
    assert light == pytest.approx(lg.rater_jackknife(ratings, lg.light_kappa).se, rel=1e-9)


def test_two_raters_do_not_say_how_raters_differ() -> None:
    found = lg.scott_pi(TABLE[:2], ci="two_way")
    assert (found.status, found.interval) == ("few_raters", "none")
    assert found.value == lg.scott_pi(TABLE[:2]).value
    drawn = lg.scott_pi(TABLE[:2], ci="pigeonhole_bootstrap", draws=2000)
    assert drawn.degenerate == pytest.approx(0.5, abs=0.04)  # half of the draws are of one rater


# Leaving out raters


@pytest.mark.parametrize("name", [name for name in ALL if name != "cohen"])
def test_rater_jackknife_is_that_of_a_plain_loop(name: str) -> None:
    function: Any = ALL[name]
    given = dict(function.keywords) if isinstance(function, partial) else {}
    function = function.func if isinstance(function, partial) else function
    found = lg.rater_jackknife(of(TABLE), function, confidence=0.9, **given)
    without = [function(of(np.delete(TABLE, g, axis=0)), **given).value for g in range(5)]
    se = np.sqrt(4 / 5 * np.sum((without - np.mean(without)) ** 2))
    assert found.se == pytest.approx(se, rel=1e-9)
    assert (found.high - found.value, found.value - found.low) == pytest.approx([stats.t.ppf(0.95, 4) * se] * 2)
    assert (found.interval, found.value) == ("rater_jackknife", function(of(TABLE), **given).value)


def test_rater_jackknife_is_of_the_numbers_per_rater() -> None:
    without = per_rater(of(TABLE), level="ordinal")["alpha_without"]
    found = lg.rater_jackknife(of(TABLE), lg.krippendorff_alpha, level="ordinal")
    assert found.se == pytest.approx(np.std(without) * 2, rel=1e-12)  # √(4 / 5 · 5)


def test_rater_jackknife_says_why_it_has_no_interval() -> None:
    few = lg.rater_jackknife(TABLE[:2], lg.fleiss_kappa)
    nameless = lg.rater_jackknife(lg.Ratings.from_counts([[2, 1], [3, 0], [0, 3]]), lg.fleiss_kappa)
    undefined = lg.rater_jackknife([[1, 1], [1, 1], [1, 1]], lg.fleiss_kappa)
    statuses = [few.status, nameless.status, undefined.status]
    assert statuses == ["few_raters", "anonymous_raters", "single_category"]
    assert {found.interval for found in (few, nameless, undefined)} == {"none"}
    assert np.isnan([few.se, nameless.se, undefined.se]).all()
    assert few.explain().endswith("without one of the raters it is undefined, so that nothing says how raters differ.")
    with pytest.raises(InputError, match="an interval of its own"):
        lg.rater_jackknife(TABLE, lg.fleiss_kappa, ci="bootstrap")


# Draws


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("labels", [(1, 2), (3, 3)])
def test_draws_without_variety_are_left_out_and_counted(level: str, labels: tuple[int, int]) -> None:
    """Of eight units one alone differs: a draw is without it (7 / 8)⁸ of the time."""
    matrix = [[1] * 7 + [labels[0]], [1] * 7 + [labels[1]], [1] * 7 + [3]]
    found = lg.krippendorff_alpha(of(matrix), level=level, ci="bootstrap", draws=4000)
    assert found.draws == 4000
    assert found.degenerate == pytest.approx((7 / 8) ** 8, abs=0.03)
    assert f"{found.degenerate:.1%} of the draws were undefined and left out" in found.explain()
    assert lg.krippendorff_alpha(of(matrix), level=level, ci="bayesian_bootstrap").degenerate == 0
    if labels == (3, 3):
        assert found.ci == (1.0, 1.0)
    assert "draws" not in lg.krippendorff_alpha(of(matrix), level=level).explain()


def test_one_category_is_one_category_with_any_number_of_raters() -> None:
    """Shares of 1 / 49 do not add up to 1, if they are rounded before they are added."""
    for n in range(2, 120):
        counts = lg.Ratings.from_counts([[n, 0], [n, 0]])
        assert lg.fleiss_kappa(counts).status == "single_category"
        assert lg.krippendorff_alpha(counts, level="interval").status == "zero_variance"


def test_clusters_without_units_are_not_drawn() -> None:
    ratings = of(TABLE, cluster=np.arange(30) % 10)
    some = ratings.take(np.arange(30) % 10 >= 4)
    alone = of(TABLE[:, np.arange(30) % 10 >= 4], cluster=np.tile(np.arange(6), 3))
    found, wanted = (lg.fleiss_kappa(each, ci="cluster_bootstrap") for each in (some, alone))
    assert found.ci == wanted.ci


@of_all
@pytest.mark.parametrize("kind", BOOTSTRAPS)
@pytest.mark.parametrize("weight", [None, np.linspace(1, 2, 30)])
def test_threads_do_not_change_a_bit(name: str, kind: Any, weight: Any) -> None:
    if not taken_for(name, kind):
        return
    ratings = of(TABLE, cluster=np.arange(30) % 12, weight=weight)
    one, *more = (ALL[name](ratings, ci=kind, draws=300, threads=threads) for threads in (1, 2, 3))
    assert {found.ci for found in more} == {one.ci}
    assert not np.isnan(one.ci).any()


@pytest.mark.parametrize("kind", [kind for kind in BOOTSTRAPS if kind != "krippendorff_bootstrap"])
def test_seeds_begin_other_draws(kind: Any) -> None:
    ratings = of(TABLE, cluster=np.arange(30) % 12)
    assert lg.fleiss_kappa(ratings, ci=kind, seed=1).ci != lg.fleiss_kappa(ratings, ci=kind).ci


@of_all
@pytest.mark.parametrize("kind", ["bootstrap", "cluster_bootstrap", "bayesian_bootstrap", "jackknife"])
def test_matrices_of_many_categories_are_sparse(name: str, kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = of(TABLE, cluster=np.arange(30) % 12)
    dense = ALL[name](ratings, ci=kind, draws=100)
    monkeypatch.setattr(_sums, "_MOST_DENSE", 0)
    monkeypatch.setattr(_sums, "_FULL", 0)
    monkeypatch.setattr(_alpha, "_MOST_NUMBERS", 0)
    sparse = ALL[name](ratings, ci=kind, draws=100)
    assert (sparse.se, *sparse.ci) == pytest.approx((dense.se, *dense.ci), rel=1e-9)


@pytest.mark.parametrize(
    ("level", "kind"),
    [*((level, "bootstrap") for level in ("nominal", "ordinal", "interval")), ("interval", "jackknife")],
)
def test_memory_does_not_grow_with_units_times_categories(level: str, kind: Any) -> None:
    """Twenty thousand units of labels that hardly any two share: a matrix of both would have 6 GB."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(0, 1, 20_000) + rng.normal(0, 0.5, (2, 20_000))
    ratings = lg.Ratings.from_matrix(matrix)
    tracemalloc.start()
    try:
        found = lg.krippendorff_alpha(ratings, level=level, ci=kind, draws=100)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert ratings.n_categories == 40_000
    assert not np.isnan(found.low)
    assert peak < 400e6


@pytest.mark.parametrize("kind", BOOTSTRAPS)
@pytest.mark.parametrize("threads", [1, 2])
def test_progress_is_told_until_all_draws_are_made(kind: Any, threads: int) -> None:
    told: list[tuple[int, int]] = []
    ratings = of(TABLE, cluster=np.arange(30) % 12)
    lg.krippendorff_alpha(
        ratings,
        level="nominal",
        ci=kind,
        draws=200,
        threads=threads,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(64, 200), (128, 200), (192, 200), (200, 200)]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_listener_may_end_a_million_draws(threads: int) -> None:
    def stop(done: int, total: int) -> None:
        assert (done, total) == (64, 1_000_000)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lg.gwet_ac(TABLE, ci="bootstrap", draws=1_000_000, threads=threads, progress=stop)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ci": "bootstrap", "draws": 10**9}, "draws must be an integer from 1 to 1,000,000"),
        ({"ci": "bootstrap", "seed": -1}, "seed must be an integer of at least 0, not -1"),
        ({"ci": "bootstrap", "ends": "basic"}, "ends must be 'percentile' or 'bca', not 'basic'"),
        ({"ci": "bayesian_bootstrap", "ends": "bca"}, "not of ci='bayesian_bootstrap'"),
        ({"ci": "cluster_bootstrap"}, "needs ratings with clusters"),
        ({"ci": "normal"}, "ci must be None or one of 'score', 'analytic'"),
    ],
)
def test_bad_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.fleiss_kappa(TABLE, **options)
