"""KernelSpecs of the shape family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import shape
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.kernels._specs._edges import EDGES, SHORT, SHORT_MESSAGE, masks, with_each
from labelgauge.reference import shape as reference

_EDGES = EDGES | {
    "two pixels at the far end of a column": {
        "counts": np.array([2**20 - 2, 2], np.uint32),
        "offsets": np.array([0, 2]),
        "sizes": np.array([[2**20, 1]]),
    },
    "two pixels at the far end of a row": {
        "counts": np.array([2**20 - 2, 2], np.uint32),
        "offsets": np.array([0, 2]),
        "sizes": np.array([[1, 2**20]]),
    },
}
_SPACED = with_each(spacing=np.array([1.0, 1.0])) | {
    "anisotropic": EDGES["a ring around a ring"] | {"spacing": np.array([[3.0, 0.7]])},
}
_4 = {f"{name}, 4": arguments | {"connectivity": 4} for name, arguments in EDGES.items()}
_8 = {f"{name}, 8": arguments | {"connectivity": 8} for name, arguments in EDGES.items()}
_SHORT_ERROR: dict[str, tuple[Arguments, str]] = {"runs do not fill the image": (SHORT, SHORT_MESSAGE)}


def _spaced(rng: np.random.Generator, n: int) -> Arguments:
    spacing = rng.choice([0.5, 0.7, 1.0, 1.0, 1.3, 3.0], (n, 2))
    return masks(rng, n) | {"spacing": spacing}


def _connected(rng: np.random.Generator, n: int) -> Arguments:
    return masks(rng, n) | {"connectivity": int(rng.choice([4, 8]))}


def _area(arguments: Arguments) -> Any:
    return shape.raw_moments(**{key: arguments[key] for key in ("counts", "offsets", "sizes")})[:, 0]


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="shape",
        name="perimeter",
        facade=shape.perimeter,
        reference=reference.perimeter,
        sample=_spaced,
        edge_cases=_SPACED,
        invalid_cases={
            "spacing 0": (_SPACED["full"] | {"spacing": np.array([[0.0, 1.0]])}, "spacing must be above 0"),
            "one spacing": (_SPACED["full"] | {"spacing": np.array([1.0, 1.0])}, "spacing must be a 2-D float64 array"),
        },
        invariants={"only empty masks have none": lambda a, result: bool(np.all((result > 0) == (_area(a) > 0)))},
    ),
    KernelSpec(
        family="shape",
        name="raw_moments",
        facade=shape.raw_moments,
        reference=reference.raw_moments,
        sample=masks,
        edge_cases=_EDGES,
        invalid_cases=_SHORT_ERROR,
    ),
    KernelSpec(
        family="shape",
        name="central_moments",
        facade=shape.central_moments,
        reference=reference.central_moments,
        sample=masks,
        edge_cases=_EDGES,
        invalid_cases=_SHORT_ERROR,
        invariants={"squares are not negative": lambda _, result: bool(np.all(result[:, ::2] >= 0))},
    ),
    KernelSpec(
        family="shape",
        name="hull_area",
        facade=shape.hull_area,
        reference=reference.hull_area,
        sample=masks,
        edge_cases=_EDGES,
        invalid_cases=_SHORT_ERROR,
        invariants={"a hull holds its mask": lambda a, result: bool(np.all(result >= _area(a)))},
    ),
    KernelSpec(
        family="shape",
        name="euler_number",
        facade=shape.euler_number,
        reference=reference.euler_number,
        sample=_connected,
        edge_cases=_4 | _8,
        invalid_cases={
            "connectivity 6": (EDGES["full"] | {"connectivity": 6}, "connectivity must be 4 or 8, not 6"),
        },
    ),
)
