"""Detection files on disk to COCO's twelve numbers: labelgauge beside the libraries that do all of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from coco_files import folder
from contest import Field, entered, memory_floor, module, quiet
from detection_files import write

import labelgauge as lg

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
OURS = "labelgauge"
TOLERANCE = 1e-12
"""faster-coco-eval's precision lacks the small number in the denominator; everything else is equal."""


def of_files(gold: Path, detections: Path, task: str) -> Field:
    """Two files, and all that is done from opening them to the numbers."""

    def ours(threads: int = 1) -> Any:
        return evaluated(gold, detections, task, threads=threads)

    peers = {
        peer: lambda library, make=make: partial(quiet, make, library, gold, detections, task)
        for peer, make in PEERS.items()
        if task != "boundary" or peer in HAVE_BOUNDARIES
    }
    text = [np.frombuffer(path.read_bytes(), np.uint8) for path in (gold, detections)]
    return Field(ours, entered(peers), same, memory_floor(text, 8 * 12))


def of_images(n_images: int, task: str) -> Field:
    """Files like those of val2017, with 7.3 annotations and fifty detections per image."""
    files = write(folder(), n_images)
    return of_files(files.gold, files.detections(task), task)


def of_detectors() -> dict[str, Callable[[], Field]]:
    """What three detectors found on the same images of val2017, by the detector's name."""
    names = ("yolact_base", "yolact_resnet50", "yolact_darknet53")
    return {name: partial(_of_data, "coco_val2017_models/gt_boxes_setA100", name) for name in names}


def of_open_set() -> dict[str, Callable[[], Field]]:
    """Many boxes per image, of which few are where an object is."""
    return {"24,117": partial(_of_data, "coco_ood_24k/gt_boxes_class_agnostic", "detections")}


def _of_data(gold: str, detections: str) -> Field:
    """Files of the tests, unpacked and with some size for images that have none, as not all peers do without."""
    packed = DATA / f"{gold}.json.gz"
    paths = folder() / f"{packed.parent.name}_gold.json", folder() / f"{detections}.json"
    document = json.loads(gzip.decompress(packed.read_bytes()))
    document["images"] = [{"height": 640, "width": 640} | image for image in document["images"]]
    paths[0].write_text(json.dumps(document), encoding="utf-8")
    paths[1].write_bytes(gzip.decompress(packed.with_name(f"{detections}.json.gz").read_bytes()))
    return of_files(*paths, "bbox")


def evaluated(gold: Path, detections: Path, task: str, *, threads: int = 1) -> Any:
    """Our twelve numbers, as pycocotools orders them, and -1 for what is undefined."""
    truth = lg.read(gold, threads=threads)
    found = lg.read(detections, images_of=truth, threads=threads)
    result = lg.evaluate_detections(truth, found, task=task, threads=threads)
    return np.nan_to_num([score.value for score in result.stats.values()], nan=-1.0)


def evaluation_by(entrant: str) -> Callable[[Path, Path, str], Any]:
    """Gold file, detections and task to twelve numbers, by us or by a peer."""
    return evaluated if entrant == OURS else partial(quiet, PEERS[entrant], module(entrant))


def _by_cocoeval(library: Any, gold: Path, detections: Path, task: str) -> Any:
    """The calls that users of pycocotools know; other libraries have the same."""
    truth = _coco_of(library)(str(gold))
    evaluation = _cocoeval_of(library)(truth, truth.loadRes(str(detections)), task)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return np.asarray(evaluation.stats)[:12]


def _coco_of(library: Any) -> Any:
    if library.__name__ != "pycocotools.cocoeval":
        return library.COCO
    from pycocotools.coco import COCO  # noqa: PLC0415 - of this library alone it is in a module of its own

    return COCO


def _cocoeval_of(library: Any) -> Any:
    return library.COCOeval_faster if library.__name__ == "faster_coco_eval" else library.COCOeval


def _by_vernier(library: Any, gold: Path, detections: Path, task: str) -> Any:
    kinds = {"bbox": library.Bbox, "segm": library.Segm, "boundary": library.Boundary}
    evaluator = library.Evaluator(kinds[task](), parity_mode="strict")
    return np.asarray(evaluator.evaluate(gold.read_bytes(), detections.read_bytes()).stats)


PEERS: dict[str, Callable[..., Any]] = {
    "pycocotools' COCOeval": _by_cocoeval,
    "faster-coco-eval's COCOeval": _by_cocoeval,
    "hotcoco's COCOeval": _by_cocoeval,
    "ultrafast-pycocotools' COCOeval": _by_cocoeval,
    "vernier's Evaluator": _by_vernier,
}
HAVE_BOUNDARIES = {"faster-coco-eval's COCOeval", "vernier's Evaluator"}
"""Peers with Boundary AP, but for ultrafast-pycocotools, which has it too and takes minutes for 500 images."""


def same(ours: Any, theirs: Any) -> bool:
    """Whether two evaluations have the same twelve numbers."""
    return len(ours) == len(theirs) == 12 and bool(np.abs(ours - theirs).max() <= TOLERANCE)
