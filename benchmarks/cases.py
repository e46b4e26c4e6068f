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
    *(
        Case(name, work, peer, partial(confusion.prepare, size, peer, noise=noise), np.array_equal)
        for name, work, size, peer, noise in confusion.combinations()
    ),
)
