"""Some columns of a file, as they stand there, with the place of each row for messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

Choose = Callable[[Sequence[str]], Sequence[str]]
"""Given the names of all columns, says which are wanted; may refuse."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """Columns of cells.

    Parameters
    ----------
    columns
        Cells by name of the column: text, numbers, or None.
    lines
        The line of the file that each row ends in; None where rows have no lines.
    """

    columns: Mapping[str, list[Any] | NDArray[Any]]
    lines: Sequence[int] | None

    def place(self, row: int) -> str:
        """Where a row is, in words."""
        return f"row {row + 1}" if self.lines is None else f"line {self.lines[row]}"
