"""Fields of paired Boundary IoU, from run lengths and from pixels, at COCO's width of 2 % of the diagonal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from contest import Call, Field, coco_like, entered, memory_floor
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from shapes import Size, two_annotators

import labelgauge as lg

Band = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def of_runs(n: int, size: Size) -> Field:
    """Pairs of COCO's compressed RLE."""
    gold, candidate = two_annotators(n, size)

    def ours(threads: int = 1) -> Any:
        g, c = (lg.Masks.from_rle(side, threads=threads) for side in (gold, candidate))
        return lg.boundary_iou(g, c, paired=True, empty="coco", threads=threads)

    def by_pixels(band: Band) -> Call:
        return lambda: [
            _iou_of_bands(band, coco_mask.decode(g), coco_mask.decode(c)) for g, c in zip(gold, candidate, strict=True)
        ]

    def like_coco(to_band: Callable[[Any, Any], Any]) -> Callable[[Any], Call]:
        def make(mask: Any) -> Call:
            def pair(g: Any, c: Any) -> float:
                return float(np.asarray(mask.iou([to_band(mask, c)], [to_band(mask, g)], [0]))[0, 0])

            return lambda: [pair(g, c) for g, c in zip(gold, candidate, strict=True)]

        return make

    peers = (
        coco_like(like_coco(lambda mask, rle: mask.rleToBoundary(rle)), "faster-coco-eval")
        | coco_like(like_coco(lambda mask, rle: mask.toBoundary(rle)), "ultrafast-pycocotools")
        | {peer: lambda library, make=make: by_pixels(make(library, size)) for peer, make in _BY_PIXELS.items()}
    )
    runs = [lg.Masks.from_rle(side).counts for side in (gold, candidate)]
    return Field(ours, entered(peers), np.array_equal, memory_floor(runs, 8 * n))


def of_pixels(n: int, size: Size) -> Field:
    """Pairs of bool arrays."""
    gold, candidate = (lg.Masks.from_rle(side).to_dense() for side in two_annotators(n, size))

    def ours(threads: int = 1) -> Any:
        return lg.boundary_iou(gold, candidate, paired=True, empty="coco", threads=threads)

    def by_pixels(band: Band) -> Call:
        pairs = list(zip(gold.view(np.uint8), candidate.view(np.uint8), strict=True))
        return lambda: [_iou_of_bands(band, g, c) for g, c in pairs]

    peers = {peer: lambda library, make=make: by_pixels(make(library, size)) for peer, make in _BY_PIXELS.items()}
    return Field(ours, entered(peers), np.array_equal, memory_floor([gold, candidate], 8 * n))


def _opencv(cv2: Any, size: Size) -> Band:
    """One erosion by a large square, the fastest form that OpenCV has."""
    reach = _width(size)
    square = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)

    def band(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        return mask - cv2.erode(padded, square)[1:-1, 1:-1]

    return band


def _boundary_iou_api(cv2: Any, size: Size) -> Band:
    """As the authors of Boundary IoU do it: as many erosions by 3 × 3 as the band is wide."""
    reach = _width(size)
    square = np.ones((3, 3), np.uint8)

    def band(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
        padded = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        return mask - cv2.erode(padded, square, iterations=reach)[1:-1, 1:-1]

    return band


def _scipy(ndimage: Any, size: Size) -> Band:
    reach = _width(size)
    square = np.ones((3, 3), np.bool_)
    return lambda mask: mask - ndimage.binary_erosion(mask, square, iterations=reach)


_BY_PIXELS = {"OpenCV": _opencv, "OpenCV as boundary-iou-api": _boundary_iou_api, "SciPy": _scipy}


def _width(size: Size) -> int:
    return max(1, round(0.02 * float(np.hypot(*size))))


def _iou_of_bands(band: Band, gold: NDArray[np.uint8], candidate: NDArray[np.uint8]) -> float:
    g, c = band(gold), band(candidate)
    union = np.count_nonzero(g | c)
    return np.count_nonzero(g & c) / union if union else 0.0
