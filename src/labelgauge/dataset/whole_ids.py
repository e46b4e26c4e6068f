"""Ids that are whole numbers, kept as an array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

WIDEST_TABLE = 16
"""Ids are looked up in a table of rows that has at most so many for each id and each that is looked for; where they
spread further, in a sorted list."""


class WholeIds(Sequence[int]):
    """A sequence of whole numbers over an int64 array.

    Parameters
    ----------
    numbers
        int64 (n,).
    """

    __slots__ = ("numbers",)

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> WholeIds: ...
    def __getitem__(self, at: int | slice) -> int | WholeIds:
        return WholeIds(self.numbers[at]) if isinstance(at, slice) else int(self.numbers[at])

    @property
    def are_distinct(self) -> bool:
        """Whether no two are equal."""
        ascending = self.numbers if _ascends(self.numbers) else np.sort(self.numbers)
        return _ascends(ascending)

    def rows_in(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Row of each in other ids that do not repeat, -1 where it is none of them; int64 (n,)."""
        if len(ids) == 0 or len(self.numbers) == 0:
            return np.full(len(self.numbers), -1, dtype=np.int64)
        least, most = int(ids.min()), int(ids.max())
        if most - least < WIDEST_TABLE * (len(ids) + len(self.numbers)):
            table = np.full(most - least + 1, -1, dtype=np.int64)
            table[ids - least] = np.arange(len(ids))
            inside = (self.numbers >= least) & (self.numbers <= most)
            return np.where(inside, table[np.where(inside, self.numbers - least, 0)], -1)
        order = np.argsort(ids)
        place = np.minimum(np.searchsorted(ids[order], self.numbers), len(ids) - 1)
        return np.where(ids[order[place]] == self.numbers, order[place], -1)


def taken(values: Sequence[Any], index: NDArray[np.int64]) -> Sequence[Any]:
    """Those of some values that stand at these positions."""
    return WholeIds(values.numbers[index]) if isinstance(values, WholeIds) else [values[i] for i in index.tolist()]


def _ascends(numbers: NDArray[np.int64]) -> bool:
    return bool((numbers[1:] > numbers[:-1]).all())
