"""What units have in common is found once, and which of it each unit has when that is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.agreement._patterns import patterns_of
from labelgauge.agreement.breakdown import per_unit
from labelgauge.kernels import agreement as kernel

MATRIX = np.random.default_rng(5).integers(-1, 3, (4, 300))
COUNTS = np.stack([np.sum(np.equal(MATRIX, k), axis=0) for k in range(3)], axis=1)
MAKERS: dict[str, Callable[..., lg.Ratings]] = {
    "cells": lambda **columns: lg.Ratings.from_matrix(MATRIX, missing=-1, **columns),
    "columns": lambda **columns: lg.Ratings.from_matrix(MATRIX, missing=-1, categories=range(300), **columns),
    "counts": lambda **columns: lg.Ratings.from_counts(COUNTS, **columns),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each pass over ratings was to say which multiset each unit has."""
    passes: list[bool] = []
    for name in ("cell_patterns", "unit_patterns"):
        found = getattr(kernel, name)

        def counted(*args: Any, found: Any = found, of_unit: bool = True, **options: Any) -> Any:
            passes.append(of_unit)
            return found(*args, of_unit=of_unit, **options)

        monkeypatch.setattr(kernel, name, counted)
    return passes


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("threads", [1, 2])
def test_found_late_is_found_at_once(made: str, threads: int) -> None:
    late, at_once = MAKERS[made](), MAKERS[made]().found_multisets()
    patterns = patterns_of(late, threads=threads)
    some = late.found_multisets(of_unit=False)
    for name, column in zip(at_once._fields, at_once, strict=True):
        if name != "of_unit":
            np.testing.assert_array_equal(getattr(some, name), column)
    np.testing.assert_array_equal(patterns.of_unit, at_once.of_unit)
    for name in at_once._fields:
        found, expected = getattr(late.found_multisets(), name), getattr(at_once, name)
        np.testing.assert_array_equal(found, expected)
        assert found.dtype == expected.dtype
        assert not found.flags.writeable


@pytest.mark.parametrize("made", ["cells", "columns"])
def test_coefficients_do_without(made: str, asked: list[bool]) -> None:
    ratings = MAKERS[made]()
    for ci in (None, "score", "analytic", "jackknife", "bootstrap"):
        lg.krippendorff_alpha(ratings, level="nominal", ci=ci, draws=10)
    assert asked == [False]
    per_unit(ratings, level="nominal")
    per_unit(ratings, level="nominal")
    assert asked == [False, True]


@pytest.mark.parametrize("made", ["cells", "columns"])
@pytest.mark.parametrize(
    "column", [{"weight": np.ones(300)}, {"cluster": np.arange(300) // 2}], ids=["weight", "cluster"]
)
def test_one_pass_where_units_differ(made: str, column: dict[str, Any], asked: list[bool]) -> None:
    lg.krippendorff_alpha(MAKERS[made](**column), level="nominal", ci=None)
    assert asked[0]


def test_no_units() -> None:
    found = lg.Ratings.from_matrix(MATRIX[:, :0], missing=-1).found_multisets()
    assert [len(column) for column in found] == [1, 0, 0, 0, 0]
