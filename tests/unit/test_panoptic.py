"""Panoptic quality against a second implementation of panopticapi's rules, published examples and cases by hand."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.testing.samples import label_map

Counts = dict[int, list[float]]


def random_side(rng: np.random.Generator, shape: tuple[int, int], n_ids: int, base: NDArray[Any]) -> lg.PanopticMap:
    """Segments of a label map, some of them void or crowds; `base` is followed in most places."""
    labels = np.where(
        rng.random(shape) < 0.15, rng.integers(0, n_ids, shape), np.roll(base, int(rng.integers(0, 3)), 1)
    )
    labels = labels * 1001
    ids = [i for i in np.unique(labels).tolist() if i != 0]
    segments = [
        {"id": i, "category_id": 1 + i // 1001 % 3, "iscrowd": int(rng.random() < 0.25)}
        for i in rng.permutation(ids).tolist()
    ]
    return lg.PanopticMap(labels, segments)


def by_pixels(gold: lg.PanopticMap, candidate: lg.PanopticMap) -> Counts:
    """panopticapi's rules, one boolean map per segment: category -> tp, fp, fn, sum of IoU."""
    counts: Counts = defaultdict(lambda: [0, 0, 0, 0.0])
    gold_void = gold.labels == gold.void
    matched_gold, matched_candidate, crowds = set(), set(), {}
    for g, g_category, crowd in zip(gold.id, gold.category, gold.iscrowd, strict=True):
        if crowd:
            crowds[g_category] = gold.labels == g
            continue
        for c, c_category in zip(candidate.id, candidate.category, strict=True):
            a, b = gold.labels == g, candidate.labels == c
            iou = np.sum(a & b) / np.sum(a | (b & ~gold_void))
            if g_category == c_category and iou > 0.5:
                counts[g_category][0] += 1
                counts[g_category][3] += iou
                matched_gold.add(g)
                matched_candidate.add(c)
        if g not in matched_gold:
            counts[g_category][2] += 1
    for c, category in zip(candidate.id, candidate.category, strict=True):
        area = candidate.labels == c
        excused = gold_void | crowds.get(category, np.False_)
        if c not in matched_candidate and np.sum(area & excused) / np.sum(area) <= 0.5:
            counts[category][1] += 1
    return counts


@pytest.mark.parametrize("seed", range(40))
def test_equals_the_rules_pixel_by_pixel(seed: int) -> None:
    rng = np.random.default_rng(seed)
    golds, candidates = [], []
    expected: Counts = defaultdict(lambda: [0, 0, 0, 0.0])
    for _ in range(int(rng.integers(1, 4))):
        base = label_map(rng, (24, 31), 7)
        golds.append(random_side(rng, base.shape, 7, base))
        candidates.append(random_side(rng, base.shape, 7, base))
        for category, values in by_pixels(golds[-1], candidates[-1]).items():
            expected[category] = [a + b for a, b in zip(expected[category], values, strict=True)]
    quality = lg.panoptic_quality(golds, candidates)
    table = quality.classes
    for i, category in enumerate(table["category"].tolist()):
        tp, fp, fn, iou = expected[category]
        assert (table["tp"][i], table["fp"][i], table["fn"][i]) == (tp, fp, fn)
        assert table["iou_sum"][i] == pytest.approx(iou, rel=1e-14)
    used = [values for values in expected.values() if sum(values[:3])]
    pq = [iou / (tp + fp / 2 + fn / 2) for tp, fp, fn, iou in used]
    sq = [iou / tp if tp else 0 for tp, fp, fn, iou in used]
    assert quality.n_classes == len(used)
    assert quality.pq == pytest.approx(sum(pq) / len(pq))
    assert quality.sq == pytest.approx(sum(sq) / len(sq))


@pytest.mark.parametrize("seed", range(20))
def test_symmetric_means_that_swapping_swaps_false_and_missed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = label_map(rng, (24, 31), 7)
    a, b = random_side(rng, base.shape, 7, base), random_side(rng, base.shape, 7, base)
    one, other = lg.panoptic_quality(a, b, symmetric=True), lg.panoptic_quality(b, a, symmetric=True)
    assert (one.pq, one.sq, one.rq) == pytest.approx((other.pq, other.sq, other.rq), nan_ok=True)
    assert one.classes["fp"].tolist() == other.classes["fn"].tolist()
    assert one.classes["fn"].tolist() == other.classes["fp"].tolist()


def squares(*boxes: tuple[int, int, int, int]) -> NDArray[np.uint16]:
    """50 × 50 pixels with segments 1, 2, … in these boxes (rows, then columns)."""
    labels = np.zeros((50, 50), dtype=np.uint16)
    for i, (top, bottom, left, right) in enumerate(boxes, start=1):
        labels[top:bottom, left:right] = i
    return labels


def side(
    labels: NDArray[Any], crowds: tuple[int, ...] = (), categories: dict[int, int] | None = None
) -> lg.PanopticMap:
    ids = [i for i in np.unique(labels).tolist() if i]
    named = categories or {}
    return lg.PanopticMap(
        labels, {"id": ids, "category_id": [named.get(i, 1) for i in ids], "iscrowd": [i in crowds for i in ids]}
    )


def test_examples_of_panoptica() -> None:
    one = lg.panoptic_quality(side(squares((20, 40, 10, 20))), side(squares((20, 35, 10, 20))))
    assert (one.pq, one.sq, one.rq) == (0.75, 0.75, 1)
    two = lg.panoptic_quality(side(squares((20, 30, 10, 20), (30, 40, 10, 20))), side(squares((20, 35, 10, 20))))
    assert two.sq == pytest.approx(0.6666666666666666)
    assert two.pq == pytest.approx(0.4444444444444444)
    assert (two.classes["tp"][0], two.classes["fp"][0], two.classes["fn"][0]) == (1, 0, 1)


def test_example_of_torchmetrics() -> None:
    """The example in its documentation has no void, so that its rules and panopticapi's agree: PQ .5463."""
    gold = [[60, 1, 60, 1], [1, 1, 60, 1], [1, 1, 60, 10], [1, 70, 10, 10], [1, 70, 70, 70]]
    candidate = [[60, 0, 60, 60], [0, 0, 60, 1], [0, 0, 60, 1], [0, 70, 60, 10], [0, 70, 70, 70]]

    def numbered(category_and_instance: list[list[int]]) -> lg.PanopticMap:
        labels = np.array(category_and_instance) + 1
        return side(labels, categories={i: (i - 1) // 10 for i in np.unique(labels).tolist()})

    quality = lg.panoptic_quality(numbered(gold), numbered(candidate))
    assert quality.pq == pytest.approx(0.5463, abs=5e-5)
    assert quality.classes["tp"].tolist() == [1, 0, 1, 1]


def test_gold_void_leaves_the_union() -> None:
    gold, candidate = squares((0, 10, 0, 10)), squares((0, 10, 0, 18))
    assert lg.panoptic_quality(side(gold), side(candidate)).pq == 1.0
    everything = gold.copy()
    everything[gold == 0] = 2
    judged = lg.panoptic_quality(side(everything, categories={2: 9}), side(candidate))
    assert judged.over([1]).pq == 100 / 180


def test_an_unmatched_candidate_on_void_or_crowd_is_no_error() -> None:
    on_void = lg.panoptic_quality(side(squares((0, 5, 0, 5))), side(squares((0, 5, 0, 5), (20, 30, 20, 30))))
    assert on_void.classes["fp"].tolist() == [0]
    full = squares((0, 50, 0, 50), (0, 5, 0, 5))
    candidate = squares((0, 5, 0, 5), (20, 30, 20, 30))
    assert lg.panoptic_quality(side(full, crowds=(1,)), side(candidate)).classes["fp"].tolist() == [0]
    other_category = side(full, crowds=(1,), categories={1: 2})
    assert lg.panoptic_quality(other_category, side(candidate)).over([1]).classes["fp"].tolist() == [1]


def test_exactly_half_is_no_match_and_no_excuse() -> None:
    gold = squares((0, 10, 0, 10), (0, 10, 10, 20))
    half = lg.panoptic_quality(side(gold, categories={2: 2}), side(squares((0, 10, 0, 20))))
    assert (half.classes["tp"].tolist(), half.classes["fp"].tolist(), half.classes["fn"].tolist()) == (
        [0, 0],
        [1, 0],
        [1, 1],
    )
    on_half_void = lg.panoptic_quality(side(squares((0, 10, 0, 10)), categories={1: 2}), side(squares((0, 10, 0, 20))))
    assert on_half_void.over([1]).classes["fp"].tolist() == [1]


def test_symmetric_excuses_gold_on_candidate_void_too() -> None:
    gold, candidate = side(squares((0, 5, 0, 5), (20, 30, 20, 30))), side(squares((0, 5, 0, 5)))
    assert lg.panoptic_quality(gold, candidate).classes["fn"].tolist() == [1]
    assert lg.panoptic_quality(gold, candidate, symmetric=True).classes["fn"].tolist() == [0]


def test_nothing_at_all() -> None:
    nothing = side(squares())
    quality = lg.panoptic_quality(nothing, nothing)
    assert math.isnan(quality.pq)
    assert (quality.n_classes, len(quality.classes), quality.n_images) == (0, 0, 1)
    assert math.isnan(lg.panoptic_quality([], []).pq)
    crowd = side(squares((0, 5, 0, 5)), crowds=(1,))
    only_crowd = lg.panoptic_quality(crowd, nothing)
    assert only_crowd.classes["status"] == ["absent"]
    assert math.isnan(only_crowd.classes["pq"][0])


def test_order_of_segments_does_not_matter() -> None:
    labels = squares((0, 5, 0, 5), (20, 30, 20, 30))
    shuffled = lg.PanopticMap(labels, [{"id": 2, "category_id": 8}, {"id": 1, "category_id": 9}])
    sorted_ = lg.PanopticMap(labels, [{"id": 1, "category_id": 9}, {"id": 2, "category_id": 8}])
    assert lg.panoptic_quality(shuffled, sorted_).pq == 1


@pytest.mark.parametrize(
    ("segments", "message"),
    [
        ([{"id": 1, "category_id": 1}], "id 2 occurs in the map but not among the segments"),
        ([{"id": i, "category_id": 1} for i in (1, 2, 3)], "segment 3 has no pixels"),
        ([{"id": i, "category_id": 1} for i in (1, 2, 2)], "segment 2 is listed more than once"),
        ([{"id": i, "category_id": 1} for i in (0, 1, 2)], "a segment has id 0, which is void"),
        ([{"id": 1}], "segments must have id and category_id"),
        ([1, 2], "segments must have id and category_id"),
        ({"id": ["a", "b"], "category_id": [1, 1]}, "id must be whole numbers"),
    ],
)
def test_bad_segments(segments: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.PanopticMap(squares((0, 5, 0, 5), (20, 30, 20, 30)), segments)


def test_bad_calls() -> None:
    nothing = side(squares())
    with pytest.raises(InputError, match="equally many, not 1 and 2 images"):
        lg.panoptic_quality(nothing, [nothing, nothing])
    with pytest.raises(InputError, match="must have one shape"):
        lg.panoptic_quality(nothing, side(squares()[:4]))
    with pytest.raises(InputError, match="rgb must be a uint8 array"):
        lg.PanopticMap.from_rgb(np.zeros((2, 2)), [])
    with pytest.raises(AttributeError, match="frozen"):
        nothing.void = 3


@pytest.mark.parametrize(("side", "where"), [(np.zeros((2, 2), int), "gold"), ([np.zeros((2, 2), int)], r"gold\[0\]")])
def test_label_maps_without_segments(side: Any, where: str) -> None:
    with pytest.raises(InputError, match=where + " must be PanopticMap, not ndarray"):
        lg.panoptic_quality(side, side)
