"""The functions of ``pycocotools.mask``: run-length encodings of masks, by the same names and with the same results.

An encoding is a dictionary ``{"size": [h, w], "counts": bytes}``. What pycocotools refuses or misreads although the
meaning is plain is accepted (C order, bool and other integers, str or list counts, one polygon or box as a flat list,
more than 255 masks in `area`); what cannot be right is an error: counts that do not fill the image, masks of several
sizes, numbers that are not finite.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.compat._boxes import corners_and_areas
from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry.masks import Masks
from labelgauge.kernels import overlap

Rle = dict[str, Any]
Boxes = NDArray[np.float64]


def encode(bimask: NDArray[Any]) -> Any:
    """Encode pixels.

    Parameters
    ----------
    bimask
        Bool or integer array, (h, w) for one mask or (h, w, n) for n, in any memory order. As in pycocotools, runs end
        where *values* change, so that of two non-zero values side by side the second begins background: give ``m > 0``
        if an array has more than one value besides 0.

    Returns
    -------
    dict, or list of dict
        One encoding for (h, w), n for (h, w, n).

    Raises
    ------
    InputError
        If it is not a bool or integer array of 2 or 3 dimensions.

    Examples
    --------
    >>> import numpy as np
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.encode(np.array([[0, 1], [1, 1]], dtype=np.uint8))
    {'size': [2, 2], 'counts': b'13'}
    """
    if not isinstance(bimask, np.ndarray) or bimask.ndim not in {2, 3}:
        what = f"bimask must be an array of shape (h, w) or (h, w, n), not {_described(bimask)}"
        raise InputError(what)
    if bimask.dtype != np.bool_ and not np.issubdtype(bimask.dtype, np.integer):
        what = f"bimask must be a bool or integer array, not {bimask.dtype.name}"
        raise InputError(what, fix="Threshold it first.")
    stacked = bimask[..., np.newaxis] if bimask.ndim == 2 else bimask
    encoded = Masks.from_dense(np.moveaxis(_as_runs_end(stacked), -1, 0)).to_rle()
    return encoded[0] if bimask.ndim == 2 else encoded


def decode(rleObjs: Rle | list[Rle]) -> NDArray[np.uint8]:
    """Decode to pixels.

    Parameters
    ----------
    rleObjs
        One encoding or a list of them, all of one size.

    Returns
    -------
    uint8
        (h, w) for one, (h, w, n) for a list, in Fortran order; (0, 0, 0) for an empty list.

    Raises
    ------
    InputError
        If an item is not an encoding.
    GeometryError
        If counts cannot be decoded or do not fill their image, or sizes differ.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.decode({"size": [2, 2], "counts": b"13"}).tolist()
    [[0, 1], [1, 1]]
    """
    masks = _masks(rleObjs)
    height, width = masks.size
    # Runs follow the columns: as masks of one column, their pixels lie in memory as Fortran order has them.
    pixels = np.tile(np.array([[height * width, 1]], dtype=np.int64), (len(masks), 1))
    columns = Masks.from_arrays(masks.counts, masks.offsets, pixels).to_dense().view(np.uint8)
    decoded = columns.reshape(len(masks), width, height).transpose(2, 1, 0)
    return decoded if isinstance(rleObjs, list) else np.asarray(decoded[:, :, 0])


def area(rleObjs: Rle | list[Rle]) -> Any:
    """Count the foreground pixels.

    Parameters
    ----------
    rleObjs
        One encoding or a list of them.

    Returns
    -------
    numpy.uint32, or uint32 (n,)
        One number for one encoding, an array for a list.

    Raises
    ------
    InputError
        If an item is not an encoding.
    GeometryError
        If counts cannot be decoded or do not fill their image.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> int(mask.area({"size": [2, 2], "counts": b"13"}))
    3
    """
    areas = _masks(rleObjs).area.astype(np.uint32)
    return areas if isinstance(rleObjs, list) else areas[0]


def toBbox(rleObjs: Rle | list[Rle]) -> NDArray[np.float64]:
    """Smallest boxes around the foreground.

    Parameters
    ----------
    rleObjs
        One encoding or a list of them.

    Returns
    -------
    float64 (4,), or (n, 4)
        x, y, width, height; four zeros for an empty mask.

    Raises
    ------
    InputError
        If an item is not an encoding.
    GeometryError
        If counts cannot be decoded or do not fill their image.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.toBbox({"size": [2, 2], "counts": b"22"}).tolist()
    [1.0, 0.0, 1.0, 2.0]
    """
    boxes = _masks(rleObjs).boxes.xywh
    return boxes if isinstance(rleObjs, list) else boxes[0]


def iou(dt: Any, gt: Any, pyiscrowd: ArrayLike) -> Any:
    """Intersection over union of every detection with every gold object.

    Parameters
    ----------
    dt, gt
        Both lists of encodings of one size, or both boxes: an array (n, 4) or a list of four numbers each, x, y, width,
        height.
    pyiscrowd
        One flag per gold object: for a crowd the denominator is the detection's area alone.

    Returns
    -------
    float64 (n_dt, n_gt), in Fortran order
        Ratios; 0 where nothing is shared. ``[]`` if either side is empty.

    Raises
    ------
    InputError
        If a side is neither, the sides differ in kind, or the flags are not one per gold object.
    GeometryError
        If masks differ in size or do not fill their image, or a box is not finite.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.iou([[0, 0, 2, 2]], [[1, 0, 2, 2], [0, 0, 4, 4]], [0, 1]).tolist()
    [[0.3333333333333333, 1.0]]
    """
    candidate, gold = _side(dt, "dt"), _side(gt, "gt")
    crowd = _flags(pyiscrowd, len(gold))
    if not len(candidate) or not len(gold):
        return []
    if isinstance(candidate, Masks) and isinstance(gold, Masks):
        sides = (gold.counts, gold.offsets, gold.sizes, candidate.counts, candidate.offsets, candidate.sizes)
        return overlap.mask_overlap(*sides, crowd, overlap.IOU).T
    if isinstance(candidate, Masks) or isinstance(gold, Masks):
        what = "dt and gt must be of one kind, encodings or boxes"
        raise InputError(what)
    return overlap.box_overlap(*corners_and_areas(gold), *corners_and_areas(candidate), crowd, overlap.IOU).T


def merge(rleObjs: Any, intersect: int | bool = 0) -> Rle:
    """Unite masks, or intersect them.

    Parameters
    ----------
    rleObjs
        List of encodings of one size.
    intersect
        Whether only pixels that all masks have are kept, instead of those that any has.

    Returns
    -------
    dict
        One encoding; for an empty list that of an image without pixels, as in pycocotools.

    Raises
    ------
    InputError
        If it is not a list of encodings.
    GeometryError
        If sizes differ, or counts cannot be decoded or do not fill their image.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.merge([{"size": [2, 2], "counts": b"13"}, {"size": [2, 2], "counts": b"22"}], intersect=True)
    {'size': [2, 2], 'counts': b'22'}
    """
    if not isinstance(rleObjs, list):
        what = f"rleObjs must be a list of encodings, not {_described(rleObjs)}"
        raise InputError(what)
    if not rleObjs:
        return {"size": [0, 0], "counts": b""}
    masks = Masks.from_rle(rleObjs)
    return (masks.intersection() if intersect else masks.union()).to_rle()[0]


def frPyObjects(pyobj: Any, h: int, w: int) -> Any:
    """Encode polygons, boxes or run lengths.

    Parameters
    ----------
    pyobj
        A list of polygons (each flat, x, y, x, y, …), of boxes (x, y, width, height) or of dictionaries with ``size``
        and ``counts``; an array (n, 4) of boxes; or one such polygon, box or dictionary. The first item says what a
        list holds; among polygons, four numbers are a polygon of two points, which covers nothing.
    h, w
        Height and width of the image; dictionaries bring their own size.

    Returns
    -------
    list of dict, or dict
        One encoding per item, or one for one object.

    Raises
    ------
    InputError
        If it is none of these, a polygon has an odd number of coordinates, or the sizes are no whole numbers.
    GeometryError
        If a number is not finite, or counts do not fill their image.

    Examples
    --------
    >>> from labelgauge.compat.pycocotools import mask
    >>> mask.frPyObjects([[1, 1, 3, 1, 3, 3, 1, 3]], 5, 5)
    [{'size': [5, 5], 'counts': b'62309'}]
    >>> mask.frPyObjects({"size": [2, 2], "counts": [1, 3]}, 2, 2)
    {'size': [2, 2], 'counts': b'13'}
    """
    if isinstance(pyobj, dict):
        return Masks.from_rle([pyobj]).to_rle()[0]
    if isinstance(pyobj, np.ndarray):
        return _boxes_drawn(pyobj, h, w)
    if not isinstance(pyobj, list):
        what = f"pyobj must be a list, a dictionary or an array of boxes, not {_described(pyobj)}"
        raise InputError(what)
    if not pyobj:
        return []
    if isinstance(pyobj[0], dict):
        return Masks.from_rle(pyobj).to_rle()
    if isinstance(pyobj[0], int | float | np.number):
        return _flat_drawn([pyobj], h, w)[0]
    return _flat_drawn(pyobj, h, w)


def _masks(objects: Rle | list[Rle]) -> Masks:
    return Masks.from_rle(objects if isinstance(objects, list) else [objects])


def _as_runs_end(pixels: NDArray[Any]) -> NDArray[Any]:
    """Foreground and background as pycocotools' runs alternate: at every change of value down the columns.

    Of arrays with one value besides 0 these are the pixels themselves.
    """
    if pixels.dtype == np.bool_ or not pixels.size or _has_one_value(pixels):
        return pixels
    height, width, n = pixels.shape
    down_columns = pixels.transpose(2, 1, 0).reshape(n, width * height)
    changes = np.empty(down_columns.shape, dtype=np.bool_)
    changes[:, 0] = down_columns[:, 0] != 0
    np.not_equal(down_columns[:, 1:], down_columns[:, :-1], out=changes[:, 1:])
    runs: NDArray[np.bool_] = np.logical_xor.accumulate(changes, axis=1)
    return runs.reshape(n, width, height).transpose(2, 1, 0)


def _has_one_value(pixels: NDArray[Any]) -> bool:
    least, most = int(pixels.min()), int(pixels.max())
    if (least, most) in {(0, 0), (0, 1), (1, 1)}:
        return True
    return bool(np.all((pixels == 0) | (pixels == (most or least))))


def _side(objects: Any, name: str) -> Masks | Boxes:
    """One side of `iou`: masks, or x, y, width, height."""
    if isinstance(objects, np.ndarray):
        return _box_rows(objects, name)
    if not isinstance(objects, list):
        what = f"{name} must be a list of encodings, or boxes as an array or list, not {_described(objects)}"
        raise InputError(what)
    if objects and all(isinstance(item, dict) for item in objects):
        return Masks.from_rle(objects)
    for i, item in enumerate(objects):
        if not isinstance(item, list | tuple | np.ndarray) or len(item) != 4:
            what = f"must be an encoding like all others or a box of four numbers, not {_described(item)}"
            raise InputError(what, where=f"{name}[{i}]")
    return _box_rows(objects, name)


def _box_rows(boxes: Any, name: str) -> Boxes:
    try:
        rows = np.asarray(boxes, dtype=np.float64)
    except (TypeError, ValueError):
        what = f"{name} must hold numbers, x, y, width, height of each box"
        raise InputError(what) from None
    if not rows.size and rows.ndim <= 2:
        return rows.reshape(0, 4)
    if rows.ndim != 2 or rows.shape[1] != 4:
        what = f"{name} must have shape (n, 4), x, y, width, height, not {rows.shape}"
        raise InputError(what)
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        i = int(np.argmin(finite))
        what = f"box {i} is not finite: {rows[i].tolist()}"
        raise GeometryError(what, where=name)
    return rows


def _flags(flags: ArrayLike, n: int) -> NDArray[np.uint8]:
    crowd = np.asarray(flags)
    if crowd.shape != (n,) or crowd.dtype.kind not in "biuf":
        what = f"pyiscrowd must have one flag per gold object ({n}), not {flags!r}"
        raise InputError(what)
    is_crowd: NDArray[np.bool_] = np.not_equal(crowd, 0)
    return is_crowd.astype(np.uint8)


def _flat_drawn(items: Sequence[Any], h: int, w: int) -> list[Rle]:
    """Encodings of boxes or polygons, each a flat list; the first one says which."""
    for i, item in enumerate(items):
        if not isinstance(item, list | tuple | np.ndarray) or np.ndim(item) != 1:
            what = f"a polygon or box must be a flat list of numbers, not {_described(item)}"
            raise InputError(what, where=f"item {i}")
    if len(items[0]) == 4:
        return _boxes_drawn(items, h, w)
    return Masks.from_polygons([[item] for item in items], (h, w)).to_rle()


def _boxes_drawn(boxes: Any, h: int, w: int) -> list[Rle]:
    x, y, width, height = _box_rows(boxes, "pyobj").T
    rings = np.stack((x, y, x, y + height, x + width, y + height, x + width, y), axis=1)
    return Masks.from_polygons([[ring] for ring in rings], (h, w)).to_rle()


def _described(value: Any) -> str:
    return f"shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
