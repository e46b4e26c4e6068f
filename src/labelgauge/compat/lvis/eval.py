"""The classes of ``lvis.eval``: average precision and recall of detections, by the rules of LVIS."""

from __future__ import annotations

import copy
import datetime as dt
import os
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.entries import Entries, Place
from labelgauge.compat._detection.matching import Matched
from labelgauge.compat._detection.outcomes import outcomes_of
from labelgauge.compat._output import show
from labelgauge.compat.lvis._federated import matched_by
from labelgauge.compat.lvis._pointers import Pointers
from labelgauge.compat.lvis.lvis import LVIS
from labelgauge.compat.lvis.results import LVISResults
from labelgauge.errors import InputError

Record = dict[str, Any]
Floats = NDArray[np.float64]

_IOU_TYPES = ("segm", "bbox")
_UNLIMITED = [np.iinfo(np.int64).max]


class Params:
    """What an evaluation depends on; set its attributes before `LVISEval.evaluate`.

    Parameters
    ----------
    iou_type
        ``"segm"`` or ``"bbox"``.

    Attributes
    ----------
    img_ids, cat_ids : list
        Images and categories that are evaluated.
    iou_thrs, rec_thrs : float64
        IoU thresholds, 0.5 to 0.95; recalls at which precision is taken, 0 to 1.
    max_dets : int
        What the summary says of how many detections of an image count; `LVISResults` keeps so many.
    area_rng, area_rng_lbl : list
        Ranges of area, least and greatest, and what they are called.
    use_cats : int
        Whether categories are kept apart; they have to be.
    img_count_lbl : list of str
        What the groups of rare, common and frequent categories are called.

    Examples
    --------
    >>> from labelgauge.compat.lvis.eval import Params
    >>> Params("bbox").max_dets
    300
    """

    def __init__(self, iou_type: str) -> None:
        self.img_ids: list[Any] = []
        self.cat_ids: list[Any] = []
        self.iou_thrs: Floats = np.linspace(0.5, 0.95, 10)
        self.rec_thrs: Floats = np.linspace(0.0, 1.0, 101)
        self.max_dets = 300
        self.area_rng: list[list[float]] = [[0, 1e5**2], [0, 32**2], [32**2, 96**2], [96**2, 1e5**2]]
        self.area_rng_lbl = ["all", "small", "medium", "large"]
        self.use_cats = 1
        self.img_count_lbl = ["r", "c", "f"]
        self.iou_type = iou_type


class LVISEval:
    """An evaluation of detections against gold.

    Parameters
    ----------
    lvis_gt
        Gold: an `LVIS` object, or the path of a file. Neither it nor its dictionaries are changed.
    lvis_dt
        Results: an `LVISResults` object, the path of a file, or a list.
    iou_type
        ``"segm"`` or ``"bbox"``.

    Attributes
    ----------
    params : Params
        What the evaluation depends on: set it before `evaluate`.
    eval_imgs : list of dict
        After `evaluate`: one entry per category, range of areas and image, in this order; made when first asked for.
    ious : dict
        After `evaluate`: overlaps of detections and gold by image and category id; made when first asked for.
    freq_groups : list
        After `evaluate`: places of rare, common and frequent categories.
    eval : dict
        After `accumulate`: ``precision`` (T, R, K, A), ``recall`` (T, K, A), ``dt_pointers``, ``counts``, ``params``
        and ``date``; -1 where there is no gold.
    results : OrderedDict
        After `summarize`: the numbers of the summary by name.

    Raises
    ------
    InputError
        If a side is none of these, or there is no such type.

    Examples
    --------
    >>> from labelgauge.compat.lvis import LVIS, LVISEval
    >>> image = {"id": 1, "neg_category_ids": [], "not_exhaustive_category_ids": []}
    >>> box = {"id": 7, "image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 4], "area": 16}
    >>> gold = LVIS({"images": [image], "categories": [{"id": 3, "frequency": "r"}], "annotations": [box]})
    >>> found = [{"image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 3], "score": 0.9}]
    >>> evaluation = LVISEval(gold, found, "bbox")
    >>> evaluation.run()
    >>> round(evaluation.get_results()["APr"], 3)
    0.6
    """

    def __init__(
        self,
        lvis_gt: LVIS | str | os.PathLike[str],
        lvis_dt: LVISResults | str | os.PathLike[str] | list[Record],
        iou_type: str = "segm",
    ) -> None:
        if iou_type not in _IOU_TYPES:
            what = f"iou_type must be one of {', '.join(map(repr, _IOU_TYPES))}, not {iou_type!r}"
            raise InputError(what)
        self.lvis_gt = lvis_gt if isinstance(lvis_gt, LVIS) else LVIS(lvis_gt)
        self.lvis_dt = lvis_dt if isinstance(lvis_dt, LVISResults) else LVISResults(self.lvis_gt, lvis_dt)
        self.params = Params(iou_type)
        self.params.img_ids = sorted(self.lvis_gt.get_img_ids())
        self.params.cat_ids = sorted(self.lvis_gt.get_cat_ids())
        self.freq_groups: list[list[int]] = []
        self.eval: Record = {}
        self.results: OrderedDict[str, float] = OrderedDict()
        self._evaluated: Params = self.params
        self._matched: Matched | None = None
        self._entries: Entries | None = None
        self._eval_imgs: list[Record | None] | None = None
        self._ious: dict[Any, Any] | None = None
        self._place_of_image: dict[Any, int] = {}
        self._place_of_category: dict[Any, int] = {}

    @property
    def eval_imgs(self) -> list[Record | None]:
        """What became of the detections of each category, range of areas and image."""
        if self._matched is None:
            return []
        if self._eval_imgs is None:
            params = self._evaluated
            shape = len(params.cat_ids), len(params.area_rng), len(params.img_ids)
            self._eval_imgs = self._made().laid_out(shape, self._image)
        return self._eval_imgs

    @property
    def ious(self) -> dict[Any, Any]:
        """Overlaps of detections and gold by image and category id."""
        if self._matched is None:
            return {}
        if self._ious is None:
            images, categories, entries = self._evaluated.img_ids, self._evaluated.cat_ids, self._made()
            self._ious = {(image, category): [] for image in images for category in categories}
            for category, image in entries:
                self._ious[images[image], categories[category]] = entries.overlap((category, image))
        return self._ious

    def evaluate(self) -> None:
        """Match the detections of every image and category with gold.

        Raises
        ------
        InputError
            If a parameter or an annotation cannot be used: a field is missing, two annotations have one id, a score is
            not finite; or if categories are not to be used.
        GeometryError
            If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
        """
        params = self.params
        if not params.use_cats:
            what = "LVIS says which categories an image was searched for, so it cannot be evaluated without them"
            raise InputError(what, where="params.use_cats", fix="Set it to 1.")
        params.img_ids = list(np.unique(params.img_ids))
        if not params.cat_ids:
            params.cat_ids = sorted(self.lvis_gt.get_cat_ids())
        self.freq_groups = self._frequency_groups()
        self._matched = matched_by(params, self.lvis_gt, self.lvis_dt)
        self._evaluated = copy.deepcopy(params)
        self._place_of_image = {image_id: place for place, image_id in enumerate(params.img_ids)}
        self._place_of_category = {category_id: place for place, category_id in enumerate(params.cat_ids)}
        self._entries = self._eval_imgs = self._ious = None
        self.eval = {}

    def accumulate(self) -> None:
        """Take precision and recall, which go to `eval`.

        Raises
        ------
        InputError
            If nothing was evaluated.
        """
        if self._matched is None:
            what = "nothing was evaluated"
            raise InputError(what, where="LVISEval.accumulate", fix="Call evaluate() first.")
        outcomes, n_categories = outcomes_of(self._matched), len(self._evaluated.cat_ids)
        levels = np.asarray(self.params.rec_thrs, dtype=np.float64).reshape(-1)
        precision, recall, _ = outcomes.tensors(n_categories, levels, _UNLIMITED)
        ids = np.array(self._matched.detections.fields["id"])[self._matched.judged.cells.detection]
        self.eval = {
            "params": self.params,
            "counts": list(precision.shape[:-1]),
            "date": dt.datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            "precision": precision[..., 0],
            "recall": recall[..., 0],
            "dt_pointers": Pointers(outcomes, ids, n_categories),
        }

    def summarize(self) -> None:
        """Take the numbers of the summary, which go to `results`.

        Raises
        ------
        InputError
            If nothing was accumulated.
        """
        if not self.eval:
            what = "nothing was accumulated"
            raise InputError(what, where="LVISEval.summarize", fix="Call accumulate() first.")
        precision, recall, most = self.eval["precision"], self.eval["recall"], self.params.max_dets
        self.results = OrderedDict(
            AP=self._mean(precision),
            AP50=self._mean(precision, threshold=0.5),
            AP75=self._mean(precision, threshold=0.75),
        )
        for name in ("small", "medium", "large"):
            self.results[f"AP{name[0]}"] = self._mean(precision, area=name)
        for label, group in zip(self.params.img_count_lbl, self.freq_groups, strict=True):
            self.results[f"AP{label}"] = self._mean(precision, categories=group)
        self.results[f"AR@{most}"] = self._mean(recall)
        for name in ("small", "medium", "large"):
            self.results[f"AR{name[0]}@{most}"] = self._mean(recall, area=name)

    def run(self) -> None:
        """Evaluate, accumulate and summarize.

        Raises
        ------
        InputError
            As these three do.
        GeometryError
            As `evaluate` does.
        """
        self.evaluate()
        self.accumulate()
        self.summarize()

    def print_results(self) -> None:
        """Print the numbers of the summary, one a line."""
        ends = f"{self.params.iou_thrs[0]:0.2f}:{self.params.iou_thrs[-1]:0.2f}"
        for key, value in self.results.items():
            title = "Average Precision  (AP)" if "AP" in key else "Average Recall     (AR)"
            detail = key[2:3]
            overlaps = f"{float(key[2:]) / 100:0.2f}" if detail.isdigit() else ends
            group = detail if detail and detail in "rcf" else "all"
            area = detail if detail and detail in "sml" else "all"
            show(
                f" {title} @[ IoU={overlaps:<9} | area={area:>6s} | maxDets={self.params.max_dets:>3d} "
                f"catIds={group:>3s}] = {value:0.3f}"
            )

    def get_results(self) -> OrderedDict[str, float]:
        """The numbers of the summary.

        Returns
        -------
        OrderedDict
            By name; empty before `summarize`.
        """
        return self.results

    def compute_iou(self, img_id: Any, cat_id: Any) -> Any:
        """Overlaps of one image and category.

        Parameters
        ----------
        img_id, cat_id
            Ids.

        Returns
        -------
        float64 (detections, gold), in Fortran order
            Detections by falling score, gold as it came; ``[]`` where a side has none.

        Raises
        ------
        InputError
            If nothing was evaluated.
        """
        place = self._place(img_id, cat_id)
        return self._made().overlap(place) if place is not None else []

    def evaluate_img(self, img_id: Any, cat_id: Any, area_rng: Any) -> Record | None:
        """What became of the detections of one image and category.

        Parameters
        ----------
        img_id, cat_id
            Ids.
        area_rng
            One of ``params.area_rng``.

        Returns
        -------
        dict, or None where there is neither gold nor a detection
            An entry of `eval_imgs`.

        Raises
        ------
        InputError
            If nothing was evaluated, or not this range of areas.
        """
        place = self._place(img_id, cat_id)
        ranges = [list(area) for area in self._evaluated.area_rng]
        if list(area_rng) not in ranges:
            what = f"area_rng must be one of params.area_rng as they were evaluated, not {area_rng!r}"
            raise InputError(what)
        return self._image(place, ranges.index(list(area_rng))) if place is not None else None

    def _frequency_groups(self) -> list[list[int]]:
        """Places of the categories of each group."""
        groups: dict[str, list[int]] = {label: [] for label in self.params.img_count_lbl}
        for place, category in enumerate(self.lvis_gt.load_cats(self.params.cat_ids)):
            if category.get("frequency") not in groups:
                what = f"'frequency' must be one of {', '.join(map(repr, groups))}, not {category.get('frequency')!r}"
                raise InputError(what, where=f"category id {category['id']!r}")
            groups[category["frequency"]].append(place)
        return list(groups.values())

    def _mean(
        self, tensor: Floats, *, threshold: float | None = None, area: str = "all", categories: list[int] | None = None
    ) -> float:
        """Mean of what is not -1."""
        if threshold is not None:
            tensor = tensor[np.asarray(self.params.iou_thrs) == threshold]
        if categories is not None:
            tensor = tensor[:, :, categories]
        values = tensor[..., [i for i, label in enumerate(self.params.area_rng_lbl) if label == area]]
        known = values[values > -1]
        return float(np.mean(known)) if len(known) else -1.0

    def _place(self, image_id: Any, category_id: Any) -> Place | None:
        """Places of an image and a category among those evaluated; None if one was not."""
        self._made()
        category, image = self._place_of_category.get(category_id), self._place_of_image.get(image_id)
        return None if category is None or image is None else (category, image)

    def _made(self) -> Entries:
        if self._matched is None:
            what = "nothing was evaluated"
            raise InputError(what, where="LVISEval", fix="Call evaluate() first.")
        if self._entries is None:
            self._entries = Entries(self._matched)
        return self._entries

    def _image(self, place: Place, area: int) -> Record | None:
        entry, params = self._made().entry(place, area, None), self._evaluated
        if entry is None:
            return None
        return {
            "image_id": params.img_ids[place[1]],
            "category_id": params.cat_ids[place[0]],
            "area_rng": params.area_rng[area],
            "dt_ids": entry.detection_ids,
            "gt_ids": entry.gold_ids,
            "dt_matches": entry.detection_matches,
            "gt_matches": entry.gold_matches,
            "dt_scores": entry.scores,
            "gt_ignore": entry.gold_ignored,
            "dt_ignore": entry.detection_ignored,
        }
