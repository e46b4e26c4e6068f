"""Where agreement is lost, against its definitions and published tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from labelgauge.agreement.breakdown import against_rest, per_category, per_rater, per_unit
from labelgauge.agreement.coefficients import gwet_ac, krippendorff_alpha
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError
from tests.conformance.rating_tables import DIAGNOSES

LEVELS = ("nominal", "ordinal", "interval", "ratio")


# Agresti 1992: two pathologists, 118 slides.
AGRESTI = [[22, 2, 2, 0], [5, 7, 14, 0], [0, 2, 36, 0], [0, 1, 17, 10]]


def standard() -> Ratings:
    """Krippendorff 2011, also Gwet's table: four raters, 12 units."""
    rows = ["12332141 2...", "12332241 25.3", ".3332342 251.", "12332441 251."]
    cells = [[np.nan if c == "." else float(c) for c in row.replace(" ", "")] for row in rows]
    return Ratings.from_matrix(cells, raters=list("ABCD"))


def two_raters(table: list[list[int]]) -> Ratings:
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return Ratings.from_matrix(np.array(pairs).T)


def random_ratings(seed: int, *, weighted: bool = False) -> tuple[Ratings, Any]:
    """Ratings with gaps, and the matrix they are made of."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 5, (5, 25)).astype(float)
    matrix[rng.random(matrix.shape) < 0.5] = np.nan
    weight = rng.random(25) + 0.5 if weighted else None
    return Ratings.from_matrix(matrix, weight=weight), matrix


def test_alpha_without_each_rater_of_the_standard_table() -> None:
    table = per_rater(standard(), level="nominal")
    assert table["rater"] == list("ABCD")
    np.testing.assert_allclose(table["alpha_without"], [0.714674, 0.704082, 0.867925, 0.675258], atol=5e-7)
    np.testing.assert_allclose(table["vitality"], [0.028747, 0.039339, -0.124504, 0.068163], atol=1e-6)
    assert table["status"] == ["ok"] * 4


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_alpha_without_a_rater_is_alpha_of_the_others(level: str, weighted: bool, seed: int) -> None:
    ratings, matrix = random_ratings(seed, weighted=weighted)
    want = [
        krippendorff_alpha(
            Ratings.from_matrix(np.delete(matrix, rater, 0), weight=ratings.weight, categories=range(5)), level=level
        ).value
        for rater in range(5)
    ]
    np.testing.assert_allclose(per_rater(ratings, level=level)["alpha_without"], want, atol=1e-12)


def test_agreement_of_a_rater_is_the_mean_share_of_others_who_said_the_same() -> None:
    ratings, matrix = random_ratings(3)
    table = per_rater(ratings, level="nominal")
    for rater, row in enumerate(table.rows()):
        shares = []
        for unit in range(matrix.shape[1]):
            others = np.delete(matrix[:, unit], rater)
            others = others[~np.isnan(others)]
            if not np.isnan(matrix[rater, unit]) and len(others):
                shares.append(np.mean(others == matrix[rater, unit]))
        assert row["n_units"] == len(shares)
        assert row["n_ratings"] == np.count_nonzero(~np.isnan(matrix[rater]))
        assert row["agreement"] == pytest.approx(np.mean(shares), abs=1e-14)


def test_raters_that_cannot_be_judged_say_why() -> None:
    lonely = Ratings.from_matrix([[1, 2, 1, 2], [1, 2, 2, 2], [1, 1, 1, 2], [None, None, None, 2]])
    few = per_rater(lonely, level="nominal", min_overlap=2)
    assert few["status"] == ["ok", "ok", "ok", "few_units"]
    assert np.isnan([few[name][3] for name in ("agreement", "alpha_without", "vitality")]).all()
    pair = per_rater([[1, 2], [1, 1]], level="nominal")
    assert pair["status"] == ["undefined"] * 2
    assert pair["agreement"].tolist() == [0.5, 0.5]
    assert np.isnan(pair["vitality"]).all()
    anonymous = Ratings.from_counts([[2, 1], [0, 3]])
    table = per_rater(anonymous, level="nominal")
    assert table["status"] == ["anonymous_raters"] * 3
    assert np.isnan(table["agreement"]).all()
    with pytest.raises(InputError, match="min_overlap must be at least 1"):
        per_rater(lonely, level="nominal", min_overlap=0)


def test_categories_of_agresti() -> None:
    table = per_category(two_raters(AGRESTI), level="nominal")
    np.testing.assert_allclose(table["value"], [0.781, 0.247, 0.402, 0.435], atol=5e-4)
    assert table["n_ratings"].tolist() == [53, 38, 107, 38]
    # Of two raters: 2 n_kk / (a_k + b_k).
    np.testing.assert_allclose(table["specific_agreement"], [44 / 53, 14 / 38, 72 / 107, 20 / 38], atol=1e-14)


def test_categories_of_fleiss() -> None:
    table = per_category(DIAGNOSES, level="nominal")
    np.testing.assert_allclose(table["value"], [0.245, 0.245, 0.520, 0.471, 0.566], atol=5e-4)
    n = DIAGNOSES.counts()
    np.testing.assert_allclose(table["specific_agreement"], (n * (n - 1)).sum(axis=0) / (5 * n.sum(axis=0)), atol=1e-14)
    assert table["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("level", LEVELS)
def test_shares_of_disagreement_are_halves_of_pairs(level: str) -> None:
    ratings, _ = random_ratings(1)
    table = per_category(ratings, level=level)
    # Ranks as Krippendorff's: only of ratings that have a partner.
    counts = ratings.counts()
    paired = counts[counts.sum(axis=1) >= 2]
    scores = ratings.categories if level != "ordinal" else np.cumsum(paired.sum(0)) - paired.sum(0) / 2
    apart = (scores[:, None] - scores[None, :]) ** 2
    if level == "nominal":
        apart = (apart > 0).astype(float)
    if level == "ratio":
        apart = apart / np.maximum(scores[:, None] + scores[None, :], 1) ** 2
    cost = sum(np.diag(n) @ apart @ n / (n.sum() - 1) for n in paired)
    np.testing.assert_allclose(table["disagreement"], cost / cost.sum(), atol=1e-12)


def test_a_category_against_the_rest_is_of_any_coefficient() -> None:
    ratings = standard()
    table = per_category(ratings, level="nominal", coefficient=gwet_ac, ci=None)
    for code in range(5):
        assert table["value"][code] == gwet_ac(against_rest(ratings, code)).value
    assert np.isnan(table["low"]).all()


def test_categories_nobody_used_are_there() -> None:
    ratings = Ratings.from_matrix([["a", "b"], ["a", "a"]], categories=["a", "b", "c"])
    table = per_category(ratings, level="nominal")
    assert table["category"] == ["a", "b", "c"]
    assert table["n_ratings"].tolist() == [3, 1, 0]
    assert table["status"][2] == "single_category"
    assert np.isnan(table["specific_agreement"][2])


@pytest.mark.parametrize("level", LEVELS)
def test_influence_of_a_unit_is_what_alpha_does_with_its_weight(level: str) -> None:
    ratings, matrix = random_ratings(2, weighted=True)
    table = per_unit(ratings, level=level)
    assert ratings.weight is not None
    for unit in range(ratings.n_units):
        values = []
        for step in (1e-6, -1e-6):
            weight = ratings.weight.copy()
            weight[unit] *= 1 + step
            values.append(krippendorff_alpha(Ratings.from_matrix(matrix, weight=weight), level=level).value)
        assert table["influence"][unit] == pytest.approx((values[0] - values[1]) / 2e-6, abs=1e-6)


def test_agreement_of_a_unit_is_its_share_of_equal_pairs() -> None:
    table = per_unit([["a", "b", "c", None], ["a", "c", "c", "a"], ["a", "b", None, None]], level="nominal")
    assert table["unit"] == [0, 1, 2, 3]
    assert table["n_ratings"].tolist() == [3, 3, 2, 1]
    np.testing.assert_allclose(table["agreement"], [1, 1 / 3, 1, np.nan])


def test_nothing_varies() -> None:
    same = Ratings.from_matrix([[1, 1], [1, 1]])
    assert np.isnan(per_unit(same, level="nominal")["influence"]).all()
    assert per_rater(same, level="nominal")["status"] == ["undefined"] * 2
    assert np.isnan(per_category(same, level="nominal")["disagreement"]).all()


def test_nothing_at_all() -> None:
    empty = Ratings.from_long(unit=[], rater=[], label=[])
    for table in (
        per_unit(empty, level="nominal"),
        per_rater(empty, level="nominal"),
        per_category(empty, level="nominal"),
    ):
        assert len(table) == 0
