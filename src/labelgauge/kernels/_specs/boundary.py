"""KernelSpecs of the boundary family."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import boundary
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import boundary as reference
from labelgauge.testing import samples


def _banded(dense: NDArray[np.bool_], width: int) -> Arguments:
    return samples.runs_of(dense) | {"width": np.full(len(dense), width, dtype=np.int64)}


def _masks(rng: np.random.Generator, n: int) -> Arguments:
    size = (int(rng.integers(1, 200)), int(rng.integers(1, 90)))
    width = rng.choice([1, 1, 2, 3, 5, 8, 13, 31, 32, 40], n).astype(np.int64)
    return samples.runs_of(samples.blobs(rng, n, size)) | {"width": width}


_HOLED = np.pad(np.zeros((1, 1, 1), np.bool_), ((0, 0), (70, 70), (8, 8)), constant_values=True)

_EDGES: dict[str, Arguments] = {
    "no masks": _banded(np.zeros((0, 3, 4), np.bool_), 1),
    "no rows": _banded(np.zeros((2, 0, 4), np.bool_), 1),
    "no columns": _banded(np.zeros((2, 4, 0), np.bool_), 1),
    "empty": _banded(np.zeros((1, 9, 9), np.bool_), 2),
    "one pixel": _banded(np.ones((1, 1, 1), np.bool_), 1),
    "full": _banded(np.ones((1, 9, 7), np.bool_), 1),
    "one pixel is left inside": _banded(np.ones((1, 7, 7), np.bool_), 3),
    "nothing is left inside": _banded(np.ones((1, 7, 7), np.bool_), 4),
    "far wider than the image": _banded(np.ones((1, 9, 7), np.bool_), 2**62),
    "63 rows": _banded(np.ones((1, 63, 5), np.bool_), 2),
    "64 rows": _banded(np.ones((1, 64, 5), np.bool_), 2),
    "65 rows": _banded(np.ones((1, 65, 5), np.bool_), 2),
    "one row": _banded(np.ones((1, 1, 200), np.bool_), 3),
    "one column": _banded(np.ones((1, 200, 1), np.bool_), 3),
    "wide band, whole words": _banded(np.ones((1, 200, 150), np.bool_), 64),
    "wide band, odd words": _banded(np.ones((1, 200, 150), np.bool_), 71),
    "a hole": _banded(_HOLED, 1),
    "a hole, wider band": _banded(_HOLED, 7),
    "checkerboard": _banded(np.indices((1, 66, 9)).sum(axis=0) % 2 == 0, 1),
}


def _pixels(counts: NDArray[np.uint32], offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """All masks of a batch, pixel after pixel."""
    first_of_mask = np.repeat(offsets[:-1], np.diff(offsets))
    return np.repeat((np.arange(len(counts)) - first_of_mask) % 2 == 1, counts)


def _inside_mask(arguments: Arguments, result: Any) -> bool:
    return bool(np.all(_pixels(*result) <= _pixels(arguments["counts"], arguments["offsets"])))


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="boundary",
        name="boundary_band",
        facade=boundary.boundary_band,
        reference=reference.boundary_band,
        sample=_masks,
        edge_cases=_EDGES,
        invalid_cases={
            "width 0": (_EDGES["full"] | {"width": np.array([0])}, "width must be at least 1 pixel, found 0"),
            "too few widths": (_EDGES["full"] | {"width": np.zeros(0, np.int64)}, r"one entry per mask \(1\), not 0"),
            "float width": (
                _EDGES["full"] | {"width": np.array([1.0])},
                "width must be a 1-D int64 array, not float64",
            ),
        },
        invariants={"bands lie inside their masks": _inside_mask},
    ),
)
