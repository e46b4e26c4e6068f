"""From a state to numbers with intervals: every metric of every group.

Judged annotations are all but crowds, `absorbed` and `unjudged`; they alone are in denominators. A true pair is a pair
of one class with IoU >= ``iou``.

====================================  ======================================================================  =========
metric                                value                                                                   interval
====================================  ======================================================================  =========
precision                             true pairs / judged candidates                                          share
recall                                true pairs / judged golds                                               share
f1                                    2 · true pairs / (judged golds + judged candidates)                     share
mean_iou, mean_dice                   mean over true pairs                                                    mean
mean_boundary_iou                     mean over true pairs compared on masks                                  mean
iou_p05 … boundary_iou_p95            quantiles over the same pairs: the smallest value that the given share  quantile
                                      of them does not exceed, to the nearest histogram bin
share_iou_75                          true pairs with IoU >= ``location`` / true pairs                        share
severity_weighted_error_rate          Σ weight of outcomes / judged pairs and judged annotations without a    share
                                      partner
severe_error_rate                     judged golds that no candidate touches, merges excluded / judged golds  share
images_with_severe_error              images with such a gold / images with judged golds                      Wilson
offset_left_px … offset_bottom        mean over true pairs, positive where the candidate is larger            mean
mean_area_ratio                       mean over true pairs of candidate area / gold area                      mean
mean_nsd_2, mean_hd95_px,             mean over true pairs with measured surfaces, if they are asked for      mean
mean_assd_px
nsd_2_p05 … nsd_2_p95                 quantiles over the same pairs                                           quantile
surface_bias_px …                     mean over the same pairs, positive where the candidate is outside       mean
====================================  ======================================================================  =========

Shares and means: percentiles of the bootstrap by image over draws with a denominator above 0. A bootstrap of a share
that is 0 or 1 throughout has no width; its interval is then Wilson's for as many independent things as there are images
with a denominator. Below two such images there is no interval. Quantiles: order statistics, as if pairs were
independent.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.scoring import exact, intervals
from labelgauge.scoring.columns import COUNTS, SURFACE_PAIRS, WITHOUT_SURFACE, Columns
from labelgauge.scoring.groups import N_WIDE
from labelgauge.scoring.ratios import QUANTILES, Ratio, order, ratios
from labelgauge.scoring.state import NARROW_BITS, WIDE_BITS, State

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Method = Literal["bootstrap", "wilson", "order_statistic", "none"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with its evidence.

    Parameters
    ----------
    name
        Name of the metric.
    value
        Point estimate, NaN where undefined.
    n
        How many things it is measured on.
    low, high
        Ends of the 95 % interval, NaN where there is none.
    method
        How the interval was made: ``"bootstrap"``, ``"wilson"``, ``"order_statistic"`` or ``"none"``.
    status
        ``"ok"``, or why there is no value (``"no_gold"``, ``"no_candidates"``, ``"no_annotations"``, ``"no_pairs"``,
        ``"no_mask_pairs"``, ``"too_large"``) or no interval (``"one_image"``, ``"no_draws"``).
    """

    name: str
    value: float
    n: int
    low: float
    high: float
    method: Method
    status: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data; NaN and infinite numbers are None."""
        numbers = {"value": self.value, "n": self.n, "low": self.low, "high": self.high}
        plain = {name: number if math.isfinite(number) else None for name, number in numbers.items()}
        return {"name": self.name, **plain, "method": self.method, "status": self.status}


@dataclass(frozen=True, slots=True)
class _Named:
    """A state whose columns are asked for by name."""

    state: State
    columns: Columns

    def counts(self, name: str) -> Ints:
        """A count, or golds and candidates together; int64 (groups,)."""
        if name == "gold_and_candidate":
            return self.counts("gold") + self.counts("candidate")
        return self.state.counts[:, self.columns.counts.index(name)]

    def images(self, name: str) -> Ints:
        """A count of images; int64 (groups,)."""
        return self.state.images[:, self.columns.image_counts.index(name)]

    def undefined(self, metric: str, ratio: Ratio, group: int) -> Metric:
        """A metric over what the ratio is over, of which the group has none."""
        all_too_large = ratio.denominator == SURFACE_PAIRS and self.counts("true_mask_pairs")[group] > 0
        status = "too_large" if all_too_large else ratio.empty
        return Metric(metric, np.nan, 0, np.nan, np.nan, "none", status)

    def mean(self, name: str, group: int, n: int) -> float:
        """Mean of an exact sum over n > 0 things."""
        column = self.columns.sums.index(name)
        return exact.mean(int(self.state.high[group, column]), int(self.state.low[group, column]), n)

    def draws(self, draws: Ints, name: str, rows: Ints) -> Ints:
        """Bootstrap sums of these rows of wide or narrow groups; int64 (rows, draws)."""
        if name == "gold_and_candidate":
            return self.draws(draws, "gold", rows) + self.draws(draws, "candidate", rows)
        chosen: Ints = draws[rows, self.columns.bootstrap.index(name)]
        return chosen


def finalize(state: State, weights: Floats, columns: Columns = WITHOUT_SURFACE) -> list[list[Metric]]:
    """All metrics of all groups.

    Parameters
    ----------
    state
        The state.
    weights
        float64 (outcomes,), severity weight of each outcome, as they were when the state was made.
    columns
        Columns of the state.

    Returns
    -------
    list of list of Metric
        One list per group, in the order of the groups, metrics in the order of the table above. Undefined values are
        NaN and their status says why.
    """
    named, by_name = _Named(state, columns), ratios(columns)
    found: list[list[Metric]] = []
    for name in order(columns):
        if name in by_name:
            found.append(_ratio_metrics(named, by_name[name], weights))
        elif name == "images_with_severe_error":
            found.append(_severe_images(named))
        else:
            measure, _, quantile = name.rpartition("_")
            found.append(_quantile_metrics(named, name, by_name[f"mean_{measure}"], QUANTILES[quantile]))
    return [list(metrics) for metrics in zip(*found, strict=True)]


def _ratio_metrics(named: _Named, ratio: Ratio, weights: Floats) -> list[Metric]:
    n, images = named.counts(ratio.denominator), named.images(ratio.images)
    scale = float(weights.max()) or 1.0 if ratio.numerator == "severity" else ratio.scale
    low, high, used = _bootstrap(named, ratio, n)
    metrics = []
    for group in range(named.state.n_groups):
        if n[group] == 0:
            metrics.append(named.undefined(ratio.name, ratio, group))
            continue
        value = _value(named, ratio, group, int(n[group]), weights)
        ends = _ends(value, scale, int(images[group]), (float(low[group]), float(high[group])), int(used[group]))
        metrics.append(Metric(ratio.name, value, int(n[group]), *ends))
    return metrics


def _ends(
    value: float, scale: float | None, n_images: int, bootstrap: tuple[float, float], used: int
) -> tuple[float, float, Method, str]:
    """Interval of a defined value, how it was made, and a status."""
    if n_images < 2:
        return np.nan, np.nan, "none", "one_image"
    if scale is not None and value in {0.0, scale}:
        low, high = intervals.wilson(value / scale, n_images)
        return low * scale, high * scale, "wilson", "ok"
    if used < 0:  # this statistic is not drawn for groups without full detail
        return np.nan, np.nan, "none", "ok"
    if used == 0:
        return np.nan, np.nan, "none", "no_draws"
    return *bootstrap, "bootstrap", "ok"


def _value(named: _Named, ratio: Ratio, group: int, n: int, weights: Floats) -> float:
    if ratio.numerator in named.columns.sums:
        return named.mean(ratio.numerator, group, n)
    if ratio.numerator == "severity":
        counts = named.state.counts[group, : len(OUTCOMES)].tolist()
        return float(sum(count * weight for count, weight in zip(counts, weights.tolist(), strict=True)) / n)
    factor = 2 if ratio.denominator == "gold_and_candidate" else 1
    return factor * int(named.counts(ratio.numerator)[group]) / n


def _bootstrap(named: _Named, ratio: Ratio, n: Ints) -> tuple[Floats, Floats, Ints]:
    """Percentiles and draws used of every group with a denominator; -1 draws where the statistic is not kept."""
    state, columns = named.state, named.columns
    low, high = np.full(state.n_groups, np.nan), np.full(state.n_groups, np.nan)
    used = np.full(state.n_groups, -1, dtype=np.int64)
    is_sum = ratio.numerator not in COUNTS
    scale = 2.0**-30 if is_sum else (2.0 if ratio.denominator == "gold_and_candidate" else 1.0)
    for draws, first in (
        (state.wide_bootstrap, 0),
        (state.narrow_bootstrap, N_WIDE),
    ):
        if columns.bootstrap.index(ratio.numerator) < draws.shape[1]:
            rows = np.flatnonzero(n[first : first + len(draws)])
            defined = first + rows
            low[defined], high[defined], used[defined] = intervals.percentiles(
                named.draws(draws, ratio.numerator, rows), named.draws(draws, ratio.denominator, rows)
            )
    return low * scale, high * scale, used


def _severe_images(named: _Named) -> list[Metric]:
    name = "images_with_severe_error"
    severe, gold = (named.images(column).tolist() for column in ("severe", "gold"))
    return [
        Metric(name, s / n, n, *intervals.wilson(s / n, n), "wilson", "ok")
        if n
        else Metric(name, np.nan, 0, np.nan, np.nan, "none", "no_gold")
        for s, n in zip(severe, gold, strict=True)
    ]


def _quantile_metrics(named: _Named, name: str, mean: Ratio, share: float) -> list[Metric]:
    """A quantile of what `mean` is the mean of."""
    state, column = named.state, named.columns.measures.index(mean.numerator)
    counts = enumerate(named.counts(mean.denominator).tolist())
    metrics = []
    for histograms, bits in ((state.wide_histograms, WIDE_BITS), (state.narrow_histograms, NARROW_BITS)):
        for histogram in histograms[:, column]:
            group, n = next(counts)
            if n == 0:
                metrics.append(named.undefined(name, mean, group))
                continue
            at = _ranked(np.cumsum(histogram), bits)
            low, high = intervals.order_ranks(n, share)
            rank = max(int(np.ceil(share * n)), 1)
            metrics.append(Metric(name, at(rank), n, at(low), at(high), "order_statistic", "ok"))
    return metrics


def _ranked(cumulative: Ints, bits: int) -> Callable[[int], float]:
    """The value of a rank; a rank below the first is 0, above the last 1, the ends of every ratio."""
    n = int(cumulative[-1])

    def at(rank: int) -> float:
        if rank < 1:
            return 0.0
        return 1.0 if rank > n else int(np.searchsorted(cumulative, rank)) / 2**bits

    return at
