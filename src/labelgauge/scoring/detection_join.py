"""Parts of a state put in one order, a few categories at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from labelgauge.scoring.detection_rows import Part, Rows, Side
from labelgauge.scoring.detection_state import TOGETHER, Ints, Places, order_of, runs

PORTION = 1 << 16
"""So many rows in their order are in memory at a time, beside those of their categories as they came."""


def n_rows(parts: Sequence[Part], side: Side, n_categories: int) -> Ints:
    """How many rows of each category all parts have; int64 (categories,)."""
    counts: Ints = np.sum([part.counts(side, n_categories) for part in parts], axis=0, dtype=np.int64)
    return counts


def joined(
    parts: Sequence[Part], places: Sequence[Places], side: Side, n_categories: int, *, threads: int = 1
) -> Iterator[tuple[Rows, Places]]:
    """Rows of all parts by category, image and falling score, as `labelgauge.scoring.detection_state.ordered` has them.

    In memory are about `TOGETHER` rows at a time, or those of the largest category.

    Parameters
    ----------
    parts
        At least one; no two have an image in common.
    places
        Of each part, int32 places of its images among all.
    side
        Which rows.
    n_categories
        How many categories there are.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    pairs
        Rows, with the places of their images among all, and the category of each.
    """
    for first, end in runs(n_rows(parts, side, n_categories), TOGETHER):
        rows, category = _collected(parts, places, side, first, end)
        score = rows["score"] if side == "detections" else np.zeros(len(rows))
        n_images = sum(map(len, places))
        order = order_of(category - np.int32(first), rows["image"], score, end - first, n_images, threads)
        for begin in range(0, len(order), PORTION):
            chosen = order[begin : begin + PORTION]
            yield rows[chosen], category[chosen]


def _collected(
    parts: Sequence[Part], places: Sequence[Places], side: Side, first: int, end: int
) -> tuple[Rows, Places]:
    """Rows of some categories, part after part."""
    found = [part.rows(side, first, end) for part in parts]
    image = np.concatenate([place[rows["image"]] for place, (rows, _) in zip(places, found, strict=True)])
    rows = np.concatenate([rows for rows, _ in found])
    rows["image"] = image
    return rows, np.concatenate([category for _, category in found])
