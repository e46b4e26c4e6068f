"""The optimum of the assignment kernel equals scipy's, on components far beyond what the twin can enumerate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from labelgauge.kernels.assign import MAX_WEIGHT, assign_pairs


@pytest.mark.parametrize(("n_gold", "n_candidate"), [(1, 200), (200, 1), (60, 60), (150, 90), (40, 160)])
@pytest.mark.parametrize("top", [1, 3, 100, MAX_WEIGHT])
@pytest.mark.parametrize("density", [0.03, 0.3, 1.0])
def test_total_weight_is_the_optimum(n_gold: int, n_candidate: int, top: int, density: float) -> None:
    rng = np.random.default_rng([n_gold, n_candidate, top % 1000, int(density * 100)])
    dense = rng.integers(1, top + 1, (n_gold, n_candidate)) * (rng.random((n_gold, n_candidate)) < density)
    gold, candidate = np.nonzero(dense)
    partner = assign_pairs(gold, candidate, dense[gold, candidate], n_gold, n_candidate)
    paired = np.flatnonzero(partner >= 0)
    # weights up to 2^40 and at most 200 of them: float64, which scipy works in, holds every sum exactly
    best = dense[linear_sum_assignment(dense, maximize=True)].sum()
    assert dense[paired, partner[paired]].sum() == best
    assert np.all(dense[paired, partner[paired]] > 0)


def test_answer_depends_on_order_only_through_ids() -> None:
    """Reversing all numbers of a problem without ties reverses the answer."""
    rng = np.random.default_rng(5)
    dense = rng.permutation(np.arange(1, 31 * 37 + 1)).reshape(31, 37) ** 2
    gold, candidate = np.nonzero(dense)
    partner = assign_pairs(gold, candidate, dense[gold, candidate], 31, 37)
    flipped = dense[::-1, ::-1]
    back = assign_pairs(gold, candidate, flipped[gold, candidate], 31, 37)
    assert (36 - back[::-1]).tolist() == partner.tolist()
