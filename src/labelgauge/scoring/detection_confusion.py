"""DetectionConfusion: which categories are taken for which, found without looking at categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge._table import Table
from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection
from labelgauge.matching.detections import Cells, Edges
from labelgauge.matching.judged import Judged
from labelgauge.scoring.detection_sides import Sides
from labelgauge.scoring.framed import Framed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BACKGROUND = "background"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectionConfusion(Framed):
    """How often gold objects of a category were found by detections of another.

    Made by `DetectionResult.confusion_matrix`, which says who is paired with whom.

    Attributes
    ----------
    matrix
        int64 (k + 1, k + 1): gold objects in rows, detections in columns, categories in the order of ids. The last
        column is gold objects that nothing finds, the last row detections that find nothing; their cell is 0.
    labels
        Names of the categories, then ``"background"``.
    n_ignored
        Detections that count for nothing: they find an ignored gold object of their category, or nobody looked for all
        objects of it.

    Examples
    --------
    >>> from importlib.resources import files
    >>> import labelgauge as lg
    >>> folder = files("labelgauge.examples") / "coco_detections"
    >>> gold = lg.read(folder / "gold.json.gz")
    >>> result = lg.evaluate_detections(gold, lg.read(folder / "boxes.json.gz", images_of=gold))
    >>> confusion = result.confusion_matrix()
    >>> confusion.matrix.shape, confusion.labels[0], int(confusion.matrix[0, 0])
    ((81, 81), 'person', 198)
    """

    matrix: Ints
    labels: list[str]
    n_ignored: int

    @property
    def table(self) -> Table:
        """One row per cell above 0, the greatest first: ``gold`` and ``detection`` (labels) and ``n``."""
        gold, found = np.nonzero(self.matrix)
        n = self.matrix[gold, found]
        order = np.argsort(-n, kind="stable")
        names = [[self.labels[i] for i in places[order].tolist()] for places in (gold, found)]
        return Table({"gold": names[0], "detection": names[1], "n": n[order]})

    def __repr__(self) -> str:
        right, total = int(np.trace(self.matrix)), int(self.matrix.sum())
        between = total - right - int(self.matrix[-1].sum() + self.matrix[:, -1].sum())
        return f"<DetectionConfusion: {right} right, {between} of another category, {len(self.labels) - 1} categories>"


def confusion_of(
    judged: Judged, sides: Sides, names: list[str], *, iou: float, score: float, threads: int = 1
) -> DetectionConfusion:
    """Pair gold objects with detections whatever their category; arguments as `confusion_matrix` describes them."""
    kept = np.sort(judged.cells.detection)
    kept = kept[sides.detections.score[kept] >= score]
    cells = sides.by_image(kept, None, threads=threads)
    edges = sides.shapes.edges(cells, sides.gold.crowd, min(iou, 1 - 1e-10), threads=threads)
    category, gold_category = sides.detections.category[cells.detection], sides.gold.category[cells.gold]
    ignored = sides.gold.ignored[cells.gold]
    match = _takes(cells, _confusable(edges, category, gold_category, ignored), sides, threads)
    found = match >= 0
    left_out = np.where(found, np.append(ignored, False)[match], sides.detections.excused[cells.detection])
    n = len(names)
    rows = np.where(found, np.append(gold_category, n)[match], n)[~left_out]
    missed = ~ignored
    missed[match[found]] = False
    rows = np.concatenate((rows, gold_category[missed]))
    columns = np.concatenate((category[~left_out], np.full(np.count_nonzero(missed), n)))
    matrix = np.bincount(rows * (n + 1) + columns, minlength=(n + 1) ** 2).reshape(n + 1, n + 1)
    matrix.flags.writeable = False
    return DetectionConfusion(matrix, [*names, BACKGROUND], int(np.count_nonzero(left_out)))


def _confusable(edges: Edges, category: Ints, gold_category: Ints, ignored: Bools) -> Edges:
    """Edges to choose from, ranked: by overlap, of equals one of the own category, then the first gold object."""
    owner = edges.owners()
    same = category[owner] == gold_category[edges.gold]
    kept = np.flatnonzero(same | ~ignored[edges.gold])
    order = np.lexsort((-edges.gold[kept], same[kept], edges.overlap[kept]))
    rank = np.empty(len(kept))
    rank[order] = np.arange(1, len(kept) + 1)
    return Edges(offsets_of(np.bincount(owner[kept], minlength=len(category))), edges.gold[kept], rank)


def _takes(cells: Cells, edges: Edges, sides: Sides, threads: int) -> Ints:
    match: Ints = detection.match_detections(
        cells.detection_offsets,
        edges.offsets,
        edges.gold,
        edges.overlap,
        sides.gold.crowd[cells.gold].view(np.uint8),
        sides.gold.ignored[cells.gold].view(np.uint8)[np.newaxis],
        np.zeros((1, len(cells.detection)), np.uint8),
        np.array([0.5]),  # below all ranks
        threads=threads,
    )[0, 0]
    return match
