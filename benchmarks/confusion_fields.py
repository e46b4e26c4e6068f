"""Fields of confusion matrices of label maps: pieces as in real maps, and pure noise."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from contest import Call, Field, entered, memory_floor
from shapes import Size, label_maps

import labelgauge as lg

N_CLASSES = 19
SIZES = {"512²": (512, 512), "1024×2048": (1024, 2048), "4096²": (4096, 4096)}


def of_maps(size: Size, *, noise: bool) -> Field:
    """How often each gold label meets each candidate label."""
    gold, candidate = label_maps(size, N_CLASSES, noise=noise)

    def ours(threads: int = 1) -> Any:
        return lg.confusion_matrix(gold, candidate, n_classes=N_CLASSES, threads=threads)

    def by_opencv(cv2: Any) -> Call:
        classes, ranges = [N_CLASSES] * 2, [0, N_CLASSES] * 2
        return lambda: cv2.calcHist([gold, candidate], [0, 1], None, classes, ranges).astype(np.int64)

    def by_numpy(_: Any) -> Call:
        def call() -> Any:
            pairs = gold.astype(np.int64) * N_CLASSES + candidate
            return np.bincount(pairs.ravel(), minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)

        return call

    def by_vernier(semantic: Any) -> Call:
        maps = [{0: side.astype(np.uint32)} for side in (gold, candidate)]  # the type it wants, for free

        def call() -> Any:
            summary = semantic.evaluate_semantic_from_arrays(*maps, N_CLASSES, "corrected", num_threads=1)
            return summary.confusion_matrix.counts().reshape(N_CLASSES, N_CLASSES).astype(np.int64)

        return call

    def by_hotcoco(_: Any) -> Call:
        metrics = importlib.import_module("hotcoco.metrics")
        return lambda: metrics.pixel_confusion(gold, candidate, num_classes=N_CLASSES)

    def by_scikit_learn(metrics: Any) -> Call:
        return lambda: metrics.confusion_matrix(gold.ravel(), candidate.ravel(), labels=np.arange(N_CLASSES))

    peers = {
        "OpenCV": by_opencv,
        "hotcoco": by_hotcoco,
        "NumPy": by_numpy,
        "vernier": by_vernier,
    }
    if size == SIZES["1024×2048"]:  # it is slow, once is enough
        peers["scikit-learn"] = by_scikit_learn
    calls = entered(peers)
    floor = memory_floor([gold, candidate], 8 * N_CLASSES**2)
    return Field(ours, calls, np.array_equal, floor)
