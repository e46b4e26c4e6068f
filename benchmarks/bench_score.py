"""Scoring two files whose outlines differ by a pixel or two, with and without surface distances."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coco_files import EXAMPLE

import labelgauge as lg

COPIES = 3


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> tuple[lg.Dataset, lg.Dataset]:
    """About 4,000 masks on 474 images, and the same with every vertex moved."""
    gold = _copies(json.loads(gzip.decompress(EXAMPLE.read_bytes())))
    candidate = copy.deepcopy(gold)
    rng = np.random.default_rng(0)
    for annotation in candidate["annotations"]:
        if not annotation["iscrowd"]:
            moved = (np.array(ring) + rng.normal(1, 1, len(ring)) for ring in annotation["segmentation"])
            annotation["segmentation"] = [ring.round(2).tolist() for ring in moved]
    folder = tmp_path_factory.mktemp("score")
    return _read(gold, folder / "gold.json"), _read(candidate, folder / "candidate.json")


def _copies(document: dict[str, Any]) -> dict[str, Any]:
    """Every image several times over, under names of its own."""
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for k in range(COPIES):
        shift = k * 10**9
        for image in document["images"]:
            own = {"id": image["id"] + shift, "file_name": f"{k} {image['file_name']}"}
            images.append({**image, **own})
        for annotation in document["annotations"]:
            ids = {"id": len(annotations) + 1, "image_id": annotation["image_id"] + shift}
            annotations.append({**annotation, **ids})
    return {**document, "images": images, "annotations": annotations}


def _read(document: dict[str, Any], path: Path) -> lg.Dataset:
    path.write_text(json.dumps(document), encoding="utf-8")
    return lg.read(path)


@pytest.mark.parametrize("surface", [None, [1], [1, 2, 3]], ids=["without", "one tolerance", "three tolerances"])
def bench(benchmark: Any, sides: tuple[lg.Dataset, lg.Dataset], surface: list[float] | None) -> None:
    card = benchmark(lg.score, *sides, surface=surface)
    assert card.annotations["outcome"].count("match") > 2000
