"""Equal to pycocotools, bit for bit: polygons, strings, areas, boxes and mask IoU, on real and random masks."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as peer

import labelgauge as lg
from labelgauge.kernels import raster, rle
from labelgauge.testing import samples

DATA = Path(__file__).resolve().parents[1] / "data" / "coco_polygons" / "instances_mixed.json.gz"
Rle = dict[str, Any]


@cache
def real_annotations() -> list[dict[str, Any]]:
    """COCO's annotations, each with the size of its image, grouped by image."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        content = json.load(file)
    sizes = {image["id"]: (image["height"], image["width"]) for image in content["images"]}
    annotations = [annotation | {"size": sizes[annotation["image_id"]]} for annotation in content["annotations"]]
    return sorted(annotations, key=lambda annotation: (annotation["image_id"], annotation["id"]))


def peer_polygon(rings: list[list[float]], size: tuple[int, int]) -> Rle:
    """What pycocotools draws for these rings. It takes a ring of two points for a box, so those are left out."""
    drawn: Rle = peer.merge(peer.frPyObjects([ring for ring in rings if len(ring) > 4], *size))
    return drawn


def peer_real(annotation: dict[str, Any]) -> Rle:
    if annotation["iscrowd"]:
        encoded: Rle = peer.frPyObjects(annotation["segmentation"], *annotation["size"])
        return encoded
    return peer_polygon(annotation["segmentation"], annotation["size"])


@cache
def real_masks() -> tuple[lg.Masks, list[Rle]]:
    """All real annotations as masks, and the same by pycocotools."""
    ours = [
        lg.Masks.from_rle([annotation["segmentation"]])
        if annotation["iscrowd"]
        else lg.Masks.from_polygons([annotation["segmentation"]], annotation["size"])
        for annotation in real_annotations()
    ]
    return lg.Masks.concatenate(ours), [peer_real(annotation) for annotation in real_annotations()]


@cache
def random_masks() -> lg.Masks:
    """10,000 random masks of many sizes."""
    rng = np.random.default_rng(20)
    batches = []
    for _ in range(200):
        size = (int(rng.integers(1, 80)), int(rng.integers(1, 80)))
        batches.append(lg.Masks.from_dense(samples.blobs(rng, 50, size)))
    return lg.Masks.concatenate(batches)


def assert_same_areas_and_boxes(ours: lg.Masks, theirs: list[Rle]) -> None:
    """In portions, as `peer.area` fails for 256 masks or more under NumPy 2."""
    corners = ours.boxes.corners
    xywh = np.hstack((corners[:, :2], corners[:, 2:] - corners[:, :2]))
    for begin in range(0, len(theirs), 200):
        portion = slice(begin, begin + 200)
        np.testing.assert_array_equal(ours.area[portion], peer.area(theirs[portion]))
        np.testing.assert_array_equal(xywh[portion], peer.toBbox(theirs[portion]))


def images_of(masks: lg.Masks, n: int) -> Iterator[lg.Masks]:
    """Batches of `n` masks, which have one size."""
    for begin in range(0, len(masks), n):
        yield masks[begin : begin + n]


def test_real_data_is_complete() -> None:
    crowds = [annotation["iscrowd"] for annotation in real_annotations()]
    assert (len(crowds) - sum(crowds), sum(crowds)) == (2838, 30)


def test_real_polygons_and_crowds_have_the_same_strings() -> None:
    ours, theirs = real_masks()
    assert ours.to_rle() == [{"size": list(item["size"]), "counts": item["counts"]} for item in theirs]


def test_real_strings_decode_to_the_same_masks() -> None:
    ours, theirs = real_masks()
    assert lg.Masks.from_rle(theirs) == ours


def test_real_areas_and_boxes() -> None:
    assert_same_areas_and_boxes(*real_masks())


def test_real_areas_are_those_of_the_file() -> None:
    """COCO wrote the polygon's area, not the mask's; the pixels come within a few per cent of it for large objects."""
    ours, _ = real_masks()
    written = np.array([annotation["area"] for annotation in real_annotations()])
    large = (written > 96**2) & ~np.array([bool(annotation["iscrowd"]) for annotation in real_annotations()])
    assert large.sum() > 500
    assert np.quantile(abs(ours.area[large] / written[large] - 1), 0.95) < 0.02


@pytest.mark.parametrize("with_crowd", [False, True])
def test_real_iou(with_crowd: bool) -> None:
    """Every annotation with every other of its image, as gold (crowds by their flag) and as candidate."""
    ours, theirs = real_masks()
    image_ids = np.array([annotation["image_id"] for annotation in real_annotations()])
    crowd = np.array([annotation["iscrowd"] if with_crowd else 0 for annotation in real_annotations()])
    for image_id in np.unique(image_ids):
        index = np.flatnonzero(image_ids == image_id)
        items = [theirs[i] for i in index]
        expected = peer.iou(items, items, crowd[index].tolist())
        actual = lg.iou(ours[index], ours[index], crowd=crowd[index], empty="coco")
        np.testing.assert_array_equal(actual, expected.T)


def test_random_polygons() -> None:
    """10,000 polygons: outside the image, negative, several rings, reversed, repeated points, images of one pixel."""
    for seed in range(10):
        drawn = samples.polygons(np.random.default_rng(seed), 1000)
        counts, offsets = raster.rasterize_coco(**drawn)
        ours = lg.Masks(counts, offsets, drawn["sizes"])
        polygons = lg.Polygons(drawn["points"], drawn["ring_offsets"], drawn["mask_offsets"])
        for i, item in enumerate(ours.to_rle()):
            rings = [ring.ravel().tolist() for ring in polygons.rings(i) if len(ring) > 2]
            if rings:
                assert item["counts"] == peer_polygon(rings, tuple(item["size"]))["counts"], (seed, i)
            else:
                assert ours.area[i] == 0


def test_polygons_larger_than_any_image() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        ring = rng.uniform(-20_000, 20_000, 2 * int(rng.integers(3, 9))).tolist()
        size = (int(rng.integers(1, 50)), int(rng.integers(1, 50)))
        assert lg.Masks.from_polygons([[ring]], size).to_rle()[0]["counts"] == peer_polygon([ring], size)["counts"]


def test_boxes_as_polygons() -> None:
    rng = np.random.default_rng(5)
    for x, y, width, height in rng.uniform(-5, 40, (500, 4)).round(1).tolist():
        corners = [x, y, x, y + height, x + width, y + height, x + width, y]
        expected = peer.frPyObjects(np.array([[x, y, width, height]]), 30, 40)[0]
        assert lg.Masks.from_polygons([[corners]], (30, 40)).to_rle()[0]["counts"] == expected["counts"]


def test_random_strings_areas_and_boxes() -> None:
    ours = random_masks()
    theirs = []
    for batch in images_of(ours, 50):
        theirs += peer.encode(np.asfortranarray(batch.to_dense().transpose(1, 2, 0).astype(np.uint8)))
    assert len(theirs) == 10_000
    assert ours.to_rle() == [{"size": list(item["size"]), "counts": item["counts"]} for item in theirs]
    assert_same_areas_and_boxes(ours, theirs)
    assert lg.Masks.from_rle(theirs) == ours


def test_random_iou() -> None:
    rng = np.random.default_rng(6)
    for batch in images_of(random_masks(), 50):
        gold, candidate = batch[:25], batch[25:]
        crowd = rng.integers(0, 2, len(gold))
        for flags in (np.zeros(len(gold), dtype=np.int64), crowd):
            expected = peer.iou(candidate.to_rle(), gold.to_rle(), flags.tolist())
            np.testing.assert_array_equal(lg.iou(gold, candidate, crowd=flags, empty="coco"), expected.T)


def test_random_unions_and_intersections() -> None:
    for batch in images_of(random_masks()[:2000], 50):
        group = batch[3:8]
        assert group.union().to_rle()[0]["counts"] == peer.merge(group.to_rle())["counts"]
        assert group.intersection().to_rle()[0]["counts"] == peer.merge(group.to_rle(), intersect=True)["counts"]


@pytest.mark.parametrize(("begin", "end", "pixels"), [(1, 3, [1, 2]), (1.5, 3.5, [2, 3]), (0.4, 2.4, [0, 1])])
def test_which_pixels_a_square_fills(begin: float, end: float, pixels: list[int]) -> None:
    mask = lg.Masks.from_polygons([[[begin, begin, end, begin, end, end, begin, end]]], (5, 5)).to_dense()[0]
    assert np.flatnonzero(mask.any(axis=0)).tolist() == pixels
    assert np.flatnonzero(mask.any(axis=1)).tolist() == pixels
    assert mask.sum() == 4


def test_neither_reversal_nor_the_first_vertex_matters_but_axes_do() -> None:
    rng = np.random.default_rng(7)
    transposed_differs = 0
    for _ in range(500):
        ring = rng.uniform(-3, 23, (int(rng.integers(3, 10)), 2))
        drawn, reversed_, rolled, transposed = lg.Masks.from_polygons(
            [[ring], [ring[::-1]], [np.roll(ring, 1, axis=0)], [ring[:, ::-1]]], (20, 20)
        ).to_dense()
        np.testing.assert_array_equal(drawn, reversed_)
        np.testing.assert_array_equal(drawn, rolled)
        transposed_differs += not np.array_equal(drawn, transposed.T)
    assert transposed_differs > 250


def test_a_label_next_to_another_is_background_to_pycocotools() -> None:
    """Its encoder splits runs where values change; ours takes every value but 0 for foreground."""
    labels = np.array([[1, 2, 2, 0]], dtype=np.uint8)
    theirs = peer.encode(np.asfortranarray(labels))
    assert theirs["counts"] == b"0120"
    assert lg.Masks.from_rle([theirs]).to_dense().astype(int).tolist() == [[[1, 0, 0, 1]]]
    assert lg.Masks.from_dense(labels).to_dense().astype(int).tolist() == [[[1, 1, 1, 0]]]


def test_strings_with_zero_length_runs_in_the_middle() -> None:
    text = np.frombuffer(b"2010", dtype=np.uint8)  # runs 2, 0, 1, 0
    counts, _, status = rle.decode_strings(text, np.array([0, 4]), np.array([[3, 1]]))
    assert (counts.tolist(), status.tolist()) == ([3], [0])
