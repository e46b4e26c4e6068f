"""Fields of polygons to run lengths, pixels to run lengths, and run lengths to pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from contest import Call, Field, coco_like, entered, memory_floor
from overlap_fields import by_columns
from shapes import Size, outlines, pixels, real_polygons, run_lengths

import labelgauge as lg


def polygons(n: int, vertices: int) -> Field:
    """Polygons of one ring each to COCO's compressed RLE."""
    size = (480, 640)
    points = [polygon[0] for polygon in outlines(n, size, vertices, 3)]
    rings = [ring.tolist() for ring in points]
    nested = [[ring] for ring in rings]

    def ours(threads: int = 1) -> Any:
        return lg.Masks.from_polygons(nested, size, threads=threads).to_rle()

    peers = entered(coco_like(lambda mask: lambda: mask.frPyObjects(rings, *size)))
    return Field(ours, peers, equal_masks, memory_floor(points, _text_bytes(ours())))


def real() -> Field:
    """Polygons that people drew, several rings a mask, to COCO's compressed RLE."""
    size = (640, 640)
    rings = real_polygons()

    def ours(threads: int = 1) -> Any:
        return lg.Masks.from_polygons(rings, size, threads=threads).to_rle()

    def like_coco(mask: Any) -> Call:
        return lambda: [mask.merge(mask.frPyObjects(polygon, *size)) for polygon in rings]

    points = [np.array(ring) for polygon in rings for ring in polygon]
    return Field(ours, entered(coco_like(like_coco)), equal_masks, memory_floor(points, _text_bytes(ours())))


def encode(n: int, size: Size) -> Field:
    """Pixels to COCO's compressed RLE."""
    dense = pixels(n, size, 4)
    columns = by_columns(dense)

    def ours(threads: int = 1) -> Any:
        return lg.Masks.from_dense(dense, threads=threads).to_rle()

    peers = entered(coco_like(lambda mask: lambda: mask.encode(columns)))
    return Field(ours, peers, equal_masks, memory_floor([dense], _text_bytes(ours())))


def decode(n: int, size: Size) -> Field:
    """COCO's compressed RLE to pixels."""
    masks = run_lengths(n, size, 4)

    def ours(threads: int = 1) -> Any:
        return lg.Masks.from_rle(masks, threads=threads).to_dense(threads=threads)

    peers = entered(coco_like(lambda mask: lambda: np.moveaxis(mask.decode(masks), -1, 0)))
    floor = memory_floor([lg.Masks.from_rle(masks).counts], n * size[0] * size[1])
    return Field(ours, peers, np.array_equal, floor)


def equal_masks(ours: Any, theirs: Any) -> bool:
    """Whether two lists of RLE dictionaries are equal byte for byte."""
    return [(m["size"], m["counts"]) for m in ours] == [(list(m["size"]), m["counts"]) for m in theirs]


def _text_bytes(masks: Any) -> int:
    return sum(len(mask["counts"]) for mask in masks)
