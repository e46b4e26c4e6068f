"""Pascal VOC's and Open Images' rules on a few boxes each, and what options do to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.kernels import bootstrap
from labelgauge.kernels.detection import IGNORED, RIGHT, WRONG
from labelgauge.matching.detections import Edges
from labelgauge.matching.nearest import judge_nearest
from labelgauge.metrics.precision_area import precision_area
from labelgauge.scoring.statistics import image_keys
from tests.unit.detection_files import evaluated, found_box, gold_box

LEFT, RIGHT_OF_IT = [0, 0, 40, 40], [10, 0, 40, 40]
BETWEEN = [4, 0, 40, 40]
AWAY = [60, 60, 20, 20]


def outcomes(result: lg.DetectionResult, **options: Any) -> list[str]:
    """What became of the detections, in order of score, then of gold objects that nobody found."""
    table = result.matches(**options)
    order = np.argsort(-np.nan_to_num(table["score"], nan=-1), kind="stable")
    return [table["outcome"][i] for i in order]


def test_the_second_detection_of_the_nearest_is_wrong(tmp_path: Path) -> None:
    """Both are nearest to the left one, though the other is free and near enough; COCO gives it to the second."""
    gold = [gold_box(1, 1, LEFT), gold_box(1, 1, RIGHT_OF_IT)]
    found = [found_box(1, 1, LEFT, 0.9), found_box(1, 1, BETWEEN, 0.8)]
    assert outcomes(evaluated(tmp_path, gold, found, protocol="voc")) == ["TP", "FP", "FN"]
    assert outcomes(evaluated(tmp_path, gold, found)) == ["TP", "TP"]


def test_of_equally_near_ones_the_first_counts(tmp_path: Path) -> None:
    gold = [gold_box(1, 1, [0, 0, 40, 40]), gold_box(1, 1, [8, 0, 40, 40])]
    result = evaluated(tmp_path, gold, [found_box(1, 1, [4, 0, 40, 40], 0.9)], protocol="voc")
    assert result.matches()["gold_id"].tolist() == [1, 2]
    assert result.matches()["outcome"] == ["TP", "FN"]


@pytest.mark.parametrize("key", ["difficult", "ignore", "iscrowd"])
def test_difficult_ones_are_ignored_with_all_that_find_them(key: str, tmp_path: Path) -> None:
    gold = [gold_box(1, 1, LEFT, **{key: 1}), gold_box(1, 1, AWAY)]
    found = [found_box(1, 1, box, score) for box, score in ((LEFT, 0.9), (BETWEEN, 0.8), (AWAY, 0.7))]
    result = evaluated(tmp_path, gold, found, protocol="voc")
    assert outcomes(result) == ["ignored", "ignored", "TP"]
    assert result.n_gold[:, 0].tolist() == [1, 0]
    assert result.stats["AP_area"].value == 1


def test_boxes_end_with_their_last_pixel(tmp_path: Path) -> None:
    """Pixels 0 to 9 and 0 to 4 are ten and five columns: IoU 0.5, but 4/9 of what is written."""
    gold, found = [gold_box(1, 1, [0, 0, 9, 9])], [found_box(1, 1, [0, 0, 4, 9], 0.9)]
    assert outcomes(evaluated(tmp_path, gold, found, protocol="voc")) == ["TP"]
    assert outcomes(evaluated(tmp_path, gold, found, protocol="voc", inclusive=False)) == ["FP", "FN"]
    assert outcomes(evaluated(tmp_path, gold, found, inclusive=True)) == ["TP"]
    above = np.nextafter(0.5, 1)
    strictly = evaluated(tmp_path, gold, found, protocol="voc", iou_thresholds=[above])
    assert outcomes(strictly, iou=above) == ["FP", "FN"]


def test_two_averages(tmp_path: Path) -> None:
    """Right, wrong, right of two: precision 1 up to recall 0.5, 2/3 from there; six of eleven levels reach 0.5."""
    gold = [gold_box(1, 1, LEFT), gold_box(1, 1, AWAY)]
    found = [found_box(1, 1, LEFT, 0.9), found_box(1, 1, LEFT, 0.8), found_box(1, 1, AWAY, 0.7)]
    result = evaluated(tmp_path, gold, found, protocol="voc")
    assert list(result.stats) == ["AP_area", "AP_11", "AR"]
    assert result.stats["AP_area"].value == pytest.approx((1 + 2 / 3) / 2)
    assert result.stats["AP_11"].value == pytest.approx((6 + 5 * 2 / 3) / 11)
    assert result.classes["ap"].tolist()[0] == result.stats["AP_area"].value
    assert np.isnan(result.classes["ap"][1])
    assert result.curve(1).table["precision"].tolist() == pytest.approx([1, 1 / 2, 2 / 3])


def test_detections_count_as_often_as_asked() -> None:
    right = np.array([True, False, True])
    times = np.array([[1, 2, 0], [1, 1, 1], [1, 0, 2]])
    np.testing.assert_allclose(
        precision_area(right, ~right, times, np.array([2, 2, 2])), [(1 + 2 / 3) / 2, 1.0, (2 / 3 + 2 / 3) / 2]
    )
    assert np.isnan(precision_area(right, ~right, times[:, :1], np.array([0]))[0])


def test_a_draw_is_what_its_images_would_give(tmp_path: Path) -> None:
    """Images drawn as often as they are copied."""
    rng = np.random.default_rng(0)
    gold, found = [], []
    for image in range(1, 5):
        for _ in range(3):
            box = [int(v) for v in rng.integers(0, 30, 2)] + [30, 30]
            gold.append(gold_box(image, int(rng.integers(1, 3)), box))
            near = [box[0] + int(rng.integers(0, 9)), *box[1:]]
            found.append(found_box(image, gold[-1]["category_id"], near, float(rng.random())))
    result = evaluated(tmp_path, gold, found, n_images=4, protocol="voc")
    drawn = result.bootstrap(50, seed=3)
    assert drawn.drawn is not None
    assert drawn.drawn.areas is not None
    score = drawn.stats["AP_area"]
    assert score.se > 0
    assert score.low < score.value < score.high
    weights = bootstrap.poisson_weights(image_keys(["1", "2", "3", "4"]), 3, 50)
    draw = int(np.argmax(weights.sum(axis=0)))
    copies = [(image, copy) for image in range(1, 5) for copy in range(weights[image - 1, draw])]
    assert len(copies) > 4
    again = [
        [
            record | {"image_id": place}
            for place, (image, _) in enumerate(copies, 1)
            for record in side
            if record["image_id"] == image
        ]
        for side in (gold, found)
    ]
    alone = evaluated(tmp_path, *again, n_images=len(copies), protocol="voc")
    np.testing.assert_allclose(drawn.drawn.areas[draw, 0, :, 0], alone.classes["ap"], rtol=1e-12)


GROUP = gold_box(1, 1, [0, 0, 60, 60], is_group_of=1)


def test_a_group_is_found_once_and_absorbs_the_rest(tmp_path: Path) -> None:
    inside = [found_box(1, 1, [x, 0, 20, 20], score) for x, score in ((0, 0.7), (20, 0.9), (40, 0.8))]
    half_out = found_box(1, 1, [49, 0, 20, 20], 0.95)  # 11 of its 20 columns
    more_out = found_box(1, 1, [51, 0, 20, 20], 0.6)
    result = evaluated(tmp_path, [GROUP], [*inside, half_out, more_out], protocol="openimages")
    assert outcomes(result) == ["TP", "ignored", "ignored", "ignored", "FP"]
    assert result.n_gold[:, 0].tolist() == [1, 0]
    assert result.stats["AP50"].value == 1


def test_single_objects_come_before_groups(tmp_path: Path) -> None:
    """What finds a single object is not in the group; the second about it is."""
    gold = [GROUP, gold_box(1, 1, LEFT)]
    found = [found_box(1, 1, LEFT, 0.9), found_box(1, 1, BETWEEN, 0.8), found_box(1, 1, BETWEEN, 0.7)]
    result = evaluated(tmp_path, gold, found, protocol="openimages")
    assert outcomes(result) == ["TP", "TP", "ignored"]
    assert result.matches()["gold_id"].tolist() == [2, 1, 1]


def test_an_image_without_the_category_says_nothing(tmp_path: Path) -> None:
    found = [found_box(1, 1, LEFT, 0.9), found_box(2, 1, LEFT, 0.95), found_box(1, 2, LEFT, 0.8)]
    result = evaluated(tmp_path, [gold_box(1, 1, LEFT)], found, protocol="openimages")
    assert outcomes(result) == ["TP"]


@pytest.mark.parametrize("analysis", ["errors", "confusion_matrix"])
def test_what_groups_have_not(analysis: str, tmp_path: Path) -> None:
    result = evaluated(tmp_path, [GROUP], [], protocol="openimages")
    with pytest.raises(InputError, match=f"{analysis} is not defined where a gold object may stand for a group"):
        getattr(result, analysis)()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"protocol": "voc", "task": "keypoints"}, "protocol 'voc' has no task 'keypoints'.*bbox, segm, rotated"),
        ({"protocol": "openimages", "task": "boundary"}, "protocol 'openimages' has no task"),
        ({"protocol": "openimages", "class_agnostic": True}, "judges each image on some categories alone"),
        ({"protocol": "kitti"}, "protocol must be one of 'coco', 'lvis', 'voc', 'openimages'"),
        (
            {"protocol": "voc", "task": "segm", "inclusive": False},
            "inclusive says how upright boxes end, and task 'segm'",
        ),
        ({"areas": {"all": 5}}, r"areas\['all'\] must be a pair of least and greatest area, not 5"),
        ({"max_detections": [10, True]}, "max_detections must be whole numbers above 0 that ascend"),
        ({"draws": True}, "draws must be a whole number"),
    ],
)
def test_what_a_protocol_has_not(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        evaluated(tmp_path, [], [], **options)


def test_recalls_are_called_by_their_cuts(tmp_path: Path) -> None:
    boxes = [(x, 0, 9, 9) for x in (0, 20, 40, 60)]
    gold = [gold_box(1, 1, box) for box in boxes]
    found = [found_box(1, 1, box, 0.5) for box in boxes]
    result = evaluated(tmp_path, gold, found, max_detections=[1, 3])
    assert [name for name in result.stats if name.startswith("AR")] == ["AR1", "AR3", "ARs", "ARm", "ARl"]
    assert [result.stats[name].value for name in ("AR1", "AR3")] == [0.25, 0.75]
    alone = evaluated(tmp_path, gold, found, max_detections=3)
    assert [name for name in alone.stats if name.startswith("AR")] == ["AR3", "ARs", "ARm", "ARl"]
    assert alone.stats["AP"] == result.stats["AP"]


def test_nothing_at_all() -> None:
    edges = Edges(np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
    none = np.zeros((2, 0), np.uint8)
    match, outcome = judge_nearest(edges, none[0], none, none, np.array([0.5]))
    assert match.shape == outcome.shape == (2, 1, 0)


def test_a_threshold_of_one_is_reached_by_equal_ones() -> None:
    edges = Edges(np.array([0, 1, 2]), np.array([0, 0]), np.array([1 - 1e-12, 0.9]))
    flags = np.zeros((1, 1), np.uint8), np.array([[0, 1]], np.uint8)
    match, outcome = judge_nearest(edges, flags[0][0], *flags, np.array([0.5, 1.0]))
    assert outcome[0].tolist() == [[RIGHT, IGNORED], [RIGHT, IGNORED]]
    assert match[0].tolist() == [[0, -1], [0, -1]]
    assert WRONG in judge_nearest(edges, flags[0][0], flags[0], np.zeros((1, 2), np.uint8), np.array([0.5]))[1]
