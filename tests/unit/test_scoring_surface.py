"""score(surface=…): outlines of pairs with masks, against surface_distances of each pair alone."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.scoring.surfaces import SurfaceMeasures, checked, measure

Mask = NDArray[np.bool_]
Content = dict[str, Any]
Read = Callable[[str, list[Content]], lg.Dataset]

SIZE = 60
NAMES = (
    "nsd_0.5",
    "nsd_2",
    "hd95_px",
    "assd_px",
    "surface_bias_px",
    "surface_bias_left_px",
    "surface_bias_top_px",
    "surface_bias_right_px",
    "surface_bias_bottom_px",
)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def from_annotations(name: str, annotations: list[Content]) -> lg.Dataset:
        images = [{"id": i, "file_name": f"{i}.png", "height": SIZE, "width": SIZE} for i in range(1, 7)]
        categories = [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}]
        path = tmp_path / name
        path.write_text(json.dumps({"images": images, "categories": categories, "annotations": annotations}))
        return lg.read(path)

    return from_annotations


def mark(number: int, image: int, mask: Mask, category: int = 1) -> Content:
    (rle,) = lg.Masks.from_dense(mask).to_rle(text=True)
    box = lg.Masks.from_dense(mask).boxes.corners[0]
    xywh = [*box[:2].tolist(), *(box[2:] - box[:2]).tolist()]
    area = float(mask.sum())
    return {
        "id": number,
        "image_id": image,
        "category_id": category,
        "bbox": xywh,
        "segmentation": rle,
        "area": area,
        "iscrowd": 0,
    }


def block(left: int, top: int, right: int, bottom: int) -> Mask:
    mask = np.zeros((SIZE, SIZE), dtype=np.bool_)
    mask[top:bottom, left:right] = True
    return mask


def disc(x: float, y: float, radius: float) -> Mask:
    rows, columns = np.ogrid[:SIZE, :SIZE]
    inside: Mask = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
    return inside


PAIRS = (
    (1, 1, block(10, 10, 40, 40), block(8, 10, 40, 40)),
    (2, 1, disc(30, 30, 20), disc(31.4, 30, 19)),
    (3, 2, disc(20, 25, 9), disc(20, 25, 9)),
    (4, 1, block(0, 0, 30, 20), block(1, 0, 31, 21)),
    (4, 2, disc(45, 45, 8), disc(43, 46, 9)),
    (5, 2, block(5, 5, 6, 30), block(5, 6, 6, 30)),
)
"""Image, class, gold and candidate of six pairs with an IoU of at least 0.5."""


def two_sides(read: Read, pairs: Any = PAIRS) -> tuple[lg.Dataset, lg.Dataset]:
    golds, candidates = (
        [mark(i, pair[0], pair[side], pair[1]) for i, pair in enumerate(pairs, start=1)] for side in (2, 3)
    )
    return read("gold.json", golds), read("candidate.json", candidates)


def metrics(card: lg.Scorecard, kind: str = "overall", name: str = "all") -> dict[str, Content]:
    group = next(group for group in card.to_dict()["groups"] if (group["kind"], group["name"]) == (kind, name))
    return {metric["name"]: metric for metric in group["metrics"]}


def expected(gold: Mask, candidate: Mask) -> list[float]:
    d = lg.surface_distances(gold, candidate, spacing=(1, 1))
    bias = d.bias(draws=0)
    means = [bias[region].mean for region in ("all", "left", "top", "right", "bottom")]
    return [*d.nsd([0.5, 2]).tolist(), d.hausdorff(95), d.assd(), *means]


def test_annotations_have_what_each_pair_has_alone(read: Read) -> None:
    table = lg.score(*two_sides(read), surface=[0.5, 2], draws=0).annotations
    assert table.columns[-9:] == NAMES
    found = np.column_stack([table[name] for name in NAMES])
    alone = np.array([expected(gold, candidate) for _, _, gold, candidate in PAIRS])
    np.testing.assert_array_equal(found, alone)


def test_metrics_are_means_over_the_pairs_of_the_group(read: Read) -> None:
    card = lg.score(*two_sides(read), surface=[0.5, 2], draws=0)
    for kind, group, wanted in (("overall", "all", (1, 2)), ("class", "cat", (1,)), ("class", "dog", (2,))):
        rows = np.array([expected(gold, candidate) for _, class_id, gold, candidate in PAIRS if class_id in wanted])
        found = metrics(card, kind, group)
        for name, column in zip(NAMES, rows.T, strict=True):
            metric = found[name if name.startswith("surface_bias") else f"mean_{name}"]
            assert metric["value"] == pytest.approx(column.mean(), rel=1e-14)
            assert metric["n"] == len(rows)
        for quantile, share in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
            smallest = np.quantile(rows[:, 0], share, method="inverted_cdf")
            assert found[f"nsd_0.5_{quantile}"]["value"] == pytest.approx(smallest, abs=2.0**-13)


def test_new_metrics_come_last_and_change_no_other(read: Read) -> None:
    sides = two_sides(read)
    without, card = lg.score(*sides, draws=20).to_dict(), lg.score(*sides, draws=20, surface=2).to_dict()
    assert card["parameters"].pop("surface") == {
        "tolerances_px": [2.0],
        "convention": "deepmind",
        "spacing_px": [1.0, 1.0],
    }
    for group, bare in zip(card["groups"], without["groups"], strict=True):
        new = group["metrics"][len(bare["metrics"]) :]
        del group["metrics"][len(bare["metrics"]) :]
        assert group.pop("n_surface_too_large") == 0
        quantiles = [f"nsd_2_p{share}" for share in ("05", "25", "50", "75", "95")]
        assert [metric["name"] for metric in new] == [
            "mean_nsd_2",
            *quantiles,
            "mean_hd95_px",
            "mean_assd_px",
            *NAMES[4:],
        ]
    assert card == without


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
@pytest.mark.parametrize("pixels", [1, 2, 5])
def test_a_side_that_is_off_is_found_and_no_other(read: Read, side: str, pixels: int) -> None:
    """On the mean so many pixels outside gold, one less or more from image to image."""
    corners = {"left": 0, "top": 1, "right": 2, "bottom": 3}
    pairs = []
    for image in range(1, 7):
        box = np.array([15, 15, 35 + image, 40 + image])
        wider = box.copy()
        shift = pixels + image % 3 - 1
        wider[corners[side]] += shift if side in {"right", "bottom"} else -shift
        pairs.append((image, 1, block(*box), block(*wider)))
    overall = metrics(lg.score(*two_sides(read, pairs), surface=1))
    found = {name: overall[f"surface_bias_{name}_px"] for name in corners}
    assert found[side]["value"] == pixels
    assert found[side]["low"] < pixels < found[side]["high"]
    assert found[side]["method"] == "bootstrap"
    assert {found[name]["value"] for name in corners if name != side} == {0}


def test_intervals_of_classes_are_drawn_but_for_biases(read: Read) -> None:
    cats = metrics(lg.score(*two_sides(read), surface=[0.5, 2]), "class", "cat")
    for name in ("mean_nsd_0.5", "mean_nsd_2", "mean_hd95_px", "mean_assd_px"):
        assert cats[name]["method"] == "bootstrap"
        assert cats[name]["low"] <= cats[name]["value"] <= cats[name]["high"]
    for name in NAMES[4:]:
        assert (cats[name]["method"], cats[name]["status"]) == ("none", "ok")


def test_pairs_that_are_no_true_pairs_stand_in_the_table_alone(read: Read) -> None:
    """A pair below the IoU of true pairs, and one of two classes: measured, but in no mean."""
    gold = [
        mark(1, 1, block(0, 0, 20, 20)),
        mark(2, 2, block(0, 0, 20, 20), 1),
        mark(3, 3, block(0, 0, 20, 20)),
    ]
    candidate = [
        mark(1, 1, block(0, 0, 20, 6)),
        mark(2, 2, block(0, 0, 20, 19), 2),
        mark(3, 3, block(0, 0, 20, 18)),
    ]
    card = lg.score(read("gold.json", gold), read("candidate.json", candidate), surface=1)
    assert card.annotations["outcome"] == ["location", "class", "match"]
    assert card.annotations["surface_status"] == ["ok"] * 3
    table = card.annotations["hd95_px"]
    assert table.tolist() == [14.0, 1.0, 2.0]
    overall = metrics(card)["mean_hd95_px"]
    assert (overall["value"], overall["n"], overall["status"]) == (2.0, 1, "one_image")


def test_boxes_have_no_outlines(read: Read) -> None:
    gold, candidate = two_sides(read)
    bare = read("boxes.json", [{**mark(1, 1, PAIRS[0][2]), "segmentation": []}])
    for sides in ((gold, bare), (bare, candidate), (bare, bare)):
        card = lg.score(*sides, surface=2)
        undefined = [metric for metric in metrics(card).values() if "nsd" in metric["name"] or "px" in metric["name"]]
        surfaces = [metric for metric in undefined if not metric["name"].startswith("offset_")]
        assert len(surfaces) == 1 + 5 + 2 + 5
        assert {metric["status"] for metric in surfaces} == {"no_mask_pairs"}
        assert {metric["value"] for metric in surfaces} == {None}
        assert np.isnan(card.annotations["nsd_2"]).all()
        assert "no_masks" in card.annotations["surface_status"]
        assert metrics(card)["mean_iou"]["value"] is not None


def test_status_of_what_has_no_partner_is_empty(read: Read) -> None:
    gold, candidate = two_sides(read)
    nothing = read("nothing.json", [])
    assert lg.score(gold, nothing, surface=2).annotations["surface_status"] == [""] * len(PAIRS)
    assert "surface_status" not in lg.score(gold, candidate, draws=0).annotations.columns


@pytest.mark.parametrize(("shards", "threads", "executor"), [(2, 1, "serial"), (3, 2, "serial"), (6, 2, "threads")])
def test_same_bytes_however_it_runs(read: Read, shards: int, threads: int, executor: Any) -> None:
    sides = two_sides(read)
    one = lg.score(*sides, surface=[0.5, 2], draws=50, shards=1)
    other = lg.score(*sides, surface=[0.5, 2], draws=50, shards=shards, threads=threads, executor=executor)
    assert other.to_json() == one.to_json()
    for name in NAMES:
        np.testing.assert_array_equal(other.annotations[name], one.annotations[name])


def test_plain_python_kernels_give_the_same_scorecard(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    sides = two_sides(read, PAIRS[3:])
    native = lg.score(*sides, surface=1, draws=10).to_json()
    monkeypatch.setenv("LABELGAUGE_BACKEND", "reference")
    assert lg.score(*sides, surface=1, draws=10).to_json() == native


def test_repr_shows_outlines_where_they_are_measured(read: Read) -> None:
    shown = repr(lg.score(*two_sides(read), surface=2, draws=0))
    for name in ("mean_nsd_2", "mean_hd95_px", "mean_assd_px", "surface_bias_px"):
        assert sum(line.split()[0] == name for line in shown.splitlines()) == 1


@given(seed=st.integers(0, 2**32 - 1))
def test_what_overlaps_is_never_undefined_or_infinite(seed: int) -> None:
    """Noise of any density, down to one pixel in common, at the border and inside: every side is faced."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 7, 2)
    gold, candidate = rng.random((2, 8, height, width)) < rng.random((2, 8, 1, 1))
    for i, (row, column) in enumerate(zip(rng.integers(0, height, 8), rng.integers(0, width, 8), strict=True)):
        gold[i, row, column] = candidate[i, row, column] = True
    measures = SurfaceMeasures((0.0, 1.0))
    found = measure(measures, lg.Masks.from_dense(gold), lg.Masks.from_dense(candidate), threads=1)
    assert found.shape == (8, len(measures.names))
    assert np.isfinite(found).all()
    assert np.all((found[:, :2] >= 0) & (found[:, :2] <= 1))


def test_names_have_the_shortest_digits() -> None:
    tolerances = (2, 0.5, 1e-7, 0.1 + 0.2, np.float32(0.1), np.int64(10), -0.0, 1e22)
    assert checked(tolerances).shares == (
        "nsd_2",
        "nsd_0.5",
        "nsd_1e-07",
        "nsd_0.30000000000000004",
        "nsd_0.10000000149011612",
        "nsd_10",
        "nsd_0",
        "nsd_1e+22",
    )


@pytest.mark.parametrize("given_as", [3, 3.0, np.float64(3), [3], (3.0,), np.array([3]), np.array(3), range(3, 4)])
def test_a_number_and_any_list_of_it_are_the_same(given_as: Any) -> None:
    assert checked(given_as) == SurfaceMeasures((3.0,))


@pytest.mark.parametrize(
    ("surface", "message"),
    [
        ("2", "surface must be a tolerance in pixels or a list of them, not '2'"),
        (True, "surface must be a tolerance in pixels or a list of them, not True"),
        ({2}, r"surface must be a tolerance in pixels or a list of them, not \{2\}"),
        ([], "surface must have 1 to 16 tolerances, found 0"),
        (list(range(17)), "surface must have 1 to 16 tolerances, found 17"),
        (-1, "a tolerance of surface must be a finite number of pixels, at least 0, not -1"),
        ([1, math.inf], "at least 0, not inf"),
        (math.nan, "at least 0, not nan"),
        ([1, None], "at least 0, not None"),
        ([[1, 2]], r"at least 0, not \[1, 2\]"),
        ([10**400], "at least 0, not 1000"),
        ([2, 1, 2.0], "surface has the tolerance 2 twice. Give each tolerance once."),
        ([0.0, -0.0], "surface has the tolerance 0 twice"),
    ],
)
def test_impossible_tolerances(read: Read, surface: Any, message: str) -> None:
    dataset = read("gold.json", [])
    with pytest.raises(InputError, match=message):
        lg.score(dataset, dataset, surface=surface)


def test_every_number_of_the_bias_is_named_after_its_region() -> None:
    names = SurfaceMeasures((1.0,)).biases
    assert names == tuple(f"surface_bias_{side}px" for side in ("", "left_", "top_", "right_", "bottom_"))
    assert SurfaceMeasures().names == ()


def test_sixteen_tolerances_are_measured(read: Read) -> None:
    tolerances = [i / 4 for i in range(16)]
    table = lg.score(*two_sides(read), surface=tolerances, draws=0).annotations
    shares = np.column_stack([table[name] for name in SurfaceMeasures(tuple(tolerances)).shares])
    alone = [lg.surface_distances(gold, candidate, spacing=(1, 1)).nsd(tolerances) for *_, gold, candidate in PAIRS]
    np.testing.assert_array_equal(shares, alone)
