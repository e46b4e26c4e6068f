"""Do intervals of intraclass correlations hold the truth as often as they say, also with missing ratings?"""

from __future__ import annotations

import numpy as np
import pytest

from labelgauge.agreement.icc import Form, icc

pytestmark = pytest.mark.long

N_TABLES = 1000
DESIGNS = {  # units, raters, share missing; standard deviations of units and raters, that of error being 1
    "complete": (30, 5, 0.0, 1.0, 0.5),
    "a fifth missing": (30, 5, 0.2, 1.0, 0.5),
    "half missing": (30, 5, 0.5, 1.0, 0.5),
    "little to agree about": (50, 3, 0.3, 0.3, 0.3),
    "sparse": (20, 12, 0.6, 2.0, 0.5),
}


@pytest.mark.parametrize("form", ["1", "A,1", "C,1"])
@pytest.mark.parametrize("name", DESIGNS)
def test_coverage(name: str, form: Form) -> None:
    n_units, n_raters, missing, unit, rater = DESIGNS[name]
    rater = 0.0 if form == "1" else rater  # raters that differ by unit are error there
    true = unit**2 / (unit**2 + 1 + (rater**2 if form == "A,1" else 0))
    rng = np.random.default_rng(len(name))
    covered, values = 0, []
    for _ in range(N_TABLES):
        effects = rng.normal(0, unit, n_units) + rng.normal(0, rater, (n_raters, 1))
        table = effects + rng.normal(0, 1, (n_raters, n_units))
        table[rng.random(table.shape) < missing] = np.nan
        found = icc(table, form=form)
        covered += found.low <= true <= found.high
        values.append(found.value)
    assert covered / N_TABLES == pytest.approx(0.95, abs=0.022)  # three standard errors of a thousand
    assert np.mean(values) == pytest.approx(true, abs=0.03)  # a ratio of unbiased estimates is nearly unbiased
