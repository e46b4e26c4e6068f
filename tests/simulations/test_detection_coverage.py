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


DOCUMENTED = {
    (1, 2.0, 100): (0.942, 0.922),
    (1, 2.0, 500): (0.972, 0.952),
    (5, 2.0, 100): (0.928, 0.950),
    (5, 2.0, 500): (0.948, 0.968),
    (5, 0.2, 100): (0.882, 0.958),
    (5, 0.2, 500): (0.932, 0.934),
    (20, 0.2, 100): (0.720, 0.938),
    (20, 0.2, 500): (0.882, 0.940),
}
"""How often AP and a difference are held, by classes, gold objects of a class in an image, and images."""


@pytest.mark.long
@pytest.mark.parametrize(("n_classes", "n_gold", "n_images"), DOCUMENTED)
def test_all_rows_of_the_docs(n_classes: int, n_gold: float, n_images: int) -> None:
    """The same seed, so that nothing but rounding may differ."""
    row = coverage(1, n_classes=n_classes, n_gold=n_gold, n_images=n_images, samples=500, draws=400)
    assert (row.covered, row.difference_covered) == pytest.approx(DOCUMENTED[n_classes, n_gold, n_images], abs=0.005)
