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

import numpy as np
from numpy.typing import NDArray
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

import labelgauge as lg

Document = dict[str, Any]
Results = list[dict[str, Any]]
DATA = Path(__file__).resolve().parents[1] / "data"
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


def peer(gold: Document, found: Results, task: str, *, class_agnostic: bool = False, **parameters: Any) -> Tensors:
    """pycocotools' answer; `parameters` have our names. What is given stays as it is."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = copy.deepcopy(gold)
        truth.createIndex()
        evaluation = COCOeval(truth, truth.loadRes(copy.deepcopy(found)), task)
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
