"""What categories stand for as numbers, and how much units count."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.agreement._encode import Categories, as_array
from labelgauge.agreement._entries import check_length
from labelgauge.errors import InputError

Floats = NDArray[np.float64]


def given_scores(scores: ArrayLike | None, categories: Categories) -> Floats | None:
    """Numbers that categories stand for: those given, or the categories where they are numbers.

    Raises
    ------
    InputError
        If they are not as many, or not finite.
    """
    if scores is None:
        return categories.astype(np.float64) if categories.dtype.kind in "iufb" else None
    numbers = as_array(scores)
    check_length(numbers, len(categories), "scores")
    if numbers.dtype.kind not in "iuf" or not np.all(np.isfinite(numbers)):
        what = "scores must be finite numbers, one for each category"
        raise InputError(what)
    return numbers.astype(np.float64)


def given_weights(weight: ArrayLike | None, n: int) -> Floats | None:
    """Weights of `n` units; None where all count alike.

    Raises
    ------
    InputError
        If they are not as many, or not finite and above 0.
    """
    if weight is None:
        return None
    numbers = as_array(weight)
    check_length(numbers, n, "weight")
    if numbers.dtype.kind not in "iuf" or not np.all(np.isfinite(numbers) & (numbers > 0)):
        what = "weight must be finite numbers above 0"
        raise InputError(what, fix="Leave out units that do not count.")
    return numbers.astype(np.float64)
