"""The parameters of evaluate_detections(), checked once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.matching.judged import Rules
from labelgauge.metrics.boundary import DILATION_RATIO
from labelgauge.scoring.detection_protocols import Areas, Protocol, Task, protocol_of

Floats = NDArray[np.float64]
ProtocolName = Literal["coco", "lvis"]
Parity = Literal["strict", "corrected"]

_WHERE = "evaluate_detections"


@dataclass(frozen=True, slots=True)
class DetectionParameters:
    """What detection scores depend on besides their inputs.

    Parameters
    ----------
    task, protocol, parity
        What is compared, by whose rules, and whether these are kept with their faults.
    class_agnostic
        Whether all categories count as one.
    settings
        Thresholds, levels, areas, cuts and the summary.
    dilation_ratio
        Width of boundary bands as a share of the image's diagonal.
    """

    task: Task
    protocol: ProtocolName
    parity: Parity
    class_agnostic: bool
    settings: Protocol
    dilation_ratio: float

    @property
    def strict(self) -> bool:
        """Whether faults are kept."""
        return self.parity == "strict"

    @property
    def cuts(self) -> tuple[int, ...]:
        """How many detections of a cell count. LVIS has cut those of each image before, and does so no more."""
        cuts = self.settings.cuts
        return cuts if self.protocol == "coco" else (np.iinfo(np.int64).max,) * len(cuts)

    @property
    def rules(self) -> Rules:
        """How detections are judged."""
        settings = self.settings
        areas = np.array(list(settings.areas.values()), dtype=np.float64).reshape(-1, 2)
        most = None if self.protocol == "lvis" else max(settings.cuts)
        return Rules(settings.thresholds, areas, not self.strict, most)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        settings = self.settings
        return {
            "task": self.task,
            "protocol": self.protocol,
            "parity": self.parity,
            "class_agnostic": self.class_agnostic,
            "iou_thresholds": settings.thresholds.tolist(),
            "recall_levels": settings.levels.tolist(),
            "areas": {name: list(ends) for name, ends in settings.areas.items()},
            "max_detections": list(settings.cuts),
            "dilation_ratio": self.dilation_ratio if self.task == "boundary" else None,
        }


def checked(
    task: Any,
    protocol: Any,
    parity: Any,
    *,
    class_agnostic: bool = False,
    iou_thresholds: ArrayLike | None = None,
    recall_levels: ArrayLike | None = None,
    areas: Areas | None = None,
    max_detections: Sequence[Any] | None = None,
    dilation_ratio: Any = DILATION_RATIO,
) -> DetectionParameters:
    """Check the parameters.

    Raises
    ------
    InputError
        If one is not as `labelgauge.evaluate_detections` describes it.
    """
    _one_of(task, get_args(Task), "task")
    _one_of(protocol, get_args(ProtocolName), "protocol")
    _one_of(parity, get_args(Parity), "parity")
    settings = protocol_of(protocol, task)
    if iou_thresholds is not None:
        settings = replace(settings, thresholds=_shares(iou_thresholds, "iou_thresholds", positive=True))
    if recall_levels is not None:
        settings = replace(settings, levels=_shares(recall_levels, "recall_levels", positive=False))
    if areas is not None:
        settings = replace(settings, areas=_areas(areas))
    if max_detections is not None:
        settings = replace(settings, cuts=_cuts(max_detections))
    if not isinstance(dilation_ratio, Real) or not 0 < float(dilation_ratio) < math.inf:
        what = f"dilation_ratio must be a finite number above 0, not {dilation_ratio!r}"
        raise InputError(what, where=_WHERE)
    return DetectionParameters(task, protocol, parity, bool(class_agnostic), settings, float(dilation_ratio))


def _one_of(value: Any, names: tuple[str, ...], name: str) -> None:
    if value not in names:
        what = f"{name} must be one of {', '.join(map(repr, names))}, not {value!r}"
        raise InputError(what, where=_WHERE)


def _shares(values: ArrayLike, name: str, *, positive: bool) -> Floats:
    try:
        numbers = np.asarray(values, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError) as error:
        what = f"{name} must be numbers, not {values!r}"
        raise InputError(what, where=_WHERE) from error
    inside = (numbers > 0 if positive else numbers >= 0) & (numbers <= 1)
    if not len(numbers) or not inside.all():
        what = f"{name} must be numbers {'above 0' if positive else 'of at least 0'} and at most 1, not {values!r}"
        raise InputError(what, where=_WHERE)
    if (np.diff(numbers) <= 0).any():
        what = f"{name} must ascend, without repeats, not {values!r}"
        raise InputError(what, where=_WHERE, fix="Sort them with numpy.unique.")
    return numbers.copy()


def _areas(areas: Areas) -> Areas:
    if not isinstance(areas, Mapping) or not areas:
        what = f"areas must map names to pairs (least, greatest) in px², not {areas!r}"
        raise InputError(what, where=_WHERE)
    for name, ends in areas.items():
        if len(ends) != 2 or not 0 <= ends[0] <= ends[1]:
            what = f"areas[{name!r}] must be a pair of least and greatest area, not {ends!r}"
            raise InputError(what, where=_WHERE)
    return {str(name): (float(least), float(greatest)) for name, (least, greatest) in areas.items()}


def _cuts(cuts: Sequence[Any]) -> tuple[int, ...]:
    numbers = [int(cut) for cut in cuts if isinstance(cut, Integral)]
    if not numbers or numbers != sorted(set(numbers)) or numbers[0] < 1 or len(numbers) < len(cuts):
        what = f"max_detections must be whole numbers above 0 that ascend, not {cuts!r}"
        raise InputError(what, where=_WHERE)
    return tuple(numbers)
