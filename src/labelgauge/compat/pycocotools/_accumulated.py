"""Precision and recall by the parameters of ``accumulate``, of matching or of stored ``evalImgs``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.outcomes import Outcomes, Tensors
from labelgauge.errors import InputError
from labelgauge.geometry._columns import offsets_of
from labelgauge.kernels import detection as kernel

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

Record = dict[str, Any]
Floats = NDArray[np.float64]


def stored_outcomes(images: Sequence[Record | None], evaluated: Params) -> Outcomes:
    """Outcomes of ``evalImgs``: one entry per category, range of areas and image, in this order.

    Raises
    ------
    InputError
        If there are more or fewer entries than the parameters say.
    """
    n_categories = len(evaluated.catIds) if evaluated.useCats else 1
    shape = (n_categories, len(evaluated.areaRng), len(evaluated.imgIds))
    if len(images) != np.prod(shape):
        what = f"evalImgs must have {shape} entries (categories, areas, images), not {len(images)}"
        raise InputError(what, fix="Set _paramsEval to the parameters that they were made with.")
    entries = np.empty(len(images), dtype=object)
    entries[:] = images
    table = entries.reshape(shape).transpose(0, 2, 1)
    places = np.argwhere([[any(entry is not None for entry in cell) for cell in row] for row in table]).reshape(-1, 2)
    cells = [list(table[k, i]) for k, i in places]
    return Outcomes(
        places[:, 0],
        places[:, 1],
        offsets_of(np.array([len(cell[0]["dtScores"]) for cell in cells], dtype=np.int64)),
        np.array([score for cell in cells for score in cell[0]["dtScores"]], dtype=np.float64),
        _stored_outcome(cells, shape[1], len(evaluated.iouThrs)),
        np.array([[np.count_nonzero(np.equal(e["gtIgnore"], 0)) for e in cell] for cell in cells], dtype=np.int64)
        .reshape(-1, shape[1])
        .T,
    )


def _stored_outcome(cells: Sequence[Sequence[Record]], n_areas: int, n_thresholds: int) -> NDArray[np.uint8]:
    parts = [np.zeros((n_areas, n_thresholds, 0), dtype=np.uint8)]
    for cell in cells:
        found = np.stack([np.not_equal(entry["dtMatches"], 0) for entry in cell])
        ignored = np.stack([np.asarray(entry["dtIgnore"], dtype=np.bool_) for entry in cell])
        parts.append(np.where(ignored, kernel.IGNORED, np.where(found, kernel.RIGHT, kernel.WRONG)).astype(np.uint8))
    return np.concatenate(parts, axis=2)


def accumulated(outcomes: Outcomes, evaluated: Params, params: Params) -> Tensors:
    """Tensors by the parameters given; -1 for categories, areas, thresholds and cuts that were not evaluated."""
    if set(params.imgIds) != set(evaluated.imgIds):
        wanted = set(params.imgIds)
        outcomes = outcomes.of_images(np.array([image in wanted for image in evaluated.imgIds], dtype=np.bool_))
    axes = _Axes.of(params), _Axes.of(evaluated)
    levels = np.asarray(params.recThrs, dtype=np.float64).reshape(-1)
    tensors = outcomes.tensors(len(axes[1].categories), levels, params.maxDets)
    if axes[0] == axes[1]:
        return tensors
    precision, recall, scores = (axes[0].chosen(tensor, axes[1]) for tensor in tensors)
    return precision, recall, scores


@dataclass(frozen=True, slots=True)
class _Axes:
    """What tensors have along their axes of thresholds, categories, areas and cuts."""

    thresholds: list[Any]
    categories: list[Any]
    areas: list[Any]
    cuts: list[Any]

    @classmethod
    def of(cls, params: Params) -> _Axes:
        categories = list(params.catIds) if params.useCats else [-1]
        areas = [tuple(area) for area in params.areaRng]
        return cls(np.asarray(params.iouThrs).reshape(-1).tolist(), categories, areas, list(params.maxDets))

    def chosen(self, tensor: Floats, made: _Axes) -> Floats:
        """A tensor of `made` in the order of this one, its cuts apart, which it has already."""
        for axis, wanted, given in (
            (0, self.thresholds, made.thresholds),
            (tensor.ndim - 3, self.categories, made.categories),
            (tensor.ndim - 2, self.areas, made.areas),
        ):
            places = [given.index(value) if value in given else len(given) for value in wanted]
            padding = np.full((*tensor.shape[:axis], 1, *tensor.shape[axis + 1 :]), -1.0)
            tensor = np.concatenate((tensor, padding), axis=axis).take(places, axis=axis)
        tensor[..., [cut not in made.cuts for cut in self.cuts]] = -1
        return tensor
