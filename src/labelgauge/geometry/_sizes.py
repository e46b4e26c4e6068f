"""Sizes of images."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError
from labelgauge.kernels import _check


def same_size(n: int, height: int, width: int) -> NDArray[np.int64]:
    """One size for n masks."""
    return np.tile(np.array([[height, width]], dtype=np.int64), (n, 1))


def checked_size(size: Any, where: str) -> tuple[int, int]:
    """Height and width as given by a caller, checked."""
    try:
        height, width = (int(value) for value in size)
        whole = all(int(value) == value for value in size)
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole or height < 0 or width < 0:
        what = f"size must be (height, width), whole numbers not below 0, not {size!r}"
        raise InputError(what, where=where)
    _check.image_size(height, width, where=where)
    return height, width
