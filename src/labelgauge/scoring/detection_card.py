"""DetectionCard: detection scores, their errors and a comparison with another model in one card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from labelgauge._table import Table
from labelgauge.scoring.card import Card
from labelgauge.scoring.detection_comparison import DetectionComparison
from labelgauge.scoring.detection_content import plain_row
from labelgauge.scoring.detection_errors import DetectionErrors
from labelgauge.scoring.detection_result import DetectionResult


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionCard(Card):
    """What `labelgauge eval` shows and writes.

    Attributes
    ----------
    stats, classes, errors, comparison : Table
        The summary, scores per category, types of errors with what they cost, and differences from the other model
        (without rows if there is none).
    content : Mapping
        What `to_dict` copies (docs/detection.schema.json).
    """

    stats: Table
    classes: Table
    errors: Table
    comparison: Table
    content: Mapping[str, Any]


def detection_card(
    result: DetectionResult, errors: DetectionErrors | None, comparison: DetectionComparison | None
) -> DetectionCard:
    """Put a result, its errors and a comparison together.

    Parameters
    ----------
    result
        Detection scores.
    errors
        What `DetectionResult.errors` returns for them; None where the protocol has none.
    comparison
        Of the result and another model's; None without another.

    Returns
    -------
    DetectionCard
        Tables and plain data.
    """
    content = dict(result.content)
    types = Table({}) if errors is None else errors.types
    content["errors"] = [plain_row(row) for row in types.rows()]
    content["comparison"] = None
    differences = Table({})
    if comparison is not None:
        differences = comparison.to_table()
        content["comparison"] = {
            "other": comparison.other.content["inputs"]["detections"],
            "differences": [plain_row(row) for row in differences.rows()],
        }
    rows = [asdict(score) for score in result.stats.values()]
    stats = Table({name: [row[name] for row in rows] for name in rows[0]})
    return DetectionCard(stats, result.classes, types, differences, content)
