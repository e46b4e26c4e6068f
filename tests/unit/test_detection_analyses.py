"""What a detection result says besides average precision: by hand, and from the definitions."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.scoring.intervals import wilson
from tests.conformance.peers.error_cases import random_boxes
from tests.unit.detection_files import evaluated, found_box, gold_box

SQUARE = (10, 10, 10, 10)
LOWER = (10, 12, 10, 10)
"""Overlaps `SQUARE` by 80 / 120."""
AWAY = (60, 60, 10, 10)
CROWD = (0, 0, 40, 40)


def random_result(seed: int, folder: Path) -> lg.DetectionResult:
    gold, found = random_boxes(seed)
    return evaluated(
        folder,
        gold["annotations"],
        found,
        n_images=len(gold["images"]),
        n_categories=len(gold["categories"]),
        iou_thresholds=[0.5],
    )


def row(table: lg.Table, place: int = 0) -> dict[str, Any]:
    return list(table.rows())[place]


class TestErrors:
    def types(self, result: lg.DetectionResult, **options: Any) -> dict[str, int]:
        types = result.errors(**options).types
        return {name: n for name, n in zip(types["type"], types["n"].tolist(), strict=True) if n}

    def test_each_type(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, SQUARE), gold_box(1, 2, AWAY), gold_box(2, 1, SQUARE), gold_box(2, 2, AWAY)]
        found = [
            found_box(1, 1, SQUARE, 0.9),
            found_box(1, 1, SQUARE, 0.8),  # duplicate
            found_box(1, 1, AWAY, 0.7),  # classification
            found_box(2, 1, (10, 15, 10, 10), 0.6),  # localisation, 50 / 150
            found_box(2, 1, (60, 65, 10, 10), 0.5),  # both
            found_box(2, 1, (30, 80, 5, 5), 0.4),  # background
        ]
        result = evaluated(tmp_path, gold, found)
        rows = list(result.errors().rows.rows())
        assert [r["type"] for r in rows] == [
            "right", "duplicate", "classification", "localisation", "both", "background", "missed",
        ]  # fmt: skip
        assert [r["gold_id"] for r in rows] == [1, 1, 2, 3, -1, -1, 4]
        assert [r["gold_category_id"] for r in rows] == [1, 1, 2, 1, None, None, 2]
        assert [r["overlap"] for r in rows] == pytest.approx([1, 1, 1, 1 / 3, *[math.nan] * 3], nan_ok=True)
        assert row(result.errors().classes) == {
            "id": 1, "n_right": 1, "n_classification": 1, "n_localisation": 1, "n_both": 1, "n_duplicate": 1,
            "n_background": 1, "n_missed": 0,
        }  # fmt: skip
        assert row(result.errors().classes, 1)["n_missed"] == 1

    def test_overlaps_decide(self, tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [found_box(1, 1, LOWER, 0.9)])
        assert self.types(result) == {}
        assert self.types(result, foreground=0.7) == {"localisation": 1, "false_positive": 1, "false_negative": 1}
        background = self.types(result, foreground=0.8, background=0.7)
        assert background == {"background": 1, "missed": 1, "false_positive": 1, "false_negative": 1}

    def test_best_error_repairs_its_gold_alone(self, tmp_path: Path) -> None:
        """Both detections miss the place; moving the first leaves nothing for the second."""
        worse = (10, 15, 10, 10)
        found = [found_box(1, 1, worse, 0.9), found_box(1, 1, worse, 0.8)]
        errors = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], found).errors()
        localisation = row(errors.types, 1)
        assert (errors.ap, localisation["n"], localisation["dap"]) == (0, 2, pytest.approx(1, abs=1e-12))

    def test_detections_in_a_crowd_are_ignored(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, SQUARE), gold_box(2, 1, CROWD, iscrowd=1)]
        found = [found_box(2, 1, (5, 5, 5, 5), 0.9), found_box(1, 1, SQUARE, 0.8)]
        errors = evaluated(tmp_path, gold, found).errors()
        background = row(errors.types, 4)
        assert (errors.ap, background["n"], background["n_ignored"]) == (pytest.approx(1, abs=1e-12), 1, 1)
        assert errors.types["n"][6] == 0

    def test_most_detections_of_an_image(self, tmp_path: Path) -> None:
        found = [found_box(1, 2, AWAY, 0.9), found_box(1, 1, SQUARE, 0.8), found_box(2, 1, AWAY, 0.1)]
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], found)
        assert self.types(result, max_detections=1) == {
            "background": 2,
            "missed": 1,
            "false_positive": 2,
            "false_negative": 1,
        }

    def test_nothing_found(self, tmp_path: Path) -> None:
        errors = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], []).errors()
        assert errors.ap == 0
        assert row(errors.types, 5) == {
            "type": "missed", "n": 1, "n_ignored": 0, "ap": pytest.approx(math.nan, nan_ok=True),
            "dap": pytest.approx(math.nan, nan_ok=True), "status": "nothing_left",
        }  # fmt: skip

    @pytest.mark.parametrize("gold", [[], [gold_box(1, 1, CROWD, iscrowd=1)]])
    def test_no_gold(self, gold: list[dict[str, Any]], tmp_path: Path) -> None:
        errors = evaluated(tmp_path, gold, [found_box(1, 1, SQUARE, 0.5)]).errors()
        assert math.isnan(errors.ap)
        assert set(errors.types["status"]) == {"no_gold"}
        assert errors.types["n"].tolist()[4] == 1

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        errors = evaluated(tmp_path, [], [], n_categories=0, n_images=0).errors()
        assert (len(errors.rows), len(errors.classes), int(errors.types["n"].sum())) == (0, 0, 0)

    def test_federated_images(self, tmp_path: Path) -> None:
        """What nobody looked for is no false positive, and a detection of a class labelled in part is none either."""
        (tmp_path / "gold.json").write_text(
            json.dumps(
                {
                    "images": [
                        {
                            "id": 1, "width": 100, "height": 100, "file_name": "1.jpg",
                            "neg_category_ids": [2], "not_exhaustive_category_ids": [1],
                        }
                    ],
                    "categories": [{"id": c, "name": str(c), "frequency": "f"} for c in (1, 2, 3)],
                    "annotations": [{"id": 1, **gold_box(1, 1, SQUARE)}],
                }
            )
        )  # fmt: skip
        found = [found_box(1, c, AWAY, 0.5) for c in (1, 2, 3)] + [found_box(1, 1, SQUARE, 0.4)]
        (tmp_path / "found.json").write_text(json.dumps(found))
        gold = lg.read(tmp_path / "gold.json")
        result = lg.evaluate_detections(gold, lg.read(tmp_path / "found.json", images_of=gold), protocol="lvis")
        errors = result.errors()
        assert errors.rows["ignored"].tolist() == [True, False, True, False]
        assert errors.parameters["max_detections"] == 300

    @pytest.mark.parametrize(
        "options", [{"background": 0}, {"background": 0.5}, {"foreground": 1.5}, {"max_detections": 0}]
    )
    def test_bad_parameters(self, options: dict[str, Any], tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [])
        with pytest.raises(lg.errors.InputError, match="must be"):
            result.errors(**options)


def brute_lrp(points: list[tuple[float, float | None]], n_gold: int, threshold: float) -> float:
    """Least error over all thresholds, from scores and overlaps (None: wrong)."""
    errors = [1.0]
    for cut in {score for score, _ in points}:
        kept = [overlap for score, overlap in points if score >= cut]
        right = [overlap for overlap in kept if overlap is not None]
        total = sum((1 - q) / (1 - threshold) for q in right) + len(kept) - len(right) + n_gold - len(right)
        errors.append(total / (len(kept) + n_gold - len(right)))
    return min(errors)


class TestLRP:
    def test_by_hand(self, tmp_path: Path) -> None:
        """One found at 2/3, one wrong below it, one missed: the wrong one is cut off."""
        gold = [gold_box(1, 1, SQUARE), gold_box(2, 1, SQUARE)]
        found = [found_box(1, 1, LOWER, 0.9), found_box(1, 1, AWAY, 0.3)]
        classes = evaluated(tmp_path, gold, found).lrp().classes
        assert row(classes) == {
            "id": 1, "n_gold": 2, "olrp": pytest.approx((2 / 3 + 1) / 2), "localisation": pytest.approx(1 / 3),
            "false_positive": 0, "false_negative": 0.5, "score": 0.9, "n_right": 1, "n_wrong": 0, "status": "ok",
        }  # fmt: skip
        assert row(classes, 1)["status"] == "no_gold"

    @pytest.mark.parametrize("seed", range(40))
    def test_is_the_least_of_all_thresholds(self, seed: int, tmp_path: Path) -> None:
        result = random_result(seed, tmp_path)
        matches = [m for m in result.matches().rows() if m["outcome"] in {"TP", "FP"}]
        lrp = result.lrp()
        for found in lrp.classes.rows():
            own = [
                (m["score"], m["overlap"] if m["outcome"] == "TP" else None)
                for m in matches
                if m["category_id"] == found["id"]
            ]
            if found["n_gold"]:
                assert found["olrp"] == pytest.approx(brute_lrp(own, found["n_gold"], 0.5), abs=1e-12)
            else:
                assert math.isnan(found["olrp"])
        assert lrp.olrp == pytest.approx(np.nanmean(lrp.classes["olrp"]))

    @pytest.mark.parametrize("seed", range(10))
    def test_parts_make_the_whole(self, seed: int, tmp_path: Path) -> None:
        for c in random_result(seed, tmp_path).lrp().classes.rows():
            if c["status"] == "ok":
                missed = c["n_gold"] - c["n_right"]
                weighted = c["localisation"] * c["n_right"] / 0.5 + c["n_wrong"] + missed
                assert c["olrp"] == pytest.approx(weighted / (c["n_right"] + c["n_wrong"] + missed))
                assert c["false_negative"] == pytest.approx(missed / c["n_gold"])

    def test_nothing_right(self, tmp_path: Path) -> None:
        lrp = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [found_box(1, 1, AWAY, 0.5)]).lrp()
        assert (lrp.olrp, lrp.false_negative, lrp.status, lrp.n_categories) == (1, 1, "none_right", 1)
        assert math.isnan(lrp.localisation)
        assert math.isnan(lrp.classes["score"][0])

    def test_no_gold(self, tmp_path: Path) -> None:
        lrp = evaluated(tmp_path, [], [found_box(1, 1, AWAY, 0.5)]).lrp()
        assert math.isnan(lrp.olrp)
        assert lrp.status == "no_gold"

    def test_threshold_of_one(self, tmp_path: Path) -> None:
        with pytest.raises(lg.errors.InputError, match="below 1"):
            evaluated(tmp_path, [], []).lrp(iou=1)


class TestCurve:
    def test_by_hand(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, SQUARE), gold_box(2, 2, SQUARE)]
        found = [found_box(1, 1, SQUARE, 0.9), found_box(2, 1, AWAY, 0.9), found_box(2, 2, SQUARE, 0.5)]
        result = evaluated(tmp_path, gold, found)
        curve = result.curve()
        assert row(curve.table) == {
            "score": 0.9, "n_right": 1, "n_wrong": 1, "precision": 0.5, "recall": 0.5, "f1": 0.5,
        }  # fmt: skip
        assert (curve.best_f1, curve.best_score, curve.n_gold, curve.status) == (pytest.approx(0.8), 0.5, 2, "ok")
        assert (result.curve(2).best_f1, result.curve(2).best_score) == (1, 0.5)

    @pytest.mark.parametrize("seed", range(20))
    def test_counts_every_score(self, seed: int, tmp_path: Path) -> None:
        result = random_result(seed, tmp_path)
        matches = [m for m in result.matches().rows() if m["outcome"] in {"TP", "FP"}]
        for found in result.curve().table.rows():
            kept = [m["outcome"] for m in matches if m["score"] >= found["score"]]
            assert (found["n_right"], found["n_wrong"]) == (kept.count("TP"), kept.count("FP"))

    def test_ignored_ones_do_not_count(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, CROWD, iscrowd=1), gold_box(2, 1, SQUARE)]
        assert len(evaluated(tmp_path, gold, [found_box(1, 1, (5, 5, 5, 5), 0.5)]).curve().table) == 0

    def test_undefined(self, tmp_path: Path) -> None:
        nothing = evaluated(tmp_path / "a", [gold_box(1, 1, SQUARE)], []).curve()
        assert (nothing.best_f1, nothing.status, len(nothing.table)) == (0, "no_detections", 0)
        wrong = evaluated(tmp_path / "b", [gold_box(1, 1, SQUARE)], [found_box(1, 1, AWAY, 0.5)]).curve()
        assert (wrong.best_f1, wrong.status) == (0, "none_right")
        assert math.isnan(wrong.best_score)
        no_gold = evaluated(tmp_path / "c", [], [found_box(1, 1, AWAY, 0.5)]).curve()
        assert no_gold.status == "no_gold"
        assert math.isnan(no_gold.table["f1"][0])

    @pytest.mark.parametrize("ask", [{"category": 9}, {"area": "huge"}, {"iou": 0.2}, {"iou": "half"}])
    def test_unknown(self, ask: dict[str, Any], tmp_path: Path) -> None:
        with pytest.raises(lg.errors.InputError):
            evaluated(tmp_path, [], []).curve(**ask)

    def test_match_with_id_0_counts_for_nothing_as_in_pycocotools(self, tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [found_box(1, 1, SQUARE, 0.5)])
        document = json.loads((tmp_path / "gold.json").read_text())
        document["annotations"][0]["id"] = 0
        (tmp_path / "gold.json").write_text(json.dumps(document))
        gold = lg.read(tmp_path / "gold.json")
        found = lg.read(tmp_path / "found.json", images_of=gold)
        assert result.curve().best_f1 == 1
        strict, corrected = (lg.evaluate_detections(gold, found, parity=parity) for parity in ("strict", "corrected"))
        assert (strict.curve().best_f1, corrected.curve().best_f1) == (0, 1)
        assert list(strict.matches()["outcome"]) == ["FP", "FN"]
        assert list(corrected.matches()["outcome"]) == ["TP"]


class TestCalibration:
    def test_by_hand(self, tmp_path: Path) -> None:
        """0.9 right, 0.8 wrong; 0.1 wrong: means 0.85 and 0.1, shares 1/2 and 0."""
        found = [found_box(1, 1, SQUARE, 0.9), found_box(1, 1, AWAY, 0.8), found_box(2, 1, AWAY, 0.1)]
        calibration = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], found).calibration(bins=2)
        assert calibration.ece == pytest.approx((2 * 0.35 + 0.1) / 3)
        assert (calibration.mce, calibration.n, calibration.status) == (pytest.approx(0.35), 3, "ok")
        low, high = wilson(0.5, 2)
        assert row(calibration.bins, 1) == {
            "low": 0.5, "high": 1, "n": 2, "mean_score": pytest.approx(0.85), "share_right": 0.5,
            "share_low": low, "share_high": high, "gap": pytest.approx(0.35),
        }  # fmt: skip

    def test_edges_belong_to_the_bin_below(self, tmp_path: Path) -> None:
        found = [found_box(1, 1, AWAY, score) for score in (0.0, 0.1, 0.3, 0.6, 0.7, 1.0)]
        n = evaluated(tmp_path, [], found).calibration().bins["n"].tolist()
        assert n == [2, 0, 1, 0, 0, 1, 1, 0, 0, 1]

    def test_bins_of_equal_count(self, tmp_path: Path) -> None:
        found = [found_box(1, 1, AWAY, score) for score in (0.1, 0.2, 0.3, 0.3, 0.3, 0.9)]
        bins = evaluated(tmp_path, [], found).calibration(bins=3, binning="count").bins
        assert (bins["n"].tolist(), bins["high"].tolist()) == ([2, 3, 1], [0.2, 0.3, 0.9])
        one = evaluated(tmp_path, [], found[2:5]).calibration(bins=3, binning="count")
        assert (one.bins["n"].tolist(), one.ece) == ([3], pytest.approx(0.3))

    def test_undefined(self, tmp_path: Path) -> None:
        nothing = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], []).calibration()
        assert (nothing.status, len(nothing.bins)) == ("no_detections", 0)
        assert math.isnan(nothing.ece)
        logits = evaluated(tmp_path, [], [found_box(1, 1, AWAY, 1.5)]).calibration()
        assert (logits.status, logits.n) == ("not_probabilities", 1)

    @pytest.mark.parametrize("options", [{"bins": 0}, {"bins": 1.5}, {"binning": "depth"}])
    def test_bad_parameters(self, options: dict[str, Any], tmp_path: Path) -> None:
        with pytest.raises(lg.errors.InputError, match="must be"):
            evaluated(tmp_path, [], []).calibration(**options)


def brute_confusion(result: lg.DetectionResult, iou: float, score: float) -> Any:
    """Detections in order of score, one by one."""
    gold, found = result.evidence.gold, result.evidence.detections
    n = len(result.category_ids)
    matrix = np.zeros((n + 1, n + 1), dtype=np.int64)
    overlaps = lg.iou(lg.Boxes(gold.annotations["box"]), lg.Boxes(found.annotations["box"]))
    side = {
        name: (s.annotations["category_index"], s.annotations["image_index"]) for name, s in (("g", gold), ("d", found))
    }
    crowd, taken = gold.annotations["iscrowd"], set()
    for d in np.argsort(-found.annotations["score"], kind="stable").tolist():
        if found.annotations["score"][d] < score:
            continue
        category = side["d"][0][d]
        here = [g for g in range(gold.n_annotations) if side["g"][1][g] == side["d"][1][d] and not crowd[g]]
        free = [g for g in here if g not in taken and overlaps[g, d] >= iou]
        best = max(free, key=lambda g: (overlaps[g, d], side["g"][0][g] == category, -g), default=None)
        if best is not None:
            taken.add(best)
            matrix[side["g"][0][best], category] += 1
        elif not any(lies_in(gold, g, found, d, iou) for g in np.flatnonzero(crowd & (side["g"][0] == category))):
            matrix[n, category] += 1
    for g in set(np.flatnonzero(~crowd).tolist()) - taken:
        matrix[side["g"][0][g], n] += 1
    return matrix


def lies_in(gold: lg.Dataset, g: int, found: lg.Dataset, d: int, iou: float) -> bool:
    if gold.annotations["image_index"][g] != found.annotations["image_index"][d]:
        return False
    a, b = gold.annotations["box"][g], found.annotations["box"][d]
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    return bool(np.prod(np.maximum(sides, 0)) / np.prod(b[2:] - b[:2]) >= iou)


class TestConfusion:
    def test_by_hand(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, SQUARE), gold_box(1, 2, AWAY)]
        found = [found_box(1, 2, SQUARE, 0.9), found_box(2, 1, SQUARE, 0.8), found_box(1, 1, SQUARE, 0.7)]
        result = evaluated(tmp_path, gold, found)
        confusion = result.confusion_matrix()
        assert confusion.matrix.tolist() == [[0, 1, 0], [0, 0, 1], [2, 0, 0]]
        assert confusion.labels == ["category 1", "category 2", "background"]
        assert row(confusion.table) == {"gold": "background", "detection": "category 1", "n": 2}
        assert result.confusion_matrix(score=0.85).matrix.tolist() == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]

    def test_own_category_goes_before_equals(self, tmp_path: Path) -> None:
        """One object labelled twice, as two categories: the order of the labels does not matter."""
        for name, categories in (("a", (1, 2)), ("b", (2, 1))):
            result = evaluated(
                tmp_path / name, [gold_box(1, c, SQUARE) for c in categories], [found_box(1, 2, SQUARE, 0.9)]
            )
            assert result.confusion_matrix().matrix.tolist() == [[0, 0, 1], [0, 1, 0], [0, 0, 0]]

    @pytest.mark.parametrize("seed", range(30))
    def test_equals_the_definition(self, seed: int, tmp_path: Path) -> None:
        result = random_result(seed, tmp_path)
        iou, score = (0.5, 0.3)[seed % 2], (0.0, 0.4)[seed % 2]
        assert (
            result.confusion_matrix(iou=iou, score=score).matrix.tolist()
            == brute_confusion(result, iou, score).tolist()
        )

    def test_crowds_take_their_own_category(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, CROWD, iscrowd=1)]
        found = [found_box(1, 1, (5, 5, 5, 5), 0.9), found_box(1, 2, (5, 5, 5, 5), 0.8)]
        confusion = evaluated(tmp_path, gold, found).confusion_matrix()
        assert (confusion.matrix.tolist(), confusion.n_ignored) == ([[0, 0, 0], [0, 0, 0], [0, 1, 0]], 1)

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        assert evaluated(tmp_path, [], []).confusion_matrix().matrix.tolist() == [[0] * 3] * 3

    def test_bad_threshold(self, tmp_path: Path) -> None:
        with pytest.raises(lg.errors.InputError, match="above 0"):
            evaluated(tmp_path, [], []).confusion_matrix(iou=0)


class TestSlices:
    @pytest.mark.parametrize("seed", range(10))
    def test_images_alone_have_the_same_scores(self, seed: int, tmp_path: Path) -> None:
        gold, found = random_boxes(seed)
        n_images, n_categories = len(gold["images"]), len(gold["categories"])
        counts = {"n_images": n_images, "n_categories": n_categories}
        result = evaluated(tmp_path / "all", gold["annotations"], found, **counts)
        parity = {image: "even" if image % 2 == 0 else "odd" for image in range(1, n_images + 1)}
        for part in result.slices(parity).rows():
            chosen = {image for image, value in parity.items() if value == part["value"]}
            alone = evaluated(
                tmp_path / part["value"],
                [g for g in gold["annotations"] if g["image_id"] in chosen],
                [d for d in found if d["image_id"] in chosen],
                **counts,
            )
            assert part["n_images"] == len(chosen)
            for name, score in alone.stats.items():
                assert part[name] == pytest.approx(score.value, abs=0, nan_ok=True), name

    def test_objects_of_other_values_are_ignored(self, tmp_path: Path) -> None:
        gold = [gold_box(1, 1, SQUARE, light="day"), gold_box(1, 1, AWAY, light="night"), gold_box(2, 1, AWAY)]
        found = [found_box(1, 1, SQUARE, 0.9), found_box(1, 1, (40, 0, 5, 5), 0.8)]
        parts = evaluated(tmp_path, gold, found).slices("light")
        assert parts["value"] == ["day", "night"]
        assert parts["AP"].tolist() == pytest.approx([1, 0], abs=1e-12)
        assert (parts["n_gold"].tolist(), parts["n_images"].tolist()) == ([1, 1], [1, 1])

    def test_columns_of_images(self, tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [found_box(1, 1, SQUARE, 0.9)])
        parts = result.slices("file_name")
        assert (parts["value"], parts["status"]) == (["1.jpg", "2.jpg"], ["ok", "no_gold"])
        assert math.isnan(parts["AP"][1])

    def test_images_without_a_value_are_left_out(self, tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [])
        assert len(result.slices({})) == 0
        assert result.slices({2: "a", 1: None})["n_gold"].tolist() == [0]

    def test_unknown(self, tmp_path: Path) -> None:
        result = evaluated(tmp_path, [gold_box(1, 1, SQUARE)], [])
        with pytest.raises(lg.errors.InputError, match="no image 7"):
            result.slices({7: "a"})
        with pytest.raises(lg.errors.InputError, match="attribute"):
            result.slices("weather")


ANALYSES: dict[str, Callable[[lg.DetectionResult, int], Any]] = {
    "errors": lambda result, threads: result.errors(threads=threads).rows,
    "lrp": lambda result, threads: result.lrp(threads=threads).classes,
    "curve": lambda result, threads: result.curve(threads=threads).table,
    "calibration": lambda result, threads: result.calibration(threads=threads).bins,
    "confusion": lambda result, threads: result.confusion_matrix(threads=threads).table,
    "slices": lambda result, threads: result.slices("file_name", threads=threads),
}


@pytest.mark.parametrize("name", ANALYSES)
def test_threads_change_nothing(name: str, tmp_path: Path) -> None:
    result = random_result(1, tmp_path)
    one, three = (ANALYSES[name](result, threads) for threads in (1, 3))
    assert repr(list(one.rows())) == repr(list(three.rows()))


@pytest.mark.parametrize("name", ANALYSES)
@pytest.mark.parametrize("crowded", [False, True])
def test_empty_cases_neither_fail_nor_warn(name: str, crowded: bool, tmp_path: Path) -> None:
    gold = [gold_box(1, 1, CROWD, iscrowd=1)] if crowded else []
    for found in ([], [found_box(1, 1, (5, 5, 5, 5), 0.5)]):
        ANALYSES[name](evaluated(tmp_path, gold, found), 1)
