"""Detections and gold objects as rows, category after category: how parts of a state are read and written in files.

All of a detection lies together, so that those of a category are one piece of a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from labelgauge.scoring.detection_state import Ints, Outcomes, Places

Rows = NDArray[np.void]
Side = Literal["detections", "gold"]
SIDES: tuple[Side, ...] = ("detections", "gold")


def row_type(side: Side, n_ranges: int, n_thresholds: int) -> np.dtype[Any]:
    """What a row holds; its category is known from where it lies."""
    if side == "gold":
        return np.dtype([("image", np.int32), ("ignored", np.uint8, (n_ranges,))])
    outcome = ("outcome", np.uint8, (n_ranges, n_thresholds))
    return np.dtype([("image", np.int32), ("rank", np.int32), ("score", np.float64), outcome])


class Part(Protocol):
    """Some images of a state, wherever they are."""

    @property
    def image_ids(self) -> list[Any]:
        """Of all its images; rows have places in it."""

    @property
    def judged_by(self) -> tuple[int, int]:
        """Numbers of ranges and thresholds."""

    def counts(self, side: Side, n_categories: int) -> Ints:
        """How many rows of each category there are."""

    def rows(self, side: Side, first: int, end: int) -> tuple[Rows, Places]:
        """Rows of the categories from `first` to before `end`, and the category of each, ascending."""


@dataclass(frozen=True, slots=True)
class Held:
    """A part in memory, by category."""

    outcomes: Outcomes

    @property
    def image_ids(self) -> list[Any]:
        """Of all its images."""
        return self.outcomes.image_ids

    @property
    def judged_by(self) -> tuple[int, int]:
        """Numbers of ranges and thresholds."""
        n_ranges, n_thresholds, _ = self.outcomes.outcome.shape
        return n_ranges, n_thresholds

    def counts(self, side: Side, n_categories: int) -> Ints:
        """How many rows of each category there are."""
        return np.bincount(self._category(side), minlength=n_categories)

    def rows(self, side: Side, first: int, end: int) -> tuple[Rows, Places]:
        """Rows of the categories from `first` to before `end`, and the category of each, ascending."""
        category = self._category(side)
        chosen = slice(*np.searchsorted(category, np.array([first, end], dtype=category.dtype)).tolist())
        held, category = self.outcomes, category[chosen]
        rows = np.empty(len(category), row_type(side, *self.judged_by))
        if side == "gold":
            rows["image"] = held.gold_image[chosen]
            rows["ignored"] = held.gold_ignored[:, chosen].T
        else:
            rows["image"], rows["rank"], rows["score"] = held.image[chosen], held.rank[chosen], held.score[chosen]
            rows["outcome"] = np.moveaxis(held.outcome[:, :, chosen], 2, 0)
        return rows, category

    def _category(self, side: Side) -> Places:
        return self.outcomes.gold_category if side == "gold" else self.outcomes.category
