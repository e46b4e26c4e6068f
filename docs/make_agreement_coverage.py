"""Makes agreement-coverage.md from what the simulation counted: ``python docs/make_agreement_coverage.py``.

A test compares the two.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from labelgauge.agreement._estimate import DEFAULTS, INTERVALS

TARGET = Path(__file__).with_name("agreement-coverage.md")
COUNTS = TARGET.parents[1] / "tests" / "simulations" / "agreement_coverage.csv"
LEAST, MOST, FROM_UNITS = 0.93, 0.97, 200
ALPHA = "krippendorff_alpha"
DESIGN = ("true", "prevalence", "n_raters", "missing", "cluster_size", "n_units")
HEADINGS = ("true alpha", "prevalence", "raters", "missing", "units a cluster", "units")

INTRODUCTION = """\
# How often intervals of agreement hold the truth

A 95 % interval is to hold the truth in 95 % of all samples. Here is how often it does so, over a grid of designs, for
nominal data of two categories. This page is made by `docs/make_agreement_coverage.py` from what
`tests/simulations/agreement_coverage.py` counts, which is held against the library number by number.

## How data are made

Each cluster of units, such as the objects of one image, has its own share of units that are truly of the first category,
and its own share of pairs of raters that both attend. Both are drawn from Beta distributions whose means are the prevalence
and the true alpha, and whose intraclass correlation is 0.2: two units of a cluster are that much alike in what they are, and
in how hard they are. A rater who attends gives the unit's category; one who does not gives the first category with the
prevalence of the whole population. Two raters who both attend agree, others agree as independent ones do, so alpha and
Fleiss' kappa of the population are the mean share of pairs that both attend, and that of AC1 follows. Missing ratings are
missing at random. Without clusters each unit has its own shares. Where the number of units is no multiple of eight, the last
cluster is smaller: 50, 200 and 1,000 units are 7, 25 and 125 clusters.
"""

KINDS = {
    "score": "by influences of clusters, with Student's t and the spread that each possible truth would have",
    "analytic": "by influences of clusters, with Student's t; symmetric",
    "bootstrap": "percentiles of 500 draws of units; units of a cluster are taken for independent",
    "cluster_bootstrap": "percentiles of 500 draws of clusters; where clusters are single units it is the one of units",
}


READING = """\
Where units belong together, make ratings with `cluster=` and do not ask for `"bootstrap"`, which takes all units for
independent. Cells outside have few disagreements to go by: a rare category, agreement near 1, or few clusters. With 50 units
or 7 clusters, which is not counted above, intervals of nominal data with a rare category promise more than they hold. Not
looked at are other levels of measurement, more categories, `"bayesian_bootstrap"`, and raters who differ from each other.
"""


class Row(NamedTuple):
    """How intervals of one kind did in one cell."""

    coefficient: str
    kind: str
    design: tuple[float, ...]
    samples: int
    undefined: int
    covered: float
    above: float

    @property
    def is_outside(self) -> bool:
        """Whether too many or too few intervals hold the truth, and there are units enough to ask."""
        return self.design[-1] >= FROM_UNITS and not LEAST <= self.covered <= MOST


def rows() -> list[Row]:
    """What was counted, of the kinds that the library has."""
    with COUNTS.open(newline="", encoding="utf-8") as file:
        found = [_row(row) for row in csv.DictReader(file) if row["kind"] in INTERVALS]
    same = [row._replace(kind="cluster_bootstrap") for row in found if row.kind == "bootstrap" and row.design[4] == 1]
    return found + same  # of clusters of one unit, clusters are drawn as units are


def make() -> str:
    """Return the text of agreement-coverage.md."""
    counted = rows()
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in counted)]
    return "\n".join([INTRODUCTION, *_kinds(counted, kinds), *_outside(counted, kinds), *_grids(counted, kinds)]) + "\n"


def outside(counted: list[Row], kind: str, coefficient: str = ALPHA) -> list[Row]:
    """Cells of 200 units and more where fewer than 93 % or more than 97 % of the intervals hold the truth."""
    return sorted(
        (row for row in counted if row.kind == kind and row.coefficient == coefficient and row.is_outside),
        key=lambda row: row.design,
    )


def _row(row: dict[str, str]) -> Row:
    samples, undefined = int(row["samples"]), int(row["undefined"])
    defined = samples - undefined
    shares = (int(row[name]) / defined for name in ("covered", "above"))
    design = tuple(float(row[name]) for name in DESIGN)
    return Row(row["coefficient"], row["kind"], design, samples, undefined, *shares)


def _kinds(counted: list[Row], kinds: list[str]) -> Iterator[str]:
    samples = sorted({row.samples for row in counted})
    how_many = f"{samples[0]:,}" if len(samples) == 1 else f"{samples[0]:,} to {samples[-1]:,}"
    yield "## What was found\n"
    yield (
        f"Each cell has {how_many} samples, of seed 5, so a share is uncertain by 1 % (two standard errors). Counted are"
        f"\ncells of alpha with {FROM_UNITS} units and more where fewer than {100 * LEAST:.0f} % or more than {100 * MOST:.0f} % of"
        "\nthe intervals hold the truth.\n"
    )
    yield "| `ci=` | what it is | outside, of 48 without clusters | outside, of 48 with clusters of 8 | least |"
    yield "|---|---|---|---|---|"
    for kind in kinds:
        found = outside(counted, kind)
        split = [sum(row.design[4] == size for row in found) for size in (1, 8)]
        least = min(
            row.covered
            for row in counted
            if row.kind == kind and row.coefficient == ALPHA and row.design[-1] >= FROM_UNITS
        )
        yield f"| `{kind}` | {KINDS[kind]} | {split[0]} | {split[1]} | {least:.1%} |"
    fewest = min(kinds, key=lambda kind: len(outside(counted, kind)))
    yield f"\n`{fewest}` has the fewest cells outside and is the default.\n" if fewest == DEFAULTS["ci"] else ""
    yield READING


def _outside(counted: list[Row], kinds: list[str]) -> Iterator[str]:
    yield "## Cells outside\n"
    for kind in kinds:
        found = outside(counted, kind)
        with_clusters = [row for row in found if row.design[4] > 1]
        yield f"`{kind}`, {len(found)} of 96{':' if found else '.'}\n"
        if len(with_clusters) == 48:
            least, most = (end(row.covered for row in with_clusters) for end in (min, max))
            yield f"- all 48 with clusters of 8 ({least:.1%} to {most:.1%})"
            found = [row for row in found if row.design[4] == 1]
        yield from (f"- {_named(row)}" for row in found)
        yield ""


def _named(row: Row) -> str:
    true, prevalence, raters, missing, cluster, units = row.design
    population = f"alpha {true:g}, prevalence {prevalence:g}"
    absent = f", {missing:.0%} missing" if missing else ""
    together = f", clusters of {cluster:.0f}" if cluster > 1 else ""
    return f"{population}, {raters:.0f} raters{absent}{together}, {units:,.0f} units ({row.covered:.2%})"


def _grids(counted: list[Row], kinds: list[str]) -> Iterator[str]:
    yield "## Alpha\n"
    yield (
        "Percentages of intervals that hold the truth, of the samples that have an interval; those outside at 200 units\n"
        "and more are in bold. All ratings of a sample may be of one category, which leaves no interval.\n"
    )
    yield from _grid(counted, [(ALPHA, kind) for kind in kinds], kinds)
    others = [(coefficient, kind) for coefficient in ("fleiss_kappa", "gwet_ac") for kind in kinds]
    present = [pair for pair in others if any((row.coefficient, row.kind) == pair for row in counted)]
    yield "\n## Fleiss' kappa and AC1\n"
    yield "Of the same samples; each is held against its own value in the population.\n"
    yield from _grid(counted, present, [f"{name} {kind}" for name, kind in present])


def _grid(counted: list[Row], columns: list[tuple[str, str]], names: list[str]) -> Iterator[str]:
    cells = {(row.coefficient, row.kind, row.design): row for row in counted}
    yield "| " + " | ".join([*HEADINGS, *names, "no interval"]) + " |"
    yield "|---" * (len(HEADINGS) + len(names) + 1) + "|"
    for design in sorted({row.design for row in counted}):
        of_design = [cells[(*column, design)] for column in columns if (*column, design) in cells]
        shown = [f"**{row.covered:.1%}**" if row.is_outside else f"{row.covered:.1%}" for row in of_design]
        undefined = of_design[0].undefined / of_design[0].samples
        yield "| " + " | ".join([*_values(design), *shown, f"{undefined:.1%}" if undefined else "–"]) + " |"


def _values(design: tuple[float, ...]) -> list[str]:
    true, prevalence, raters, missing, cluster, units = design
    return [f"{true:g}", f"{prevalence:g}", f"{raters:g}", f"{missing:.0%}", f"{cluster:g}", f"{units:,.0f}"]


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
