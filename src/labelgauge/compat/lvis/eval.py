"""The classes of ``lvis.eval``: average precision and recall of detections, by the rules of LVIS."""

from __future__ import annotations

import copy
import datetime as dt
import os
from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat import _overrides
from labelgauge.compat._detection.entries import Entries, Place
from labelgauge.compat._detection.evaluated import ByKey, Evaluated, needed
from labelgauge.compat._detection.outcomes import outcomes_of, tensors_of
from labelgauge.compat._detection.stored import Names, cells_of, stored_outcomes
from labelgauge.compat._output import show
from labelgauge.compat.lvis._federated import evaluated_by
from labelgauge.compat.lvis._pointers import Part, Pointers
from labelgauge.compat.lvis.lvis import LVIS
from labelgauge.compat.lvis.results import LVISResults
from labelgauge.errors import InputError

Record = dict[str, Any]
Floats = NDArray[np.float64]

_IOU_TYPES = ("segm", "bbox")
_UNLIMITED = [np.iinfo(np.int64).max]
_NAMES = Names("eval_imgs", "dt_scores", "dt_matches", "dt_ignore", "gt_ignore")
_NOT_CALLED = ("_prepare", "_get_gt_dt", "_to_mask", "_prepare_freq_group")


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
        Once it was asked for or set, `accumulate` goes by what it holds then.
    ious : dict
        After `evaluate`: overlaps of detections and gold by image and category id; made when first asked for. Once it
        was asked for or set, `evaluate_img` goes by what it holds then.
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

    Notes
    -----
    A subclass may override `compute_iou` and `evaluate_img`: `evaluate` then calls them image by image. They find
    copies of the annotations in ``_gts`` and ``_dts``, and categories not labelled exhaustively in ``img_nel``.

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
        self._evaluated: Evaluated | None = None
        self._eval_imgs: list[Record | None] | None = None
        self._ious: dict[Any, Any] | None = None

    @property
    def eval_imgs(self) -> list[Record | None]:
        """What became of the detections of each category, range of areas and image."""
        if self._eval_imgs is None:
            self._eval_imgs = self._made_images() if self._evaluated is not None else []
        return self._eval_imgs

    @eval_imgs.setter
    def eval_imgs(self, entries: Any) -> None:
        self._eval_imgs = entries if isinstance(entries, list) else list(entries)

    @property
    def ious(self) -> dict[Any, Any]:
        """Overlaps of detections and gold by image and category id."""
        if self._ious is None:
            self._ious = self._evaluated.overlaps() if self._evaluated is not None else {}
        return self._ious

    @ious.setter
    def ious(self, overlaps: dict[Any, Any]) -> None:
        self._ious = overlaps

    @property
    def img_nel(self) -> dict[Any, list[Any]]:
        """By image id, the categories that were not labelled exhaustively."""
        images = self.lvis_gt.load_imgs(needed(self._evaluated, "LVISEval").image_ids)
        return {image["id"]: list(image["not_exhaustive_category_ids"]) for image in images}

    @property
    def _gts(self) -> ByKey:
        """Copies of gold, for methods of subclasses."""
        return needed(self._evaluated, "LVISEval").gold

    @property
    def _dts(self) -> ByKey:
        """Copies of the detections that take part, for methods of subclasses."""
        return needed(self._evaluated, "LVISEval").detections

    def evaluate(self) -> None:
        """Match the detections of every image and category with gold.

        Raises
        ------
        InputError
            If a parameter or an annotation cannot be used: a field is missing, two annotations have one id, a score is
            not finite; if categories are not to be used; or if a method is overridden that is not called here.
        GeometryError
            If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
        """
        overridden = _overrides.overridden(self, _OWN)
        _overrides.refuse(overridden, _NOT_CALLED, "LVISEval.evaluate")
        params = self.params
        if not params.use_cats:
            what = "LVIS says which categories an image was searched for, so it cannot be evaluated without them"
            raise InputError(what, where="params.use_cats", fix="Set it to 1.")
        params.img_ids = list(np.unique(params.img_ids))
        params.cat_ids = list(params.cat_ids) or sorted(self.lvis_gt.get_cat_ids())
        self._prepare()
        self._call_overridden(overridden)

    def _prepare(self) -> None:
        """Match by the parameters as they are, for those who then call `compute_iou` and `evaluate_img` themselves."""
        self.freq_groups = self._frequency_groups()
        self._evaluated = evaluated_by(self.params, self.lvis_gt, self.lvis_dt)
        self._eval_imgs = self._ious = None
        self.eval = {}

    def _get_gt_dt(self, img_id: Any, cat_id: Any) -> tuple[list[Record], list[Record]]:
        """Copies of what one image has of one category, for methods of subclasses."""
        return self._gts[img_id, cat_id], self._dts[img_id, cat_id]

    def _call_overridden(self, overridden: set[str]) -> None:
        """Call what a subclass has in the place of methods here, image by image, and keep what it answers."""
        evaluated = needed(self._evaluated, "LVISEval")
        if "compute_iou" in overridden:
            self.ious = evaluated.overlaps_by(self.compute_iou)
        if overridden & {"compute_iou", "evaluate_img"}:
            self.eval_imgs = evaluated.records_by(self.evaluate_img)

    def accumulate(self) -> None:
        """Take precision and recall, which go to `eval`.

        Raises
        ------
        InputError
            If nothing was evaluated, or `eval_imgs` do not fit what was.
        """
        evaluated = needed(self._evaluated, "LVISEval.accumulate")
        parts, n_categories = self._parts(evaluated), len(evaluated.category_ids)
        levels = np.asarray(self.params.rec_thrs, dtype=np.float64).reshape(-1)
        precision, recall, _ = tensors_of([outcomes for outcomes, _ in parts], n_categories, levels, _UNLIMITED)
        self.eval = {
            "params": self.params,
            "counts": list(precision.shape[:-1]),
            "date": dt.datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            "precision": precision[..., 0],
            "recall": recall[..., 0],
            "dt_pointers": Pointers(parts, n_categories),
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
        return needed(self._evaluated, "LVISEval").overlap(img_id, cat_id)

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
            If nothing was evaluated, or not this range of areas; or if `ious` were set that do not fit.
        """
        evaluated = needed(self._evaluated, "LVISEval")
        area, place = evaluated.area(area_rng, "area_rng", "params.area_rng"), evaluated.place(img_id, cat_id)
        return None if place is None else self._image(evaluated.entries_by(self._ious, place), place, area)

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

    def _parts(self, evaluated: Evaluated) -> list[Part]:
        """Outcomes and ids of detections: by `eval_imgs` if anybody may have changed them."""
        sides = evaluated.matched
        if self._eval_imgs is None:
            return [(outcomes_of(sides), np.array(sides.detections.fields["id"])[sides.judged.cells.detection])]
        shape = len(evaluated.category_ids), len(evaluated.areas), len(evaluated.image_ids)
        return [
            (
                stored_outcomes(cells, len(sides.thresholds), _NAMES),
                np.array([each for _, _, entry in cells for each in entry["dt_ids"]]),
            )
            for cells in cells_of(self._eval_imgs, shape, _NAMES)
        ]

    def _made_images(self) -> list[Record | None]:
        evaluated = needed(self._evaluated, "LVISEval")
        return evaluated.records(lambda place, area: self._image(evaluated.entries, place, area))

    def _image(self, entries: Entries, place: Place, area: int) -> Record | None:
        entry, evaluated = entries.entry(place, area, None), needed(self._evaluated, "LVISEval")
        if entry is None:
            return None
        return {
            "image_id": evaluated.image_ids[place[1]],
            "category_id": evaluated.category_ids[place[0]],
            "area_rng": copy.copy(evaluated.areas[area]),
            "dt_ids": entry.detection_ids,
            "gt_ids": entry.gold_ids,
            "dt_matches": entry.detection_matches,
            "gt_matches": entry.gold_matches,
            "dt_scores": entry.scores,
            "gt_ignore": entry.gold_ignored,
            "dt_ignore": entry.detection_ignored,
        }


_OWN = {name: vars(LVISEval).get(name) for name in (*_NOT_CALLED, "compute_iou", "evaluate_img")}
