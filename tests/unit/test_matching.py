"""Outcomes on hand-made images, one per rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.matching.edges import Edges, Marks, find_edges
from labelgauge.matching.federated import Exhaustive
from labelgauge.matching.outcomes import CROWD, OUTCOMES
from labelgauge.matching.pairs import Labels, Matching, Rules, match_pairs

CAT, DOG = 0, 1
Annotation = tuple[Any, ...]  # x0, y0, x1, y1, class, and "crowd" or "unjudged"


def marks(annotations: list[Annotation]) -> Marks:
    boxes = Boxes([annotation[:4] for annotation in annotations])
    nothing = Masks.from_dense(np.zeros((0, 1, 1), dtype=bool))
    return Marks(np.array([0, len(boxes)]), boxes, nothing, np.full(len(boxes), -1))


def labels(annotations: list[Annotation]) -> Labels:
    return Labels(
        np.array([annotation[4] for annotation in annotations], dtype=np.int64),
        np.array(["crowd" in annotation[5:] for annotation in annotations], dtype=bool),
        np.array(["unjudged" not in annotation[5:] for annotation in annotations], dtype=bool),
    )


def match(gold: list[Annotation], candidate: list[Annotation], **rules: Any) -> Matching:
    edges = find_edges(marks(gold), marks(candidate))
    return match_pairs(labels(gold), labels(candidate), edges, Rules(**rules))


def names(codes: Any) -> list[str]:
    return ["crowd" if code == CROWD else OUTCOMES[code] for code in codes.tolist()]


def outcomes(gold: list[Annotation], candidate: list[Annotation], **rules: Any) -> tuple[list[str], list[str]]:
    matching = match(gold, candidate, **rules)
    return names(matching.gold_outcome), names(matching.candidate_outcome)


def test_nothing() -> None:
    assert outcomes([], []) == ([], [])
    assert outcomes([(0, 0, 1, 1, CAT)], []) == (["missing"], [])
    assert outcomes([], [(0, 0, 1, 1, CAT)]) == ([], ["spurious"])


@pytest.mark.parametrize(
    ("right", "candidate_class", "expected"),
    [
        (8, CAT, "match"),  # IoU 0.8
        (7.5, CAT, "match"),  # exactly the location threshold
        (7, CAT, "location"),
        (5, CAT, "location"),  # exactly iou
        (2, CAT, "location"),
        (1, CAT, "location"),  # exactly the floor
        (8, DOG, "class"),
        (5, DOG, "class"),
        (4, DOG, "both"),
        (1, DOG, "both"),
    ],
)
def test_pairs(right: float, candidate_class: int, expected: str) -> None:
    got = outcomes([(0, 0, 10, 10, CAT)], [(0, 0, right, 10, candidate_class)])
    assert got == ([expected], [expected])


def test_below_the_floor_there_is_no_pair() -> None:
    assert outcomes([(0, 0, 10, 10, CAT)], [(9, 0, 20, 10, CAT)]) == (["missing"], ["spurious"])


def test_same_class_comes_before_greater_overlap() -> None:
    gold = [(0, 0, 10, 10, CAT)]
    candidate = [(0, 0, 10, 10, DOG), (0, 0, 6, 10, CAT)]
    assert outcomes(gold, candidate) == (["location"], ["duplicate", "location"])


def test_other_class_above_iou_comes_before_same_class_below() -> None:
    gold = [(0, 0, 10, 10, CAT)]
    candidate = [(0, 0, 10, 10, DOG), (6, 0, 16, 10, CAT)]
    assert outcomes(gold, candidate) == (["class"], ["class", "spurious"])


def test_largest_sum_not_largest_pair() -> None:
    # alone, gold 0 and candidate 1 overlap most; but then gold 1 and candidate 0 would go without
    gold = [(0, 0, 10, 10, CAT), (4, 0, 14, 10, CAT)]
    candidate = [(-4, 0, 6, 10, CAT), (1, 0, 11, 10, CAT)]
    matching = match(gold, candidate, iou=0.1)
    assert matching.gold_partner.tolist() == [0, 1]


def test_ties_go_to_the_smallest_list_of_ids() -> None:
    same = (0, 0, 10, 10, CAT)
    assert match([same, same], [same, same, same]).gold_partner.tolist() == [0, 1]
    assert match([same, same, same], [same]).gold_partner.tolist() == [0, -1, -1]


def test_duplicate_of_any_class_names_its_gold() -> None:
    gold = [(50, 0, 60, 10, CAT), (0, 0, 10, 10, CAT)]
    candidate = [(0, 0, 10, 10, CAT), (0, 0, 9, 10, DOG), (0, 0, 10, 9, CAT)]
    matching = match(gold, candidate)
    assert names(matching.candidate_outcome) == ["match", "duplicate", "duplicate"]
    assert matching.candidate_related.tolist() == [-1, 1, 1]


def test_split_of_a_gold_that_has_a_partner() -> None:
    gold = [(0, 0, 30, 10, CAT)]
    candidate = [(0, 0, 20, 10, CAT), (21, 0, 30, 10, CAT)]
    matching = match(gold, candidate)
    assert names(matching.candidate_outcome) == ["location", "split"]
    assert matching.candidate_related.tolist() == [-1, 0]


def test_gold_of_a_split_without_a_partner_is_split_too() -> None:
    gold = [(0, 0, 100, 10, CAT)]
    parts = [(x, 0, x + 9, 10, CAT) for x in range(0, 90, 10)]
    assert outcomes(gold, parts) == (["split"], ["split"] * 9)


def test_one_part_of_a_gold_without_a_partner_is_no_split() -> None:
    assert outcomes([(0, 0, 100, 10, CAT)], [(0, 0, 9, 10, CAT)]) == (["missing"], ["spurious"])


def test_parts_of_another_class_are_no_split() -> None:
    gold = [(0, 0, 100, 10, CAT)]
    assert outcomes(gold, [(0, 0, 9, 10, CAT), (10, 0, 19, 10, DOG)]) == (["missing"], ["spurious", "spurious"])


def test_a_part_needs_half_its_area_inside() -> None:
    gold = [(0, 0, 30, 10, CAT)]
    whole = (0, 0, 28, 10, CAT)
    assert outcomes(gold, [whole, (29, 0, 31, 10, CAT)])[1] == ["match", "split"]  # exactly half
    assert outcomes(gold, [whole, (29, 0, 31.1, 10, CAT)])[1] == ["match", "spurious"]


def test_merge_into_a_candidate_that_has_a_partner() -> None:
    gold = [(0, 0, 20, 10, CAT), (21, 0, 30, 10, CAT)]
    matching = match(gold, [(0, 0, 30, 10, CAT)])
    assert names(matching.gold_outcome) == ["location", "merge"]
    assert matching.gold_related.tolist() == [-1, 0]


def test_candidate_of_a_merge_without_a_partner_is_merge_too() -> None:
    parts = [(x, 0, x + 9, 10, CAT) for x in range(0, 90, 10)]
    assert outcomes(parts, [(0, 0, 100, 10, CAT)]) == (["merge"] * 9, ["merge"])


def test_another_gold_of_a_merge_may_have_a_partner() -> None:
    gold = [(0, 0, 9, 10, CAT), (10, 0, 19, 10, CAT)]
    candidate = [(0, 0, 100, 10, CAT), (0, 0, 9, 10, CAT)]
    assert outcomes(gold, candidate) == (["match", "merge"], ["merge", "match"])


def test_another_candidate_of_a_split_must_not_have_a_partner() -> None:
    gold = [(0, 0, 100, 10, CAT), (0, 0, 9, 10, CAT)]
    candidate = [(0, 0, 9, 10, CAT), (10, 0, 19, 10, CAT)]
    assert outcomes(gold, candidate) == (["missing", "match"], ["match", "spurious"])


def test_absorbed_by_crowds_of_the_same_class() -> None:
    crowd, inside = (0, 0, 100, 100, CAT, "crowd"), (10, 10, 20, 20, CAT)
    assert outcomes([crowd], [inside]) == (["crowd"], ["absorbed"])
    assert outcomes([inside], [crowd]) == (["absorbed"], ["crowd"])
    assert outcomes([crowd], [(10, 10, 20, 20, DOG)]) == (["crowd"], ["spurious"])
    assert outcomes([crowd], [(90, 0, 110, 10, CAT)]) == (["crowd"], ["absorbed"])  # exactly half
    assert outcomes([crowd], [(91, 0, 111, 10, CAT)]) == (["crowd"], ["spurious"])


def test_absorbed_comes_before_duplicate() -> None:
    gold = [(0, 0, 100, 100, CAT, "crowd"), (10, 10, 20, 20, CAT)]
    assert outcomes(gold, [(10, 10, 20, 20, CAT), (10, 10, 20, 20, CAT)])[1] == ["match", "absorbed"]


def test_crowds_are_never_partners() -> None:
    crowd = (0, 0, 10, 10, CAT, "crowd")
    assert outcomes([crowd], [crowd]) == (["crowd"], ["crowd"])


def test_unjudged_stands_for_every_outcome_without_partner_but_absorbed() -> None:
    gold = [(0, 0, 10, 10, CAT), (50, 0, 90, 40, CAT, "crowd")]
    candidate = [
        (0, 0, 10, 10, CAT, "unjudged"),
        (0, 0, 10, 9, CAT, "unjudged"),
        (20, 20, 30, 30, CAT, "unjudged"),
        (60, 10, 70, 20, CAT, "unjudged"),
    ]
    assert outcomes(gold, candidate)[1] == ["match", "unjudged", "unjudged", "absorbed"]
    assert outcomes([(0, 0, 10, 10, CAT, "unjudged")], [])[0] == ["unjudged"]


def test_strict_pairs_one_class_only() -> None:
    gold, candidate = [(0, 0, 10, 10, CAT)], [(0, 0, 10, 10, DOG), (0, 0, 4, 10, CAT)]
    assert outcomes(gold, candidate, class_use="strict") == (["location"], ["duplicate", "location"])
    assert outcomes(gold, candidate[:1], class_use="strict") == (["missing"], ["spurious"])


def test_ignore_looks_at_geometry_only() -> None:
    gold, candidate = [(0, 0, 10, 10, CAT)], [(0, 0, 10, 10, DOG), (0, 0, 4, 10, CAT)]
    assert outcomes(gold, candidate, class_use="ignore") == (["match"], ["match", "split"])


def test_images_do_not_touch() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    nothing = Masks.from_dense(np.zeros((0, 1, 1), dtype=bool))
    side = [Marks(np.array(ends), Boxes([box]), nothing, np.array([-1])) for ends in ([0, 1, 1], [0, 0, 1])]
    assert len(find_edges(*side)) == 0


def mask_marks(dense: Any, box: tuple[float, ...], *, has_mask: bool = True) -> Marks:
    masks = Masks.from_dense(np.asarray(dense, dtype=bool)[np.newaxis])
    return Marks(np.array([0, 1]), Boxes([box]), masks, np.array([0 if has_mask else -1]))


def compare(gold: Marks, candidate: Marks) -> Edges:
    return find_edges(gold, candidate)


def test_masks_are_compared_where_both_sides_have_them() -> None:
    upper, left = np.zeros((4, 4)), np.zeros((4, 4))
    upper[:2], left[:, :2] = 1, 1
    full = (0.0, 0.0, 4.0, 4.0)
    edges = compare(mask_marks(upper, full), mask_marks(left, full))
    assert edges.on_masks.tolist() == [True]
    assert [edges.iou.item(), edges.dice.item()] == [4 / 12, 8 / 16]
    assert [edges.of_gold.item(), edges.of_candidate.item()] == [0.5, 0.5]
    edges = compare(mask_marks(upper, full), mask_marks(left, full, has_mask=False))
    assert (edges.on_masks.tolist(), edges.iou.tolist()) == ([False], [1.0])


def test_masks_of_two_sizes_are_compared_on_boxes() -> None:
    box = (0.0, 0.0, 2.0, 2.0)
    edges = compare(mask_marks(np.ones((4, 4)), box), mask_marks(np.ones((5, 5)), box))
    assert (edges.on_masks.tolist(), edges.iou.tolist()) == ([False], [1.0])


def test_masks_outside_their_boxes_are_found() -> None:
    corner = np.zeros((9, 9))
    corner[7:, 7:] = 1
    edges = compare(mask_marks(corner, (0.0, 0.0, 1.0, 1.0)), mask_marks(corner, (3.0, 3.0, 4.0, 4.0)))
    assert edges.iou.tolist() == [1.0]


def test_touching_boxes_of_disjoint_masks_are_no_edge() -> None:
    upper = np.triu(np.ones((6, 6)), 1)
    box = (0.0, 0.0, 6.0, 6.0)
    assert len(compare(mask_marks(upper, box), mask_marks(upper.T, box))) == 0


def test_who_judges_what() -> None:
    """Three images: judged on everything, judged on listed classes, and with a class labelled in part."""
    side = Exhaustive(is_federated=np.array([False, True, True]), absent=np.array([[1, 4]]), partial=np.array([[2, 0]]))
    own = (np.array([1, 2, 2]), np.array([0, 0, 1]))
    other = (np.array([0, 1, 1, 1, 2, 2, 2]), np.array([3, 0, 4, 3, 0, 1, 3]))
    assert side.judges(own, other, 5).tolist() == [True, True, True, False, False, True, False]
