"""score() from files to scorecard: known outcomes, hand-made images, and what must not change the result."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import InputError
from labelgauge.matching.outcomes import OUTCOMES
from labelgauge.scoring.progress import ProgressEvent

REPOSITORY = Path(__file__).resolve().parents[2]
REVIEWED = REPOSITORY / "examples/coco_reviewed/reviewed.json.gz"
ORIGINAL = REPOSITORY / "examples/coco_reviewed/original.json.gz"
KNOWN = {"match": 1395, "missing": 23, "merge": 80, "spurious": 5, "duplicate": 7, "absorbed": 1}

Content = dict[str, Any]
Read = Callable[[Content, str], lg.Dataset]


@pytest.fixture(scope="module")
def card() -> lg.Scorecard:
    return lg.score(lg.read(REVIEWED), lg.read(ORIGINAL))


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def from_content(content: Content, name: str = "labels.json") -> lg.Dataset:
        path = tmp_path / name
        path.write_text(json.dumps(content))
        return lg.read(path)

    return from_content


def mark(number: int, image: int, box: list[float], category: int = 1, **more: Any) -> Content:
    return {"id": number, "image_id": image, "category_id": category, "bbox": box, "iscrowd": 0, **more}


def content(*annotations: Content, images: int = 3, size: int = 200, **more: Any) -> Content:
    return {
        "images": [
            {"id": i, "file_name": f"{i}.jpg", "height": size, "width": size, **more} for i in range(1, images + 1)
        ],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}, {"id": 3, "name": "eel"}],
        "annotations": list(annotations),
    }


def metrics(card: lg.Scorecard, kind: str = "overall", name: str = "all") -> dict[str, Content]:
    group = next(group for group in card.to_dict()["groups"] if (group["kind"], group["name"]) == (kind, name))
    return {metric["name"]: metric for metric in group["metrics"]}


def counts(card: lg.Scorecard) -> dict[str, int]:
    return {name: count for name, count in card.to_dict()["counts"].items() if count}


def loaded(path: Path) -> Content:
    loaded: Content = json.loads(gzip.decompress(path.read_bytes()))
    return loaded


# Real data with a known outcome


def test_known_outcome_of_reviewed_coco(card: lg.Scorecard) -> None:
    assert counts(card) == KNOWN
    table = card.annotations
    outcome = np.array(table["outcome"])
    assert np.all(table["iou"][outcome == "match"] == 1)
    assert set(table["compared_on"]) == {"mask", ""}
    duplicates = np.sort(table["partner_iou"][outcome == "duplicate"]).round(2)
    assert duplicates.tolist() == [0.63, 0.68, 0.75, 0.86, 0.88, 0.88, 0.88]


def test_numbers_of_reviewed_coco(card: lg.Scorecard) -> None:
    overall = metrics(card)
    assert (overall["recall"]["value"], overall["recall"]["n"]) == (1395 / 1498, 1498)
    assert (overall["precision"]["value"], overall["precision"]["n"]) == (1395 / 1407, 1407)
    assert overall["f1"]["value"] == 2 * 1395 / (1498 + 1407)
    assert overall["mean_iou"]["value"] == overall["mean_boundary_iou"]["value"] == overall["iou_p05"]["value"] == 1
    weight = 23 * 1.0 + 80 * 0.7 + (5 + 7) * 0.4
    assert overall["severity_weighted_error_rate"]["value"] == pytest.approx(weight / (1395 + 103 + 12), rel=1e-15)
    assert overall["share_iou_75"]["method"] == "wilson"
    assert overall["recall"]["method"] == "bootstrap"
    assert overall["recall"]["low"] < overall["recall"]["value"] < overall["recall"]["high"]


def test_tables_add_up(card: lg.Scorecard) -> None:
    for name in OUTCOMES:
        total = KNOWN.get(name, 0)
        assert card.images[name].sum() == card.classes[name].sum() == total
        assert card.annotations["outcome"].count(name) == total
        for kind in ("size", "aspect"):
            rows = [row == kind for row in card.bins["kind"]]
            assert card.bins[name][rows].sum() == total
    for side, n in (("n_gold", 1498), ("n_candidate", 1408)):
        assert card.images[side].sum() == card.classes[side].sum() == n


def test_images_table_equals_the_annotations(card: lg.Scorecard) -> None:
    for image in ("000000000139.jpg", card.images["image"][-1]):
        row = card.images["image"].index(image)
        mine = [entry for entry in card.annotations.rows() if entry["image"] == image]
        assert card.images["severity"][row] == pytest.approx(sum(entry["weight"] for entry in mine))
        assert card.images["n_gold"][row] == sum(entry["gold_id"] >= 0 for entry in mine)


def test_worst_lists(card: lg.Scorecard) -> None:
    worst = card.to_dict()["worst"]
    assert [entry["outcome"] for entry in worst["annotations"][:24]] == ["missing"] * 23 + ["merge"]
    assert len(worst["annotations"]) == 115  # the errors; all matches are perfect
    assert all((entry["gold_outline"] is None) == (entry["gold_id"] is None) for entry in worst["annotations"])
    assert worst["annotations"][0]["gold_outline"]["rings"]
    severities = [entry["severity"] for entry in worst["images"]]
    assert severities == sorted(severities, reverse=True)
    assert min(severities) > 0
    assert len(worst["images"]) == np.count_nonzero(card.images["severity"])


def test_coco_against_lvis() -> None:
    """Two human annotations of 100 images, boxes against masks; 214 pairs of one class, in either direction."""
    folder = REPOSITORY / "tests/data/coco_vs_lvis_100"
    coco, lvis = lg.read(folder / "coco_boxes_100.json.gz"), lg.read(folder / "lvis_val_100.json.gz")
    to_lvis = json.loads((folder / "coco_to_lvis_category_ids.json").read_text())
    for gold, candidate, class_map in ((lvis, coco, to_lvis), (coco, lvis, {v: k for k, v in to_lvis.items()})):
        card = lg.score(gold, candidate, class_use="strict", class_map=class_map, draws=0)
        mean = metrics(card)["mean_iou"]
        assert mean["n"] == 214
        assert mean["value"] == pytest.approx(0.8649294119398613, rel=1e-12)
        assert set(card.annotations["compared_on"]) == {"box", ""}
        assert counts(card)["unjudged"] == 527


# What must not change the result


@pytest.mark.parametrize("shards", [1, 2, 7])
@pytest.mark.parametrize(("threads", "executor"), [(1, "serial"), (2, "serial"), (1, "threads"), (2, "threads")])
def test_same_bytes_however_it_runs(card: lg.Scorecard, shards: int, threads: int, executor: Any) -> None:
    gold, candidate = lg.read(REVIEWED), lg.read(ORIGINAL)
    other = lg.score(gold, candidate, shards=shards, threads=threads, executor=executor)
    assert other.to_json() == card.to_json()
    for name in ("summary", "classes", "bins", "images", "annotations"):
        assert_same_table(getattr(other, name), getattr(card, name))


def assert_same_table(a: lg.Table, b: lg.Table) -> None:
    assert a.columns == b.columns
    for column in a.columns:
        np.testing.assert_array_equal(a[column], b[column])


def test_order_of_the_input_does_not_matter(card: lg.Scorecard, read: Read) -> None:
    rng = np.random.default_rng(0)
    shuffled = []
    for path in (REVIEWED, ORIGINAL):
        labels = loaded(path)
        for name in ("images", "annotations", "categories"):
            labels[name] = [labels[name][i] for i in rng.permutation(len(labels[name]))]
        shuffled.append(read(labels, path.name.removesuffix(".gz")))
    other, expected = lg.score(*shuffled).to_dict(), card.to_dict()
    for result in (other, expected):
        del result["inputs"]
    assert other == expected


def test_seed_and_draws_change_intervals_only(card: lg.Scorecard) -> None:
    gold, candidate = lg.read(REVIEWED), lg.read(ORIGINAL)
    other, none = lg.score(gold, candidate, seed=1), lg.score(gold, candidate, draws=0)
    assert counts(other) == counts(none) == KNOWN
    first, second, without = metrics(card)["recall"], metrics(other)["recall"], metrics(none)["recall"]
    assert first["value"] == second["value"] == without["value"]
    assert first["low"] != second["low"]
    assert abs(first["low"] - second["low"]) < 0.02
    assert (without["low"], without["method"], without["status"]) == (None, "none", "no_draws")


def test_swapping_sides_transposes_what_has_two_sides(read: Read) -> None:
    """Pairs and absorption do not care who is gold; missing becomes spurious, a split a merge."""
    gold = content(
        mark(1, 1, [0, 0, 40, 40]),
        mark(2, 1, [50, 0, 40, 40]),
        mark(3, 1, [100, 100, 60, 60], iscrowd=1),
        mark(4, 2, [0, 0, 30, 10]),
        mark(5, 3, [0, 0, 10, 10]),
        mark(6, 3, [100, 0, 10, 10]),
    )
    candidate = content(
        mark(1, 1, [0, 0, 40, 30]),
        mark(2, 1, [50, 0, 40, 35], 2),
        mark(3, 1, [110, 110, 10, 10]),
        mark(4, 2, [0, 0, 20, 10]),
        mark(5, 2, [21, 0, 9, 10]),
        mark(6, 3, [0, 0, 10, 2]),
    )
    a, b = read(gold, "a.json"), read(candidate, "b.json")
    forth, back = counts(lg.score(a, b)), counts(lg.score(b, a))
    assert forth == {"match": 1, "location": 2, "class": 1, "absorbed": 1, "split": 1, "missing": 1}
    assert back == {"match": 1, "location": 2, "class": 1, "absorbed": 1, "merge": 1, "spurious": 1}


# Hand-made images


def test_offsets_are_outward_and_area_ratio_is_candidate_over_gold(read: Read) -> None:
    gold = read(content(mark(1, 1, [50, 50, 40, 20])), "gold.json")
    candidate = read(content(mark(1, 1, [46, 52, 46, 19])), "candidate.json")  # left +4, top -2, right +2, bottom +1
    overall = metrics(lg.score(gold, candidate))
    px = [overall[f"offset_{side}_px"]["value"] for side in ("left", "top", "right", "bottom")]
    relative = [overall[f"offset_{side}"]["value"] for side in ("left", "top", "right", "bottom")]
    assert px == [4, -2, 2, 1]
    assert relative == pytest.approx([0.1, -0.1, 0.05, 0.05])
    assert overall["mean_area_ratio"]["value"] == pytest.approx(46 * 19 / 800)
    assert overall["offset_left"]["status"] == "one_image"


def test_masks_are_measured_as_masks(read: Read) -> None:
    square = [[10, 10, 50, 10, 50, 50, 10, 50]]
    wider = [[10, 10, 60, 10, 60, 50, 10, 50]]
    sides = [
        read(content(mark(1, 1, [0, 0, 1, 1], segmentation=rings, area=1600.0)), f"{i}.json")
        for i, rings in enumerate((square, wider))
    ]
    (row,) = lg.score(*sides).annotations.rows()
    masks = [lg.Masks.from_polygons([rings], size=(200, 200)) for rings in (square, wider)]
    assert row["compared_on"] == "mask"
    assert row["iou"] == lg.iou(*masks).item() == 0.8
    assert row["dice"] == lg.dice(*masks).item()
    assert row["boundary_iou"] == lg.boundary_iou(*masks).item()
    assert [row[f"offset_{side}_px"] for side in ("left", "top", "right", "bottom")] == [0, 0, 10, 0]
    assert row["area_ratio"] == 1.25


def test_severe_errors_are_golds_that_nothing_touches(read: Read) -> None:
    gold = content(
        mark(1, 1, [0, 0, 10, 10]),
        mark(2, 1, [100, 100, 10, 10]),  # nothing near
        mark(3, 2, [0, 0, 10, 10]),  # touched, but not enough
        mark(4, 3, [0, 0, 10, 10]),
    )
    candidate = content(mark(1, 1, [0, 0, 10, 10]), mark(2, 2, [9, 9, 10, 10]), mark(3, 3, [0, 0, 10, 10]))
    overall = metrics(lg.score(read(gold, "g.json"), read(candidate, "c.json")))
    assert (overall["severe_error_rate"]["value"], overall["severe_error_rate"]["n"]) == (1 / 4, 4)
    images = overall["images_with_severe_error"]
    assert (images["value"], images["n"], images["method"]) == (1 / 3, 3, "wilson")


def test_class_groups_count_each_annotation_in_its_own_class(read: Read) -> None:
    gold = read(content(mark(1, 1, [0, 0, 10, 10], 1), mark(2, 2, [0, 0, 10, 10], 2)), "g.json")
    candidate = read(content(mark(1, 1, [0, 0, 10, 10], 2), mark(2, 2, [0, 0, 10, 10], 2)), "c.json")
    card = lg.score(gold, candidate)
    rows = {row["name"]: row for row in card.classes.rows()}
    assert set(rows) == {"cat", "dog"}  # classes without annotations are left out
    assert (rows["cat"]["n_gold"], rows["cat"]["n_candidate"], rows["cat"]["class"]) == (1, 0, 1)
    assert (rows["dog"]["n_gold"], rows["dog"]["n_candidate"], rows["dog"]["class"]) == (1, 2, 0)
    assert (rows["dog"]["precision"], rows["dog"]["recall"]) == (0.5, 1.0)
    assert (rows["cat"]["recall"], metrics(card, "class", "cat")["precision"]["status"]) == (0.0, "no_candidates")

    pooled = {row["name"]: row for row in lg.score(gold, candidate, class_use="ignore").classes.rows()}
    assert [pooled[name]["precision"] for name in ("cat", "dog")] == [1.0, 1.0]


def test_bins_follow_the_gold(read: Read) -> None:
    gold = content(
        mark(1, 1, [0, 0, 31, 31], area=1023.9),
        mark(2, 1, [40, 0, 32, 32], area=1024.0),
        mark(3, 2, [0, 0, 96, 96], area=9216.0),
        mark(4, 3, [0, 0, 110, 10]),  # 11:1, medium by its box
        mark(5, 3, [0, 50, 100, 10]),  # exactly 10:1
    )
    candidate = content(mark(1, 1, [0, 0, 31, 31], area=99999.0))
    card = lg.score(read(gold, "g.json"), read(candidate, "c.json"))
    rows = {(row["kind"], row["name"]): row for row in card.bins.rows()}
    assert [rows["size", name]["n_gold"] for name in ("small", "medium", "large")] == [2, 2, 1]
    assert [rows["size", name]["n_candidate"] for name in ("small", "medium", "large")] == [1, 0, 0]
    assert [rows["aspect", name]["n_gold"] for name in ("<= 10:1", "> 10:1")] == [4, 1]


def test_results_by_an_attribute(read: Read) -> None:
    gold = content(
        mark(1, 1, [0, 0, 10, 10], attributes={"light": "day"}), mark(2, 2, [0, 0, 10, 10], attributes={"light": None})
    )
    candidate = content(mark(1, 1, [0, 0, 10, 10]), mark(2, 3, [0, 0, 10, 10], attributes={"light": "night"}))
    a, b = read(gold, "g.json"), read(candidate, "c.json")
    card = lg.score(a, b, by="light")
    rows = {row["name"]: row for row in card.bins.rows() if row["kind"] == "attribute"}
    assert {name: row["match"] + row["missing"] + row["spurious"] for name, row in rows.items()} == {
        "(none)": 1,
        "day": 1,
        "night": 1,
    }
    assert (rows["day"]["match"], rows["(none)"]["missing"], rows["night"]["spurious"]) == (1, 1, 1)
    with pytest.raises(InputError, match="has an attribute 'weather'"):
        lg.score(a, b, by="weather")


def test_lvis_lists_make_annotations_unjudged(read: Read) -> None:
    gold = content(
        mark(1, 1, [0, 0, 10, 10], 1),
        mark(2, 2, [0, 0, 10, 10], 1),
        images=2,
        neg_category_ids=[2],
        not_exhaustive_category_ids=[],
    )
    gold["images"][1]["not_exhaustive_category_ids"] = [1]
    candidate = content(
        mark(1, 1, [50, 50, 10, 10], 1),  # cats were labelled there: spurious
        mark(2, 1, [100, 50, 10, 10], 2),  # no dogs there: spurious
        mark(3, 1, [50, 100, 10, 10], 3),  # nobody looked for eels
        mark(4, 2, [50, 50, 10, 10], 1),  # cats were labelled in part
        images=2,
    )
    a, b = read(gold, "lvis.json"), read(candidate, "other.json")
    card = lg.score(a, b)
    assert counts(card) == {"missing": 2, "spurious": 2, "unjudged": 2}
    assert metrics(card)["precision"]["n"] == 2
    assert counts(lg.score(b, a)) == {"missing": 2, "spurious": 2, "unjudged": 2}


def test_own_severities(read: Read) -> None:
    gold, candidate = read(content(mark(1, 1, [0, 0, 9, 9])), "g.json"), read(content(), "c.json")
    light = lg.score(gold, candidate, severities={"missing": 0.2})
    assert metrics(light)["severity_weighted_error_rate"]["value"] == 0.2
    assert light.to_dict()["parameters"]["severities"]["missing"] == {"severity": "moderate", "weight": 0.2}
    assert light.annotations["severity"] == ["moderate"]
    none = lg.score(gold, candidate, severities={"missing": "none"})
    assert metrics(none)["severity_weighted_error_rate"]["value"] == 0
    assert none.to_dict()["worst"]["images"] == []


def test_nothing_to_score_is_said(read: Read) -> None:
    card = lg.score(read(content(), "g.json"), read(content(), "c.json"))
    assert counts(card) == {}
    overall = card.to_dict()["groups"][0]
    assert (overall["n_images"], overall["n_empty_images"]) == (3, 3)
    assert all(metric["value"] is None and metric["n"] == 0 for metric in overall["metrics"])
    statuses = {metric["name"]: metric["status"] for metric in overall["metrics"]}
    assert statuses["recall"] == statuses["images_with_severe_error"] == "no_gold"
    assert (statuses["precision"], statuses["f1"]) == ("no_candidates", "no_annotations")
    assert (statuses["mean_iou"], statuses["iou_p50"], statuses["boundary_iou_p50"]) == (
        "no_pairs",
        "no_pairs",
        "no_mask_pairs",
    )
    assert "no annotations" in repr(card)
    assert "undefined (no_gold)" in repr(card)


def test_images_on_one_side_are_reported_not_scored(read: Read) -> None:
    gold = read(content(mark(1, 1, [0, 0, 9, 9]), mark(2, 3, [0, 0, 9, 9]), images=3), "g.json")
    candidate = read(content(mark(1, 1, [0, 0, 9, 9]), images=2), "c.json")
    card = lg.score(gold, candidate)
    assert counts(card) == {"match": 1}
    alignment = card.to_dict()["alignment"]
    assert (alignment["n_images"], alignment["n_gold_only_images"], alignment["gold_only_images"]) == (2, 1, ["3.jpg"])


def test_result_is_a_copy_and_inputs_stay_as_they_are(read: Read) -> None:
    gold, candidate = read(content(mark(1, 1, [0, 0, 9, 9])), "g.json"), read(content(), "c.json")
    before = copy.deepcopy(gold.annotations["box"])
    card = lg.score(gold, candidate)
    card.to_dict()["counts"]["missing"] = 99
    card.to_dict()["groups"].clear()
    assert counts(card) == {"missing": 1}
    assert json.loads(card.to_json(indent=1)) == card.to_dict()
    np.testing.assert_array_equal(gold.annotations["box"], before)


def test_repr_fits_a_screen(card: lg.Scorecard) -> None:
    lines = repr(card).splitlines()
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 80
    assert "match 1395, missing 23, spurious 5, duplicate 7, merge 80, absorbed 1" in lines[2]


def test_progress_counts_shards(read: Read) -> None:
    events: list[ProgressEvent] = []
    dataset = read(content(mark(1, 1, [0, 0, 9, 9])), "g.json")
    lg.score(dataset, dataset, shards=3, progress=events.append)
    assert events == [ProgressEvent("scoring", done, 3) for done in (1, 2, 3)]


def test_interrupt_passes_through(read: Read) -> None:
    def stop(event: ProgressEvent) -> None:
        raise KeyboardInterrupt

    dataset = read(content(mark(1, 1, [0, 0, 9, 9])), "g.json")
    for executor, threads in (("serial", 1), ("threads", 2)):
        with pytest.raises(KeyboardInterrupt):
            lg.score(dataset, dataset, shards=3, executor=executor, threads=threads, progress=stop)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"iou": 0}, "iou must be a number above 0 and at most 1, not 0"),
        ({"iou": float("nan")}, "iou must be a number"),
        ({"iou": "half"}, "iou must be a number above 0 and at most 1, not 'half'"),
        ({"location": 1.01}, "location must be a number"),
        ({"floor": 0.6}, "floor must not be above iou"),
        ({"class_use": "maybe"}, "class_use must be one of lenient, strict, ignore, not 'maybe'"),
        ({"executor": "magic"}, "executor must be one of serial, threads, not 'magic'"),
        ({"draws": -1}, "draws must be a whole number of at least 0, not -1"),
        ({"seed": 2**64}, "seed must be a whole number"),
        ({"threads": 0}, "threads must be a whole number of at least 1, not 0"),
        ({"shards": 0}, "shards must be a whole number of at least 1, not 0"),
        ({"severities": {"match": 1}}, "'match' is not an outcome that can be an error"),
        ({"severities": {"missing": "awful"}}, "must be a level or a weight, not 'awful'"),
        ({"severities": {"missing": -1}}, "must be a level or a weight of at least 0, not -1"),
    ],
)
def test_impossible_parameters(read: Read, arguments: dict[str, Any], message: str) -> None:
    dataset = read(content(), "g.json")
    with pytest.raises(InputError, match=message):
        lg.score(dataset, dataset, **arguments)


def test_paths_are_not_datasets() -> None:
    with pytest.raises(InputError, match="gold must be Dataset, not PosixPath"):
        lg.score(REVIEWED, ORIGINAL)  # type: ignore[arg-type]


def test_plain_python_kernels_give_the_same_scorecard(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [[10.0, 10.0, 50.0, 12.0, 48.0, 50.0, 12.0, 47.0]]
    gold = content(mark(1, 1, [10, 10, 40, 40], segmentation=ring), mark(2, 2, [0, 0, 9, 9]), size=60)
    candidate = content(mark(1, 1, [12, 10, 38, 38], segmentation=[ring[0][:6]]), mark(2, 2, [1, 0, 9, 9]), size=60)
    sides = read(gold, "g.json"), read(candidate, "c.json")
    native = lg.score(*sides, draws=20).to_json()
    monkeypatch.setenv("LABELGAUGE_BACKEND", "reference")
    assert lg.score(*sides, draws=20).to_json() == native
