"""Intervals of detection scores, and two results side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.scoring.detection_bootstrap import spread_of
from tests.conftest import REPOSITORY
from tests.unit.detection_files import evaluated, found_box, gold_box

EXAMPLE = REPOSITORY / "examples" / "coco_detections"


@pytest.fixture(scope="module")
def result() -> lg.DetectionResult:
    gold = lg.read(EXAMPLE / "gold.json.gz")
    return lg.evaluate_detections(gold, lg.read(EXAMPLE / "boxes.json.gz", images_of=gold))


@pytest.fixture(scope="module")
def other(result: lg.DetectionResult) -> lg.DetectionResult:
    gold = lg.read(EXAMPLE / "gold.json.gz")
    return lg.evaluate_detections(gold, lg.read(EXAMPLE / "masks.json.gz", images_of=gold))


def test_threads_change_no_bit(result: lg.DetectionResult) -> None:
    one, two = (result.bootstrap(70, seed=5, threads=threads) for threads in (1, 2))
    assert repr(one.stats) == repr(two.stats)
    assert repr(one.classes.to_frame("polars").rows()) == repr(two.classes.to_frame("polars").rows())


def test_draws_depend_on_the_seed_alone(result: lg.DetectionResult) -> None:
    few, many = result.bootstrap(40, seed=1), result.bootstrap(80, seed=1)
    np.testing.assert_array_equal(few.draws_of("AP"), many.draws_of("AP")[:40])
    assert not np.array_equal(few.draws_of("AP"), result.bootstrap(40, seed=2).draws_of("AP"))
    assert len(result.draws_of("AP")) == 0


def test_draws_are_those_of_repeated_images(tmp_path: Path) -> None:
    """With one image, a draw has it or not: every draw that has it has the number itself."""
    one = evaluated(tmp_path, [gold_box(1, 1, (0, 0, 20, 20))], [found_box(1, 1, (0, 0, 20, 20), 0.5)], n_images=1)
    drawn = one.bootstrap(200).draws_of("AP")
    assert 0.25 < np.isnan(drawn).mean() < 0.5  # Poisson(1) is 0 with probability 1/e
    np.testing.assert_allclose(drawn[~np.isnan(drawn)], one.stats["AP"].value, rtol=0, atol=1e-15)
    score = one.bootstrap(200).stats["AP"]
    assert score.degenerate == np.isnan(drawn).mean()


def test_too_few_usable_draws_have_no_interval(tmp_path: Path) -> None:
    one = evaluated(tmp_path, [gold_box(1, 1, (0, 0, 20, 20))], [], n_images=1)
    score = one.bootstrap(20).stats["AP"]
    assert (score.value, score.status) == (0, "ok")
    assert np.isnan([score.low, score.high]).all()
    undefined = one.bootstrap(20).stats["APl"]
    assert (undefined.status, undefined.degenerate) == ("no_gold", 1)


@pytest.mark.parametrize("draws", [0, 19, 100_001, 2.5, True])
def test_draws_out_of_bounds(result: lg.DetectionResult, draws: int) -> None:
    with pytest.raises(InputError, match="draws must be a whole number from 20 to 100,000"):
        result.bootstrap(draws)


def test_unknown_number(result: lg.DetectionResult) -> None:
    with pytest.raises(InputError, match=r"there is no number 'mAP'.*AP50"):
        result.draws_of("mAP")


def test_draws_of_what_is_not_there_are_undefined(tmp_path: Path) -> None:
    box = gold_box(1, 1, (0, 0, 20, 20))
    one = evaluated(tmp_path, [box], [], iou_thresholds=[0.5], areas={"all": (0, 1e10)}, draws=20)
    assert (one.stats["AP75"].status, one.stats["APs"].status) == ("no_threshold", "no_range")
    for name in ("AP75", "APs"):
        assert np.isnan(one.draws_of(name)).all()
        assert len(one.draws_of(name)) == 20


def test_differences_are_never_certain(tmp_path: Path) -> None:
    """However many draws lie on one side, more draws could lie on the other."""
    boxes = [(0, 0, 20, 20), (30, 0, 20, 20)]
    gold = [gold_box(image, 1, boxes[0]) for image in range(1, 41)]
    right, wrong = ([found_box(image, 1, box, 0.5) for image in range(1, 41)] for box in boxes)
    worse, better = (
        evaluated(tmp_path / name, gold, found, n_images=40)
        for name, found in (("worse", wrong), ("better", right + wrong[:3]))
    )
    assert worse.compare(better, draws=99).stats["AP"].p_value == pytest.approx(2 / 100)


def test_intervals_are_turned_round() -> None:
    drawn = np.linspace(0.4, 0.7, 101)
    plain = spread_of(0.5, drawn, 0.95, is_share=False)
    assert plain.low == pytest.approx(1 - np.quantile(drawn, 0.975))
    assert plain.high == pytest.approx(1 - np.quantile(drawn, 0.025))
    share = spread_of(0.99, np.linspace(0.8, 1, 101), 0.95, is_share=True)
    assert 0.9 < share.low < 0.99 < share.high <= 1


def test_equal_models_do_not_differ(result: lg.DetectionResult) -> None:
    for row in result.compare(result, draws=30).to_table().rows():
        assert (row["value"], row["low"], row["high"], row["p_value"]) == (0, 0, 0, 1)


def test_difference_is_paired(result: lg.DetectionResult, other: lg.DetectionResult) -> None:
    compared = result.compare(other, draws=60, seed=3)
    row = compared.stats["AP"]
    assert row.value == other.stats["AP"].value - result.stats["AP"].value
    drawn = compared.other.draws_of("AP") - compared.first.draws_of("AP")
    assert row.se == pytest.approx(drawn.std(ddof=1))
    assert row.se < result.bootstrap(60, seed=3).stats["AP"].se
    back = other.compare(result, draws=60, seed=3).stats["AP"]
    assert (back.value, back.p_value) == (-row.value, row.p_value)
    assert (back.low, back.high) == pytest.approx((-row.high, -row.low))


def test_only_results_of_one_gold_are_compared(result: lg.DetectionResult, tmp_path: Path) -> None:
    gold = lg.read(EXAMPLE / "gold.json.gz")
    found = lg.read(EXAMPLE / "boxes.json.gz", images_of=gold)
    with pytest.raises(InputError, match="differ in parameters"):
        result.compare(lg.evaluate_detections(gold, found, parity="corrected"))
    small = [evaluated(tmp_path / name, [gold_box(1, k, (0, 0, 9, 9))], []) for name, k in (("a", 1), ("b", 2))]
    with pytest.raises(InputError, match="differ in gold objects"):
        small[0].compare(small[1])
    with pytest.raises(InputError, match="differ in images"):
        small[0].compare(evaluated(tmp_path / "c", [gold_box(1, 1, (0, 0, 9, 9))], [], n_images=3))
    with pytest.raises(InputError, match="other must be DetectionResult"):
        result.compare(result.stats)  # type: ignore[arg-type]
