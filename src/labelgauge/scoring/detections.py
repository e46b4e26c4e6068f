"""evaluate_detections(): gold and scored detections in, average precision and all that stands behind it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.dataset.dataset import Dataset
from labelgauge.errors import check_instance
from labelgauge.matching.judged import Judged, judge
from labelgauge.metrics.boundary import DILATION_RATIO
from labelgauge.scoring.detection_evidence import Evidence
from labelgauge.scoring.detection_parameters import DetectionParameters, Parity, ProtocolName, checked
from labelgauge.scoring.detection_protocols import Areas, Task
from labelgauge.scoring.detection_result import Categories, DetectionResult
from labelgauge.scoring.detection_sides import Sides, plain, sides_of
from labelgauge.scoring.detection_state import Outcomes, outcomes_of, tensors_of
from labelgauge.scoring.federated_detections import as_federated

Ints = NDArray[np.int64]


def evaluate_detections(
    gold: Dataset,
    detections: Dataset,
    *,
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
    unscored: float | None = None,
    draws: int = 0,
    seed: int = 0,
    threads: int = 1,
) -> DetectionResult:
    r"""Average precision and recall of scored detections, by the rules of COCO, LVIS, Pascal VOC or Open Images.

    Within each image and category, detections take gold objects in order of score (docs/detection.md). After the first
    i detections of a category by falling score, r of them right and w wrong, recall is r / g and precision
    r / (r + w); AP is the mean over thresholds, recall levels and categories of

    .. math:: p(\rho) = \max_{\text{recall} \ge \rho} \text{precision}

    Parameters
    ----------
    gold
        What is true, as `labelgauge.read` returns it.
    detections
        What a model found, with scores; read with ``images_of=gold`` if it is a result list.
    task
        What is compared: ``"bbox"``, ``"segm"`` (masks), ``"boundary"`` (the lesser of mask IoU and Boundary IoU),
        ``"keypoints"`` (OKS; people of whom no keypoint is labelled are ignored) or ``"rotated"`` (boxes of five
        numbers: centre, width, height and counter-clockwise degrees; either side may have upright ones). COCO's rules
        are for all of these, LVIS's for the first three, VOC's for the first two and the last, Open Images' for the
        first two.
    protocol
        ``"coco"``. ``"lvis"``: federated, an image is judged on the classes it was checked for, 300 detections of an
        image over all classes. ``"voc"``: a detection is about the gold object that it overlaps most, taken or not, so
        that the second about one is wrong; overlap 0.5; ``difficult`` ones are ignored; the area under precision, and
        the mean at eleven recalls. ``"openimages"``: the same, federated as LVIS, with ``is_group_of`` objects, which
        absorb what else lies in them by half or more, and are found once; categories as annotated, without a hierarchy.
    parity
        ``"strict"``: `pycocotools` or `lvis-api` bit for bit, with their faults: ``ignore`` is overwritten by
        ``iscrowd``, an area of exactly 32² or 96² belongs to two sizes, masks have the size of their detection's box
        where the first result has a box, and a match with an annotation whose id is 0 counts for nothing.
        ``"corrected"``: without these. The other protocols are the same either way.
    class_agnostic
        Whether all categories count as one (``useCats=0``), which federated protocols have not. Keypoints then match as
        anything else does; `pycocotools` finds none.
    iou_thresholds
        Ascending, in (0, 1]; an overlap of just that is enough. None: 0.5, 0.55, ..., 0.95; of VOC and Open Images 0.5.
        Programs that ask more than 0.5 of VOC's detections are met by ``numpy.nextafter(0.5, 1)``.
    recall_levels
        Ascending, in [0, 1]. None: 0, 0.01, ..., 1; 0, 0.1, ..., 1 for VOC.
    areas
        Ranges of area by name, in px²; None: all, small (up to 32²), medium, large (from 96²). Keypoints lack small;
        VOC and Open Images have all alone.
    max_detections
        Ascending, or one number; how many detections of an image and category count. None: 1, 10 and 100; 20 for
        keypoints; all for VOC and Open Images. Of LVIS one number, of an image over all categories; None: 300.
    dilation_ratio
        Of ``task="boundary"``, width of the band as a share of the image's diagonal.
    sigmas
        Of ``task="keypoints"``, the spread of each keypoint. None: COCO's for the 17 points of a person.
    inclusive
        Of ``task="bbox"``, whether boxes end with their last pixel, so that one from x = 3 to 5 is 3 pixels wide,
        though its width is written as 2. None: for VOC yes, else no.
    unscored
        Score of detections that have none. With ``unscored=1``, `detections` may be another person's annotations of the
        same images (crowds are left out): AP of one person by another is what a model can be asked for at most. Equal
        scores are ranked by image id and place. None: detections without scores are an error.
    draws, seed
        How many times images are resampled for intervals, and from which seed; `DetectionResult.bootstrap` does it
        later too.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    DetectionResult
        Summary, tensors, classes, matches. Numbers without any gold object are NaN, and say why.

    Raises
    ------
    InputError
        If a detection has no finite score, refers to an image or a category that gold does not have, or lacks the
        geometry of the task; or if a parameter is not as described.

    Notes
    -----
    Lin et al., "Microsoft COCO", 2014; ``COCOeval``. Gupta, Dollár, Girshick, "LVIS", 2019; ``LVISEval``. Cheng et
    al., "Boundary IoU", 2021. Everingham et al., "The PASCAL VOC Challenge", 2010; ``VOCevaldet.m``. Kuznetsova et al.,
    "The Open Images Dataset V4", 2020; ``OpenImagesDetectionChallengeEvaluator`` of TensorFlow's detection API.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> found = lg.read(folder / "boxes.json.gz", images_of=gold)
    >>> lg.evaluate_detections(gold, found).stats["AP"].value
    0.5045806987249628
    """
    for name, side in (("gold", gold), ("detections", detections)):
        check_instance(side, Dataset, name, fix="Pass what labelgauge.read returns.")
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
        unscored=unscored,
    )
    sides = sides_for(gold, detections, parameters, threads=threads)
    judged, outcomes = judged_sides(sides, parameters, threads=threads)
    levels, cuts = parameters.settings.levels, np.array(parameters.cuts, dtype=np.int64)
    result = DetectionResult(
        parameters,
        tensors_of(outcomes, len(sides.category_ids), levels, cuts, threads=threads),
        categories_of(gold, sides.category_ids, class_agnostic=parameters.class_agnostic),
        outcomes,
        Evidence(gold, detections, sides, judged),
    )
    return result.bootstrap(draws, seed=seed, threads=threads) if draws else result


def sides_for(gold: Dataset, detections: Dataset, parameters: DetectionParameters, *, threads: int) -> Sides:
    """Both datasets as the protocol has them."""
    sides = sides_of(gold, detections, parameters.reading, threads=threads)
    if parameters.settings.is_federated:
        sides = as_federated(sides, gold, parameters.settings.most_per_image, threads=threads)
    return sides


def judged_sides(sides: Sides, parameters: DetectionParameters, *, threads: int) -> tuple[Judged, Outcomes]:
    """What became of detections, with and without whom they found."""
    judged = judge(
        sides.gold,
        sides.detections,
        sides.shapes,
        parameters.rules,
        len(sides.category_ids),
        len(sides.image_ids),
        kept=sides.kept,
        unseen=sides.unseen,
        threads=threads,
    )
    return judged, outcomes_of(judged, sides.detections.score, sides.image_ids)


def categories_of(gold: Dataset, category_ids: list[Any], *, class_agnostic: bool) -> Categories:
    """What the dataset calls its categories."""
    if class_agnostic:
        return Categories(category_ids, ["all"], [""])
    table = gold.categories
    row_of = {value: row for row, value in enumerate(plain(table["id"]))}
    rows = [row_of[value] for value in category_ids]
    frequencies = table["frequency"] if "frequency" in table else [""] * len(table)
    return Categories(category_ids, [table["name"][row] for row in rows], [frequencies[row] for row in rows])
