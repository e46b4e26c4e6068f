"""
Unchecked native kernels; use labelgauge.kernels, which validates its arguments.
"""

from __future__ import annotations
from . import agreement
from . import assign
from . import bootstrap
from . import boundary
from . import contingency
from . import detection
from . import keypoint
from . import morphology
from . import overlap
from . import polygon
from . import ragged
from . import raster
from . import rle
from . import rotated
from . import segmentation
from . import shape
from . import surface
from . import transform

__all__: list[str] = [
    "agreement",
    "assign",
    "bootstrap",
    "boundary",
    "build_info",
    "contingency",
    "detection",
    "instruction_sets",
    "keypoint",
    "morphology",
    "overlap",
    "polygon",
    "ragged",
    "raster",
    "rle",
    "rotated",
    "segmentation",
    "shape",
    "surface",
    "transform",
]

def build_info() -> dict[str, str]:
    """
    Compiler, flags and versions of this build.
    """

def instruction_sets() -> list[tuple[str, int, bool]]:
    """
    (name, number, supported by this CPU) of every compiled instruction set.
    """
