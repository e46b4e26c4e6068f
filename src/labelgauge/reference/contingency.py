"""Twin of the contingency kernels: one pixel after the other."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.reference._labels import outside_error

Ints = NDArray[np.int64]


def confusion_matrix(
    gold: NDArray[Any], candidate: NDArray[Any], n_classes: int, ignore: int | None
) -> NDArray[np.int64]:
    """Pixels by gold class and candidate class."""
    matrix = np.zeros((n_classes, n_classes + 1), dtype=np.int64)
    for position, (g, c) in enumerate(zip(_numbers(gold), _numbers(candidate), strict=True)):
        if ignore is not None and g == ignore:
            continue
        ignored = ignore is not None and c == ignore
        if not 0 <= g < n_classes or not (ignored or 0 <= c < n_classes):
            raise outside_error(gold, candidate, position, n_classes, ignore)
        matrix[g, n_classes if ignored else c] += 1
    return matrix


def contingency_table(gold: NDArray[Any], candidate: NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """Pairs of labels and how often they occur."""
    counts = Counter(zip(_numbers(gold), _numbers(candidate), strict=True))
    rows = np.array([(g, c, counts[g, c]) for g, c in sorted(counts)], dtype=np.int64).reshape(-1, 3)
    return rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy()


def label_map_runs(labels: NDArray[Any], ids: Ints) -> tuple[NDArray[np.uint32], Ints]:
    """Column-major runs of every wanted label."""
    counts: list[int] = []
    offsets = [0]
    for wanted in ids.tolist():
        value, length = False, 0
        for label in _numbers(labels.T):
            if (label == wanted) != value:
                counts.append(length)
                value, length = not value, 0
            length += 1
        counts.append(length)
        offsets.append(len(counts))
    return np.array(counts, dtype=np.uint32), np.array(offsets, dtype=np.int64)


def _numbers(labels: NDArray[Any]) -> list[int]:
    return [int(label) for label in labels.ravel().tolist()]
