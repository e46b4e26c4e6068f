"""Detection scores of parts of a dataset: images of one value, or gold objects of one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.errors import InputError
from labelgauge.matching.judged import judged_anew
from labelgauge.scoring.detection_evidence import known_evidence
from labelgauge.scoring.detection_state import Outcomes, outcomes_of, tensors_of

if TYPE_CHECKING:
    from labelgauge.scoring.detection_result import DetectionResult

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def slices_of(result: DetectionResult, by: str | Mapping[Any, Any], *, threads: int = 1) -> Table:
    """Scores by value; arguments as `DetectionResult.slices` describes them."""
    if isinstance(by, Mapping):
        return _table(result, [(value, *_of_images(result, rows, threads)) for value, rows in _images(result, by)])
    gold = known_evidence(result.evidence, "slices").gold
    if by in gold.images:
        ids, column = _plain(gold.images["id"]), _plain(gold.images[by])
        return slices_of(result, dict(zip(ids, column, strict=True)), threads=threads)
    texts = gold.attribute(by)
    return _table(result, [(value, *_of_objects(result, texts, value, threads)) for value in _ordered(texts)])


def _plain(column: Any) -> list[Any]:
    values = column.tolist() if isinstance(column, np.ndarray) else column
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _ordered(values: Any) -> list[Any]:
    """Distinct values but None, ascending; in the order of their first places where they cannot be compared."""
    distinct = list(dict.fromkeys(value for value in values if value is not None))
    try:
        return sorted(distinct)
    except TypeError:
        return distinct


def _images(result: DetectionResult, value_of: Mapping[Any, Any]) -> list[tuple[Any, Bools]]:
    """Each value, and which images have it."""
    image_ids = result.image_ids
    known = set(image_ids)
    unknown = [key for key in value_of if key not in known]
    if unknown:
        what = f"there is no image {unknown[0]!r}"
        raise InputError(what, where="slices", fix="Map ids of the gold images to values.")
    values = [value_of.get(image) for image in image_ids]
    places = {value: np.zeros(len(values), np.bool_) for value in _ordered(values)}
    for i, value in enumerate(values):
        if value is not None:
            places[value][i] = True
    return list(places.items())


def _of_images(result: DetectionResult, images: Bools, threads: int) -> tuple[DetectionResult, int, int]:
    """The result of some images alone: their detections and gold objects, judged as they were."""
    part = result.outcomes.take(images)
    return _rescored(result, part, threads), int(images.sum()), len(part.score)


def _of_objects(
    result: DetectionResult, texts: list[str | None], value: str, threads: int
) -> tuple[DetectionResult, int, int]:
    """The result where gold objects of other values are ignored."""
    evidence = known_evidence(result.evidence, "slices")
    judged, sides = evidence.judged, evidence.sides
    chosen = np.array([text == value for text in texts], dtype=np.bool_)
    other = ~chosen[judged.cells.gold]
    thresholds = result.iou_thresholds
    part = judged_anew(judged, other, thresholds, threads=threads)
    outcomes = outcomes_of(part, sides.detections.score, sides.image_ids)
    n_images = len(np.unique(sides.gold.image[chosen]))
    return _rescored(result, outcomes, threads), n_images, len(outcomes.score)


def _rescored(result: DetectionResult, outcomes: Outcomes, threads: int) -> DetectionResult:
    """Scores of other outcomes."""
    parameters, cuts = result.parameters, np.array(result.parameters.cuts, dtype=np.int64)
    tensors = tensors_of(outcomes, len(result.category_ids), parameters.settings.levels, cuts, threads=threads)
    return replace(result, tensors=tensors, outcomes=outcomes, evidence=None, drawn=None)


def _table(result: DetectionResult, parts: list[tuple[Any, DetectionResult, int, int]]) -> Table:
    stats = [part.stats for _, part, _, _ in parts]
    first = next(iter(result.stats))
    return Table(
        {
            "value": [value for value, *_ in parts],
            "n_images": np.array([n for *_, n, _ in parts], dtype=np.int64),
            "n_gold": np.array([part.n_gold[:, 0].sum() for _, part, _, _ in parts], dtype=np.int64),
            "n_detections": np.array([n for *_, n in parts], dtype=np.int64),
            **{name: np.array([row[name].value for row in stats], dtype=np.float64) for name in result.stats},
            "status": [row[first].status for row in stats],
        }
    )
