"""Which statistic over which each metric is, and the order of the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from labelgauge.scoring.columns import OFFSETS, OVERLAPS, SURFACE_PAIRS, Columns

QUANTILES = MappingProxyType({"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A metric that is one statistic over another.

    Parameters
    ----------
    name
        Name of the metric.
    numerator, denominator
        Columns of the state.
    images
        Column of images that have part in it.
    empty
        Status where the denominator is 0 and there is no other reason.
    scale
        The largest value it can take, None for means.
    """

    name: str
    numerator: str
    denominator: str
    images: str
    empty: str
    scale: float | None = None


_PAIRS = ("true_pairs", "true_pairs", "no_pairs")
_MASK_PAIRS = ("true_mask_pairs", "true_mask_pairs", "no_mask_pairs")
_SURFACE_PAIRS = (SURFACE_PAIRS, SURFACE_PAIRS, "no_mask_pairs")
_OVERLAPS = (
    Ratio("precision", "true_pairs", "candidate", "candidate", "no_candidates", 1.0),
    Ratio("recall", "true_pairs", "gold", "gold", "no_gold", 1.0),
    Ratio("f1", "true_pairs", "gold_and_candidate", "gold_or_candidate", "no_annotations", 1.0),
    Ratio("mean_iou", "iou", *_PAIRS),
    Ratio("mean_dice", "dice", *_PAIRS),
    Ratio("mean_boundary_iou", "boundary_iou", *_MASK_PAIRS),
)
_ERRORS = (
    Ratio("share_iou_75", "located", *_PAIRS, 1.0),
    Ratio("severity_weighted_error_rate", "severity", "judged", "judged", "no_annotations", 1.0),
    Ratio("severe_error_rate", "severe", "gold", "gold", "no_gold", 1.0),
)
_EXTENTS = (
    *(Ratio(name, name, *_PAIRS) for name in OFFSETS),
    Ratio("mean_area_ratio", "area_ratio", *_PAIRS),
)


def ratios(columns: Columns) -> dict[str, Ratio]:
    """Metrics that are ratios, by name."""
    every = (*_OVERLAPS, *_ERRORS, *_EXTENTS, *_shares(columns), *_distances(columns))
    return {ratio.name: ratio for ratio in every}


def order(columns: Columns) -> tuple[str, ...]:
    """Names of all metrics in the order of the scorecard; those of surfaces are last."""
    return (
        *_names(_OVERLAPS),
        *_quantiles(OVERLAPS),
        *_names(_ERRORS),
        "images_with_severe_error",
        *_names(_EXTENTS),
        *_names(_shares(columns)),
        *_quantiles(columns.surface.shares),
        *_names(_distances(columns)),
    )


def _shares(columns: Columns) -> tuple[Ratio, ...]:
    return tuple(Ratio(f"mean_{share}", share, *_SURFACE_PAIRS) for share in columns.surface.shares)


def _distances(columns: Columns) -> tuple[Ratio, ...]:
    """Means of the distances and of the biases."""
    return (
        *(Ratio(f"mean_{distance}", distance, *_SURFACE_PAIRS) for distance in columns.surface.distances),
        *(Ratio(bias, bias, *_SURFACE_PAIRS) for bias in columns.surface.biases),
    )


def _names(several: tuple[Ratio, ...]) -> tuple[str, ...]:
    return tuple(ratio.name for ratio in several)


def _quantiles(measures: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{measure}_{quantile}" for measure in measures for quantile in QUANTILES)
