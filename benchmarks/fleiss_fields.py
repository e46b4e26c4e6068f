"""Fields of Fleiss' kappa, of five raters who rated all units: from ratings, from counts, and from a table."""

from __future__ import annotations

from copy import copy
from typing import Any, Literal

import numpy as np
from agreement_fields import codes, same
from alpha_fields import bins, passes
from contest import Call, Field, entered, memory_floor
from numpy.typing import NDArray

import labelgauge as lg

Start = Literal["ratings", "counts", "bytes"]

STARTS: dict[str, Start] = {"": "ratings", " from counts": "counts", " from bytes": "bytes"}
"""What ours begins with."""
N_RATERS = 5
MOST_FOR_IRRCAC = 10_000
"""Units up to which irrCAC takes part: a call takes a tenth of a second."""


def of_units(n_units: int, start: Start) -> Field:
    """Fleiss' kappa of so many units. Peers begin with counts, where they do not have to make them as well."""
    table = (codes(N_RATERS, n_units, 0.0, 5) + 1).astype(np.int8)
    by_unit = np.ascontiguousarray(table.T)
    counts = np.ascontiguousarray(bins(table).T)
    ratings = lg.Ratings.from_matrix(table)

    def ours(threads: int = 1) -> Any:
        given = copy(ratings)  # which knows nothing of what was found before
        if start == "counts":
            given = lg.Ratings.from_counts(counts)
        elif start == "bytes":
            given = lg.Ratings.from_matrix(table)
        return np.float64(lg.fleiss_kappa(given, ci=None, threads=threads).value)

    def by_statsmodels(inter_rater: Any) -> Call:
        if start == "bytes":
            return lambda: inter_rater.fleiss_kappa(inter_rater.aggregate_raters(by_unit)[0])
        return lambda: inter_rater.fleiss_kappa(counts)

    def by_numpy(_: Any) -> Call:
        return lambda: kappa(bins(table).T if start == "bytes" else counts)

    def by_category(_: Any) -> Call:
        return lambda: kappa(passes(table).T)

    def by_irrcac(raw: Any) -> Call:
        import pandas as pd  # noqa: PLC0415 - comes with irrCAC

        frame = pd.DataFrame(by_unit)
        return lambda: raw.CAC(frame, digits=12).fleiss()["est"]["coefficient_value"]

    peers = {"statsmodels": by_statsmodels, "NumPy": by_numpy}
    if start == "bytes":
        peers["NumPy by category"] = by_category
        if n_units <= MOST_FOR_IRRCAC:
            peers["irrCAC"] = by_irrcac
    read = {"ratings": [ratings.cells], "counts": [counts], "bytes": [table]}
    return Field(ours, entered(peers), same, memory_floor(read[start]))


def kappa(counts: NDArray[Any]) -> Any:
    """By hand, of counts (units, categories) of `N_RATERS` ratings each."""
    n_units = len(counts)
    shares = counts.sum(axis=0, dtype=np.int64) / (N_RATERS * n_units)
    agreed = (np.sum(counts * counts, dtype=np.int64) / n_units - N_RATERS) / (N_RATERS * (N_RATERS - 1))
    by_chance = shares @ shares
    return (agreed - by_chance) / (1 - by_chance)
