"""Overlap of polygons: laws, fill rules, degenerate and hostile rings."""

from __future__ import annotations

import pickle
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import InputError, UndefinedError

grid = st.integers(-6, 6).map(float)
anywhere = st.floats(-1e3, 1e3)
ring = st.lists(st.tuples(grid, grid) | st.tuples(anywhere, anywhere), max_size=8)
rings = st.lists(ring, max_size=3)
fill = st.sampled_from(["even_odd", "united"])
SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3]]


def polygon(*of: Any, fill: Any = "even_odd") -> lg.Polygons:
    return lg.Polygons.from_rings([[np.array(r, dtype=np.float64).reshape(-1, 2) for r in of]], fill=fill)


@given(gold=rings, candidate=rings, rule=fill, other_rule=fill)
def test_laws(gold: Any, candidate: Any, rule: str, other_rule: str) -> None:
    one, two = polygon(*gold, fill=rule), polygon(*candidate, fill=other_rule)
    value = lg.iou(one, two, empty="coco").item()
    assert 0 <= value <= 1
    assert lg.iou(two, one, empty="coco").item() == value
    assert lg.iou(one, two, paired=True, empty="coco").item() == value
    area, other = one.areas.item(), two.areas.item()
    shared = lg.coverage(one, two, of="gold", empty="coco").item() * area
    assert value == pytest.approx(shared / (area + other - shared) if area + other else 0, rel=1e-9, abs=1e-300)


@given(of=rings, rule=fill, data=st.data())
def test_equal_however_written(of: Any, rule: str, data: Any) -> None:
    """From another vertex on, backwards, with rings in another order, transposed: the same area, and an IoU of 1."""
    written = [r[k:] + r[:k] for r in of for k in [data.draw(st.integers(0, max(len(r) - 1, 0)))]]
    written = [r[:: data.draw(st.sampled_from([1, -1]))] for r in data.draw(st.permutations(written))]
    one, two = polygon(*of, fill=rule), polygon(*written, fill=rule)
    assert one.areas.item() == two.areas.item()
    assert one.areas.item() == 0 or lg.iou(one, two).item() == 1


@given(of=st.lists(st.tuples(grid, grid), min_size=3, max_size=9))
def test_area_is_at_most_the_shoelace_of_windings(of: Any) -> None:
    """Whole coordinates: a simple bound that no rounding touches."""
    points = np.array(of)
    turned = np.roll(points, -1, axis=0)
    bound = np.abs(points[:, 0] * turned[:, 1] - turned[:, 0] * points[:, 1]).sum() / 2
    assert 0 <= polygon(of).areas.item() <= bound + 1e-9


def test_fill_rules() -> None:
    frame, filled = polygon(SQUARE, HOLE), polygon(SQUARE, HOLE, fill="united")
    assert frame.areas.tolist() == [12]
    assert filled.areas.tolist() == [16]
    assert lg.iou(frame, polygon(HOLE)).item() == 0
    assert lg.iou(filled, polygon(HOLE)).item() == 0.25
    assert lg.iou(frame, filled).item() == 0.75
    assert lg.dice(frame, filled).item() == pytest.approx(24 / 28)
    twice = polygon(SQUARE, SQUARE)
    assert twice.areas.tolist() == [0]
    assert polygon(SQUARE, SQUARE[::-1], fill="united").areas.tolist() == [16]


def test_selection_and_pickles_keep_the_fill_rule() -> None:
    polygons = lg.Polygons.from_rings([[SQUARE, HOLE], []], fill="united")
    assert polygons[:1].fill == "united"
    assert pickle.loads(pickle.dumps(polygons)).areas.tolist() == [16, 0]
    assert polygons.boxes.corners.tolist() == [[0, 0, 4, 4], [0, 0, 0, 0]]
    with pytest.raises(InputError, match="fill must be 'even_odd' or 'united', not 'nonzero'"):
        lg.Polygons.from_rings([], fill="nonzero")  # type: ignore[arg-type]


def test_masks_agree_on_whole_pixels() -> None:
    rng = np.random.default_rng(0)
    corners = np.sort(rng.integers(0, 30, (2, 12, 2, 2)), axis=2)
    sides = [[[[(x0, y0), (x1, y0), (x1, y1), (x0, y1)]] for (x0, y0), (x1, y1) in side.tolist()] for side in corners]
    vector = lg.iou(*(lg.Polygons.from_rings(side) for side in sides), empty="coco")
    pixels = lg.iou(*(lg.Masks.from_polygons(side, (30, 30), rule="center") for side in sides), empty="coco")
    np.testing.assert_allclose(vector, pixels, rtol=0, atol=1e-14)


def test_polygons_without_area() -> None:
    line = polygon([[0, 0], [3, 1], [0, 0]])
    assert np.isnan(lg.iou(line, polygon()).item())
    assert lg.iou(line, line, empty="agree").item() == 1
    assert lg.iou(line, polygon(SQUARE), empty="raise").item() == 0
    with pytest.raises(UndefinedError, match="iou is undefined for pair"):
        lg.iou(line, line, empty="raise")


def test_crowd_divides_by_the_candidate() -> None:
    for paired in (False, True):
        assert lg.iou(polygon(SQUARE), polygon(HOLE), crowd=[1], paired=paired).item() == 1


def test_sparse_lists_what_the_matrix_holds() -> None:
    rng = np.random.default_rng(1)
    gold, candidate = (lg.Polygons.from_rings(list(rng.uniform(0, 9, (20, 1, 5, 2)))) for _ in "ab")
    matrix = lg.iou(gold, candidate)
    found = lg.iou(gold, candidate, sparse=True, threshold=0.2)
    rows, columns = np.nonzero(matrix >= 0.2)
    assert 0 < len(rows) < matrix.size
    np.testing.assert_array_equal(found.row, rows)
    np.testing.assert_array_equal(found.column, columns)
    np.testing.assert_array_equal(found.value, matrix[rows, columns])


def comb(teeth: int) -> NDArray[np.float64]:
    """A comb whose every tooth ends elsewhere: swept across its teeth, every slab would pass all of them."""
    x = np.arange(2.0 * teeth)
    y = np.where(np.arange(2 * teeth) % 2 == 0, 0.0, 10.0) + np.random.default_rng(0).uniform(0, 1, 2 * teeth)
    return np.vstack((np.stack((x, y), axis=1), [[x[-1], -5], [0, -5]]))


def test_a_hundred_thousand_vertices_end_within_a_minute() -> None:
    teeth = comb(50_000)
    begin = time.monotonic()
    for one in (teeth, teeth[:, ::-1]):
        assert lg.iou(polygon(one), polygon(one + 0.25)).item() > 0.5
    angle = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    noise = 10 + np.random.default_rng(1).uniform(0, 0.01, (2, 100_000))
    outlines = [polygon(np.stack((r * np.cos(angle), r * np.sin(angle)), axis=1)) for r in noise]
    assert 0.99 < lg.iou(*outlines).item() < 1
    assert time.monotonic() - begin < 60


def test_more_crossings_in_a_slab_than_are_listed() -> None:
    """Vertices on two levels only, and nearly every two edges cross."""
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(0, 1, 450))
    ring = np.stack((np.where(np.arange(450) % 2 == 0, x, 1 - x), np.arange(450) % 2), axis=1)
    levels = (np.arange(20_000) + 0.5) / 20_000
    start, end = ring, np.roll(ring, -1, axis=0)
    share = np.where(start[:, 1] == 0, levels[:, np.newaxis], 1 - levels[:, np.newaxis])
    crossings = np.sort(start[:, 0] + share * (end[:, 0] - start[:, 0]), axis=1)
    integral = (crossings[:, 1::2] - crossings[:, ::2]).sum(axis=1).mean()
    assert polygon(ring).areas.item() == pytest.approx(integral, rel=1e-5)


def test_ctrl_c_ends_a_long_call() -> None:
    points = np.random.default_rng(0).uniform(0, 1, (30_000, 2))  # some 10⁸ crossings
    timer = threading.Timer(0.5, lambda: signal.raise_signal(signal.SIGINT))
    begin = time.monotonic()
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        lg.iou(polygon(points), polygon(points + 0.1))
    assert time.monotonic() - begin < 5


@pytest.mark.parametrize(
    ("value", "message"), [(np.nan, "point 1 is not finite"), (2e150, r"point 1 is further from 0 than 1e\+150")]
)
def test_bad_coordinates(value: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        lg.iou(polygon([[0, 0], [value, 1], [1, 1]]), polygon(SQUARE))


def test_sides_of_two_kinds() -> None:
    with pytest.raises(InputError, match="gold is Polygons but candidate is Masks"):
        lg.iou(polygon(SQUARE), np.ones((1, 4, 4), dtype=bool))
