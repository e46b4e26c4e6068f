"""Which detections are right and which wrong, category by category, made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.outcomes import Outcomes
from labelgauge.kernels import detection as kernel

Record = dict[str, Any]
Part = tuple[Outcomes, NDArray[Any]]


class Pointers(Mapping[int, dict[int, Record]]):
    """By category and range of areas: ``dt_ids`` by falling score, and ``tps`` and ``fps`` (thresholds × detections).

    Parameters
    ----------
    parts
        For some ranges of areas each, what became of every detection, and the ids of the detections in their order.
    n_categories
        How many categories there are.
    """

    def __init__(self, parts: Sequence[Part], n_categories: int) -> None:
        self._parts, self._n_categories = parts, n_categories

    def __len__(self) -> int:
        return self._n_categories

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._n_categories))

    def __getitem__(self, category: int) -> dict[int, Record]:
        if not 0 <= category < self._n_categories:
            raise KeyError(category)
        return dict(enumerate(pointer for part in self._parts for pointer in _pointers(*part, category)))


def _pointers(outcomes: Outcomes, ids: NDArray[Any], category: int) -> Iterator[Record]:
    """Of one category, a record for each range; an empty one where there is no gold."""
    cells = slice(*np.searchsorted(outcomes.category, (category, category + 1)).tolist())
    begin, end = outcomes.offsets[[cells.start, cells.stop]].tolist()
    order = begin + np.argsort(-outcomes.score[begin:end], kind="stable")
    for n_gold, all_outcomes in zip(outcomes.n_gold[:, cells].sum(axis=1), outcomes.outcome, strict=True):
        outcome = all_outcomes[:, order]
        right, wrong = outcome == kernel.RIGHT, outcome == kernel.WRONG
        yield {"dt_ids": ids[order], "tps": right, "fps": wrong} if n_gold else {}
