"""Scales, the probability of bands, and units needed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import truncnorm

from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.coefficients import fleiss_kappa
from labelgauge.agreement.icc import icc
from labelgauge.agreement.interpretation import SCALES, benchmark, needed_units
from labelgauge.errors import InputError
from tests.conformance.peers.number_cases import JUDGES


def kappa(value: float, se: float = 0.1, **fields: int) -> Coefficient:
    return Coefficient("cohen_kappa", value, se, **fields)  # type: ignore[arg-type]


def test_published_by_gwet() -> None:
    found = benchmark(kappa(0.67, 0.15), "altman")
    assert found.bands["cumulative"][:3] == pytest.approx([0.18168, 0.67511, 0.96356], abs=5e-6)
    assert (found.label, found.point_label, found.status) == ("moderate", "good", "ok")
    assert found.source.startswith("Altman")


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("value", [-0.9, -0.05, 0.3, 0.667, 0.8, 0.99])
@pytest.mark.parametrize("se", [0.001, 0.05, 0.6])
def test_bands_are_those_of_the_truncated_normal_distribution(scale: str, value: float, se: float) -> None:
    bands = benchmark(kappa(value, se), scale).bands
    theirs = truncnorm((-1 - value) / se, (1 - value) / se, loc=value, scale=se)
    assert bands["cumulative"] == pytest.approx(theirs.sf(bands["low"]), abs=1e-12)
    assert bands["probability"] == pytest.approx(theirs.cdf(bands["high"]) - theirs.cdf(bands["low"]), abs=1e-12)
    assert bands["probability"].sum() == pytest.approx(1)
    assert (bands["high"][0], bands["low"][-1]) == (1, -1)


@pytest.mark.parametrize("scale", SCALES)
def test_scales_ascend(scale: str) -> None:
    lows = [low for low, _ in SCALES[scale].bands]
    assert lows[0] == -1
    assert lows == sorted(set(lows))
    assert len({label for _, label in SCALES[scale].bands}) == len(lows)


def test_a_band_holds_its_lower_end() -> None:
    labels = [benchmark(kappa(value), "landis_koch").point_label for value in (-0.2, 0, 0.2, 0.4, 0.6, 0.8, 1)]
    assert labels == ["poor", "slight", "fair", "moderate", "substantial", "almost perfect", "almost perfect"]
    assert benchmark(kappa(0.667), "krippendorff").point_label == "tentative"
    assert benchmark(kappa(0.6669), "krippendorff").point_label == "discard"
    assert benchmark(kappa(0.75), "cicchetti").point_label == "excellent"


def test_labels_fall_with_the_confidence_that_is_wanted() -> None:
    labels = [benchmark(kappa(0.67, 0.15), "altman", confidence=c).label for c in (0.1, 0.5, 0.95, 0.99)]
    assert labels == ["very good", "good", "moderate", "fair"]


def test_without_doubt_it_is_in_one_band() -> None:
    assert benchmark(kappa(0.8, 0.0)).bands["probability"].tolist() == [1, 0, 0, 0, 0, 0]
    assert benchmark(kappa(-0.5, 0.0)).bands["probability"].tolist() == [0, 0, 0, 0, 0, 1]


def test_estimates_beyond_the_ends_are_in_the_last_bands() -> None:
    assert benchmark(kappa(1.5, 0.001)).label == "almost perfect"
    assert benchmark(kappa(-3.0, 0.001)).label == benchmark(kappa(-3.0, 0.001)).point_label == "poor"


def test_without_standard_error_only_the_point_is_named() -> None:
    found = benchmark(kappa(0.7, np.nan), "fleiss")
    assert (found.label, found.point_label, found.status) == ("", "intermediate to good", "no_se")
    assert np.isnan(found.bands["cumulative"]).all()
    assert needed_units(kappa(0.7, np.nan), 0.1).status == "no_se"


def test_undefined_coefficients_keep_their_status() -> None:
    given = fleiss_kappa([[1, 1], [1, 1]])
    found, needed = benchmark(given), needed_units(given, 0.1)
    assert (found.label, found.point_label, found.status) == ("", "", "single_category")
    assert (needed.n_units, needed.n_pairs, needed.status) == (0, 0, "single_category")


def test_units_needed_from_a_pilot() -> None:
    pilot = kappa(0.7, 0.08, n_units=40, n_pairs=120)
    needed = needed_units(pilot, 0.05)
    assert needed.n_units == int(np.ceil(40 * (1.959964 * 0.08 / 0.05) ** 2))
    assert (needed.n_pairs, needed.n_more) == (3 * needed.n_units, needed.n_units - 40)
    assert needed_units(pilot, 0.5).n_more == 0
    assert needed_units(pilot, 0.05, confidence=0.99).n_units > needed.n_units
    assert needed_units(pilot, 0.025).n_units == pytest.approx(4 * needed.n_units, abs=4)


def test_as_many_units_as_needed_give_the_half_width() -> None:
    rng = np.random.default_rng(0)

    def found(n: int) -> Coefficient:
        truth = rng.integers(0, 3, n)
        table = np.where(rng.random((4, n)) < 0.8, truth, rng.integers(0, 3, (4, n)))
        return fleiss_kappa(table)

    needed = needed_units(found(400), 0.03)
    half_width = (found(needed.n_units).high - found(needed.n_units).low) / 2
    assert half_width == pytest.approx(0.03, rel=0.15)


def test_intraclass_correlations_have_a_place_too() -> None:
    found = benchmark(icc(JUDGES, form="C,1"), "cicchetti")
    assert (found.point_label, found.status, found.n_units) == ("good", "ok", 6)


def test_odd_arguments_are_refused() -> None:
    with pytest.raises(InputError, match=r"no scale 'koch'.*'landis_koch'"):
        benchmark(kappa(0.5), "koch")
    with pytest.raises(InputError, match="coefficient"):
        benchmark(0.5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="confidence must be above 0 and below 1, not 95"):
        benchmark(kappa(0.5), confidence=95)
    for half_width in (0, -1, np.nan, np.inf):
        with pytest.raises(InputError, match="half_width must be above 0"):
            needed_units(kappa(0.5), half_width)
