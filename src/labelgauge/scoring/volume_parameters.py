"""The parameters of score_volumes(), checked once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from labelgauge.errors import InputError
from labelgauge.metrics.surface_conventions import SurfaceConvention, convention_of
from labelgauge.metrics.volumes import tolerance_names
from labelgauge.scoring import parameters
from labelgauge.scoring.intervals import CONFIDENCE

WHERE = "score_volumes"


@dataclass(frozen=True, slots=True)
class VolumeParameters:
    """What the numbers of a volume scorecard depend on besides its inputs.

    Parameters
    ----------
    spacing_mm
        Spacing of all volumes, or None to take it from the headers.
    labels
        Labels wanted, ascending, or None for all.
    names
        Names of labels.
    tolerances_mm
        Tolerances of the normalized surface distance.
    convention
        How surfaces are measured.
    threshold
        Least value of foreground, or None where values are labels.
    seed, draws
        Seed and number of bootstrap draws.
    """

    spacing_mm: tuple[float, float, float] | None
    labels: tuple[int, ...] | None
    names: Mapping[int, str]
    tolerances_mm: tuple[float, ...]
    convention: SurfaceConvention
    threshold: float | None
    seed: int
    draws: int

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of what means are taken of."""
        nsd = tolerance_names(self.tolerances_mm)
        return ("dice", "iou", *nsd, "hd95_mm", "assd_mm", "volume_difference_mm3", "relative_volume_difference")

    def to_dict(self) -> dict[str, Any]:
        """Plain data for the scorecard."""
        return {
            "spacing_mm": "headers" if self.spacing_mm is None else list(self.spacing_mm),
            "labels": None if self.labels is None else list(self.labels),
            "names": {str(label): name for label, name in sorted(self.names.items())},
            "tolerances_mm": list(self.tolerances_mm),
            "convention": asdict(self.convention),
            "threshold": self.threshold,
            "seed": self.seed,
            "draws": self.draws,
            "confidence": CONFIDENCE,
        }


def checked(
    *,
    spacing: Any,
    labels: Any,
    names: Any,
    tolerances: Any,
    convention: SurfaceConvention | str,
    threshold: Any,
    seed: Any,
    draws: Any,
) -> VolumeParameters:
    """Check all parameters.

    Raises
    ------
    InputError
        If one of them cannot be used.
    """
    tolerances = _listed(tolerances, "tolerances")
    tolerance_names(tolerances)
    if threshold is not None and not _is_number(threshold):
        what = f"threshold must be a finite number, not {threshold!r}"
        raise InputError(what, where=WHERE)
    return VolumeParameters(
        spacing_mm=_spacing(spacing),
        labels=None if labels is None else _labels(_listed(labels, "labels")),
        names=_names(names),
        tolerances_mm=tuple(float(tolerance) for tolerance in tolerances),
        convention=convention_of(convention),
        threshold=None if threshold is None else float(threshold),
        seed=parameters.whole(seed, "seed", 0),
        draws=parameters.whole(draws, "draws", 0),
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)


def _listed(values: Any, name: str) -> tuple[Any, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        what = f"{name} must be a list of numbers, not {values!r}"
        raise InputError(what, where=WHERE)
    return tuple(values)


def _spacing(value: Any) -> tuple[float, float, float] | None:
    if isinstance(value, str) and value == "auto":
        return None
    numbers = tuple(value) if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str) else ()
    if len(numbers) != 3 or not all(_is_number(number) and number > 0 for number in numbers):
        what = f"spacing must be 'auto' or three numbers above 0, in millimetres, not {value!r}"
        raise InputError(what, where=WHERE, fix="Give them in the order in which the files store their axes.")
    first, second, third = (float(number) for number in numbers)
    return first, second, third


def _labels(values: tuple[Any, ...]) -> tuple[int, ...]:
    if not values or not all(_is_label(value) for value in values):
        what = f"labels must be whole numbers other than 0, at least one, not {list(values)}"
        raise InputError(what, where=WHERE, fix="0 is background; it is never a label.")
    return tuple(sorted({int(value) for value in values}))


def _is_label(value: Any) -> bool:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return whole and value != 0 and -(2**63) <= value < 2**63


def _names(value: Any) -> Mapping[int, str]:
    names = {} if value is None else value
    if not isinstance(names, Mapping) or not all(
        _is_label(label) and isinstance(name, str) for label, name in names.items()
    ):
        what = f"names must give text for whole numbers other than 0, not {value!r}"
        raise InputError(what, where=WHERE)
    return {int(label): name for label, name in names.items()}
