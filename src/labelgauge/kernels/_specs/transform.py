"""KernelSpecs of the transform family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import transform
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.kernels._specs._edges import EDGES, SHORT, SHORT_MESSAGE, fills, fills_its_image, masks, with_each
from labelgauge.reference import transform as reference


def _windows(rng: np.random.Generator, n: int) -> Arguments:
    arguments = masks(rng, n)
    height, width = arguments["sizes"][0].tolist() if n else (1, 1)
    share = rng.uniform(-0.3, 1.3, (n, 2, 2))  # windows reach a little beyond the image
    corners = np.sort(np.rint(share * np.array([width, height])), axis=1)
    return arguments | {"boxes": corners.reshape(n, 4).astype(np.int64)}


def _factors(rng: np.random.Generator, n: int) -> Arguments:
    return masks(rng, n) | {"factors": rng.integers(1, 6, (n, 2)).astype(np.int64)}


def _blocks(rng: np.random.Generator, n: int) -> Arguments:
    return _factors(rng, n) | {"rule": int(rng.integers(0, 3))}


def _window(box: list[int]) -> dict[str, Arguments]:
    return with_each(boxes=np.array(box, np.int64))


def _shrunk(factors: list[int], rule: int) -> dict[str, Arguments]:
    return {
        name: arguments | {"rule": rule} for name, arguments in with_each(factors=np.array(factors, np.int64)).items()
    }


_WINDOW_EDGES = _window([1, 0, 4, 3]) | {
    "nothing": _window([2, 2, 2, 2])["full"],
    "no rows": _window([0, 2, 3, 2])["full"],
    "left of the image": _window([-5, 0, -2, 4])["full"],
    "below the image": _window([0, 9, 3, 12])["full"],
    "around the image": _window([-1, -2, 5, 8])["full"],
    "far away": _window([2**31, 2**31, 2**31 + 2, 2**31 + 2])["full"],
}
_FACTOR_EDGES = with_each(factors=np.array([2, 3], np.int64)) | {
    "factor 1": with_each(factors=np.array([1, 1], np.int64))["a hole"],
}
_SHRINK_EDGES = {
    **{f"{name}, any": a for name, a in _shrunk([2, 3], transform.ANY).items()},
    **{f"{name}, majority": a for name, a in _shrunk([3, 2], transform.MAJORITY).items()},
    **{f"{name}, first": a for name, a in _shrunk([2, 2], transform.FIRST).items()},
    "blocks beyond the image": _shrunk([2**40, 2**40], transform.MAJORITY)["full"],
    "half a block": _shrunk([1, 2], transform.MAJORITY)["checkerboard"],
}


def _is_window(arguments: Arguments, result: Any) -> bool:
    boxes = arguments["boxes"]
    return fills((boxes[:, 2:] - boxes[:, :2])[:, ::-1], *result)


def _is_enlarged(arguments: Arguments, result: Any) -> bool:
    return fills(arguments["sizes"] * arguments["factors"], *result)


def _is_shrunk(arguments: Arguments, result: Any) -> bool:
    return fills(-(-arguments["sizes"] // arguments["factors"]), *result)


_FACTOR_ERRORS: dict[str, tuple[Arguments, str]] = {
    "factor 0": (_FACTOR_EDGES["full"] | {"factors": np.array([[1, 0]])}, "factors must be finite and at least 1"),
    "float factors": (_FACTOR_EDGES["full"] | {"factors": np.array([[1.0, 2.0]])}, "factors must be a 2-D int64 array"),
}
_TALL: Arguments = {
    "counts": np.array([3, 400_000, 399_997], np.uint32),
    "offsets": np.array([0, 3]),
    "sizes": np.array([[400_000, 2]]),
}
_SHORT_ERROR: dict[str, tuple[Arguments, str]] = {"runs do not fill the image": (SHORT, SHORT_MESSAGE)}
_FILLS = {"masks fill their image": fills_its_image}

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="transform",
        name="window",
        facade=transform.window,
        reference=reference.window,
        sample=_windows,
        edge_cases=_WINDOW_EDGES,
        invalid_cases={
            "backwards": (_WINDOW_EDGES["full"] | {"boxes": np.array([[2, 0, 1, 1]])}, "x0 <= x1 and y0 <= y1"),
            "too large": (
                _WINDOW_EDGES["full"] | {"boxes": np.array([[0, 0, 2**17, 2**17]])},
                "at most 4294967295 fit",
            ),
            "too far": (
                _WINDOW_EDGES["full"] | {"boxes": np.array([[0, 0, 1, 2**60]])},
                "must lie within 4294967295 pixels",
            ),
        },
        invariants={"masks fill their windows": _is_window},
    ),
    KernelSpec(
        family="transform",
        name="flip_rows",
        facade=transform.flip_rows,
        reference=reference.flip_rows,
        sample=masks,
        edge_cases=EDGES,
        invalid_cases=_SHORT_ERROR,
        invariants=_FILLS,
    ),
    KernelSpec(
        family="transform",
        name="flip_columns",
        facade=transform.flip_columns,
        reference=reference.flip_columns,
        sample=masks,
        edge_cases=EDGES,
        invalid_cases=_SHORT_ERROR,
        invariants=_FILLS,
    ),
    KernelSpec(
        family="transform",
        name="transpose",
        facade=transform.transpose,
        reference=reference.transpose,
        sample=masks,
        edge_cases=EDGES | {"more crossings than are held at once": _TALL},
        invalid_cases=_SHORT_ERROR,
        invariants=_FILLS,
    ),
    KernelSpec(
        family="transform",
        name="enlarge",
        facade=transform.enlarge,
        reference=reference.enlarge,
        sample=_factors,
        edge_cases=_FACTOR_EDGES,
        invalid_cases=_FACTOR_ERRORS
        | {
            "too large": (_FACTOR_EDGES["full"] | {"factors": np.array([[2**40, 2**40]])}, "at most 4294967295 fit"),
        },
        invariants={"masks fill their larger images": _is_enlarged},
    ),
    KernelSpec(
        family="transform",
        name="shrink",
        facade=transform.shrink,
        reference=reference.shrink,
        sample=_blocks,
        edge_cases=_SHRINK_EDGES,
        invalid_cases={name: (a | {"rule": 0}, message) for name, (a, message) in _FACTOR_ERRORS.items()}
        | {
            "rule 3": (
                _SHRINK_EDGES["full, any"] | {"rule": 3},
                r"rule must be ANY \(0\), MAJORITY \(1\) or FIRST \(2\), not 3",
            ),
        },
        invariants={"masks fill their smaller images": _is_shrunk},
    ),
)
