"""The classes of ``pycocotools.cocoeval``: average precision and recall of detections, by COCO's rules."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat import _overrides
from labelgauge.compat._detection.entries import Entries, Place
from labelgauge.compat._detection.evaluated import ByKey, Evaluated, needed
from labelgauge.compat._detection.outcomes import Outcomes, outcomes_of
from labelgauge.compat._output import show
from labelgauge.compat.pycocotools._accumulated import accumulated, alike, outcomes_by_range
from labelgauge.compat.pycocotools._matched import evaluated_by
from labelgauge.compat.pycocotools._summary import summary
from labelgauge.errors import InputError

Record = dict[str, Any]
Floats = NDArray[np.float64]

_HEAD, _ARMS, _LEGS = (0.26, 0.25, 0.25, 0.35, 0.35), (0.79, 0.79, 0.72, 0.72, 0.62, 0.62), (1.07, 1.07, 0.87, 0.87)
_POINT_SPREADS = (*_HEAD, *_ARMS, *_LEGS, 0.89, 0.89)
_IOU_TYPES = ("segm", "bbox", "keypoints")


class Params:
    """What an evaluation depends on; set its attributes before `COCOeval.evaluate`.

    Parameters
    ----------
    iouType
        ``"segm"``, ``"bbox"`` or ``"keypoints"``.

    Attributes
    ----------
    imgIds, catIds : list
        Images and categories that are evaluated.
    iouThrs : float64 (T,)
        IoU thresholds, 0.5 to 0.95.
    recThrs : float64 (R,)
        Recalls at which precision is taken, 0 to 1.
    maxDets : list of int
        How many detections of an image and category count.
    areaRng, areaRngLbl : list
        Ranges of area, least and greatest, and what they are called.
    useCats : int
        Whether categories are kept apart.
    useSegm : int or None
        1 or 0 stand for the types ``"segm"`` and ``"bbox"`` (an old form).
    kpt_oks_sigmas : float64 (17,)
        Of keypoints, the spread of each relative to the root of the area.

    Raises
    ------
    InputError
        If there is no such type.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools.cocoeval import Params
    >>> Params("bbox").maxDets, Params("keypoints").areaRngLbl
    ([1, 10, 100], ['all', 'medium', 'large'])
    """

    def __init__(self, iouType: str = "segm") -> None:
        if iouType not in _IOU_TYPES:
            what = f"iouType must be one of {', '.join(map(repr, _IOU_TYPES))}, not {iouType!r}"
            raise InputError(what)
        if iouType == "keypoints":
            self.setKpParams()
        else:
            self.setDetParams()
        self.iouType = iouType
        self.useSegm: int | None = None

    def setDetParams(self) -> None:
        """Set the defaults of boxes and masks."""
        self._set_common()
        self.maxDets = [1, 10, 100]
        self.areaRng: list[list[float]] = [[0, 1e5**2], [0, 32**2], [32**2, 96**2], [96**2, 1e5**2]]
        self.areaRngLbl = ["all", "small", "medium", "large"]

    def setKpParams(self) -> None:
        """Set the defaults of keypoints."""
        self._set_common()
        self.maxDets = [20]
        self.areaRng = [[0, 1e5**2], [32**2, 96**2], [96**2, 1e5**2]]
        self.areaRngLbl = ["all", "medium", "large"]
        self.kpt_oks_sigmas = np.array(_POINT_SPREADS) / 10.0

    def _set_common(self) -> None:
        self.imgIds: list[Any] = []
        self.catIds: list[Any] = []
        self.iouThrs: Floats = np.linspace(0.5, 0.95, 10)
        self.recThrs: Floats = np.linspace(0.0, 1.0, 101)
        self.useCats = 1


def _check(params: Params) -> None:
    """Refuse types and numbers of detections that cannot be used; thresholds and areas are looked at further down."""
    if params.iouType not in _IOU_TYPES:
        what = f"must be one of {', '.join(map(repr, _IOU_TYPES))}, not {params.iouType!r}"
        raise InputError(what, where="params.iouType")
    if params.iouType == "keypoints" and not hasattr(params, "kpt_oks_sigmas"):
        what = "there are none, as these parameters were made for another type"
        raise InputError(what, where="params.kpt_oks_sigmas", fix="Make them with Params('keypoints'), or set them.")
    cuts = list(params.maxDets) if np.ndim(params.maxDets) == 1 else []
    if not cuts or not all(isinstance(most, int | np.integer) and most >= 0 for most in cuts):
        what = f"must be whole numbers, at least one, none of them negative, not {params.maxDets!r}"
        raise InputError(what, where="params.maxDets")


class COCOeval:
    """An evaluation of detections against gold.

    Parameters
    ----------
    cocoGt, cocoDt
        Gold annotations and results, `COCO` objects; neither they nor their dictionaries are changed.
    iouType
        ``"segm"``, ``"bbox"`` or ``"keypoints"``.

    Attributes
    ----------
    params : Params
        What the evaluation depends on: set it before `evaluate`.
    evalImgs : list of dict
        After `evaluate`: one entry per category, range of areas and image, in this order; made when it is first asked
        for. Once it was asked for or set, `accumulate` goes by what it holds then. Set it (and `_paramsEval`) to
        accumulate entries that come from several processes.
    ious : dict
        After `evaluate`: overlaps of detections and gold by image and category id; made when first asked for. Once it
        was asked for or set, `evaluateImg` goes by what it holds then.
    eval : dict
        After `accumulate`: ``precision`` and ``scores`` (T, R, K, A, M), ``recall`` (T, K, A, M), ``counts``,
        ``params`` and ``date``; -1 where there is no gold.
    stats : float64 (12,), or (10,) of keypoints
        After `summarize`: the numbers of the summary.

    Raises
    ------
    InputError
        If there is no such type.

    Notes
    -----
    A subclass may override `computeIoU`, `computeOks` and `evaluateImg`: `evaluate` then calls them image by image.
    They find copies of the annotations in ``_gts`` and ``_dts``.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools.coco import COCO
    >>> from labelgauge.compat.pycocotools.cocoeval import COCOeval
    >>> box = {"id": 7, "image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 4], "area": 16, "iscrowd": 0}
    >>> gold = COCO({"images": [{"id": 1}], "categories": [{"id": 3}], "annotations": [box]})
    >>> found = gold.loadRes([{"image_id": 1, "category_id": 3, "bbox": [0, 0, 4, 3], "score": 0.9}])
    >>> evaluation = COCOeval(gold, found, "bbox")
    >>> evaluation.evaluate()
    >>> evaluation.accumulate()
    >>> evaluation.summarize()
     Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.600
    ...
    >>> evaluation.evalImgs[0]["dtMatches"][:, 0].tolist()
    [7.0, 7.0, 7.0, 7.0, 7.0, 7.0, 0.0, 0.0, 0.0, 0.0]
    """

    def __init__(self, cocoGt: Any = None, cocoDt: Any = None, iouType: str = "segm") -> None:
        self.cocoGt = cocoGt
        self.cocoDt = cocoDt
        self.params = Params(iouType)
        self.eval: Record = {}
        self.stats: Any = []
        self._paramsEval: Any = {}
        self._params_then: Params | None = None
        self._evaluated: Evaluated | None = None
        self._evalImgs: list[Record | None] | None = None
        self._ious: dict[Any, Any] | None = None
        if cocoGt is not None:
            self.params.imgIds = sorted(cocoGt.getImgIds())
            self.params.catIds = sorted(cocoGt.getCatIds())

    @property
    def evalImgs(self) -> list[Record | None]:
        """What became of the detections of each category, range of areas and image."""
        if self._evalImgs is None:
            self._evalImgs = self._made_images() if self._evaluated is not None else []
        return self._evalImgs

    @evalImgs.setter
    def evalImgs(self, entries: Any) -> None:
        self._evalImgs = entries if isinstance(entries, list) else list(entries)

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
    def _gts(self) -> ByKey:
        """Copies of gold, for methods of subclasses."""
        return needed(self._evaluated, "COCOeval").gold

    @property
    def _dts(self) -> ByKey:
        """Copies of the detections, for methods of subclasses."""
        return needed(self._evaluated, "COCOeval").detections

    def evaluate(self) -> None:
        """Match the detections of every image and category with gold.

        Raises
        ------
        InputError
            If a parameter or an annotation cannot be used: a field is missing, two annotations have one id, a score is
            not finite; or if `_prepare` is overridden.
        GeometryError
            If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
        """
        overridden = _overrides.overridden(self, _OWN)
        _overrides.refuse(overridden, ["_prepare"], "COCOeval.evaluate")
        params = self.params
        if params.useSegm is not None:
            params.iouType = "segm" if params.useSegm == 1 else "bbox"
        params.imgIds = list(np.unique(params.imgIds))
        if params.useCats:
            params.catIds = list(np.unique(params.catIds))
        elif list(params.catIds) == [-1] and self._params_then is not None:
            params.catIds = list(self._params_then.catIds)  # `accumulate` has pooled them
        _check(params)
        params.maxDets = sorted(params.maxDets)
        self._prepare()
        self._call_overridden(overridden)

    def _prepare(self) -> None:
        """Match by the parameters as they are, for those who then call `computeIoU` and `evaluateImg` themselves."""
        if self.cocoGt is None or self.cocoDt is None:
            what = "there is no gold or there are no detections to evaluate"
            raise InputError(what, where="COCOeval", fix="Give cocoGt and cocoDt.")
        _check(self.params)
        self._evaluated = evaluated_by(self.params, self.cocoGt, self.cocoDt)
        self._evalImgs = self._ious = None
        self._paramsEval, self._params_then = copy.deepcopy(self.params), copy.deepcopy(self.params)
        self.eval = {}

    def _call_overridden(self, overridden: set[str]) -> None:
        """Call what a subclass has in the place of methods here, image by image, and keep what it answers."""
        evaluated, most = needed(self._evaluated, "COCOeval"), self.params.maxDets[-1]
        compute = "computeOks" if self.params.iouType == "keypoints" else "computeIoU"
        if compute in overridden:
            self.ious = evaluated.overlaps_by(getattr(self, compute))
        if overridden & {compute, "evaluateImg"}:
            self.evalImgs = evaluated.records_by(
                lambda image, category, area: self.evaluateImg(image, category, area, most)
            )

    def computeIoU(self, imgId: Any, catId: Any) -> Any:
        """Overlaps of one image and category.

        Parameters
        ----------
        imgId, catId
            Ids; a category of -1 if categories are not used.

        Returns
        -------
        float64 (detections, gold), in Fortran order
            Detections by falling score, gold as it came; ``[]`` where a side has none.

        Raises
        ------
        InputError
            If nothing was evaluated.
        """
        return needed(self._evaluated, "COCOeval").overlap(imgId, catId)

    def computeOks(self, imgId: Any, catId: Any) -> Any:
        """Object keypoint similarities of one image and category, as `computeIoU` returns overlaps.

        Parameters
        ----------
        imgId, catId
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
        return needed(self._evaluated, "COCOeval").overlap(imgId, catId)

    def evaluateImg(self, imgId: Any, catId: Any, aRng: Any, maxDet: int) -> Record | None:
        """What became of the detections of one image and category.

        Parameters
        ----------
        imgId, catId
            Ids; a category of -1 if categories are not used.
        aRng
            One of ``params.areaRng``.
        maxDet
            How many detections count.

        Returns
        -------
        dict, or None where there is neither gold nor a detection
            ``image_id``, ``category_id``, ``aRng``, ``maxDet``; ids of detections by falling score (``dtIds``) and of
            gold, those that are ignored last (``gtIds``); ``dtMatches`` and ``gtMatches`` (T, n), the id that each
            found at each threshold, or 0; ``dtScores``, ``gtIgnore`` and ``dtIgnore``.

        Raises
        ------
        InputError
            If nothing was evaluated, or not this range of areas; or if `ious` were set that do not fit.
        """
        evaluated = needed(self._evaluated, "COCOeval")
        area, place = evaluated.area(aRng, "aRng", "params.areaRng"), evaluated.place(imgId, catId)
        if place is None:
            return None
        return self._image(evaluated.entries_by(self._ious, place), place, area, maxDet)

    def accumulate(self, p: Params | None = None) -> None:
        """Take precision and recall, which go to `eval`.

        Parameters
        ----------
        p
            Other parameters than `params`. Of categories, areas, thresholds and numbers of detections that were not
            evaluated, results are -1.

        Raises
        ------
        InputError
            If nothing was evaluated, or `evalImgs` do not fit `_paramsEval`.
        """
        params = self.params if p is None else p
        precision, recall, scores = accumulated(self._outcomes(), self._paramsEval, params)
        if not params.useCats:
            params.catIds = [-1]
        n_thresholds, n_levels, *rest = precision.shape
        self.eval = {
            "params": params,
            "counts": [n_thresholds, n_levels, *rest],
            "date": dt.datetime.now().strftime("%Y-%m-%d %H:%M:%S"),
            "precision": precision,
            "recall": recall,
            "scores": scores,
        }

    def summarize(self) -> None:
        """Print the summary; its numbers go to `stats`.

        Raises
        ------
        InputError
            If nothing was accumulated, or ``params.maxDets`` are fewer than three.
        """
        if not self.eval:
            what = "nothing was accumulated"
            raise InputError(what, where="COCOeval.summarize", fix="Call accumulate() first.")
        self.stats, lines = summary(self.eval, self.params)
        for line in lines:
            show(line)

    def _outcomes(self) -> list[Outcomes]:
        """What became of the detections: by `evalImgs` if anybody may have changed them, or what they are made by."""
        then, given = self._params_then, self._paramsEval
        if isinstance(given, dict) or (self._evaluated is None and not self._evalImgs):
            what = "nothing was evaluated"
            raise InputError(what, where="COCOeval.accumulate", fix="Call evaluate() first.")
        if self._evaluated is not None and self._evalImgs is None and then is not None and alike(given, then):
            return [outcomes_of(self._evaluated.matched)]
        return outcomes_by_range(self.evalImgs, given)

    def _made_images(self) -> list[Record | None]:
        evaluated, then = needed(self._evaluated, "COCOeval"), self._params_then
        most = then.maxDets[-1] if then is not None else None
        return evaluated.records(lambda place, area: self._image(evaluated.entries, place, area, most))

    def _image(self, entries: Entries, place: Place, area: int, most: Any) -> Record | None:
        entry, evaluated = entries.entry(place, area, most), needed(self._evaluated, "COCOeval")
        if entry is None:
            return None
        return {
            "image_id": evaluated.image_ids[place[1]],
            "category_id": evaluated.category_ids[place[0]],
            "aRng": copy.copy(evaluated.areas[area]),
            "maxDet": most,
            "dtIds": entry.detection_ids,
            "gtIds": entry.gold_ids,
            "dtMatches": entry.detection_matches,
            "gtMatches": entry.gold_matches,
            "dtScores": entry.scores,
            "gtIgnore": entry.gold_ignored,
            "dtIgnore": entry.detection_ignored,
        }


_OWN = {name: vars(COCOeval)[name] for name in ("_prepare", "computeIoU", "computeOks", "evaluateImg")}
