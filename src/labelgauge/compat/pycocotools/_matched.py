"""Two `COCO` objects matched by the parameters of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labelgauge.compat._detection import shapes
from labelgauge.compat._detection.evaluated import Evaluated
from labelgauge.compat._detection.matching import matched
from labelgauge.compat._detection.settings import Settings
from labelgauge.compat._detection.sides import DETECTION, GOLD, Rows, rows_of, scored_detections
from labelgauge.matching.detections import Shapes
from labelgauge.matching.judged import GoldObjects

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params


def evaluated_by(params: Params, gold: Any, detections: Any) -> Evaluated:
    """Match detections with gold.

    Raises
    ------
    InputError
        If parameters, or annotations, cannot be used.
    GeometryError
        If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
    """
    settings = Settings(
        iou_type=params.iouType,
        image_ids=params.imgIds,
        category_ids=params.catIds,
        pooled=not params.useCats,
        thresholds=params.iouThrs,
        areas=params.areaRng,
        most=params.maxDets[-1],
        sigmas=getattr(params, "kpt_oks_sigmas", None),
    )
    gold_rows = rows_of(gold.dataset.get("annotations", ()), settings, GOLD)
    rows = rows_of(detections.dataset.get("annotations", ()), settings, DETECTION)
    objects, found = _gold_objects(gold_rows, settings), scored_detections(rows)
    geometry = _shapes_of((gold_rows, rows), (gold.imgs, detections.imgs), settings)
    return Evaluated(matched((gold_rows, objects), (rows, found), geometry, settings), settings)


def _gold_objects(rows: Rows, settings: Settings) -> GoldObjects:
    """As in pycocotools, ``ignore`` is what ``iscrowd`` says, and of keypoints, whether there are none."""
    crowd = rows.flags("iscrowd")
    ignored = crowd | (rows.numbers("num_keypoints") == 0) if settings.iou_type == "keypoints" else crowd
    return GoldObjects(rows.category, rows.image, rows.numbers("area"), crowd, ignored)


def _shapes_of(rows: tuple[Rows, Rows], images: tuple[Any, Any], settings: Settings) -> Shapes:
    if settings.iou_type == "bbox":
        return shapes.box_shapes(*rows)
    if settings.iou_type == "segm":
        return shapes.mask_shapes((rows[0], images[0]), (rows[1], images[1]))
    return shapes.NoShapes() if settings.pooled else shapes.pose_shapes(*rows, settings.sigmas)
