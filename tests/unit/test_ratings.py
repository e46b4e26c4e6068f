"""Ratings: what goes in comes out by unit, and what cannot be used is refused with its place."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest

from labelgauge.agreement.pairwise import pairwise_agreement
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError

NAMED = Ratings.from_matrix([["a", "b", None], ["a", "a", "b"]], raters=["ann", "bo"], units=["x", "y", "z"])


def test_matrix_lies_by_unit() -> None:
    assert NAMED.offsets.tolist() == [0, 2, 4, 5]
    assert NAMED.rater.tolist() == [0, 1, 0, 1, 1]
    assert NAMED.code.tolist() == [0, 0, 1, 0, 1]
    assert (NAMED.categories.tolist(), NAMED.raters.tolist()) == (["a", "b"], ["ann", "bo"])
    assert NAMED.to_matrix().tolist() == [[0, 1, -1], [0, 0, 1]]
    assert NAMED.counts().tolist() == [[2, 0], [1, 1], [0, 1]]
    assert NAMED.scores is None


@pytest.mark.parametrize(
    "matrix",
    [
        np.array([[1, 2, np.nan], [1, 1, 2]]),
        np.array([[1, 2, -9], [1, 1, 2]], np.int8),
        [[1, 2, None], [1, 1, 2]],
        pd.DataFrame([[1, 2, None], [1, 1, 2]]),
        np.array([[1, 2, None], [1, 1, 2]], dtype=object),
    ],
    ids=["float", "int8", "list", "pandas", "objects"],
)
def test_kinds_of_matrices(matrix: Any) -> None:
    ratings = Ratings.from_matrix(matrix, missing=-9)
    assert ratings.to_matrix().tolist() == [[0, 1, -1], [0, 0, 1]]
    assert ratings.scores is not None
    assert ratings.scores.tolist() == [1, 2]


def test_layouts_are_each_others_transpose() -> None:
    rows = [[1, 2, 3], [1, None, 2]]
    turned = [list(column) for column in zip(*rows, strict=True)]
    assert Ratings.from_matrix(rows) == Ratings.from_matrix(turned, layout="units_by_raters")


def test_list_is_the_matrix_whatever_its_order() -> None:
    unit, rater, label = ["z", "x", "y", "x", "y"], ["bo", "bo", "ann", "ann", "bo"], ["b", "a", "b", "a", "a"]
    found = Ratings.from_long(unit=unit, rater=rater, label=label)
    assert found == NAMED


def test_counts_are_anonymous() -> None:
    ratings = Ratings.from_counts([[3, 0], [1, 2], [0, 0]], categories=["no", "yes"])
    assert ratings.anonymous
    assert (ratings.n_units, ratings.n_raters, ratings.n_ratings) == (3, 3, 6)
    assert ratings.counts().tolist() == [[3, 0], [1, 2], [0, 0]]


def test_declared_categories_stay() -> None:
    ratings = Ratings.from_matrix([["low", "high"]], categories=["low", "middle", "high"], ordered=True)
    assert (ratings.categories.tolist(), ratings.code.tolist()) == (["low", "middle", "high"], [0, 2])


def test_sets_are_labels() -> None:
    cells = np.empty((2, 2), dtype=object)
    cells[:] = [[{1}, {1, 2}], [{2}, None]]
    assert Ratings.from_matrix(cells).categories.tolist() == [frozenset({1}), frozenset({2}), frozenset({1, 2})]


@pytest.mark.parametrize(
    ("duplicates", "codes", "raters"),
    [("first", [[0]], ["ann"]), ("last", [[1]], ["ann"]), ("session", [[0], [1]], [("ann", 1), ("ann", 2)])],
)
def test_repeated_ratings(duplicates: Any, codes: list[list[int]], raters: list[Any]) -> None:
    found = Ratings.from_long(unit=[1, 1], rater=["ann", "ann"], label=["b", "a"], time=[2, 1], duplicates=duplicates)
    assert found.to_matrix().tolist() == codes
    assert found.raters.tolist() == raters


def test_clusters_and_weights_are_of_units() -> None:
    found = Ratings.from_long(
        unit=[1, 2, 1], rater=["a", "a", "b"], label=[0, 1, 1], cluster=["i", "j", "i"], weight=[2, 1, 2]
    )
    assert found.cluster is not None
    assert found.weight is not None
    assert (found.cluster.tolist(), found.weight.tolist()) == ([0, 1], [2, 1])


REFUSED: dict[str, tuple[Any, str]] = {
    "one dimension": (lambda: Ratings.from_matrix([1, 2]), "two dimensions"),
    "ragged rows": (lambda: Ratings.from_matrix([[1, 2], [3]]), r"one length, found lengths \[1, 2\]"),
    "mixed kinds": (lambda: Ratings.from_matrix([[1, "a"]]), "mix numbers and text: 1 and 'a'"),
    "infinite": (lambda: Ratings.from_matrix([[1.0, np.inf]]), "infinite"),
    "unknown category": (lambda: Ratings.from_matrix([[1, 2, 2]], categories=[1]), r"has 2 \(2 times\)"),
    "category twice": (lambda: Ratings.from_matrix([[1]], categories=[1, 1]), "categories repeat 1"),
    "unknown layout": (lambda: Ratings.from_matrix([[1]], layout="wide"), "layout must be"),  # type: ignore[arg-type]
    "names that repeat": (lambda: Ratings.from_matrix([[1], [2]], raters=["a", "a"]), "more than once"),
    "too few names": (lambda: Ratings.from_matrix([[1], [2]], raters=["a"]), "raters must have 2 entries"),
    "weight 0": (lambda: Ratings.from_matrix([[1]], weight=[0]), "weight must be finite numbers above 0"),
    "scores of another length": (lambda: Ratings.from_matrix([["a"]], scores=[1, 2]), "scores must have 1 entries"),
    "lists of two lengths": (lambda: Ratings.from_long(unit=[1], rater=[1, 2], label=[1, 2]), "of one length"),
    "missing unit": (lambda: Ratings.from_long(unit=[None, 1], rater=[1, 2], label=[1, 2]), "unit 0 is missing"),
    "rated twice": (
        lambda: Ratings.from_long(unit=["u", "u"], rater=["ann", "ann"], label=[1, 2]),
        "rater 'ann' has rated unit 'u' more than once",
    ),
    "two clusters": (
        lambda: Ratings.from_long(unit=["u", "u"], rater=["a", "b"], label=[1, 2], cluster=["i", "j"]),
        "unit 'u' has two values of cluster: 'i' and 'j'",
    ),
    "fractional counts": (lambda: Ratings.from_counts([[0.5]]), "whole numbers"),
    "counts below 0": (lambda: Ratings.from_counts([[-1]]), "at least 0"),
    "counts without end": (lambda: Ratings.from_counts([[10**12]]), "at most"),
    "no class": (Ratings, "not made by calling the class"),
    "units in both": (lambda: NAMED + NAMED, "unit 'x' is in both"),
    "not there": (lambda: NAMED - Ratings.from_matrix([["a"]], units=["q"]), "unit 'q' cannot be taken away"),
    "taken twice": (lambda: NAMED.take([0, 0]), "must not repeat"),
    "no such unit": (lambda: NAMED.take([3]), "from 0 to 2, found 3"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    make, message = REFUSED[name]
    with pytest.raises(InputError, match=message):
        make()


def test_added_raters_and_categories_are_united() -> None:
    other = Ratings.from_matrix([["c", "a"], ["b", None]], raters=["bo", "cy"], units=["p", "q"])
    both = NAMED + other
    assert both.raters.tolist() == ["ann", "bo", "cy"]
    assert both.categories.tolist() == ["a", "b", "c"]
    assert both.to_matrix().tolist() == [[0, 1, -1, -1, -1], [0, 0, 1, 2, 0], [-1, -1, -1, 1, -1]]
    assert (both - other).to_matrix()[:2].tolist() == NAMED.to_matrix().tolist()


def test_added_raters_stay_in_order_within_units() -> None:
    """Which pairs of raters are counted by; raters of the second shard are named in another order, or are others."""
    one = Ratings.from_matrix([["a"], ["b"], ["a"]], raters=["zoe", "ann", "max"], units=["p"])
    other = Ratings.from_matrix([["c"], ["b"], ["a"]], raters=["ann", "max", "zoe"], units=["q"])
    both = one + other
    assert both.raters.tolist() == ["zoe", "ann", "max"]
    assert both.rater.tolist() == [0, 1, 2] * 2
    assert both.to_matrix().tolist() == [[0, 0], [1, 2], [0, 1]]
    assert pairwise_agreement(both).pair_n.tolist() == [2, 2, 2]


def test_shards_of_a_list_added_are_the_whole_list_whoever_is_in_which() -> None:
    table = {"unit": [1, 1, 2, 2, 3, 3], "rater": list("bcabac"), "label": list("xyxxyx"), "cluster": list("qqppqq")}
    table["time"] = [6, 5, 4, 3, 2, 1]
    first, second = ({name: column[part] for name, column in table.items()} for part in (slice(2), slice(2, 6)))
    whole = Ratings.from_long(**table)
    assert Ratings.from_long(**first) + Ratings.from_long(**second) == whole
    assert whole.raters.tolist() == ["a", "b", "c"]


def test_ordered_categories_must_be_declared_alike() -> None:
    one = Ratings.from_matrix([[1, 2]], ordered=True, units=["a", "b"])
    other = Ratings.from_matrix([[2, 3]], ordered=True, units=["c", "d"])
    with pytest.raises(InputError, match="ordered categories differ"):
        one + other


def test_frozen_and_pickled() -> None:
    with pytest.raises(AttributeError, match="frozen"):
        NAMED.ordered = True
    with pytest.raises(ValueError, match="read-only"):
        NAMED.code[0] = 1
    assert pickle.loads(pickle.dumps(NAMED)) == NAMED


def test_given_arrays_are_not_changed() -> None:
    matrix = np.array([[1, 2, -1], [1, 1, 2]])
    before = matrix.copy()
    matrix.flags.writeable = False
    Ratings.from_matrix(matrix, missing=-1)
    np.testing.assert_array_equal(matrix, before)
