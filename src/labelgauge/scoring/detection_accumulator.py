"""DetectionAccumulator: detection scores of images that come one by one, or on several machines."""

from __future__ import annotations

import itertools
import os
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import InputError, check_instance
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.metrics.boundary import DILATION_RATIO
from labelgauge.scoring.detection_collected import Collected
from labelgauge.scoring.detection_image import ImageObjects, checked_image, sides_of_images
from labelgauge.scoring.detection_parameters import DetectionParameters, Parity, ProtocolName, checked
from labelgauge.scoring.detection_protocols import Areas, Task
from labelgauge.scoring.detection_result import Categories, DetectionResult
from labelgauge.scoring.detection_spill import MOST_IN_MEMORY, checked_spill, found_spill
from labelgauge.scoring.detection_state import Outcomes, tensors_of
from labelgauge.scoring.detections import categories_of, judged_sides, sides_for

IMAGES_TOGETHER = 64
"""So many images are judged at a time: one by one, most of the time would be that of calls."""

_TASKS = ("bbox", "segm", "boundary")
"""What `DetectionAccumulator.update` takes geometry for."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What two accumulators must agree on to be merged."""

    parameters: DetectionParameters
    categories: tuple[Any, ...]


class DetectionAccumulator:
    """Collects what became of detections, image by image or dataset by dataset, and takes their scores at the end.

    However images are divided into updates and accumulators, and in whatever order they come, the scores have the same
    bits: those that `labelgauge.evaluate_detections` gives for all images at once. Whom detections found is not kept.
    It can be pickled.

    It grows with detections: by 20 bytes and a byte for every range of areas and threshold, 60 with COCO's parameters.
    With `spill` that goes to disk, and what is in memory grows with images alone, by their ids.

    Parameters
    ----------
    categories
        Ids of all categories.
    names
        Their names; None: the ids.
    task, protocol, parity, class_agnostic, iou_thresholds, recall_levels, areas, max_detections, dilation_ratio
        As for `labelgauge.evaluate_detections`.
    sigmas, inclusive
        As for `labelgauge.evaluate_detections`.
    spill
        An existing folder for what does not fit in memory, as ``tempfile.gettempdir()``; never changes the answer.
        Files lie in folders of their own, and are removed when neither accumulators nor results need them, or the
        program ends. Results are maps of such files. Accumulators and results are pickled without files, from memory
        to memory; an unpickled accumulator uses the folder again if it is there. None: all stays in memory.
    most_in_memory
        Bytes of judged detections and gold objects in memory, above which they are written to `spill`; 2²⁸ is 256 MiB.
        Beside them are ids, the images of a call, and, while files are written or scores taken, the largest category
        (docs/detection.md has numbers).
    threads
        Number of threads; never changes the answer.

    Raises
    ------
    InputError
        If a parameter is not as described, or a category is named twice; here and in all methods, if `spill` cannot be
        written. What could not be added then can be added again.

    Examples
    --------
    >>> import labelgauge as lg
    >>> scores = lg.DetectionAccumulator([1, 2])
    >>> box = lg.Boxes([[0, 0, 10, 10]])
    >>> scores.update("a.jpg", gold=box, gold_category=[1], detections=box, category=[1], score=[0.9])
    >>> scores.update("b.jpg", gold=box, gold_category=[2], detections=box, category=[1], score=[0.8])
    >>> scores.finalize().stats["AP"].value
    0.4999999999999999

    The same for very many:

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     scores = lg.DetectionAccumulator([1, 2], spill=folder, most_in_memory=2**26)
    ...     scores.update("a.jpg", gold=box, gold_category=[1], detections=box, category=[1], score=[0.9])
    ...     scores.finalize().stats["AP50"].value
    0.9999999999999999
    """

    def __init__(
        self,
        categories: Sequence[Any],
        *,
        names: Sequence[str] | None = None,
        task: Task = "bbox",
        protocol: ProtocolName = "coco",
        parity: Parity = "strict",
        class_agnostic: bool = False,
        iou_thresholds: ArrayLike | None = None,
        recall_levels: ArrayLike | None = None,
        areas: Areas | None = None,
        max_detections: Sequence[int] | int | None = None,
        dilation_ratio: float = DILATION_RATIO,
        sigmas: ArrayLike | None = None,
        inclusive: bool | None = None,
        spill: str | os.PathLike[str] | None = None,
        most_in_memory: int = MOST_IN_MEMORY,
        threads: int = 1,
    ) -> None:
        parameters = checked(
            task,
            protocol,
            parity,
            class_agnostic=class_agnostic,
            iou_thresholds=iou_thresholds,
            recall_levels=recall_levels,
            areas=areas,
            max_detections=max_detections,
            dilation_ratio=dilation_ratio,
            sigmas=sigmas,
            inclusive=inclusive,
        )
        self._setting = _Setting(parameters, _ascending(categories))
        self._names = _names(categories, names)
        self._spill = checked_spill(spill, most_in_memory)
        self._threads = threads
        self._collected = Collected()
        self._waiting: list[ImageObjects] = []
        self._image_ids: set[Any] = set()
        self._frequencies: dict[Any, str] = {}

    def update(
        self,
        image_id: Any,
        *,
        gold: Boxes | Masks,
        gold_category: Sequence[Any] | NDArray[Any],
        detections: Boxes | Masks,
        category: Sequence[Any] | NDArray[Any],
        score: ArrayLike,
        crowd: ArrayLike | None = None,
        ignore: ArrayLike | None = None,
        area: ArrayLike | None = None,
    ) -> None:
        """Add one image.

        Parameters
        ----------
        image_id
            Of the image; text or a number, and of one kind for all images. Equal scores are ranked by it.
        gold
            What is there: `Boxes` for ``task="bbox"``, else `Masks` of the image's size.
        gold_category
            Category of each, one of the accumulator's.
        detections
            What was found, as for `gold`.
        category
            Category of each detection.
        score
            float (d,), score of each detection.
        crowd
            bool (g,), which gold objects stand for many; None: none.
        ignore
            bool (g,), which gold objects are ignored; asks for ``parity="corrected"``. None: none.
        area
            float (g,), px² of each gold object; None: that of its box or mask. Detections have the area of theirs.

        Raises
        ------
        InputError
            If geometry is not what the task needs, lengths differ, a category is unknown, a score is not finite, or the
            image was added before. Nothing is added then.

        Examples
        --------
        >>> import labelgauge as lg
        >>> scores = lg.DetectionAccumulator(["cat"])
        >>> cat, none = lg.Boxes([[0, 0, 4, 4]]), lg.Boxes([])
        >>> scores.update(7, gold=cat, gold_category=["cat"], detections=none, category=[], score=[])
        >>> scores.finalize().stats["AR100"].value
        0.0
        """
        self._check_takes_images()
        if not isinstance(image_id, Hashable):
            what = f"image_id must be text or a number, not {type(image_id).__name__}"
            raise InputError(what, where="DetectionAccumulator.update")
        self._check_new([image_id])
        image = checked_image(
            image_id,
            (gold, gold_category),
            (detections, category, score),
            (crowd, ignore, area),
            self._setting.categories,
            self._setting.parameters,
        )
        waiting, collected = [*self._waiting, image], self._collected
        if len(waiting) >= IMAGES_TOGETHER:
            waiting, collected = [], self._with_judged(waiting)
        self._image_ids.add(image_id)
        self._waiting, self._collected = waiting, collected

    def update_from(self, gold: Dataset, detections: Dataset) -> None:
        """Add all images of a dataset.

        Parameters
        ----------
        gold, detections
            As for `labelgauge.evaluate_detections`. Gold has no categories that the accumulator does not have.

        Raises
        ------
        InputError
            As `labelgauge.evaluate_detections` does, or if an image was added before or a category is unknown. Nothing
            is added then.

        Examples
        --------
        >>> from importlib.resources import files
        >>> import labelgauge as lg
        >>> folder = files("labelgauge.examples") / "coco_detections"
        >>> gold = lg.read(folder / "gold.json.gz")
        >>> scores = lg.DetectionAccumulator(gold.categories["id"].tolist(), names=gold.categories["name"])
        >>> scores.update_from(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
        >>> round(scores.finalize().stats["AP"].value, 3)
        0.505
        """
        for name, side in (("gold", gold), ("detections", detections)):
            check_instance(side, Dataset, name, fix="Pass what labelgauge.read returns.")
        parameters, categories = self._setting.parameters, self._setting.categories
        sides = sides_for(gold, detections, parameters, threads=self._threads)
        self._check_new(sides.image_ids)
        place = {value: i for i, value in enumerate(("all",) if parameters.class_agnostic else categories)}
        unknown = [value for value in sides.category_ids if value not in place]
        if unknown:
            what = f"{gold.name} has a category {unknown[0]!r}, which the accumulator does not have"
            raise InputError(what, where="update_from", fix="Give the accumulator the categories of all datasets.")
        named = categories_of(gold, sides.category_ids, class_agnostic=parameters.class_agnostic)
        frequencies = self._with_frequencies(dict(zip(named.ids, named.frequencies, strict=True)))
        _, outcomes = judged_sides(sides, parameters, threads=self._threads)
        numbers = np.array([place[value] for value in sides.category_ids], dtype=np.int32)
        collected = self._with(Collected.of(outcomes.renumbered(numbers)))
        self._frequencies = frequencies
        self._image_ids.update(sides.image_ids)
        self._collected = collected

    def merge(self, other: DetectionAccumulator) -> DetectionAccumulator:
        """An accumulator of all images of two.

        Parameters
        ----------
        other
            Of other images, with the same parameters and categories.

        Returns
        -------
        DetectionAccumulator
            A new one; the two are left as they were. It writes to disk as this one does; if this one does not, as the
            other.

        Raises
        ------
        InputError
            If parameters or categories differ, or an image is in both.

        Examples
        --------
        >>> import labelgauge as lg
        >>> box = lg.Boxes([[0, 0, 10, 10]])
        >>> shards = [lg.DetectionAccumulator([1]) for _ in range(2)]
        >>> for image, shard in enumerate(shards):
        ...     shard.update(image, gold=box, gold_category=[1], detections=box, category=[1], score=[0.9])
        >>> shards[0].merge(shards[1]).finalize().n_gold[0].tolist()
        [2, 2, 0, 0]
        """
        check_instance(other, DetectionAccumulator, "other", fix="Merge accumulators with each other.")
        mine, theirs = self._setting, other._setting
        if mine.parameters.to_dict() != theirs.parameters.to_dict() or mine.categories != theirs.categories:
            what = "the accumulators differ in parameters or categories"
            raise InputError(what, where="merge", fix="Make both alike.")
        self._check_new(other._image_ids)
        frequencies = self._with_frequencies(other._frequencies)
        both = DetectionAccumulator.__new__(DetectionAccumulator)
        both.__dict__ = self.__dict__ | {
            "_spill": self._spill or other._spill,
            "_waiting": [*self._waiting, *other._waiting],
            "_image_ids": self._image_ids | other._image_ids,
            "_frequencies": frequencies,
        }
        both._collected = both._with(other._collected)
        if len(both._waiting) >= IMAGES_TOGETHER:
            both._judge_waiting()
        return both

    def finalize(self) -> DetectionResult:
        """Take the scores of all images added so far; more can be added afterwards.

        Returns
        -------
        DetectionResult
            Without what asks for whom detections found (`DetectionResult.matches`). Without images all scores are NaN.

        Examples
        --------
        >>> import labelgauge as lg
        >>> lg.DetectionAccumulator([1]).finalize().stats["AP"].status
        'no_gold'
        """
        self._judge_waiting()
        parameters, categories, n_categories = self._setting.parameters, self._setting.categories, self._n_categories
        outcomes = self._outcomes()
        cuts = np.array(parameters.cuts, dtype=np.int64)
        tensors = tensors_of(outcomes, n_categories, parameters.settings.levels, cuts, threads=self._threads)
        if parameters.class_agnostic:
            named = Categories(["all"], ["all"], [""])
        else:
            frequencies = [self._frequencies.get(value, "") for value in categories]
            named = Categories(list(categories), [self._names[value] for value in categories], frequencies)
        return DetectionResult(parameters, tensors, named, outcomes)

    def __getstate__(self) -> dict[str, Any]:
        """Without files: who unpickles it may be on another machine."""
        return self.__dict__ | {"_collected": self._collected.in_memory()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._spill = found_spill(self._spill)

    def __len__(self) -> int:
        """How many images were added."""
        return len(self._image_ids)

    def __repr__(self) -> str:
        parameters = self._setting.parameters
        return f"<DetectionAccumulator {parameters.protocol} {parameters.task}: {len(self)} images>"

    def _check_takes_images(self) -> None:
        parameters = self._setting.parameters
        lacking = None
        if parameters.protocol != "coco":
            lacking = f"protocol={parameters.protocol!r}"
        elif parameters.task not in _TASKS:
            lacking = f"task={parameters.task!r}"
        elif parameters.settings.inclusive:
            lacking = "inclusive=True"
        if lacking is not None:
            what = f"images alone lack what {lacking} asks about them"
            raise InputError(what, where="DetectionAccumulator.update", fix="Use update_from with datasets.")

    def _with_frequencies(self, more: Mapping[Any, str]) -> dict[Any, str]:
        """How frequent LVIS says categories are, with what more images say."""
        known = self._frequencies | {value: frequency for value, frequency in more.items() if frequency}
        changed = [value for value, frequency in self._frequencies.items() if known[value] != frequency]
        if changed:
            what = f"category {changed[0]!r} is of another frequency here than in what was added before"
            raise InputError(what, where="DetectionAccumulator", fix="Add parts of one dataset.")
        return known

    def _check_new(self, image_ids: Collection[Any]) -> None:
        kinds = {isinstance(value, str) for value in (*image_ids, *itertools.islice(self._image_ids, 1))}
        if len(kinds) > 1:
            what = "ids of images must all be text or all be numbers, as equal scores are ranked by them"
            raise InputError(what, where="DetectionAccumulator")
        known = self._image_ids.intersection(image_ids)
        if known:
            what = f"image {next(iter(known))!r} has been added before"
            raise InputError(what, where="DetectionAccumulator", fix="Add every image once, with all its annotations.")

    @property
    def _n_categories(self) -> int:
        return 1 if self._setting.parameters.class_agnostic else len(self._setting.categories)

    def _with(self, more: Collected) -> Collected:
        return self._collected.plus(more, self._spill, self._n_categories, threads=self._threads)

    def _with_judged(self, images: list[ImageObjects]) -> Collected:
        return self._with(Collected.of(self._judged(images)))

    def _judge_waiting(self) -> None:
        if self._waiting:
            self._collected = self._with_judged(self._waiting)
            self._waiting = []

    def _judged(self, images: list[ImageObjects]) -> Outcomes:
        parameters = self._setting.parameters
        sides = sides_of_images(images, self._setting.categories, parameters)
        return judged_sides(sides, parameters, threads=self._threads)[1]

    def _outcomes(self) -> Outcomes:
        """What became of all images. Where it stays in memory, it is what is collected from now on, too."""
        collected = self._collected
        if not collected.held and not collected.on_disk:
            collected = Collected.of(self._judged([]))
        outcomes = collected.outcomes(self._spill, self._n_categories, threads=self._threads)
        if self._spill is None:
            self._collected = Collected.of(outcomes)
        return outcomes


def _ascending(categories: Sequence[Any]) -> tuple[Any, ...]:
    values = list(categories)
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        what = f"category {twice!r} is there twice"
        raise InputError(what, where="categories", fix="Give every category once.")
    try:
        return tuple(sorted(values))
    except TypeError as error:
        what = "ids of categories must all be text or all be numbers, as results are in their order"
        raise InputError(what, where="categories") from error


def _names(categories: Sequence[Any], names: Sequence[str] | None) -> dict[Any, str]:
    if names is None:
        return {value: str(value) for value in categories}
    if len(names) != len(categories):
        what = f"there are {len(names)} names for {len(categories)} categories"
        raise InputError(what, where="names")
    return dict(zip(categories, names, strict=True))
