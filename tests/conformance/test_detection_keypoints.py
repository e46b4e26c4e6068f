"""A hundred small datasets of people with keypoints: every cell of every tensor as pycocotools has it.

The last bits of a similarity depend on the platform's exponential, so the people of these datasets have places of their
own: no two similarities tie, and none is a threshold.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.conformance.detection_cases import people
from tests.conformance.detection_peer import assert_equal, ours, peer, statistics

PORTION = 20


@pytest.mark.parametrize("first", range(0, 100, PORTION))
def test_equal(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + PORTION):
        case = people(seed)
        expected = peer(case.gold, case.found, "keypoints")
        try:
            result = ours(tmp_path, case.gold, case.found, "keypoints")
            assert_equal(result, expected)
            assert statistics(result) == expected.statistics
        except Exception as error:
            error.add_note(f"in case {seed}")
            raise


def test_cases_are_not_trivial() -> None:
    """Many cells are neither empty, 0 nor 1, and some people have no keypoint that is labelled."""
    cases = [people(seed) for seed in range(20)]
    tensors = [peer(case.gold, case.found, "keypoints").precision for case in cases]
    assert np.mean([np.mean((precision > 0) & (precision < 1)) for precision in tensors]) > 0.2
    assert any(person["num_keypoints"] == 0 for case in cases for person in case.gold["annotations"])
