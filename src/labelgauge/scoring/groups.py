"""The groups that results are given for: overall, sizes, shapes, classes and values of an attribute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.scoring.records import Records
from labelgauge.scoring.sides import ASPECT_BINS, SIZE_BINS

Ints = NDArray[np.int64]

N_WIDE = 1 + len(SIZE_BINS) + len(ASPECT_BINS)
"""The first groups, a fixed number, whose state is kept in full detail: overall, sizes, shapes."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Numbers of all groups: overall 0, sizes, shapes, classes, attribute values.

    Parameters
    ----------
    classes
        Names of the classes.
    values
        Values of the attribute that results are grouped by; empty without one.
    pool_classes
        Whether a pair of two classes belongs, with both its annotations, to the gold's class (classes are ignored);
        otherwise each annotation belongs to its own.
    """

    classes: tuple[str, ...]
    values: tuple[str, ...]
    pool_classes: bool

    def __len__(self) -> int:
        return N_WIDE + len(self.classes) + len(self.values)

    def names(self) -> Iterator[tuple[str, str, int]]:
        """Kind, name and number of every group, in the order of the scorecard: overall, classes, bins, values."""
        yield "overall", "all", 0
        for i, name in enumerate(self.classes):
            yield "class", name, N_WIDE + i
        for i, name in enumerate(SIZE_BINS):
            yield "size", name, 1 + i
        for i, name in enumerate(ASPECT_BINS):
            yield "aspect", name, 1 + len(SIZE_BINS) + i
        for i, name in enumerate(self.values):
            yield "attribute", name, N_WIDE + len(self.classes) + i

    def of_gold(self, records: Records) -> list[Ints]:
        """Groups that a record's outcome and its gold annotation count in; one int64 (r,) per kind of group."""
        own_class = np.where(records.gold_class >= 0, records.gold_class, records.candidate_class)
        groups = [
            np.zeros(len(records), dtype=np.int64),
            1 + records.size_bin,
            1 + len(SIZE_BINS) + records.aspect_bin,
            N_WIDE + own_class,
        ]
        if self.values:
            groups.append(N_WIDE + len(self.classes) + records.attribute)
        return groups

    def of_candidate(self, records: Records) -> list[Ints]:
        """Groups that a record's candidate annotation counts in: those of `of_gold` but for pairs of two classes."""
        groups = self.of_gold(records)
        if not self.pool_classes:
            has_candidate = records.candidate_class >= 0
            groups[3] = np.where(has_candidate, N_WIDE + records.candidate_class, groups[3])
        return groups
