"""What is added up per image and group: the rows a shard adds to a state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labelgauge.matching import outcomes
from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.scoring import exact
from labelgauge.scoring.columns import COUNTS, SURFACE_PAIRS, SURFACE_TOO_LARGE, WITHOUT_SURFACE, Columns
from labelgauge.scoring.groups import Groups
from labelgauge.scoring.records import Records

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FIXED_BITS = 30
"""Bootstrap sums hold ratios, weights and pixels as multiples of 2^-30; each must stay below 2^33 in size."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one shard adds to a state: one row per image and group that has annotations there.

    Parameters
    ----------
    n_images
        Images of the shard.
    key
        uint64 (rows,), hash of the image's key.
    group
        int64 (rows,).
    counts
        int64 (rows, len(counts)); `Columns` names these and all others.
    images
        int64 (rows, len(image_counts)), 0 or 1.
    high, low
        int64 (rows, len(sums)), limbs of exact sums.
    bootstrap
        int64 (rows, len(bootstrap)), counts and fixed-point sums.
    value_group, values
        int64 (v,) and float64 (v, len(measures)): measures of true pairs, once per group; NaN where not measured.
    """

    n_images: int
    key: NDArray[np.uint64]
    group: Ints
    counts: Ints
    images: Ints
    high: Ints
    low: Ints
    bootstrap: Ints
    value_group: Ints
    values: Floats


def image_keys(names: Sequence[str]) -> NDArray[np.uint64]:
    """Hash of each image's key: the first 8 bytes of the BLAKE2b digest of its UTF-8 text, little-endian."""
    digests = b"".join(hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def make_batch(
    records: Records,
    groups: Groups,
    keys: NDArray[np.uint64],
    first_image: int,
    weights: Floats,
    iou: float,
    location: float,
    columns: Columns = WITHOUT_SURFACE,
) -> Batch:
    """Add up a shard's records per image and group.

    Parameters
    ----------
    records
        Records of the shard.
    groups
        The groups.
    keys
        uint64 (images,), hashes of the shard's image keys.
    first_image
        Position of the shard's first image.
    weights
        float64 (outcomes,), severity weight of each outcome.
    iou, location
        Thresholds of true pairs, and of located ones.
    columns
        Columns of the state.
    """
    terms = _terms(records, weights, iou, location, columns)
    group_rows, term_rows, image = _spread(records, groups, terms)
    image = image - first_image
    order = np.lexsort((group_rows, image))
    image, group_rows, term_rows = image[order], group_rows[order], term_rows[order]
    first = np.flatnonzero(np.diff(image * len(groups) + group_rows, prepend=-1))
    sums = np.add.reduceat(term_rows, first, axis=0) if len(first) else term_rows
    counts, fixed, high, low = np.split(sums, _sections(columns), axis=1)
    high, low = exact.carried(high, low)
    true_pair = terms[:, COUNTS.index("true_pairs")] > 0
    per_kind = [kind[true_pair] for kind in groups.of_gold(records)]
    measured = _measured(records, columns)[true_pair, : len(columns.measures)]
    return Batch(
        n_images=len(keys),
        key=keys[image[first]],
        group=group_rows[first],
        counts=counts,
        images=_images(counts, columns),
        high=high,
        low=low,
        bootstrap=np.hstack((counts[:, [columns.counts.index(name) for name in columns.drawn_counts]], fixed)),
        value_group=np.concatenate(per_kind),
        values=np.tile(measured, (len(per_kind), 1)),
    )


_OF_CANDIDATE = [COUNTS.index("n_candidate"), COUNTS.index("candidate")]


def _sections(columns: Columns) -> Ints:
    """Where the sections of a row of terms end: counts, severity and fixed-point sums, high limbs; low limbs follow."""
    n_sums = len(columns.sums)
    return np.cumsum([len(columns.counts), 1 + n_sums, n_sums])


def _terms(records: Records, weights: Floats, iou: float, location: float, columns: Columns) -> Ints:
    """What each record adds: counts, fixed-point terms, high and low limbs."""
    has_gold, has_candidate, judged = records.gold_row >= 0, records.candidate_row >= 0, records.is_judged
    one_class = (records.outcome == outcomes.MATCH) | (records.outcome == outcomes.LOCATION)
    true_pair = one_class & (records.iou >= iou)
    counts = {
        **{name: records.outcome == code for code, name in enumerate(OUTCOMES)},
        "n_gold": has_gold,
        "n_candidate": has_candidate,
        "true_pairs": true_pair,
        "true_mask_pairs": true_pair & records.on_masks,
        "located": true_pair & (records.iou >= location),
        "gold": has_gold & judged,
        "candidate": has_candidate & judged,
        "judged": judged,
        "severe": judged & ~records.touched & (records.outcome != outcomes.MERGE),
        SURFACE_PAIRS: true_pair & records.on_masks & ~records.is_too_large,
        SURFACE_TOO_LARGE: records.is_too_large,
    }
    measured = _measured(records, columns)
    measured[~true_pair] = np.nan
    high, low = exact.limbs(measured)
    fixed = np.column_stack((weights[records.outcome], np.where(np.isnan(measured), 0.0, measured)))
    count_columns = np.column_stack([counts[name] for name in columns.counts]).astype(np.int64)
    return np.hstack((count_columns, np.rint(fixed * 2.0**FIXED_BITS).astype(np.int64), high, low))


def _measured(records: Records, columns: Columns) -> Floats:
    """Measurements in the order of the columns of sums, the overlaps first and the biases last; float64 (r, sums)."""
    overlaps = (records.iou, records.dice, records.boundary_iou)
    extents = (records.offsets_px, records.offsets, records.area_ratio)
    near, bias = np.split(records.surface, [len(columns.surface.shares + columns.surface.distances)], axis=1)
    return np.column_stack((*overlaps, near, *extents, bias))


def _spread(records: Records, groups: Groups, terms: Ints) -> tuple[Ints, Ints, Ints]:
    """Group, terms and image of every record in every group it belongs to.

    Where a pair's candidate belongs to another group than its gold, its own counts go there, all else to the gold's.
    """
    group_rows, term_rows, image_rows = [], [], []
    only_candidate = np.zeros_like(terms)
    only_candidate[:, _OF_CANDIDATE] = terms[:, _OF_CANDIDATE]
    for of_gold, of_candidate in zip(groups.of_gold(records), groups.of_candidate(records), strict=True):
        apart = of_gold != of_candidate
        own = terms
        if apart.any():
            own = np.where(apart[:, np.newaxis], terms - only_candidate, terms)
            group_rows.append(of_candidate[apart])
            term_rows.append(only_candidate[apart])
            image_rows.append(records.image[apart])
        group_rows.append(of_gold)
        term_rows.append(own)
        image_rows.append(records.image)
    return np.concatenate(group_rows), np.concatenate(term_rows), np.concatenate(image_rows)


def _images(counts: Ints, columns: Columns) -> Ints:
    """For each row, which of the counts of images its image has."""

    def has(*names: str) -> NDArray[np.bool_]:
        present: NDArray[np.bool_] = np.logical_or.reduce([counts[:, columns.counts.index(name)] > 0 for name in names])
        return present

    either = {"any": ("n_gold", "n_candidate"), "gold_or_candidate": ("gold", "candidate")}
    return np.column_stack([has(*either.get(name, (name,))) for name in columns.image_counts]).astype(np.int64)
