"""Lists of ratings in which more than one entry is about a unit, or about a unit and a rater."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.agreement import _layout
from labelgauge.agreement._encode import Codes
from labelgauge.agreement._entries import shown
from labelgauge.agreement._layout import Columns
from labelgauge.errors import InputError


def of_units(values: NDArray[Any], unit: Codes, units: NDArray[Any], name: str) -> NDArray[Any]:
    """What is the same for all ratings of a unit, by unit.

    Raises
    ------
    InputError
        If a unit has two values.
    """
    first = np.zeros(len(units), np.int64)
    first[unit[::-1]] = np.arange(len(unit))[::-1]
    of_unit = values[first]
    differs = values != of_unit[unit]
    if np.any(differs):
        k = int(np.argmax(differs))
        what = f"unit {shown(units[unit[k]])} has two values of {name}: "
        what += f"{shown(of_unit[unit[k]])} and {shown(values[k])}"
        raise InputError(what)
    return of_unit


def without_repeats(
    columns: Columns, raters: NDArray[Any], units: NDArray[Any], duplicates: str
) -> tuple[Columns, NDArray[Any]]:
    """Columns in which no rater has rated a unit more than once, and their raters.

    Raises
    ------
    InputError
        If `duplicates` is unknown, or forbids what is there.
    """
    if duplicates not in {"error", "first", "last", "session"}:
        what = f"duplicates must be 'error', 'first', 'last' or 'session', not {duplicates!r}"
        raise InputError(what)
    again = _layout.repeated(columns)
    if not again.any():
        return columns, raters
    if duplicates == "error":
        k = int(np.argmax(again))
        unit = units[_layout.unit_of(columns.offsets)[k]]
        who = f"rater {shown(raters[columns.rater[k]])}"
        what = f"{who} has rated unit {shown(unit)} more than once ({again.sum()} repeats in all)"
        raise InputError(what, fix="Say which counts with duplicates=: 'first', 'last' or 'session'.")
    if duplicates == "session":
        return _layout.by_session(columns, raters, again)
    followed = np.append(again[1:], False)
    return _layout.kept(columns, ~(again if duplicates == "first" else followed)), raters
