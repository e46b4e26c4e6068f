"""From measured pairs of volumes to the tables and the JSON of a scorecard."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table, concatenate
from labelgauge._version import __version__
from labelgauge.dataset.volume_pairs import VolumePairs
from labelgauge.scoring.metrics import Metric
from labelgauge.scoring.statistics import image_keys
from labelgauge.scoring.tables import metric_columns, summary_table
from labelgauge.scoring.volume_parameters import VolumeParameters
from labelgauge.scoring.volume_scorecard import SCHEMA_VERSION, VolumeScorecard
from labelgauge.scoring.volume_summary import summarize

N_NAMES = 50
"""How many names of files without a partner a scorecard lists."""

STATUS_COUNTS = ("gold_empty", "candidate_empty", "no_surface")
"""Statuses of measurements that are counted."""


@dataclass(frozen=True)
class MeasuredPair:
    """One pair of volumes and what was measured on it.

    Parameters
    ----------
    name
        Name of the pair.
    files
        ``gold`` and ``candidate``: base name and digest.
    shape, spacing_mm
        Of both, along gold's axes; of images two numbers.
    reoriented
        Whether the candidate's axes were reordered or flipped.
    measurements
        What `labelgauge.metrics.volumes.label_agreement` gives.
    """

    name: str
    files: Mapping[str, Mapping[str, str]]
    shape: tuple[int, ...]
    spacing_mm: tuple[float, ...]
    reoriented: bool
    measurements: Table


def scorecard(
    measured: Sequence[MeasuredPair],
    inputs: Mapping[str, str],
    found: VolumePairs,
    settings: VolumeParameters,
    notes: Sequence[str],
    *,
    threads: int = 1,
) -> VolumeScorecard:
    """Put a scorecard together.

    Parameters
    ----------
    measured
        All pairs, in order.
    inputs
        Base name of what was given as ``gold`` and as ``candidate``.
    found
        The pairing of the files.
    settings
        The parameters.
    notes
        Sentences about how the numbers came about.
    threads
        Number of threads; never changes the answer.

    Returns
    -------
    VolumeScorecard
        Tables and content.
    """
    rows = concatenate([pair.measurements for pair in measured])
    pair = np.repeat(np.arange(len(measured)), [len(each.measurements) for each in measured])
    label, group = np.unique(rows["label"], return_inverse=True)
    measurements = Table({**{name: rows[name] for name in rows.columns}, "pair": pair, "group": group})
    keys = image_keys([each.name for each in measured])
    metrics = summarize(measurements, settings.measures, keys, settings.seed, settings.draws, threads=threads)
    groups = _groups(rows, group, label.tolist(), metrics, len(measured), settings)
    return VolumeScorecard(
        summary=summary_table(groups[0]),
        labels=_labels_table(groups[1:], [metric.name for metric in metrics[0]]),
        pairs=_pairs_table(measured, rows, pair, settings),
        measurements=Table(
            {
                "pair": [measured[i].name for i in pair.tolist()],
                "label": rows["label"],
                "name": [_name(number, settings) for number in rows["label"].tolist()],
                **{name: rows[name] for name in rows.columns if name != "label"},
            }
        ),
        content={
            "schema_version": SCHEMA_VERSION,
            "kind": "volume_scorecard",
            "labelgauge": __version__,
            "inputs": {side: {"name": name} for side, name in inputs.items()},
            "parameters": settings.to_dict(),
            "alignment": _alignment(found, len(measured)),
            "notes": [*notes, *_unseen(settings, label)],
            "groups": [{**each, "metrics": [metric.to_dict() for metric in each["metrics"]]} for each in groups],
            "pairs": [_pair_entry(each, settings) for each in measured],
        },
    )


def _groups(
    rows: Table,
    group: NDArray[np.int64],
    labels: list[int],
    metrics: list[list[Metric]],
    n_pairs: int,
    settings: VolumeParameters,
) -> list[dict[str, Any]]:
    """Overall and one entry per label, with counts and metrics."""
    status = np.array(rows["status"], dtype=np.str_)
    size = np.bincount(group, minlength=len(labels))
    counts = {name: np.bincount(group[status == name], minlength=len(labels)) for name in STATUS_COUNTS}
    overall = {
        "kind": "overall",
        "label": None,
        "name": "all",
        "n_pairs": n_pairs,
        "n_measurements": len(rows),
        **{f"n_{name}": int(count.sum()) for name, count in counts.items()},
        "metrics": metrics[0],
    }
    return [
        overall,
        *(
            {
                "kind": "label",
                "label": label,
                "name": _name(label, settings),
                "n_pairs": int(size[i]),
                "n_measurements": int(size[i]),
                **{f"n_{name}": int(count[i]) for name, count in counts.items()},
                "metrics": metrics[1 + i],
            }
            for i, label in enumerate(labels)
        ),
    ]


def _labels_table(groups: Sequence[Mapping[str, Any]], metric_names: Sequence[str]) -> Table:
    columns: dict[str, Any] = {
        "label": np.array([group["label"] for group in groups], dtype=np.int64),
        "name": [group["name"] for group in groups],
    }
    for name in ("n_pairs", *(f"n_{status}" for status in STATUS_COUNTS)):
        columns[name] = np.array([group[name] for group in groups], dtype=np.int64)
    return Table({**columns, **metric_columns(groups, metric_names)})


def _pairs_table(
    measured: Sequence[MeasuredPair], rows: Table, pair: NDArray[np.int64], settings: VolumeParameters
) -> Table:
    n = np.bincount(pair, minlength=len(measured))
    shares = [name for name in settings.measures if name in {"dice", "iou"} or name.startswith("nsd_")]
    return Table(
        {
            "pair": [each.name for each in measured],
            **{side: [each.files[side]["name"] for each in measured] for side in ("gold", "candidate")},
            "shape": ["x".join(map(str, each.shape)) for each in measured],
            "spacing_mm": ["x".join(f"{step:.6g}" for step in each.spacing_mm) for each in measured],
            "reoriented": np.array([each.reoriented for each in measured], dtype=np.bool_),
            "n_labels": n,
            **{f"mean_{name}": _means(rows[name], pair, len(measured)) for name in shares},
        }
    )


def _means(values: NDArray[np.float64], pair: NDArray[np.int64], n_pairs: int) -> NDArray[np.float64]:
    known = ~np.isnan(values)
    count = np.bincount(pair[known], minlength=n_pairs)
    total = np.bincount(pair[known], weights=values[known], minlength=n_pairs)
    means: NDArray[np.float64] = np.divide(total, count, out=np.full(n_pairs, np.nan), where=count > 0)
    return means


def _alignment(found: VolumePairs, n_pairs: int) -> dict[str, Any]:
    return {
        "n_pairs": n_pairs,
        "n_gold_only": len(found.gold_only),
        "n_candidate_only": len(found.candidate_only),
        "gold_only": list(found.gold_only[:N_NAMES]),
        "candidate_only": list(found.candidate_only[:N_NAMES]),
        "n_gold_ignored": found.n_gold_ignored,
        "n_candidate_ignored": found.n_candidate_ignored,
    }


def _unseen(settings: VolumeParameters, occurring: NDArray[np.int64]) -> list[str]:
    unseen = sorted(set(settings.labels or ()) - set(occurring.tolist()))
    return [f"Labels asked for that no volume has: {', '.join(map(str, unseen))}."] if unseen else []


def _pair_entry(pair: MeasuredPair, settings: VolumeParameters) -> dict[str, Any]:
    return {
        "name": pair.name,
        **{side: dict(file) for side, file in pair.files.items()},
        "shape": list(pair.shape),
        "spacing_mm": list(pair.spacing_mm),
        "reoriented": pair.reoriented,
        "labels": [
            {"label": row["label"], "name": _name(row["label"], settings), **_plain(row)}
            for row in pair.measurements.rows()
        ],
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's other values; numbers that are not finite are None."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
        if name != "label"
    }


def _name(label: int, settings: VolumeParameters) -> str:
    return settings.names.get(label, str(label))
