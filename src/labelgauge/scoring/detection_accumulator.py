"""DetectionAccumulator: detection scores of images that come one by one, or on several machines."""

from __future__ import annotations

import itertools
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
from labelgauge.scoring.detection_image import ImageObjects, checked_image, sides_of_images
from labelgauge.scoring.detection_parameters import DetectionParameters, Parity, ProtocolName, checked
from labelgauge.scoring.detection_protocols import Areas, Task
from labelgauge.scoring.detection_result import Categories, DetectionResult
from labelgauge.scoring.detection_state import Outcomes, merged, ordered, tensors_of
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
    threads
        Number of threads; never changes the answer.

    Raises
    ------
    InputError
        If a parameter is not as described, or a category is named twice.

    Examples
    --------
    >>> import labelgauge as lg
    >>> scores = lg.DetectionAccumulator([1, 2])
    >>> box = lg.Boxes([[0, 0, 10, 10]])
    >>> scores.update("a.jpg", gold=box, gold_category=[1], detections=box, category=[1], score=[0.9])
    >>> scores.update("b.jpg", gold=box, gold_category=[2], detections=box, category=[1], score=[0.8])
    >>> scores.finalize().stats["AP"].value
    0.4999999999999999
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
        self._threads = threads
        self._parts: list[Outcomes] = []
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
        self._image_ids.add(image_id)
        self._waiting.append(image)
        if len(self._waiting) == IMAGES_TOGETHER:
            self._judge_waiting()

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
        self._frequencies = frequencies
        self._image_ids.update(sides.image_ids)
        self._parts.append(outcomes.renumbered(numbers))

    def merge(self, other: DetectionAccumulator) -> DetectionAccumulator:
        """An accumulator of all images of two.

        Parameters
        ----------
        other
            Of other images, with the same parameters and categories.

        Returns
        -------
        DetectionAccumulator
            A new one; the two are left as they were.

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
            "_parts": [*self._parts, *other._parts],
            "_waiting": [*self._waiting, *other._waiting],
            "_image_ids": self._image_ids | other._image_ids,
            "_frequencies": frequencies,
        }
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
        parameters, categories = self._setting.parameters, self._setting.categories
        n_categories = 1 if parameters.class_agnostic else len(categories)
        self._parts = [merged(self._parts or [self._nothing()])]
        outcomes = ordered(self._parts[0], n_categories, threads=self._threads)
        cuts = np.array(parameters.cuts, dtype=np.int64)
        tensors = tensors_of(outcomes, n_categories, parameters.settings.levels, cuts, threads=self._threads)
        if parameters.class_agnostic:
            named = Categories(["all"], ["all"], [""])
        else:
            frequencies = [self._frequencies.get(value, "") for value in categories]
            named = Categories(list(categories), [self._names[value] for value in categories], frequencies)
        return DetectionResult(parameters, tensors, named, outcomes)

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

    def _judge_waiting(self) -> None:
        if self._waiting:
            parameters = self._setting.parameters
            sides = sides_of_images(self._waiting, self._setting.categories, parameters)
            self._parts.append(judged_sides(sides, parameters, threads=self._threads)[1])
            self._waiting = []

    def _nothing(self) -> Outcomes:
        parameters = self._setting.parameters
        sides = sides_of_images([], self._setting.categories, parameters)
        return judged_sides(sides, parameters, threads=self._threads)[1]


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
