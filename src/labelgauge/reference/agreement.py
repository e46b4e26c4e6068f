"""Twins of the agreement kernels, in plain Python from the definition in ``kernels/agreement.py``."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]


def unit_patterns(
    offsets: NDArray[np.int64], codes: Codes, n_categories: int
) -> tuple[NDArray[np.int64], Codes, Codes, Codes]:
    """Distinct multisets of codes, and which one each unit has."""
    assert all(0 <= code < n_categories for code in codes.tolist())
    units = [tuple(sorted(codes[a:b].tolist())) for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    patterns = sorted(set(units))
    counted = [sorted(Counter(pattern).items()) for pattern in patterns]
    of_unit = [patterns.index(unit) for unit in units]
    ends = np.cumsum([0, *(len(pairs) for pairs in counted)])
    flat = [pair for pairs in counted for pair in pairs]
    columns = ([code for code, _ in flat], [count for _, count in flat], of_unit)
    found, counts, patterns_of = (np.array(column, dtype=np.int32) for column in columns)
    return ends.astype(np.int64), found, counts, patterns_of


def unordered_units(offsets: NDArray[np.int64], raters: Codes, n_raters: int) -> NDArray[np.int64]:
    """Units whose raters do not ascend within 0 to n_raters - 1."""
    found = []
    for unit, (a, b) in enumerate(zip(offsets[:-1], offsets[1:], strict=True)):
        names = raters[a:b].tolist()
        if names != sorted(set(names)) or not all(0 <= name < n_raters for name in names):
            found.append(unit)
    return np.array(found, np.int64)


def pair_counts(
    offsets: NDArray[np.int64], raters: Codes, codes: Codes, n_raters: int, n_categories: int
) -> tuple[Codes, Codes, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sums of all pairs of raters with a unit in common."""
    said: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a, b in zip(offsets[:-1], offsets[1:], strict=True):
        unit = list(zip(raters[a:b].tolist(), codes[a:b].tolist(), strict=True))
        for (one, code), (other, other_code) in combinations(unit, 2):
            said.setdefault((one, other), []).append((code, other_code))
    pairs = sorted(said)
    sums = []
    for pair in pairs:
        mine, others = (Counter(column) for column in zip(*said[pair], strict=True))
        agreed = sum(code == other for code, other in said[pair])
        cross = sum(mine[code] * others[code] for code in mine)
        squares = sum(times**2 for times in (*mine.values(), *others.values()))
        sums.append((len(said[pair]), agreed, cross, squares))
    first, second = np.array(pairs, np.int32).reshape(-1, 2).T
    n, agreements, products, squared = np.array(sums, np.int64).reshape(-1, 4).T
    return first, second, n, agreements, products, squared


def pair_tables(
    offsets: NDArray[np.int64],
    raters: Codes,
    codes: Codes,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    n_raters: int,
    n_categories: int,
) -> NDArray[np.int64]:
    """How often listed pairs of raters gave a unit each two categories."""
    tables = np.zeros((len(first), n_categories, n_categories), np.int64)
    for a, b in zip(offsets[:-1], offsets[1:], strict=True):
        said = dict(zip(raters[a:b].tolist(), codes[a:b].tolist(), strict=True))
        for pair, (one, other) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            if one in said and other in said:
                tables[pair, said[one], said[other]] += 1
    return tables
