"""Published tables of ratings, written as ratings."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from labelgauge.agreement.ratings import Ratings
from tests.conformance.peers.rating_cases import SCALES, STANDARD, RatingCase, random_table

__all__ = ["STANDARD", "of_case", "of_strings", "of_table", "random_cases"]


# Thirty patients, six psychiatrists each, five diagnoses: Fleiss 1971, how many chose each.
DIAGNOSES = Ratings.from_counts(
    np.array(
        [
            *[[0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0]],
            *[[0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0]],
            *[[0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0]],
            *[[0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0]],
            *[[1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6]],
        ]
    )
)


# Forty-five patients, Dawid & Skene 1979: observer 1 three times, then observers 2 to 5.
ANAESTHETISTS = [
    *["1111111", "3334334", "1122122", "2223121", "2223222", "2223322", "1222111", "3333433", "2222223", "2322223"],
    *["4444444", "2223343", "1111111", "2223212", "1211111", "1112111", "1111111", "1111111", "2222221", "2221322"],
    *["2222222", "2222221", "2223222", "2212222", "1111111", "1111111", "2322222", "1111111", "1111111", "1121121"],
    *["1111111", "3333233", "1111111", "2222222", "2223232", "4334343", "2212232", "2323233", "3333432", "1111111"],
    *["1111111", "1212111", "2322222", "1211111", "2222222"],
]


def of_table(text: str) -> Ratings:
    """Ratings of two raters from a table: rows, set apart by a slash, are categories of the first."""
    counts = np.array([row.split() for row in text.split("/")], np.int64)
    categories = np.indices(counts.shape).reshape(2, -1)
    matrix = np.repeat(categories, counts.ravel(), axis=1)
    return Ratings.from_matrix(matrix, categories=list(range(len(counts))))


def of_strings(*units: str, **options: Any) -> Ratings:
    """Ratings from a string for each unit, a character for each rater; a point is missing."""
    return Ratings.from_matrix([list(unit) for unit in units], layout="units_by_raters", missing=".", **options)


def of_case(case: RatingCase) -> Ratings:
    """Ratings of a table that other libraries are asked about."""
    return Ratings.from_matrix(case.values, categories=list(case.categories))


@st.composite
def random_cases(draw: st.DrawFn, *, complete: bool = False, scales: tuple[str, ...] = tuple(SCALES)) -> RatingCase:
    """Tables of 2 to 6 raters, 1 to 30 units and 2 to 6 categories, of which up to six in ten ratings are missing."""
    shape = draw(st.integers(2, 6)), draw(st.integers(1, 30))
    categories = SCALES[draw(st.sampled_from(scales))][: draw(st.integers(2, 6))]
    missing = 0.0 if complete else draw(st.sampled_from([0.0, 0.1, 0.3, 0.6]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    agreeing = draw(st.sampled_from([0.0, 0.5, 0.9, 1.0]))
    return RatingCase("random", random_table(rng, shape, categories, missing, agreeing), categories)
