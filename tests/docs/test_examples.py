"""The example data is what its README says, and is where the installed package looks for it."""

from __future__ import annotations

import gzip
import importlib.util
import json
from importlib import resources
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.conformance.stored import folder, rows_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = ["coco_reviewed/original.json.gz", "coco_reviewed/reviewed.json.gz", "coco_loosened/loosened.json.gz"]
NODULES = ["lidc_nodules/masks.npz", "lidc_nodules/nodules.csv", "lidc_nodules/expected.csv.gz"]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(name: str) -> Any:
    return json.loads(gzip.decompress((EXAMPLES / name).read_bytes()))


@pytest.mark.parametrize("name", FILES + NODULES)
def test_installed_with_the_package(name: str) -> None:
    assert resources.files("labelgauge.examples").joinpath(name).read_bytes() == (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", [*FILES, "lidc_nodules/expected.csv.gz"])
def test_compressed_without_a_time_stamp(name: str) -> None:
    assert (EXAMPLES / name).read_bytes()[4:8] == b"\0\0\0\0"


def test_the_committed_file_is_what_the_script_makes() -> None:
    assert gzip.decompress((EXAMPLES / "coco_loosened/loosened.json.gz").read_bytes()) == script("make_loosened").make()


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


def test_nodules_are_what_the_readme_says() -> None:
    nodules = rows_of(EXAMPLES / NODULES[1])
    with np.load(EXAMPLES / NODULES[0]) as masks:
        assert masks.files == sorted(masks.files) == [nodule["key"] for nodule in nodules]
        assert len(masks.files) == 60
        for nodule in nodules:
            voxels = masks[nodule["key"]]
            assert (voxels.dtype, voxels.ndim, voxels.max() < 16) == (np.uint8, 3, True)
            assert all((voxels >> reader & 1).any() for reader in range(4))
    pairs = [(row["key"], row["a"], row["b"]) for row in rows_of(EXAMPLES / NODULES[2])]
    assert pairs == [(nodule["key"], *pair) for nodule in nodules for pair in combinations("0123", 2)]
    assert sum((EXAMPLES / name).stat().st_size for name in NODULES) < 150_000


def test_the_committed_nodules_are_what_the_script_makes() -> None:
    pytest.importorskip("zstandard")
    masks, nodules, expected = script("make_lidc_nodules").make(folder("lidc_nodules"))
    with np.load(EXAMPLES / NODULES[0]) as committed:
        assert committed.files == list(masks)
        for key, voxels in masks.items():
            np.testing.assert_array_equal(committed[key], voxels)
    assert (EXAMPLES / NODULES[1]).read_bytes() == nodules
    assert gzip.decompress((EXAMPLES / NODULES[2]).read_bytes()) == expected
