"""Accumulators: any sharding, any order of updates and any tree of merges give the same bits."""

from __future__ import annotations

from dataclasses import fields
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelgauge.errors import GeometryError, InputError
from labelgauge.matching import outcomes
from labelgauge.scoring import exact, state
from labelgauge.scoring.columns import WITHOUT_SURFACE, Columns, columns_for
from labelgauge.scoring.groups import Groups
from labelgauge.scoring.metrics import finalize
from labelgauge.scoring.records import Records
from labelgauge.scoring.state import State
from labelgauge.scoring.statistics import Batch, image_keys, make_batch
from labelgauge.scoring.surfaces import SurfaceMeasures
from tests.examples import one_of

GROUPS = Groups(("cat", "dog", "eel"), ("day", "night"), pool_classes=False)
N_IMAGES, N_DRAWS, SEED = 12, 30, 3
WEIGHTS = np.array([0, 0.7, 0.4, 0.7, 1, 0.4, 0.4, 0.7, 0.7, 0, 0])
KEYS = image_keys([f"{i}.jpg" for i in range(N_IMAGES)])
WITH_SURFACE = columns_for(SurfaceMeasures((0.5, 2.0)))
OF_GOLD = (outcomes.MISSING, outcomes.MERGE, outcomes.ABSORBED)


def random_records(rng: np.random.Generator, n: int, columns: Columns = WITHOUT_SURFACE) -> Records:
    outcome = rng.integers(0, len(outcomes.OUTCOMES), n).astype(np.uint8)
    pair = outcome <= outcomes.BOTH
    has_gold = pair | np.isin(outcome, OF_GOLD)
    has_candidate = pair | ~has_gold

    def measured(*shape: int, top: float = 1.0) -> Any:
        values = rng.uniform(0.0, top, (n, *shape))
        values[~pair] = np.nan
        return values

    on_masks = pair & (rng.random(n) < 0.5)
    surface = columns.surface
    distances = (*surface.distances, *surface.biases)
    surfaces = np.hstack((measured(len(surface.shares)), measured(len(distances), top=90.0) - 30))
    too_large = rng.random(n) < 0.3
    surfaces[~on_masks | too_large] = np.nan
    gold_class = np.where(has_gold, rng.integers(0, 3, n), -1)
    candidate_class = np.where(pair & (outcome <= outcomes.LOCATION), gold_class, rng.integers(0, 3, n))
    return Records(
        image=np.sort(rng.integers(0, N_IMAGES, n)),
        outcome=outcome,
        gold_row=np.where(has_gold, np.arange(n), -1),
        candidate_row=np.where(has_candidate, np.arange(n), -1),
        gold_class=gold_class,
        candidate_class=np.where(has_candidate, candidate_class, -1),
        related_row=np.full(n, -1),
        related_iou=np.full(n, np.nan),
        size_bin=rng.integers(0, 3, n),
        aspect_bin=rng.integers(0, 2, n),
        attribute=rng.integers(0, 2, n),
        touched=rng.random(n) < 0.5,
        on_masks=on_masks,
        iou=measured(),
        dice=measured(),
        boundary_iou=np.where(on_masks, measured(), np.nan),
        offsets_px=measured(4, top=900.0) - 450,
        offsets=measured(4) - 0.5,
        area_ratio=measured(top=3.0),
        surface=surfaces,
    )


def part(records: Records, begin: int, end: int, columns: Columns = WITHOUT_SURFACE) -> Batch:
    chosen = (records.image >= begin) & (records.image < end)
    rows = Records(**{field.name: getattr(records, field.name)[chosen] for field in fields(Records)})
    return make_batch(rows, GROUPS, KEYS[begin:end], begin, WEIGHTS, 0.5, 0.75, columns)


def updated(batches: list[Batch], columns: Columns = WITHOUT_SURFACE) -> State:
    total = state.empty(len(GROUPS), N_DRAWS, columns)
    for batch in batches:
        state.update(total, batch, seed=SEED)
    return total


def sizes(total: State) -> dict[str, int]:
    return {field.name: getattr(total, field.name).nbytes for field in fields(State)}


def assert_same(a: State, b: State) -> None:
    for field in fields(State):
        np.testing.assert_array_equal(getattr(a, field.name), getattr(b, field.name), err_msg=field.name)


@pytest.mark.parametrize("columns", [WITHOUT_SURFACE, WITH_SURFACE], ids=["without surface", "with surface"])
@one_of(4)  # an example makes up to fourteen states
@given(data=st.data(), seed=st.integers(0, 2**32 - 1), n=st.integers(0, 60))
def test_any_sharding_order_and_tree(columns: Columns, data: st.DataObject, seed: int, n: int) -> None:
    records = random_records(np.random.default_rng(seed), n, columns)
    whole = updated([part(records, 0, N_IMAGES, columns)], columns)
    cuts = sorted(data.draw(st.sets(st.integers(1, N_IMAGES - 1), max_size=6)))
    bounds = list(zip([0, *cuts], [*cuts, N_IMAGES], strict=True))
    batches = data.draw(st.permutations([part(records, *bound, columns) for bound in bounds]))
    assert_same(updated(batches, columns), whole)

    states = [updated([batch], columns) for batch in batches]
    while len(states) > 1:  # merge two states that may stand anywhere, until one is left: a random tree
        a = states.pop(data.draw(st.integers(0, len(states) - 1)))
        b = states.pop(data.draw(st.integers(0, len(states) - 1)))
        states.append(state.merge(a, b))
    assert_same(states[0], whole)


def test_merge_changes_neither_side_and_empty_is_neutral() -> None:
    records = random_records(np.random.default_rng(1), 40)
    a, b = updated([part(records, 0, 5)]), updated([part(records, 5, N_IMAGES)])
    merged = state.merge(a, b)
    assert_same(a, updated([part(records, 0, 5)]))
    assert_same(merged, state.merge(b, a))
    assert_same(state.merge(a, state.empty(len(GROUPS), N_DRAWS)), a)


def test_size_of_a_state_does_not_depend_on_images() -> None:
    few, many = (updated([part(random_records(np.random.default_rng(2), n), 0, N_IMAGES)]) for n in (1, 500))
    assert sizes(few) == sizes(many)


def test_a_state_with_surfaces_does_not_grow_with_images_and_one_without_has_no_room_for_them() -> None:
    parts = [
        part(random_records(np.random.default_rng(2), n, WITH_SURFACE), 0, N_IMAGES, WITH_SURFACE) for n in (1, 500)
    ]
    few, many = (updated([batch], WITH_SURFACE) for batch in parts)
    assert sizes(few) == sizes(many)
    without = state.empty(len(GROUPS), N_DRAWS)
    more = {"high": 9, "low": 9, "wide_bootstrap": 10}  # two shares, two distances, five biases; drawn pairs
    more |= {"narrow_bootstrap": 5, "wide_histograms": 2, "narrow_histograms": 2, "counts": 2, "images": 1}
    for name in sizes(few):
        columns = [getattr(total, name).shape[1:2] for total in (few, without)]
        assert columns[0] == tuple(n + more.get(name, 0) for n in columns[1]), name


def test_lvis_fits_into_250_megabytes() -> None:
    groups = Groups(tuple(map(str, range(1203))), (), pool_classes=False)
    total = state.empty(len(groups), 1000)
    assert sum(sizes(total).values()) < 250e6


def test_states_of_two_layouts_do_not_merge() -> None:
    with pytest.raises(InputError, match="10 groups, 5 draws and 11 groups, 5 draws"):
        state.merge(state.empty(10, 5), state.empty(11, 5))


def test_numbers_equal_a_plain_calculation() -> None:
    """Overall and per class, against sums over the records in the most direct way."""
    records = random_records(np.random.default_rng(4), 1500, WITH_SURFACE)
    metrics = finalize(updated([part(records, 0, N_IMAGES, WITH_SURFACE)], WITH_SURFACE), WEIGHTS, WITH_SURFACE)
    judged = ~np.isin(records.outcome, (outcomes.ABSORBED, outcomes.UNJUDGED))
    true = (records.outcome <= outcomes.LOCATION) & (records.iou >= 0.5)
    for group, in_gold, in_candidate in (
        (0, records.gold_row >= 0, records.candidate_row >= 0),
        (7, records.gold_class == 1, records.candidate_class == 1),
    ):
        own = in_gold | (in_candidate & (records.gold_row < 0))
        got = {metric.name: metric for metric in metrics[group]}
        pairs, golds, candidates = (int(np.sum(rows)) for rows in (true & own, judged & in_gold, judged & in_candidate))
        assert (got["recall"].value, got["recall"].n) == (pairs / golds, golds)
        assert (got["precision"].value, got["precision"].n) == (pairs / candidates, candidates)
        assert got["f1"].value == 2 * pairs / (golds + candidates)
        assert got["mean_iou"].value == pytest.approx(records.iou[true & own].mean(), rel=1e-14)
        assert got["mean_boundary_iou"].n == np.sum(true & own & records.on_masks)
        assert got["share_iou_75"].value == np.mean(records.iou[true & own] >= 0.75)
        assert got["offset_right_px"].value == pytest.approx(records.offsets_px[true & own, 2].mean(), abs=1e-12)
        assert got["mean_area_ratio"].value == pytest.approx(records.area_ratio[true & own].mean(), rel=1e-14)
        rate = WEIGHTS[records.outcome[own & judged]].sum() / np.sum(own & judged)
        assert got["severity_weighted_error_rate"].value == pytest.approx(rate, rel=1e-14)
        quantile = np.quantile(records.dice[true & own], 0.25, method="inverted_cdf")
        assert got["dice_p25"].value == pytest.approx(quantile, abs=2.0**-13)
        outlines = records.surface[true & own & records.on_masks]
        outlines = outlines[~np.isnan(outlines[:, 0])]
        assert 0 < len(outlines) < got["mean_boundary_iou"].n
        names = ("mean_nsd_0.5", "mean_nsd_2", "mean_hd95_px", "mean_assd_px", *WITH_SURFACE.surface.biases)
        for name, column in zip(names, outlines.T, strict=True):
            assert (got[name].value, got[name].n) == (pytest.approx(column.mean(), abs=1e-12), len(outlines))
        quantile = np.quantile(outlines[:, 1], 0.75, method="inverted_cdf")
        assert got["nsd_2_p75"].value == pytest.approx(quantile, abs=2.0**-13)


def test_bootstrap_interval_covers_the_value_and_has_the_width_of_its_standard_error() -> None:
    rng = np.random.default_rng(5)
    n, per_image = 400, 5
    iou = rng.normal(0.8, 0.05, (n, 1)) + rng.normal(0, 0.02, (n, per_image))  # clustered by image
    records = random_records(rng, n * per_image)
    columns = {field.name: getattr(records, field.name) for field in fields(Records)}
    columns |= {
        "image": np.repeat(np.arange(n), per_image),
        "outcome": np.zeros(n * per_image, dtype=np.uint8),
        "iou": iou.ravel(),
        "dice": iou.ravel(),
        **{name: np.zeros((n * per_image, 4)) for name in ("offsets", "offsets_px")},
        "area_ratio": np.ones(n * per_image),
    }
    total = state.empty(len(GROUPS), 4000)
    keys = image_keys([str(i) for i in range(n)])
    state.update(total, make_batch(Records(**columns), GROUPS, keys, 0, WEIGHTS, 0.5, 0.75), seed=0)
    mean = next(metric for metric in finalize(total, WEIGHTS)[0] if metric.name == "mean_iou")
    standard_error = iou.mean(axis=1).std(ddof=1) / np.sqrt(n)
    assert mean.low < mean.value < mean.high
    assert mean.high - mean.low == pytest.approx(2 * 1.96 * standard_error, rel=0.08)


@given(st.lists(st.floats(-(2.0**31), 2.0**31, exclude_min=True, exclude_max=True), max_size=50), st.randoms())
def test_exact_sums_are_order_free_and_exact(values: list[float], shuffle: Any) -> None:
    def total(terms: list[float]) -> tuple[int, int]:
        high, low = exact.limbs(np.array(terms, dtype=np.float64))
        return reduce(
            lambda a, b: tuple(int(limb) for limb in exact.carried(np.array(a[0] + b[0]), np.array(a[1] + b[1]))),
            zip(high.tolist(), low.tolist(), strict=True),
            (0, 0),
        )

    shuffled = list(values)
    shuffle.shuffle(shuffled)
    high, low = total(values)
    assert (high, low) == total(shuffled)
    in_units = sum(round(value * 2**60) if abs(value) < 1 else int(value * 2**60) for value in values)
    assert (high << exact.LOW_BITS) + low == in_units


def test_values_too_large_for_exact_sums_are_refused() -> None:
    with pytest.raises(GeometryError, match=r"a measured value is 2\.15e\+09"):
        exact.limbs(np.array([1.0, -(2.0**31)]))
