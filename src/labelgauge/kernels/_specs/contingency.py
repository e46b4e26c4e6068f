"""KernelSpecs of the contingency family."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from labelgauge.kernels import contingency
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import contingency as reference
from labelgauge.testing.samples import label_map

_DTYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64")


def _typed(rng: np.random.Generator, labels: NDArray[np.int64]) -> NDArray[Any]:
    """The same labels in some type that holds them."""
    fitting = [name for name in _DTYPES if _holds(np.iinfo(name), labels)]
    return labels.astype(fitting[int(rng.integers(len(fitting)))])


def _holds(numbers: np.iinfo[Any], labels: NDArray[np.int64]) -> bool:
    return bool(numbers.min <= labels.min(initial=0) and labels.max(initial=0) <= numbers.max)


def _shape(rng: np.random.Generator, n: int) -> tuple[int, ...]:
    """About 60 pixels per item, in one to three dimensions."""
    ndim = int(rng.integers(1, 4))
    size = n * 60
    return {1: (size,), 2: (size // 13, 13), 3: (size // 40, 5, 8)}[ndim]


def _class_maps(rng: np.random.Generator, n: int) -> Arguments:
    shape = _shape(rng, n)
    n_classes = int(rng.choice([1, 2, 19, 100, 254, 255, 300]))
    ignore = [None, 255, -1, 0, 1000][int(rng.integers(0, 5))]
    sides = []
    for _ in range(2):
        labels = label_map(rng, shape, n_classes)
        if ignore is not None:
            labels[rng.random(shape) < rng.choice([0.0, 0.1])] = ignore
        sides.append(_typed(rng, labels))
    return {"gold": sides[0], "candidate": sides[1], "n_classes": n_classes, "ignore": ignore}


def _id_maps(rng: np.random.Generator, n: int) -> Arguments:
    shape = _shape(rng, n)
    sides = []
    for _ in range(2):
        labels = label_map(rng, shape, int(rng.choice([1, 3, 40, 5000])))
        spread = int(rng.choice([1, 1, -3, 10**9, 2**40]))
        sides.append(_typed(rng, labels * spread))
    return {"gold": sides[0], "candidate": sides[1]}


def _one_map(rng: np.random.Generator, n: int) -> Arguments:
    height, width = int(rng.integers(1, 9)) * n, int(rng.choice([1, 3, 63, 64, 65, 140]))
    n_labels = int(rng.choice([1, 2, 6]))
    spread = int(rng.choice([1, 1, -7, 2**40]))
    labels = label_map(rng, (height, width), n_labels) * spread
    ids = rng.permutation(np.arange(n_labels + 1, dtype=np.int64))[: int(rng.integers(0, n_labels + 2))] * spread
    return {"labels": _typed(rng, labels), "ids": ids}


def _counts_every_pixel(arguments: Arguments, matrix: Any) -> bool:
    counts = [label != arguments["ignore"] for label in arguments["gold"].ravel().tolist()]
    return bool(matrix.sum() == sum(counts))


def _covers_every_pixel(arguments: Arguments, table: Any) -> bool:
    return bool(np.sum(table[2]) == np.size(arguments["gold"]))


def _fills_the_image(arguments: Arguments, runs: Any) -> bool:
    counts, offsets = runs
    sums = [int(counts[a:b].sum()) for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    return sums == [arguments["labels"].size] * len(sums)


_NOISE = np.random.default_rng(0).integers(0, 19, (2, 3000)).astype(np.uint8)
_PIECES = np.repeat(np.arange(40, dtype=np.uint8) % 7, 150).reshape(60, 100)
_PAIR = {
    "gold": np.array([0, 1, 2], np.uint8),
    "candidate": np.array([2, 1, 0], np.int16),
    "n_classes": 3,
    "ignore": None,
}
_BIG = np.array([2**63 - 1, -(2**63), 0, 0, -1, 2**63 - 1])

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="contingency",
        name="confusion_matrix",
        facade=contingency.confusion_matrix,
        reference=reference.confusion_matrix,
        sample=_class_maps,
        edge_cases={
            "no pixels": _PAIR | {"gold": np.zeros((0, 5), np.uint8), "candidate": np.zeros((0, 5), np.int64)},
            "noise over several chunks": _PAIR | {"gold": _NOISE[0], "candidate": _NOISE[1], "n_classes": 19},
            "pieces over several chunks": _PAIR
            | {"gold": _PIECES, "candidate": np.roll(_PIECES, 3, 1), "n_classes": 7},
            "bool": _PAIR | {"gold": _NOISE[0] > 9, "candidate": _NOISE[1] > 3, "n_classes": 2},
            "ignore only on the candidate's side": _PAIR | {"candidate": np.array([2, 9, 0]), "ignore": 9},
            "labels that do not count may be anything": _PAIR
            | {"gold": np.array([0, 255, 2]), "candidate": np.array([0, 77, 2]), "ignore": 255},
            "ignore is a class": _PAIR | {"ignore": 2},
            "a type that cannot hold ignore": _PAIR | {"gold": np.array([0, 1, 2], np.int8), "ignore": 254},
            "a type with fewer numbers than classes": _PAIR
            | {"gold": np.array([0, 1, 127], np.int8), "n_classes": 254},
            "the most classes with byte codes": _PAIR | {"gold": np.array([0, 253, 253], np.uint8), "n_classes": 254},
            "one class more than byte codes": _PAIR | {"candidate": np.array([0, 254, 1]), "n_classes": 255},
        },
        invalid_cases={
            "not an array": (_PAIR | {"gold": [0, 1, 2]}, "gold must be an integer array, not list"),
            "float labels": (
                _PAIR | {"candidate": np.ones(3)},
                "candidate must be an integer array, not float64 of shape",
            ),
            "shapes differ": (_PAIR | {"gold": np.zeros(4, int)}, "must have one shape, not \\(4,\\) and \\(3,\\)"),
            "no classes": (_PAIR | {"n_classes": 0}, "n_classes must be from 1 to 16384, not 0"),
            "too many classes": (_PAIR | {"n_classes": 2**14 + 1}, "n_classes must be from 1 to 16384, not 16385"),
            "ignore is no number": (_PAIR | {"ignore": "void"}, "ignore must be an integer"),
            "gold outside": (
                _PAIR | {"gold": np.array([[0, 2, 3]]), "candidate": np.array([[0, 9, 1]]), "n_classes": 3},
                "candidate\\[0, 1\\]: label 9 is outside 0 to 2",
            ),
            "a negative label": (
                _PAIR | {"gold": np.array([0, -2, -1], np.int8), "n_classes": 254, "ignore": -1},
                "gold\\[1\\]: label -2 is outside 0 to 253 and is not ignore \\(-1\\)",
            ),
            "outside, many classes": (
                _PAIR | {"gold": np.array([0, 1, 301]), "n_classes": 300},
                "gold\\[2\\]: label 301 is outside 0 to 299",
            ),
        },
        invariants={"every pixel that counts is counted once": _counts_every_pixel},
    ),
    KernelSpec(
        family="contingency",
        name="contingency_table",
        facade=contingency.contingency_table,
        reference=reference.contingency_table,
        sample=_id_maps,
        edge_cases={
            "no pixels": {"gold": np.zeros((3, 0), np.uint8), "candidate": np.zeros((3, 0), np.int32)},
            "one pixel": {"gold": np.array([5], np.uint16), "candidate": np.array([-5], np.int8)},
            "least and greatest": {"gold": _BIG, "candidate": _BIG[::-1]},
            "a run over several chunks": {"gold": np.ones(5000, np.uint8), "candidate": np.zeros(5000, np.uint16)},
            "a change where a chunk begins": {"gold": np.arange(3072) // 1024, "candidate": np.arange(3072) // 512},
            "more pairs than places": {"gold": np.arange(3000), "candidate": np.arange(3000) % 7},
        },
        invalid_cases={
            "float labels": ({"gold": np.ones(3), "candidate": np.ones(3, int)}, "gold must be an integer array"),
            "shapes differ": (
                {"gold": np.ones((1, 3), int), "candidate": np.ones(3, int)},
                "must have one shape, not \\(1, 3\\) and \\(3,\\)",
            ),
            "labels beyond int64": (
                {"gold": np.array([2**63], np.uint64), "candidate": np.ones(1, int)},
                "gold has labels that do not fit int64, the largest is 9223372036854775808",
            ),
        },
        invariants={"every pixel is counted once": _covers_every_pixel},
    ),
    KernelSpec(
        family="contingency",
        name="label_map_runs",
        facade=contingency.label_map_runs,
        reference=reference.label_map_runs,
        sample=_one_map,
        edge_cases={
            "no rows": {"labels": np.zeros((0, 5), np.uint8), "ids": np.array([0, 1])},
            "no columns": {"labels": np.zeros((5, 0), np.int32), "ids": np.array([0, 1])},
            "no ids": {"labels": _PIECES, "ids": np.zeros(0, np.int64)},
            "bool": {"labels": _PIECES > 3, "ids": np.array([1, 0])},
            "one label everywhere": {"labels": np.full((7, 130), 3), "ids": np.array([3, 4])},
            "a run over strips of columns": {
                "labels": np.repeat([[1, 2]], 9, 0).repeat(90, 1),
                "ids": np.array([2, 1]),
            },
            "the first and the last pixel": {"labels": np.eye(66, dtype=np.uint16), "ids": np.array([1, 0])},
            "ids far apart": {"labels": _BIG.reshape(2, 3), "ids": np.array([0, 2**63 - 1, -(2**63)])},
        },
        invalid_cases={
            "one dimension": (
                {"labels": np.ones(3, int), "ids": _BIG[:1]},
                "labels must be a 2-D integer array, not int64",
            ),
            "an id twice": (
                {"labels": _PIECES, "ids": np.array([3, 1, 3])},
                "ids must not repeat, found 3 more than once",
            ),
            "ids of another type": (
                {"labels": _PIECES, "ids": np.ones(1)},
                "ids must be a 1-D int64 array, not float64",
            ),
        },
        invariants={"runs fill the image": _fills_the_image},
    ),
)
