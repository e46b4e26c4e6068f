"""Collects what is wrong with a file: raised by a strict read, kept as findings by a lenient one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.codes import CODES
from labelgauge.dataset.whole_ids import taken
from labelgauge.errors import FormatError

Id = int | str | None

IMAGES, CATEGORIES, ANNOTATIONS = range(3)
"""Sections of a file, in the order in which problems are listed."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth a look, in a file.

    Parameters
    ----------
    code
        One of `labelgauge.dataset.codes.CODES`.
    where
        JSON path.
    message
        What is wrong, without a final full stop.
    fix
        What the user can do.
    annotation_id, image_id
        Ids as the file has them; None if it is not about one.
    order
        Sorts problems by where they stand in the file.
    """

    code: str
    where: str
    message: str
    fix: str = ""
    annotation_id: Id = None
    image_id: Id = None
    order: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Locator:
    """Knows where each annotation of a batch stands in its file.

    Parameters
    ----------
    path
        JSON path of the list they come from.
    rows
        Position of each in that list.
    annotation_ids, image_ids
        Ids as the file has them.
    """

    path: str
    rows: Sequence[int]
    annotation_ids: Sequence[Any]
    image_ids: Sequence[Any]

    def where(self, i: int) -> str:
        """JSON path of annotation i."""
        return f"{self.path}[{self.rows[i]}]"

    def problem(self, i: int, code: str, message: str, *, tail: str = "", fix: str = "") -> Problem:
        """Make a problem of annotation i; `tail` is the JSON path below it."""
        return Problem(
            code,
            self.where(i) + tail,
            message,
            fix=fix,
            annotation_id=plain_id(self.annotation_ids[i]),
            image_id=plain_id(self.image_ids[i]),
            order=(ANNOTATIONS, self.rows[i]),
        )

    def take(self, index: NDArray[np.int64]) -> Locator:
        """Locator of these annotations alone."""
        return Locator(
            self.path, taken(self.rows, index), taken(self.annotation_ids, index), taken(self.image_ids, index)
        )


def plain_id(value: Any) -> Id:
    """An id as the file has it; a float that is a whole number is that number."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else str(value)
    return value if isinstance(value, int | str) else None


@dataclass
class Problems:
    """Errors and findings of one file, in the making."""

    path: str
    items: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Take note of a problem."""
        self.items.append(problem)

    def raise_first_error(self) -> None:
        """Raise the first error in the file, saying how many more there are.

        Raises
        ------
        FormatError
            If there is any.
        """
        errors = sorted((p for p in self.items if CODES[p.code].severity == "error"), key=lambda p: p.order)
        if not errors:
            return
        first, more = errors[0], len(errors) - 1
        rest = f" ({more} more problem{'s' if more > 1 else ''} in this file)" if more else ""
        lenient = "Or read it with lenient=True, which skips what cannot be used and lists it."
        raise FormatError(
            first.message + rest,
            path=self.path,
            json_path=first.where,
            annotation_id=first.annotation_id,
            fix=f"{first.fix} {lenient}".strip(),
        )


def findings_table(problems: Iterable[Problem]) -> Table:
    """Problems as a table in file order: code, severity, where, annotation_id, image_id, message."""
    items = sorted(problems, key=lambda p: p.order)
    return Table(
        {
            "code": [p.code for p in items],
            "severity": [CODES[p.code].severity for p in items],
            "where": [p.where for p in items],
            "annotation_id": [p.annotation_id for p in items],
            "image_id": [p.image_id for p in items],
            "message": [p.message for p in items],
        }
    )
