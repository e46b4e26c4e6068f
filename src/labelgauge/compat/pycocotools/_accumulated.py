"""Precision and recall by the parameters of ``accumulate``, of matching or of stored ``evalImgs``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.compat._detection.outcomes import Outcomes, Tensors, tensors_of
from labelgauge.compat._detection.stored import Names, cells_of, stored_outcomes

if TYPE_CHECKING:
    from labelgauge.compat.pycocotools.cocoeval import Params

Record = dict[str, Any]
Floats = NDArray[np.float64]


_NAMES = Names("evalImgs", "dtScores", "dtMatches", "dtIgnore", "gtIgnore")


def outcomes_by_range(entries: Sequence[Record | None], evaluated: Params) -> list[Outcomes]:
    """Outcomes of ``evalImgs`` in each range of areas.

    Raises
    ------
    InputError
        If the entries are not those of the parameters, or one lacks something.
    """
    axes = _Axes.of(evaluated)
    shape = len(axes.categories), len(axes.areas), len(evaluated.imgIds)
    return [stored_outcomes(cells, len(axes.thresholds), _NAMES) for cells in cells_of(entries, shape, _NAMES)]


def alike(params: Params, others: Params) -> bool:
    """Whether an evaluation by either has the same images, categories, ranges, thresholds and cuts."""
    return _Axes.of(params) == _Axes.of(others) and list(params.imgIds) == list(others.imgIds)


def accumulated(ranges: Sequence[Outcomes], evaluated: Params, params: Params) -> Tensors:
    """Tensors by the parameters given; -1 for categories, areas, thresholds and cuts that were not evaluated."""
    if set(params.imgIds) != set(evaluated.imgIds):
        wanted = set(params.imgIds)
        chosen = np.array([image in wanted for image in evaluated.imgIds], dtype=np.bool_)
        ranges = [outcomes.of_images(chosen) for outcomes in ranges]
    axes = _Axes.of(params), _Axes.of(evaluated)
    levels = np.asarray(params.recThrs, dtype=np.float64).reshape(-1)
    tensors = tensors_of(ranges, len(axes[1].categories), levels, list(params.maxDets))
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
