"""Coefficients of agreement reproduce published values and those of the reference implementations.

Sources: Krippendorff, "Computing Krippendorff's alpha-reliability", 2011; Gwet's irrCAC (coefficients and standard
errors of the same table); Fleiss 1971; Hayes & Krippendorff 2007; Randolph 2005; Artstein & Poesio 2008.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from labelgauge.agreement.ratings import Ratings
from tests.conformance.rating_tables import DIAGNOSES


def by_rater(*rows: str) -> Ratings:
    """Ratings from rows of digits, a point where one is missing."""
    return Ratings.from_matrix([[None if mark == "." else int(mark) for mark in row.replace(" ", "")] for row in rows])


def by_unit(units: str) -> Ratings:
    rows = [[None if mark == "." else int(mark) for mark in unit] for unit in units.split()]
    return Ratings.from_matrix(rows, layout="units_by_raters")


STANDARD = by_rater("123321412...", "1233224125.3", ".33323422 51.", "12332441251.")
HAYES = by_unit(
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. "
    "000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 "
    "2222. 111.1"
)

EXAMPLE = (".....34121133.3", "1.213343.......", "..21344.21133.4")
"""The example of the fast-krippendorff package."""


def counted(rows: str) -> Ratings:
    return Ratings.from_counts([[int(digit) for digit in row] for row in rows.split()])


@pytest.mark.parametrize(
    ("ratings", "level", "published"),
    [
        (STANDARD, "nominal", 0.743421),
        (STANDARD, "ordinal", 0.815388),
        (STANDARD, "interval", 0.849107),
        (STANDARD, "ratio", 0.797403),
        (HAYES, "nominal", 0.476510),
        (HAYES, "ordinal", 0.759829),
        (HAYES, "interval", 0.757378),
        (HAYES, "ratio", 0.662123),
        (by_rater("0100000010", "1110010000"), "nominal", 0.095238),
        (by_rater(*EXAMPLE), "nominal", 0.691358),
        (by_rater(*EXAMPLE), "interval", 0.810845),
    ],
)
def test_alpha(ratings: Ratings, level: str, published: float) -> None:
    assert krippendorff_alpha(ratings, level=level).value == pytest.approx(published, abs=1e-6)


IRRCAC = {
    "identity": ((0.775444, 0.142950), (0.761169, 0.153019), (0.772727, 0.144717)),
    "linear": ((0.858739, 0.117329), (0.817945, 0.148504), (0.848485, 0.123356)),
    "quadratic": ((0.914001, 0.103962), (0.864935, 0.146034), (0.901515, 0.110894)),
    "ordinal": ((0.898940, 0.106904), (0.850206, 0.147036), (0.886364, 0.113906)),
    "radical": ((0.819812, 0.128356), (0.789924, 0.150036), (0.812627, 0.132779)),
    "ratio": ((0.857368, 0.122071), (0.821338, 0.152386), (0.840237, 0.132209)),
    "circular": ((0.830195, 0.132651), (0.807200, 0.148944), (0.823547, 0.136956)),
    "bipolar": ((0.900373, 0.105816), (0.853073, 0.144632), (0.888149, 0.112456)),
}
"""Of the standard table: AC, Fleiss, Brennan-Prediger, each with irrCAC's standard error."""

FAMILY = (gwet_ac, fleiss_kappa, brennan_prediger)


@pytest.mark.parametrize("weights", IRRCAC)
@pytest.mark.parametrize("which", range(3))
def test_irrcac(weights: str, which: int) -> None:
    found = FAMILY[which](STANDARD, weights=weights, singleton="gwet")
    assert (found.value, found.se) == pytest.approx(IRRCAC[weights][which], abs=1e-6)


@pytest.mark.parametrize(
    ("coefficient", "se"), [(gwet_ac, 0.124737), (fleiss_kappa, 0.134939), (brennan_prediger, 0.126523)]
)
def test_standard_errors_with_units_rated_once(coefficient: Callable[..., Coefficient], se: float) -> None:
    """The true linearisation counts units rated once as the random number that they are; irrCAC's does not."""
    assert coefficient(STANDARD).se == pytest.approx(se, abs=1e-6)


def test_standard_error_of_alpha() -> None:
    assert krippendorff_alpha(STANDARD, level="nominal").se == pytest.approx(0.141937, abs=1e-6)


@pytest.mark.parametrize(
    ("pooling", "ac1", "fleiss"),
    [("unit", 0.775444, 0.761169), ("count", 0.775597, 0.760473), ("paired", 0.775533, 0.760766)],
)
def test_poolings_of_missing_ratings(pooling: str, ac1: float, fleiss: float) -> None:
    """Gwet's, DKPro's, and that of alpha."""
    assert gwet_ac(STANDARD, pooling=pooling).value == pytest.approx(ac1, abs=1e-6)
    assert fleiss_kappa(STANDARD, pooling=pooling).value == pytest.approx(fleiss, abs=1e-6)


def test_fleiss_1971() -> None:
    ratings = DIAGNOSES
    found = fleiss_kappa(ratings, ci="analytic")
    assert found.value == pytest.approx(0.430245, abs=1e-6)
    assert (found.observed, found.expected) == pytest.approx((0.555556, 0.219938), abs=1e-6)
    assert found.se == pytest.approx(0.05419894, abs=1e-8)
    assert found.ci == pytest.approx((0.319395, 0.541094), abs=1e-6)
    assert gwet_ac(ratings).value == pytest.approx(0.447885, abs=1e-6)
    assert gwet_ac(ratings).se == pytest.approx(0.05566214, abs=1e-8)
    assert brennan_prediger(ratings).value == pytest.approx(0.444444, abs=1e-6)
    assert brennan_prediger(ratings).se == pytest.approx(0.05512284, abs=1e-8)
    assert krippendorff_alpha(ratings, level="nominal").value == pytest.approx(0.433410, abs=1e-6)


def test_wikipedia() -> None:
    rows = "0 0 0 0 14/0 2 6 4 2/0 0 3 5 6/0 3 9 2 0/2 2 8 1 1/7 7 0 0 0/3 2 6 3 0/2 5 3 2 2/6 5 2 1 0/0 2 2 3 7"
    ratings = Ratings.from_counts([[int(n) for n in row.split()] for row in rows.split("/")])
    assert fleiss_kappa(ratings).value == pytest.approx(0.209931, abs=1e-6)
    assert brennan_prediger(ratings).value == pytest.approx(0.222527, abs=1e-6)
    assert krippendorff_alpha(ratings, level="nominal").value == pytest.approx(0.215574, abs=1e-6)


def test_randolph_2005() -> None:
    first = Ratings.from_counts([[3, 0], [2, 1], [1, 2], [0, 3]])
    second = Ratings.from_counts([[3, 0], [2, 1], [2, 1], [3, 0]])
    found = [f(r).value for r in (first, second) for f in (fleiss_kappa, brennan_prediger)]
    assert found == pytest.approx([1 / 3, 1 / 3, -0.2, 1 / 3])


def test_complete_ratings_of_which_irr_is_wrong() -> None:
    """R's irr divides coincidences by 1 instead of m - 1: .056 and .6958."""
    assert krippendorff_alpha(
        by_unit("211 221 221 221 222 222 222 222 222 222"), level="nominal"
    ).value == pytest.approx(0.072, abs=1e-6)
    nine = by_rater("123321412", "123322412", "133323422", "123324412")
    assert krippendorff_alpha(nine, level="nominal").value == pytest.approx(0.701493, abs=1e-6)


def test_distance_of_artstein_and_poesio() -> None:
    """Categories 1 and 2 are a whole step apart, either of them and 3 half of one."""
    table = [[46, 6, 0], [0, 32, 0], [0, 6, 10]]
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i][j])]
    apart = np.array([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
    found = krippendorff_alpha(Ratings.from_matrix(np.array(pairs).T), level=apart)
    assert found.value == pytest.approx(0.8156, abs=5e-5)
    assert (found.observed, found.expected) == pytest.approx((0.090, 0.4879), abs=5e-5)


def test_bootstrap_of_units_is_as_wide_as_published() -> None:
    """Hayes' table: units give (.631, .841); resampling pairs, as Krippendorff's macro does, is half as wide."""
    found = krippendorff_alpha(HAYES, level="ordinal", ci="bootstrap", draws=5000)
    assert found.ci == pytest.approx((0.631, 0.841), abs=0.012)


def test_krippendorffs_bootstrap_is_as_narrow_as_published() -> None:
    """Hayes & Krippendorff 2007: .708 to .808 of 10,000 draws of their macro; recomputed, .710 to .807."""
    found = krippendorff_alpha(HAYES, level="ordinal", ci="krippendorff_bootstrap", draws=10_000)
    assert found.ci == pytest.approx((0.710, 0.807), abs=0.002)
    assert found.ci == pytest.approx((0.708, 0.808), abs=0.003)


def test_percent_agreement_is_the_mean_over_units() -> None:
    assert percent_agreement(STANDARD).value == pytest.approx(0.818182, abs=1e-6)
