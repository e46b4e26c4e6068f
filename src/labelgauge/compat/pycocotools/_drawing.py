"""Annotations drawn on matplotlib's current axes."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.errors import MissingExtraError

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.coco import COCO

Record = dict[str, Any]
# Shades by the golden ratio: neighbours in a list differ well, and the same annotations look the same every time.
_GOLDEN = (5**0.5 - 1) / 2
_CROWD_COLOR = (0.01, 0.65, 0.4)


def draw(coco: COCO, annotations: Sequence[Record], *, with_boxes: bool) -> None:
    """Draw polygons, masks, keypoints and, if asked, boxes.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    pyplot, colors, patches = (_matplotlib(name) for name in ("pyplot", "colors", "patches"))
    axes = pyplot.gca()
    axes.set_autoscale_on(False)
    for number, annotation in enumerate(annotations):
        color = colors.hsv_to_rgb((number * _GOLDEN % 1, 0.6, 0.9))
        for outline in _outlines(annotation, with_boxes):
            axes.add_patch(patches.Polygon(outline, facecolor=(*color, 0.4), edgecolor=color, linewidth=2))
        if isinstance(annotation.get("segmentation"), dict):
            shade = _CROWD_COLOR if annotation.get("iscrowd") else color
            axes.imshow(_overlay(coco.annToMask(annotation), shade))
        if isinstance(annotation.get("keypoints"), list):
            _draw_pose(axes, annotation, _skeleton(coco, annotation), color)


def _outlines(annotation: Record, with_boxes: bool) -> list[NDArray[np.float64]]:
    segmentation = annotation.get("segmentation")
    rings = segmentation if isinstance(segmentation, list) else []
    outlines = [np.asarray(ring, dtype=np.float64).reshape(-1, 2) for ring in rings]
    if with_boxes:
        x, y, width, height = annotation["bbox"]
        outlines.append(np.array([[x, y], [x, y + height], [x + width, y + height], [x + width, y]], dtype=np.float64))
    return outlines


def _overlay(mask: NDArray[np.uint8], color: Sequence[float]) -> NDArray[np.float64]:
    """The mask in one colour, half transparent, and nothing elsewhere."""
    overlay = np.empty((*mask.shape, 4))
    overlay[..., :3] = color
    overlay[..., 3] = 0.5 * mask
    return overlay


def _skeleton(coco: COCO, annotation: Record) -> list[list[int]]:
    """Pairs of keypoints, counted from 1, that a line joins."""
    category = coco.cats.get(annotation.get("category_id"), {})
    skeleton: list[list[int]] = category.get("skeleton", [])
    return skeleton


def _draw_pose(axes: Any, annotation: Record, skeleton: list[list[int]], color: Sequence[float]) -> None:
    x, y, visibility = np.asarray(annotation["keypoints"], dtype=np.float64).reshape(-1, 3).T
    for joint in skeleton:
        ends = np.asarray(joint) - 1
        if np.all(visibility[ends] > 0):
            axes.plot(x[ends], y[ends], linewidth=3, color=color)
    for shown, edge in ((visibility > 0, "black"), (visibility > 1, color)):
        axes.plot(x[shown], y[shown], "o", markersize=8, markerfacecolor=color, markeredgecolor=edge, markeredgewidth=2)


def _matplotlib(name: str) -> Any:
    try:
        return importlib.import_module(f"matplotlib.{name}")
    except ImportError as error:
        what = "showing annotations needs matplotlib, which is not installed"
        raise MissingExtraError(what, fix="Install it: pip install matplotlib.") from error
