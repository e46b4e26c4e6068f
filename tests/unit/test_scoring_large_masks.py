"""score(surface=…) where masks of some pairs are too large to measure their outlines: said, counted, in no mean."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelgauge as lg
from labelgauge.errors import TooLargeError
from labelgauge.scoring.surfaces import SurfaceMeasures, measure

Content = dict[str, Any]
Read = Callable[[str, list[tuple[Content, int]]], lg.Dataset]

MEASURES = SurfaceMeasures((1.0,))
HEIGHT, WIDE = 63, 11_300_000
"""An image of which a mask has few runs, but whose bits do not fit into what a kernel may use for a pair."""

CAT, DOG = 1, 2


def ends(width: int, columns: int = 2) -> Content:
    """A mask of so many columns at either end of an image."""
    return {"size": [HEIGHT, width], "counts": [0, HEIGHT * columns, HEIGHT * (width - 2 * columns), HEIGHT * columns]}


SMALL = ends(40, 10), ends(40, 9)
LARGE = ends(WIDE), ends(WIDE)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def from_masks(name: str, masks: list[tuple[Content, int]]) -> lg.Dataset:
        """An image for each mask, which has a class."""
        sizes = [dict(zip(("height", "width"), mask["size"], strict=True)) for mask, _ in masks]
        images = [{"id": i, "file_name": f"{i}.png", **size} for i, size in enumerate(sizes)]
        marks = [
            {
                "id": i,
                "image_id": i,
                "category_id": category,
                "bbox": [0, 0, mask["size"][1], HEIGHT],
                "area": 1.0,
                "iscrowd": 0,
                "segmentation": mask,
            }
            for i, (mask, category) in enumerate(masks)
        ]
        categories = [{"id": CAT, "name": "cat"}, {"id": DOG, "name": "dog"}]
        path = tmp_path / name
        path.write_text(json.dumps({"images": images, "categories": categories, "annotations": marks}))
        return lg.read(path)

    return from_masks


def scored(read: Read, *pairs: tuple[tuple[Content, Content], int], **options: Any) -> lg.Scorecard:
    gold, candidate = (
        read(name, [(pair[side], category) for pair, category in pairs])
        for side, name in enumerate(("gold.json", "candidate.json"))
    )
    return lg.score(gold, candidate, **{"surface": 1, "draws": 50} | options)


def entry(card: lg.Scorecard, name: str = "overall") -> Content:
    found: Content = next(group for group in card.to_dict()["groups"] if name in {group["kind"], group["name"]})
    return found


def metrics(card: lg.Scorecard, name: str = "overall") -> dict[str, Content]:
    return {metric["name"]: metric for metric in entry(card, name)["metrics"]}


def test_the_kernel_refuses_the_pair_by_an_error_of_its_own() -> None:
    masks = lg.Masks.from_rle([LARGE[0]])
    with pytest.raises(TooLargeError, match="Crop it, or split its image into tiles"):
        lg.surface_distances(masks, masks, spacing=(1, 1))


@pytest.mark.parametrize("large", [(), (0,), (6,), (2, 3), (0, 3, 6), range(7)])
def test_all_pairs_but_those_are_measured_as_without_them(large: Any) -> None:
    pairs = [LARGE if i in large else (ends(40, i + 3), ends(40, i + 2)) for i in range(7)]
    gold, candidate = (lg.Masks.from_rle([pair[side] for pair in pairs]) for side in (0, 1))
    found = measure(MEASURES, gold, candidate, threads=2)
    others = [i for i in range(7) if i not in large]
    np.testing.assert_array_equal(np.isnan(found).all(axis=1), np.isin(range(7), list(large)))
    small = (masks.take(np.array(others, dtype=np.int64)) for masks in (gold, candidate))
    np.testing.assert_array_equal(found[others], measure(MEASURES, *small, threads=1))


def test_a_pair_that_is_too_large_is_counted_and_in_no_mean(read: Read) -> None:
    card = scored(read, (SMALL, CAT), (LARGE, CAT), (SMALL, DOG))
    without = scored(read, (SMALL, CAT), (SMALL, DOG))
    table = card.annotations
    assert table["surface_status"] == ["ok", "too_large", "ok"]
    assert np.isnan(table["hd95_px"]).tolist() == [False, True, False]
    assert table["boundary_iou"].tolist()[1] == 1.0
    assert [entry(card, name)["n_surface_too_large"] for name in ("overall", "cat", "dog")] == [1, 1, 0]
    assert entry(without)["n_surface_too_large"] == 0
    surface = [name for name in metrics(card) if "nsd_" in name or "hd95" in name or "assd" in name or "bias" in name]
    assert len(surface) == 1 + 5 + 2 + 5
    for name in surface:
        found, expected = metrics(card)[name], metrics(without)[name]
        assert (found["value"], found["n"], found["status"]) == (expected["value"], 2, "ok")
    assert metrics(card)["mean_boundary_iou"]["n"] == 3


def test_a_group_whose_pairs_are_all_too_large_says_so(read: Read) -> None:
    card = scored(read, (LARGE, CAT), (SMALL, DOG))
    for name in ("mean_nsd_1", "nsd_1_p50", "mean_hd95_px", "surface_bias_px"):
        metric = metrics(card, "cat")[name]
        assert (metric["value"], metric["n"], metric["status"]) == (None, 0, "too_large")
        assert metrics(card, "dog")[name]["status"] != "too_large"
        assert metrics(card, "large")[name]["status"] == "no_mask_pairs"


def test_a_pair_of_two_classes_is_counted_in_golds(read: Read) -> None:
    gold, candidate = read("gold.json", [(LARGE[0], CAT)]), read("candidate.json", [(LARGE[1], DOG)])
    card = lg.score(gold, candidate, surface=1, draws=0)
    assert card.annotations["outcome"] == ["class"]
    assert [entry(card, name)["n_surface_too_large"] for name in ("overall", "cat", "dog")] == [1, 1, 0]
    assert metrics(card)["mean_nsd_1"]["status"] == "no_mask_pairs"


def test_same_bytes_for_any_shards_and_threads(read: Read) -> None:
    pairs = (SMALL, CAT), (LARGE, CAT), (SMALL, DOG)
    one = scored(read, *pairs, shards=1)
    assert scored(read, *pairs, shards=3, threads=2, executor="threads").to_json() == one.to_json()
    assert scored(read, *pairs, shards=2).to_json() == one.to_json()
