"""Laws of coefficients of agreement, on random tables with missing ratings."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelgauge.agreement._alpha import interval, nominal, of_any, ordinal
from labelgauge.agreement._apart import by_table
from labelgauge.agreement._chance import chance_corrected, fleiss, gwet, uniform
from labelgauge.agreement._patterns import Patterns, patterns_of
from labelgauge.agreement._sums import Model, influences, total
from labelgauge.agreement.coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from labelgauge.agreement.continuous import concordance
from labelgauge.agreement.icc import icc
from labelgauge.agreement.many_raters import conger_kappa, hubert_kappa, light_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from labelgauge.agreement.weights import agreement_weights
from tests.examples import one_of

Matrix = list[list[int | None]]
LEVELS = ("nominal", "ordinal", "interval", "ratio")


@st.composite
def matrices(draw: st.DrawFn, missing: bool = True, categories: int = 4) -> Matrix:
    n_raters, n_units = draw(st.integers(2, 5)), draw(st.integers(2, 12))
    labels = st.integers(1, categories)
    cell = st.one_of(st.none(), labels, labels, labels) if missing else labels
    return [[draw(cell) for _ in range(n_units)] for _ in range(n_raters)]


def values(ratings: Ratings | Matrix) -> list[float]:
    """All coefficients, unordered ones first."""
    return [
        fleiss_kappa(ratings, ci=None).value,
        gwet_ac(ratings, ci=None).value,
        brennan_prediger(ratings, ci=None).value,
        krippendorff_alpha(ratings, level="nominal", ci=None).value,
        *(krippendorff_alpha(ratings, level=level, ci=None).value for level in ("ordinal", "interval", "ratio")),
    ]


def of(matrix: Matrix, **options: Any) -> Ratings:
    return Ratings.from_matrix(matrix, categories=[1, 2, 3, 4], **options)


def same(a: list[float], b: list[float]) -> None:
    np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


def direct_alpha(matrix: Matrix, apart: Callable[[float, float], float]) -> float:
    """From the definition: pairs of values within units, and of all values of such units."""
    units = [[label for label in unit if label is not None] for unit in zip(*matrix, strict=True)]
    units = [unit for unit in units if len(unit) >= 2]
    labels = [label for unit in units for label in unit]
    observed = sum(apart(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2)) / max(
        len(labels), 1
    )
    expected = sum(apart(a, b) for a, b in itertools.permutations(labels, 2)) / max(len(labels) * (len(labels) - 1), 1)
    return 1 - observed / expected if expected > 0 else np.nan


@given(matrices())
def test_alpha_is_what_its_definition_says(matrix: Matrix) -> None:
    labels = [
        label
        for unit in zip(*matrix, strict=True)
        if sum(label is not None for label in unit) >= 2
        for label in unit
        if label is not None
    ]

    def ranks_apart(a: float, b: float) -> float:
        low, high = min(a, b), max(a, b)
        between = sum(low <= label <= high for label in labels)
        return 0.0 if a == b else (between - (labels.count(int(low)) + labels.count(int(high))) / 2) ** 2

    metrics: dict[str, Callable[[float, float], float]] = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": ranks_apart,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }
    for level, apart in metrics.items():
        found = krippendorff_alpha(of(matrix), level=level, ci=None).value
        np.testing.assert_allclose(found, direct_alpha(matrix, apart), rtol=1e-10, atol=1e-12)


@given(matrices(), st.randoms(use_true_random=False))
def test_order_of_units_and_raters_does_not_matter(matrix: Matrix, random: Any) -> None:
    columns = list(zip(*matrix, strict=True))
    random.shuffle(columns)
    rows = [list(row) for row in zip(*columns, strict=True)]
    random.shuffle(rows)
    same(values(of(rows)), values(of(matrix)))


@given(matrices(), st.permutations([1, 2, 3, 4]))
def test_names_of_categories_do_not_matter_to_unordered_coefficients(matrix: Matrix, names: list[int]) -> None:
    renamed = [[None if label is None else names[label - 1] for label in row] for row in matrix]
    same(values(of(renamed))[:4], values(of(matrix))[:4])


@given(matrices())
def test_units_and_raters_without_ratings_change_nothing(matrix: Matrix) -> None:
    wider = [[*row, None] for row in matrix]
    same(values(of([*wider, [None] * len(wider[0])])), values(of(matrix)))


@given(matrices(), matrices())
def test_shards_added_are_the_whole(first: Matrix, second: Matrix) -> None:
    n = min(len(first), len(second))
    a, b = first[:n], second[:n]
    names = [f"u{k}" for k in range(len(a[0]) + len(b[0]))]
    parts = of(a, units=names[: len(a[0])]), of(b, units=names[len(a[0]) :])
    whole = of([[*left, *right] for left, right in zip(a, b, strict=True)], units=names)
    assert parts[0] + parts[1] == whole
    assert whole - parts[1] == parts[0]
    same(values(parts[0] + parts[1]), values(whole))


@given(matrices(missing=False))
def test_alpha_of_complete_ratings_is_fleiss_corrected_for_their_number(matrix: Matrix) -> None:
    kappa, _, _, alpha, *_ = values(of(matrix))
    assume(not np.isnan(kappa))
    n = len(matrix) * len(matrix[0])
    assert alpha == pytest.approx(kappa + (1 - kappa) / n, abs=1e-12)


@given(matrices(), st.floats(0.1, 10), st.floats(-5, 5))
def test_interval_alpha_is_of_any_scale(matrix: Matrix, scale: float, shift: float) -> None:
    moved = [[None if label is None else scale * label + shift for label in row] for row in matrix]
    assert krippendorff_alpha(moved, level="interval", ci=None).value == pytest.approx(
        krippendorff_alpha(of(matrix), level="interval", ci=None).value, abs=1e-9, nan_ok=True
    )


@given(matrices(), st.floats(0.1, 10))
def test_ratio_alpha_is_of_any_unit(matrix: Matrix, scale: float) -> None:
    scaled = [[None if label is None else scale * label for label in row] for row in matrix]
    assert krippendorff_alpha(scaled, level="ratio", ci=None).value == pytest.approx(
        krippendorff_alpha(of(matrix), level="ratio", ci=None).value, abs=1e-9, nan_ok=True
    )


@given(matrices(categories=2))
def test_two_categories_have_one_alpha(matrix: Matrix) -> None:
    found = [krippendorff_alpha(matrix, level=level, ci=None).value for level in ("nominal", "ordinal", "interval")]
    same(found, [found[0]] * 3)


@given(matrices())
def test_a_unit_counted_twice_is_one_of_weight_two(matrix: Matrix) -> None:
    doubled = [[*row, row[0]] for row in matrix]
    weighted = of(matrix, weight=[2] + [1] * (len(matrix[0]) - 1))
    same(values(weighted), values(of(doubled)))


@given(matrices())
def test_every_unit_counted_twice(matrix: Matrix) -> None:
    """Kappas stay, their variances nearly halve; alpha changes by its correction for the number of ratings alone."""
    once, twice = of(matrix), of([row * 2 for row in matrix])
    n_units = np.count_nonzero(once.per_unit)
    for function in (fleiss_kappa, gwet_ac, brennan_prediger):
        one, two = function(once), function(twice)
        assert two.value == pytest.approx(one.value, abs=1e-12, nan_ok=True)
        if one.status == "ok":
            assert two.se**2 == pytest.approx(one.se**2 * (n_units - 1) / (2 * n_units - 1), abs=1e-12)
    n = once.per_unit[once.per_unit >= 2].sum()
    for level in LEVELS:
        one, two = (krippendorff_alpha(ratings, level=level, ci=None).value for ratings in (once, twice))
        assert (1 - two) * 2 * (n - 1) == pytest.approx((1 - one) * (2 * n - 1), abs=1e-9, nan_ok=True)


@one_of(3)
@given(matrices())
def test_weights_of_the_identity_are_none(matrix: Matrix) -> None:
    """So AC2 is AC1."""
    for function in (fleiss_kappa, gwet_ac, brennan_prediger, conger_kappa, light_kappa, hubert_kappa):
        plain, weighted = function(of(matrix)), function(of(matrix), weights=np.eye(4))
        same([weighted.value, weighted.se], [plain.value, plain.se])


@given(matrices())
def test_levels_are_tables_of_disagreement(matrix: Matrix) -> None:
    x = np.arange(1.0, 5.0)
    between, total = x[:, None] - x, x[:, None] + x
    for level, apart in (("nominal", between != 0), ("interval", between**2), ("ratio", (between / total) ** 2)):
        named, table = krippendorff_alpha(of(matrix), level=level), krippendorff_alpha(of(matrix), level=1.0 * apart)
        same([table.value, table.se], [named.value, named.se])


@given(matrices())
def test_ordinal_alpha_is_interval_alpha_of_middle_ranks(matrix: Matrix) -> None:
    """Ranks are among the ratings of units that have two or more."""
    table = np.array(matrix, np.float64)
    compared = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    assume(compared.size)
    counts = np.array([np.count_nonzero(compared == label) for label in (1, 2, 3, 4)])
    ranks = np.cumsum(counts) - counts / 2
    middle = np.where(np.isnan(compared), np.nan, ranks[np.nan_to_num(compared, nan=1).astype(int) - 1])
    ordinal_alpha, interval_alpha = (
        krippendorff_alpha(of(matrix), level="ordinal"),
        krippendorff_alpha(middle, level="interval"),
    )
    assert interval_alpha.value == pytest.approx(ordinal_alpha.value, abs=1e-10, nan_ok=True)


@given(matrices(), st.lists(st.floats(0.5, 9), min_size=4, max_size=4))
def test_ordinal_alpha_knows_the_order_alone(matrix: Matrix, steps: list[float]) -> None:
    places = np.cumsum(steps)
    for moved in (places, -places):
        table = [[None if label is None else moved[label - 1] for label in row] for row in matrix]
        found = krippendorff_alpha(table, level="ordinal", ci=None).value
        same([found], [krippendorff_alpha(of(matrix), level="ordinal", ci=None).value])


@given(matrices(), st.integers(0, 3))
def test_circles_have_no_beginning_and_poles_are_alike(matrix: Matrix, turn: int) -> None:
    turned = [[None if label is None else (label - 1 + turn) % 4 + 1 for label in row] for row in matrix]
    flipped = [[None if label is None else 5 - label for label in row] for row in matrix]
    for level, moved in (("circular", turned), ("bipolar", flipped)):
        one, other = (krippendorff_alpha(of(rows), level=level) for rows in (matrix, moved))
        same([other.value, other.se], [one.value, one.se])


@given(matrices())
def test_sets_of_one_are_names(matrix: Matrix) -> None:
    sets = [[None if label is None else {label} for label in row] for row in matrix]
    names = krippendorff_alpha(matrix, level="nominal")
    for level in ("jaccard", "masi"):
        found = krippendorff_alpha(sets, level=level)
        same([found.value, found.se], [names.value, names.se])


@given(matrices(categories=3))
def test_a_category_that_nobody_used(matrix: Matrix) -> None:
    """It matters to the coefficients alone whose agreement by chance counts categories, as their formulas say."""
    used, declared = Ratings.from_matrix(matrix, categories=[1, 2, 3]), of(matrix)
    for function in (fleiss_kappa, conger_kappa, light_kappa, hubert_kappa):
        one, other = function(used), function(declared)
        same([other.value, other.se], [one.value, one.se])
    for level in LEVELS:
        one, other = (krippendorff_alpha(ratings, level=level) for ratings in (used, declared))
        same([other.value, other.se], [one.value, one.se])
    for n, ratings in ((3, used), (4, declared)):
        observed = percent_agreement(ratings, ci=None).value
        same([brennan_prediger(ratings, ci=None).value], [(n * observed - 1) / (n - 1)])
        gwet = gwet_ac(ratings, ci=None)
        same([gwet.expected * (n - 1)], [gwet_ac(used, ci=None).expected * 2])


@one_of(3)
@given(matrices(missing=False))
def test_of_two_raters_each_coefficient_of_many_is_one_of_two(matrix: Matrix) -> None:
    two = of(matrix[:2])
    for weights in ("identity", "linear", "quadratic"):
        cohen, scott = cohen_kappa(two, weights=weights).value, scott_pi(two, weights=weights).value
        for function in (conger_kappa, light_kappa, hubert_kappa):
            same([function(two, weights=weights).value], [cohen])
        same([fleiss_kappa(two, weights=weights).value], [scott])
        same([cohen_kappa(two, weights=weights, pair=(1, 0)).value], [cohen])


@given(matrices(missing=False))
def test_quadratic_kappa_of_two_is_lins_concordance_and_is_made_of_the_variances_of_icc(matrix: Matrix) -> None:
    """Fleiss and Cohen 1973; with mean squares B, J and E, (B - E) / (B + E + 2 J / (n - 1))."""
    two, n = of(matrix[:2]), len(matrix[0])
    kappa, lin, shares = cohen_kappa(two, weights="quadratic"), concordance(two), icc(two, form="A,1")
    same([lin.value], [kappa.value])
    between, error = shares.unit_variance, shares.error_variance
    raters = n * shares.rater_variance + error
    if not np.isnan(kappa.value) and error > 0:
        assert kappa.value == pytest.approx(between / (between + error + raters / (n - 1)), abs=1e-12)


@given(matrices(missing=False))
def test_interval_alpha_of_complete_ratings_is_made_of_the_variances_of_icc(matrix: Matrix) -> None:
    """1 less the mean square within units over that of all ratings; the latter divides by their number less 1."""
    m, n = len(matrix), len(matrix[0])
    alpha, shares = krippendorff_alpha(of(matrix), level="interval", ci=None).value, icc(of(matrix), form="1")
    within, between = shares.error_variance, m * shares.unit_variance + shares.error_variance
    if not np.isnan(alpha) and within > 0:
        total_squares = (n - 1) * between + n * (m - 1) * within
        assert alpha == pytest.approx(1 - within * (n * m - 1) / total_squares, abs=1e-12)


@given(matrices())
def test_raters_who_say_the_same_agree_perfectly(matrix: Matrix) -> None:
    assume(len({label for label in matrix[0] if label is not None}) > 1)
    alike = of([matrix[0], matrix[0], matrix[0]])
    found = [function(alike) for function in (fleiss_kappa, gwet_ac, brennan_prediger, conger_kappa, light_kappa)]
    found += [krippendorff_alpha(alike, level=level) for level in LEVELS]
    for coefficient in found:
        assert coefficient.value == pytest.approx(1, abs=1e-12)
        assert coefficient.se == pytest.approx(0, abs=1e-7)


@given(matrices())
def test_clusters_of_one_unit_are_none(matrix: Matrix) -> None:
    n_units = len(matrix[0])
    alone = of(matrix, cluster=list(range(n_units)))
    for function in (fleiss_kappa, gwet_ac, brennan_prediger, conger_kappa, light_kappa, hubert_kappa):
        plain, clustered = function(of(matrix)), function(alone)
        same([clustered.value, clustered.se, clustered.low], [plain.value, plain.se, plain.low])


MODELS: dict[str, Callable[[Patterns], Model]] = {
    "nominal": nominal,
    "ordinal": ordinal,
    "interval": lambda patterns: interval(patterns, np.array([1.0, 2, 3, 4])),
    "table": lambda patterns: of_any(patterns, by_table(1 - np.eye(4))),
    "fleiss": lambda patterns: chance_corrected(patterns, fleiss(None), None, "unit"),
    "fleiss, quadratic": lambda patterns: chance_corrected(patterns, fleiss(QUADRATIC), QUADRATIC, "count"),
    "gwet": lambda patterns: chance_corrected(patterns, gwet(None, 4), None, "paired"),
    "uniform": lambda patterns: chance_corrected(patterns, uniform(QUADRATIC, 4), QUADRATIC, "unit"),
}
QUADRATIC = agreement_weights("quadratic", 4)


@pytest.mark.parametrize("name", MODELS)
@given(matrix=matrices())
def test_influences_are_derivatives(name: str, matrix: Matrix) -> None:
    """By how much the value changes with the weight of a unit, measured by changing it."""
    ratings = of(matrix)
    patterns = patterns_of(ratings)
    make = MODELS[name]
    model = make(patterns)
    value = float(model.at(total(patterns, model.terms)).value)
    assume(not np.isnan(value))

    def at(k: int, by: float) -> float:
        weight = np.array(patterns.weight)
        weight[k] += by
        changed = Patterns(*(weight if field == "weight" else getattr(patterns, field) for field in patterns.__slots__))
        again = make(changed)
        return float(again.at(total(changed, again.terms)).value)

    step = 1e-6
    measured = [(at(k, step) - at(k, -step)) / (2 * step) for k in range(len(patterns))]
    np.testing.assert_allclose(influences(patterns, model), measured, rtol=1e-4, atol=1e-6)


@given(matrices(), st.booleans())
def test_jackknife_leaves_out_each_unit_once(matrix: Matrix, clustered: bool) -> None:
    """Also where units are alike, and where without one of them nothing is left to agree about."""
    n = len(matrix[0])
    cluster = np.arange(n) // 2 if clustered else np.arange(n)
    ratings = of(matrix, cluster=cluster if clustered else None)
    rated = np.array([sum(label is not None for label in unit) for unit in zip(*matrix, strict=True)])
    functions: list[tuple[Any, int]] = [
        (fleiss_kappa, 1),
        (gwet_ac, 1),
        *((partial(krippendorff_alpha, level=level), 2) for level in ("nominal", "ordinal", "interval", "ratio")),
    ]
    for function, least in functions:
        found = function(ratings, ci="jackknife")
        if found.status not in {"ok", "few_units"}:
            continue
        left_out = np.unique(cluster[rated >= least])
        without = np.array([function(ratings.take(cluster != k), ci=None).value for k in left_out])
        se = np.std(without) * np.sqrt(len(without) - 1) if len(without) > 1 else np.nan
        np.testing.assert_allclose(found.se, se, rtol=1e-9, atol=1e-12)
        assert (found.status == "few_units") == bool(np.isnan(se))
