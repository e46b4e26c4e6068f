"""Ratings made of a table of counts are those of the matrix that lists them, in all that can be done with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError

RNG = np.random.default_rng(3)
FEW = np.array([[2, 0, 1], [0, 3, 0], [2, 0, 1], [0, 0, 0], [1, 1, 0]])
MANY = RNG.multinomial(5, [0.5, 0.2, 0.2, 0.1], 400)
WIDE = RNG.multinomial(2, np.full(12, 1 / 12), 100)
TABLES = {"few": FEW, "many": MANY, "wide": WIDE, "no units": FEW[:0], "no categories": FEW[:, :0]}


def listed(counts: Any, **columns: Any) -> lg.Ratings:
    """The same ratings from a matrix: a unit's ratings in the order of their categories, by nobody in particular."""
    units = [[code for code, n in enumerate(row) for _ in range(n)] for row in np.asarray(counts).tolist()]
    width = max(map(len, units), default=0)
    matrix = np.full((len(units), width), None, dtype=object)
    for row, unit in zip(matrix, units, strict=True):
        row[: len(unit)] = unit
    categories = range(np.shape(counts)[1])
    return lg.Ratings.from_matrix(
        matrix, layout="units_by_raters", categories=list(categories), anonymous=True, **columns
    )


def bits(value: Any) -> Any:
    return {name: getattr(value, name) for name in ("value", "se", "low", "high", "observed", "n_units", "n_pairs")}


@pytest.mark.parametrize("name", TABLES)
def test_columns(name: str) -> None:
    counts = TABLES[name]
    found, expected = lg.Ratings.from_counts(counts), listed(counts)
    np.testing.assert_array_equal(found.counts(), counts)
    np.testing.assert_array_equal(found.per_unit, counts.sum(axis=1))
    assert (found.n_ratings, found.n_units, found.n_categories) == (counts.sum(), *counts.shape)
    np.testing.assert_array_equal(found.to_matrix(), expected.to_matrix())
    np.testing.assert_array_equal(found.offsets, expected.offsets)
    np.testing.assert_array_equal(found.rater, expected.rater)
    np.testing.assert_array_equal(found.code, expected.code)
    assert repr(found) == repr(expected)
    if counts.size:
        assert found == expected


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "uint64", "float16", "float32", "float64", "longdouble"])
def test_types_and_orders_in_memory(dtype: str) -> None:
    table = MANY.astype(dtype)
    before = table.copy()
    table.flags.writeable = False
    spaced = np.zeros((len(table), 2 * table.shape[1]), dtype)
    spaced[:, ::2] = table
    for laid_out in (table, np.asfortranarray(table), spaced[:, ::2], table.tolist()):
        assert lg.Ratings.from_counts(laid_out) == lg.Ratings.from_counts(MANY)
    np.testing.assert_array_equal(table, before)


def test_later_changes_of_the_table_do_not_matter() -> None:
    table = MANY.copy()
    ratings = lg.Ratings.from_counts(table)
    table[:] = 0
    np.testing.assert_array_equal(ratings.counts(), MANY)
    for column in (ratings.code, ratings.units, *ratings.multisets):  # type: ignore[misc]
        with pytest.raises(ValueError, match="read-only"):
            column[0] = 1


def test_counts_beyond_a_byte() -> None:
    counts = [[300, 0], [0, 300], [44, 256], [300, 0]]
    ratings = lg.Ratings.from_counts(counts)
    assert ratings.counts().tolist() == counts
    assert lg.fleiss_kappa(ratings) == lg.fleiss_kappa(listed(counts))


def test_taken_added_subtracted_and_pickled() -> None:
    whole = lg.Ratings.from_counts(FEW, units=list("abcde"))
    first, last = (lg.Ratings.from_counts(FEW[part], units=list("abcde")[part]) for part in (slice(2), slice(2, 5)))
    assert whole.take([3, 0]).counts().tolist() == FEW[[3, 0]].tolist()
    assert whole.take(FEW[:, 0] > 1).units.tolist() == ["a", "c"]
    assert first + last == whole
    assert (whole - first).counts().tolist() == FEW[2:].tolist()
    assert whole != lg.Ratings.from_counts(FEW[::-1], units=list("abcde"))
    for ratings in (whole, lg.Ratings.from_counts(FEW)):
        again = pickle.loads(pickle.dumps(ratings))
        assert again == ratings
        assert again.multisets is not None
        assert lg.fleiss_kappa(again) == lg.fleiss_kappa(ratings)


COEFFICIENTS: dict[str, Callable[..., Any]] = {
    "fleiss_kappa": lg.fleiss_kappa,
    "gwet_ac": lg.gwet_ac,
    "weighted": lambda ratings, **options: lg.gwet_ac(ratings, weights="linear", **options),
    **{
        level: lambda ratings, level=level, **options: lg.krippendorff_alpha(ratings, level=level, **options)
        for level in ("nominal", "interval", "ratio")
    },
}


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("ci", ["score", "bootstrap", "jackknife"])
def test_coefficients_are_the_same_bits(name: str, ci: str) -> None:
    columns: list[dict[str, Any]] = [
        {},
        {"weight": RNG.random(len(MANY)) + 0.5},
        {"cluster": np.arange(len(MANY)) // 3},
    ]
    for given in columns:
        ours, theirs = (make(MANY, **given) for make in (lg.Ratings.from_counts, listed))
        options: dict[str, Any] = {"ci": ci if name != "ratio" else "analytic", "draws": 50}
        assert bits(COEFFICIENTS[name](ours, **options)) == bits(COEFFICIENTS[name](theirs, **options))


BAD: dict[str, tuple[Any, str]] = {
    "a fraction": ([[1, 0], [0.5, 1]], "row 1: counts must be whole numbers of at least 0, found 0.5"),
    "NaN": ([[np.nan, 1]], "row 0: counts must be whole numbers of at least 0, found nan"),
    "below 0": ([[1, 0], [3, -2]], "row 1: counts must be whole numbers of at least 0, found -2"),
    "too many of one category": (np.array([[2**63]], np.uint64), "at most 2,147,483,647, found 9223372036854775808"),
    "infinite": ([[np.inf]], "at most 2,147,483,647, found inf"),
    "too many": ([[2**31 - 1, 2]], r"add up to 2.15e\+09 ratings; at most 2e\+09"),
    "half a float": (np.array([[0.5]], np.float16), "whole numbers of at least 0, found 0.5"),
    "one dimension": ([1, 2], r"a table of numbers \(units, categories\), not int64 of shape \(2,\)"),
    "text": ([["1"]], "a table of numbers"),
    "truth values": ([[True]], "a table of numbers"),
}


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    counts, message = BAD[name]
    with pytest.raises(InputError, match=message):
        lg.Ratings.from_counts(counts)


def test_other_columns_must_fit() -> None:
    with pytest.raises(InputError, match="units must have 5 entries"):
        lg.Ratings.from_counts(FEW, units=["a"])
    with pytest.raises(InputError, match="categories must have 3 entries"):
        lg.Ratings.from_counts(FEW, categories=["a"])
    with pytest.raises(InputError, match="cluster must have 5 entries"):
        lg.Ratings.from_counts(FEW, cluster=[0])
