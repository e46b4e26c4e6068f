"""Detection scores as plain data: what a result's JSON holds (docs/detection.schema.json)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from labelgauge._table import Table
from labelgauge._version import __version__
from labelgauge.dataset.dataset import Dataset
from labelgauge.scoring.detection_bootstrap import Drawn
from labelgauge.scoring.detection_parameters import DetectionParameters
from labelgauge.scoring.detection_protocols import Stat, limit
from labelgauge.scoring.intervals import CONFIDENCE

SCHEMA_VERSION = 1


def content(
    inputs: tuple[Dataset, Dataset] | None,
    parameters: DetectionParameters,
    drawn: Drawn | None,
    stats: Iterable[Any],
    classes: Table,
) -> Mapping[str, Any]:
    """Put everything together.

    Parameters
    ----------
    inputs
        Gold and detections; None if images were fed one by one.
    parameters
        What was asked for.
    drawn
        How images were resampled; None if they were not.
    stats
        The summary: dataclasses of names, values, numbers and statuses.
    classes
        Scores per category.

    Returns
    -------
    Mapping
        Plain data; NaN is None.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "detection",
        "labelgauge": __version__,
        "inputs": None if inputs is None else {"gold": _input(inputs[0]), "detections": _input(inputs[1])},
        "parameters": parameters.to_dict(),
        "bootstrap": _bootstrap(drawn),
        "stats": [
            plain_row(asdict(score)) | _meaning(stat, parameters)
            for score, stat in zip(stats, parameters.settings.stats, strict=True)
        ],
        "classes": [plain_row(row) for row in classes.rows()],
    }


def _bootstrap(drawn: Drawn | None) -> dict[str, Any] | None:
    if drawn is None:
        return None
    return {"draws": drawn.n_draws, "seed": drawn.seed, "confidence": CONFIDENCE}


def _meaning(stat: Stat, parameters: DetectionParameters) -> dict[str, Any]:
    """What a number of the summary is of."""
    cuts = parameters.to_dict()["max_detections"]
    return {
        "kind": stat.kind,
        "iou": stat.threshold,
        "area": stat.area,
        "max_detections": limit(cuts[stat.cut]) if -len(cuts) <= stat.cut < len(cuts) else None,
        "frequency": stat.frequency,
    }


def _input(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "format": dataset.format,
        "n_images": dataset.n_images,
        "n_annotations": dataset.n_annotations,
    }


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON has it: None for numbers that are not finite."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in row.items()
    }
