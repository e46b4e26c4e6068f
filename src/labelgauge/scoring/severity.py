"""How bad each outcome is: a level in words and a weight."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.matching.outcomes import OUTCOMES

LEVELS = MappingProxyType({"critical": 1.0, "high": 0.7, "moderate": 0.4, "none": 0.0})
"""Weight of each level."""

SEVERITIES = MappingProxyType(
    {
        "missing": "critical",
        "location": "high",
        "both": "high",
        "split": "high",
        "merge": "high",
        "class": "moderate",
        "spurious": "moderate",
        "duplicate": "moderate",
    }
)
"""Level of each outcome that is an error; all other outcomes are none."""

Severities = dict[str, tuple[str, float]]


def checked(given: Mapping[str, str | float] | None) -> Severities:
    """Level and weight of every outcome that is an error, after the caller's changes.

    Parameters
    ----------
    given
        Outcome to a level's name, or to a weight of at least 0; None changes nothing. A weight's level is the lightest
        level that is not lighter than it (weights above 1 are critical).

    Returns
    -------
    dict
        Outcome to (level, weight), in the order of `OUTCOMES`.

    Raises
    ------
    InputError
        If an outcome or a level is unknown, or a weight is negative or not finite.
    """
    changes: Mapping[str, Any] = given or {}
    unknown = sorted(set(changes) - set(SEVERITIES))
    if unknown:
        what = f"{unknown[0]!r} is not an outcome that can be an error"
        raise InputError(what, where="severities", fix=f"Use: {', '.join(SEVERITIES)}.")
    merged = {**SEVERITIES, **changes}
    return {name: _level(name, merged[name]) for name in OUTCOMES if name in merged}


def weights(severities: Severities) -> NDArray[np.float64]:
    """Weight of each outcome code, 0 for what is no error; float64 (outcomes,)."""
    return np.array([severities.get(name, ("none", 0.0))[1] for name in OUTCOMES])


def _level(name: str, value: Any) -> tuple[str, float]:
    if isinstance(value, str):
        if value not in LEVELS:
            what = f"the severity of {name!r} must be a level or a weight, not {value!r}"
            raise InputError(what, where="severities", fix=f"Levels are: {', '.join(LEVELS)}.")
        return value, LEVELS[value]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        what = f"the severity of {name!r} must be a level or a weight of at least 0, not {value!r}"
        raise InputError(what, where="severities")
    fitting = [level for level in reversed(LEVELS) if LEVELS[level] >= value]
    return (fitting[0] if fitting else "critical"), float(value)
