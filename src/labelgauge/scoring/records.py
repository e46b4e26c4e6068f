"""Records: one row per pair, or per annotation without a partner, of a shard."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.matching import outcomes
from labelgauge.matching.edges import Edges
from labelgauge.matching.pairs import Matching
from labelgauge.scoring.measures import Measures, measure_pairs
from labelgauge.scoring.sides import Part
from labelgauge.scoring.surfaces import SurfaceMeasures

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Records:
    """Pairs and annotations without a partner, ordered by image, gold id, then candidate id; crowds have no record.

    Parameters
    ----------
    image
        int64 (r,), position of the image among all aligned ones.
    outcome
        uint8 (r,), code of the outcome.
    gold_row, candidate_row
        int64 (r,), rows of the datasets, -1 where there is none.
    gold_class, candidate_class
        int64 (r,), classes in the common numbering, -1 where there is none.
    related_row
        int64 (r,), row of the annotation on the other side that explains the outcome, -1 where there is none.
    related_iou
        float64 (r,), IoU with it, NaN where there is none.
    size_bin, aspect_bin, attribute
        int64 (r,), of the gold annotation, or of the candidate where there is no gold.
    touched
        bool (r,), whether the gold annotation shares area with any candidate; True where there is no gold.
    on_masks, iou, dice, boundary_iou, offsets_px, offsets, area_ratio, surface
        As in `Measures`; False or NaN where there is no pair.
    """

    image: Ints
    outcome: NDArray[np.uint8]
    gold_row: Ints
    candidate_row: Ints
    gold_class: Ints
    candidate_class: Ints
    related_row: Ints
    related_iou: Floats
    size_bin: Ints
    aspect_bin: Ints
    attribute: Ints
    touched: Bools
    on_masks: Bools
    iou: Floats
    dice: Floats
    boundary_iou: Floats
    offsets_px: Floats
    offsets: Floats
    area_ratio: Floats
    surface: Floats

    def __len__(self) -> int:
        return len(self.image)

    @property
    def is_pair(self) -> Bools:
        """Which records are pairs; bool (r,)."""
        pairs: Bools = (self.gold_row >= 0) & (self.candidate_row >= 0)
        return pairs

    @property
    def is_judged(self) -> Bools:
        """Which records count in rates: all but `absorbed` and `unjudged`; bool (r,)."""
        judged: Bools = (self.outcome != outcomes.ABSORBED) & (self.outcome != outcomes.UNJUDGED)
        return judged

    @property
    def is_too_large(self) -> Bools:
        """Which records are pairs whose masks were too large to measure their surfaces; bool (r,)."""
        too_large: Bools = self.on_masks & np.isnan(self.surface).any(axis=1)
        return too_large


def make_records(
    gold: Part,
    candidate: Part,
    edges: Edges,
    matching: Matching,
    first_image: int,
    wanted: SurfaceMeasures,
    *,
    threads: int,
) -> Records:
    """Lay out pairs and annotations without a partner as rows, and measure the pairs."""
    g, c = _rows(gold, candidate, matching)
    has_gold, has_candidate = g >= 0, c >= 0
    is_pair = has_gold & has_candidate
    pair_edges = edges.find(g[is_pair], c[is_pair], len(candidate.rows))
    measures = measure_pairs(gold.marks, candidate.marks, edges, pair_edges, wanted, threads=threads)
    related, related_iou = _related(g, c, edges, matching, len(candidate.rows))
    touched = np.zeros(len(gold.rows), dtype=np.bool_)
    touched[edges.gold] = True

    def own(of_gold: NDArray[Any], of_candidate: NDArray[Any]) -> Ints:
        return np.where(has_gold, _at(of_gold, g), _at(of_candidate, c))

    return Records(
        image=first_image + own(gold.image, candidate.image),
        outcome=own(matching.gold_outcome, matching.candidate_outcome).astype(np.uint8),
        gold_row=_at(gold.rows, g),
        candidate_row=_at(candidate.rows, c),
        gold_class=_at(gold.labels.class_index, g),
        candidate_class=_at(candidate.labels.class_index, c),
        related_row=_on_other_side(gold.rows, candidate.rows, related, has_gold),
        related_iou=related_iou,
        size_bin=own(gold.size_bin, candidate.size_bin),
        aspect_bin=own(gold.aspect_bin, candidate.aspect_bin),
        attribute=own(gold.attribute, candidate.attribute),
        touched=~has_gold | (_at(touched.astype(np.int64), g) == 1),
        **_spread(measures, is_pair),
    )


def join(parts: list[Records]) -> Records:
    """Records of several shards, one after the other; at least one part."""
    columns = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Records)}
    return Records(**columns)


def _rows(gold: Part, candidate: Part, matching: Matching) -> tuple[Ints, Ints]:
    """Gold and candidate position of each record, -1 where there is none, in the order of the records."""
    golds = np.flatnonzero(~gold.labels.crowd)
    candidates = np.flatnonzero(~candidate.labels.crowd & (matching.candidate_partner < 0))
    g = np.concatenate((golds, np.full(len(candidates), -1)))
    c = np.concatenate((matching.gold_partner[golds], candidates))
    image = np.concatenate((gold.image[golds], candidate.image[candidates]))
    order = np.lexsort((c, g, g < 0, image))
    return g[order], c[order]


def _on_other_side(gold: Ints, candidate: Ints, index: Ints, has_gold: Bools) -> Ints:
    """Values of the candidates at an index for records with a gold, of the golds for the others."""
    of_candidate = _at(candidate, np.where(has_gold, index, -1))
    return np.where(has_gold, of_candidate, _at(gold, np.where(has_gold, -1, index)))


def _at(values: NDArray[Any], index: Ints) -> Ints:
    """Values at an index, -1 where the index is -1."""
    return np.append(values, -1)[index]


def _related(g: Ints, c: Ints, edges: Edges, matching: Matching, n_candidate: int) -> tuple[Ints, Floats]:
    """Annotation of the other side that explains a record's outcome, and the IoU with it."""
    related = np.where(g >= 0, _at(matching.gold_related, g), _at(matching.candidate_related, c))
    known = related >= 0
    gold, candidate = np.where(g >= 0, g, related)[known], np.where(g >= 0, related, c)[known]
    iou = np.full(len(g), np.nan)
    iou[known] = edges.iou[edges.find(gold, candidate, n_candidate)]
    return related, iou


def _spread(measures: Measures, is_pair: Bools) -> dict[str, NDArray[Any]]:
    """Columns of the measurements for all records, empty where there is no pair."""
    columns: dict[str, NDArray[Any]] = {}
    for field in fields(Measures):
        measured = getattr(measures, field.name)
        missing = False if measured.dtype == np.bool_ else np.nan
        columns[field.name] = np.full((len(is_pair), *measured.shape[1:]), missing, dtype=measured.dtype)
        columns[field.name][is_pair] = measured
    return columns
