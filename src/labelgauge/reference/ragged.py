"""Twin of the ragged kernels: items are taken one at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def gather(
    values: NDArray[Any], offsets: NDArray[np.int64], index: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Slice every item out, and join the slices."""
    items = [values[offsets[i] : offsets[i + 1]] for i in index.tolist()]
    ends = [0]
    for item in items:
        ends.append(ends[-1] + len(item))
    return np.concatenate([values[:0], *items]), np.array(ends, dtype=np.int64)
