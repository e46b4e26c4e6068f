"""What pycocotools computes of gold and detections, whole, and how ours is compared with it."""

from __future__ import annotations

import contextlib
import copy
import gzip
import io
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

import labelgauge as lg

Document = dict[str, Any]
Results = list[dict[str, Any]]
DATA = Path(__file__).resolve().parents[1] / "data"
EXAMPLE = DATA.parents[1] / "examples" / "coco_detections"
"""Gold, boxes and masks of a hundred images, by COCO's authors."""
NAMES_IN_PYCOCOTOOLS = {
    "iou_thresholds": "iouThrs",
    "recall_levels": "recThrs",
    "areas": "areaRng",
    "max_detections": "maxDets",
}


@dataclass(frozen=True)
class Tensors:
    """Precision and scores by IoU threshold, recall level, category, area and number of detections.

    Recall lacks the second axis. Statistics are there where COCO defines them.
    """

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    scores: NDArray[np.float64]
    statistics: list[float]


class BoundaryEvaluation(COCOeval):  # type: ignore[misc]
    """The lesser of mask IoU and Boundary IoU, and of crowds mask IoU alone, as the authors of Boundary IoU have it."""

    def computeIoU(self, imgId: int, catId: int) -> Any:  # noqa: N802, N803 - pycocotools calls it by these names
        of_masks = super().computeIoU(imgId, catId)
        if len(of_masks) == 0:
            return of_masks
        categories = [catId] if self.params.useCats else self.params.catIds
        gold, found = ([shape for id in categories for shape in side[imgId, id]] for side in (self._gts, self._dts))
        masks = [shape["segmentation"] for shape in gold + found]
        for shape, mask in zip(gold + found, masks, strict=True):
            shape["segmentation"] = band(mask)
        of_bands = super().computeIoU(imgId, catId)
        for shape, mask in zip(gold + found, masks, strict=True):
            shape["segmentation"] = mask
        crowd = np.array([shape["iscrowd"] for shape in gold], dtype=bool)
        return np.where(crowd, of_masks, np.minimum(of_masks, of_bands))


def band(mask: dict[str, Any]) -> Any:
    """The pixels within 2 % of the image's diagonal of what is not the mask, as run lengths."""
    height, width = mask["size"]
    flat = np.zeros((height + 2, width + 2), np.uint8)
    flat[1:-1, 1:-1] = lg.Masks.from_rle([mask]).to_dense()[0]
    steps = max(1, round(0.02 * float(np.hypot(height, width))))
    inside = cv2.erode(flat, np.ones((3, 3), np.uint8), iterations=steps)
    return coco_mask.encode(np.asfortranarray((flat - inside)[1:-1, 1:-1]))


def peer(gold: Document, found: Results, task: str, *, class_agnostic: bool = False, **parameters: Any) -> Tensors:
    """pycocotools' answer; `parameters` have our names. What is given stays as it is."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = copy.deepcopy(gold)
        truth.createIndex()
        results = truth.loadRes(copy.deepcopy(found))
        boundaries = task == "boundary"
        evaluation = BoundaryEvaluation(truth, results, "segm") if boundaries else COCOeval(truth, results, task)
        evaluation.params.useCats = int(not class_agnostic)
        for name, value in parameters.items():
            setattr(evaluation.params, NAMES_IN_PYCOCOTOOLS[name], value)
        if "areas" in parameters:
            evaluation.params.areaRng = list(parameters["areas"].values())
            evaluation.params.areaRngLbl = list(parameters["areas"])
        evaluation.evaluate()
        evaluation.accumulate()
        statistics = []
        if not parameters:
            evaluation.summarize()
            statistics = np.asarray(evaluation.stats).tolist()
    tensors = (evaluation.eval[name] for name in ("precision", "recall", "scores"))
    return Tensors(*tensors, statistics)


def ours(folder: Path, gold: Document, found: Results, task: str, **options: Any) -> Any:
    """Our answer, from files in `folder`."""
    paths = folder / "gold.json", folder / "detections.json"
    for path, content in zip(paths, (gold, found), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    return of_files(*paths, task, **options)


def of_files(gold: Path, found: Path, task: str, **options: Any) -> Any:
    """Our answer, from files as they are."""
    truth = lg.read(gold)
    return lg.evaluate_detections(truth, lg.read(found, images_of=truth), task=task, **options)


def assert_equal(result: Any, expected: Tensors) -> None:
    """Every cell of every tensor has the same bits."""
    for name in ("precision", "recall", "scores"):
        np.testing.assert_array_equal(getattr(result, name), getattr(expected, name), err_msg=name, strict=True)


def statistics(result: Any) -> list[float]:
    """Our summary in its order, which is pycocotools'; -1 for what is undefined."""
    return [-1.0 if math.isnan(score.value) else score.value for score in result.stats.values()]


def stored(path: Path) -> Any:
    """The content of a JSON file, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return json.load(file)


def without_boxes(found: Results) -> Results:
    """Results as detectron2 gives them to pycocotools for masks, so that areas are those of masks."""
    return [{name: value for name, value in record.items() if name != "bbox"} for record in found]
