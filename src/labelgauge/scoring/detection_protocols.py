"""How detection scores are taken: the thresholds, areas, cuts and names of every protocol, as rows of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Task = Literal["bbox", "segm", "boundary", "keypoints", "rotated"]
Floats = NDArray[np.float64]
Areas = Mapping[str, tuple[float, float]]

SMALL, LARGE = 32.0**2, 96.0**2

COCO_THRESHOLDS: Floats = np.linspace(0.5, 0.95, 10)
COCO_LEVELS: Floats = np.linspace(0.0, 1.0, 101)
"""As COCO makes them: neither i/20 nor i/100, whose last bits differ in some places."""


@dataclass(frozen=True, slots=True)
class Stat:
    """One number of a summary.

    Parameters
    ----------
    name
        What it is called.
    kind
        Mean precision over recall levels, or last recall; both are means over thresholds and categories.
    threshold
        The one threshold that it is for; None for all.
    area
        The range of areas.
    cut
        Which of the greatest numbers of detections, counted from the first or, negative, from the last.
    frequency
        Of LVIS, the group of categories (``"r"``, ``"c"``, ``"f"``); None for all.
    """

    name: str
    kind: Literal["precision", "recall"]
    threshold: float | None = None
    area: str = "all"
    cut: int = -1
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """The defaults of one protocol and task.

    Parameters
    ----------
    thresholds, levels
        Overlap thresholds and recall levels.
    areas
        Ranges of area by name, px².
    cuts
        Greatest numbers of detections of an image and category that count.
    most_per_image
        Detections that are kept of an image, over all categories; None for all.
    stats
        The summary.
    """

    thresholds: Floats
    levels: Floats
    areas: Areas
    cuts: tuple[int, ...]
    most_per_image: int | None
    stats: tuple[Stat, ...]


def _areas(greatest: float, *names: str) -> Areas:
    ranges = {"all": (0.0, greatest), "small": (0.0, SMALL), "medium": (SMALL, LARGE), "large": (LARGE, greatest)}
    return {name: ranges[name] for name in names}


_COCO_STATS = (
    Stat("AP", "precision"),
    Stat("AP50", "precision", 0.5),
    Stat("AP75", "precision", 0.75),
    Stat("APs", "precision", area="small"),
    Stat("APm", "precision", area="medium"),
    Stat("APl", "precision", area="large"),
    Stat("AR1", "recall", cut=0),
    Stat("AR10", "recall", cut=1),
    Stat("AR100", "recall", cut=2),
    Stat("ARs", "recall", area="small"),
    Stat("ARm", "recall", area="medium"),
    Stat("ARl", "recall", area="large"),
)

_COCO = Protocol(
    thresholds=COCO_THRESHOLDS,
    levels=COCO_LEVELS,
    areas=_areas(1e5**2, "all", "small", "medium", "large"),
    cuts=(1, 10, 100),
    most_per_image=None,
    stats=_COCO_STATS,
)

_KEYPOINTS = Protocol(
    thresholds=COCO_THRESHOLDS,
    levels=COCO_LEVELS,
    areas=_areas(1e5**2, "all", "medium", "large"),
    cuts=(20,),
    most_per_image=None,
    stats=(
        Stat("AP", "precision"),
        Stat("AP50", "precision", 0.5),
        Stat("AP75", "precision", 0.75),
        Stat("APm", "precision", area="medium"),
        Stat("APl", "precision", area="large"),
        Stat("AR", "recall"),
        Stat("AR50", "recall", 0.5),
        Stat("AR75", "recall", 0.75),
        Stat("ARm", "recall", area="medium"),
        Stat("ARl", "recall", area="large"),
    ),
)

_LVIS = Protocol(
    thresholds=COCO_THRESHOLDS,
    levels=COCO_LEVELS,
    areas=_areas(1e5**2, "all", "small", "medium", "large"),
    cuts=(300,),
    most_per_image=300,
    stats=(
        *_COCO_STATS[:6],
        Stat("APr", "precision", frequency="r"),
        Stat("APc", "precision", frequency="c"),
        Stat("APf", "precision", frequency="f"),
        Stat("AR300", "recall"),
        *_COCO_STATS[9:],
    ),
)


def protocol_of(name: str, task: Task) -> Protocol:
    """The defaults of a protocol for a task; both are known."""
    if name == "lvis":
        return _LVIS
    return _KEYPOINTS if task == "keypoints" else _COCO
