"""`LVIS` objects matched: an image is judged on the categories that it was searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection import shapes
from labelgauge.compat._detection.evaluated import Evaluated
from labelgauge.compat._detection.matching import matched
from labelgauge.compat._detection.settings import Settings
from labelgauge.compat._detection.sides import DETECTION, GOLD, Rows, rows_of, scored_detections
from labelgauge.errors import InputError
from labelgauge.matching.judged import GoldObjects

if TYPE_CHECKING:
    from labelgauge.compat.lvis.eval import Params
    from labelgauge.compat.lvis.lvis import LVIS

Record = dict[str, Any]
Ints = NDArray[np.int64]


def evaluated_by(params: Params, gold: LVIS, detections: LVIS) -> Evaluated:
    """Match detections with gold.

    Detections of categories that an image neither has nor is known not to have take no part. Those of categories that
    were not labelled exhaustively are not wrong where they find nothing. As in the LVIS API, crowds are gold like any
    other, ``ignore`` is honoured, and what has no area takes no part.

    Raises
    ------
    InputError
        If parameters, or annotations, cannot be used.
    GeometryError
        If a segmentation cannot be drawn or decoded, or masks of one image differ in size.
    """
    settings = Settings(
        iou_type=params.iou_type,
        image_ids=params.img_ids,
        category_ids=params.cat_ids,
        pooled=False,
        thresholds=params.iou_thrs,
        areas=params.area_rng,
        most=None,
    )
    gold_rows = _with_area(rows_of(gold.dataset.get("annotations", ()), settings, GOLD))
    found = _with_area(rows_of(detections.dataset.get("annotations", ()), settings, DETECTION))
    images = gold.load_imgs(settings.image_ids)
    n = max(len(settings.category_ids), 1)
    absent, partial = (
        _listed(images, name, settings.category_ids) for name in ("neg_category_ids", "not_exhaustive_category_ids")
    )
    judged_on = np.concatenate((gold_rows.image * n + gold_rows.category, absent))
    rows = found.take(np.flatnonzero(np.isin(found.image * n + found.category, judged_on)))
    excused = np.isin(rows.image * n + rows.category, partial)
    geometry = (
        shapes.box_shapes(gold_rows, rows)
        if settings.iou_type == "bbox"
        else shapes.mask_shapes((gold_rows, gold.imgs), (rows, detections.imgs))
    )
    both = (gold_rows, _gold_objects(gold_rows)), (rows, scored_detections(rows, excused))
    return Evaluated(matched(*both, geometry, settings), settings)


def _with_area(rows: Rows) -> Rows:
    area = rows.numbers("area")
    return rows.take(np.flatnonzero((area > 0) & (area < np.inf)))


def _gold_objects(rows: Rows) -> GoldObjects:
    no_crowds = np.zeros(len(rows.annotations), dtype=np.bool_)
    return GoldObjects(rows.category, rows.image, rows.numbers("area"), no_crowds, rows.flags("ignore"))


def _listed(images: list[Record], name: str, category_ids: list[Any]) -> Ints:
    """Which categories images list, as numbers image × categories + category."""
    place_of = {category_id: place for place, category_id in enumerate(category_ids)}
    keys = []
    for place, image in enumerate(images):
        if name not in image:
            what = f"there is no {name!r}, so it is not known which categories it was searched for"
            raise InputError(what, where=f"image id {image['id']!r}", fix="Evaluate COCO annotations with COCOeval.")
        keys += [place * len(place_of) + place_of[listed] for listed in image[name] if listed in place_of]
    return np.array(keys, dtype=np.int64)
