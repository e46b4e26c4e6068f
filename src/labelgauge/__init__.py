"""labelgauge measures the quality of labels: who made which error, how far off, and how sure that is."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from labelgauge._version import __version__

if TYPE_CHECKING:
    from labelgauge._build_info import BuildInfo as BuildInfo
    from labelgauge._build_info import build_info as build_info
    from labelgauge._table import Table as Table
    from labelgauge.dataset.align import Alignment as Alignment
    from labelgauge.dataset.align import align as align
    from labelgauge.dataset.dataset import Dataset as Dataset
    from labelgauge.dataset.read import read as read
    from labelgauge.geometry.boxes import Boxes as Boxes
    from labelgauge.geometry.masks import Masks as Masks
    from labelgauge.geometry.polygons import Polygons as Polygons
    from labelgauge.metrics.boundary import boundary as boundary
    from labelgauge.metrics.boundary import boundary_iou as boundary_iou
    from labelgauge.metrics.boundary_f import BoundaryScores as BoundaryScores
    from labelgauge.metrics.boundary_f import boundary_f as boundary_f
    from labelgauge.metrics.boundary_f import trimap_iou as trimap_iou
    from labelgauge.metrics.overlap import SparseOverlap as SparseOverlap
    from labelgauge.metrics.overlap import ciou as ciou
    from labelgauge.metrics.overlap import coverage as coverage
    from labelgauge.metrics.overlap import dice as dice
    from labelgauge.metrics.overlap import diou as diou
    from labelgauge.metrics.overlap import giou as giou
    from labelgauge.metrics.overlap import iou as iou
    from labelgauge.scoring.score import score as score
    from labelgauge.scoring.scorecard import Scorecard as Scorecard

_HOMES = {
    "Alignment": "labelgauge.dataset.align",
    "Boxes": "labelgauge.geometry.boxes",
    "BoundaryScores": "labelgauge.metrics.boundary_f",
    "BuildInfo": "labelgauge._build_info",
    "Dataset": "labelgauge.dataset.dataset",
    "Masks": "labelgauge.geometry.masks",
    "Polygons": "labelgauge.geometry.polygons",
    "SparseOverlap": "labelgauge.metrics.overlap",
    "Scorecard": "labelgauge.scoring.scorecard",
    "Table": "labelgauge._table",
    "align": "labelgauge.dataset.align",
    "boundary": "labelgauge.metrics.boundary",
    "boundary_f": "labelgauge.metrics.boundary_f",
    "boundary_iou": "labelgauge.metrics.boundary",
    "build_info": "labelgauge._build_info",
    "ciou": "labelgauge.metrics.overlap",
    "coverage": "labelgauge.metrics.overlap",
    "dice": "labelgauge.metrics.overlap",
    "diou": "labelgauge.metrics.overlap",
    "giou": "labelgauge.metrics.overlap",
    "iou": "labelgauge.metrics.overlap",
    "read": "labelgauge.dataset.read",
    "score": "labelgauge.scoring.score",
    "trimap_iou": "labelgauge.metrics.boundary_f",
}
"""Where each public name lives; it is imported when first used, so that `import labelgauge` stays light."""

__all__ = [*_HOMES, "__version__"]  # noqa: PLE0604 - names come from the table above


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        what = f"module 'labelgauge' has no attribute {name!r}"
        raise AttributeError(what)
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
