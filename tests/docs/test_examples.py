"""The example data is what its README says, and is where the installed package looks for it."""

from __future__ import annotations

import gzip
import importlib.util
import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = ["coco_reviewed/original.json.gz", "coco_reviewed/reviewed.json.gz", "coco_loosened/loosened.json.gz"]


def load(name: str) -> Any:
    return json.loads(gzip.decompress((EXAMPLES / name).read_bytes()))


@pytest.mark.parametrize("name", FILES)
def test_installed_with_the_package(name: str) -> None:
    assert resources.files("labelgauge.examples").joinpath(name).read_bytes() == (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_compressed_without_a_time_stamp(name: str) -> None:
    assert (EXAMPLES / name).read_bytes()[4:8] == b"\0\0\0\0"


def test_the_committed_file_is_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_loosened", EXAMPLES / "make_loosened.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert gzip.decompress((EXAMPLES / "coco_loosened/loosened.json.gz").read_bytes()) == script.make()


@pytest.mark.parametrize(("name", "annotations", "crowds"), [(FILES[0], 1424, 16), (FILES[1], 1515, 17)])
def test_sizes_are_those_of_the_readme(name: str, annotations: int, crowds: int) -> None:
    data = load(name)
    assert len(data["images"]) == 158
    assert len(data["annotations"]) == annotations
    assert sum(annotation["iscrowd"] for annotation in data["annotations"]) == crowds


def test_only_the_left_side_moves() -> None:
    for before, after in zip(load(FILES[0])["annotations"], load(FILES[2])["annotations"], strict=True):
        if before["iscrowd"]:
            assert after == before
            continue
        rings = zip(before["segmentation"], after["segmentation"], strict=True)
        shifts = [b - a for old, new in rings for b, a in zip(old[::2], new[::2], strict=True)]
        assert min(shifts) >= 0
        assert max(shifts) <= 0.05 * before["bbox"][2] + 0.02
        assert [ring[1::2] for ring in before["segmentation"]] == [ring[1::2] for ring in after["segmentation"]]
