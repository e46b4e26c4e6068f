"""Records irrCAC's coefficients and standard errors; its port to Python has no licence, and nothing here needs it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from rating_cases import RatingCase, rating_cases
from recording import Metrics, answers, write_lines

METHODS = {
    "gwet_ac": "gwet",
    "fleiss_kappa": "fleiss",
    "conger_kappa": "conger",
    "brennan_prediger": "bp",
    "krippendorff_alpha": "krippendorff",
}
WEIGHTS = ("identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar")


def metrics(case: RatingCase) -> Metrics:
    """Value and standard error of each coefficient by the identity, and by one of the other weights in turn."""
    number = sum(case.values.shape) % 7
    kinds = ["identity", WEIGHTS[1 + number]] if case.name != "standard" else list(WEIGHTS)
    if min(case.categories) < 0:
        kinds = [kind for kind in kinds if kind != "ratio"]
    return {
        f"{name}, {weights}, {part}": lambda method=method, weights=weights, part=part: answer(
            case, method, weights, part
        )
        for weights in kinds
        for name, method in METHODS.items()
        for part in ("coefficient_value", "se")
    }


def answer(case: RatingCase, method: str, weights: str, part: str) -> Any:
    """One number of twelve digits."""
    table = pd.DataFrame(case.values.T)
    chance = CAC(table, weights=weights, categories=list(case.categories), digits=12)
    return getattr(chance, method)()["est"][part]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    write_lines("irrcac", ["irrCAC", "numpy", "pandas", "scipy"], answers(rating_cases(), metrics))
