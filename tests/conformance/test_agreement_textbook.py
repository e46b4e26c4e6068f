"""Tables of textbooks with the values that packages print for them, also where ours follow another rule.

Sources: irrCAC (Gwet), the output that its readme prints; DKPro, a case of its tests; Krippendorff, "Computing
Krippendorff's alpha-reliability", 2011; Fleiss 1971, rater by rater as R's irr and the tests of statsmodels have it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import t

from labelgauge.agreement.coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from labelgauge.agreement.many_raters import conger_kappa, hubert_kappa, light_kappa
from labelgauge.agreement.ratings import Ratings
from labelgauge.agreement.two_raters import cohen_kappa, scott_pi
from tests.conformance.rating_tables import of_table

MISSING = np.nan


def rounded(value: float, digits: int = 6) -> Any:
    return pytest.approx(value, abs=0.6 * 10.0**-digits)


# As Krippendorff's table, but another rater alone has rated the last unit: to Conger's kappa that is not the same.
GWET = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, MISSING],
    [MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING],
]


@pytest.mark.parametrize(
    ("function", "value", "se"),
    [
        (percent_agreement, 0.81818, 0.12561),
        (gwet_ac, 0.77544, 0.14295),
        (fleiss_kappa, 0.76117, 0.15302),
        (conger_kappa, 0.76282, 0.14917),
    ],
)
def test_four_raters_of_gwet(function: Callable[..., Any], value: float, se: float) -> None:
    found = function(GWET, singleton="gwet")
    assert (found.value, found.se) == (rounded(value, 5), rounded(se, 5))


def test_interval_and_test_of_gwet() -> None:
    """irrCAC cuts the upper end off at 1; ours says by how much the interval is too wide for so few units."""
    found = gwet_ac(GWET, singleton="gwet", ci="analytic")
    assert found.low == rounded(0.46081, 5)
    assert found.high == pytest.approx(2 * found.value - found.low)
    assert found.high > 1
    assert 2 * t.sf(found.value / found.se, 11) == rounded(0.00021, 5)


ABSTRACTORS = {
    scott_pi: (0.7962397, 0.05905473),
    gwet_ac: (0.8493305, 0.04321747),
    brennan_prediger: (0.835, 0.04693346),
    percent_agreement: (0.89, 0.03128898),
}


def test_two_abstractors_of_gwet() -> None:
    """From a table of two raters irrCAC's variances divide by n, from ratings, as ours do, by n - 1."""
    ratings = of_table("13 0 0 / 0 20 7 / 0 4 56")
    kappa = cohen_kappa(ratings)
    assert (kappa.value, kappa.se) == (rounded(0.7964094, 7), rounded(0.05891072, 8))
    for function, (value, se) in ABSTRACTORS.items():
        found = function(ratings)
        assert found.value == rounded(value, 7)
        assert found.se * np.sqrt(99 / 100) == rounded(se, 8)
    alpha = krippendorff_alpha(ratings, level="nominal", singleton="gwet")
    assert alpha.value == rounded(0.7972585, 7)
    assert alpha.se * np.sqrt(99 / 100) == rounded(0.05905473, 8)


def test_six_raters_of_gwet() -> None:
    """The first fifteen patients of Fleiss 1971, in counts."""
    counts = "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031"
    ratings = Ratings.from_counts([[int(digit) for digit in row] for row in counts.split()])
    for function, value, se in (
        (gwet_ac, 0.4448007, 0.08418757),
        (fleiss_kappa, 0.4139265, 0.08119291),
        (brennan_prediger, 0.4388889, 0.08312142),
    ):
        found = function(ratings)
        assert (found.value, found.se) == (rounded(value, 7), rounded(se, 8))
    assert krippendorff_alpha(ratings, level="nominal").value == rounded(0.4204384, 7)


def test_fleiss_1971_rater_by_rater() -> None:
    """Conger's kappa is what irr calls Fleiss' "exact" one."""
    reason = "this build of statsmodels has no tests, which hold the table"
    table = pytest.importorskip("statsmodels.stats.tests.test_inter_rater", reason=reason).diagnoses
    ratings = Ratings.from_matrix(table, layout="units_by_raters")
    assert (fleiss_kappa(ratings).value, fleiss_kappa(ratings).se) == (rounded(0.430245), rounded(0.05419894, 8))
    assert (conger_kappa(ratings).value, conger_kappa(ratings).se) == (rounded(0.441809), rounded(0.05079441, 8))
    assert hubert_kappa(ratings).value == rounded(0.441809)
    assert light_kappa(ratings).value == rounded(0.459412)


def test_two_raters_of_dkpro() -> None:
    """Eight times both said yes, once no, once they differed."""
    ratings = [list("yyyyyyyyny"), list("yyyyyyyynn")]
    assert gwet_ac(ratings).value == rounded(0.8658, 4)
    assert scott_pi(ratings).value == rounded(0.6078, 4)


def test_two_raters_of_krippendorff() -> None:
    ratings = [list("aabbdcccedda"), list("babbbccceddd")]
    assert krippendorff_alpha(ratings, level="nominal").value == rounded(0.691964)
