"""How wide a boundary band is: in pixels, as a share of the image or of the object, or in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labelgauge.errors import InputError
from labelgauge.geometry import mask_operations as operations
from labelgauge.geometry.masks import Masks

WIDEST = 2.0**40
"""Bands wider than this, wider than any image, are taken as this wide."""


@dataclass(frozen=True)
class BandWidth:
    """One way to say how wide a band is, and by which distance.

    Exactly one of `width`, `dilation_ratio` and `object_ratio` is given.
    """

    width: ArrayLike | None = None
    dilation_ratio: float | None = None
    object_ratio: float | None = None
    spacing: ArrayLike | None = None
    metric: operations.Metric = "chebyshev"
    function: str = "boundary"

    def __post_init__(self) -> None:
        given = [name for name in ("width", "dilation_ratio", "object_ratio") if getattr(self, name) is not None]
        if len(given) != 1:
            what = f"give one of width, dilation_ratio and object_ratio, not {' and '.join(given) or 'none'}"
            raise InputError(what, where=self.function)
        if self.spacing is not None and self.width is None:
            what = "spacing gives width its unit; a ratio is one of pixels"
            raise InputError(what, where=self.function)
        if self.metric not in operations.METRICS:
            what = f"metric must be 'chebyshev' or 'euclidean', not {self.metric!r}"
            raise InputError(what, where=self.function)
        for name in given:
            if name != "width":
                _check_ratio(getattr(self, name), name, self.function)

    def distances(self, masks: Masks) -> NDArray[np.float64]:
        """Width of each mask's band, in pixels or in the unit of `spacing`."""
        if self.dilation_ratio is not None:
            return image_share(self.dilation_ratio, masks.sizes)
        if self.object_ratio is not None:
            corners = masks.boxes.corners
            return _rounded(self.object_ratio, corners[:, 3] - corners[:, 1], corners[:, 2] - corners[:, 0])
        widths = np.asarray(self.width)
        in_pixels = self.spacing is None and self.metric == "chebyshev"
        number = np.issubdtype(widths.dtype, np.integer) or (not in_pixels and np.issubdtype(widths.dtype, np.floating))
        if not number or widths.shape not in {(), (len(masks),)}:
            kind = "a whole number" if in_pixels else "a number"
            what = f"width must be {kind}, or one per mask ({len(masks)}), not {self.width!r}"
            raise InputError(what, where=self.function)
        if widths.size and not widths.min() > 0:
            least = "at least 1 pixel" if in_pixels else "above 0"
            what = f"width must be {least}, found {widths.min():g}"
            raise InputError(what, where=self.function)
        return np.minimum(np.full(len(masks), widths, dtype=np.float64), WIDEST)

    def radii(self, masks: Masks) -> NDArray[np.int64]:
        """Rows and columns that each mask's Chebyshev band is wide."""
        return operations.box_radius(masks, self.distances(masks), self.spacing)

    def inner(self, masks: Masks, threads: int) -> Masks:
        """What erosion by the width leaves of each mask."""
        distances = self.distances(masks)
        return masks.erode(distances, metric=self.metric, spacing=self.spacing, threads=threads)

    def outer(self, masks: Masks, threads: int) -> Masks:
        """What dilation by the width makes of each mask."""
        distances = self.distances(masks)
        return masks.dilate(distances, metric=self.metric, spacing=self.spacing, threads=threads)


def image_share(dilation_ratio: float, sizes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Width of bands that are a share of the diagonal of images of these sizes (int64 (n, 2)), in pixels."""
    return _rounded(dilation_ratio, *sizes.astype(np.float64).T)


def _rounded(ratio: float, height: NDArray[np.float64], width: NDArray[np.float64]) -> NDArray[np.float64]:
    """COCO's rule: a share of the diagonal, halves rounded to even, at least 1."""
    return np.clip(np.rint(ratio * np.sqrt(height**2 + width**2)), 1, WIDEST)


def _check_ratio(value: Any, name: str, function: str) -> None:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) < math.inf:
        what = f"{name} must be a finite number above 0, not {value!r}"
        raise InputError(what, where=function)
