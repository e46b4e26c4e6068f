"""KernelSpecs of the boundary family."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import boundary
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.kernels._specs._edges import EDGES, SHORT, SHORT_MESSAGE, fills_its_image, masks
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


def _overlapped(gold: Arguments, candidate: Arguments, radius: list[int]) -> Arguments:
    """Bands of all pairs of two batches."""
    index = np.indices((len(gold["sizes"]), len(candidate["sizes"]))).reshape(2, -1).astype(np.int64)
    return {
        **{f"gold_{key}": value for key, value in gold.items()},
        **{f"candidate_{key}": value for key, value in candidate.items()},
        "gold_radius": np.tile(np.array([radius], np.int64), (len(gold["sizes"]), 1)),
        "candidate_radius": np.tile(np.array([radius[::-1]], np.int64), (len(candidate["sizes"]), 1)),
        "gold_index": index[0],
        "candidate_index": index[1],
    }


def _band_pairs(rng: np.random.Generator, n: int) -> Arguments:
    size = (int(rng.integers(1, 200)), int(rng.integers(1, 60)))
    gold, candidate = (samples.runs_of(samples.blobs(rng, n, size)) for _ in range(2))
    arguments = _overlapped(gold, candidate, [1, 1])
    chosen = rng.permutation(len(arguments["gold_index"]))[: 3 * n]
    radius = rng.choice([0, 1, 1, 2, 3, 8, 31, 32, 40], (2, n, 2)).astype(np.int64)
    return arguments | {
        "gold_radius": radius[0],
        "candidate_radius": radius[1],
        "gold_index": arguments["gold_index"][chosen],
        "candidate_index": arguments["candidate_index"][chosen],
    }


def _volumes(rng: np.random.Generator, n: int) -> Arguments:
    volume = samples.blobs(rng, n, (int(rng.integers(1, 20)), int(rng.integers(1, 20))))
    radius = rng.choice([0, 1, 1, 2, 3, 9], 3).astype(np.int64)
    return {"volume": volume, "radius": radius, "by_faces": bool(rng.random() < 0.5)}


def _volume(volume: NDArray[np.bool_], radius: list[int], by_faces: bool) -> Arguments:
    return {"volume": volume, "radius": np.array(radius, np.int64), "by_faces": by_faces}


_OVERLAP_EDGES = {name: _overlapped(a, a, [1, 2]) for name, a in EDGES.items()} | {
    "radius 0": _overlapped(EDGES["full"], EDGES["full"], [0, 0]),
    "far wider than the image": _overlapped(EDGES["full"], EDGES["full"], [2**62, 2**62]),
    "no pairs": _overlapped(EDGES["full"], EDGES["no masks"], [1, 1]),
}
_CUBE = np.pad(np.ones((5, 4, 6), np.bool_), 1)
_VOLUME_EDGES = {
    "no voxels": _volume(np.zeros((0, 3, 4), np.bool_), [1, 1, 1], False),
    "no voxels, by faces": _volume(np.zeros((3, 0, 4), np.bool_), [1, 1, 1], True),
    "full": _volume(np.ones((5, 4, 3), np.bool_), [1, 1, 1], False),
    "full, by faces": _volume(np.ones((5, 4, 3), np.bool_), [1, 1, 1], True),
    "radius 0": _volume(_CUBE, [0, 0, 0], False),
    "radius 0, by faces": _volume(_CUBE, [0, 0, 0], True),
    "one slice": _volume(np.ones((1, 7, 9), np.bool_), [0, 2, 3], False),
    "wider than the volume": _volume(_CUBE, [2**62, 2**62, 2**62], False),
    "wider than the volume, by faces": _volume(_CUBE, [2**62, 0, 0], True),
    "two by faces": _volume(np.pad(np.ones((9, 9, 9), np.bool_), 1), [2, 0, 0], True),
}


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
    KernelSpec(
        family="boundary",
        name="band_overlap",
        facade=boundary.band_overlap,
        reference=reference.band_overlap,
        sample=_band_pairs,
        edge_cases=_OVERLAP_EDGES,
        invalid_cases={
            "negative radius": (
                _OVERLAP_EDGES["full"] | {"gold_radius": np.array([[1, -1]])},
                "gold_radius must be finite and at least 0",
            ),
            "no such mask": (
                _OVERLAP_EDGES["full"] | {"gold_index": np.array([1])},
                r"gold_index must lie in \[0, 1\)",
            ),
            "two sizes": (
                _overlapped(EDGES["full"], EDGES["one pixel"], [1, 1]),
                "pair 0: masks differ in size",
            ),
            "more gold than candidates": (
                _OVERLAP_EDGES["full"] | {"candidate_index": np.zeros(0, np.int64)},
                "as many masks on both sides, not 1 and 0",
            ),
        },
        invariants={"shared by both": lambda _, n: bool(np.all(n[:, 0] <= np.minimum(n[:, 1], n[:, 2])))},
    ),
    KernelSpec(
        family="boundary",
        name="contour",
        facade=boundary.contour,
        reference=reference.contour,
        sample=masks,
        edge_cases=EDGES,
        invalid_cases={"runs do not fill the image": (SHORT, SHORT_MESSAGE)},
        invariants={"contours fill their image": fills_its_image},
    ),
    KernelSpec(
        family="boundary",
        name="volume_band",
        facade=boundary.volume_band,
        reference=reference.volume_band,
        sample=_volumes,
        edge_cases=_VOLUME_EDGES,
        invalid_cases={
            "two radii": (_VOLUME_EDGES["full"] | {"radius": np.array([1, 1])}, r"one entry per axis \(3\), not 2"),
            "negative radius": (_VOLUME_EDGES["full"] | {"radius": np.array([1, -1, 1])}, "at least 0"),
            "a mask": (
                _VOLUME_EDGES["full"] | {"volume": np.ones((3, 3), np.bool_)},
                "volume must be a 3-D bool array",
            ),
        },
        invariants={"bands lie inside": lambda a, band: bool(np.all(band <= a["volume"]))},
    ),
)
