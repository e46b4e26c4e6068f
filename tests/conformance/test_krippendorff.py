"""Alpha equals the krippendorff package's: as recorded, and on random tables where it is installed.

It is under the GPL, so that it is no dependency, also not of the tests; ``pip install krippendorff`` adds the second.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelgauge.agreement.coefficients import krippendorff_alpha
from labelgauge.agreement.ratings import Ratings
from tests.conformance.peers.rating_cases import RatingCase, rating_cases
from tests.conformance.rating_tables import of_case, random_cases
from tests.conformance.recorded import answers, record

CASES = {case.name: case for case in rating_cases()}
LEVELS = ("nominal", "ordinal", "interval", "ratio")
installed = pytest.mark.skipif(find_spec("krippendorff") is None, reason="krippendorff is not installed")


def alpha(ratings: Ratings, level: str) -> float:
    return krippendorff_alpha(ratings, level=level, ci=None).value


def equal(theirs: float) -> Any:
    return pytest.approx(theirs, rel=1e-10, abs=1e-10, nan_ok=True)


def suited(case: RatingCase) -> tuple[str, ...]:
    """Levels of measurement that the numbers have."""
    return LEVELS if min(case.categories) >= 0 else LEVELS[:3]


@pytest.mark.parametrize("name", CASES)
def test_equals_what_was_recorded(name: str) -> None:
    """Where all compared ratings are alike, or none are compared, it raises or answers NaN; we answer NaN."""
    theirs = answers("krippendorff", CASES[name])
    assert set(theirs) >= set(suited(CASES[name]))
    for level in suited(CASES[name]):
        said = theirs[level] if isinstance(theirs[level], float) else np.nan
        assert alpha(of_case(CASES[name]), level) == equal(said), level


def test_the_record_is_of_all_cases() -> None:
    assert set(record("krippendorff")["versions"]) == {"krippendorff", "numpy"}
    assert set(record("krippendorff")["cases"]) == set(CASES)
    numbers = [v for case in CASES.values() for v in answers("krippendorff", case).values() if isinstance(v, float)]
    assert len(numbers) > 200


def asked(level: str, **data: Any) -> float:
    """What it answers now; NaN where it raises."""
    import krippendorff

    with np.errstate(all="ignore"):
        try:
            return float(krippendorff.alpha(level_of_measurement=level, **data))
        except ValueError:
            return np.nan


@installed
@given(case=random_cases())
def test_equals_it_on_random_tables(case: RatingCase) -> None:
    for level in suited(case):
        theirs = asked(level, reliability_data=case.values, value_domain=case.categories)
        assert alpha(of_case(case), level) == equal(theirs), level


@installed
@given(case=random_cases())
def test_equals_it_on_counts(case: RatingCase) -> None:
    counts = of_case(case).counts()
    ours = Ratings.from_counts(counts, categories=list(case.categories))
    for level in suited(case):
        theirs = asked(level, value_counts=counts, value_domain=case.categories)
        assert alpha(ours, level) == equal(theirs), level


@installed
@given(seed=st.integers(0, 2**32 - 1), shape=st.tuples(st.integers(2, 4), st.integers(2, 25)))
def test_equals_it_on_numbers_that_all_differ(seed: int, shape: tuple[int, int]) -> None:
    """As many categories as ratings, far from 0 too; and text in an order that is not the alphabet's."""
    rng = np.random.default_rng(seed)
    table = 50 + rng.normal(0, 3, shape[1]) + rng.normal(0, 1, shape)
    table[rng.random(shape) < 0.2] = np.nan
    for level in LEVELS:
        theirs = asked(level, reliability_data=table)
        assert alpha(Ratings.from_matrix(table), level) == equal(theirs), level
    words = ["low", "mid", "high"]
    text = rng.choice(words, shape)
    said = Ratings.from_matrix(text, categories=words, ordered=True)
    assert alpha(said, "ordinal") == equal(asked("ordinal", reliability_data=text, value_domain=words))
