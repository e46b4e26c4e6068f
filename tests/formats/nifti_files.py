"""NIfTI files made for tests, right ones and broken ones."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from numpy.typing import NDArray

SPACING = (2.0, 1.0, 0.5)


def affine_of(spacing: tuple[float, ...] = SPACING, origin: tuple[float, ...] = (10.0, -20.0, 30.0)) -> NDArray[Any]:
    """Axes along those of space."""
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = origin
    return affine


def save(
    path: Path, voxels: NDArray[Any], affine: NDArray[Any] | None = None, *, nifti2: bool = False, **fields: Any
) -> Path:
    """Write a volume; `fields` of the header are set at the end, in the bytes, past everything nibabel would mend."""
    image = (nibabel.Nifti2Image if nifti2 else nibabel.Nifti1Image)(
        voxels, affine_of() if affine is None else affine, dtype=voxels.dtype
    )
    image.header.set_xyzt_units("mm")
    content = bytearray(image.to_bytes())
    kind = nibabel.Nifti2Header if nifti2 else nibabel.Nifti1Header
    size = kind.sizeof_hdr
    header = kind(bytes(content[:size]), check=False)
    for name, value in fields.items():
        header[name] = value
    content[:size] = header.binaryblock
    path.write_bytes(gzip.compress(bytes(content)) if path.name.endswith(".gz") else bytes(content))
    return path


def two_boxes() -> NDArray[np.uint8]:
    """A volume of three different sides with two labels that no flip or turn maps onto themselves."""
    voxels = np.zeros((7, 8, 9), dtype=np.uint8)
    voxels[1:4, 2:6, 3:8] = 1
    voxels[5:, 1:3, :2] = 2
    return voxels
