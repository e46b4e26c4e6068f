"""The columns of a state: what is counted, summed and drawn per group."""

from __future__ import annotations

from dataclasses import dataclass

from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.scoring.surfaces import NO_SURFACE, SurfaceMeasures

COUNTS = (
    *OUTCOMES,
    "n_gold",  # annotations that are no crowd
    "n_candidate",
    "true_pairs",  # pairs of one class with IoU >= iou
    "true_mask_pairs",  # those compared on masks
    "located",  # those with IoU >= location
    "gold",  # judged: neither absorbed nor unjudged
    "candidate",
    "judged",  # judged pairs, and judged annotations without a partner
    "severe",  # judged golds that no candidate touches
)
"""Columns of counts that every state has."""

IMAGE_COUNTS = (
    "any",  # images with any annotation of the group that is no crowd
    "true_pairs",
    "true_mask_pairs",
    "gold",
    "candidate",
    "gold_or_candidate",
    "judged",
    "severe",
)
"""Columns of counts of images that every state has: how many have at least one of these."""

DRAWN_COUNTS = ("true_pairs", "true_mask_pairs", "located", "gold", "candidate", "judged", "severe")
"""Counts that the bootstrap always draws."""

SURFACE_PAIRS = "true_surface_pairs"
"""True pairs whose surfaces were measured: a count, also of images, and drawn; only where surfaces are measured."""

SURFACE_TOO_LARGE = "surface_too_large"
"""Pairs, true or not, whose masks are too large for that: a count, only where surfaces are measured."""

OVERLAPS = ("iou", "dice", "boundary_iou")
"""Ratios of true pairs that are always measured."""

OFFSETS = tuple(f"offset_{side}{unit}" for unit in ("_px", "") for side in ("left", "top", "right", "bottom"))
"""Signed offsets of the sides of the boxes, in pixels, then as shares of the box."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns that depend on what is measured of surfaces. Made by `columns_for`.

    Parameters
    ----------
    surface
        What is measured of surfaces.
    counts, image_counts, drawn_counts
        `COUNTS`, `IMAGE_COUNTS` and `DRAWN_COUNTS`, and behind them those of surfaces.
    measures
        Ratios of true pairs whose quantiles are kept.
    sums
        Columns of exact sums over true pairs; `measures` are the first, biases the last.
    bootstrap
        Columns of the bootstrap: counts, severity, sums.
    n_narrow
        How many of them groups without full detail have: all up to the offsets.
    """

    surface: SurfaceMeasures
    counts: tuple[str, ...]
    image_counts: tuple[str, ...]
    drawn_counts: tuple[str, ...]
    measures: tuple[str, ...]
    sums: tuple[str, ...]
    bootstrap: tuple[str, ...]
    n_narrow: int


def columns_for(surface: SurfaceMeasures) -> Columns:
    """Columns of a state that measures these surfaces."""
    measures = (*OVERLAPS, *surface.shares)
    sums = (*measures, *surface.distances, *OFFSETS, "area_ratio", *surface.biases)
    pairs = (SURFACE_PAIRS,) if surface.tolerances else ()
    drawn_counts = (*DRAWN_COUNTS, *pairs)
    bootstrap = (*drawn_counts, "severity", *sums)
    return Columns(
        surface,
        counts=(*COUNTS, *pairs, SURFACE_TOO_LARGE) if pairs else COUNTS,
        image_counts=(*IMAGE_COUNTS, *pairs),
        drawn_counts=drawn_counts,
        measures=measures,
        sums=sums,
        bootstrap=bootstrap,
        n_narrow=bootstrap.index(OFFSETS[0]),
    )


WITHOUT_SURFACE = columns_for(NO_SURFACE)
