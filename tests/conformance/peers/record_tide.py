"""Records the errors that tidecv finds, and what it says they cost.

LABELGAUGE_DATA has to name a folder with coco_val2017_models.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from error_cases import ErrorCase, error_cases, model_cases
from recording import write_lines
from tidecv import TIDE, functions
from tidecv.data import Data

NAMES = {
    "Cls": "classification",
    "Loc": "localisation",
    "Both": "both",
    "Dupe": "duplicate",
    "Bkg": "background",
    "Miss": "missed",
    "FalsePos": "false_positive",
    "FalseNeg": "false_negative",
}
"""Its types of errors, by our names."""


def ask(case: ErrorCase) -> dict[str, Any]:
    """Its average precision, counts and costs, or the error that it raises; images come in the order of ids."""
    gold, found = _gold(case), Data("found")
    for record in case.found:
        box, mask = record.get("bbox"), record.get("segmentation")
        found.add_detection(record["image_id"], record["category_id"], record["score"], box, mask)
    try:
        run = TIDE(case.foreground, case.background, mode=case.mode).evaluate(gold, found)
        costs = run.fix_main_errors() | run.fix_special_errors()
    except ZeroDivisionError as error:
        return {"raises": type(error).__name__}
    counts = run.count_errors()
    return {"ap": run.ap, "dap": _named(costs), "n": _named(counts)}


def _gold(case: ErrorCase) -> Data:
    gold = Data("gold", max_dets=100)
    sizes = {image["id"]: (image["width"], image["height"]) for image in case.gold["images"]}
    for image in sorted(sizes):
        gold.add_image(image, str(image))
    for record in case.gold["annotations"]:
        image = record["image_id"]
        mask = functions.toRLE(record["segmentation"], *sizes[image]) if case.mode == "mask" else None
        add = gold.add_ignore_region if record.get("iscrowd") else gold.add_ground_truth
        add(image, record["category_id"], record["bbox"], mask)
    return gold


def _named(values: dict[Any, float]) -> dict[str, float]:
    return {NAMES[kind.short_name]: value for kind, value in values.items()}


def asked(cases: Iterable[ErrorCase]) -> dict[str, Any]:
    """All answers, by name of the case."""
    return {case.name: {"digest": case.digest, "values": ask(case)} for case in cases}


if __name__ == "__main__":
    models = model_cases(Path(os.environ["LABELGAUGE_DATA"]) / "coco_val2017_models")
    write_lines("tide", ["tidecv", "pycocotools", "numpy"], asked(chain(error_cases(), models)))
