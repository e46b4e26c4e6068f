"""Scorecard: the frozen result of scoring."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelgauge._table import Table
from labelgauge.scoring.metrics import Metric

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scorecard:
    """One candidate judged against gold: numbers with their evidence, and what became of every annotation.

    Made by `labelgauge.score`.

    Attributes
    ----------
    summary : Table
        One row per overall metric: ``name``, ``value``, ``n``, ``low``, ``high``, ``method``, ``status``.
    classes : Table
        One row per class with annotations: ``name``, ``n_gold``, ``n_candidate``, ``n_images``, one column per outcome,
        and per metric its value, ``_low`` and ``_high``.
    bins : Table
        The same for sizes, shapes and values of the attribute asked for, with ``kind``.
    images : Table
        One row per aligned image: ``image``, ``n_gold``, ``n_candidate``, outcomes, ``precision``, ``recall``, ``f1``,
        ``mean_iou``, ``mean_dice``, ``mean_boundary_iou``, and ``severity``, the sum of its errors' weights.
    annotations : Table
        One row per pair, or per annotation without a partner: ids, classes, outcome, severity and measurements.
        ``gold_id`` or ``candidate_id`` is -1 where there is none; ``partner_id`` is the annotation of the other side
        that explains the outcome (what it duplicates, is part of, or is absorbed by), -1 where there is none.

    Notes
    -----
    Undefined numbers are NaN in tables, null in JSON, and their status says why. docs/scoring.md has every formula.
    """

    summary: Table
    classes: Table
    bins: Table
    images: Table
    annotations: Table
    _header: Mapping[str, Any]
    _groups: Sequence[Mapping[str, Any]]
    _worst: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Plain data with a schema version (docs/scorecard.schema.json).

        Returns
        -------
        dict
            Equal inputs and parameters give equal data: nothing says when, where or on how many threads it was made.
            Floats are not rounded, NaN is None.
        """
        groups = [
            {**group, "metrics": [_plain_metric(metric) for metric in group["metrics"]]} for group in self._groups
        ]
        plain = {**self._header, "counts": dict(groups[0]["counts"]), "groups": groups, "worst": self._worst}
        return json.loads(json.dumps(plain))  # type: ignore[no-any-return] # a copy the caller may change

    def to_json(self, *, indent: int | None = None) -> str:
        """The same as JSON text.

        Parameters
        ----------
        indent
            Spaces per level; None writes one line.

        Returns
        -------
        str
            JSON.
        """
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    def __repr__(self) -> str:
        inputs, overall = self._header["inputs"], self._groups[0]
        counts = {name: count for name, count in overall["counts"].items() if count}
        lines = [
            f"Scorecard: {inputs['candidate']['name']} against {inputs['gold']['name']}",
            f"  {overall['n_images']} images, {overall['n_gold']} gold and {overall['n_candidate']} candidate annotations",
            "  " + (", ".join(f"{name} {count}" for name, count in counts.items()) or "no annotations"),
        ]
        shown = {metric.name: metric for metric in overall["metrics"]}
        lines += [_line(shown[name]) for name in _SHOWN]
        lines.append(f"  {len(self.classes)} classes; tables: .summary .classes .bins .images .annotations")
        return "\n".join(lines)


_SHOWN = (
    "precision",
    "recall",
    "f1",
    "mean_iou",
    "mean_dice",
    "mean_boundary_iou",
    "share_iou_75",
    "severity_weighted_error_rate",
    "severe_error_rate",
    "images_with_severe_error",
)


def _line(metric: Metric) -> str:
    if math.isnan(metric.value):
        return f"  {metric.name:<29}undefined ({metric.status})"
    interval = "" if math.isnan(metric.low) else f" [{metric.low:.3f}, {metric.high:.3f}]"
    return f"  {metric.name:<29}{metric.value:.3f}{interval} n={metric.n}"


def _plain_metric(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "value": _plain_number(metric.value),
        "n": metric.n,
        "low": _plain_number(metric.low),
        "high": _plain_number(metric.high),
        "method": metric.method,
        "status": metric.status,
    }


def _plain_number(value: float) -> float | None:
    return None if math.isnan(value) else value
