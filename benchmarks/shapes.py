"""Annotations for benchmarks: seeded smooth outlines of many sizes, as people draw them, and real ones."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

import labelgauge as lg

Size = tuple[int, int]
EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def outlines(n: int, size: Size, vertices: int, seed: int) -> list[list[NDArray[np.float64]]]:
    """`n` polygons of one ring each: ellipses with three to seven lobes and a little jitter, some leaving the image."""
    rng = np.random.default_rng(seed)
    height, width = size
    polygons = []
    for _ in range(n):
        angle = np.sort(rng.uniform(0, 2 * np.pi, vertices))
        lobes = 1 + 0.2 * np.sin(rng.integers(3, 8) * angle + rng.uniform(0, 6)) + 0.03 * rng.normal(size=vertices)
        radius = rng.uniform(0.01, 0.12) * width * lobes
        x = rng.uniform(0, width) + radius * np.cos(angle)
        y = rng.uniform(0, height) + radius * rng.uniform(0.5, 1.5) * np.sin(angle)
        polygons.append([np.column_stack((x, y)).ravel()])
    return polygons


def run_lengths(n: int, size: Size, seed: int) -> list[dict[str, Any]]:
    """COCO RLE dictionaries of `n` such outlines, drawn by pycocotools."""
    rings = [polygon[0].tolist() for polygon in outlines(n, size, 60, seed)]
    return list(coco_mask.frPyObjects(rings, *size))


def pixels(n: int, size: Size, seed: int, *, shift: float = 0) -> NDArray[np.bool_]:
    """The same outlines as pixels, moved to the right and down by `shift`."""
    rings = [(polygon[0] + shift).tolist() for polygon in outlines(n, size, 60, seed)]
    return lg.Masks.from_rle(coco_mask.frPyObjects(rings, *size)).to_dense()


def two_annotators(n: int, size: Size) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Outlines as COCO RLE dictionaries, and the same ones a few pixels off."""
    rings = [polygon[0] for polygon in outlines(n, size, 60, 5)]
    gold, candidate = (coco_mask.frPyObjects([(ring + shift).tolist() for ring in rings], *size) for shift in (0, 3))
    return gold, candidate


def real_polygons() -> list[list[list[float]]]:
    """Polygons that people drew for COCO (`examples/coco_reviewed`), each a list of rings."""
    file = EXAMPLES / "coco_reviewed" / "original.json.gz"
    annotations = json.loads(gzip.decompress(file.read_bytes()))["annotations"]
    return [annotation["segmentation"] for annotation in annotations if not annotation["iscrowd"]]


def label_maps(size: tuple[int, int], n_classes: int, *, noise: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A label map and another rater's: pieces some 60 pixels wide with wavy borders, shifted a little; or noise."""
    rng = np.random.default_rng(7)
    if noise:
        gold, candidate = rng.integers(0, n_classes, (2, *size), dtype=np.uint8)
        return gold, candidate
    height, width = size
    rows, columns = np.mgrid[:height, :width]
    pieces = rng.integers(0, n_classes, (height // 64 + 2, width // 64 + 2), dtype=np.uint8)
    wavy_rows = (rows + 6 * np.sin(columns / 17) + 4 * np.sin(rows / 9) + 12) // 64
    wavy_columns = (columns + 6 * np.cos(rows / 13) + 12) // 64
    gold = pieces[wavy_rows.astype(np.intp), wavy_columns.astype(np.intp)]
    return gold, np.roll(gold, (1, 2), axis=(0, 1))
