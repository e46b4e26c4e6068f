"""A scorecard as plain data in the order a reader wants it: verdict, numbers, errors, classes, sides, notes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labelgauge.report import sentences

Card = Mapping[str, Any]

HEADLINE = (
    "recall",
    "precision",
    "f1",
    "mean_iou",
    "mean_dice",
    "mean_boundary_iou",
    "iou_p05",
    "iou_p50",
    "share_iou_75",
    "severity_weighted_error_rate",
    "severe_error_rate",
    "images_with_severe_error",
)
"""Names of the overall metrics a short report shows, in its order."""

OUTLINES = ("mean_nsd_", "mean_hd95_", "mean_assd_", "surface_bias_")
"""How the names of the means over outlines begin."""

SIDES = ("left", "top", "right", "bottom")
"""The four sides of a box, in the order of its corners."""


@dataclass(frozen=True)
class Number:
    """One measured value with its evidence.

    Parameters
    ----------
    name
        Name of the metric, as in the scorecard's JSON.
    value
        The point estimate; None where it is undefined, and `status` says why.
    n
        How many things it is measured on.
    low, high
        Ends of the interval; None where there is none.
    method
        How the interval was made: ``bootstrap``, ``wilson``, ``order_statistic`` or ``none``.
    status
        ``ok``, or why there is no value or no interval.
    """

    name: str
    value: float | None
    n: int
    low: float | None
    high: float | None
    method: str
    status: str


@dataclass(frozen=True)
class Outcome:
    """How many annotations, or pairs, ended in one way.

    Parameters
    ----------
    name
        Name of the outcome, as in the scorecard's JSON.
    count
        How often; a pair counts once.
    severity
        ``critical``, ``high``, ``moderate``, or ``none`` for what is no error.
    weight
        What one of them adds to the severity-weighted error rate; 0 for what is no error.
    meaning
        What it means, in words.
    """

    name: str
    count: int
    severity: str
    weight: float
    meaning: str


@dataclass(frozen=True)
class Side:
    """Where the candidate draws one side of its boxes, against gold.

    Parameters
    ----------
    name
        ``left``, ``top``, ``right`` or ``bottom``.
    pixels
        Mean signed offset in pixels, positive outwards (the candidate is larger).
    relative
        The same as a share of the gold box's width (left, right) or height (top, bottom).
    reading
        The same in words.
    """

    name: str
    pixels: Number
    relative: Number
    reading: str


@dataclass(frozen=True)
class Group:
    """One class, size bin, shape bin or attribute value.

    Parameters
    ----------
    kind, name
        What it groups by, and which value this is.
    n_gold, n_candidate
        Annotations on either side.
    counts
        Outcome name to count.
    metrics
        Metric name to its number.
    errors
        The outcomes among `counts` that are errors, with their counts, most frequent first.
    weighted_errors
        Sum of count times weight over them: what this group adds to the severity-weighted error rate.
    """

    kind: str
    name: str
    n_gold: int
    n_candidate: int
    counts: Mapping[str, int]
    metrics: Mapping[str, Number]
    errors: tuple[tuple[str, int], ...]
    weighted_errors: float


@dataclass(frozen=True)
class View:
    """Everything a report shows, as plain data.

    Parameters
    ----------
    title
        Which file was judged against which, on how many images.
    verdict
        The outcome in two or three sentences.
    headline
        The overall numbers in the order of `HEADLINE`.
    outcomes
        All outcomes that can happen, in the scorecard's order.
    sides
        The four sides of the boxes.
    outlines
        The overall means over outlines, by surface distances; empty if they were not asked for.
    classes
        Classes, those with the largest sum of weighted errors first; among equals, those with the lowest mean IoU.
    bins
        Size bins, shape bins and attribute values, in the scorecard's order.
    notes
        Plain sentences about what did not align, what was skipped and what looked odd.
    settings
        The settings that produced the numbers, in one line.
    """

    title: str
    verdict: str
    headline: tuple[Number, ...]
    outcomes: tuple[Outcome, ...]
    sides: tuple[Side, ...]
    outlines: tuple[Number, ...]
    classes: tuple[Group, ...]
    bins: tuple[Group, ...]
    notes: tuple[str, ...]
    settings: str


def view(card: Card) -> View:
    """Arrange a scorecard for a reader.

    Parameters
    ----------
    card
        What ``Scorecard.to_dict()`` gives, or the same read back from its JSON.

    Returns
    -------
    View
        The same numbers, unrounded, with words around them. A scorecard without pairs or without annotations gives a
        view whose numbers have no value; nothing is guessed.
    """
    weights = {name: float(entry["weight"]) for name, entry in card["parameters"]["severities"].items()}
    groups = [_group(entry, weights) for entry in card["groups"]]
    overall = next(group for group in groups if group.kind == "overall")
    outcomes = _outcomes(card)
    sides = tuple(_side(name, overall.metrics) for name in SIDES)
    classes = [group for group in groups if group.kind == "class"]
    return View(
        title=sentences.title(card),
        verdict=_verdict(overall, outcomes, sides),
        headline=tuple(overall.metrics[name] for name in HEADLINE),
        outcomes=outcomes,
        sides=sides,
        outlines=tuple(number for name, number in overall.metrics.items() if name.startswith(OUTLINES)),
        classes=tuple(sorted(classes, key=_worst_first)),
        bins=tuple(group for group in groups if group.kind not in {"overall", "class"}),
        notes=tuple(sentences.notes(card)),
        settings=sentences.settings(card),
    )


def _number(entry: Card) -> Number:
    return Number(
        name=entry["name"],
        value=entry["value"],
        n=entry["n"],
        low=entry["low"],
        high=entry["high"],
        method=entry["method"],
        status=entry["status"],
    )


def _group(entry: Card, weights: Mapping[str, float]) -> Group:
    errors = [(name, count) for name, count in entry["counts"].items() if count and weights.get(name)]
    return Group(
        kind=entry["kind"],
        name=entry["name"],
        n_gold=entry["n_gold"],
        n_candidate=entry["n_candidate"],
        counts=entry["counts"],
        metrics={metric["name"]: _number(metric) for metric in entry["metrics"]},
        errors=tuple(sorted(errors, key=lambda error: -error[1])),
        weighted_errors=sum(count * weights[name] for name, count in errors),
    )


def _worst_first(group: Group) -> tuple[float, float, str]:
    iou = group.metrics["mean_iou"].value
    return (-group.weighted_errors, math.inf if iou is None else iou, group.name)


def _outcomes(card: Card) -> tuple[Outcome, ...]:
    severities = card["parameters"]["severities"]
    none = {"severity": "none", "weight": 0.0}
    return tuple(
        Outcome(
            name=name,
            count=count,
            severity=severities.get(name, none)["severity"],
            weight=float(severities.get(name, none)["weight"]),
            meaning=sentences.meaning(name, card["parameters"]),
        )
        for name, count in card["counts"].items()
    )


def _side(name: str, metrics: Mapping[str, Number]) -> Side:
    relative = metrics[f"offset_{name}"]
    reading = sentences.side(name, relative.value, relative.low, relative.high)
    return Side(name=name, pixels=metrics[f"offset_{name}_px"], relative=relative, reading=reading)


def _verdict(overall: Group, outcomes: Sequence[Outcome], sides: Sequence[Side]) -> str:
    recall, precision, iou = (overall.metrics[name] for name in ("recall", "precision", "mean_iou"))
    parts = [sentences.found(recall.n, precision.n, recall.value, precision.value)]
    if iou.value is not None:
        parts.append(sentences.outlines(iou.value, [side.reading for side in sides if _is_off(side)]))
    errors = [outcome for outcome in outcomes if outcome.count and outcome.weight]
    worst = max(errors, key=lambda outcome: outcome.count * outcome.weight, default=None)
    parts.append(sentences.worst(worst.name, worst.count, worst.meaning) if worst else "No errors.")
    return " ".join(parts)


def _is_off(side: Side) -> bool:
    return sentences.is_clear(side.relative.low, side.relative.high) and side.reading != sentences.NO_BIAS
