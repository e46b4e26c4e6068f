"""
Polygons to masks, masks to outlines.
"""

from __future__ import annotations
import numpy
import numpy.typing
import typing

__all__: list[str] = ["rasterize_coco"]

def rasterize_coco(
    points: numpy.typing.NDArray[numpy.float64],
    ring_offsets: numpy.typing.NDArray[numpy.int64],
    mask_offsets: numpy.typing.NDArray[numpy.int64],
    sizes: numpy.typing.NDArray[numpy.int64],
    threads: typing.SupportsInt | typing.SupportsIndex,
    isa: typing.SupportsInt | typing.SupportsIndex,
) -> tuple: ...
