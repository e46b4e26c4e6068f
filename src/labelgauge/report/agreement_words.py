"""The words of a report on agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES: Mapping[str, str] = {
    "percent_agreement": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "gwet_ac": "Gwet's AC",
    "fleiss_kappa": "Fleiss' kappa",
    "brennan_prediger": "Brennan-Prediger",
    "cohen_kappa": "Cohen's kappa",
    "scott_pi": "Scott's pi",
    "conger_kappa": "Conger's kappa",
    "light_kappa": "Light's kappa",
    "hubert_kappa": "Hubert's kappa",
    "icc(1)": "ICC(1)",
    "icc(A,1)": "ICC(A,1)",
    "icc(C,1)": "ICC(C,1)",
    "icc(1,k)": "ICC(1,k)",
    "icc(A,k)": "ICC(A,k)",
    "icc(C,k)": "ICC(C,k)",
    "concordance": "Lin's concordance",
    "kendall_w": "Kendall's W",
}
"""How coefficients are called."""

STATUSES: Mapping[str, str] = {
    "ok": "",
    "no_overlap": "no unit has two ratings",
    "one_rater": "one rater",
    "single_category": "one category",
    "zero_variance": "all values are equal",
    "one_unit": "one unit",
    "few_units": "too few units",
    "few_raters": "too few raters",
    "undefined": "alpha is undefined",
    "anonymous_raters": "raters are anonymous",
    "not_two_raters": "not two raters",
    "little_overlap": "too few units in common",
    "not_crossed": "too few units in common",
    "clustered": "units are in clusters",
}
"""Why a number has no value or no interval."""

ADVICE: Mapping[str, str] = {
    "discard": "Krippendorff's advice is to rely on nothing below 0.667",
    "tentative": "By Krippendorff's advice, 0.667 to 0.8 is enough for tentative conclusions only",
    "reliable": "By Krippendorff's advice, 0.8 and more is reliable",
}
"""What bands of alpha mean."""


def status(row: Mapping[str, Any]) -> str:
    """Say why a number is missing; empty where it is not.

    Parameters
    ----------
    row
        A row of an agreement card with a ``status``.

    Returns
    -------
    str
        A few words.
    """
    return STATUSES[row["status"]]


def advice(row: Mapping[str, Any]) -> str:
    """Say in a sentence what a value of alpha means; empty where there is no band for that.

    Parameters
    ----------
    row
        A coefficient of an agreement card.

    Returns
    -------
    str
        A sentence without its full stop.
    """
    band = row["band"]
    return ADVICE[band["label"]] if band is not None and band["scale"] == "krippendorff" else ""
