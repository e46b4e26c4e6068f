"""Segmentations of annotations, polygons or encodings of any kind, as masks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
Place = Callable[[Record], str]


def encoded_segmentation(annotation: Record, images: Images) -> Record:
    """The encoding of one annotation: its own if that is compressed, else a new one.

    Raises
    ------
    InputError
        If the annotation has no segmentation, or its image or that image's size is not known.
    GeometryError
        If no polygon has three points or more, a number is not finite, or counts do not fill the image.
    """
    segmentation = _segmentation(annotation, by_id)
    if isinstance(segmentation, dict) and isinstance(segmentation.get("counts"), str | bytes):
        return segmentation
    return masks_of([annotation], images).to_rle()[0]


def by_id(annotation: Record) -> str:
    """How errors name an annotation, unless told otherwise."""
    return f"annotation id {annotation.get('id')!r}"


def masks_of(annotations: Sequence[Record], images: Images, place: Place = by_id) -> Masks:
    """Masks of annotations, in their order, of any sizes. `place` names an annotation in errors.

    Raises
    ------
    InputError
        If an annotation has no segmentation, or its image or that image's size is not known.
    GeometryError
        If no polygon of one has three points or more, a number is not finite, or counts do not fill the image.
    """
    is_outline = [isinstance(_segmentation(annotation, place), list) for annotation in annotations]
    encoded, drawn = np.flatnonzero(np.logical_not(is_outline)).tolist(), np.flatnonzero(is_outline).tolist()
    parts = [
        _named(_decoded, [annotations[i] for i in encoded], place),
        _drawn([annotations[i] for i in drawn], images, place),
    ]
    return Masks.concatenate(parts).take(np.argsort(np.array(encoded + drawn, dtype=np.int64)))


def _segmentation(annotation: Record, place: Place) -> Any:
    segmentation = annotation.get("segmentation")
    if not isinstance(segmentation, list | dict):
        what = f"'segmentation' must be a list of polygons or an encoding, not {type(segmentation).__name__}"
        raise InputError(what, where=place(annotation), fix="Evaluate boxes with iouType='bbox'.")
    return segmentation


def _named(make: Callable[[Sequence[Record]], Masks], annotations: Sequence[Record], place: Place) -> Masks:
    """Masks of a batch; an error names the annotation that it is about."""
    try:
        return make(annotations)
    except InputError:
        for annotation in annotations:
            try:
                make([annotation])
            except InputError as error:
                named = type(error)(error.what, where=place(annotation), fix=error.fix)
                raise named from None
        raise


def _decoded(annotations: Sequence[Record]) -> Masks:
    return Masks.from_rle([annotation["segmentation"] for annotation in annotations])


def _drawn(annotations: Sequence[Record], images: Images, place: Place) -> Masks:
    for annotation in annotations:
        _check_rings(annotation, place)

    def rasterized(batch: Sequence[Record]) -> Masks:
        sizes = np.array([_size(annotation, images, place) for annotation in batch], dtype=np.int64).reshape(-1, 2)
        polygons = Polygons.from_rings([annotation["segmentation"] for annotation in batch], fill="united")
        columns: tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]
        columns = polygons.points, polygons.ring_offsets, polygons.mask_offsets
        return Masks.from_arrays(*raster.rasterize_coco(*columns, sizes), sizes)

    return _named(rasterized, annotations, place)


def _check_rings(annotation: Record, place: Place) -> None:
    """Rings of one or two points cover nothing, and are passed over where others do."""
    try:
        longest = max(map(len, annotation["segmentation"]), default=0)
    except TypeError:
        what = "'segmentation' must be a list of polygons, each a flat list x, y, x, y, …"
        raise InputError(what, where=place(annotation)) from None
    if longest < 6:
        what = "'segmentation' has no polygon of three points or more, so there is nothing to draw"
        raise GeometryError(what, where=place(annotation), fix="Remove the annotation, or evaluate boxes.")


def _size(annotation: Record, images: Images, place: Place) -> tuple[int, int]:
    image = images.get(annotation.get("image_id"))
    if image is None:
        what = f"there is no image of id {annotation.get('image_id')!r}, so its size is not known"
        raise InputError(what, where=place(annotation))
    try:
        size = image["height"], image["width"]
    except KeyError:
        what = f"its image, id {image['id']!r}, has no 'height' or no 'width'"
        raise InputError(what, where=place(annotation)) from None
    return checked_size(size, f"image id {image['id']!r}")
