"""Three hundred small datasets of ties, crowds, borders and emptiness: every cell as pycocotools has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.conformance.detection_cases import Case, boxes, masks
from tests.conformance.detection_peer import assert_equal, ours, peer, statistics

KINDS: dict[str, Callable[[int], Case]] = {"bbox": boxes, "segm": masks, "boundary": masks}
PORTION = 20


@pytest.mark.parametrize("first", range(0, 100, PORTION))
@pytest.mark.parametrize("task", KINDS)
def test_equal(task: str, first: int, tmp_path: Path) -> None:
    for seed in range(first, first + PORTION):
        case = KINDS[task](seed)
        expected = peer(case.gold, case.found, task)
        try:
            result = ours(tmp_path, case.gold, case.found, task, threads=1 + seed % 3)
            assert_equal(result, expected)
            assert statistics(result) == expected.statistics
        except Exception as error:
            error.add_note(f"in case {seed} of {task}")
            raise


@pytest.mark.parametrize("task", KINDS)
def test_equal_when_classes_are_pooled(task: str, tmp_path: Path) -> None:
    for seed in range(100, 120):
        case = KINDS[task](seed)
        expected = peer(case.gold, case.found, task, class_agnostic=True)
        assert_equal(ours(tmp_path, case.gold, case.found, task, class_agnostic=True), expected)


@pytest.mark.parametrize("task", KINDS)
def test_cases_are_not_trivial(task: str) -> None:
    """Of these cases some have no gold at all, and many cells are neither empty, 0 nor 1."""
    cases = [KINDS[task](seed) for seed in range(20)]
    tensors = [peer(case.gold, case.found, task).precision for case in cases]
    partial = [np.mean((precision > 0) & (precision < 1)) for precision in tensors]
    assert np.mean(partial) > 0.1
    crowds = [annotation["iscrowd"] for case in cases for annotation in case.gold["annotations"]]
    assert 0 < sum(crowds) < len(crowds) / 2
    ids = {annotation["id"] for case in cases for annotation in case.gold["annotations"]}
    assert 0 in ids
