"""Intervals of agreement hold the truth as often as docs/agreement-coverage.md says."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from scipy import stats

import labelgauge as lg
from tests.simulations.agreement_coverage import (
    BLOCK,
    COEFFICIENTS,
    GRID,
    RECORD,
    Cell,
    Ints,
    by_clusters,
    by_influence,
    by_units,
    clusters,
    draw,
    judged,
    ratio,
    truth,
)

ALONE = Cell(true=0.6, prevalence=0.5, n_raters=5, missing=0.2, cluster_size=1, n_units=200)
TOGETHER = ALONE._replace(cluster_size=8)
VARIED = [GRID[k] for k in (0, 10, 41, 71, 81, 112, 143)]
DRAWN = [Cell(0.3, 0.5, 2, 0.2, 8, 200), Cell(0.6, 0.9, 5, 0.0, 8, 200), Cell(0.9, 0.5, 2, 0.0, 1, 200)]


def coefficient_of(name: str, counts: Ints, cell: Cell, **options: Any) -> lg.Coefficient:
    """What the library says about one sample."""
    ratings = lg.Ratings.from_counts(counts, cluster=clusters(cell))
    if name == "krippendorff_alpha":
        return lg.krippendorff_alpha(ratings, level="nominal", **options)
    found: lg.Coefficient = getattr(lg, name)(ratings, **options)
    return found


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("cell", VARIED, ids=str)
def test_the_population_agrees_as_it_is_said_to(name: str, cell: Cell) -> None:
    large = cell._replace(n_units=40_000)
    found = coefficient_of(name, draw(large, 1, np.random.default_rng(1))[0], large)
    assert abs(found.value - truth(name, cell)) < 4 * found.se < 0.1


@pytest.mark.parametrize("kind", ["analytic", "score"])
@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("cell", VARIED, ids=str)
def test_formulas_of_many_samples_are_those_of_the_library(name: str, cell: Cell, kind: str) -> None:
    counts = draw(cell, 4, np.random.default_rng(2))
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = by_influence(ratio(name, counts), cell)[kind]
    found = [coefficient_of(name, sample, cell, ci=kind).ci for sample in counts]
    np.testing.assert_allclose(np.transpose(ends), found, rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", [ALONE, TOGETHER], ids=str)
@pytest.mark.parametrize("kind", ["bootstrap", "cluster_bootstrap"])
def test_draws_of_many_samples_are_like_those_of_the_library(kind: str, cell: Cell) -> None:
    counts = draw(cell, 3, np.random.default_rng(3))
    alpha, rng = ratio(COEFFICIENTS[0], counts), np.random.default_rng(4)
    ends = by_units(alpha, rng, 4000) if kind == "bootstrap" else by_clusters(alpha, cell, rng, 4000)
    for low, high, sample in zip(*ends, counts, strict=True):
        found = coefficient_of(COEFFICIENTS[0], sample, cell, ci=kind, draws=4000)
        # Both ends are uncertain by a 70th of the width; taking clusters for units moves them by a twelfth and more.
        assert (low, high) == pytest.approx(found.ci, abs=0.05 * (found.high - found.low))


def test_intervals_hold_the_truth_where_it_is_easy() -> None:
    ends = by_influence(ratio(COEFFICIENTS[0], draw(ALONE, 800, np.random.default_rng(5))), ALONE)["analytic"]
    assert judged(ends, ALONE.true).covered / 800 == pytest.approx(0.95, abs=0.023)  # three standard errors


def test_units_of_a_cluster_taken_for_independent_promise_too_much() -> None:
    alpha = ratio(COEFFICIENTS[0], draw(TOGETHER, BLOCK, np.random.default_rng(6)))
    assert judged(by_units(alpha, np.random.default_rng(7)), TOGETHER.true).covered < 0.88 * BLOCK


def recorded(kind: str, cell: Cell) -> tuple[int, int]:
    """Intervals of alpha that held the truth, and those that did not, in the long run that the page shows."""
    with RECORD.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = tuple(float(row[name]) for name in Cell._fields)
            if (row["coefficient"], row["kind"], at) == (COEFFICIENTS[0], kind, cell):
                return int(row["covered"]), int(row["samples"]) - int(row["undefined"]) - int(row["covered"])
    raise LookupError(kind, cell)


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "cell"),
    [(kind, cell) for kind in ("analytic", "score") for cell in GRID if cell.n_units == 200]
    + [
        (kind, cell)
        for kind in ("bootstrap", "cluster_bootstrap")
        for cell in DRAWN
        if cell.cluster_size > 1 or kind == "bootstrap"
    ],
    ids=str,
)
def test_the_library_covers_as_recorded(kind: str, cell: Cell) -> None:
    held = missed = 0
    for seed, sample in enumerate(draw(cell, 500, np.random.default_rng(8))):
        low, high = coefficient_of(COEFFICIENTS[0], sample, cell, ci=kind, draws=500, seed=seed).ci
        held += low <= cell.true <= high
        missed += not low <= cell.true <= high
    assert stats.fisher_exact([[held, missed], recorded(kind, cell)]).pvalue > 0.0005, held


@pytest.mark.long
def test_skewed_numbers_are_why_alpha_of_numbers_has_analytic_intervals() -> None:
    """Neither kind covers 95 %: outliers make up expected disagreement, and few samples have them."""
    rng, true, n_samples = np.random.default_rng(9), 0.9, 400
    error = np.sqrt((np.e - 1) * np.e * (1 - true) / true)  # of the variance of exp(normal)
    held = {"score": 0, "analytic": 0}
    for _ in range(n_samples):
        numbers = rng.lognormal(size=50) + rng.normal(0, error, (2, 50))
        for kind in held:
            found = lg.krippendorff_alpha(numbers, level="interval", ci=kind)  # type: ignore[arg-type]
            held[kind] += found.low <= true <= found.high
    assert held["score"] + 0.05 * n_samples < held["analytic"] < 0.93 * n_samples, held
