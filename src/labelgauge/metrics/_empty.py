"""What a metric answers where its denominator is zero."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import InputError, UndefinedError


class EmptyPolicy(StrEnum):
    """What a ratio is where its denominator is zero, for example the IoU of two empty masks.

    ``UNDEFINED``
        NaN; the default, because two annotators who both drew nothing tell nothing about how well they draw.
    ``AGREE``
        1: nothing was to be drawn and nothing was.
    ``COCO``
        As ``pycocotools`` answers: 0, but for `oks`, which says what it does.
    ``RAISE``
        An `UndefinedError` naming the first such case.

    Examples
    --------
    >>> import numpy as np
    >>> import labelgauge as lg
    >>> nothing = np.zeros((1, 2, 2), dtype=bool)
    >>> lg.iou(nothing, nothing, empty="agree").tolist()
    [[1.0]]
    """

    UNDEFINED = "undefined"
    AGREE = "agree"
    COCO = "coco"
    RAISE = "raise"


def apply_policy(
    ratios: NDArray[np.float64],
    undefined: tuple[NDArray[np.intp], ...],
    policy: EmptyPolicy | str,
    metric: str,
    *,
    item: str = "pair",
) -> NDArray[np.float64]:
    """Set the undefined ones of fresh `ratios` as `policy` says, in place, and return them.

    `undefined` selects them as NumPy does: one index array per dimension, broadcast against each other. `item` names
    what an index stands for; empty where there is but one case.
    """
    try:
        chosen = EmptyPolicy(policy)
    except ValueError:
        names = ", ".join(repr(member.value) for member in EmptyPolicy)
        what = f"empty must be one of {names}, not {policy!r}"
        raise InputError(what, where=metric) from None
    if chosen is EmptyPolicy.RAISE and all(index.size for index in undefined):
        first = tuple(int(index.flat[0]) for index in undefined)
        case = f" for {item} {first}" if item else ""
        what = f"{metric} is undefined{case}: its denominator is zero"
        raise UndefinedError(what, fix="Choose what it should be with empty='undefined', 'agree' or 'coco'.")
    ratios[undefined] = {EmptyPolicy.AGREE: 1.0, EmptyPolicy.COCO: 0.0}.get(chosen, np.nan)
    return ratios
