"""The error that both the label-map kernels and their twins raise, so that they say the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError


def outside_error(
    gold: NDArray[Any], candidate: NDArray[Any], position: int, n_classes: int, ignore: int | None
) -> InputError:
    """Error for the first label, at this flat position, that is neither a class nor the one to ignore."""
    g, c = int(gold.flat[position]), int(candidate.flat[position])
    side, label = ("candidate", c) if 0 <= g < n_classes else ("gold", g)
    place = ", ".join(str(int(i)) for i in np.unravel_index(position, gold.shape))
    kept = "" if ignore is None else f" and is not ignore ({ignore})"
    what = f"label {label} is outside 0 to {n_classes - 1}{kept}"
    return InputError(what, where=f"{side}[{place}]", fix="Map it to a class, or name it as ignore.")
