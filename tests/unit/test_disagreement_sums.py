"""Alpha of many numbers: sums over all pairs of categories without a table of them, and functions as levels."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.agreement import disagreement
from labelgauge.errors import InputError


def numbers(n_categories: int) -> lg.Ratings:
    rng = np.random.default_rng(3)
    true = rng.integers(1, n_categories + 1, 2 * n_categories).astype(np.float64)
    return lg.Ratings.from_matrix(np.array([true, np.where(rng.random(len(true)) < 0.6, true, rng.permutation(true))]))


@pytest.mark.parametrize("level", ["ratio", "circular", "bipolar"])
@pytest.mark.parametrize("options", [{}, {"ci": "bootstrap", "draws": 70}])
def test_table_and_kernel_agree(level: str, options: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = numbers(40)
    by_table = lg.krippendorff_alpha(ratings, level=level, **options)  # type: ignore[arg-type]
    monkeypatch.setattr(disagreement, "_MOST_IN_TABLE", 0)
    by_kernel = lg.krippendorff_alpha(ratings, level=level, **options)  # type: ignore[arg-type]
    for one, other in zip(
        (by_table.value, by_table.se, *by_table.ci), (by_kernel.value, by_kernel.se, *by_kernel.ci), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-10)


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(threads: int) -> None:
    ratings = numbers(400)
    alone = lg.krippendorff_alpha(ratings, level="ratio")
    together = lg.krippendorff_alpha(ratings, level="ratio", threads=threads)
    assert (alone.value, alone.se, alone.ci) == (together.value, together.se, together.ci)


def test_memory_does_not_grow_with_the_square_of_categories() -> None:
    ratings = numbers(3000)
    lg.krippendorff_alpha(ratings, level="ratio")  # compiles
    tracemalloc.start()
    lg.krippendorff_alpha(ratings, level="ratio")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3000 * 3000 * 8 / 10


@pytest.mark.parametrize(
    ("level", "function"),
    [
        ("interval", lambda a, b: (a - b) ** 2),
        ("nominal", lambda a, b: 0.0 if a == b else 1.0),
        ("ratio", lambda a, b: 0.0 if a == b else ((a - b) / (a + b)) ** 2),
    ],
)
def test_a_function_may_be_a_level(level: str, function: object) -> None:
    ratings = numbers(150)
    named, given = (lg.krippendorff_alpha(ratings, level=which) for which in (level, function))  # type: ignore[arg-type]
    assert given.value == pytest.approx(named.value, rel=1e-12)
    assert given.se == pytest.approx(named.se, rel=1e-9)
    assert given.parameters["level"] == "function"


def test_a_function_that_is_no_disagreement_is_refused() -> None:
    with pytest.raises(InputError, match="must be symmetric, not below 0, and 0 where"):
        lg.krippendorff_alpha(numbers(5), level=lambda a, b: a - b)


def test_a_function_that_does_not_compile_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be compiled by Numba"):
        lg.krippendorff_alpha(numbers(5), level=lambda a, _: sorted(a))  # type: ignore[arg-type,return-value]


def test_a_function_needs_numbers() -> None:
    with pytest.raises(InputError, match="needs numbers, and categories are not"):
        lg.krippendorff_alpha([["a", "b"], ["a", "a"]], level=lambda a, b: abs(a - b))


def test_too_many_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disagreement, "_MOST_IN_TABLE", 3)
    monkeypatch.setattr(disagreement, "_MOST_NUMBERS", 4)
    with pytest.raises(InputError, match=r"compares all pairs of categories: [0-9]+ are too many"):
        lg.krippendorff_alpha(numbers(20), level="ratio")
