"""Gold objects and detections of images that come one by one, as matching by score sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError, check_instance
from labelgauge.geometry.boxes import Boxes
from labelgauge.geometry.masks import Masks
from labelgauge.matching.detections import Shapes
from labelgauge.matching.judged import Detections, GoldObjects
from labelgauge.matching.shapes import BoxShapes, MaskShapes, MaskSide
from labelgauge.metrics._band_width import BandWidth
from labelgauge.scoring.detection_parameters import DetectionParameters
from labelgauge.scoring.detection_sides import Sides

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Geometry = Boxes | Masks

_WHERE = "DetectionAccumulator.update"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ImageObjects:
    """One image: geometry and columns of both sides; categories are places in the accumulator's list."""

    image_id: Any
    gold: Geometry
    detections: Geometry
    gold_category: Ints
    category: Ints
    score: Floats
    crowd: Bools
    ignored: Bools
    area: Floats


def checked_image(
    image_id: Any,
    gold: tuple[Geometry, Sequence[Any] | NDArray[Any]],
    detections: tuple[Geometry, Sequence[Any] | NDArray[Any], ArrayLike],
    flags: tuple[ArrayLike | None, ArrayLike | None, ArrayLike | None],
    categories: tuple[Any, ...],
    parameters: DetectionParameters,
) -> ImageObjects:
    """Check what `DetectionAccumulator.update` was given.

    Raises
    ------
    InputError
        If it is not as described there.
    """
    place = {value: i for i, value in enumerate(categories)}
    kind = Boxes if parameters.task == "bbox" else Masks
    for name, (geometry, labels) in (("gold", gold), ("detections", detections[:2])):
        check_instance(geometry, kind, name, fix=f"task={parameters.task!r} compares labelgauge.{kind.__name__}.")
        _check_length(labels, len(geometry), f"categories of {name}")
    if kind is Masks:
        _check_sizes(gold[0], detections[0])
    n_gold, n = len(gold[0]), len(detections[0])
    crowd, ignore, area = flags
    if ignore is not None and parameters.strict:
        what = "ignore is not honoured with parity='strict', as pycocotools overwrites it by crowd"
        raise InputError(what, where=_WHERE, fix="Use parity='corrected'.")
    is_crowd = _column(crowd, n_gold, "crowd", np.bool_, False)
    return ImageObjects(
        image_id,
        gold[0],
        detections[0],
        _places(gold[1], place, "gold_category"),
        _places(detections[1], place, "category"),
        _scores(detections[2], n),
        is_crowd,
        is_crowd | _column(ignore, n_gold, "ignore", np.bool_, False),
        _column(area, n_gold, "area", np.float64, np.nan),
    )


def _check_length(values: Any, n: int, name: str) -> None:
    if len(values) != n:
        what = f"there are {len(values)} {name}, of which there are {n}"
        raise InputError(what, where=_WHERE)


def _check_sizes(gold: Any, detections: Any) -> None:
    sizes = np.unique(np.concatenate((gold.sizes, detections.sizes)), axis=0)
    if len(sizes) > 1:
        what = f"masks of one image have sizes {sizes.tolist()}"
        raise InputError(what, where=_WHERE, fix="All are of the image's height and width.")


def _places(values: Any, place: dict[Any, int], name: str) -> Ints:
    plain = values.tolist() if isinstance(values, np.ndarray) else list(values)
    unknown = [value for value in plain if value not in place]
    if unknown:
        what = f"{name} has {unknown[0]!r}, which is no category of the accumulator"
        raise InputError(what, where=_WHERE, fix="Give the accumulator all categories.")
    return np.array([place[value] for value in plain], dtype=np.int64)


def _scores(values: ArrayLike, n: int) -> Floats:
    score = _column(values, n, "score", np.float64, np.nan)
    if not np.isfinite(score).all():
        row = int(np.argmin(np.isfinite(score)))
        what = f"score has {score[row]} at {row}; detections are ranked by finite scores"
        raise InputError(what, where=_WHERE)
    return score


def _column(values: ArrayLike | None, n: int, name: str, dtype: Any, absent: Any) -> NDArray[Any]:
    if values is None:
        return np.full(n, absent, dtype)
    try:
        column = np.array(values, dtype=dtype)
    except (TypeError, ValueError) as error:
        what = f"{name} must be {np.dtype(dtype).name}, not {values!r}"
        raise InputError(what, where=_WHERE) from error
    if column.shape != (n,):
        what = f"{name} must have one entry for each of {n}, not the shape {column.shape}"
        raise InputError(what, where=_WHERE)
    return column


def sides_of_images(images: list[ImageObjects], categories: tuple[Any, ...], parameters: DetectionParameters) -> Sides:
    """Put images together, in the order of their ids."""
    placed = sorted(images, key=lambda image: image.image_id)
    shapes, areas = _shapes(placed, parameters)
    stated = _joined([image.area for image in placed], np.float64)
    turns = [_joined([getattr(image, name) for image in placed], np.int64) for name in ("gold_category", "category")]
    gold_category, category = (np.zeros_like(turn) if parameters.class_agnostic else turn for turn in turns)
    gold_turn, turn = turns if parameters.class_agnostic else (None, None)
    return Sides(
        gold=GoldObjects(
            category=gold_category,
            image=np.repeat(np.arange(len(placed)), [len(image.gold_category) for image in placed]).astype(np.int64),
            area=np.where(np.isnan(stated), areas[0], stated),
            crowd=_joined([image.crowd for image in placed], np.bool_),
            ignored=_joined([image.ignored for image in placed], np.bool_),
            turn=gold_turn,
        ),
        detections=Detections(
            category=category,
            image=np.repeat(np.arange(len(placed)), [len(image.category) for image in placed]).astype(np.int64),
            area=areas[1],
            score=_joined([image.score for image in placed], np.float64),
            excused=np.zeros(len(category), np.bool_),
            turn=turn,
        ),
        shapes=shapes,
        there=None,
        kept=None,
        unseen=np.zeros(len(gold_category), np.bool_),
        category_ids=["all"] if parameters.class_agnostic else list(categories),
        image_ids=[image.image_id for image in placed],
    )


def _joined(columns: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, dtype), *columns])


def _shapes(images: list[ImageObjects], parameters: DetectionParameters) -> tuple[Shapes, tuple[Floats, Floats]]:
    if parameters.task == "bbox":
        sides = [_boxes([getattr(image, name) for image in images]) for name in ("gold", "detections")]
        return BoxShapes(sides[0], sides[1]), (sides[0][1], sides[1][1])
    masks = [_masks([getattr(image, name) for image in images], parameters) for name in ("gold", "detections")]
    return MaskShapes(masks[0], masks[1]), (masks[0].area.astype(np.float64), masks[1].area.astype(np.float64))


def _boxes(batches: list[Boxes]) -> tuple[Floats, Floats]:
    corners = np.concatenate([np.zeros((0, 4)), *(batch.corners for batch in batches)])
    return corners, _joined([batch.areas for batch in batches], np.float64)


def _masks(batches: list[Masks], parameters: DetectionParameters) -> MaskSide:
    masks = Masks.concatenate(batches) if batches else Masks.from_dense(np.zeros((0, 1, 1), np.bool_))
    if parameters.task != "boundary":
        return MaskSide.of(masks)
    width = BandWidth(None, parameters.dilation_ratio, None, None, "chebyshev")
    return MaskSide.of(masks, width.distances(masks).astype(np.int64))
