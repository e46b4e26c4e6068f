"""How detection scores are taken: the thresholds, areas, cuts and names of every protocol, as rows of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Task = Literal["bbox", "segm", "boundary", "keypoints", "rotated"]
Floats = NDArray[np.float64]
Areas = Mapping[str, tuple[float, float]]
Claim = Literal["free", "nearest"]

ALL = int(np.iinfo(np.int64).max)
"""A cut that leaves out nothing."""


def limit(cut: int) -> int | None:
    """The cut, or None if it leaves out nothing."""
    return None if cut == ALL else cut


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
        Mean precision over recall levels, the area under precision, or last recall; all are means over thresholds and
        categories.
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
    kind: Literal["precision", "area", "recall"]
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
        The summary, of which the first number is the headline.
    tasks
        What can be compared by these rules.
    crowds
        Keys of gold annotations that say that one stands for many objects.
    ignored
        Keys of gold annotations that say that to find one is neither right nor wrong.
    unheeded
        Those of `ignored` that the authors' program overwrites, so that strict parity does not heed them.
    has_program
        Whether there is a program of the authors', whose faults strict parity keeps.
    claim
        Which gold a detection is about, as `labelgauge.matching.judged.Rules` has it.
    is_federated
        Whether an image is judged on those categories alone that it has or is known not to have.
    inclusive
        Whether boxes end with their last pixel, and so are one wider and higher than the difference of their edges.
    """

    thresholds: Floats
    levels: Floats
    areas: Areas
    cuts: tuple[int, ...]
    most_per_image: int | None
    stats: tuple[Stat, ...]
    tasks: tuple[Task, ...] = get_args(Task)
    crowds: tuple[str, ...] = ("iscrowd",)
    ignored: tuple[str, ...] = ("iscrowd", "ignore")
    unheeded: tuple[str, ...] = ("ignore",)
    has_program: bool = True
    claim: Claim = "free"
    is_federated: bool = False
    inclusive: bool = False

    @property
    def headline(self) -> Literal["precision", "area", "recall"]:
        """Of what kind the first number of the summary is."""
        return self.stats[0].kind


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
    tasks=("bbox", "segm", "boundary"),
    crowds=(),
    ignored=("ignore",),
    unheeded=(),
    is_federated=True,
)

_VOC = Protocol(
    thresholds=np.array([0.5]),
    levels=np.linspace(0.0, 1.0, 11),
    areas=_areas(1e5**2, "all"),
    cuts=(ALL,),
    most_per_image=None,
    stats=(Stat("AP_area", "area"), Stat("AP_11", "precision"), Stat("AR", "recall")),
    tasks=("bbox", "segm", "rotated"),
    crowds=(),
    ignored=("difficult", "ignore", "iscrowd"),
    unheeded=(),
    has_program=False,
    claim="nearest",
    inclusive=True,
)

_OPEN_IMAGES = replace(
    _VOC,
    levels=COCO_LEVELS,
    stats=(Stat("AP50", "area", 0.5), Stat("AR50", "recall", 0.5)),
    tasks=("bbox", "segm"),
    crowds=("is_group_of", "iscrowd"),
    ignored=("difficult", "ignore"),
    is_federated=True,
    inclusive=False,
)


_PROTOCOLS = {"coco": _COCO, "lvis": _LVIS, "voc": _VOC, "openimages": _OPEN_IMAGES}


def protocol_of(name: str, task: Task) -> Protocol:
    """The defaults of a protocol for a task; both are known."""
    return _KEYPOINTS if name == "coco" and task == "keypoints" else _PROTOCOLS[name]
