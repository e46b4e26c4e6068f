"""KernelSpecs of the surface family."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import surface
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import surface as reference
from labelgauge.testing import samples

Bools = NDArray[np.bool_]

RULES = (surface.CORNER, surface.CROSS, surface.FULL, surface.FILLED)
STEPS = (1.0, 1.0, 2.0, 0.7, 0.1, 1 / 3, 3.0, 0.8)
"""Spacings with ties between distances that are equal, or nearly so, by different steps."""


def _spacing(rng: np.random.Generator, ndim: int) -> NDArray[np.float64]:
    return np.full(ndim, rng.choice(STEPS)) if rng.random() < 0.5 else rng.choice(STEPS, ndim)


def _mask(rng: np.random.Generator, shape: tuple[int, ...]) -> Bools:
    """An ellipsoid, a box of noise, sparse noise, or everything."""
    kind = rng.integers(0, 8)
    if kind == 0:
        return rng.random(shape) < rng.random()
    if kind == 1:
        return rng.random(shape) < 0.02
    if kind == 2:
        return np.full(shape, rng.random() < 0.7)
    centre = [rng.uniform(0, n) for n in shape]
    radius = rng.uniform(0.5, 0.5 * max(shape), len(shape))
    grid = np.indices(shape).T
    inside: Bools = ((((grid - centre) / radius) ** 2).sum(axis=-1) <= 1).T
    return inside


def _pair(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[Bools, Bools]:
    gold = _mask(rng, shape)
    if rng.random() < 0.5:
        return gold, _mask(rng, shape)
    candidate = np.roll(gold, rng.integers(-2, 3, len(shape)).tolist(), axis=tuple(range(len(shape))))
    return gold, candidate ^ (rng.random(shape) < rng.choice([0, 0, 0.05]))


def _shape(rng: np.random.Generator, *, voxels: int) -> tuple[int, ...]:
    """A small shape of two or three axes, one of them sometimes long."""
    ndim = int(rng.integers(2, 4))
    sides = rng.integers(1, 12, ndim)
    if rng.random() < 0.4:
        sides[rng.integers(0, ndim)] = rng.choice([61, 62, 63, 64, 65, 130])
    while sides.prod() > voxels:
        sides[np.argmax(sides)] = max(1, sides.max() // 2)
    return tuple(sides.tolist())


def _pairs(rng: np.random.Generator, n: int) -> Arguments:
    shape = _shape(rng, voxels=60 * n) if n else (0, 3)
    gold, candidate = _pair(rng, shape)
    arguments = _arguments(gold, candidate, _spacing(rng, len(shape)), int(rng.choice(RULES)))
    return arguments | _places(rng, shape) | _tolerances(rng, arguments["spacing"])


def _volumes(rng: np.random.Generator, n: int) -> Arguments:
    """A few pairs of any shapes."""
    shapes = [_shape(rng, voxels=500) for _ in range(n // 4)]
    pairs = [_pair(rng, shape) for shape in shapes]
    steps = [_spacing(rng, len(shape)) for shape in shapes]
    tolerances = _tolerances(rng, np.array([1.0]))
    return _of_volumes(pairs, steps, int(rng.choice(RULES))) | tolerances


def _of_volumes(pairs: list[tuple[Bools, Bools]], spacing: list[Any], rule: int) -> Arguments:
    return {
        "gold": [gold for gold, _ in pairs],
        "candidate": [candidate for _, candidate in pairs],
        "spacing": [np.array(steps, np.float64) for steps in spacing],
        "rule": rule,
        **_EXACTLY,
    }


_ALL_PLACES: Arguments = {"begin": 0, "end": None}
_EXACTLY: Arguments = {"tolerances": None}


def _places(rng: np.random.Generator, shape: tuple[int, ...]) -> Arguments:
    """Now and then only some places along the first axis."""
    if rng.random() < 0.7:
        return _ALL_PLACES
    begin = int(rng.integers(0, shape[0] + 2))
    return {"begin": begin, "end": begin + int(rng.integers(0, shape[0] + 2))}


def _tolerances(rng: np.random.Generator, spacing: Any) -> Arguments:
    """Every other time one or more, that are often reached exactly, small and large."""
    if rng.random() < 0.5:
        return _EXACTLY
    steps = rng.choice([0, 1, 1, 2, 3, 5, 20, 70], rng.integers(1, 4))
    near = np.sqrt(((rng.integers(0, 4, (2, len(spacing))) * spacing) ** 2).sum(axis=1))
    return {"tolerances": np.unique(np.concatenate([steps * rng.choice(spacing), near]))}


def _runs(masks: list[Bools], prefix: str) -> Arguments:
    """A batch of masks of any sizes, as arguments of one side."""
    batches = [samples.runs_of(mask[np.newaxis]) for mask in masks]
    return {
        f"{prefix}counts": np.concatenate([np.zeros(0, np.uint32), *(batch["counts"] for batch in batches)]),
        f"{prefix}offsets": np.cumsum([0] + [len(batch["counts"]) for batch in batches]),
        f"{prefix}sizes": np.concatenate([np.zeros((0, 2), np.int64), *(batch["sizes"] for batch in batches)]),
    }


def _listed(pairs: list[tuple[Bools, Bools]], spacing: Any, rule: int) -> Arguments:
    order = np.arange(len(pairs))[::-1].copy()
    return {
        **_runs([gold for gold, _ in pairs], "gold_"),
        **_runs([candidate for _, candidate in pairs][::-1], "candidate_"),
        "gold_index": order,
        "candidate_index": order[::-1].copy(),
        "spacing": np.array(spacing, np.float64).reshape(-1, 2),
        "rule": rule,
        **_EXACTLY,
    }


def _mask_pairs(rng: np.random.Generator, n: int) -> Arguments:
    shapes = [(int(rng.integers(1, 12)), int(rng.choice([1, 5, 9, 63, 64, 65]))) for _ in range(n)]
    pairs = [_pair(rng, shape if rng.random() < 0.5 else shape[::-1]) for shape in shapes]
    arguments = _listed(pairs, [_spacing(rng, 2) for _ in pairs], int(rng.choice(RULES)))
    return arguments | _tolerances(rng, arguments["spacing"].reshape(-1, 2)[0] if n else np.ones(2))


def _label_maps(rng: np.random.Generator, n: int) -> Arguments:
    shape = _shape(rng, voxels=20 * n) if n else (0, 3)
    n_labels = int(rng.integers(1, 6))
    dtype = rng.choice(["uint8", "int16", "uint32", "int64"])
    maps = samples.label_map(rng, shape, n_labels), samples.label_map(rng, shape, n_labels)
    spacing = _spacing(rng, len(shape))
    return {
        "gold": maps[0].astype(dtype),
        "candidate": maps[int(rng.random() < 0.7)].astype(rng.choice(["uint16", dtype])),
        "labels": rng.permutation(n_labels + 1)[: rng.integers(0, n_labels + 2)].astype(np.int64),
        "spacing": spacing,
        "rule": int(rng.choice(RULES)),
        **_places(rng, shape),
        **_tolerances(rng, spacing),
    }


def _maps(gold: NDArray[Any], candidate: NDArray[Any], labels: list[int], rule: int = surface.CORNER) -> Arguments:
    return {
        "gold": gold,
        "candidate": candidate,
        "labels": np.array(labels, np.int64),
        "spacing": np.arange(gold.ndim, 0, -1, dtype=np.float64),
        "rule": rule,
        **_ALL_PLACES,
        **_EXACTLY,
    }


def _transformed(rng: np.random.Generator, n: int) -> Arguments:
    shape = _shape(rng, voxels=60 * n) if n else (0, 3)
    return {"mask": ~_mask(rng, shape), "spacing": _spacing(rng, len(shape))}


def _arguments(gold: Bools, candidate: Bools, spacing: Any, rule: int) -> Arguments:
    masks = {"gold": gold, "candidate": candidate}
    return {**masks, "spacing": np.array(spacing, np.float64), "rule": rule, **_ALL_PLACES, **_EXACTLY}


def _at(shape: tuple[int, ...], *voxels: tuple[int, ...]) -> Bools:
    mask = np.zeros(shape, np.bool_)
    for voxel in voxels:
        mask[voxel] = True
    return mask


def _box(shape: tuple[int, ...], *ranges: tuple[int, int]) -> Bools:
    mask = np.zeros(shape, np.bool_)
    mask[tuple(slice(begin, end) for begin, end in ranges)] = True
    return mask


def _checkerboard(shape: tuple[int, ...]) -> Bools:
    board: Bools = np.indices(shape).sum(axis=0) % 2 == 0
    return board


_CUBE = _box((7, 8, 9), (1, 5), (2, 6), (3, 8))
_MASKS: dict[str, tuple[Bools, Bools, tuple[float, ...]]] = {
    "no voxels": (np.zeros((3, 0, 4), np.bool_), np.zeros((3, 0, 4), np.bool_), (1, 1, 1)),
    "no rows": (np.zeros((0, 4), np.bool_), np.zeros((0, 4), np.bool_), (1, 1)),
    "both empty": (np.zeros((3, 4, 5), np.bool_), np.zeros((3, 4, 5), np.bool_), (1, 1, 1)),
    "gold empty": (np.zeros_like(_CUBE), _CUBE, (1, 1, 1)),
    "candidate empty": (_CUBE, np.zeros_like(_CUBE), (1, 1, 1)),
    "both full": (np.ones((3, 4, 5), np.bool_), np.ones((3, 4, 5), np.bool_), (1, 1, 1)),
    "full and inside it": (np.ones_like(_CUBE), _CUBE, (3, 2, 1)),
    "full and a voxel": (np.ones((9, 9, 9), np.bool_), _at((9, 9, 9), (4, 4, 4)), (0.7, 0.7, 0.7)),
    "equal": (_CUBE, _CUBE, (1, 1, 1)),
    "moved": (_CUBE, np.roll(_CUBE, 1, axis=2), (1, 1, 1)),
    "moved, anisotropic": (_CUBE, np.roll(_CUBE, (2, 1), axis=(0, 2)), (3, 0.8, 0.8)),
    "one voxel": (np.ones((1, 1, 1), np.bool_), np.ones((1, 1, 1), np.bool_), (1, 1, 1)),
    "one pixel": (np.ones((1, 1), np.bool_), np.zeros((1, 1), np.bool_), (1, 1)),
    "opposite corners": (_at((9, 10, 11), (0, 0, 0)), _at((9, 10, 11), (8, 9, 10)), (0.7, 0.1, 1 / 3)),
    "at every edge": (_box((6, 7, 8), (0, 6), (0, 7), (0, 4)), _box((6, 7, 8), (2, 6), (0, 5), (0, 8)), (1, 1, 1)),
    "in the plane, at every edge": (_box((9, 8), (0, 9), (0, 4)), _box((9, 8), (0, 5), (0, 8)), (2, 1)),
    "two pixels": (_at((128, 128), (50, 70), (50, 71)), _at((128, 128), (60, 70), (60, 71)), (2, 1)),
    "checkerboards": (_checkerboard((5, 6, 7)), ~_checkerboard((5, 6, 7)), (1, 1, 1)),
    "checkerboard in the plane": (_checkerboard((31, 30)), _box((31, 30), (3, 9), (7, 20)), (0.7, 0.7)),
    "a voxel far from noise": (
        _at((5, 6, 300), (4, 5, 299)),
        _box((5, 6, 300), (0, 5), (0, 6), (0, 20)) & _checkerboard((5, 6, 300)),
        (0.1, 0.1, 0.1),
    ),
    "planes apart": (_box((40, 9, 9), (0, 1), (0, 9), (0, 9)), _box((40, 9, 9), (39, 40), (0, 9), (0, 9)), (1, 1, 1)),
    "rows apart": (_box((70, 66), (0, 1), (0, 66)), _box((70, 66), (69, 70), (3, 5)), (1 / 3, 1 / 3)),
    "columns apart": (_box((66, 140), (0, 66), (0, 1)), _box((66, 140), (3, 5), (139, 140)), (0.7, 0.7)),
    "a ring around a pixel": (
        np.hypot(*(np.indices((51, 51)) - 25)).round() == 25,
        _at((51, 51), (25, 25)),
        (0.7, 0.7),
    ),
    "ties but for rounding": (_at((16, 31), (15, 2)), _at((16, 31), (8, 24), (13, 25)), (0.3, 0.3)),
    "some voxels, deep and wide": (
        _at((70, 3, 66), (0, 0, 0), (63, 1, 63), (64, 2, 64), (69, 1, 65), (5, 0, 1)),
        _at((70, 3, 66), (0, 2, 2), (64, 1, 62), (62, 0, 65), (69, 2, 5)),
        (1, 0.7, 2),
    ),
    "extreme spacings": (_CUBE, np.roll(_CUBE, (2, 1), axis=(0, 2)), (1e50, 1e-50, 1)),
    **{
        f"{width} wide": (
            _box((4, width), (1, 3), (0, width)),
            _box((4, width), (0, 3), (2, width - 1)),
            (1.0, 1.0),
        )
        for width in (61, 62, 63, 64, 65, 126, 127, 128)
    },
}
_FLAT = [(gold, candidate, spacing) for gold, candidate, spacing in _MASKS.values() if gold.ndim == 2]
_STRIPES = np.arange(3 * 2100).reshape(3, 2100) // 7 % 5
_RULE_NAMES = ("corner", "cross", "full", "filled")
_EDGES = {
    f"{name}, {_RULE_NAMES[rule]}": _arguments(gold, candidate, spacing, rule)
    for name, (gold, candidate, spacing) in _MASKS.items()
    for rule in RULES
} | {
    f"places {begin} to {end}, {_RULE_NAMES[rule]}": _arguments(
        _CUBE, np.roll(_CUBE, (2, 1), axis=(0, 2)), (3, 2, 1), rule
    )
    | {"begin": begin, "end": end}
    for begin, end in ((0, 0), (0, 3), (3, 8), (6, None), (7, 8), (8, 99))
    for rule in RULES
}
_WITHIN = {
    f"{name}, {_RULE_NAMES[rule]}": _arguments(gold, candidate, spacing, rule)
    | {"tolerances": np.array(tolerances) * min(spacing)}
    for name, (gold, candidate, spacing) in _MASKS.items()
    if name != "extreme spacings"
    for rule, tolerances in zip(RULES, ([0.0, 1, 2], [1.0], [0.5, 3, 3.5, 62, 63], [1.0, 64]), strict=True)
}


def _is_sorted(_: Arguments, histogram: Any) -> bool:
    rows = list(zip(*(column.tolist() for column in histogram[:4]), strict=True))
    cuts = histogram[5].tolist()
    return all(a < b for begin, end in pairwise(cuts) for a, b in pairwise(rows[begin:end]))


def _is_zero_on_the_surface(arguments: Arguments, histogram: Any) -> bool:
    if arguments.get("tolerances") is not None:
        return set(histogram[3].tolist()) <= {*arguments["tolerances"].tolist(), np.inf}
    return bool(np.all((histogram[2] == 0) == (histogram[3] == 0)))


_INVARIANTS = {
    "sorted, and no row twice": _is_sorted,
    "0 on the surface only, or tolerances only": _is_zero_on_the_surface,
}
_CUBES = _EDGES["equal, corner"]
# A volume that threads share slice by slice, between two that they share as they are.
_LARGE = _box((128, 128, 130), (60, 64), (3, 9), (64, 130))
_SIZES = _of_volumes(
    [(_CUBE, np.roll(_CUBE, 1, axis=0)), (_LARGE, np.roll(_LARGE, 1, axis=0)), (_CUBE, ~_CUBE)],
    [(1, 1, 1), (3, 1, 1), (1, 1, 1)],
    surface.CROSS,
)
_ALONE = _of_volumes([(_CUBE, np.roll(_CUBE, 2, axis=2))], [(1, 1, 1)], surface.CORNER)
_LISTS = {
    "no pairs": _listed([], np.zeros((0, 2)), surface.CORNER),
    "one pair": _listed([(_at((5, 6), (2, 3)), _at((5, 6), (2, 4)))], [[1, 1]], surface.CROSS),
    **{
        name: _listed([(gold, candidate) for gold, candidate, _ in _FLAT], [steps for *_, steps in _FLAT], rule)
        for name, rule in zip(_RULE_NAMES, RULES, strict=True)
    },
}
# Two pixels at opposite corners of an image of 65,535 pixels a side.
_SIDE = 65535
_CORNER_PIXELS = np.array([0, 1, _SIDE * _SIDE - 1, _SIDE * _SIDE - 1, 1], np.uint32)
_HUGE = {
    **{f"{side}_offsets": np.array([0, 3, 5]) for side in ("gold", "candidate")},
    **{f"{side}_counts": _CORNER_PIXELS for side in ("gold", "candidate")},
    **{f"{side}_sizes": np.full((2, 2), _SIDE) for side in ("gold", "candidate")},
    "gold_index": np.array([0]),
    "candidate_index": np.array([1]),
    "spacing": np.ones((1, 2)),
    "rule": surface.CORNER,
    **_EXACTLY,
}
_BAD_SPACING = "spacing must be finite and above 0"
_TRANSFORMED = {
    **{
        name: {"mask": ~candidate, "spacing": np.array(spacing, np.float64)}
        for name, (_, candidate, spacing) in _MASKS.items()
        if candidate.size <= 4000
    },
    "the nearest changes from pixel to pixel": {
        "mask": np.array([[0, 0, 0], [0, 1, 1]], np.bool_),
        "spacing": np.array([0.7, 1]),
    },
    "far along one axis": {"mask": np.array([[0, 1, 0, 1], [0, 0, 1, 1]], np.bool_), "spacing": np.array([0.1, 2])},
    # Farther than is looked around, with more and less than that between two such stretches, and lines that differ.
    **{
        name: {"mask": ~background, "spacing": np.array(spacing, np.float64)}
        for name, background, spacing in (
            ("far from both ends", _at((4, 4, 120), (0, 0, 0), (3, 1, 119)), (1, 1, 1)),
            ("far, far and near", _at((1, 5, 150), (0, 0, 0), (0, 4, 60), (0, 1, 78), (0, 2, 149)), (1, 0.7, 0.7)),
            ("far along the second axis", _at((3, 130, 5), (0, 0, 0), (2, 70, 1), (1, 129, 4)), (0.7, 0.7, 0.7)),
            ("two points in the middle", _at((5, 90, 6), (2, 44, 2), (2, 45, 3)), (1, 0.1, 0.1)),
            ("far in the plane", _at((20, 120), (0, 0), (9, 50), (19, 119)), (1 / 3, 1 / 3)),
            (
                "sums that rounding puts out of order",
                _at((4, 3, 52), (0, 0, 33), (0, 0, 43), (0, 1, 31), (0, 2, 32), (0, 2, 51)),
                (6.3e8, 8, 1),
            ),
            ("sums that rounding makes equal", _at((3, 60, 6), (0, 3, 1), (0, 50, 4), (2, 9, 2)), (1e9, 1, 1e-3)),
        )
    },
}
_NOT_TRANSFORMED: dict[str, tuple[Arguments, str]] = {
    "not bool": ({"mask": np.zeros((3, 4)), "spacing": np.ones(2)}, "mask must be a 2-D bool array"),
    "one spacing": ({"mask": _CUBE, "spacing": np.ones(1)}, r"one entry per axis \(3\), not 1"),
    "spacing 0": ({"mask": _CUBE, "spacing": np.zeros(3)}, _BAD_SPACING),
}


def _is_background(arguments: Arguments, indices: Any) -> bool:
    if arguments["mask"].all():
        return bool(np.all(indices == -1))
    return not arguments["mask"][tuple(indices)].any()


def _is_as_far_as_said(arguments: Arguments, indices: Any) -> bool:
    mask, spacing = arguments["mask"], arguments["spacing"]
    squares = ((indices - np.indices(mask.shape)).T * spacing).T ** 2
    distances = np.sqrt(reduce(np.add, squares))
    said = reference.distance_transform(mask, spacing)
    return bool(np.array_equal(distances[np.isfinite(said)], said[np.isfinite(said)]))


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="surface",
        name="distance_histograms",
        facade=surface.distance_histograms,
        reference=reference.distance_histograms,
        sample=_pairs,
        edge_cases=_EDGES | {f"within, {name}": case for name, case in _WITHIN.items()},
        invalid_cases={
            "not bool": (_CUBES | {"gold": np.zeros((7, 8, 9))}, "gold must be a 3-D bool array, not float64"),
            "one axis": (_CUBES | {"gold": np.zeros(7, np.bool_)}, "gold must be a 3-D bool array"),
            "two shapes": (_CUBES | {"candidate": np.zeros((7, 8, 8), np.bool_)}, r"one shape, not \(7, 8, 9\) and"),
            "a slice and a volume": (_CUBES | {"candidate": np.zeros((7, 8), np.bool_)}, "must have one shape"),
            "two spacings": (_CUBES | {"spacing": np.ones(2)}, r"one entry per axis \(3\), not 2"),
            "spacing 0": (_CUBES | {"spacing": np.array([1.0, 0, 1])}, _BAD_SPACING),
            "negative spacing": (_CUBES | {"spacing": np.array([1.0, 1, -1])}, _BAD_SPACING),
            "no spacing": (_CUBES | {"spacing": np.array([np.nan, 1, 1])}, _BAD_SPACING),
            "endless spacing": (_CUBES | {"spacing": np.array([1, np.inf, 1])}, _BAD_SPACING),
            "unknown rule": (_CUBES | {"rule": 4}, "rule must be one of 0 to 3, not 4"),
            "a place before the first": (_CUBES | {"begin": -1}, "begin must be an integer of at least 0, not -1"),
            "places that run backward": (_CUBES | {"begin": 3, "end": 2}, r"end must be at least begin \(3\)"),
            "an endless place": (_CUBES | {"end": 2**63}, "below 2\\^63"),
            "no tolerances": (_CUBES | {"tolerances": np.zeros(0)}, "there must be 1 to 64 tolerances, not 0"),
            "too many tolerances": (
                _CUBES | {"tolerances": np.arange(65.0)},
                "there must be 1 to 64 tolerances, not 65",
            ),
            **{
                f"tolerances {numbers}": (
                    _CUBES | {"tolerances": np.array(numbers)},
                    "finite and ascend from 0 or more",
                )
                for numbers in ([-1.0], [2.0, 1.0], [1.0, 1.0], [np.nan], [1.0, np.inf])
            },
            "whole tolerances": (_CUBES | {"tolerances": np.array([1])}, "tolerances must be a 1-D float64 array"),
        },
        invariants=_INVARIANTS,
    ),
    KernelSpec(
        family="surface",
        name="list_distance_histograms",
        facade=surface.list_distance_histograms,
        reference=reference.list_distance_histograms,
        sample=_volumes,
        edge_cases={
            **{
                f"all masks, {name}": _of_volumes(
                    [(gold, candidate) for gold, candidate, _ in _MASKS.values()],
                    [steps for *_, steps in _MASKS.values()],
                    rule,
                )
                for name, rule in zip(_RULE_NAMES, RULES, strict=True)
            },
            "small ones and a large one": _SIZES,
            "small ones and a large one, within": _SIZES | {"tolerances": np.array([1.0, 2.5])},
            "one alone, within": _ALONE | {"tolerances": np.array([1.0, 2.5])},
            "one alone, beyond what is widened": _ALONE | {"tolerances": np.array([1.0, 99])},
        },
        invalid_cases={
            "more gold": (_ALONE | {"gold": _ALONE["gold"] * 2}, "must be equally long, not 2, 1 and 1"),
            "more spacings": (_ALONE | {"spacing": _ALONE["spacing"] * 2}, "must be equally long, not 1, 1 and 2"),
            "not bool": (_ALONE | {"candidate": [_CUBE.astype(int)]}, r"candidate\[0\] must be a 3-D bool array"),
            "two shapes": (_ALONE | {"candidate": [_CUBE[1:]]}, r"gold\[0\] and candidate\[0\] must have one shape"),
            "two spacings": (_ALONE | {"spacing": [np.ones(2)]}, r"one entry per axis \(3\), not 2"),
            "unknown rule": (_ALONE | {"rule": 4}, "rule must be one of 0 to 3, not 4"),
            "no tolerances": (_ALONE | {"tolerances": np.zeros(0)}, "there must be 1 to 64 tolerances, not 0"),
        },
        invariants=_INVARIANTS,
    ),
    KernelSpec(
        family="surface",
        name="mask_distance_histograms",
        facade=surface.mask_distance_histograms,
        reference=reference.mask_distance_histograms,
        sample=_mask_pairs,
        edge_cases=_LISTS,
        invalid_cases={
            "no such mask": (_LISTS["one pair"] | {"gold_index": np.array([1])}, r"gold_index must lie in \[0, 1\)"),
            "more gold": (_LISTS["one pair"] | {"gold_index": np.array([0, 0])}, "must be equally long, not 2 and 1"),
            "two sizes": (
                {**_LISTS["one pair"], **_runs([np.ones((3, 4), np.bool_)], "candidate_")},
                "pair 0: masks differ in size",
            ),
            "no spacing": (_LISTS["one pair"] | {"spacing": np.zeros((0, 2))}, r"one entry per pair \(1\), not 0"),
            "spacing 0": (_LISTS["one pair"] | {"spacing": np.array([[1.0, 0]])}, _BAD_SPACING),
            "endless spacing": (_LISTS["one pair"] | {"spacing": np.array([[1.0, np.inf]])}, "spacing must be finite"),
            "unknown rule": (_LISTS["one pair"] | {"rule": -1}, "rule must be one of 0 to 3"),
            "tolerance below 0": (_LISTS["one pair"] | {"tolerances": -np.ones(1)}, "ascend from 0 or more"),
            "a box of too many pixels": (_HUGE, "at most 1024 MiB are used for one"),
        },
        invariants=_INVARIANTS,
    ),
    KernelSpec(
        family="surface",
        name="label_distance_histograms",
        facade=surface.label_distance_histograms,
        reference=reference.label_distance_histograms,
        sample=_label_maps,
        edge_cases={
            "no voxels": _maps(np.zeros((0, 3), np.int64), np.zeros((0, 3), np.int64), [0]),
            "no labels": _maps(_STRIPES, _STRIPES, []),
            "long rows": _maps(_STRIPES, np.roll(_STRIPES, 3, axis=1), [4, 0, 77, 2]),
            "long rows, within": _maps(_STRIPES, np.roll(_STRIPES, 3, axis=1), [4, 0, 77, 2])
            | {"tolerances": np.array([1.0, 2, 3])},
            "negative and far labels": _maps(
                np.array([[-5, 2**40, 2**40], [-5, -5, 7]]), np.array([[2**40, 2**40, -5], [7, -5, 7]]), [2**40, -5, 8]
            ),
            "bool": _maps(_CUBE, np.roll(_CUBE, 1, axis=0), [1, 0]),
            "the image's edge": _maps(_CUBE.astype(np.uint8), np.roll(_CUBE, 1, axis=0), [0, 1], surface.FULL),
        },
        invalid_cases={
            "one axis": (
                _maps(np.zeros(3, np.int64), np.zeros(3, np.int64), [0]),
                "must have 2 or 3 dimensions, not 1",
            ),
            "floats": (_maps(np.zeros((3, 4)), np.zeros((3, 4)), [0]), "gold must be an integer array, not float64"),
            "two shapes": (_maps(_STRIPES, _STRIPES[:2], [0]), "must have one shape"),
            "a label twice": (_maps(_STRIPES, _STRIPES, [1, 1]), "labels must not repeat, found 1 more than once"),
            "spacing 0": (_maps(_STRIPES, _STRIPES, [1]) | {"spacing": np.zeros(2)}, _BAD_SPACING),
            "unknown rule": (_maps(_STRIPES, _STRIPES, [1], 9), "rule must be one of 0 to 3"),
            "tolerance below 0": (_maps(_STRIPES, _STRIPES, [1]) | {"tolerances": -np.ones(1)}, "ascend from 0"),
            "places that run backward": (
                _maps(_STRIPES, _STRIPES, [1]) | {"begin": 3, "end": 2},
                r"end must be at least begin \(3\)",
            ),
        },
        invariants=_INVARIANTS,
    ),
    KernelSpec(
        family="surface",
        name="distance_transform",
        facade=surface.distance_transform,
        reference=reference.distance_transform,
        sample=_transformed,
        edge_cases=_TRANSFORMED,
        invalid_cases=_NOT_TRANSFORMED,
        invariants={"0 where there is background": lambda a, d: bool(np.all((d > 0) == a["mask"]))},
    ),
    KernelSpec(
        family="surface",
        name="nearest_background",
        facade=surface.nearest_background,
        reference=reference.nearest_background,
        sample=_transformed,
        edge_cases=_TRANSFORMED,
        invalid_cases=_NOT_TRANSFORMED,
        invariants={
            "background, or nowhere": _is_background,
            "as far as the distance transform says": _is_as_far_as_said,
        },
    ),
)
