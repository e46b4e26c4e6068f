"""Confusion matrices of label maps beside every peer that is installed: pieces as in real maps, and pure noise."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapes import label_maps

import labelgauge as lg

Labels = NDArray[np.uint8]
Call = Callable[[], Any]

N_CLASSES = 19
SIZES = {"512²": (512, 512), "1024×2048": (1024, 2048), "4096²": (4096, 4096)}


def _opencv(gold: Labels, candidate: Labels) -> Any:
    cv2 = importlib.import_module("cv2")
    return cv2.calcHist([gold, candidate], [0, 1], None, [N_CLASSES] * 2, [0, N_CLASSES] * 2).astype(np.int64)


def _numpy(gold: Labels, candidate: Labels) -> Any:
    pairs = gold.astype(np.int64) * N_CLASSES + candidate
    return np.bincount(pairs.ravel(), minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)


def _hotcoco(gold: Labels, candidate: Labels) -> Any:
    metrics = importlib.import_module("hotcoco").metrics
    return metrics.pixel_confusion(gold, candidate, num_classes=N_CLASSES)


def _scikit_learn(gold: Labels, candidate: Labels) -> Any:
    metrics = importlib.import_module("sklearn.metrics")
    return metrics.confusion_matrix(gold.ravel(), candidate.ravel(), labels=np.arange(N_CLASSES))


PEERS: dict[str, tuple[str, Callable[[Labels, Labels], Any]]] = {
    "OpenCV": ("cv2", _opencv),
    "hotcoco": ("hotcoco", _hotcoco),
    "NumPy": ("numpy", _numpy),
    "scikit-learn": ("sklearn", _scikit_learn),
}


def installed_peers() -> list[str]:
    """Peers that can be imported here."""
    return [peer for peer, (module, _) in PEERS.items() if importlib.util.find_spec(module)]


def prepare(size: tuple[int, int], peer: str, *, noise: bool) -> tuple[Call, Call]:
    """Our call and the peer's, on one pair of maps."""
    gold, candidate = label_maps(size, N_CLASSES, noise=noise)
    theirs = PEERS[peer][1]
    return lambda: lg.confusion_matrix(gold, candidate, n_classes=N_CLASSES), lambda: theirs(gold, candidate)


def combinations() -> list[tuple[str, str, tuple[int, int], str, bool]]:
    """(id, work, size, peer, noise) of every comparison; slow peers are timed at the middle size alone."""
    found = []
    for noise in (False, True):
        for shown, size in SIZES.items():
            for peer in installed_peers():
                if peer == "scikit-learn" and shown != "1024×2048":
                    continue
                kind = "noise" if noise else "pieces"
                work = f"confusion matrix, {shown}, {N_CLASSES} classes, {kind}"
                found.append((f"P7-{size[0]}-{kind}-{peer}", work, size, peer, noise))
    return found
