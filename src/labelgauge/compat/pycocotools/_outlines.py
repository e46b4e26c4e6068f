"""Segmentations of annotations, polygons or encodings of any kind, as masks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import GeometryError, InputError
from labelgauge.geometry._sizes import checked_size
from labelgauge.geometry.masks import Masks
from labelgauge.geometry.polygons import Polygons
from labelgauge.kernels import raster

Record = dict[str, Any]
Images = Mapping[Any, Record]


def encoded_segmentation(annotation: Record, images: Images) -> Record:
    """The encoding of one annotation: its own if that is compressed, else a new one.

    Raises
    ------
    InputError
        If the annotation has no segmentation, or its image or that image's size is not known.
    GeometryError
        If no polygon has three points or more, a number is not finite, or counts do not fill the image.
    """
    segmentation = _segmentation(annotation)
    if isinstance(segmentation, dict) and isinstance(segmentation.get("counts"), str | bytes):
        return segmentation
    return masks_of([annotation], images).to_rle()[0]


def masks_of(annotations: Sequence[Record], images: Images, *, threads: int = 1) -> Masks:
    """Masks of annotations, in their order, of any sizes.

    Raises
    ------
    InputError
        If an annotation has no segmentation, or its image or that image's size is not known.
    GeometryError
        If no polygon of one has three points or more, a number is not finite, or counts do not fill the image.
    """
    segmentations = [_segmentation(annotation) for annotation in annotations]
    is_outline = np.array([isinstance(segmentation, list) for segmentation in segmentations], dtype=np.bool_)
    encoded, drawn = np.flatnonzero(~is_outline).tolist(), np.flatnonzero(is_outline).tolist()
    parts = [
        _decoded([segmentations[i] for i in encoded], [annotations[i] for i in encoded], threads),
        _drawn([segmentations[i] for i in drawn], [annotations[i] for i in drawn], images, threads),
    ]
    return Masks.concatenate(parts).take(np.argsort(np.array(encoded + drawn, dtype=np.int64)))


def _segmentation(annotation: Record) -> Any:
    segmentation = annotation.get("segmentation")
    if not isinstance(segmentation, list | dict):
        what = f"'segmentation' must be a list of polygons or an encoding, not {type(segmentation).__name__}"
        raise InputError(what, where=_place(annotation), fix="Evaluate boxes with iouType='bbox'.")
    return segmentation


def _decoded(encodings: Sequence[Any], annotations: Sequence[Record], threads: int) -> Masks:
    try:
        return Masks.from_rle(encodings, threads=threads)
    except InputError:
        for encoding, annotation in zip(encodings, annotations, strict=True):
            _decoded_alone(encoding, annotation)
        raise


def _decoded_alone(encoding: Any, annotation: Record) -> None:
    try:
        Masks.from_rle([encoding])
    except InputError as error:
        raise placed(error, annotation) from None


def _drawn(outlines: Sequence[Any], annotations: Sequence[Record], images: Images, threads: int) -> Masks:
    sizes = np.array([_size(annotation, images) for annotation in annotations], dtype=np.int64).reshape(-1, 2)
    for rings, annotation in zip(outlines, annotations, strict=True):
        _check_rings(rings, annotation)
    try:
        return _rasterized(outlines, sizes, threads)
    except InputError:
        for i, annotation in enumerate(annotations):
            _drawn_alone(outlines[i], sizes[i : i + 1], annotation)
        raise


def _rasterized(outlines: Sequence[Any], sizes: NDArray[np.int64], threads: int) -> Masks:
    polygons = Polygons.from_rings(outlines, fill="united")
    counts, offsets = raster.rasterize_coco(
        polygons.points, polygons.ring_offsets, polygons.mask_offsets, sizes, threads=threads
    )
    return Masks.from_arrays(counts, offsets, sizes)


def _drawn_alone(rings: Any, size: NDArray[np.int64], annotation: Record) -> None:
    try:
        _rasterized([rings], size, 1)
    except InputError as error:
        raise placed(error, annotation) from None


def _check_rings(rings: Any, annotation: Record) -> None:
    """Rings of one or two points cover nothing, and are passed over where others do."""
    try:
        longest = max(map(len, rings), default=0)
    except TypeError:
        what = "'segmentation' must be a list of polygons, each a flat list x, y, x, y, …"
        raise InputError(what, where=_place(annotation)) from None
    if longest < 6:
        what = "'segmentation' has no polygon of three points or more, so there is nothing to draw"
        raise GeometryError(what, where=_place(annotation), fix="Remove the annotation, or evaluate boxes.")


def _size(annotation: Record, images: Images) -> tuple[int, int]:
    image = images.get(annotation.get("image_id"))
    if image is None:
        what = f"there is no image of id {annotation.get('image_id')!r}, so its size is not known"
        raise InputError(what, where=_place(annotation))
    try:
        return checked_size((image["height"], image["width"]), f"image id {image['id']!r}")
    except KeyError:
        what = "there is no 'height' or no 'width'"
        raise InputError(what, where=f"image id {image['id']!r}") from None


def placed(error: InputError, annotation: Record) -> InputError:
    """An error of a batch, said of the annotation that it is about."""
    return type(error)(error.what, where=_place(annotation), fix=error.fix)


def _place(annotation: Record) -> str:
    return f"annotation id {annotation.get('id')!r}"
