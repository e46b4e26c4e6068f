"""Fields of geometry without pixels: polygons and rotated boxes beside Shapely, poses beside pycocotools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from contest import Field, entered, memory_floor
from numpy.typing import NDArray
from shapes import Size, outlines

import labelgauge as lg
from labelgauge.metrics.keypoints import COCO_SIGMAS

Floats = NDArray[np.float64]


def of_polygons(n: int, vertices: int, size: Size) -> Field:
    """IoU of every gold outline with every candidate; both sides begin with rings as arrays."""
    gold, candidate = ([polygon[0].reshape(-1, 2) for polygon in outlines(n, size, vertices, k)] for k in (1, 2))

    def ours(threads: int = 1) -> Any:
        g, c = (lg.Polygons.from_rings([[ring] for ring in side]) for side in (gold, candidate))
        return lg.iou(g, c, threads=threads)

    def by_shapely(shapely: Any) -> Callable[[], Any]:
        def valid(side: list[Floats]) -> Any:
            return shapely.make_valid([shapely.Polygon(ring) for ring in side])  # Shapely refuses the others

        return lambda: _with_tree(shapely, valid(gold), valid(candidate))

    return Field(ours, entered({"Shapely": by_shapely}), _close, memory_floor([*gold, *candidate], 8 * n * n))


def of_rotated(n: int) -> Field:
    """IoU of every gold with every candidate, rotated boxes of all sizes in one large image."""
    rng = np.random.default_rng(3)
    sides = [
        np.hstack((rng.uniform(0, 4000, (n, 2)), np.exp(rng.uniform(2, 5, (n, 2))), rng.uniform(-3, 3, (n, 1))))
        for _ in range(2)
    ]

    def ours(threads: int = 1) -> Any:
        return lg.iou(*(lg.RotatedBoxes(side) for side in sides), threads=threads)

    def by_shapely(shapely: Any) -> Callable[[], Any]:
        return lambda: _with_tree(shapely, *(shapely.polygons(lg.RotatedBoxes(side).corners) for side in sides))

    return Field(ours, entered({"Shapely": by_shapely}), _close, memory_floor(sides, 8 * n * n))


def of_poses(n: int) -> Field:
    """OKS of every gold person with every candidate, both as COCO's dictionaries."""
    rng = np.random.default_rng(4)
    gold, candidate = [], []
    for i in range(n):
        points = rng.uniform(0, 500, 2) + rng.uniform(0, 150, (17, 2))
        visibility = rng.choice([0, 1, 2], 17)
        visibility[0] = 2
        moved = points + rng.normal(0, 8, (17, 2))
        rows = [np.column_stack((p, visibility)).ravel().tolist() for p in (points, moved)]
        gold.append({"keypoints": rows[0], "area": 9000.0, "bbox": [*points.min(axis=0).tolist(), 150.0, 150.0]})
        candidate.append({"keypoints": rows[1], "score": 1 - i / n})

    def ours(threads: int = 1) -> Any:
        g, c = (lg.Keypoints.from_coco(side) for side in (gold, candidate))
        return lg.oks(g, c, empty="coco", threads=threads)

    def by_coco(module: Any) -> Callable[[], Any]:
        evaluation = module.COCOeval.__new__(module.COCOeval)
        evaluation.params = module.Params(iouType="keypoints")
        evaluation.params.maxDets = [n]
        evaluation._gts, evaluation._dts = {(1, 1): gold}, {(1, 1): candidate}
        return lambda: np.asarray(evaluation.computeOks(1, 1)).T

    floor = memory_floor([np.zeros((2, n, 17, 3)), COCO_SIGMAS], 8 * n * n)
    return Field(ours, entered({"pycocotools' COCOeval": by_coco}), _close, floor)


def _with_tree(shapely: Any, gold: Any, candidate: Any) -> Floats:
    """Shapely's fastest way: a tree finds the pairs that touch, only those are intersected."""
    rows, columns = shapely.STRtree(candidate).query(gold, predicate="intersects")
    gold, candidate = np.asarray(gold, dtype=object), np.asarray(candidate, dtype=object)
    shared = shapely.area(shapely.intersection(gold[rows], candidate[columns]))
    areas = shapely.area(gold), shapely.area(candidate)
    matrix = np.zeros((len(gold), len(candidate)))
    matrix[rows, columns] = shared / (areas[0][rows] + areas[1][columns] - shared)
    return matrix


def _close(ours: Any, theirs: Any) -> bool:
    return np.allclose(ours, theirs, rtol=0, atol=1e-9)
