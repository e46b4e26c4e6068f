"""Numbers that callers give, within their limits."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.errors import InputError


def check_confidence(confidence: Any) -> None:
    """Refuse what is not a share above 0 and below 1.

    Raises
    ------
    InputError
        If it is no such number.
    """
    if not _is_number(confidence) or not 0 < confidence < 1:
        what = f"confidence must be above 0 and below 1, not {confidence!r}"
        raise InputError(what, fix="For 95 % give 0.95.")


def check_population(n_population: Any) -> None:
    """Refuse what is not a number of units, which may be infinite.

    Raises
    ------
    InputError
        If it is not a number above 0.
    """
    if not _is_number(n_population) or not n_population > 0:
        what = f"n_population must be above 0, not {n_population!r}"
        raise InputError(what)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)
