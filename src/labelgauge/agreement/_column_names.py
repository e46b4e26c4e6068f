"""Which columns of a table hold units, raters and labels: those that are named, else those with a usual name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from labelgauge.errors import InputError

_UNITS = {
    "unit", "item", "image", "img", "picture", "photo", "task", "question", "example", "sample", "subject",
    "object", "case", "document", "doc", "sentence", "instance", "target", "file", "filename",
}  # fmt: skip
_RATERS = {
    "rater", "worker", "annotator", "coder", "judge", "reader", "observer", "labeler", "labeller", "user",
    "expert", "reviewer", "radiologist", "participant",
}  # fmt: skip
_LABELS = {
    "label", "rating", "answer", "category", "class", "score", "response", "code", "value", "vote", "judgment",
    "grade",
}  # fmt: skip
USUAL: Mapping[str, frozenset[str]] = MappingProxyType(
    {"unit": frozenset(_UNITS), "rater": frozenset(_RATERS), "label": frozenset(_LABELS)}
)
"""Usual names, in the singular, without "id" and "name"; case, spaces, hyphens and underscores are not looked at."""

_SHOWN = 12
"""How many names a message lists."""


@dataclass(frozen=True, slots=True)
class LongColumns:
    """Columns of a table with a row for each rating; None where there is none."""

    unit: str
    rater: str | None
    label: str
    cluster: str | None
    weight: str | None
    time: str | None
    session: str | None

    def names(self) -> dict[str, str]:
        """Name of the column by what it holds, of those that there are."""
        held = {name: getattr(self, name) for name in self.__slots__}
        return {name: column for name, column in held.items() if column is not None}


@dataclass(frozen=True, slots=True)
class WideColumns:
    """Columns of a table with a row for each unit; without a column of units, they are numbered."""

    unit: str | None
    raters: tuple[str, ...]
    cluster: str | None
    weight: str | None


def long_columns(
    names: Sequence[str],
    *,
    unit: str | None,
    rater: str | Sequence[str] | None,
    label: str | None,
    cluster: str | None,
    weight: str | None,
    time: str | None,
    session: str | None,
    anonymous: bool,
) -> LongColumns:
    """Columns of a table with a row for each rating.

    Parameters
    ----------
    names
        Names of the table's columns.
    unit, rater, label
        Names of columns; None for the one with a usual name.
    cluster, weight, time, session
        Names of columns, or None for none.
    anonymous
        Whether there need not be a column of raters.

    Raises
    ------
    InputError
        If a column is not there, two have the same name, or which one is meant cannot be told.
    """
    if rater is not None and not isinstance(rater, str):
        what = f"of a table with a row for each rating, rater is one column, not {list(rater)!r}"
        raise InputError(what, fix="Of a table with a column for each rater say wide=True.")
    _check_named(names, unit, rater, label, cluster, weight, time, session)
    taken = {name for name in (unit, rater, label, cluster, weight, time, session) if name is not None}
    found = {
        what: given if given is not None else _usual(names, what, taken)
        for what, given in (("unit", unit), ("rater", rater), ("label", label))
    }
    missing = [what for what, column in found.items() if column is None and not (what == "rater" and anonymous)]
    if missing:
        what = f"no column looks like that of the {missing[0]}; columns are {_listed(names)}"
        fix = f"Name it with {missing[0]}=; if there is a column for each rater instead, say wide=True."
        raise InputError(what, fix=fix)
    unit, rater, label = str(found["unit"]), found["rater"], str(found["label"])
    return LongColumns(unit, rater, label, cluster=cluster, weight=weight, time=time, session=session)


def wide_columns(
    names: Sequence[str],
    *,
    unit: str | None,
    rater: str | Sequence[str] | None,
    label: str | None,
    cluster: str | None,
    weight: str | None,
    time: str | None,
    session: str | None,
) -> WideColumns:
    """Columns of a table with a row for each unit; parameters as those of `long_columns`.

    Raters are those columns that `rater` lists; by default all that hold nothing else. A column without a name counts
    as that of units.

    Raises
    ------
    InputError
        If a column is not there, two have the same name, or none is left for raters.
    """
    if label is not None or time is not None or session is not None:
        what = "a table with a column for each rater has no column of labels, of times or of sessions"
        raise InputError(what, fix="Leave out label=, time= and session=, or wide=True.")
    raters = (rater,) if isinstance(rater, str) else tuple(rater or ())
    _check_named(names, unit, *raters, cluster, weight)
    if len(set(raters)) < len(raters):
        what = f"rater lists a column twice: {list(raters)!r}"
        raise InputError(what)
    others = {name for name in (unit, cluster, weight, *raters) if name is not None}
    if unit is None:
        unit = "" if "" in names else _usual(names, "unit", others)
    chosen = raters or tuple(name for name in names if name not in others and name != unit)
    if not chosen:
        what = f"no column is left for raters; columns are {_listed(names)}"
        raise InputError(what, fix="A wide table has a column of labels for each rater.")
    return WideColumns(unit, chosen, cluster, weight)


def _check_named(names: Sequence[str], *wanted: str | None) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        what = f"{Counter(names)[repeated[0]]} columns are called {repeated[0]!r}"
        raise InputError(what, fix="Give each column a name of its own.")
    for name in wanted:
        if name is not None and name not in names:
            what = f"there is no column {name!r}; columns are {_listed(names)}"
            raise InputError(what)


def _usual(names: Sequence[str], what: str, taken: set[str]) -> str | None:
    found = [name for name in names if name not in taken and _plain(name) in USUAL[what]]
    found = [name for name in found if _plain(name) == what] or found  # one that is called unit is the one
    if len(found) > 1:
        message = f"more than one column looks like that of the {what}: {_listed(found)}"
        raise InputError(message, fix=f"Name the one that is meant with {what}=.")
    return found[0] if found else None


def _plain(name: str) -> str:
    """A name without case, separators, a final "id" or "name", and the s of a plural."""
    words = re.sub(r"[\s_\-.]+", "", name).lower()
    for ending in ("ids", "id", "name", "s"):
        shorter = words.removesuffix(ending)
        if shorter != words and any(shorter in usual for usual in USUAL.values()):
            return shorter
    return words


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
