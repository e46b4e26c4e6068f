"""Which categories are taken for each other, against published tables and the definition."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.agreement.breakdown import per_category
from labelgauge.errors import InputError
from tests.unit.test_agreement_breakdown import AGRESTI, random_ratings, standard, two_raters

# The coincidences of the same ratings in Krippendorff, "Computing Krippendorff's alpha-reliability", 2011, times 3.
COINCIDENCES = [[21, 4, 1, 1, 0], [4, 30, 4, 1, 0], [1, 4, 24, 1, 0], [1, 1, 1, 12, 0], [0, 0, 0, 0, 9]]


def by_definition(matrix: Any, weight: Any = None) -> Any:
    """Coincidences of codes 0 to 4, rating by rating."""
    found = np.zeros((5, 5))
    for unit in range(matrix.shape[1]):
        codes = [int(code) for code in matrix[:, unit] if not np.isnan(code)]
        for one, first in enumerate(codes):
            for other, second in enumerate(codes):
                if one != other:
                    found[first, second] += (1 if weight is None else weight[unit]) / (len(codes) - 1)
    return found


def test_published_coincidences() -> None:
    found = lg.rater_confusion(standard(), level="nominal")
    np.testing.assert_allclose(found.matrix * 3, COINCIDENCES, atol=1e-12)
    first = next(found.pairs.rows())
    # 2 o / n and 2 n_1 n_2 / (n (n - 1)) of that paper's n = 40, n_1 = 9, n_2 = 13.
    assert (first["first"], first["second"], first["n_pairs"]) == (1, 2, 4)
    assert first["share"] == pytest.approx(2 * (4 / 3) / 40)
    assert first["expected"] == pytest.approx(2 * 9 * 13 / (40 * 39))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_coincidences_are_as_defined(seed: int, weighted: bool) -> None:
    ratings, matrix = random_ratings(seed, weighted=weighted)
    want = by_definition(matrix, ratings.weight)
    np.testing.assert_allclose(lg.rater_confusion(ratings, level="nominal").matrix, want, atol=1e-12)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("seed", range(3))
def test_shares_of_disagreement_are_those_of_categories(level: str, seed: int) -> None:
    ratings, _ = random_ratings(seed)
    pairs = lg.rater_confusion(ratings, level=level).pairs
    assert np.all(np.diff(pairs["disagreement"]) <= 0)
    halves = np.zeros(5)
    for side in ("first", "second"):
        np.add.at(halves, np.array(pairs[side], int), pairs["disagreement"] / 2)
    np.testing.assert_allclose(halves, per_category(ratings, level=level, ci=None)["disagreement"], atol=1e-12)


def test_shares_make_alpha() -> None:
    ratings = lg.Ratings.from_matrix(np.random.default_rng(1).integers(0, 4, (3, 60)))
    pairs = lg.rater_confusion(ratings, level="nominal").pairs
    assert len(pairs) == 10, "every two categories have to meet for this test"
    differ = np.array(pairs["first"]) != np.array(pairs["second"])
    alpha = lg.krippendorff_alpha(ratings, level="nominal")
    assert pairs["share"][differ].sum() == pytest.approx(alpha.observed, abs=1e-12)
    assert pairs["expected"][differ].sum() == pytest.approx(alpha.expected, abs=1e-12)
    assert pairs["share"].sum() == pytest.approx(1)
    assert pairs["expected"].sum() == pytest.approx(1)


def test_two_raters_are_told_apart() -> None:
    ratings = two_raters(AGRESTI)
    found = lg.rater_confusion(ratings, level="ordinal", pair=(0, 1))
    np.testing.assert_array_equal(found.matrix, AGRESTI)
    np.testing.assert_array_equal(
        lg.rater_confusion(ratings, level="ordinal", pair=(1, 0)).matrix, np.transpose(AGRESTI)
    )
    kappa = lg.cohen_kappa(ratings)
    row = next(row for row in found.pairs.rows() if (row["first"], row["second"]) == (1, 2))
    margins = np.sum(AGRESTI, axis=1)[1] * np.sum(AGRESTI, axis=0)[2]
    assert (row["n_pairs"], row["share"], row["expected"]) == (14, 14 / 118, pytest.approx(margins / 118**2))
    agreed = [row["share"] for row in found.pairs.rows() if row["first"] == row["second"]]
    assert sum(agreed) == pytest.approx(kappa.observed)
    assert repr(found).startswith("<RaterConfusion of 4 categories by 0 and 1: ")


def test_only_units_of_both_count_for_a_pair() -> None:
    ratings = lg.Ratings.from_matrix([["a", "b", None], ["b", None, "a"], ["a", "a", "a"]], weight=[2.0, 1.0, 1.0])
    assert lg.rater_confusion(ratings, level="nominal", pair=(0, 1)).matrix.tolist() == [[0, 2], [0, 0]]


def test_anonymous_raters_and_nothing() -> None:
    counts = lg.Ratings.from_counts([[2, 1], [0, 3]], categories=["no", "yes"])
    assert lg.rater_confusion(counts, level="nominal").matrix.tolist() == [[1, 1], [1, 3]]
    with pytest.raises(InputError, match="raters are anonymous"):
        lg.rater_confusion(counts, level="nominal", pair=(0, 1))
    with pytest.raises(InputError, match="there is no rater 7"):
        lg.rater_confusion([[1, 2], [1, 1]], level="nominal", pair=(0, 7))
    alone = lg.rater_confusion([["a", "b"], [None, None]], level="nominal")
    assert (len(alone.pairs), alone.matrix.tolist()) == (0, [[0, 0], [0, 0]])
    same = lg.rater_confusion([["a", "b"], ["a", "b"]], level="nominal")
    assert repr(same) == "<RaterConfusion of 2 categories: no disagreement>"
    assert np.isnan(same.pairs["disagreement"]).all()


def test_memory_does_not_grow_with_the_square_of_categories() -> None:
    n = 30_000
    ratings = lg.Ratings.from_matrix(np.array([np.arange(n), np.arange(n) ^ 1]))
    lg.rater_confusion(ratings.take(np.arange(10)), level="interval")  # imports
    tracemalloc.start()
    found = lg.rater_confusion(ratings, level="interval")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found.pairs) == n // 2
    assert peak < 40_000_000  # a table of all categories has 7.2 GB
    with pytest.raises(InputError, match=r"30,000 × 30,000 categories is too large"):
        _ = found.matrix


def test_too_many_labels_of_one_unit() -> None:
    ratings = lg.Ratings.from_counts(np.ones((1, 15_000), int))
    with pytest.raises(InputError, match="pairs of different labels of one unit are too many"):
        lg.rater_confusion(ratings, level="nominal")
