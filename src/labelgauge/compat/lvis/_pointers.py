"""Which detections are right and which wrong, category by category, made when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.outcomes import Outcomes
from labelgauge.kernels import detection as kernel

Record = dict[str, Any]


class Pointers(Mapping[int, dict[int, Record]]):
    """By category and range of areas: ``dt_ids`` by falling score, and ``tps`` and ``fps`` (thresholds × detections).

    Parameters
    ----------
    outcomes
        What became of every detection.
    ids
        Ids of the detections, in their order.
    n_categories
        How many categories there are.
    """

    def __init__(self, outcomes: Outcomes, ids: NDArray[Any], n_categories: int) -> None:
        self._outcomes, self._ids, self._n_categories = outcomes, ids, n_categories

    def __len__(self) -> int:
        return self._n_categories

    def __iter__(self) -> Iterator[int]:
        return iter(range(self._n_categories))

    def __getitem__(self, category: int) -> dict[int, Record]:
        if not 0 <= category < self._n_categories:
            raise KeyError(category)
        outcomes = self._outcomes
        cells = slice(*np.searchsorted(outcomes.category, (category, category + 1)).tolist())
        begin, end = outcomes.offsets[[cells.start, cells.stop]].tolist()
        order = begin + np.argsort(-outcomes.score[begin:end], kind="stable")
        return {area: self._pointer(area, order, cells) for area in range(len(outcomes.outcome))}

    def _pointer(self, area: int, order: NDArray[np.int64], cells: slice) -> Record:
        if not self._outcomes.n_gold[area, cells].sum():
            return {}
        outcome = self._outcomes.outcome[area][:, order]
        return {"dt_ids": self._ids[order], "tps": outcome == kernel.RIGHT, "fps": outcome == kernel.WRONG}
