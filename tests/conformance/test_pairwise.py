"""Kappas of all pairs of raters against published values and scikit-learn, also of crowds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings
from tests.conformance.rating_tables import STANDARD
from tests.conformance.stored import folder, rows_of


def test_standard_table() -> None:
    found = pairwise_agreement(STANDARD)
    published = [0.844828, 0.478261, 0.85, 0.542373, 0.870130, 0.615385]
    assert found.pair_value == pytest.approx(published, abs=6e-7)
    assert found.pair_n.tolist() == [9, 8, 9, 9, 10, 10]


def one_by_one(matrix: Any, first: int, second: int, weights: str | None) -> float:
    both = (matrix[first] >= 0) & (matrix[second] >= 0)
    labels = np.arange(matrix.max() + 1)
    return float(cohen_kappa_score(matrix[first, both], matrix[second, both], labels=labels, weights=weights))


@pytest.mark.parametrize("missing", [0.0, 0.2, 0.95])
@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_scikit_learn(missing: float, weights: str) -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 5, 3000)
    matrix = np.where(rng.random((10, 3000)) < 0.6, truth, rng.integers(0, 5, (10, 3000)))
    matrix[rng.random(matrix.shape) < missing] = -1
    found = pairwise_agreement(Ratings.from_matrix(matrix, missing=-1), weights=weights)
    theirs = [
        one_by_one(matrix, first, second, None if weights == "identity" else weights)
        for first, second in zip(found.first, found.second, strict=True)
    ]
    assert len(theirs) == 45
    assert found.pair_value == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("name", ["bird", "dog", "rte", "product"])
def test_scikit_learn_on_crowds(name: str) -> None:
    rows = rows_of(folder("crowd_truth_sets") / name / "label.csv.gz")
    unit, rater, label = (list(column) for column in zip(*(list(row.values())[:3] for row in rows), strict=True))
    ratings = Ratings.from_long(unit=unit, rater=rater, label=label, duplicates="first")
    found = pairwise_agreement(ratings, min_overlap=5)
    matrix = ratings.to_matrix()
    defined = np.flatnonzero(~np.isnan(found.pair_value))
    assert len(defined) > 100
    for pair in defined[:: max(1, len(defined) // 50)]:
        theirs = one_by_one(matrix, found.first[pair], found.second[pair], None)
        assert found.pair_value[pair] == pytest.approx(theirs, abs=1e-12)
