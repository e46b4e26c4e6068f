"""What became of detections, image by image: a value that grows by images, merges, and from which all scores follow.

AP is no sum over images: it needs the scores of all detections at once. So this state grows with detections, by 20
bytes and a byte for every range of areas and threshold, and holds no geometry. Any split into batches gives the same
bits, since images are put in the order of their ids before anything is added up. All of it need not be in memory
(`labelgauge.scoring.detection_mapped`): whatever is worked out here looks at a few categories at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import detection as kernel
from labelgauge.matching.judged import Judged

Ints = NDArray[np.int64]
Places = NDArray[np.int32]
Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

TOGETHER = 1 << 18
"""About so many detections or gold objects are copied at a time, or those of the largest category."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Outcomes:
    """What became of the detections of some images.

    Parameters
    ----------
    image_ids
        Of all images, with or without annotations.
    image, category
        int32 (n,), of every detection; images are places in `image_ids`. Categories in files are int64: to find and to
        count them, NumPy would otherwise make a copy of that kind.
    rank
        int32 (n,), its place among those of its image and category.
    score
        float64 (n,).
    outcome
        uint8 (ranges, t, n), as `labelgauge.kernels.detection.judge_detections` returns it.
    gold_image, gold_category
        int32 (g,), of every gold object; categories as above.
    gold_ignored
        uint8 (ranges, g), whether it is ignored.
    """

    image_ids: list[Any]
    image: Places
    category: Places
    rank: Places
    score: Floats
    outcome: Bytes
    gold_image: Places
    gold_category: Places
    gold_ignored: Bytes

    @property
    def n_bytes(self) -> int:
        """Bytes of its arrays; ids are not counted."""
        columns = (self.image, self.category, self.rank, self.score, self.outcome)
        return sum(array.nbytes for array in (*columns, self.gold_image, self.gold_category, self.gold_ignored))

    def offsets(self, n_categories: int) -> tuple[Ints, Ints]:
        """Where detections and gold objects of each category begin and end, if they lie by category."""
        categories = np.arange(n_categories + 1)
        columns = (self.category, self.gold_category)
        detections, gold = (np.searchsorted(column, categories.astype(column.dtype)) for column in columns)
        return detections, gold

    def n_gold(self, n_categories: int) -> Ints:
        """How many golds of each category are not ignored; int64 (categories, ranges)."""
        counts = np.zeros((n_categories, len(self.gold_ignored)), np.int64)
        for begin in range(0, len(self.gold_category), TOGETHER):
            category = self.gold_category[begin : begin + TOGETHER]
            for r, row in enumerate(self.gold_ignored[:, begin : begin + TOGETHER]):
                counts[:, r] += np.bincount(category[row == 0], minlength=n_categories)
        return counts

    def renumbered(self, category: Places) -> Outcomes:
        """The same with other numbers of categories; int32, one for each number of now."""
        return replace(self, category=category[self.category], gold_category=category[self.gold_category])

    def take(self, images: NDArray[np.bool_]) -> Outcomes:
        """Those of some images alone.

        Parameters
        ----------
        images
            bool (images,), which.
        """
        place = np.cumsum(images, dtype=np.int32) - np.int32(1)
        rows, golds = images[self.image], images[self.gold_image]
        return Outcomes(
            [value for value, kept in zip(self.image_ids, images.tolist(), strict=True) if kept],
            place[self.image[rows]],
            self.category[rows],
            self.rank[rows],
            self.score[rows],
            np.ascontiguousarray(self.outcome[:, :, rows]),
            place[self.gold_image[golds]],
            self.gold_category[golds],
            np.ascontiguousarray(self.gold_ignored[:, golds]),
        )


def outcomes_of(judged: Judged, scores: Floats, image_ids: list[Any]) -> Outcomes:
    """Keep what became of detections, without whom they found.

    Parameters
    ----------
    judged
        The detections.
    scores
        float64, in the order of the rows.
    image_ids
        Of all images, ascending.
    """
    cells = judged.cells
    per_cell, gold_per_cell = np.diff(cells.detection_offsets), np.diff(cells.gold_offsets)

    def places(values: Ints, times: Ints) -> Places:
        return np.repeat(values.astype(np.int32), times)

    return Outcomes(
        image_ids,
        places(cells.image, per_cell),
        places(cells.category, per_cell),
        cells.rank.astype(np.int32),
        scores[cells.detection],
        judged.outcome,
        places(cells.image, gold_per_cell),
        places(cells.category, gold_per_cell),
        judged.ignored,
    )


def merged(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of all images of the parts, of which there is one at least and no two have an image in common."""
    if len(parts) == 1:
        return parts[0]
    image_ids = [value for part in parts for value in part.image_ids]
    first = np.cumsum([0, *(len(part.image_ids) for part in parts)], dtype=np.int32)
    shifted = list(zip(first.tolist(), parts, strict=False))
    return Outcomes(
        image_ids,
        np.concatenate([part.image + np.int32(at) for at, part in shifted]),
        np.concatenate([part.category for part in parts]),
        np.concatenate([part.rank for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.outcome for part in parts], axis=2),
        np.concatenate([part.gold_image + np.int32(at) for at, part in shifted]),
        np.concatenate([part.gold_category for part in parts]),
        np.concatenate([part.gold_ignored for part in parts], axis=1),
    )


def ordered(outcomes: Outcomes, n_categories: int, *, threads: int = 1) -> Outcomes:
    """The same with images by id, and detections by category, image and falling score.

    Parameters
    ----------
    outcomes
        Those of an image and category lie by falling score, wherever they lie.
    n_categories
        How many categories there are.
    threads
        Number of threads; never changes the answer.
    """
    by_id = sorted(range(len(outcomes.image_ids)), key=outcomes.image_ids.__getitem__)
    place = np.empty(len(by_id), np.int32)
    place[by_id] = np.arange(len(by_id), dtype=np.int32)
    image, gold_image = place[outcomes.image], place[outcomes.gold_image]
    order = order_of(outcomes.category, image, outcomes.score, n_categories, len(by_id), threads)
    no_score = np.zeros(len(gold_image))
    gold_order = order_of(outcomes.gold_category, gold_image, no_score, n_categories, len(by_id), threads)
    return Outcomes(
        [outcomes.image_ids[i] for i in by_id],
        image[order],
        outcomes.category[order],
        outcomes.rank[order],
        outcomes.score[order],
        np.ascontiguousarray(outcomes.outcome[:, :, order]),
        gold_image[gold_order],
        outcomes.gold_category[gold_order],
        np.ascontiguousarray(outcomes.gold_ignored[:, gold_order]),
    )


def order_of(category: Places, image: Places, score: Floats, n_categories: int, n_images: int, threads: int) -> Ints:
    """The order of rows by category, image and falling score, equals as they came."""
    columns = category.astype(np.int64), image.astype(np.int64), score
    return kernel.score_order(*columns, n_categories, n_images, threads=threads)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tensors:
    """Precision (t, levels, categories, ranges, cuts), last recall (t, categories, ranges, cuts), and scores."""

    precision: Floats
    recall: Floats
    scores: Floats


def tensors_of(
    outcomes: Outcomes, n_categories: int, recall_levels: Floats, cuts: Ints, *, threads: int = 1
) -> Tensors:
    """Precision and recall.

    Parameters
    ----------
    outcomes
        As `ordered` returns them.
    n_categories
        How many categories there are.
    recall_levels, cuts
        As `labelgauge.kernels.detection.precision_recall` takes them.
    threads
        Number of threads; never changes the answer.
    """
    offsets, _ = outcomes.offsets(n_categories)
    n_gold = outcomes.n_gold(n_categories)
    parts = [
        _tensors(outcomes, offsets[first : end + 1], n_gold[first:end], recall_levels, cuts, threads)
        for first, end in runs(np.diff(offsets), TOGETHER)
    ]
    return parts[0] if len(parts) == 1 else _beside(parts)


def runs(counts: Ints, most: int) -> list[tuple[int, int]]:
    """Divide categories into runs of `most` rows together, or of one category that has more; at least one run.

    Parameters
    ----------
    counts
        int64 (categories,), how many rows each has.
    most
        How many a run of several may have.

    Returns
    -------
    list of pairs
        The first category of each run, and where it ends.
    """
    found, begin, together = [], 0, 0
    for k, count in enumerate(counts.tolist()):
        if k > begin and together + count > most:
            found.append((begin, k))
            begin, together = k, 0
        together += count
    return [*found, (begin, len(counts))]


def _tensors(
    outcomes: Outcomes, offsets: Ints, n_gold: Ints, recall_levels: Floats, cuts: Ints, threads: int
) -> Tensors:
    """Of adjoining categories, whose detections lie between offsets."""
    rows = slice(*offsets[[0, -1]].tolist())
    return Tensors(
        *kernel.precision_recall(
            offsets - offsets[0],
            outcomes.rank[rows].astype(np.int64),
            outcomes.score[rows],
            outcomes.outcome[:, :, rows],
            n_gold,
            recall_levels,
            cuts,
            threads=threads,
        )
    )


def _beside(parts: Sequence[Tensors]) -> Tensors:
    """Categories of all parts in one."""
    return Tensors(
        np.concatenate([part.precision for part in parts], axis=2),
        np.concatenate([part.recall for part in parts], axis=1),
        np.concatenate([part.scores for part in parts], axis=2),
    )
