"""Which kernels compare which kind of geometry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.boxes_3d import Boxes3D
from labelgauge.geometry.masks import Masks
from labelgauge.geometry.polygons import Polygons
from labelgauge.geometry.rotated_boxes import RotatedBoxes
from labelgauge.kernels import overlap, polygon, rotated

Floats = NDArray[np.float64]


class Kind(NamedTuple):
    """How one kind of geometry is compared.

    `columns` are the arrays that its kernels take, `extents` the area or volume of each item, `around` the
    axis-parallel boxes outside which nothing of an item lies (x0, y0, x1, y1).
    """

    columns: Callable[[Any], tuple[Any, ...]]
    extents: Callable[[Any], NDArray[Any]]
    around: Callable[[Any], Floats]
    matrix: Callable[..., Floats]
    pairs: Callable[..., Floats]


_KINDS: dict[type, Kind] = {
    Boxes: Kind(
        columns=lambda side: (side.corners, side.areas),
        extents=lambda side: side.areas,
        around=lambda side: side.corners,
        matrix=overlap.box_overlap,
        pairs=overlap.box_overlap_pairs,
    ),
    RotatedBoxes: Kind(
        columns=lambda side: (side.values,),
        extents=lambda side: side.areas,
        around=lambda side: side.boxes.corners,
        matrix=rotated.rotated_overlap,
        pairs=rotated.rotated_overlap_pairs,
    ),
    Polygons: Kind(
        columns=lambda side: side.columns,
        extents=lambda side: side.areas,
        around=lambda side: side.boxes.corners,
        matrix=polygon.polygon_overlap,
        pairs=polygon.polygon_overlap_pairs,
    ),
    Boxes3D: Kind(
        columns=lambda side: (side.values,),
        extents=lambda side: side.volumes,
        around=lambda side: side.footprints.boxes.corners,
        matrix=rotated.upright_overlap,
        pairs=rotated.upright_overlap_pairs,
    ),
}


def kind_of(side: Any) -> Kind:
    """The kind of a side that is not masks."""
    return _KINDS[type(side)]


def is_empty(side: Any) -> NDArray[np.bool_]:
    """Which items have no pixels, no area or no volume; a mask is empty if its background is its only run."""
    empty: NDArray[np.bool_]
    empty = np.diff(side.offsets) == 1 if isinstance(side, Masks) else kind_of(side).extents(side) == 0
    return empty
