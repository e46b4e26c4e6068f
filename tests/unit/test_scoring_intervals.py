"""Intervals against scipy, and the bootstrap weights against the distribution they claim."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from labelgauge.kernels.bootstrap import poisson_weights, weighted_sums
from labelgauge.scoring.intervals import order_ranks, percentiles, wilson
from labelgauge.scoring.statistics import image_keys


@pytest.mark.parametrize("n", [1, 2, 10, 137, 100_000])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_wilson_equals_scipy(n: int, share: float) -> None:
    k = round(share * n)
    expected = stats.binomtest(k, n).proportion_ci(method="wilson")
    assert wilson(k / n, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize("n", [1, 5, 59, 60, 1000, 36_000, 3_000_000])
@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75, 0.95])
def test_order_ranks_equal_scipy_and_cover(n: int, share: float) -> None:
    low, high = order_ranks(n, share)
    tail = 0.025
    assert stats.binom.cdf(low - 1, n, share) <= tail + 1e-9
    assert stats.binom.cdf(low, n, share) > tail - 1e-9
    if high <= n:
        assert stats.binom.cdf(high - 1, n, share) >= 1 - tail - 1e-9
    assert high == 1 or stats.binom.cdf(high - 2, n, share) < 1 - tail + 1e-9


def test_percentiles_leave_out_draws_without_denominator() -> None:
    numerator = np.array([[0, 1, 2, 3, 4, 7], [0, 0, 0, 0, 0, 0]])
    denominator = np.array([[4, 4, 4, 4, 4, 0], [0, 0, 0, 0, 0, 0]])
    low, high, used = percentiles(numerator, denominator)
    assert used.tolist() == [5, 0]
    assert (low[0], high[0]) == pytest.approx(tuple(np.quantile([0, 0.25, 0.5, 0.75, 1], [0.025, 0.975])))
    assert np.isnan(low[1])
    assert np.isnan(high[1])


KEYS = image_keys([f"{i:012d}.jpg" for i in range(2000)])


def test_weights_are_poisson_one() -> None:
    weights = poisson_weights(KEYS, 0, 500).ravel()
    top = 6
    observed = np.bincount(np.minimum(weights, top), minlength=top + 1)
    expected = np.array([math.exp(-1) / math.factorial(k) for k in range(top)])
    expected = np.append(expected, 1 - expected.sum()) * weights.size
    assert stats.chisquare(observed, expected).pvalue > 1e-3


def test_weights_are_uncorrelated_between_images_draws_and_seeds() -> None:
    weights = poisson_weights(KEYS, 0, 200).astype(np.float64) - 1
    for side in (weights, weights.T):
        n = side.shape[1]
        correlation = side @ side.T / n
        off_diagonal = correlation[~np.eye(len(side), dtype=bool)]
        assert abs(off_diagonal.mean()) < 5 / math.sqrt(off_diagonal.size * n) * 3
        assert np.abs(off_diagonal).max() < 7 / math.sqrt(n)
    other = poisson_weights(KEYS, 1, 200).astype(np.float64) - 1
    assert abs((weights * other).mean()) < 5 / math.sqrt(weights.size)


def test_keys_do_not_depend_on_the_platform() -> None:
    assert image_keys(["a.jpg", "é"]).tolist() == [9918916968011810814, 3394012004367669963]


def test_weighted_sums_are_weights_times_values() -> None:
    rng = np.random.default_rng(0)
    values = rng.integers(-(2**45), 2**45, (len(KEYS), 3))
    sums = weighted_sums(KEYS, np.zeros(len(KEYS), np.int64), values, 1, 7, 300, threads=2)
    expected = values.T @ poisson_weights(KEYS, 7, 300).astype(np.int64)
    np.testing.assert_array_equal(sums[0], expected)
