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
from labelgauge.metrics.keypoints import COCO_SIGMAS
from labelgauge.scoring.detection_protocols import ALL, Areas, Protocol, Stat, Task, limit, protocol_of
from labelgauge.scoring.detection_shapes import Reading

Floats = NDArray[np.float64]
ProtocolName = Literal["coco", "lvis", "voc", "openimages"]
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
    sigmas
        Spreads of keypoints; None for COCO's.
    unscored
        Score of detections that have none; None: they are an error.
    """

    task: Task
    protocol: ProtocolName
    parity: Parity
    class_agnostic: bool
    settings: Protocol
    dilation_ratio: float
    sigmas: tuple[float, ...] | None = None
    unscored: float | None = None

    @property
    def strict(self) -> bool:
        """Whether faults of the authors' program are kept."""
        return self.parity == "strict" and self.settings.has_program

    @property
    def counts_groups(self) -> bool:
        """Whether a gold object that stands for many counts as one to be found."""
        return self.settings.claim == "nearest" and bool(self.settings.crowds)

    @property
    def reading(self) -> Reading:
        """How datasets are read."""
        settings = self.settings
        return Reading(
            task=self.task,
            strict=self.strict,
            class_agnostic=self.class_agnostic,
            dilation_ratio=self.dilation_ratio,
            sigmas=self.sigmas,
            crowds=settings.crowds,
            ignored=tuple(key for key in settings.ignored if not (self.strict and key in settings.unheeded)),
            inclusive=settings.inclusive,
            unscored=self.unscored,
        )

    @property
    def cuts(self) -> tuple[int, ...]:
        """How many detections of a cell count. LVIS has cut those of each image before, and does so no more."""
        return self.settings.cuts if self.settings.most_per_image is None else (ALL,)

    @property
    def rules(self) -> Rules:
        """How detections are judged."""
        settings = self.settings
        areas = np.array(list(settings.areas.values()), dtype=np.float64).reshape(-1, 2)
        return Rules(settings.thresholds, areas, not self.strict, limit(max(self.cuts)), settings.claim)

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
            "max_detections": [limit(cut) for cut in settings.cuts],
            "inclusive": settings.inclusive,
            "dilation_ratio": self.dilation_ratio if self.task == "boundary" else None,
            "sigmas": list(self.sigmas or COCO_SIGMAS) if self.task == "keypoints" else None,
            "unscored": self.unscored,
        }


def is_whole(value: Any) -> bool:
    """Whether it is a whole number, of Python or NumPy."""
    return not isinstance(value, bool) and isinstance(value, Integral)


def checked(
    task: Any,
    protocol: Any,
    parity: Any,
    *,
    class_agnostic: bool = False,
    iou_thresholds: ArrayLike | None = None,
    recall_levels: ArrayLike | None = None,
    areas: Areas | None = None,
    max_detections: Any = None,
    dilation_ratio: Any = DILATION_RATIO,
    sigmas: ArrayLike | None = None,
    inclusive: bool | None = None,
    unscored: Any = None,
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
    _check_mode(protocol, settings, task, class_agnostic)
    if iou_thresholds is not None:
        settings = replace(settings, thresholds=_shares(iou_thresholds, "iou_thresholds", positive=True))
    if recall_levels is not None:
        settings = replace(settings, levels=_shares(recall_levels, "recall_levels", positive=False))
    if areas is not None:
        settings = replace(settings, areas=_areas(areas))
    if max_detections is not None:
        settings = _cut(settings, _cuts(max_detections))
    settings = replace(settings, inclusive=_inclusive(inclusive, settings, task))
    if not isinstance(dilation_ratio, Real) or not 0 < float(dilation_ratio) < math.inf:
        what = f"dilation_ratio must be a finite number above 0, not {dilation_ratio!r}"
        raise InputError(what, where=_WHERE)
    if unscored is not None and (not isinstance(unscored, Real) or not math.isfinite(float(unscored))):
        what = f"unscored must be a finite number, not {unscored!r}"
        raise InputError(what, where=_WHERE)
    return DetectionParameters(
        task,
        protocol,
        parity,
        bool(class_agnostic),
        settings,
        float(dilation_ratio),
        None if sigmas is None else _spreads(sigmas),
        None if unscored is None else float(unscored),
    )


def _inclusive(asked: Any, settings: Protocol, task: str) -> bool:
    if asked is not None and task != "bbox":
        what = f"inclusive says how upright boxes end, and task {task!r} compares none"
        raise InputError(what, where=_WHERE, fix="Leave it out.")
    return task == "bbox" and bool(settings.inclusive if asked is None else asked)


def _check_mode(protocol: str, settings: Protocol, task: Any, class_agnostic: Any) -> None:
    if task not in settings.tasks:
        what = f"protocol {protocol!r} has no task {task!r}"
        raise InputError(what, where=_WHERE, fix=f"Its tasks are: {', '.join(settings.tasks)}.")
    if class_agnostic and settings.is_federated:
        what = f"protocol {protocol!r} judges each image on some categories alone, so these cannot count as one"
        raise InputError(what, where=_WHERE, fix="Use protocol='coco' with class_agnostic=True.")


def _cut(settings: Protocol, cuts: tuple[int, ...]) -> Protocol:
    """Other cuts; where those are of an image over all categories there is one."""
    if settings.most_per_image is None:
        return replace(settings, cuts=cuts, stats=_renamed(settings.stats, cuts))
    if len(cuts) > 1:
        what = f"max_detections must be one number, as detections of an image are cut once, not {cuts!r}"
        raise InputError(what, where=_WHERE)
    stats = tuple(replace(stat, name=f"AR{cuts[0]}") if stat.name == "AR300" else stat for stat in settings.stats)
    return replace(settings, cuts=cuts, most_per_image=cuts[0], stats=stats)


def _renamed(stats: tuple[Stat, ...], cuts: tuple[int, ...]) -> tuple[Stat, ...]:
    """Recall after each cut is called by it, where the protocol has such numbers."""
    by_cut = [stat.cut >= 0 for stat in stats]
    if not any(by_cut):
        return stats
    place = by_cut.index(True)
    others = [[stat for stat in part if stat.cut < 0] for part in (stats[:place], stats[place:])]
    return (*others[0], *(Stat(f"AR{cut}", "recall", cut=i) for i, cut in enumerate(cuts)), *others[1])


def _spreads(sigmas: ArrayLike) -> tuple[float, ...]:
    """As numbers; the kernel of keypoints says which will do."""
    try:
        return tuple(np.asarray(sigmas, dtype=np.float64).reshape(-1).tolist())
    except (TypeError, ValueError) as error:
        what = f"sigmas must be one number per keypoint, not {sigmas!r}"
        raise InputError(what, where=_WHERE) from error


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
        if not isinstance(ends, Sequence) or len(ends) != 2 or not 0 <= ends[0] <= ends[1]:
            what = f"areas[{name!r}] must be a pair of least and greatest area, not {ends!r}"
            raise InputError(what, where=_WHERE)
    return {str(name): (float(least), float(greatest)) for name, (least, greatest) in areas.items()}


def _cuts(cuts: Any) -> tuple[int, ...]:
    given = [cuts] if is_whole(cuts) else list(cuts)
    numbers = [int(cut) for cut in given if is_whole(cut)]
    if not numbers or numbers != sorted(set(numbers)) or numbers[0] < 1 or len(numbers) < len(given):
        what = f"max_detections must be whole numbers above 0 that ascend, not {cuts!r}"
        raise InputError(what, where=_WHERE)
    return tuple(numbers)
