"""Twins of the agreement kernels, in plain Python from the definition in ``kernels/agreement.py``."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Patterns = tuple[NDArray[np.int64], Codes, Codes, Codes, NDArray[np.int64]]


def unit_patterns(offsets: NDArray[np.int64], codes: Codes, n_categories: int, *, of_unit: bool = True) -> Patterns:
    """Distinct multisets of codes, which one each unit has if asked for, and how many units have each."""
    assert all(0 <= code < n_categories for code in codes.tolist())
    units = [tuple(sorted(codes[a:b].tolist())) for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
    times = Counter(units)
    patterns = sorted(set(units))
    counted = [sorted(Counter(pattern).items()) for pattern in patterns]
    places = [patterns.index(unit) for unit in units] if of_unit else []
    ends = np.cumsum([0, *(len(pairs) for pairs in counted)])
    flat = [pair for pairs in counted for pair in pairs]
    columns = ([code for code, _ in flat], [count for _, count in flat], places)
    found, counts, patterns_of = (np.array(column, dtype=np.int32) for column in columns)
    return (
        ends.astype(np.int64),
        found,
        counts,
        patterns_of,
        np.array([times[pattern] for pattern in patterns], np.int64),
    )


def small_cells(
    matrix: NDArray[Any], missing: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Small whole numbers as positions among those that occur, from 1; 0 where there is none."""
    absent = {float(number) for number in missing}
    numbers = [[float(number) for number in row] for row in matrix.tolist()]
    given = [[None if math.isnan(number) or number in absent else number for number in row] for row in numbers]
    flat = [number for row in given for number in row if number is not None]
    others = [number for number in flat if not (-126 <= number <= 127 and number == int(number))]
    if others:
        return np.zeros((0, 0), np.uint8), np.zeros(0, np.int64), np.array([len(others)])
    categories = sorted({int(number) for number in flat})
    place = {number: k + 1 for k, number in enumerate(categories)}
    cells = [[0 if number is None else place[int(number)] for number in row] for row in given]
    return np.array(cells, np.uint8).reshape(matrix.shape), np.array(categories, np.int64), np.array([0])


def cell_patterns(cells: NDArray[np.uint8], n_categories: int, *, of_unit: bool = True) -> Patterns:
    """Distinct multisets of codes that columns have, which one each column has if asked for, and how many have each."""
    offsets, _, codes = cell_columns(cells)
    return unit_patterns(offsets, codes, n_categories, of_unit=of_unit)


def count_patterns(counts: NDArray[Any]) -> Patterns:
    """Distinct rows of counts as multisets of codes, which one each row has, and how many have each."""
    rows = [tuple((code, int(count)) for code, count in enumerate(row) if count) for row in counts.tolist()]
    times = Counter(rows)

    def codes_in_order(row: tuple[tuple[int, int], ...]) -> list[int]:
        """What orders rows as their ascending codes, repeats included, without writing these down.

        After so many of a code comes a greater one, or the end, which is before any: more of a code come first,
        unless they are the last.
        """
        last = len(row) - 1
        return [
            part for k, (code, count) in enumerate(row) for part in (code, k != last, count if k == last else -count)
        ]

    patterns = sorted(times, key=codes_in_order)
    place = {pattern: k for k, pattern in enumerate(patterns)}
    ends = np.cumsum([0, *map(len, patterns)]).astype(np.int64)
    codes, found = np.array([pair for pattern in patterns for pair in pattern], np.int32).reshape(-1, 2).T
    of_unit = np.array([place[row] for row in rows], np.int32)
    return ends, codes.copy(), found.copy(), of_unit, np.array([times[pattern] for pattern in patterns], np.int64)


def cell_columns(cells: NDArray[np.uint8]) -> tuple[NDArray[np.int64], Codes, Codes]:
    """Ratings by unit, then rater, of a table with a row for each rater."""
    units = [[(rater, cell - 1) for rater, cell in enumerate(column) if cell] for column in cells.T.tolist()]
    offsets = np.cumsum([0, *map(len, units)]).astype(np.int64)
    ratings = [rating for unit in units for rating in unit]
    raters, codes = np.array(ratings, np.int32).reshape(-1, 2).T
    return offsets, raters.copy(), codes.copy()


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


def cell_pair_counts(
    cells: NDArray[np.uint8], n_categories: int
) -> tuple[Codes, Codes, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sums of all pairs of rows with a column that both have a rating in."""
    return pair_counts(*cell_columns(cells), len(cells), n_categories)


def cell_pair_tables(
    cells: NDArray[np.uint8], first: NDArray[np.int64], second: NDArray[np.int64], n_categories: int
) -> NDArray[np.int64]:
    """How often listed pairs of rows have each two categories in a column."""
    return pair_tables(*cell_columns(cells), first, second, len(cells), n_categories)
