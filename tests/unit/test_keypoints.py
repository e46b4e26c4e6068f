"""Keypoints and OKS: layouts, the definition, poses without visible points, and errors."""

from __future__ import annotations

import math
import pickle
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError

GOLD = lg.Keypoints([[[10, 10], [30, 10]]], areas=[400], boxes=[[10, 10, 30, 20]])
UNSEEN = lg.Keypoints([[[0, 0], [0, 0]]], [[False, False]], areas=[400], boxes=[[10, 10, 30, 20]])
SIGMAS = [0.05, 0.1]


def test_the_definition() -> None:
    candidate = lg.Keypoints([[[13, 14], [30, 10]]])
    term = math.exp(-25 / (2 * (2 * 0.05) ** 2 * 400))
    assert lg.oks(GOLD, candidate, sigmas=SIGMAS).item() == pytest.approx((term + 1) / 2, rel=1e-15)
    hidden = lg.Keypoints(GOLD.points, [[True, False]], areas=GOLD.areas)
    assert lg.oks(hidden, candidate, sigmas=SIGMAS).item() == pytest.approx(term, rel=1e-15)


def test_what_the_candidate_shows_never_matters() -> None:
    candidate = lg.Keypoints(GOLD.points, [[False, False]])
    assert lg.oks(GOLD, candidate, sigmas=SIGMAS).item() == 1


def test_no_visible_point() -> None:
    # The box is 20 × 10, so that points cost nothing from -10 to 50 and from 0 to 30.
    inside, outside = lg.Keypoints([[[-10, 0], [50, 30]]]), lg.Keypoints([[[-12, 5], [20, 31]]])
    assert np.isnan(lg.oks(UNSEEN, inside, sigmas=SIGMAS).item())
    assert lg.oks(UNSEEN, inside, sigmas=SIGMAS, empty="agree").item() == 1
    assert lg.oks(UNSEEN, inside, sigmas=SIGMAS, empty="coco").item() == 1
    terms = [math.exp(-4 / (8 * 0.05**2 * 400)), math.exp(-1 / (8 * 0.1**2 * 400))]
    for paired in (False, True):
        value = lg.oks(UNSEEN, outside, sigmas=SIGMAS, empty="coco", paired=paired).item()
        assert value == pytest.approx(sum(terms) / 2, rel=1e-14)
        with pytest.raises(UndefinedError, match=r"oks is undefined for pair \(0"):
            lg.oks(UNSEEN, inside, sigmas=SIGMAS, empty="raise", paired=paired)


def test_many_at_once() -> None:
    rng = np.random.default_rng(0)
    gold = lg.Keypoints(rng.uniform(0, 50, (7, 17, 2)), rng.random((7, 17)) < 0.5, areas=rng.uniform(100, 900, 7))
    candidate = lg.Keypoints(gold.points[::-1] + rng.normal(0, 3, (7, 17, 2)))
    matrix = lg.oks(gold, candidate)
    assert matrix.shape == (7, 7)
    np.testing.assert_array_equal(lg.oks(gold, candidate, threads=2), matrix)
    np.testing.assert_array_equal(lg.oks(gold[2:4], candidate), matrix[2:4])
    np.testing.assert_array_equal(lg.oks(gold, candidate, paired=True), np.diag(matrix))
    assert lg.oks(gold[:0], candidate).shape == (0, 7)


def test_select_and_pickle() -> None:
    poses = lg.Keypoints([[[1, 2]], [[3, 4]]], [[True], [False]], areas=[5, 6])
    again = pickle.loads(pickle.dumps(poses[[1, 0]]))
    assert again.points.tolist() == [[[3, 4]], [[1, 2]]]
    assert again.visible.tolist() == [[False], [True]]
    assert again.areas.tolist() == [6, 5]
    assert np.isnan(again.boxes).all()
    assert repr(again) == "Keypoints(2, 1 points each)"
    with pytest.raises(AttributeError, match="frozen"):
        poses.points = poses.points


def test_from_coco_without_area_and_box() -> None:
    poses = lg.Keypoints.from_coco([{"keypoints": [1, 2, 0.9]}, {"keypoints": [3, 4, 0], "area": 7}])
    assert poses.visible.tolist() == [[True], [False]]
    assert np.isnan(poses.areas[0])
    assert poses.areas[1] == 7


@pytest.mark.parametrize(
    ("points", "options", "message"),
    [
        ([[1, 2]], {}, r"points must have shape \(n, k, 2\), not \(1, 2\)"),
        ([[["a", 2]]], {}, "points must be numbers"),
        ([[[1, 2], [np.nan, 2]]], {}, "point 1 of pose 0 is not finite"),
        ([[[1, 2]]], {"visible": [[2]]}, "visible must be a bool array"),
        ([[[1, 2]]], {"visible": [[True, True]]}, r"visible must be a bool array of shape \(1, 1\)"),
        ([[[1, 2]]], {"areas": [-1]}, "area 0 must be at least 0"),
        ([[[1, 2]]], {"areas": [1, 2]}, r"areas must have shape \(1,\), not \(2,\)"),
        ([[[1, 2]]], {"boxes": [[3, 0, 1, 1]]}, "box 0 ends before it begins"),
    ],
)
def test_bad_poses(points: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Keypoints(points, **options)


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ([], "there are no annotations"),
        ([{"id": 3}], r"annotation 0 must have keypoints \[x, y, v"),
        ([{"keypoints": [1, 2]}], r"annotation 0 must have keypoints \[x, y, v"),
        ([{"keypoints": [1, 2, 2]}, {"keypoints": [1, 2, 2] * 2}], "annotation 1 has 2 keypoints, annotation 0 has 1"),
        ([{"keypoints": [1, 2, 2], "bbox": [0, 0, -1, 1]}], "box 0 ends before it begins"),
    ],
)
def test_bad_annotations(annotations: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.Keypoints.from_coco(annotations)


@pytest.mark.parametrize(
    ("gold", "candidate", "options", "message"),
    [
        (GOLD, lg.Boxes([[0, 0, 1, 1]]), {}, "candidate must be Keypoints, not Boxes"),
        (GOLD, lg.Keypoints([[[1, 2]]]), {}, "gold has 2 keypoints per pose but candidate has 1"),
        (GOLD, GOLD, {"sigmas": None}, "COCO's sigmas are for 17 keypoints, not 2"),
        (GOLD, GOLD, {"sigmas": [0.1, 0]}, "sigmas must be at least one number, each from"),
        (GOLD, GOLD, {"sigmas": ["a", 0]}, "sigmas must be one number per keypoint"),
        (GOLD, GOLD[[0, 0]], {"paired": True}, "as many gold as candidates, not 1 and 2"),
        (GOLD, GOLD, {"empty": "zero"}, "empty must be one of"),
        (lg.Keypoints(GOLD.points), GOLD, {}, "the area of gold 0 is not known"),
        (
            lg.Keypoints(GOLD.points, [[False, False]], areas=[4]),
            GOLD,
            {"empty": "coco"},
            "no point of gold 0 is visible, and its box is not known",
        ),
    ],
)
def test_bad_sides(gold: Any, candidate: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.oks(gold, candidate, **{"sigmas": SIGMAS, **options})
