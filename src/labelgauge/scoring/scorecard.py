"""Scorecard: the frozen result of scoring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labelgauge._table import Table
from labelgauge.scoring.card import Card

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Scorecard(Card):
    """One candidate judged against gold: numbers with their evidence, and what became of every annotation.

    Made by `labelgauge.score`. Undefined numbers are NaN in tables and null in JSON; their status says why.
    docs/scoring.md has every formula.

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
        that explains the outcome (what it duplicates, is part of, or is absorbed by), -1 where there is none. If
        surface distances were asked for, they are the last columns, behind ``surface_status``: ``ok``, ``no_masks``,
        ``too_large``, or nothing where there is no pair.
    content : Mapping
        What `to_dict` copies (docs/scorecard.schema.json).

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> examples = files("labelgauge.examples") / "coco_reviewed"
    >>> card = lg.score(lg.read(examples / "reviewed.json.gz"), lg.read(examples / "original.json.gz"))
    >>> len(card.images), len(card.annotations)
    (158, 1511)
    """

    summary: Table
    classes: Table
    bins: Table
    images: Table
    annotations: Table
    content: Mapping[str, Any]

    def __repr__(self) -> str:
        inputs, overall = self.content["inputs"], self.content["groups"][0]
        counts = ", ".join(f"{name} {count}" for name, count in overall["counts"].items() if count)
        shown = {metric["name"]: metric for metric in overall["metrics"]}
        return "\n".join(
            (
                f"Scorecard: {inputs['candidate']['name']} against {inputs['gold']['name']}",
                f"  {overall['n_images']} images, {overall['n_gold']} gold and "
                f"{overall['n_candidate']} candidate annotations",
                f"  {counts or 'no annotations'}",
                *(_line(shown[name]) for name in _SHOWN),
                *(_line(metric) for name, metric in shown.items() if name.startswith(_SHOWN_IF_MEASURED)),
                f"  {len(self.classes)} classes; tables: .summary .classes .bins .images .annotations",
            )
        )


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

_SHOWN_IF_MEASURED = ("mean_nsd_", "mean_hd95_px", "mean_assd_px", "surface_bias_px")


def _line(metric: Mapping[str, Any]) -> str:
    if metric["value"] is None:
        return f"  {metric['name']:<29}undefined ({metric['status']})"
    interval = "" if metric["low"] is None else f" [{metric['low']:.3f}, {metric['high']:.3f}]"
    return f"  {metric['name']:<29}{metric['value']:.3f}{interval} n={metric['n']}"
