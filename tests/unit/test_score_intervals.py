"""Score intervals of coefficients of agreement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.agreement._score import score_ends
from labelgauge.errors import InputError

SEVERAL = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
PAIR = [[1, 1, 2, 2, 1, 2, 1, 1, 2, 1], [1, 1, 2, 2, 2, 2, 1, 1, 2, 1]]
COEFFICIENTS: dict[str, Callable[..., lg.Coefficient]] = {
    "nominal": lambda r, **options: lg.krippendorff_alpha(r, level="nominal", **options),
    "ordinal": lambda r, **options: lg.krippendorff_alpha(r, level="ordinal", **options),
    "interval": lambda r, **options: lg.krippendorff_alpha(r, level="interval", **options),
    "ratio": lambda r, **options: lg.krippendorff_alpha(r, level="ratio", **options),
    "fleiss": lg.fleiss_kappa,
    "ac2": lambda r, **options: lg.gwet_ac(r, weights="quadratic", **options),
    "percent": lg.percent_agreement,
    "conger": lg.conger_kappa,
    "pair": lambda r, **options: lg.cohen_kappa(lg.Ratings.from_matrix(r.to_matrix()[:2] % 2 + 1.0), **options),
}


def test_fixed_expected_disagreement_gives_the_score_interval_of_a_count() -> None:
    # 4 events: 4 + z²/2 ± z √(4 + z²/4), the textbook's interval of a Poisson mean.
    # Of an exposure of 100, as a quotient of disagreements is no more than 2.
    low, high = score_ends(0.04, 0.02, 0.5, np.nan, 1.959964)
    assert (1 - high, 1 - low) == pytest.approx((0.015555, 0.102859), abs=1e-6)


def test_fixed_relative_error_gives_fiellers_interval() -> None:
    low, high = score_ends(0.4, 0.1, 0.0, np.nan, 2.0)
    assert (1 - high, 1 - low) == pytest.approx((0.4 / 1.5, 0.4 / 0.5))


@pytest.mark.parametrize(("quotient", "least"), [(0.4, -1.0), (2.5, -1.5)])
def test_no_less_than_a_coefficient_can_be_where_expected_disagreement_may_be_none(
    quotient: float, least: float
) -> None:
    low, high = score_ends(quotient, quotient / 2, 0.0, np.nan, 2.0)
    assert (low, high) == pytest.approx((least, 1 - quotient / 2))


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_of_many_units_they_are_the_analytic_ones(name: str) -> None:
    """Of many units, score and analytic intervals are one; of few, none is beyond 1."""
    few = lg.Ratings.from_matrix(SEVERAL)
    found = COEFFICIENTS[name](few, ci="score")
    assert found.low < found.value < found.high <= 1
    many = lg.Ratings.from_matrix(np.tile(np.array(SEVERAL, dtype=float), 3000))
    score, analytic = (COEFFICIENTS[name](many, ci=kind) for kind in ("score", "analytic"))
    assert score.se == analytic.se
    assert score.ci == pytest.approx(analytic.ci, abs=0.03 * (analytic.high - analytic.low))


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_raters_who_never_disagree_may_still_do_so(name: str) -> None:
    """Twice the units say twice as much."""
    ends = []
    for times in (5, 10):
        same = np.tile([1.0, 2.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0], (2, times))
        found = COEFFICIENTS[name](lg.Ratings.from_matrix(same), ci="score", confidence=0.95)
        assert (found.value, found.high) == (1, 1)
        ends.append(1 - found.low)
    assert ends[0] / ends[1] == pytest.approx(2, rel=0.1)
    assert 0.02 < ends[1] < 0.2


def test_the_unit_of_numbers_does_not_matter() -> None:
    for table in (SEVERAL, [[1, 2, 3, 4], [1, 2, 3, 4]]):
        ends = [
            lg.krippendorff_alpha(np.array(table, dtype=float) * scale, level="interval", ci="score").ci
            for scale in (1, 1000)
        ]
        assert ends[0] == pytest.approx(ends[1])


def test_all_units_of_a_population_leave_no_doubt() -> None:
    for table in (PAIR, [PAIR[0], PAIR[0]]):
        found = lg.krippendorff_alpha(table, level="nominal", ci="score", n_population=10)
        assert found.ci == pytest.approx((found.value, found.value))


def test_clusters_count_once() -> None:
    alone, doubled = np.array(PAIR), np.repeat(PAIR, 2, axis=1)
    once = lg.fleiss_kappa(lg.Ratings.from_matrix(alone), ci="score")
    twice = lg.fleiss_kappa(lg.Ratings.from_matrix(doubled, cluster=np.arange(20) // 2), ci="score")
    assert once.ci == pytest.approx(twice.ci)


def test_means_over_pairs_of_raters_have_none() -> None:
    with pytest.raises(InputError, match="mean over pairs of raters"):
        lg.light_kappa(SEVERAL, ci="score")


def test_one_unit_has_no_interval() -> None:
    assert np.isnan(lg.fleiss_kappa([[1, 2], [2, None]], ci="score").low)


def test_which_coefficients_have_them_by_default() -> None:
    kinds = {
        level: lg.krippendorff_alpha(SEVERAL, level=level).interval for level in ("nominal", "ordinal", "interval")
    }
    assert kinds == {"nominal": "score", "ordinal": "score", "interval": "analytic"}
    assert lg.krippendorff_alpha(SEVERAL, level="interval", ci="score").interval == "score"
    assert (lg.gwet_ac(SEVERAL).interval, lg.light_kappa(SEVERAL).interval) == ("score", "analytic")
