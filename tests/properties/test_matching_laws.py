"""What holds for the matching of any two sets of annotations."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.matching import outcomes
from labelgauge.matching.edges import Edges, Marks, find_edges
from labelgauge.matching.pairs import Labels, Matching, Rules, match_pairs

Side = tuple[Marks, Labels]
seeds = st.integers(0, 2**32 - 1)
class_uses = st.sampled_from(["lenient", "strict", "ignore"])


def random_side(rng: np.random.Generator, n_images: int = 3) -> Side:
    """Boxes that crowd together, so that all outcomes happen; random coordinates have no ties."""
    lengths = rng.integers(0, 9, n_images)
    n = int(lengths.sum())
    corner, size = rng.uniform(0, 40, (n, 2)), rng.uniform(1, 60, (n, 2))
    marks = Marks(
        np.concatenate(([0], np.cumsum(lengths))),
        Boxes(np.hstack((corner, corner + size))),
        Masks.from_dense(np.zeros((0, 1, 1), dtype=bool)),
        np.full(n, -1),
    )
    return marks, Labels(rng.integers(0, 2, n), rng.random(n) < 0.15, rng.random(n) < 0.9)


def matched(gold: Side, candidate: Side, **rules: Any) -> tuple[Edges, Matching]:
    edges = find_edges(gold[0], candidate[0])
    return edges, match_pairs(gold[1], candidate[1], edges, Rules(**rules))


@given(seed=seeds, class_use=class_uses)
def test_partners_are_mutual_and_outcomes_fit(seed: int, class_use: Any) -> None:
    rng = np.random.default_rng(seed)
    gold, candidate = random_side(rng), random_side(rng)
    _, matching = matched(gold, candidate, class_use=class_use)
    of_gold = (gold[1], matching.gold_partner, matching.gold_outcome)
    of_candidate = (candidate[1], matching.candidate_partner, matching.candidate_outcome)
    for own, other in ((of_gold, of_candidate), (of_candidate, of_gold)):
        (labels, partner, outcome), (_, other_partner, other_outcome) = own, other
        paired = np.flatnonzero(partner >= 0)
        np.testing.assert_array_equal(other_partner[partner[paired]], paired)
        np.testing.assert_array_equal(other_outcome[partner[paired]], outcome[paired])
        np.testing.assert_array_equal(outcome <= outcomes.BOTH, partner >= 0)
        np.testing.assert_array_equal(outcome == outcomes.CROWD, labels.crowd)
        unjudged = outcome == outcomes.UNJUDGED
        np.testing.assert_array_equal(
            unjudged, ~labels.judged & ~labels.crowd & (partner < 0) & (outcome != outcomes.ABSORBED)
        )


@given(seed=seeds)
def test_no_two_free_annotations_could_still_be_a_pair(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gold, candidate = random_side(rng), random_side(rng)
    edges, matching = matched(gold, candidate)
    free = (matching.gold_partner < 0)[edges.gold] & (matching.candidate_partner < 0)[edges.candidate]
    free &= ~gold[1].crowd[edges.gold] & ~candidate[1].crowd[edges.candidate]
    assert not np.any(edges.iou[free] >= Rules().floor)


def is_container(outcome: NDArray[np.uint8], related: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which annotations were drawn around the parts of a split or a merge, which do not mirror each other."""
    return np.isin(outcome, (outcomes.SPLIT, outcomes.MERGE)) & (related < 0)


@given(seed=seeds, class_use=class_uses)
def test_swapping_the_sides_transposes_pairs_and_absorption(seed: int, class_use: Any) -> None:
    rng = np.random.default_rng(seed)
    gold, candidate = random_side(rng), random_side(rng)
    _, forth = matched(gold, candidate, class_use=class_use)
    _, back = matched(candidate, gold, class_use=class_use)
    np.testing.assert_array_equal(back.gold_partner, forth.candidate_partner)
    np.testing.assert_array_equal(back.candidate_partner, forth.gold_partner)
    alike = (*range(outcomes.BOTH + 1), outcomes.ABSORBED, outcomes.CROWD)
    of_candidates = (back.gold_outcome, back.gold_related), (forth.candidate_outcome, forth.candidate_related)
    of_golds = (back.candidate_outcome, back.candidate_related), (forth.gold_outcome, forth.gold_related)
    for labels, (there, here) in ((candidate[1], of_candidates), (gold[1], of_golds)):
        mirrored = ~is_container(*there) & ~is_container(*here) & labels.judged
        there_alike, here_alike = there[0][mirrored], here[0][mirrored]
        same = np.isin(here_alike, alike)
        np.testing.assert_array_equal(np.isin(there_alike, alike), same)
        np.testing.assert_array_equal(there_alike[same], here_alike[same])


@given(seed=seeds, class_use=class_uses)
def test_images_do_not_influence_each_other(seed: int, class_use: Any) -> None:
    rng = np.random.default_rng(seed)
    gold, candidate = random_side(rng), random_side(rng)
    _, together = matched(gold, candidate, class_use=class_use)
    for image in range(3):
        parts = [one_image(side, image) for side in (gold, candidate)]
        _, alone = matched(*parts, class_use=class_use)
        for side, whole, part in (
            (gold, together.gold_outcome, alone.gold_outcome),
            (candidate, together.candidate_outcome, alone.candidate_outcome),
        ):
            begin, end = side[0].image_offsets[image : image + 2]
            np.testing.assert_array_equal(whole[begin:end], part)


def one_image(side: Side, image: int) -> Side:
    marks, labels = side
    rows = np.arange(*marks.image_offsets[image : image + 2])
    part = Marks(np.array([0, len(rows)]), marks.boxes.take(rows), marks.masks, marks.mask_row[rows])
    return part, Labels(labels.class_index[rows], labels.crowd[rows], labels.judged[rows])
