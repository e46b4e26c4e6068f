"""Percentiles of many histograms at once equal those of their elements one by one."""

from __future__ import annotations

import numpy as np
import pytest

from labelgauge.metrics._percentiles import Segments, linear, weighted

SHARES = (0, 0.05, 0.25, 1 / 3, 0.5, 0.9, 0.95, 0.999, 1)


def segments(rng: np.random.Generator, *, infinite: bool = False) -> Segments:
    """Of nine segments some are empty; weights of a tenth make sums that rounding moves about shares."""
    k = int(rng.integers(0, 60))
    distance = rng.choice([0, 0.1, 0.5, 0.7, 1, np.sqrt(2)] + [np.inf] * infinite, k)
    return Segments(rng.integers(0, 9, k), distance, rng.choice([0.1, 0.3, 1.0], k), rng.integers(1, 5, k), 9)


def elements(rows: Segments, i: int) -> tuple[np.ndarray, np.ndarray]:
    chosen = rows.segment == i
    order = np.lexsort((rows.weight[chosen], rows.distance[chosen]))
    repeats = rows.count[chosen][order]
    return np.repeat(rows.distance[chosen][order], repeats), np.repeat(rows.weight[chosen][order], repeats)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("infinite", [False, True])
def test_linear_percentiles_are_numpys(share: float, infinite: bool) -> None:
    rng = np.random.default_rng(8)
    for _ in range(30):
        rows = segments(rng, infinite=infinite)
        found = linear(rows, share)
        for i in range(rows.n):
            values, _ = elements(rows, i)
            if len(values) == 0:
                assert np.isnan(found[i])
            elif np.isinf(values[int(np.ceil(share * (len(values) - 1)))]):
                assert found[i] == np.inf
            else:
                finite = np.where(np.isinf(values), 1e6, values)  # not looked at
                assert found[i] == np.quantile(finite, share)


@pytest.mark.parametrize("share", SHARES)
def test_weighted_percentiles_are_the_first_distances_that_reach_the_share(share: float) -> None:
    rng = np.random.default_rng(9)
    ties = 0
    for _ in range(60):
        rows = segments(rng)
        found = weighted(rows, share)
        for i in range(rows.n):
            values, weights = elements(rows, i)
            if len(values) == 0:
                assert np.isnan(found[i])
                continue
            reached = np.cumsum(weights) / np.sum(weights)
            ties += np.any(np.abs(reached[:-1] - share) < 1e-12)
            at = np.flatnonzero(reached >= share)
            assert found[i] == (values[at[0]] if len(at) else values[-1])
    assert ties > 5 or share not in {0.25, 0.5}  # rounding decides some of them
