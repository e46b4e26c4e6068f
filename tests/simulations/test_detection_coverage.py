"""Intervals of average precision hold the truth as often as docs/detection.md says."""

from __future__ import annotations

import pytest
from scipy import stats

from tests.simulations.detection_coverage import coverage


def test_enough_gold_and_images() -> None:
    """In a quick run it is looked whether 95 % is still possible."""
    row = coverage(1, n_classes=1, n_gold=2.0, n_images=500, samples=40, draws=200)
    assert stats.binom.cdf(round(40 * row.covered), 40, 0.95) > 1e-3
    assert stats.binom.cdf(round(40 * row.difference_covered), 40, 0.95) > 1e-3


@pytest.mark.long
@pytest.mark.parametrize(("n_classes", "n_images"), [(1, 500), (5, 500), (1, 100)])
def test_coverage(n_classes: int, n_images: int) -> None:
    row = coverage(1, n_classes=n_classes, n_gold=2.0, n_images=n_images, samples=500, draws=400)
    assert 0.91 <= row.covered <= 0.975
    assert 0.92 <= row.difference_covered <= 0.98
