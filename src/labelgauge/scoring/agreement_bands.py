"""What coefficients are called on published scales, as an agreement card says it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from labelgauge.agreement.coefficient import Coefficient
from labelgauge.agreement.interpretation import benchmark
from labelgauge.agreement.names import COEFFICIENTS

_WITHOUT = {"percent_agreement", "icc", "concordance", "kendall_w"}

SCALE_OF: Mapping[str, str] = MappingProxyType(
    {name: "landis_koch" for name in COEFFICIENTS if name not in _WITHOUT} | {"krippendorff_alpha": "krippendorff"}
)
"""The scale by coefficient: the one published for it. Agreement without a correction for chance has none."""


def band(coefficient: Coefficient) -> dict[str, Any] | None:
    """The band that a coefficient is in, and how sure that is.

    Parameters
    ----------
    coefficient
        Any one.

    Returns
    -------
    dict or None
        ``scale`` and ``source``; ``label`` of the band of the estimate, its ``low`` and ``high`` end, and the
        ``probability`` of being in it; ``surely``, the highest band that it is in or above as surely as its interval
        covers. None where the coefficient is undefined, or no scale is for it.
    """
    scale = "cicchetti" if coefficient.name.startswith("icc(") else SCALE_OF.get(coefficient.name)
    if scale is None or math.isnan(coefficient.value):
        return None
    found = benchmark(coefficient, scale, confidence=coefficient.confidence)
    row = next(row for row in found.bands.rows() if row["label"] == found.point_label)
    return {
        "scale": scale,
        "source": found.source,
        "label": found.point_label,
        "low": row["low"],
        "high": row["high"],
        "probability": None if math.isnan(row["probability"]) else row["probability"],
        "surely": found.label or None,
    }
