"""Scorecards made by hand, so that reports can be tested on any number, undefined ones included."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

OUTCOMES = (
    "match",
    "location",
    "class",
    "both",
    "missing",
    "spurious",
    "duplicate",
    "split",
    "merge",
    "absorbed",
    "unjudged",
)
METRICS = (
    "precision",
    "recall",
    "f1",
    "mean_iou",
    "mean_dice",
    "mean_boundary_iou",
    *(f"{name}_p{quantile}" for name in ("iou", "dice", "boundary_iou") for quantile in ("05", "25", "50", "75", "95")),
    "share_iou_75",
    "severity_weighted_error_rate",
    "severe_error_rate",
    "images_with_severe_error",
    *(f"offset_{side}{unit}" for unit in ("_px", "") for side in ("left", "top", "right", "bottom")),
    "mean_area_ratio",
)
SEVERITIES = {
    "missing": ("critical", 1.0),
    "location": ("high", 0.7),
    "both": ("high", 0.7),
    "split": ("high", 0.7),
    "merge": ("high", 0.7),
    "class": ("moderate", 0.4),
    "spurious": ("moderate", 0.4),
    "duplicate": ("moderate", 0.4),
}


def metric(name: str, value: float | None, n: int = 10, half_width: float | None = 0.05) -> dict[str, Any]:
    undefined = value is None or half_width is None
    return {
        "name": name,
        "value": value,
        "n": n,
        "low": None if undefined else value - half_width,
        "high": None if undefined else value + half_width,
        "method": "none" if undefined else "bootstrap",
        "status": "no_pairs" if value is None else "one_image" if half_width is None else "ok",
    }


def group(kind: str, name: str, counts: dict[str, int], **values: Any) -> dict[str, Any]:
    n = sum(counts.values())
    return {
        "kind": kind,
        "name": name,
        "n_gold": n,
        "n_candidate": n,
        "n_images": 3,
        "n_empty_images": 0,
        "counts": dict.fromkeys(OUTCOMES, 0) | counts,
        "metrics": [metric(metric_name, values.get(metric_name, 0.5)) for metric_name in METRICS],
    }


def card(groups: list[dict[str, Any]], notes: tuple[str, ...] = ()) -> dict[str, Any]:
    inputs = {"digest": "0" * 64, "format": "coco", "n_images": 3, "n_annotations": 1234}
    return {
        "schema_version": 1,
        "kind": "scorecard",
        "labelgauge": "1.2.3",
        "inputs": {"gold": {"name": "gold.json", **inputs}, "candidate": {"name": "candidate.json", **inputs}},
        "parameters": {
            "iou": 0.5,
            "location": 0.75,
            "floor": 0.1,
            "class_use": "lenient",
            "by": None,
            "seed": 0,
            "draws": 1000,
            "confidence": 0.95,
            "boundary_dilation_ratio": 0.02,
            "severities": {name: {"severity": s, "weight": w} for name, (s, w) in SEVERITIES.items()},
            "class_map": None,
        },
        "alignment": {
            "n_images": 3,
            "n_gold_only_images": 0,
            "n_candidate_only_images": 0,
            "gold_only_images": [],
            "candidate_only_images": [],
            "gold_only_classes": [],
            "candidate_only_classes": [],
            "n_size_differs": 0,
            "notes": list(notes),
        },
        "findings": {"gold": {}, "candidate": {}, "skipped": {"gold": 0, "candidate": 0}},
        "counts": groups[0]["counts"],
        "groups": groups,
        "worst": {"annotations": [], "images": []},
    }


@pytest.fixture
def handmade() -> SimpleNamespace:
    """The builders of hand-made scorecards: `card`, `group`, `metric`."""
    return SimpleNamespace(card=card, group=group, metric=metric)
