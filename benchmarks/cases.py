"""What is compared with other libraries: for each case our call, the peer's, and how their answers must agree.

Both sides begin with what a user of either has in hand (COCO dictionaries, lists, arrays) and end with what that user
wants, so that conversions are paid by everyone alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import confusion
import cv2
import numpy as np
from pycocotools import mask as coco_mask
from shapes import outlines, real_polygons, run_lengths

import labelgauge as lg

Call = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """One comparison.

    `prepare` makes the two calls; `same` says whether their answers are equal.
    """

    id: str
    work: str
    peer: str
    prepare: Callable[[], tuple[Call, Call]]
    same: Callable[[Any, Any], bool]


def _iou(n: int, size: tuple[int, int]) -> tuple[Call, Call]:
    gold, candidate = run_lengths(n, size, 1), run_lengths(n, size, 2)
    crowd = [0] * n

    def ours() -> Any:
        return lg.iou(lg.Masks.from_rle(gold), lg.Masks.from_rle(candidate), empty="coco")

    return ours, lambda: coco_mask.iou(candidate, gold, crowd).T


def _polygons(n: int, vertices: int) -> tuple[Call, Call]:
    size = (480, 640)
    rings = [polygon[0].tolist() for polygon in outlines(n, size, vertices, 3)]
    nested = [[ring] for ring in rings]
    return lambda: lg.Masks.from_polygons(nested, size).to_rle(), lambda: coco_mask.frPyObjects(rings, *size)


def _real_polygons() -> tuple[Call, Call]:
    size = (640, 640)
    rings = real_polygons()
    return (
        lambda: lg.Masks.from_polygons(rings, size).to_rle(),
        lambda: [coco_mask.merge(coco_mask.frPyObjects(polygon, *size)) for polygon in rings],
    )


def _pixels(n: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return lg.Masks.from_rle(run_lengths(n, (480, 640), 4)).to_dense()


def _encode(n: int) -> tuple[Call, Call]:
    dense = _pixels(n)
    columns = np.asfortranarray(np.moveaxis(dense, 0, -1).astype(np.uint8))  # the layout pycocotools wants, for free
    return lambda: lg.Masks.from_dense(dense).to_rle(), lambda: coco_mask.encode(columns)


def _decode(n: int) -> tuple[Call, Call]:
    masks = run_lengths(n, (480, 640), 4)
    return lambda: lg.Masks.from_rle(masks).to_dense(), lambda: np.moveaxis(coco_mask.decode(masks), -1, 0)


Dense = np.ndarray[Any, np.dtype[np.bool_]]


def _two_annotators(n: int, size: tuple[int, int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Outlines, and the same ones a few pixels off."""
    rings = [polygon[0] for polygon in outlines(n, size, 60, 5)]
    return tuple(coco_mask.frPyObjects([(ring + shift).tolist() for ring in rings], *size) for shift in (0, 3))


def _opencv_boundary_iou(gold: Dense, candidate: Dense) -> float:
    """Boundary IoU by one erosion with a large square, the fastest form of the paper's code."""
    height, width = gold.shape
    reach = max(1, round(0.02 * float(np.hypot(height, width))))
    square = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    bands = []
    for mask in (gold.astype(np.uint8), candidate.astype(np.uint8)):
        padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        bands.append(mask - cv2.erode(padded, square)[1:-1, 1:-1])
    union = np.count_nonzero(bands[0] | bands[1])
    return np.count_nonzero(bands[0] & bands[1]) / union if union else 0.0


def _boundary_of_runs(n: int, size: tuple[int, int]) -> tuple[Call, Call]:
    gold, candidate = _two_annotators(n, size)

    def ours() -> Any:
        return lg.boundary_iou(lg.Masks.from_rle(gold), lg.Masks.from_rle(candidate), paired=True, empty="coco")

    def peer() -> Any:
        pairs = zip(gold, candidate, strict=True)
        return [_opencv_boundary_iou(coco_mask.decode(g), coco_mask.decode(c)) for g, c in pairs]

    return ours, peer


def _boundary_of_pixels(n: int, size: tuple[int, int]) -> tuple[Call, Call]:
    gold, candidate = (lg.Masks.from_rle(side).to_dense() for side in _two_annotators(n, size))

    def ours() -> Any:
        return lg.boundary_iou(gold, candidate, paired=True, empty="coco")

    return ours, lambda: [_opencv_boundary_iou(g, c) for g, c in zip(gold, candidate, strict=True)]


def _equal_masks(ours: Any, peer: Any) -> bool:
    return [(m["size"], m["counts"]) for m in ours] == [(list(m["size"]), m["counts"]) for m in peer]


CASES = (
    Case("P3", "mask IoU 100 × 100 RLE, 640×480", "pycocotools", lambda: _iou(100, (480, 640)), np.array_equal),
    Case("P4", "mask IoU 1000 × 1000 RLE, 1024²", "pycocotools", lambda: _iou(1000, (1024, 1024)), np.array_equal),
    Case("P8-10", "2,000 polygons of 10 vertices to RLE", "pycocotools", lambda: _polygons(2000, 10), _equal_masks),
    Case("P8-50", "2,000 polygons of 50 vertices to RLE", "pycocotools", lambda: _polygons(2000, 50), _equal_masks),
    Case("P8-500", "500 polygons of 500 vertices to RLE", "pycocotools", lambda: _polygons(500, 500), _equal_masks),
    Case("P8-real", "1,408 people's polygons to RLE", "pycocotools", _real_polygons, _equal_masks),
    Case("P9-encode", "100 masks 640×480, pixels to RLE", "pycocotools", lambda: _encode(100), _equal_masks),
    Case("P9-decode", "100 masks 640×480, RLE to pixels", "pycocotools", lambda: _decode(100), np.array_equal),
    Case(
        "P10-rle",
        "Boundary IoU of 100 pairs of RLE, 640×480",
        "OpenCV",
        lambda: _boundary_of_runs(100, (480, 640)),
        np.array_equal,
    ),
    Case(
        "P10-dense",
        "Boundary IoU of 100 pairs of pixels, 640×480",
        "OpenCV",
        lambda: _boundary_of_pixels(100, (480, 640)),
        np.array_equal,
    ),
    Case(
        "P11-rle",
        "Boundary IoU of 20 pairs of RLE, 1024×2048",
        "OpenCV",
        lambda: _boundary_of_runs(20, (1024, 2048)),
        np.array_equal,
    ),
    Case(
        "P11-dense",
        "Boundary IoU of 20 pairs of pixels, 1024×2048",
        "OpenCV",
        lambda: _boundary_of_pixels(20, (1024, 2048)),
        np.array_equal,
    ),
    *(
        Case(name, work, peer, partial(confusion.prepare, size, peer, noise=noise), np.array_equal)
        for name, work, size, peer, noise in confusion.combinations()
    ),
)
