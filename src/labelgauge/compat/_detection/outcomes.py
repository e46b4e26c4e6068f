"""What became of every detection, cell by cell, and precision and recall of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.matching import Matched
from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection as kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Tensors = tuple[Floats, Floats, Floats]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Detections cell by cell: category after category, in each image after image, in each by falling score.

    Parameters
    ----------
    category, image
        int64 (cells,).
    offsets
        int64 (cells + 1,), where each cell's detections begin and end.
    score
        float64 (n,).
    outcome
        uint8 (ranges, t, n), as `labelgauge.kernels.detection.judge_detections` returns it.
    n_gold
        int64 (ranges, cells), golds that are not ignored.
    """

    category: Ints
    image: Ints
    offsets: Ints
    score: Floats
    outcome: NDArray[np.uint8]
    n_gold: Ints

    def of_images(self, wanted: NDArray[np.bool_]) -> Outcomes:
        """Those of some images."""
        cells = wanted[self.image]
        lengths = np.diff(self.offsets)
        kept = np.repeat(cells, lengths)
        return Outcomes(
            self.category[cells],
            self.image[cells],
            offsets_of(lengths[cells]),
            self.score[kept],
            np.ascontiguousarray(self.outcome[..., kept]),
            self.n_gold[:, cells],
        )

    def tensors(self, n_categories: int, levels: Floats, most: Sequence[int]) -> Tensors:
        """Precision, recall and scores, as `labelgauge.kernels.detection.precision_recall` returns them."""
        begins = self.offsets[np.searchsorted(self.category, np.arange(n_categories + 1))]
        rank = np.arange(len(self.score)) - np.repeat(self.offsets[:-1], np.diff(self.offsets))
        n_gold = np.zeros((n_categories, len(self.n_gold)), dtype=np.int64)
        np.add.at(n_gold, self.category, self.n_gold.T)
        order = np.argsort(levels, kind="stable")
        precision, recall, scores = kernel.precision_recall(
            begins, rank, self.score, self.outcome, n_gold, levels[order], np.array(most, dtype=np.int64)
        )
        if np.any(np.diff(order) < 0):
            back = np.argsort(order)
            precision, scores = precision[:, back], scores[:, back]
        return precision, recall, scores


def tensors_of(ranges: Sequence[Outcomes], n_categories: int, levels: Floats, most: Sequence[int]) -> Tensors:
    """Precision, recall and scores of ranges of areas that were judged apart."""
    parts = [outcomes.tensors(n_categories, levels, most) for outcomes in ranges]
    if len(parts) == 1:
        return parts[0]
    precision, recall, scores = (np.concatenate(tensors, axis=-2) for tensors in zip(*parts, strict=True))
    return precision, recall, scores


def outcomes_of(matched: Matched) -> Outcomes:
    """Outcomes of matching."""
    cells = matched.judged.cells
    counted = np.zeros((len(matched.judged.ignored), len(cells.gold) + 1), dtype=np.int64)
    np.cumsum(matched.judged.ignored == 0, axis=1, out=counted[:, 1:])
    n_gold = np.diff(counted[:, cells.gold_offsets], axis=1)
    score = matched.found.score[cells.detection]
    return Outcomes(cells.category, cells.image, cells.detection_offsets, score, matched.outcome, n_gold)
