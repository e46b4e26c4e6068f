"""KernelSpecs of the detection family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import detection
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import detection as reference

_COARSE = np.array([0.5, 0.55, 0.75, 0.95, 1.0])
"""Overlaps and scores of samples, so that ties with each other and with thresholds are common."""


def _sample_order(rng: np.random.Generator, n: int) -> Arguments:
    return {
        "category": rng.integers(0, 4, n),
        "image": rng.integers(0, 1 + n // 4, n),
        "score": rng.choice([*_COARSE, 0.0, -0.0], n),
        "n_categories": 5,
        "n_images": 1 + n // 4,
    }


def _sample_edges(rng: np.random.Generator, n: int) -> Arguments:
    """Cells of up to 5 detections and 4 golds, two ranges of areas."""
    cells, edges, golds, overlaps = [0], [0], [], []
    n_gold = 0
    while cells[-1] < n:
        here = int(rng.integers(0, 5))
        for _ in range(min(int(rng.integers(1, 6)), n - cells[-1])):
            met = np.flatnonzero(rng.random(here) < rng.random())
            golds += (n_gold + met).tolist()
            overlaps += rng.choice([*_COARSE, 0.3, float(rng.random())], len(met)).tolist()
            edges.append(len(golds))
        cells.append(len(edges) - 1)
        n_gold += here
    crowd = rng.random(n_gold) < 0.1
    return {
        "cell_offsets": np.array(cells),
        "edge_offsets": np.array(edges),
        "edge_gold": np.array(golds, dtype=np.int64),
        "edge_overlap": np.array(overlaps, dtype=np.float64),
        "crowd": crowd.astype(np.uint8),
        "ignored": ((rng.random((2, n_gold)) < 0.3) | crowd).astype(np.uint8),
        "outside": (rng.random((2, n)) < 0.3).astype(np.uint8),
        "thresholds": _COARSE.copy(),
    }


def _sample_judged(rng: np.random.Generator, n: int) -> Arguments:
    """Three categories, one of them without detections; two ranges of areas, the second sometimes without gold."""
    end = int(rng.integers(0, n + 1))
    outcome = rng.choice(3, (2, 3, n), p=[0.4, 0.4, 0.2]).astype(np.uint8)
    right = (outcome == detection.RIGHT).sum(axis=2).max(axis=1)
    return {
        "category_offsets": np.array([0, end, end, n]),
        "rank": rng.integers(0, 4, n),
        "score": rng.choice([*_COARSE, *rng.random(5)], n),
        "outcome": outcome,
        "n_gold": (right + rng.integers(0, 5, 2)) * (rng.random((3, 2)) < 0.8),
        "recall_levels": np.linspace(0, 1, int(rng.choice([1, 11, 101]))),
        "most": np.array([1, 3, 100]),
    }


def _sample_draws(rng: np.random.Generator, n: int) -> Arguments:
    """As many draws as do not fill the lanes; some draws have no gold of a category or range."""
    judged = _sample_judged(rng, n)
    n_images = 1 + n // 3
    n_gold = int(rng.integers(0, 2 * n + 1))
    right = [(judged["outcome"] == detection.RIGHT)[:, :, a:b] for a, b in _between(judged["category_offsets"])]
    image = rng.integers(0, n_images, n)
    # A draw finds no more golds than it has: every right detection has a gold in its image.
    owners = [
        np.flatnonzero(here.any(axis=(0, 1))) + a
        for here, (a, _) in zip(right, _between(judged["category_offsets"]), strict=True)
    ]
    golds = [np.concatenate((image[own], rng.integers(0, n_images, n_gold // 3))) for own in owners]
    ignored = [
        np.concatenate((np.zeros((2, len(own))), rng.integers(0, 2, (2, n_gold // 3))), axis=1) for own in owners
    ]
    del judged["n_gold"]
    return judged | {
        "image": image,
        "gold_category_offsets": np.concatenate(([0], np.cumsum([len(here) for here in golds]))),
        "gold_image": np.concatenate(golds),
        "gold_ignored": np.concatenate(ignored, axis=1).astype(np.uint8),
        "weights": rng.poisson(1, (n_images, int(rng.choice([1, 5, 40])))).astype(np.uint8),
    }


def _between(offsets: Any) -> list[tuple[int, int]]:
    return list(zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True))


def _one_cell(*overlaps: list[float], crowd: int = 0, ignored: tuple[int, ...] = ()) -> Arguments:
    """One cell, a row of overlaps for each detection, all golds alike but for those `ignored`."""
    table = np.array(overlaps, dtype=np.float64).reshape(len(overlaps), -1)
    n_gold = table.shape[1]
    flags = np.array([[g in ignored for g in range(n_gold)]], dtype=np.uint8)
    return {
        "cell_offsets": np.array([0, len(table)]),
        "edge_offsets": np.arange(len(table) + 1) * n_gold,
        "edge_gold": np.tile(np.arange(n_gold), len(table)),
        "edge_overlap": table.ravel(),
        "crowd": np.full(n_gold, crowd, np.uint8),
        "ignored": flags,
        "outside": np.zeros((1, len(table)), np.uint8),
        "thresholds": np.array([0.5]),
    }


_ORDER: Arguments = {
    "category": np.array([1, 0]),
    "image": np.array([0, 0]),
    "score": np.array([0.5, 0.5]),
    "n_categories": 2,
    "n_images": 1,
}
_NO_ORDER = _ORDER | {name: _ORDER[name][:0] for name in ("category", "image", "score")}
_NOTHING: Arguments = {
    "cell_offsets": np.zeros(1, np.int64),
    "edge_offsets": np.zeros(1, np.int64),
    "edge_gold": np.zeros(0, np.int64),
    "edge_overlap": np.zeros(0),
    "crowd": np.zeros(0, np.uint8),
    "ignored": np.zeros((1, 0), np.uint8),
    "outside": np.zeros((1, 0), np.uint8),
    "thresholds": np.array([0.5]),
}
_ONE = _one_cell([0.75])
_JUDGED: Arguments = {
    "category_offsets": np.array([0, 2]),
    "rank": np.array([0, 1]),
    "score": np.array([0.9, 0.8]),
    "outcome": np.array([[[detection.WRONG, detection.RIGHT]]], np.uint8),
    "n_gold": np.array([[2]]),
    "recall_levels": np.array([0.0, 0.5, 1.0]),
    "most": np.array([100]),
}


def _judged(*outcomes: int, n_gold: int, **more: Any) -> Arguments:
    n = len(outcomes)
    return (
        _JUDGED
        | {
            "category_offsets": np.array([0, n]),
            "rank": np.arange(n),
            "score": np.linspace(0.9, 0.1, n),
            "outcome": np.array(outcomes, np.uint8).reshape(1, 1, n),
            "n_gold": np.array([[n_gold]]),
        }
        | more
    )


_EDGE_CASES = {
    "nothing": _NOTHING,
    "no ranges": _ONE | {"ignored": np.zeros((0, 1), np.uint8), "outside": np.zeros((0, 1), np.uint8)},
    "no thresholds": _ONE | {"thresholds": np.zeros(0)},
    "no gold": _one_cell([], []),
    "empty cells": _ONE | {"cell_offsets": np.array([0, 0, 1, 1])},
    "exactly the threshold": _one_cell([0.5]),
    "of equal overlaps the last": _one_cell([0.75, 0.75, 0.6]),
    "the better one is taken": _one_cell([0.6, 0.9], [0.6, 0.8]),
    "a second one finds nothing": _one_cell([0.9], [0.95]),
    "an ignored gold that is overlapped more": _one_cell([0.6, 0.9], ignored=(1,)),
    "only an ignored gold": _one_cell([0.4, 0.9], [0.4, 0.9], ignored=(1,)),
    "an ignored gold comes first": _one_cell([0.9, 0.6], ignored=(0,)),
    "a crowd is found by all": _one_cell([0.9], [0.6], crowd=1, ignored=(0,)),
    "an overlap of 1, less a rounding": _one_cell([1 - 1e-11]) | {"thresholds": np.array([1.0])},
    "outside": _one_cell([0.4], [0.9]) | {"outside": np.ones((1, 2), np.uint8)},
}
_INVALID_CASES = {
    "gold out of range": (_ONE | {"edge_gold": np.array([1])}, "edge_gold must lie in \\[0, 1\\)"),
    "a gold twice": (_one_cell([0.6, 0.9]) | {"edge_gold": np.zeros(2, np.int64)}, "ascend .* found 0 after 0 at 1"),
    "golds fall": (
        _one_cell([0.6, 0.9], [0.6, 0.9]) | {"edge_gold": np.array([0, 1, 1, 0])},
        "edge_gold must ascend within a detection, found 0 after 1 at 3",
    ),
    "uneven edges": (_ONE | {"edge_overlap": np.ones(2)}, "must be equally long, not 1, 2"),
    "edge offsets": (_ONE | {"edge_offsets": np.array([0, 2])}, "edge_offsets must start at 0"),
    "cell offsets": (_ONE | {"cell_offsets": np.array([0, 2])}, "cell_offsets must start at 0"),
    "overlap not a number": (
        _ONE | {"edge_overlap": np.array([np.nan])},
        "edge_overlap must be finite, found nan at 0",
    ),
    "flags of other golds": (_ONE | {"ignored": np.zeros((1, 2), np.uint8)}, "ignored must have 1 columns, not 2"),
    "flags of other detections": (_ONE | {"outside": np.zeros((1, 3), np.uint8)}, "outside must have 1 columns, not 3"),
    "uneven ranges": (_ONE | {"outside": np.zeros((2, 1), np.uint8)}, "a row per range each, not 1 and 2"),
    "threshold zero": (_ONE | {"thresholds": np.zeros(1)}, "thresholds must be above 0, found 0.0"),
    "bool flags": (_ONE | {"crowd": np.zeros(1, np.bool_)}, "crowd must be a 1-D uint8 array, not bool"),
}


def _golds_once(arguments: Arguments, match: Any) -> bool:
    """No gold but a crowd is found twice."""
    for row in (match[place] for place in np.ndindex(match.shape[:2])):
        found = row[row >= 0]
        found = found[arguments["crowd"][found] == 0]
        if len(np.unique(found)) < len(found):
            return False
    return True


def _falls(_: Arguments, result: Any) -> bool:
    """Precision falls as recall grows."""
    precision = result[0]
    return bool((np.diff(precision, axis=1) <= 0).all())


def _drawn(*weights: int, **more: Any) -> Arguments:
    """One image, of which a right detection follows a wrong one, drawn so often."""
    judged = _judged(0, 1, n_gold=2)
    del judged["n_gold"]
    return (
        judged
        | {
            "image": np.zeros(2, np.int64),
            "gold_category_offsets": np.array([0, 2]),
            "gold_image": np.zeros(2, np.int64),
            "gold_ignored": np.zeros((1, 2), np.uint8),
            "weights": np.array([weights], np.uint8).reshape(1, -1),
        }
        | more
    )


SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="detection",
        name="score_order",
        facade=detection.score_order,
        reference=reference.score_order,
        sample=_sample_order,
        edge_cases={
            "nothing": _NO_ORDER,
            "no images": _NO_ORDER | {"n_categories": 0, "n_images": 0},
            "equal scores": _ORDER | {"category": np.zeros(2, np.int64)},
            "more categories and images than have detections": _ORDER | {"n_categories": 2**63, "n_images": 10**12},
            "keys far beyond the number of detections": {
                "category": np.array([2**62, 5, 2**62, 5, 2**62]),
                "image": np.array([7, 10**12, 10**12, 7, 10**12]),
                "score": np.array([0.5, 0.5, 0.2, 0.5, 0.9]),
                "n_categories": 2**63,
                "n_images": 10**12 + 1,
            },
            "two zeros": _ORDER | {"category": np.zeros(2, np.int64), "score": np.array([-0.0, 0.0])},
        },
        invalid_cases={
            "uneven": (_ORDER | {"score": np.ones(3)}, "must be equally long, not 2, 2, 3"),
            "unknown category": (_ORDER | {"n_categories": 1}, "category must lie in \\[0, 1\\)"),
            "unknown image": (_ORDER | {"image": np.array([0, -1])}, "image must lie in \\[0, 1\\)"),
            "score not a number": (_ORDER | {"score": np.array([0.5, np.nan])}, "score must be finite, found nan at 1"),
        },
        invariants={"a permutation": lambda a, order: sorted(order.tolist()) == list(range(len(a["score"])))},
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="detection",
        name="match_detections",
        facade=detection.match_detections,
        reference=reference.match_detections,
        sample=_sample_edges,
        edge_cases=_EDGE_CASES,
        invalid_cases=_INVALID_CASES,
        invariants={"golds are found once": _golds_once},
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="detection",
        name="judge_detections",
        facade=detection.judge_detections,
        reference=reference.judge_detections,
        sample=_sample_edges,
        edge_cases=_EDGE_CASES,
        invalid_cases=_INVALID_CASES,
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="detection",
        name="precision_recall",
        facade=detection.precision_recall,
        reference=reference.precision_recall,
        sample=_sample_judged,
        edge_cases={
            "nothing": _judged(n_gold=0),
            "no detections": _judged(n_gold=3),
            "no gold": _judged(0, 0, n_gold=0),
            "no categories": _judged(n_gold=0, category_offsets=np.zeros(1, np.int64))
            | {"n_gold": np.zeros((0, 1), np.int64)},
            "all wrong": _judged(0, 0, n_gold=2),
            "all ignored": _judged(2, 2, n_gold=2),
            "ignored before right": _judged(2, 1, n_gold=2),
            "wrong before right": _judged(0, 1, 1, 0, 1, n_gold=3),
            "equal scores": _judged(0, 1, 1, n_gold=3, score=np.full(3, 0.5)),
            "only the first of each cell": _judged(0, 1, 1, n_gold=3, most=np.array([1, 0])),
            "no levels": _judged(0, 1, n_gold=3, recall_levels=np.zeros(0)),
            "first and last level": _judged(1, n_gold=1, recall_levels=np.array([-0.0, 0.0, 1.0])),
            "as many golds as may be": _judged(0, 1, n_gold=2**53, recall_levels=np.array([0.0, 2.0**-53, 1.0])),
            # 0.07 · 100 is above 7, and yet 7 of 100 are enough.
            "recalls that rounding passes": _judged(*[1] * 100, n_gold=100, recall_levels=np.linspace(0, 1, 101)),
            "recalls that thirds do not meet": _judged(*[1] * 30, n_gold=30, recall_levels=np.linspace(0, 1, 31)),
        },
        invalid_cases={
            "uneven": (_JUDGED | {"rank": np.array([0])}, "must be equally long, not 1, 2"),
            "outcomes of others": (
                _JUDGED | {"outcome": np.zeros((1, 1, 3), np.uint8)},
                "one entry per detection, 2, not 3",
            ),
            "gold of other ranges": (_JUDGED | {"n_gold": np.ones((1, 2), np.int64)}, "a column per range, \\(1, 1\\)"),
            "negative gold": (_JUDGED | {"n_gold": np.array([[-1]])}, "n_gold must not be negative, found -1"),
            "more gold than a double counts": (
                _JUDGED | {"n_gold": np.array([[2**53 + 1]])},
                "n_gold must be at most 2\\^53, found 9007199254740993",
            ),
            "level below 0": (
                _JUDGED | {"recall_levels": np.array([-1e300, 0.5])},
                r"recall_levels must lie in \[0, 1\], found -1e\+300",
            ),
            "level beyond 1": (
                _JUDGED | {"recall_levels": np.array([0.5, 1.5])},
                r"recall_levels must lie in \[0, 1\], found 1.5",
            ),
            "unknown outcome": (
                _JUDGED | {"outcome": np.array([[[detection.WRONG, 3]]], np.uint8)},
                "outcome must be WRONG, RIGHT or IGNORED .* found 3",
            ),
            "levels fall": (_JUDGED | {"recall_levels": np.array([1.0, 0.0])}, "recall_levels must ascend"),
            "offsets": (_JUDGED | {"category_offsets": np.array([0, 1])}, "category_offsets must start at 0"),
        },
        invariants={"precision falls": _falls},
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
    KernelSpec(
        family="detection",
        name="precision_draws",
        facade=detection.precision_draws,
        reference=reference.precision_draws,
        sample=_sample_draws,
        absolute=1e-12,
        edge_cases={
            "no draws": _drawn(),
            "an image that was not drawn": _drawn(0, 1, 0),
            "often": _drawn(20, 3),
            "all lanes": _drawn(*range(20), *range(12)),
            "no gold": _drawn(1, gold_category_offsets=np.zeros(2, np.int64), gold_image=np.zeros(0, np.int64))
            | {"gold_ignored": np.zeros((1, 0), np.uint8), "outcome": np.zeros((1, 1, 2), np.uint8)},
            "gold that is ignored": _drawn(1, gold_ignored=np.ones((1, 2), np.uint8))
            | {"outcome": np.full((1, 1, 2), detection.IGNORED, np.uint8)},
            "only the first of each cell": _drawn(1, most=np.array([1])),
            "levels that are just reached by many golds": _drawn(
                255,
                0,
                254,
                1,
                gold_category_offsets=np.array([0, 10]),
                gold_image=np.zeros(10, np.int64),
                gold_ignored=np.zeros((1, 10), np.uint8),
                recall_levels=np.linspace(0, 1, 11),
            ),
        },
        invalid_cases={
            "unknown image": (_drawn(1, image=np.array([0, 1])), "image must lie in \\[0, 1\\)"),
            "unknown image of gold": (_drawn(1, gold_image=np.array([0, 1])), "gold_image must lie in \\[0, 1\\)"),
            "unknown outcome": (
                _drawn(1, outcome=np.full((1, 1, 2), 255, np.uint8)),
                "outcome must be WRONG, RIGHT or IGNORED .* found 255",
            ),
            "level beyond 1": (
                _drawn(1, recall_levels=np.array([1.0, 1.25])),
                r"recall_levels must lie in \[0, 1\], found 1.25",
            ),
            "flags of other golds": (_drawn(1, gold_ignored=np.ones((1, 3), np.uint8)), "gold_ignored must have 2 col"),
            "flags of other ranges": (_drawn(1, gold_ignored=np.ones((2, 2), np.uint8)), "a row per range each, not 2"),
            "no cut": (_drawn(1, most=np.zeros(0, np.int64)), "most must have an entry"),
            "float weights": (_drawn(1, weights=np.ones((1, 1))), "weights must be a 2-D uint8 array"),
            "outcomes of others": (_drawn(1, outcome=np.zeros((1, 1, 3), np.uint8)), "one entry per detection, 2, not"),
        },
        benchmark_sizes=(1000, 10_000, 100_000),
    ),
)
