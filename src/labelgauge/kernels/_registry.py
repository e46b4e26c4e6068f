"""The list of all kernels. A kernel that is not here does not exist: tests compare this list with the native module."""

from __future__ import annotations

from labelgauge.kernels._spec import KernelSpec
from labelgauge.kernels._specs import (
    agreement,
    assign,
    bootstrap,
    boundary,
    contingency,
    detection,
    disagreement,
    keypoint,
    morphology,
    overlap,
    polygon,
    ragged,
    raster,
    rle,
    rotated,
    segmentation,
    shape,
    surface,
    transform,
)

KERNELS: tuple[KernelSpec, ...] = (
    *agreement.SPECS,
    *assign.SPECS,
    *bootstrap.SPECS,
    *boundary.SPECS,
    *contingency.SPECS,
    *detection.SPECS,
    *disagreement.SPECS,
    *keypoint.SPECS,
    *morphology.SPECS,
    *overlap.SPECS,
    *polygon.SPECS,
    *ragged.SPECS,
    *raster.SPECS,
    *rle.SPECS,
    *rotated.SPECS,
    *segmentation.SPECS,
    *shape.SPECS,
    *surface.SPECS,
    *transform.SPECS,
)


def kernel(spec_id: str) -> KernelSpec:
    """The KernelSpec with this id (``family.name``)."""
    return next(spec for spec in KERNELS if spec.id == spec_id)
