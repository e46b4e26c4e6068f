"""Tables of counts as multisets: what raters said about a unit, whoever said what, and which units it was said of."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement import _layout
from labelgauge.errors import InputError
from labelgauge.kernels import agreement as kernel

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

_MOST_RATINGS = 2**31


class Multisets(NamedTuple):
    """Distinct multisets of codes, as `labelgauge.kernels.agreement.count_patterns` has them."""

    offsets: Ints  # (p + 1,), where the codes of each begin
    code: Codes  # (e,), ascending within a multiset
    times: Codes  # (e,), how often each is there
    of_unit: Codes  # (n_units,), which multiset each unit has
    n_units: Ints  # (p,), how many units have it

    @property
    def size(self) -> Ints:
        """How many ratings a unit of each has; int64 (p,)."""
        return np.diff(np.concatenate(([0], np.cumsum(self.times, dtype=np.int64)))[self.offsets])

    @property
    def n_ratings(self) -> int:
        """How many ratings all units have."""
        return int(self.size @ self.n_units)

    def table(self, n_categories: int) -> Ints:
        """How often each unit was given each category; int64 (n_units, n_categories)."""
        rows = np.zeros((len(self.n_units), n_categories), np.int64)
        rows[_layout.unit_of(self.offsets), self.code] = self.times
        return rows[self.of_unit]

    def columns(self) -> tuple[Ints, Codes, Codes]:
        """Where each unit's ratings begin, who rated, and what; raters are mere places within the unit."""
        begin, code = _layout.offsets_of(self.size), np.repeat(self.code, self.times)
        lengths = self.size[self.of_unit]
        offsets = _layout.offsets_of(lengths)
        rater = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
        return offsets, rater.astype(np.int32), code[rater + np.repeat(begin[self.of_unit], lengths)]


def multisets_of(counts: ArrayLike) -> tuple[Multisets, int]:
    """The multisets of a table (units, categories), and how many categories it has.

    Raises
    ------
    InputError
        If it is no such table, counts are not whole numbers of at least 0, or they are too many.
    """
    table = _numbers(counts)
    found = Multisets(*kernel.count_patterns(table))
    if found.n_ratings > _MOST_RATINGS:
        what = f"counts add up to {found.n_ratings:.3g} ratings; at most {_MOST_RATINGS:.0e} can be held"
        raise InputError(what)
    return found, table.shape[1]


def _numbers(counts: ArrayLike) -> NDArray[Any]:
    """Numbers of a type that the kernel takes, which looks at whether they are counts."""
    table = np.asarray(counts)
    if table.ndim != 2 or table.dtype.kind not in "iuf":
        what = f"counts must be a table of numbers (units, categories), not {table.dtype} of shape {table.shape}"
        raise InputError(what)
    return table if table.dtype.name in kernel.CELL_NUMBERS else table.astype(np.float64)
