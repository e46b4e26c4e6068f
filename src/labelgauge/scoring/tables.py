"""Columnar results: one row per metric, class, bin, image, and annotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.dataset.dataset import Dataset
from labelgauge.matching import outcomes
from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.scoring.records import Records
from labelgauge.scoring.severity import Severities, weights
from labelgauge.scoring.sides import ASPECT_BINS, SIZE_BINS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Group = Mapping[str, Any]

SIDES = ("left", "top", "right", "bottom")


def summary_table(overall: Group) -> Table:
    """One row per overall metric: name, value, n, low, high, method, status."""
    metrics = overall["metrics"]
    return Table(
        {
            "name": [metric.name for metric in metrics],
            "value": np.array([metric.value for metric in metrics]),
            "n": np.array([metric.n for metric in metrics], dtype=np.int64),
            "low": np.array([metric.low for metric in metrics]),
            "high": np.array([metric.high for metric in metrics]),
            "method": [metric.method for metric in metrics],
            "status": [metric.status for metric in metrics],
        }
    )


def groups_table(groups: Sequence[Group], columns: Sequence[str], metric_names: Sequence[str]) -> Table:
    """One row per group: the given columns, counts of outcomes, and value, low and high of every metric."""
    data: dict[str, Any] = {name: [group[name] for group in groups] for name in columns}
    for name in ("n_gold", "n_candidate", "n_images"):
        data[name] = np.array([group[name] for group in groups], dtype=np.int64)
    for outcome in OUTCOMES:
        data[outcome] = np.array([group["counts"][outcome] for group in groups], dtype=np.int64)
    return Table({**data, **metric_columns(groups, metric_names)})


def metric_columns(groups: Sequence[Group], metric_names: Sequence[str]) -> dict[str, Floats]:
    """Value, low and high of every metric, one entry per group."""
    return {
        name + suffix: np.array([getattr(group["metrics"][i], part) for group in groups], dtype=np.float64)
        for i, name in enumerate(metric_names)
        for suffix, part in (("", "value"), ("_low", "low"), ("_high", "high"))
    }


def images_table(records: Records, names: Sequence[str], severities: Severities, iou: float) -> Table:
    """One row per aligned image, in the order of their keys."""
    n = len(names)

    def count(chosen: NDArray[np.bool_]) -> Ints:
        return np.bincount(records.image[chosen], minlength=n)

    def mean(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
        total = np.bincount(records.image[chosen], weights=values[chosen], minlength=n)
        return _ratio(total, count(chosen))

    has_gold, has_candidate = records.gold_row >= 0, records.candidate_row >= 0
    one_class = (records.outcome == outcomes.MATCH) | (records.outcome == outcomes.LOCATION)
    true_pair = one_class & (records.iou >= iou)
    pairs = count(true_pair)
    golds, candidates = count(has_gold & records.is_judged), count(has_candidate & records.is_judged)
    return Table(
        {
            "image": list(names),
            "n_gold": count(has_gold),
            "n_candidate": count(has_candidate),
            **{name: count(records.outcome == code) for code, name in enumerate(OUTCOMES)},
            "precision": _ratio(pairs, candidates),
            "recall": _ratio(pairs, golds),
            "f1": _ratio(2 * pairs, golds + candidates),
            "mean_iou": mean(records.iou, true_pair),
            "mean_dice": mean(records.dice, true_pair),
            "mean_boundary_iou": mean(records.boundary_iou, true_pair & records.on_masks),
            "severity": np.bincount(records.image, weights=weights(severities)[records.outcome], minlength=n),
        }
    )


def annotations_table(
    records: Records,
    gold: Dataset,
    candidate: Dataset,
    *,
    image_names: Sequence[str],
    classes: Sequence[str],
    severities: Severities,
    surface_names: Sequence[str],
) -> Table:
    """One row per pair, or per annotation without a partner, ordered by image, gold id, then candidate id."""
    outcome_names = [OUTCOMES[code] for code in records.outcome.tolist()]
    has_gold = records.gold_row >= 0
    partner_id = np.where(
        has_gold,
        _ids(candidate, np.where(has_gold, records.related_row, -1)),
        _ids(gold, np.where(has_gold, -1, records.related_row)),
    )
    compared = np.where(records.on_masks, "mask", "box")
    return Table(
        {
            "image": _named(image_names, records.image),
            "outcome": outcome_names,
            "severity": [severities.get(name, ("none", 0.0))[0] for name in outcome_names],
            "weight": weights(severities)[records.outcome],
            "gold_id": _ids(gold, records.gold_row),
            "candidate_id": _ids(candidate, records.candidate_row),
            "gold_class": _named(classes, records.gold_class),
            "candidate_class": _named(classes, records.candidate_class),
            "compared_on": np.where(records.is_pair, compared, "").tolist(),
            "iou": records.iou,
            "dice": records.dice,
            "boundary_iou": records.boundary_iou,
            **{f"offset_{side}_px": records.offsets_px[:, i].copy() for i, side in enumerate(SIDES)},
            **{f"offset_{side}": records.offsets[:, i].copy() for i, side in enumerate(SIDES)},
            "area_ratio": records.area_ratio,
            "size_bin": _named(SIZE_BINS, records.size_bin),
            "aspect_bin": _named(ASPECT_BINS, records.aspect_bin),
            "partner_id": partner_id,
            "partner_iou": records.related_iou,
            **({"surface_status": _surface_status(records)} if surface_names else {}),
            **{name: records.surface[:, i].copy() for i, name in enumerate(surface_names)},
        }
    )


def _surface_status(records: Records) -> list[str]:
    """Whether the surfaces of each pair were measured, or why not; empty where there is no pair."""
    reasons = [~records.is_pair, ~records.on_masks, records.is_too_large]
    status: list[str] = np.select(reasons, ["", "no_masks", "too_large"], default="ok").tolist()
    return status


def _ratio(numerator: NDArray[Any], denominator: Ints) -> Floats:
    ratio: Floats = np.divide(numerator, denominator, out=np.full(len(denominator), np.nan), where=denominator > 0)
    return ratio


def _named(names: Sequence[str], index: Ints) -> list[str]:
    """Names at these positions, empty where the position is -1."""
    with_none = [*names, ""]
    return [with_none[i] for i in index.tolist()]


def _ids(dataset: Dataset, rows: Ints) -> Ints:
    ids: Ints = np.append(dataset.annotations["id"], -1)
    return ids[np.where(rows >= 0, rows, -1)]
