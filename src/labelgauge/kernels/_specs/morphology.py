"""KernelSpecs of the morphology family."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from labelgauge.kernels import morphology
from labelgauge.kernels._spec import Arguments, Invariant, KernelSpec, Sampler
from labelgauge.kernels._specs._edges import EDGES, SHORT, SHORT_MESSAGE, fills, fills_its_image, masks, with_each
from labelgauge.reference import morphology as reference
from labelgauge.testing import samples


def _pair(arguments: Arguments, others: Arguments) -> Arguments:
    return arguments | {f"other_{key}": value for key, value in others.items()}


def _pairs(rng: np.random.Generator, n: int) -> Arguments:
    size = (int(rng.integers(1, 75)), int(rng.integers(1, 40)))
    return _pair(samples.runs_of(samples.blobs(rng, n, size)), samples.runs_of(samples.blobs(rng, n, size)))


def _boxes(rng: np.random.Generator, n: int) -> Arguments:
    radius = rng.choice([0, 1, 1, 2, 3, 7, 15, 16, 33], (n, 2)).astype(np.int64)
    return masks(rng, n) | {"radius": radius}


def _discs(rng: np.random.Generator, n: int) -> Arguments:
    radius = rng.choice([0.0, 0.5, 1.0, np.sqrt(2), 2.0, 2.5, 3.7, 5.0], n)
    spacing = np.where(rng.random((n, 1)) < 0.5, 1.0, rng.choice([0.5, 0.7, 1.0, 1.3, 3.0], (n, 2)))
    return masks(rng, n) | {"radius": radius, "spacing": spacing}


def _connected(rng: np.random.Generator, n: int) -> Arguments:
    return masks(rng, n) | {"connectivity": int(rng.choice([4, 8]))}


def _boxes_of(radius: list[int]) -> dict[str, Arguments]:
    return with_each(radius=np.array(radius, np.int64))


def _discs_of(radius: float, spacing: list[float]) -> dict[str, Arguments]:
    return with_each(radius=np.float64(radius), spacing=np.array(spacing, np.float64))


_SET_EDGES = {name: _pair(arguments, arguments) for name, arguments in EDGES.items()} | {
    "with an empty one": _pair(
        EDGES["full"], {**EDGES["full"], "counts": np.array([15], np.uint32), "offsets": np.array([0, 1])}
    ),
}
_BOX_EDGES = _boxes_of([1, 1]) | {
    "radius 0": _boxes_of([0, 0])["a hole"],
    "rows only": _boxes_of([2, 0])["a hole"],
    "columns only": _boxes_of([0, 2])["a hole"],
    "half a word": _boxes_of([32, 1])["128 rows, stripes"],
    "a word": _boxes_of([64, 1])["128 rows, stripes"],
    "beyond the image": _boxes_of([2**62, 2**62])["one pixel inside"],
}
_DISC_EDGES = _discs_of(1.0, [1, 1]) | {
    "radius 0": _discs_of(0, [1, 1])["a hole"],
    "finer rows": _discs_of(2.0, [0.25, 1])["a ring around a ring"],
    "finer columns": _discs_of(2.0, [1, 0.25])["a ring around a ring"],
    "rows out of reach": _discs_of(1.0, [5, 1])["one pixel inside"],
    "half a word": _discs_of(31.5, [1, 9])["128 rows, stripes"],
    "a word": _discs_of(64.0, [1, 33])["128 rows, stripes"],
    "exactly at the radius": _discs_of(5.0, [1, 1])["one pixel inside"],
    "beyond the image": _discs_of(1e300, [1, 1])["one pixel inside"],
    "squares beyond double precision": _discs_of(1e200, [1e199, 1e-200])["one pixel inside"],
}
_4 = {f"{name}, 4": arguments | {"connectivity": 4} for name, arguments in EDGES.items()}
_8 = {f"{name}, 8": arguments | {"connectivity": 8} for name, arguments in EDGES.items()}

_SET_ERRORS: dict[str, tuple[Arguments, str]] = {
    "two sizes": (
        _pair(EDGES["full"], EDGES["one pixel"]),
        r"pair 0: masks differ in size: one is \(5, 3\), the other \(1, 1\)",
    ),
    "two lengths": (_pair(EDGES["full"], EDGES["no masks"]), "as many masks on both sides, not 1 and 0"),
    "other runs do not fill": (_pair(EDGES["full"], SHORT), "other_mask 0: its runs sum to 3"),
}
_BOX_ERRORS: dict[str, tuple[Arguments, str]] = {
    "negative radius": (
        _BOX_EDGES["full"] | {"radius": np.array([[0, -1]])},
        r"radius\[0\]: radius must be finite and at least 0",
    ),
    "one number": (_BOX_EDGES["full"] | {"radius": np.array([1])}, "radius must be a 2-D int64 array with 2 columns"),
    "too few": (_BOX_EDGES["full"] | {"radius": np.zeros((0, 2), np.int64)}, r"one entry per mask \(1\), not 0"),
}
_DISC_ERRORS: dict[str, tuple[Arguments, str]] = {
    "negative radius": (_DISC_EDGES["full"] | {"radius": np.array([-1.0])}, "radius must be finite and at least 0"),
    "radius not a number": (_DISC_EDGES["full"] | {"radius": np.array([np.nan])}, "radius must be finite"),
    "spacing 0": (_DISC_EDGES["full"] | {"spacing": np.array([[1.0, 0.0]])}, r"spacing\[0\]: spacing must be above 0"),
    "infinite spacing": (_DISC_EDGES["full"] | {"spacing": np.array([[1.0, np.inf]])}, "spacing must be finite"),
}
_CONNECTIVITY_ERRORS: dict[str, tuple[Arguments, str]] = {
    "connectivity 6": (EDGES["full"] | {"connectivity": 6}, "connectivity must be 4 or 8, not 6"),
    "runs do not fill the image": (SHORT | {"connectivity": 4}, SHORT_MESSAGE),
}


def _components_fill(arguments: Arguments, result: Any) -> bool:
    counts, offsets, owners = result
    return fills(np.repeat(arguments["sizes"], np.diff(owners), axis=0), counts, offsets)


def _spec(
    name: str,
    sample: Sampler,
    edge_cases: dict[str, Arguments],
    invalid_cases: dict[str, tuple[Arguments, str]],
    invariants: Mapping[str, Invariant],
) -> KernelSpec:
    return KernelSpec(
        family="morphology",
        name=name,
        facade=getattr(morphology, name),
        reference=getattr(reference, name),
        sample=sample,
        edge_cases=edge_cases,
        invalid_cases=invalid_cases,
        invariants=invariants,
    )


_FILLS = {"masks fill their image": fills_its_image}

SPECS: tuple[KernelSpec, ...] = (
    _spec("difference", _pairs, _SET_EDGES, _SET_ERRORS, _FILLS),
    _spec("symmetric_difference", _pairs, _SET_EDGES, _SET_ERRORS, _FILLS),
    _spec("complement", masks, EDGES, {"runs do not fill the image": (SHORT, SHORT_MESSAGE)}, _FILLS),
    _spec("erode_box", _boxes, _BOX_EDGES, _BOX_ERRORS, _FILLS),
    _spec("dilate_box", _boxes, _BOX_EDGES, _BOX_ERRORS, _FILLS),
    _spec("erode_disc", _discs, _DISC_EDGES, _DISC_ERRORS, _FILLS),
    _spec("dilate_disc", _discs, _DISC_EDGES, _DISC_ERRORS, _FILLS),
    _spec("fill_holes", _connected, _4 | _8, _CONNECTIVITY_ERRORS, _FILLS),
    _spec(
        "connected_components", _connected, _4 | _8, _CONNECTIVITY_ERRORS, {"components fill images": _components_fill}
    ),
    _spec(
        "count_components",
        _connected,
        _4 | _8,
        _CONNECTIVITY_ERRORS,
        {"not negative": lambda _, n: bool((n >= 0).all())},
    ),
)
