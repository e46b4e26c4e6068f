"""The parameters of score(), checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

from labelgauge.errors import InputError
from labelgauge.matching.pairs import ClassUse, Rules
from labelgauge.metrics.boundary import DILATION_RATIO
from labelgauge.scoring import severity
from labelgauge.scoring.executors import EXECUTORS
from labelgauge.scoring.intervals import CONFIDENCE
from labelgauge.scoring.surfaces import SurfaceMeasures

ClassMap = Mapping[int | str, int | str]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the numbers of a scorecard depend on besides its inputs.

    Parameters
    ----------
    rules
        Thresholds and the use of classes.
    severities
        Level and weight of every outcome that is an error.
    by
        Attribute that results are also given for, or None.
    seed, draws
        Seed and number of bootstrap draws.
    class_map
        Candidate classes renamed to gold classes, or None.
    surface
        What is measured of surfaces.
    """

    rules: Rules
    severities: severity.Severities
    by: str | None
    seed: int
    draws: int
    class_map: ClassMap | None
    surface: SurfaceMeasures

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the scorecard; it names surfaces only if they are measured."""
        return {
            "iou": self.rules.iou,
            "location": self.rules.location,
            "floor": self.rules.floor,
            "class_use": self.rules.class_use,
            "by": self.by,
            "seed": self.seed,
            "draws": self.draws,
            "confidence": CONFIDENCE,
            "boundary_dilation_ratio": DILATION_RATIO,
            "severities": {
                name: {"severity": level, "weight": weight} for name, (level, weight) in self.severities.items()
            },
            "class_map": None if self.class_map is None else {str(k): str(v) for k, v in self.class_map.items()},
            **({"surface": self.surface.to_dict()} if self.surface.tolerances else {}),
        }


def rules(iou: Any, location: Any, floor: Any, class_use: Any) -> Rules:
    """Check the thresholds and the use of classes.

    Raises
    ------
    InputError
        If a threshold is not in (0, 1], `floor` is above `iou`, or `class_use` is unknown.
    """
    for name, value in (("iou", iou), ("location", location), ("floor", floor)):
        if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 < value <= 1:
            what = f"{name} must be a number above 0 and at most 1, not {value!r}"
            raise InputError(what, where="score")
    if floor > iou:
        what = f"floor must not be above iou ({iou}), found {floor}"
        raise InputError(what, where="score", fix="Lower floor too.")
    return Rules(float(iou), float(location), float(floor), choice(class_use, "class_use", get_args(ClassUse)))


def whole(value: Any, name: str, least: int, most: int = 2**64 - 1) -> int:
    """Check a whole number.

    Raises
    ------
    InputError
        If it is not an integer of at least `least` and at most `most`.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
        what = f"{name} must be a whole number of at least {least}, not {value!r}"
        raise InputError(what, where="score")
    return int(value)


def executor(value: Any) -> str:
    """Check the name of an executor.

    Raises
    ------
    InputError
        If there is no such executor.
    """
    return str(choice(value, "executor", EXECUTORS))


def choice(value: Any, name: str, allowed: tuple[str, ...]) -> Any:
    """Check a value that must be one of a few.

    Raises
    ------
    InputError
        If it is none of them.
    """
    if value not in allowed:
        what = f"{name} must be one of {', '.join(allowed)}, not {value!r}"
        raise InputError(what, where="score")
    return value
