"""Lin's concordance and Bland and Altman's limits: definitions, published numbers, draws, statuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import nct

from labelgauge.agreement.continuous import bland_altman, concordance
from labelgauge.agreement.ratings import Ratings
from labelgauge.errors import InputError, UndefinedError

Floats = NDArray[np.float64]

# Bland and Altman, Lancet 1986: peak expiratory flow (l/min) of 17 subjects, first readings of two meters.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
# The same paper: two readings of the large meter.
AGAIN = [490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421]


def pairs(seed: int, n: int, *, rho: float = 0.8, shift: float = 0.5, scale: float = 1.3) -> Floats:
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, n))
    return np.stack([x, shift + scale * (rho * x + np.sqrt(1 - rho**2) * noise)])


def test_limits_published_by_bland_and_altman() -> None:
    found = bland_altman([MINI, WRIGHT])
    assert (round(found.bias, 1), round(found.sd, 1)) == (-2.1, 38.8)
    # They took 2 standard deviations for 1.96.
    assert found.bias - 2 * found.sd == pytest.approx(-79.7, abs=0.1)
    assert found.bias + 2 * found.sd == pytest.approx(75.5, abs=0.1)
    assert (found.lower, found.upper) == pytest.approx(
        (found.bias - 1.959964 * found.sd, found.bias + 1.959964 * found.sd)
    )
    assert (found.bias_low, found.bias_high) == pytest.approx((-22.0, 17.8), abs=0.1)


def test_repeatability_published_by_bland_and_altman() -> None:
    found = bland_altman([WRIGHT, AGAIN])
    assert found.within_sd == pytest.approx(15.3, abs=0.05)
    assert found.repeatability == pytest.approx(1.959964 * np.sqrt(2) * found.within_sd)


def test_within_subject_numbers_are_those_of_two_ratings_of_a_unit() -> None:
    both = np.array([WRIGHT, AGAIN], np.float64)
    found = bland_altman(both)
    assert found.within_sd == pytest.approx(np.sqrt(np.mean(both.var(axis=0, ddof=1))))
    assert found.within_cv == pytest.approx(np.sqrt(np.mean(both.var(axis=0, ddof=1) / both.mean(axis=0) ** 2)))
    assert np.isnan(bland_altman(both - both.mean()).within_cv)


def test_exact_intervals_of_limits_cover() -> None:
    rng = np.random.default_rng(5)
    true, draws = 1 + 1.959964 * 2.0, 1500
    covered = 0
    for _ in range(draws):
        d = rng.normal(1, 2, 8)
        found = bland_altman(np.stack([np.zeros(8), d]), confidence=0.9)
        covered += found.upper_low <= true <= found.upper_high
        assert found.bias - found.lower_low == pytest.approx(found.upper_high - found.bias)
        assert found.lower_low < found.lower < found.lower_high
    assert covered / draws == pytest.approx(0.9, abs=0.025)


def test_intervals_of_limits_are_quantiles_of_the_noncentral_t() -> None:
    found = bland_altman(np.stack([np.zeros(20), np.random.default_rng(0).normal(size=20)]))
    factors = (found.upper_low - found.bias) / found.sd, (found.upper_high - found.bias) / found.sd
    assert factors == pytest.approx(nct.ppf([0.025, 0.975], 19, 1.959964 * np.sqrt(20)) / np.sqrt(20), rel=1e-6)


def test_swapped_raters_swap_signs() -> None:
    first, second = pairs(1, 30)
    one, other = bland_altman([first, second]), bland_altman([second, first])
    assert (one.bias, one.lower, one.upper_low) == pytest.approx((-other.bias, -other.upper, -other.lower_high))
    assert (one.sd, one.within_sd, one.repeatability) == pytest.approx((other.sd, other.within_sd, other.repeatability))
    assert one.explain().startswith("Of 30 units, 1 is ")


@pytest.mark.parametrize("seed", range(5))
def test_concordance_is_one_less_observed_by_expected(seed: int) -> None:
    x, y = pairs(seed, 25, rho=0.3 * seed - 0.4, shift=seed - 2)
    found = concordance([x, y])
    squares = (x[:, None] - y[None, :]) ** 2
    assert found.observed == pytest.approx(np.mean((x - y) ** 2))
    assert found.expected == pytest.approx(squares.mean())
    assert found.value == pytest.approx(1 - found.observed / found.expected)
    assert found.pearson == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert found.value == pytest.approx(found.pearson * found.accuracy)
    assert found.accuracy == pytest.approx(2 / (found.scale + 1 / found.scale + found.shift**2))
    assert found.scale == pytest.approx(y.std() / x.std())


@pytest.mark.parametrize("seed", range(5))
def test_the_standard_error_is_lins_formula(seed: int) -> None:
    n = 25
    x, y = pairs(seed, n, rho=0.3 * seed - 0.4, shift=seed - 2)
    found = concordance([x, y])
    r, c, u = found.pearson, found.value, found.shift
    variance = (1 - r**2) * c**2 * (1 - c**2) / r**2 + 2 * c**3 * (1 - c) * u**2 / r - c**4 * u**4 / (2 * r**2)
    assert found.se == pytest.approx(np.sqrt(variance / (n - 2)))
    z, reach = np.arctanh(c), 1.959964 * found.se / (1 - c**2)
    assert found.ci == pytest.approx((np.tanh(z - reach), np.tanh(z + reach)), rel=1e-6)
    assert found.interval == "fisher_z"


def test_the_standard_error_is_that_of_draws() -> None:
    found = [concordance(pairs(seed, 100)) for seed in range(600)]
    assert np.mean([each.se for each in found]) == pytest.approx(np.std([each.value for each in found]), rel=0.1)
    true = 2 * 0.8 * 1.3 / (1 + 1.3**2 + 0.5**2)
    assert np.mean([each.low <= true <= each.high for each in found]) == pytest.approx(0.95, abs=0.025)


def test_a_rater_without_variance_has_concordance_zero() -> None:
    found = concordance([[0.1, 0.1, 0.1, 0.1], [0.1, 0.3, 0.2, 0.5]])
    assert (found.value, found.se, found.accuracy, found.status) == (0, 0, 0, "ok")
    assert np.isnan([found.pearson, found.scale, found.shift]).all()


def test_equal_raters_agree() -> None:
    found = concordance([[0.1, 0.7, 0.3], [0.1, 0.7, 0.3]])
    assert (found.value, found.se, found.ci) == (pytest.approx(1), pytest.approx(0, abs=1e-7), pytest.approx((1, 1)))
    limits = bland_altman([[0.1, 0.7, 0.3], [0.1, 0.7, 0.3]])
    assert (limits.bias, limits.lower, limits.upper_high, limits.within_cv, limits.status) == (0, 0, 0, 0, "ok")


def test_a_named_pair_and_the_units_that_both_rated() -> None:
    x, y = pairs(3, 20)
    table = np.stack([y, np.full(20, 9.0), x])
    table[0, :4] = table[2, 3:6] = np.nan
    ratings = Ratings.from_matrix(table, raters=["bo", "cy", "ann"])
    found, want = concordance(ratings, pair=("ann", "bo")), concordance([x[6:], y[6:]])
    assert (found.value, found.ci, found.n_units, found.n_raters) == (want.value, want.ci, 14, 2)
    assert found.parameters["pair"] == ("ann", "bo")
    limits = bland_altman(ratings, pair=("ann", "bo"))
    assert (limits.bias, limits.raters) == (pytest.approx(np.mean(y[6:] - x[6:])), ("ann", "bo"))


STATUSES: dict[str, tuple[Any, str]] = {
    "one rater": ([[1.0, 2.0]], "one_rater"),
    "three raters": ([[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]], "not_two_raters"),
    "no overlap": ([[1.0, np.nan], [np.nan, 2.0]], "no_overlap"),
    "anonymous": (Ratings.from_counts([[1, 1], [2, 0], [0, 2]]), "anonymous_raters"),
}


@pytest.mark.parametrize("name", STATUSES)
def test_statuses(name: str) -> None:
    given, status = STATUSES[name]
    found, limits = concordance(given), bland_altman(given)
    assert found.status == limits.status == status
    assert np.isnan([found.value, found.se, found.low, limits.bias, limits.sd, limits.upper_high]).all()
    assert "undefined" in found.explain()
    assert "undefined" in limits.explain()
    assert concordance(given, undefined=0).value == 0
    with pytest.raises(UndefinedError, match="concordance is undefined"):
        concordance(given, undefined="raise")


def test_few_units() -> None:
    one, two = [[1.0], [2.0]], [[1.0, 4.0], [2.0, 4.0]]
    assert concordance(one).status == bland_altman(one).status == "one_unit"
    assert (bland_altman(one).bias, np.isnan(bland_altman(one).sd)) == (1, True)
    assert bland_altman(one).explain() == (
        "Of 1 units, 1 is 1 above 0 on average; one unit alone can be compared, and nothing says how others differ "
        "from it."
    )
    found = concordance(two)
    assert (found.status, np.isnan(found.se), np.isnan(found.value)) == ("few_units", True, False)
    assert bland_altman(two).status == "ok"
    assert concordance([[0.1, 0.1], [0.1, 0.1]]).status == "zero_variance"


def test_clusters_leave_values_without_intervals() -> None:
    x, y = pairs(4, 12)
    ratings = Ratings.from_matrix([x, y], cluster=np.arange(12) // 3)
    found, limits = concordance(ratings), bland_altman(ratings)
    assert found.status == limits.status == "clustered"
    assert (found.value, limits.lower) == (concordance([x, y]).value, bland_altman([x, y]).lower)
    assert np.isnan([found.se, found.low, limits.bias_low, limits.lower_high]).all()


def test_odd_arguments_are_refused() -> None:
    ratings = Ratings.from_matrix([[1, 2], [2, 2], [2, 1]], raters=["a", "b", "c"])
    with pytest.raises(InputError, match=r"pair names 'x', who is not among the 3 raters: 'a', 'b', 'c'"):
        concordance(ratings, pair=("a", "x"))
    for pair in (("a", "a"), ("a",), "ab"):
        with pytest.raises(InputError, match="pair must be the names of two raters"):
            bland_altman(ratings, pair=pair)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="bland_altman needs numbers"):
        bland_altman([["a", "b"], ["a", "b"]])
    with pytest.raises(InputError, match="concordance counts every unit once"):
        concordance(Ratings.from_matrix([[1, 2], [2, 2]], weight=[1, 2]))
    with pytest.raises(InputError, match=r"share must be above 0 and below 1, not 1\.96"):
        bland_altman([[1, 2], [2, 2]], share=1.96)
