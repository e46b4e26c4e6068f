"""Comparing partitions: Rand index, adapted Rand error, variation of information, covering."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError

MAPS = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*(st.lists(st.integers(-2, 3), min_size=n, max_size=n) for _ in range(2)))
)
NOTHING = lg.contingency([0, 0], [1, 2], ignore=0)


@given(MAPS)
def test_rand_index_is_the_share_of_agreeing_pairs(maps: tuple[list[int], list[int]]) -> None:
    gold, candidate = maps
    agree = [(gold[i] == gold[j]) == (candidate[i] == candidate[j]) for i, j in combinations(range(len(gold)), 2)]
    assert lg.rand_index(lg.contingency(gold, candidate)) == pytest.approx(sum(agree) / len(agree))


@given(MAPS)
def test_adapted_rand_error_counts_pairs(maps: tuple[list[int], list[int]]) -> None:
    gold, candidate = maps
    pairs = list(combinations(range(len(gold)), 2))
    in_gold = {(i, j) for i, j in pairs if gold[i] == gold[j]}
    in_candidate = {(i, j) for i, j in pairs if candidate[i] == candidate[j]}
    result = lg.adapted_rand_error(lg.contingency(gold, candidate))
    if not in_gold | in_candidate:
        assert math.isnan(result.error)
        assert result.status == "no_pairs"
        return
    both = len(in_gold & in_candidate)
    assert result.error == pytest.approx(1 - 2 * both / (len(in_gold) + len(in_candidate)))
    assert result.precision == pytest.approx(both / len(in_candidate) if in_candidate else math.nan, nan_ok=True)
    assert result.recall == pytest.approx(both / len(in_gold) if in_gold else math.nan, nan_ok=True)


@given(MAPS)
def test_swapping_sides_swaps_parts(maps: tuple[list[int], list[int]]) -> None:
    table, swapped = lg.contingency(*maps), lg.contingency(*maps[::-1])
    information, other = lg.variation_of_information(table), lg.variation_of_information(swapped)
    assert (information.split, information.merge) == (other.merge, other.split)
    assert lg.covering(table) == lg.covering(swapped, of="candidate")
    assert lg.rand_index(table) == lg.rand_index(swapped)


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=12))
def test_a_partition_equals_itself_under_other_names(labels: list[int]) -> None:
    table = lg.contingency(labels, [7 - 3 * label for label in labels])
    information = lg.variation_of_information(table)
    assert (information.split, information.merge) == (0, 0)
    assert lg.covering(table) == 1
    assert lg.rand_index(table) == 1


def test_covering_by_hand() -> None:
    gold, candidate = np.array([1, 1, 1, 1, 2, 2]), np.array([5, 5, 5, 6, 6, 6])
    table = lg.contingency(gold, candidate)
    assert lg.covering(table) == pytest.approx((4 * 3 / 4 + 2 * 2 / 3) / 6)
    assert table.gold_area.tolist() == [4, 2]
    assert table.candidate_area.tolist() == [3, 3]


def test_variation_of_information_by_hand() -> None:
    result = lg.variation_of_information(lg.contingency([1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 3, 3, 3, 3]))
    assert (result.split, result.merge, result.total, result.n) == (0.5, 0, 0.5, 8)


def test_areas_whose_squares_do_not_fit_64_bits() -> None:
    big = np.array([2**40], dtype=np.int64)
    table = lg.Contingency(np.zeros(1, np.int64), np.zeros(1, np.int64), big)
    assert lg.rand_index(table) == 1
    assert lg.adapted_rand_error(table).error == 0


def test_nothing_to_compare() -> None:
    assert NOTHING.n == 0
    assert math.isnan(lg.rand_index(NOTHING))
    assert math.isnan(lg.covering(NOTHING))
    assert lg.rand_index(NOTHING, empty="agree") == 1
    assert lg.covering(NOTHING, empty="coco") == 0
    assert lg.adapted_rand_error(NOTHING, empty="agree").error == 0
    information = lg.variation_of_information(NOTHING)
    assert (math.isnan(information.total), information.status) == (True, "no_pixels")
    with pytest.raises(UndefinedError, match="covering is undefined: its denominator is zero"):
        lg.covering(NOTHING, empty="raise")


def test_bad_side() -> None:
    with pytest.raises(InputError, match="of must be 'gold' or 'candidate', not 'both'"):
        lg.covering(NOTHING, of="both")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "metric", [lg.rand_index, lg.adapted_rand_error, lg.variation_of_information, lg.covering], ids=lambda f: f.__name__
)
def test_label_maps_instead_of_their_table(metric: Any) -> None:
    with pytest.raises(
        InputError, match=r"table must be Contingency, not ndarray\. Make it .* labelgauge\.contingency"
    ):
        metric(np.array([1, 2]))
