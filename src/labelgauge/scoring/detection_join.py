"""Parts of a state put in one order, a few categories at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from labelgauge.scoring.detection_rows import Part, Rows, Side, row_type
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
    counts, dtype = n_rows(parts, side, n_categories), row_type(side, *parts[0].judged_by)
    for first, end in runs(counts, TOGETHER):
        rows, category = np.empty(counts[first:end].sum(), dtype), np.empty(counts[first:end].sum(), np.int32)
        _fill(rows, category, parts, places, side, first, end)
        score = rows["score"] if side == "detections" else np.zeros(len(rows))
        n_images = sum(map(len, places))
        order = order_of(category - np.int32(first), rows["image"], score, end - first, n_images, threads)
        for begin in range(0, len(order), PORTION):
            chosen = order[begin : begin + PORTION]
            yield rows[chosen], category[chosen]


def _fill(
    rows: Rows, category: Places, parts: Sequence[Part], places: Sequence[Places], side: Side, first: int, end: int
) -> None:
    """Read rows of some categories, part after part: there may be more parts than files that can be open at a time."""
    at = 0
    for part, place in zip(parts, places, strict=True):
        some, of = part.rows(side, first, end)
        here = slice(at, at + len(some))
        rows[here], category[here] = some, of
        rows["image"][here] = place[some["image"]]
        at = here.stop
