"""KernelSpecs of the assignment family."""

from __future__ import annotations

from typing import Any

import numpy as np

from labelgauge.kernels import assign
from labelgauge.kernels._spec import Arguments, KernelSpec
from labelgauge.reference import assign as reference


def _edges(edges: dict[tuple[int, int], int], n_gold: int, n_candidate: int) -> Arguments:
    ends = np.array(sorted(edges), dtype=np.int64).reshape(-1, 2)
    return {
        "gold_index": ends[:, 0].copy(),
        "candidate_index": ends[:, 1].copy(),
        "weight": np.array([edges[g, c] for g, c in ends.tolist()], dtype=np.int64),
        "n_gold": n_gold,
        "n_candidate": n_candidate,
    }


def _sample(rng: np.random.Generator, n: int) -> Arguments:
    """Images of up to 6 golds and 6 candidates; small weights make ties common, large ones use all bits."""
    edges: dict[tuple[int, int], int] = {}
    n_gold = n_candidate = 0
    while n_gold < n:
        golds, candidates = int(rng.integers(1, 7)), int(rng.integers(0, 7))
        top = int(rng.choice([1, 2, 3, 10, assign.MAX_WEIGHT]))
        density = rng.random()
        for g in range(golds):
            for c in range(candidates):
                if rng.random() < density:
                    edges[n_gold + g, n_candidate + c] = int(rng.integers(1, top + 1))
        n_gold += golds
        n_candidate += candidates
    order = rng.permutation(n_candidate)  # components need not lie next to each other
    return _edges({(g, int(order[c])): w for (g, c), w in edges.items()}, n_gold, n_candidate)


def _is_one_to_one(arguments: Arguments, partner: Any) -> bool:
    taken = partner[partner >= 0]
    pairs = set(zip(arguments["gold_index"].tolist(), arguments["candidate_index"].tolist(), strict=True))
    return len(np.unique(taken)) == len(taken) and all(
        (g, c) in pairs for g, c in enumerate(partner.tolist()) if c >= 0
    )


_ALL_EQUAL = {(g, c): 7 for g in range(5) for c in range(5)}
_ONE = _edges({(0, 0): 1}, 1, 1)

SPECS: tuple[KernelSpec, ...] = (
    KernelSpec(
        family="assign",
        name="assign_pairs",
        facade=assign.assign_pairs,
        reference=reference.assign_pairs,
        sample=_sample,
        edge_cases={
            "nothing": _edges({}, 0, 0),
            "no edges": _edges({}, 3, 2),
            "one edge": _ONE,
            "one gold, equal candidates": _edges({(0, 1): 4, (0, 2): 4}, 1, 3),
            "one candidate, equal golds": _edges({(0, 0): 4, (1, 0): 4, (2, 0): 3}, 3, 1),
            "heaviest edge is not in the optimum": _edges({(0, 0): 10, (0, 1): 9, (1, 0): 9}, 2, 2),
            "heaviest edge beats two others": _edges({(0, 0): 10, (0, 1): 4, (1, 0): 4}, 2, 2),
            "two light edges tie with a heavy one": _edges({(0, 1): 4, (1, 0): 4, (1, 1): 8}, 2, 2),
            "all equal": _edges(_ALL_EQUAL, 5, 5),
            "all equal, more golds": _edges({(g, c): 7 for g in range(6) for c in range(3)}, 6, 3),
            "all equal, more candidates": _edges({(g, c): 7 for g in range(3) for c in range(6)}, 3, 6),
            "a gold gives its candidate to one that needs it": _edges(
                {(0, 1): 1, (1, 2): 1, (2, 1): 2, (2, 2): 2}, 3, 3
            ),
            "a gold is left out for the smaller list": _edges(
                {(0, 1): 2, (0, 2): 3, (1, 0): 3, (2, 1): 2, (2, 2): 3, (3, 0): 4, (3, 2): 4}, 4, 3
            ),
            "a chain": _edges({(g, g + d): 2 for g in range(8) for d in (0, 1)}, 8, 9),
            "greatest weights": _edges(dict.fromkeys(_ALL_EQUAL, assign.MAX_WEIGHT), 5, 5),
        },
        invalid_cases={
            "float weights": (_ONE | {"weight": np.ones(1)}, "weight must be a 1-D int64 array, not float64"),
            "uneven": (_ONE | {"weight": np.ones(2, np.int64)}, "must be equally long, not 1, 1 and 2"),
            "weight zero": (_ONE | {"weight": np.zeros(1, np.int64)}, "weight must lie in .*, found 0 to 0"),
            "weight too large": (_ONE | {"weight": np.array([2**40 + 1])}, "weight must lie in"),
            "index out of range": (_ONE | {"candidate_index": np.array([1])}, "candidate_index must lie in \\[0, 1\\)"),
            "an edge twice": (
                _edges({(0, 0): 1, (0, 1): 1}, 1, 2) | {"candidate_index": np.array([1, 1])},
                "edges must be strictly increasing",
            ),
            "golds not sorted": (
                _edges({(0, 0): 1, (1, 1): 1}, 2, 2) | {"gold_index": np.array([1, 0])},
                "edges must be strictly increasing",
            ),
            "negative count": (_ONE | {"n_gold": -1}, "n_gold must be an integer of at least 0, not -1"),
        },
        invariants={"pairs are edges, and one to one": _is_one_to_one},
    ),
)
