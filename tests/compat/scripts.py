"""Evaluation scripts as other projects write them, over whatever stands in for pycocotools.

Each takes `tools`: the modules ``coco``, ``cocoeval`` and ``mask`` of pycocotools or of a face of it.
"""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Record = dict[str, Any]
NAMES = ("AP", "AP50", "AP75", "APs", "APm", "APl")


def like_detectron2(tools: Any, gold_path: Path, instances: list[Record], folder: Path, iou_type: str) -> Record:
    """An evaluator that collects instances image by image, writes them down, and reads them back as results.

    An instance has ``image_id``, ``boxes`` (n, 4) as corners, ``masks`` (n, h, w), ``scores`` and ``classes``, which
    count from 0.
    """
    with contextlib.redirect_stdout(io.StringIO()):
        gold = tools.coco.COCO(str(gold_path))
    category_ids = sorted(gold.getCatIds())
    names = [category["name"] for category in gold.loadCats(category_ids)]
    results = list(itertools.chain.from_iterable(_results_of(tools, item, category_ids) for item in instances))
    path = folder / "coco_instances_results.json"
    path.write_text(json.dumps(results))

    found = json.loads(path.read_text())
    if iou_type == "segm":
        found = [{key: value for key, value in result.items() if key != "bbox"} for result in found]
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = tools.cocoeval.COCOeval(gold, gold.loadRes(found), iou_type)
        evaluation.params.maxDets = [1, 10, 100]
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    percent = np.where(evaluation.stats >= 0, 100 * evaluation.stats, np.nan)
    by_category = np.moveaxis(evaluation.eval["precision"][..., 0, -1], -1, 0)
    return dict(zip(NAMES, percent.tolist(), strict=False)) | {
        f"AP-{name}": 100 * _mean_of_known(precision) for name, precision in zip(names, by_category, strict=True)
    }


def _mean_of_known(precision: NDArray[np.float64]) -> float:
    known = precision[precision >= 0]
    return float(known.mean()) if len(known) else float("nan")


def _results_of(tools: Any, item: Record, category_ids: list[int]) -> list[Record]:
    corners, n = item["boxes"], len(item["boxes"])
    columns = np.asfortranarray(item["masks"].transpose(1, 2, 0), dtype=np.uint8)
    texts = [rle["counts"].decode() for rle in tools.mask.encode(columns)] if n else []
    return [
        {
            "image_id": item["image_id"],
            "category_id": category_ids[label],
            "bbox": box,
            "score": score,
            "segmentation": {"size": list(columns.shape[:2]), "counts": text},
        }
        for label, box, score, text in zip(
            item["classes"].tolist(),
            np.hstack((corners[:, :2], corners[:, 2:] - corners[:, :2])).tolist(),
            item["scores"].tolist(),
            texts,
            strict=True,
        )
    ]


def like_torchmetrics(tools: Any, predictions: list[Record], targets: list[Record], iou_type: str) -> Record:
    """A metric that builds both datasets from arrays, and evaluates as a whole and class by class."""
    labels = sorted({int(label) for item in [*predictions, *targets] for label in item["labels"]})
    found, gold = (_as_dataset(tools, side, labels, iou_type) for side in (predictions, targets))
    evaluation = tools.cocoeval.COCOeval(gold, found, iouType=iou_type)
    evaluation.params.iouThrs = np.array([0.5, 0.55, 0.75], dtype=np.float64)
    evaluation.params.recThrs = np.array(np.linspace(0, 1, 11, dtype=np.float32).tolist(), dtype=np.float64)
    evaluation.params.maxDets = [1, 10, 100]
    scores = {"all": _stats(evaluation)}
    scores["tensors"] = [evaluation.eval[name] for name in ("precision", "recall", "scores")]
    scores["ious"] = evaluation.ious
    for label in labels:
        evaluation.params.catIds = [label]
        scores[label] = _stats(evaluation)
    return scores


def _stats(evaluation: Any) -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation.stats


def _as_dataset(tools: Any, side: list[Record], labels: list[int], iou_type: str) -> Any:
    annotations = []
    images: list[Record] = []
    for image_id, item in enumerate(side):
        images.append({"id": image_id})
        if len(item["masks"]):
            images[-1] |= {"height": item["masks"].shape[1], "width": item["masks"].shape[2]}
        for k, label in enumerate(item["labels"].tolist()):
            x0, y0, x1, y1 = item["boxes"][k].tolist()
            encoding = tools.mask.encode(np.asfortranarray(item["masks"][k]))
            area = tools.mask.area(encoding) if iou_type == "segm" else (x1 - x0) * (y1 - y0)
            annotation = {
                "id": len(annotations) + 1,
                "image_id": image_id,
                "area": area,
                "category_id": label,
                "iscrowd": int(item["crowds"][k]) if "crowds" in item else 0,
                "bbox": [x0, y0, x1 - x0, y1 - y0],
                "segmentation": encoding,
            }
            if "scores" in item:
                annotation["score"] = float(item["scores"][k])
            annotations.append(annotation)
    dataset = tools.coco.COCO()
    dataset.dataset = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": label, "name": str(label)} for label in labels],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        dataset.createIndex()
    return dataset


def like_mmdetection(tools: Any, gold_path: Path, results_path: Path, iou_type: str) -> Record:
    """A metric with its own numbers of detections, classes apart, and proposals without classes."""
    with contextlib.redirect_stdout(io.StringIO()):
        gold = tools.coco.COCO(str(gold_path))
        found = gold.loadRes(json.loads(results_path.read_text()))
    scores: Record = {}
    for pooled in (False, True):
        evaluation = tools.cocoeval.COCOeval(gold, found, iou_type)
        evaluation.params.catIds = gold.getCatIds(catNms=["cat", "dog"])
        evaluation.params.imgIds = gold.getImgIds()
        evaluation.params.maxDets = [100, 300, 1000]
        evaluation.params.iouThrs = np.linspace(0.5, 0.95, 10)
        if pooled:
            evaluation.params.useCats = 0
        scores["proposals" if pooled else "classes"] = _stats(evaluation).tolist()
        if not pooled:
            precisions = evaluation.eval["precision"]
            for k, category_id in enumerate(evaluation.params.catIds):
                scores[gold.loadCats(int(category_id))[0]["name"]] = _mean_of_known(precisions[:, :, k, 0, -1])
    return scores


class LikeTorchvision:
    """An evaluator that runs batch by batch, keeps the entries of images, and merges them."""

    def __init__(self, tools: Any, gold: Any, iou_type: str) -> None:
        self.tools, self.gold = tools, copy.deepcopy(gold)
        self.evaluation = tools.cocoeval.COCOeval(self.gold, iouType=iou_type)
        self.image_ids: list[int] = []
        self.entries: list[Any] = []

    def update(self, image_ids: list[int], results: list[Record]) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            found = self.gold.loadRes(results) if results else self.tools.coco.COCO()
        self.evaluation.cocoDt = found
        self.evaluation.params.imgIds = list(image_ids)
        with contextlib.redirect_stdout(io.StringIO()):
            self.evaluation.evaluate()
        params = self.evaluation.params
        shape = (-1, len(params.areaRng), len(params.imgIds))
        self.image_ids += params.imgIds
        self.entries.append(np.asarray(self.evaluation.evalImgs).reshape(shape))

    def stats(self) -> Any:
        merged, order = np.unique(self.image_ids, return_index=True)
        self.evaluation.evalImgs = list(np.concatenate(self.entries, 2)[..., order].flatten())
        self.evaluation.params.imgIds = list(merged)
        self.evaluation._paramsEval = copy.deepcopy(self.evaluation.params)
        with contextlib.redirect_stdout(io.StringIO()):
            self.evaluation.accumulate()
            self.evaluation.summarize()
        return self.evaluation.stats
