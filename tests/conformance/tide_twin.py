"""TIDE from its definition: one image, one detection and one gold object at a time, overlaps of boxes by hand."""

from __future__ import annotations

import math
from typing import Any

from tests.conformance.peers.error_cases import ErrorCase

Record = dict[str, Any]
Point = tuple[int, float, bool]
"""Category, score and whether it is right."""

DETECTION_TYPES = ("classification", "localisation", "both", "duplicate", "background")
MOST = 100


def costs_of(case: ErrorCase) -> dict[str, Any]:
    """Numbers of errors by type, and average precision (0 to 100) gained by repairing each."""
    gold = [dict(record) for record in case.gold["annotations"]]
    found = []
    for image in sorted(image["id"] for image in case.gold["images"]):
        here = sorted((dict(d) for d in case.found if d["image_id"] == image), key=lambda d: -d["score"])[:MOST]
        judge(here, [g for g in gold if g["image_id"] == image], case.foreground, case.background)
        found += here
    real = [g for g in gold if not g["iscrowd"]]
    for g in real:
        claims = [d for d in found if d.get("target") is g and "taker" not in g]
        g["missed"] = "taker" not in g and not claims
        for d in claims:
            d["repairs"] = d is claims[0]
    n = {name: sum(d["type"] == name for d in found) for name in DETECTION_TYPES}
    n["missed"] = sum(g["missed"] for g in real)
    before = mean_precision([point(d) for d in found if not d["ignored"]], real)
    wrong_first = [d for d in found if d["type"] != "right"] + [d for d in found if d["type"] == "right"]
    after = {name: mean_precision(repaired(wrong_first, name), real) for name in DETECTION_TYPES}
    unrepaired = repaired(wrong_first, "")
    after["missed"] = mean_precision(unrepaired, [g for g in real if not g["missed"]])
    dap = {name: max(value - before, 0) if not math.isnan(value) else math.nan for name, value in after.items()}
    ranked = [(category, float(right), right) for category, _, right in unrepaired]
    dap["false_positive"] = mean_precision(ranked, real) - before
    dap["false_negative"] = mean_precision(unrepaired, [g for g in real if "taker" in g]) - before
    return {"n": n, "dap": dap}


def judge(found: list[Record], gold: list[Record], foreground: float, background: float) -> None:
    """Give every detection of an image its type, its target, and whether it is ignored."""
    real = [g for g in gold if not g["iscrowd"]]
    for d in found:
        free = [g for g in real if "taker" not in g and g["category_id"] == d["category_id"]]
        best = max(free, key=lambda g: iou(d, g), default=None)
        d["ignored"] = False
        if best is not None and iou(d, best) >= foreground:
            best["taker"], d["type"] = d, "right"
    for d in found:
        if d.get("type") == "right":
            continue
        crowds = [g for g in gold if g["iscrowd"] and g["category_id"] == d["category_id"]]
        d["ignored"] = any(shared(d, g) / size(d) > foreground for g in crowds)
        d["type"], d["target"] = kind(d, real, foreground, background)


def kind(d: Record, real: list[Record], foreground: float, background: float) -> tuple[str, Record | None]:
    own = max((g for g in real if g["category_id"] == d["category_id"]), key=lambda g: iou(d, g), default=None)
    other = max((g for g in real if g["category_id"] != d["category_id"]), key=lambda g: iou(d, g), default=None)
    if own is not None and background <= iou(d, own) <= foreground:
        return "localisation", own
    if other is not None and iou(d, other) >= foreground:
        return "classification", other
    if own is not None and iou(d, own) >= foreground:
        return "duplicate", None
    return ("background" if all(iou(d, g) <= background for g in real) else "both"), None


def repaired(found: list[Record], name: str) -> list[Point]:
    points = []
    for d in found:
        if d["type"] != name:
            points += [] if d["ignored"] else [point(d)]
        elif d.get("repairs"):
            points.append((d["target"]["category_id"], d["score"], True))
    return points


def point(d: Record) -> Point:
    return d["category_id"], d["score"], d["type"] == "right"


def mean_precision(points: list[Point], gold: list[Record]) -> float:
    """Mean over categories with gold or detections, times 100; NaN where there is neither."""
    categories = {category for category, _, _ in points} | {g["category_id"] for g in gold}
    values = []
    for category in categories:
        n = sum(g["category_id"] == category for g in gold)
        own = sorted((p for p in points if p[0] == category), key=lambda p: -p[1])
        values.append(precision([right for _, _, right in own], n))
    return 100 * sum(values) / len(values) if values else math.nan


def precision(right: list[bool], n_gold: int) -> float:
    if n_gold == 0:
        return 0.0
    curve = [(sum(right[:i]) / n_gold, sum(right[:i]) / i) for i in range(1, len(right) + 1)]
    levels = [max((p for recall, p in curve if recall >= level / 100), default=0.0) for level in range(101)]
    return sum(levels) / 101


def shared(a: Record, b: Record) -> float:
    (ax, ay, aw, ah), (bx, by, bw, bh) = a["bbox"], b["bbox"]
    return max(min(ax + aw, bx + bw) - max(ax, bx), 0) * max(min(ay + ah, by + bh) - max(ay, by), 0)


def size(a: Record) -> float:
    return a["bbox"][2] * a["bbox"][3]


def iou(a: Record, b: Record) -> float:
    return shared(a, b) / (size(a) + size(b) - shared(a, b))
