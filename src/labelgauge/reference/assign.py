"""Twin of the assignment kernel: tries every assignment of a component (dynamic programming)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Pairs = tuple[tuple[int, int], ...]


def assign_pairs(gold_index: Ints, candidate_index: Ints, weight: Ints, n_gold: int, n_candidate: int) -> Ints:
    """Heaviest assignment; of equal ones, the smallest sorted list of pairs. Exponential in a component's size."""
    edges: dict[int, dict[int, int]] = {}
    for g, c, w in zip(gold_index.tolist(), candidate_index.tolist(), weight.tolist(), strict=True):
        assert 0 <= g < n_gold
        assert 0 <= c < n_candidate
        edges.setdefault(g, {})[c] = w
    partner = np.full(n_gold, -1, dtype=np.int64)
    for golds in _components(edges):
        for g, c in _heaviest(golds, edges):
            partner[g] = c
    return partner


def _components(edges: dict[int, dict[int, int]]) -> list[list[int]]:
    """Golds that share candidates, directly or through others."""
    components: list[tuple[set[int], set[int]]] = []
    for g, candidates in edges.items():
        golds, reached = {g}, set(candidates)
        apart = []
        for other_golds, other_reached in components:
            if reached & other_reached:
                golds |= other_golds
                reached |= other_reached
            else:
                apart.append((other_golds, other_reached))
        components = [*apart, (golds, reached)]
    return [sorted(golds) for golds, _ in components]


def _heaviest(golds: list[int], edges: dict[int, dict[int, int]]) -> Pairs:
    @cache
    def best(i: int, used: frozenset[int]) -> tuple[int, Pairs]:
        """Weight and pairs of the best assignment of golds[i:] to candidates not used."""
        if i == len(golds):
            return 0, ()
        g = golds[i]
        options = [best(i + 1, used)]
        for c in edges[g].keys() - used:
            rest, pairs = best(i + 1, used | {c})
            options.append((rest + edges[g][c], ((g, c), *pairs)))
        return min(options, key=lambda option: (-option[0], option[1]))

    return best(0, frozenset())[1]
