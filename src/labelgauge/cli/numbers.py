"""Lists of numbers in options: ``1,2.5``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from labelgauge.errors import InputError

Number = TypeVar("Number", int, float)


def decimals(text: str, option: str) -> tuple[float, ...]:
    """Numbers between commas.

    Raises
    ------
    InputError
        If one of them is no number.
    """
    return _numbers(text, option, float, "numbers")


def wholes(text: str, option: str) -> tuple[int, ...]:
    """Whole numbers between commas.

    Raises
    ------
    InputError
        If one of them is no whole number.
    """
    return _numbers(text, option, int, "whole numbers")


def _numbers(text: str, option: str, kind: Callable[[str], Number], words: str) -> tuple[Number, ...]:
    try:
        return tuple(kind(part) for part in text.split(","))
    except ValueError as error:
        what = f"{option} takes {words} with commas between them, not {text!r}"
        raise InputError(what) from error
