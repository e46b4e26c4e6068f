"""Do intervals of agreement hold the truth as often as they say? Data of known agreement, over a grid of designs.

Each cluster of units has its own share of units that are truly of the first category, and its own share of pairs of
raters that both attend; both are Beta with the intraclass correlation `CORRELATION`. A rater who attends gives the
unit's category, one who does not gives the first category with the prevalence of the whole population. Two raters who
both attend agree; otherwise they agree as independent ones do. So alpha and Fleiss' kappa of the population are the
mean share of pairs that both attend. Units of a cluster depend on each other in what they are and in how hard they are.

Many samples are looked at together, with formulas for two categories of their own; `test_agreement_coverage` holds
them against the library, number by number. ``python -m tests.simulations.agreement_coverage BLOCKS.csv`` adds to
BLOCKS.csv what is not there yet, can be stopped at any time, and sums up in `agreement_coverage.csv`.
"""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COEFFICIENTS = ("krippendorff_alpha", "fleiss_kappa", "gwet_ac")
KINDS = ("analytic", "score", "bootstrap", "cluster_bootstrap")
CORRELATION, CONFIDENCE, DRAWS, SEED = 0.2, 0.95, 500, 5
REPLICATES, BLOCK = 2000, 250
RECORD = Path(__file__).with_suffix(".csv")


class Cell(NamedTuple):
    """A population, and a design."""

    true: float  # alpha of the population
    prevalence: float
    n_raters: int
    missing: float
    cluster_size: int
    n_units: int


GRID = tuple(
    Cell(*values)
    for values in itertools.product((0.3, 0.6, 0.9), (0.5, 0.9), (2, 5), (0.0, 0.2), (1, 8), (50, 200, 1000))
)


class Counts(NamedTuple):
    """How intervals of some samples did."""

    samples: int
    undefined: int  # all ratings of one category: no interval
    covered: int
    above: int  # the interval lies above the truth


def draw(cell: Cell, n_samples: int, rng: np.random.Generator) -> Ints:
    """How often each unit was given each of two categories; int64 (samples, units, 2)."""
    units = (n_samples, cell.n_units)
    is_first = rng.random(units) < _shares(cell.prevalence, cell, n_samples, rng)
    ratings = (*units, cell.n_raters)
    attends = rng.random(ratings) < np.sqrt(_shares(cell.true, cell, n_samples, rng))[:, :, None]
    first = np.where(attends, is_first[:, :, None], rng.random(ratings) < cell.prevalence)
    rated = rng.random(ratings) >= cell.missing
    return np.stack((np.sum(first & rated, axis=2), np.sum(~first & rated, axis=2)), axis=2)


def _shares(mean: float, cell: Cell, n_samples: int, rng: np.random.Generator) -> Floats:
    """A share for each unit, that of its cluster."""
    size = 1 / CORRELATION - 1
    cluster = clusters(cell)
    shares: Floats = rng.beta(mean * size, (1 - mean) * size, (n_samples, cluster[-1] + 1))[:, cluster]
    return shares


def clusters(cell: Cell) -> Ints:
    """The cluster of each unit; the last one may be smaller."""
    cluster: Ints = np.arange(cell.n_units) // cell.cluster_size
    return cluster


def truth(coefficient: str, cell: Cell) -> float:
    """The coefficient of the population."""
    if coefficient != "gwet_ac":
        return cell.true
    unlike = 2 * cell.prevalence * (1 - cell.prevalence)  # Gwet's agreement by chance, of two categories
    return 1 - (1 - cell.true) * unlike / (1 - unlike)


class Ratio(NamedTuple):
    """A coefficient of two categories: 1 - observed / expected disagreement, of sums over units.

    The sums are: disagreement, what it is of, and what the shares of the two categories are taken of.
    """

    terms: Floats  # (samples, units, 4)
    counted: NDArray[np.bool_]  # (samples, units)
    n_ratings: Ints  # (samples,), of units that have two or more
    coefficient: str

    def expected(self, sums: Floats) -> Floats:
        """Expected disagreement at sums (…, 4)."""
        first, second = sums[..., 2], sums[..., 3]
        n = first + second
        pairs = n * (n - 1) if self.coefficient == "krippendorff_alpha" else n**2
        unlike: Floats = 2 * first * second / pairs
        return 1 - unlike if self.coefficient == "gwet_ac" else unlike

    def value(self, sums: Floats) -> Floats:
        """The coefficient at sums (…, 4); NaN where nothing varies."""
        expected = self.expected(sums)
        ratio = sums[..., 0] / sums[..., 1]
        return 1 - np.divide(ratio, expected, out=np.full(expected.shape, np.nan), where=expected > 0)

    def influences(self) -> tuple[Floats, Floats]:
        """Of each unit, on observed and on expected disagreement; (samples, units) each."""
        sums = self.terms.sum(axis=1)[:, None]
        observed = (self.terms[..., 0] - sums[..., 0] / sums[..., 1] * self.terms[..., 1]) / sums[..., 1]
        first, second = sums[..., 2], sums[..., 3]
        n = first + second
        pairs, slope = (n * (n - 1), 2 * n - 1) if self.coefficient == "krippendorff_alpha" else (n**2, 2 * n)
        unlike = 2 * first * second / pairs
        by_first, by_second = (2 * second - slope * unlike) / pairs, (2 * first - slope * unlike) / pairs
        expected = by_first * self.terms[..., 2] + by_second * self.terms[..., 3]
        return observed, -expected if self.coefficient == "gwet_ac" else expected


def ratio(coefficient: str, counts: Ints) -> Ratio:
    """The coefficient of samples (samples, units, 2)."""
    n = counts.sum(axis=-1)
    compared = n >= 2
    n_ratings = np.sum(n * compared, axis=1)
    unlike = np.where(compared, 2 * counts[..., 0] * counts[..., 1] / np.maximum(n - 1, 1), 0.0)
    if coefficient == "krippendorff_alpha":
        counts = counts * compared[..., None]
        terms = np.stack((unlike, n * compared, counts[..., 0], counts[..., 1]), -1)
        return Ratio(terms, compared, n_ratings, coefficient)
    first, second = np.moveaxis(counts / np.maximum(n, 1)[..., None], -1, 0)
    return Ratio(np.stack((unlike / np.maximum(n, 1), compared, first, second), -1), n >= 1, n_ratings, coefficient)


class Ends(NamedTuple):
    """Intervals of samples; NaN where undefined."""

    low: Floats
    high: Floats


def by_influence(given: Ratio, cell: Cell) -> dict[str, Ends]:
    """Intervals of the influences of clusters: symmetric ones, and those whose spread depends on the truth."""
    sums = given.terms.sum(axis=1)
    value, expected, disagreement = given.value(sums), given.expected(sums), sums[:, 0] / sums[:, 1]
    on_observed, on_expected = given.influences()
    on_value = (-on_observed + on_expected * (disagreement / expected)[:, None]) / expected[:, None]
    n = np.count_nonzero(_by_cluster(given.counted.astype(float), cell) > 0, axis=1)
    se, se_observed = (_standard_error(on, given.counted, cell, n) for on in (on_value, on_observed))
    reach = stdtrit(n - 1, (1 + CONFIDENCE) / 2)
    least = 2 / given.n_ratings  # the disagreement that one rating makes
    return {
        "analytic": Ends(value - reach * se, value + reach * se),
        "score": _score(1 - value, se, disagreement, se_observed, expected, least, reach),
    }


def _score(
    ratio: Floats, se: Floats, disagreement: Floats, se_observed: Floats, expected: Floats, least: Floats, reach: Floats
) -> Ends:
    of_observed = np.where(disagreement > 0, (se_observed / disagreement) ** 2, 0)
    rest = np.where(disagreement > 0, (se / ratio) ** 2 - of_observed, 0)
    scale = np.where(disagreement > 0, of_observed * ratio, least / expected) * reach**2
    square, half = 1 - reach**2 * rest, ratio + scale / 2
    root = np.sqrt(np.maximum(half**2 - square * ratio**2, 0))
    largest = np.minimum(np.where(square > 0, (half + root) / square, np.inf), 2)  # no less than -1
    smallest = ratio**2 / (half + root)
    undefined = np.isnan(ratio)
    return Ends(np.where(undefined, np.nan, 1 - largest), np.where(undefined, np.nan, 1 - smallest))


def by_units(given: Ratio, rng: np.random.Generator, draws: int = DRAWS) -> Ends:
    """Percentiles of draws of units. Units that are alike are drawn together, the most frequent first."""
    n_samples, n_units = given.terms.shape[:2]
    kinds, kind = _kinds_of_units(given.terms.reshape(-1, 4))
    frequent = np.argsort(-np.bincount(kind, minlength=len(kinds)))
    rank = np.argsort(frequent)[kind] + np.repeat(np.arange(n_samples), n_units) * len(kinds)
    times = np.bincount(rank, minlength=n_samples * len(kinds)).reshape(n_samples, len(kinds))
    drawn = rng.multinomial(n_units, times / n_units, (draws, n_samples))
    return _percentiles(given.value(drawn @ kinds[frequent]))


def _kinds_of_units(terms: Floats) -> tuple[Floats, Ints]:
    """Different rows, in order, and which each row is; found by a number for each row, as sorting rows takes long."""
    _, first, which = np.unique(terms @ np.sqrt([2.0, 3.0, 5.0, 7.0]), return_index=True, return_inverse=True)
    kinds, kind = np.unique(terms[first], axis=0, return_inverse=True)
    return kinds, kind.ravel()[which.ravel()]


def by_clusters(given: Ratio, cell: Cell, rng: np.random.Generator, draws: int = DRAWS) -> Ends:
    """Percentiles of draws of clusters."""
    each = np.stack([_by_cluster(given.terms[..., k], cell) for k in range(4)], axis=-1)
    n = each.shape[1]
    values = [given.value(rng.multinomial(n, np.full(n, 1 / n), draws) @ sample) for sample in each]
    return _percentiles(np.stack(values, axis=1))


def _percentiles(values: Floats) -> Ends:
    tail = (1 - CONFIDENCE) / 2
    quantile = np.nanquantile if np.isnan(values).any() else np.quantile
    return Ends(*quantile(values, [tail, 1 - tail], axis=0))


def _by_cluster(of_unit: Floats, cell: Cell) -> Floats:
    """Sums over the units of each cluster."""
    summed: Floats = np.add.reduceat(of_unit, np.arange(0, cell.n_units, cell.cluster_size), axis=1)
    return summed


def _standard_error(influence: Floats, counted: NDArray[np.bool_], cell: Cell, n: Ints) -> Floats:
    """Of a sum of influences; clusters without a unit that counts are not there."""
    each = _by_cluster(influence * counted, cell)
    there = _by_cluster(counted.astype(float), cell) > 0
    mean = each.sum(axis=1) / n
    squares = np.sum(np.where(there, each - mean[:, None], 0) ** 2, axis=1)
    error: Floats = np.sqrt(n / (n - 1) * squares)
    return error


def intervals(cell: Cell, block: int) -> Iterator[tuple[str, str, Ends]]:
    """Coefficient, kind and intervals of a block of samples."""
    counts = draw(cell, BLOCK, np.random.default_rng([SEED, GRID.index(cell), block]))
    for coefficient in COEFFICIENTS:
        for kind, ends in by_influence(ratio(coefficient, counts), cell).items():
            yield coefficient, kind, ends
    alpha = ratio(COEFFICIENTS[0], counts)
    yield COEFFICIENTS[0], "bootstrap", by_units(alpha, np.random.default_rng([SEED, GRID.index(cell), block, 1]))
    if cell.cluster_size > 1:  # of clusters of one unit, clusters are drawn as units are
        rng = np.random.default_rng([SEED, GRID.index(cell), block, 2])
        yield COEFFICIENTS[0], "cluster_bootstrap", by_clusters(alpha, cell, rng)


def judged(ends: Ends, true: float) -> Counts:
    """How often intervals hold the truth."""
    return Counts(
        samples=len(ends.low),
        undefined=int(np.sum(np.isnan(ends.low))),
        covered=int(np.sum((ends.low <= true) & (true <= ends.high))),
        above=int(np.sum(ends.low > true)),
    )


def added(path: Path) -> None:
    """Append to a file the blocks that are not there yet; where it is stopped, all cells have as many samples."""
    done: set[tuple[str, ...]] = set()
    if path.exists():
        with path.open(newline="") as file:
            done = {tuple(row[: len(Cell._fields) + 1]) for row in csv.reader(file)}
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        for block, cell in itertools.product(range(REPLICATES // BLOCK), GRID):
            if (*map(str, cell), str(block)) not in done:
                writer.writerows(
                    [*cell, block, coefficient, kind, *judged(ends, truth(coefficient, cell))]
                    for coefficient, kind, ends in intervals(cell, block)
                )
                file.flush()


def summed(path: Path) -> None:
    """Write `RECORD`: the sums over the blocks of a file."""
    width = len(Cell._fields)
    totals: dict[tuple[str, ...], list[list[int]]] = {}
    with path.open(newline="") as file:
        for row in csv.reader(file):
            key = (*row[width + 1 : width + 3], *row[:width])
            totals.setdefault(key, []).append([int(value) for value in row[width + 3 :]])
    with RECORD.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["coefficient", "kind", *Cell._fields, *Counts._fields])
        for key, blocks in sorted(totals.items()):
            writer.writerow([*key, *(sum(counts) for counts in zip(*blocks, strict=True))])


if __name__ == "__main__":
    np.seterr(invalid="ignore", divide="ignore")  # of samples without disagreement, or of one category
    added(Path(sys.argv[1]))
    summed(Path(sys.argv[1]))
