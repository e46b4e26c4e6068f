"""Fields of mask overlap: run-length encoded masks, pixels, and pairs of pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from contest import Call, Field, coco_like, entered, memory_floor
from numpy.typing import NDArray
from shapes import Size, pixels, run_lengths

import labelgauge as lg

Dense = NDArray[np.bool_]


def of_runs(n: int, size: Size) -> Field:
    """IoU of every gold with every candidate, both as COCO's compressed RLE."""
    gold, candidate = run_lengths(n, size, 1), run_lengths(n, size, 2)
    crowd = [0] * n

    def ours(threads: int = 1) -> Any:
        g, c = (lg.Masks.from_rle(side, threads=threads) for side in (gold, candidate))
        return lg.iou(g, c, empty="coco", threads=threads)

    peers = entered(coco_like(lambda mask: lambda: np.asarray(mask.iou(candidate, gold, crowd)).T))
    runs = [lg.Masks.from_rle(side).counts for side in (gold, candidate)]
    return Field(ours, peers, np.array_equal, memory_floor(runs, 8 * n * n))


def of_pixels(n: int, size: Size) -> Field:
    """IoU of every gold with every candidate, both as pixels."""
    gold, candidate = pixels(n, size, 1), pixels(n, size, 2)
    crowd = [0] * n
    in_coco_order = [by_columns(side) for side in (candidate, gold)]

    def ours(threads: int = 1) -> Any:
        return lg.iou(gold, candidate, empty="coco", threads=threads)

    def like_coco(mask: Any) -> Call:
        return lambda: np.asarray(mask.iou(*map(mask.encode, in_coco_order), crowd)).T

    peers = coco_like(like_coco) | {
        "NumPy": lambda _: lambda: _by_product(gold, candidate),
        "supervision": lambda peer: lambda: peer.detection.utils.iou_and_nms.mask_iou_batch(gold, candidate),
    }
    floor = memory_floor([gold, candidate], 8 * n * n)
    return Field(ours, entered(peers), _close, floor)


def of_pairs(n: int, size: Size) -> Field:
    """IoU and Dice of gold i with candidate i, both as pixels."""
    gold, candidate = pixels(n, size, 1), pixels(n, size, 1, shift=3)

    def ours(threads: int = 1) -> Any:
        g, c = (lg.Masks.from_dense(side, threads=threads) for side in (gold, candidate))
        return tuple(measure(g, c, paired=True, empty="coco", threads=threads) for measure in (lg.iou, lg.dice))

    def by_opencv(cv2: Any) -> Call:
        pairs = list(zip(gold.view(np.uint8), candidate.view(np.uint8), strict=True))

        def counts(g: Any, c: Any) -> tuple[int, int, int]:
            return cv2.countNonZero(cv2.bitwise_and(g, c)), cv2.countNonZero(g), cv2.countNonZero(c)

        return lambda: _ratios([counts(g, c) for g, c in pairs])

    def by_numpy(_: Any) -> Call:
        count = np.count_nonzero
        return lambda: _ratios([(count(g & c), count(g), count(c)) for g, c in zip(gold, candidate, strict=True)])

    peers = entered({"OpenCV": by_opencv, "NumPy": by_numpy})
    return Field(ours, peers, np.array_equal, memory_floor([gold, candidate], 16 * n))


def by_columns(dense: Dense) -> NDArray[np.uint8]:
    """The same masks in pycocotools' order: (h, w, n), column after column."""
    return np.asfortranarray(np.moveaxis(dense, 0, -1).astype(np.uint8))


def _by_product(gold: Dense, candidate: Dense) -> NDArray[np.float64]:
    """Intersections as one product of matrices of ones and zeros, the fastest plain NumPy."""
    g, c = (side.reshape(len(side), -1).astype(np.float32) for side in (gold, candidate))
    shared = (g @ c.T).astype(np.float64)  # counts below 2^24 are exact in float32
    union = g.sum(axis=1, dtype=np.float64)[:, np.newaxis] + c.sum(axis=1, dtype=np.float64) - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _ratios(counts: list[tuple[int, int, int]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shared, gold, candidate = np.array(counts, dtype=np.float64).T
    total = gold + candidate
    zero = np.zeros_like(shared)
    iou = np.divide(shared, total - shared, out=zero.copy(), where=total > 0)
    return iou, np.divide(2 * shared, total, out=zero, where=total > 0)


def _close(ours: Any, theirs: Any) -> bool:
    """Equal to the seventh digit: some peers divide in single precision."""
    return np.allclose(ours, theirs, rtol=2e-7, atol=0)
