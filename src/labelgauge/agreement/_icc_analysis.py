"""The analysis of variance behind each kind of intraclass correlation, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from labelgauge.agreement import _icc_intervals
from labelgauge.agreement._anova import MeanSquares, one_way, two_way
from labelgauge.agreement._crossed import Crossed
from labelgauge.agreement._numbers import Numbers
from labelgauge.agreement.ratings import Ratings


class Analysis(NamedTuple):
    """An intraclass correlation of single ratings, and what it was made of; empty where undefined."""

    status: str
    design: str
    mean: MeanSquares | None = None
    share: float = np.nan
    se: float = np.nan
    low: float = np.nan
    high: float = np.nan


def analyses_of(ratings: Ratings, numbers: Numbers, kinds: Iterable[str], confidence: float) -> dict[str, Analysis]:
    """Analyses by kind: ``"1"`` (one-way), ``"A"`` (agreement) and ``"C"`` (consistency)."""
    wanted, found = set(kinds), {}
    if "1" in wanted:
        found["1"] = _one_way(ratings, numbers, confidence)
    if wanted - {"1"}:
        found.update(_two_way(ratings, numbers, wanted - {"1"}, confidence))
    return found


def _one_way(ratings: Ratings, numbers: Numbers, confidence: float) -> Analysis:
    m = numbers.per_unit
    design = "complete" if len(np.unique(m)) <= 1 else "unbalanced"
    status = _too_little(ratings, numbers)
    if status != "ok":
        return Analysis(status, design)
    mean = one_way(numbers)
    if design == "complete":
        ends = _icc_intervals.balanced_ends(mean, confidence)
    else:
        between = _icc_intervals.between_units(numbers)
        ends = _icc_intervals.unbalanced_ends(between, mean, int(m.max()), confidence)
    return _filled(ratings, design, mean, ends, among_raters=False)


def _two_way(ratings: Ratings, numbers: Numbers, kinds: set[str], confidence: float) -> dict[str, Analysis]:
    design = "complete" if numbers.is_complete else "unbalanced"
    status = "anonymous_raters" if ratings.anonymous else _too_little(ratings, numbers)
    if status != "ok":
        return dict.fromkeys(kinds, Analysis(status, design))
    crossed = None if numbers.is_complete else Crossed(numbers)
    n_parts = 1 if crossed is None else crossed.n_parts
    left = len(numbers.value) - numbers.n_units - numbers.n_raters + n_parts
    if min(left, numbers.n_units - n_parts, numbers.n_raters - n_parts) < 1:
        return dict.fromkeys(kinds, Analysis("not_crossed", design))
    mean, found = two_way(numbers, crossed), {}
    if "C" in kinds and crossed is None:
        ends = _icc_intervals.balanced_ends(mean, confidence)
        found["C"] = _filled(ratings, design, mean, ends, among_raters=False)
    elif "C" in kinds and crossed is not None:
        ends = _icc_intervals.unbalanced_ends(crossed.between, mean, int(numbers.per_unit.max()), confidence)
        found["C"] = _filled(ratings, design, mean, ends, among_raters=False)
    if "A" in kinds:
        ends = _icc_intervals.among_raters_ends(mean, confidence)
        found["A"] = _filled(ratings, design, mean, ends, among_raters=True)
    return found


def _too_little(ratings: Ratings, numbers: Numbers) -> str:
    if ratings.n_raters == 1:
        return "one_rater"
    if len(numbers.value) == numbers.n_units:
        return "no_overlap"
    return "one_unit" if numbers.n_units == 1 else "ok"


def _filled(
    ratings: Ratings, design: str, mean: MeanSquares, ends: tuple[float, float], *, among_raters: bool
) -> Analysis:
    share = _icc_intervals.share_of_units(mean, among_raters=among_raters)
    if np.isnan(share):
        return Analysis("zero_variance", design)
    if ratings.cluster is not None:
        return Analysis("clustered", design, mean, share)
    se = _icc_intervals.standard_error(mean, among_raters=among_raters)
    return Analysis("ok", design, mean, share, se, *ends)
