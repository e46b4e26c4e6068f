"""`labelgauge.compat.lvis` gives what the LVIS API was recorded to give, where that is not installed, too."""

from __future__ import annotations

import copy
import hashlib

import numpy as np
import pytest

from labelgauge.compat.lvis import LVIS, LVISEval
from tests.conformance.peers.federated_cases import federated_cases
from tests.conformance.recorded import answers

CASES = {case.name: case for case in federated_cases()}


@pytest.mark.parametrize("read", [False, True], ids=["", "entries read"])
@pytest.mark.parametrize("name", CASES)
def test_all_numbers(name: str, read: bool) -> None:
    """Entries that were read are accumulated one by one."""
    case = CASES[name]
    before = copy.deepcopy((case.gold, case.found))
    evaluation = LVISEval(LVIS(case.gold), case.found, case.task)
    evaluation.evaluate()
    if read:
        assert any(evaluation.eval_imgs)
    evaluation.accumulate()
    evaluation.summarize()
    expected = answers("lvis", case)
    assert dict(evaluation.results) == expected["stats"]
    for tensor, digest in expected["tensors"].items():
        cells = np.ascontiguousarray(evaluation.eval[tensor])
        assert hashlib.sha256(cells.tobytes()).hexdigest() == digest, tensor
    assert (case.gold, case.found) == before


def test_cases_are_not_trivial() -> None:
    found = [answers("lvis", case)["stats"]["AP"] for case in CASES.values()]
    assert np.mean([0 < ap < 1 for ap in found]) > 0.8
