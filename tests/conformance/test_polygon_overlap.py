"""Areas and IoU of polygons against Shapely (GEOS) and closed forms, on real outlines and on random rings."""

from __future__ import annotations

import gzip
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

import labelgauge as lg

DATA = Path(__file__).resolve().parents[1] / "data" / "coco_polygons" / "instances_mixed.json.gz"
Rings = list[NDArray[np.float64]]
MOVE = np.array([3.0, -2.0])


def region(rings: Rings, fill: str) -> Any:
    """What rings enclose, by Shapely: a ring that crosses itself is cut into simple ones first."""
    parts = [_even_odd(ring) for ring in rings if len(ring) > 2]
    if not parts:
        return shapely.Polygon()
    if fill == "united":
        return shapely.union_all(parts)
    whole = parts[0]
    for part in parts[1:]:
        whole = shapely.symmetric_difference(whole, part)
    return whole


def _even_odd(ring: NDArray[np.float64]) -> Any:
    noded = shapely.node(shapely.linestrings(np.vstack((ring, ring[:1]))))
    cells = [cell for cell in shapely.get_parts(shapely.polygonize([noded])) if cell.area > 0]
    return shapely.union_all([cell for cell in cells if _inside(cell.representative_point(), ring)])


def _inside(point: Any, ring: NDArray[np.float64]) -> bool:
    """Crossing count of a ray from the point to the right."""
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    spans = (y0 <= point.y) != (y1 <= point.y)
    with np.errstate(divide="ignore", invalid="ignore"):
        x = x0 + (point.y - y0) * (x1 - x0) / (y1 - y0)
    return bool(np.count_nonzero(spans & (x > point.x)) % 2)


def expected_iou(gold: list[Any], candidate: list[Any]) -> NDArray[np.float64]:
    a, b = np.array(gold, dtype=object), np.array(candidate, dtype=object)
    shared = shapely.area(shapely.intersection(a[:, np.newaxis], b))
    return shared / (shapely.area(a)[:, np.newaxis] + shapely.area(b) - shared)


@cache
def real_polygons() -> list[Rings]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        annotations = json.load(file)["annotations"]
    outlines = [a["segmentation"] for a in annotations if isinstance(a["segmentation"], list)]
    return [[np.array(ring, dtype=np.float64).reshape(-1, 2) for ring in rings] for rings in outlines][:150]


@pytest.mark.parametrize("fill", ["even_odd", "united"])
def test_real_outlines(fill: Any) -> None:
    polygons = real_polygons()
    regions = [region(rings, fill) for rings in polygons]
    gold = lg.Polygons.from_rings(polygons, fill=fill)
    np.testing.assert_allclose(gold.areas, shapely.area(regions), rtol=1e-11)
    moved = [[ring + MOVE for ring in rings] for rings in polygons]
    result = lg.iou(gold, lg.Polygons.from_rings(moved, fill=fill))
    expected = expected_iou(regions, [shapely.transform(r, lambda xy: xy + MOVE) for r in regions])
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-9)
    assert np.count_nonzero(expected) > 300


@pytest.mark.parametrize("fill", ["even_odd", "united"])
def test_random_rings(fill: Any) -> None:
    rng = np.random.default_rng(2)
    sides = [
        [[rng.uniform(0, 10, (int(rng.integers(3, 12)), 2)) for _ in range(int(rng.integers(1, 4)))] for _ in range(25)]
        for _ in "gc"
    ]
    regions = [[region(rings, fill) for rings in side] for side in sides]
    batches = [lg.Polygons.from_rings(side, fill=fill) for side in sides]
    for batch, side in zip(batches, regions, strict=True):
        np.testing.assert_allclose(batch.areas, shapely.area(side), rtol=1e-9)
    np.testing.assert_allclose(lg.iou(*batches), expected_iou(*regions), rtol=0, atol=1e-9)


def circle(n: int, radius: float, x: float, y: float) -> NDArray[np.float64]:
    angle = 2 * np.pi * np.arange(n) / n
    return np.stack((x + radius * np.cos(angle), y + radius * np.sin(angle)), axis=1)


def test_regular_polygons_have_their_area() -> None:
    for n in (3, 4, 17, 1000, 100_000):
        area = lg.Polygons.from_rings([[circle(n, 2.0, 1e3, -1e3)]]).areas.item()
        assert area == pytest.approx(n / 2 * 4 * math.sin(2 * math.pi / n), rel=1e-12)


def test_lens_of_two_fine_circles() -> None:
    distance, n = 1.0, 20_000
    lens = 2 * math.acos(distance / 2) - distance / 2 * math.sqrt(4 - distance**2)
    gold, candidate = ([[circle(n, 1.0, x, 0)]] for x in (0, distance))
    value = lg.iou(lg.Polygons.from_rings(gold), lg.Polygons.from_rings(candidate)).item()
    assert value == pytest.approx(lens / (2 * math.pi - lens), rel=1e-6)


def test_a_spiral_of_thin_walls() -> None:
    turns = np.linspace(0, 40 * np.pi, 4000)
    arm = np.stack((turns * np.cos(turns), turns * np.sin(turns)), axis=1)
    ring = np.vstack((arm, arm[::-1] * 0.999))
    gold, candidate = lg.Polygons.from_rings([[ring]]), lg.Polygons.from_rings([[ring @ [[0.8, 0.6], [-0.6, 0.8]]]])
    a, b = (shapely.polygons(side.points) for side in (gold, candidate))
    assert a.is_valid
    shared = shapely.intersection(a, b).area
    assert lg.iou(gold, candidate).item() == pytest.approx(shared / (a.area + b.area - shared), rel=1e-8)
