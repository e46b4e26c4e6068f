"""The two sides of a comparison, brought to one kind of geometry."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.boxes_3d import Boxes3D
from labelgauge.geometry.masks import Masks
from labelgauge.geometry.polygons import Polygons
from labelgauge.geometry.rotated_boxes import RotatedBoxes

Geometry = Masks | Boxes | RotatedBoxes | Boxes3D | Polygons


def as_geometry(value: Any, name: str, threads: int = 1) -> Geometry:
    """`value` itself if it is geometry; masks if it is a bool array."""
    if isinstance(value, Geometry):
        return value
    array = np.asarray(value)
    if np.issubdtype(array.dtype, np.floating):
        what = f"{name} is a float array, which could be boxes or scores"
        raise InputError(
            what, fix="For boxes pass labelgauge.Boxes(array) or RotatedBoxes(array); for masks threshold it to bool."
        )
    if array.dtype != np.bool_:
        what = f"{name} must be Masks, Boxes or a bool array, not {array.dtype.name}"
        raise InputError(what, fix="For a label map use labelgauge.Masks.from_label_map.")
    return Masks.from_dense(array, threads=threads)


def as_masks(value: Any, name: str, threads: int = 1) -> Masks:
    """`value` as masks; boxes have no pixels."""
    masks = as_geometry(value, name, threads)
    if not isinstance(masks, Masks):
        what = f"{name} is {type(masks).__name__}, but only masks have boundaries of pixels"
        raise InputError(what, fix="Pass labelgauge.Masks or a bool array.")
    return masks


def pair_index(gold: Geometry, candidate: Geometry, *, paired: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the two sides of every comparison, row after row: one by one, or each with each."""
    if paired:
        check_paired(gold, candidate)
        both = np.arange(len(gold), dtype=np.int64)
        return both, both
    rows, columns = np.indices((len(gold), len(candidate)), dtype=np.int64)
    return rows.ravel(), columns.ravel()


def as_pair(gold: Any, candidate: Any, threads: int = 1) -> tuple[Geometry, Geometry]:
    """Both sides as geometry of one kind."""
    g, c = as_geometry(gold, "gold", threads), as_geometry(candidate, "candidate", threads)
    if type(g) is not type(c):
        what = f"gold is {type(g).__name__} but candidate is {type(c).__name__}"
        raise InputError(what, fix="Compare masks with masks, or the boxes of both (masks.boxes).")
    return g, c


def check_paired(gold: Geometry, candidate: Geometry) -> None:
    """Paired comparison needs two sides of one length."""
    if len(gold) != len(candidate):
        what = f"paired=True needs as many gold as candidates, not {len(gold)} and {len(candidate)}"
        raise InputError(what)


def crowd_flags(crowd: ArrayLike | None, n_gold: int) -> NDArray[np.uint8]:
    """Crowd flags as kernels want them: uint8 (n,), or (0,) when there are none."""
    if crowd is None:
        return np.zeros(0, dtype=np.uint8)
    flags = np.asarray(crowd)
    if flags.shape != (n_gold,) or not (flags.dtype == np.bool_ or np.issubdtype(flags.dtype, np.integer)):
        what = f"crowd must be one bool or 0/1 per gold ({n_gold}), not {flags.dtype.name} of shape {flags.shape}"
        raise InputError(what)
    return flags.astype(np.bool_).astype(np.uint8)
