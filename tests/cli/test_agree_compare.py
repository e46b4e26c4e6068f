"""``labelgauge agree TABLE --compare OTHER``."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import labelgauge as lg
from labelgauge.cli import app as command

NAMES = ("ann", "bo", "cy")


def agree(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["agree", *map(str, arguments)])


def table(path: Path, seed: int, right: float, units: range, labels: str = "abc") -> Path:
    """A row for each rating of units, three to an image, by raters who are right so often."""
    rng = np.random.default_rng(seed)
    lines = ["item,worker,answer,image"]
    for unit in units:
        for name in NAMES:
            label = labels[unit % len(labels)] if rng.random() < right else labels[rng.integers(len(labels))]
            lines.append(f"u{unit},{name},{label},i{unit // 3}")
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def after(tmp_path: Path) -> Path:
    return table(tmp_path / "after.csv", 1, 0.9, range(60))


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return table(tmp_path / "before.csv", 2, 0.6, range(60))


def card_of(*arguments: Any) -> Any:
    done = agree(*arguments, "--unit", "item", "--json", "-", "--quiet")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def read(path: Path, **options: Any) -> lg.Ratings:
    return lg.read_ratings(path, unit="item", categories=["a", "b", "c"], **options)


@pytest.mark.parametrize(
    ("asked", "options"),
    [
        ((), {}),
        (("--ci", "bootstrap", "--draws", 200, "--seed", 3), {"ci": "bootstrap", "draws": 200, "seed": 3}),
        (
            ("--ci", "cluster_bootstrap", "--ends", "bca", "--draws", 200),
            {"ci": "cluster_bootstrap", "draws": 200, "ends": "bca"},
        ),
        (("--ci", "none"), {"ci": None}),
        (("--confidence", 0.8, "--independent"), {"confidence": 0.8}),
    ],
)
def test_differences_are_those_of_the_library(after: Path, before: Path, asked: Any, options: dict[str, Any]) -> None:
    card = card_of(after, "--compare", before, "--cluster", "image", *asked, "--coefficients", "gwet_ac,light_kappa")
    paired = "--independent" not in asked
    assert card["parameters"]["units"] == ("paired" if paired else "independent")
    sides = [read(path, cluster="image") for path in (after, before)]
    for row in card["differences"]:
        want = lg.agreement_difference(*sides, row["name"], paired=paired, **options)
        for name in ("value", "se", "low", "high", "p_value"):
            assert row[name] == (None if np.isnan(getattr(want, name)) else getattr(want, name)), name
        assert (row["first"], row["second"], row["n_shared"]) == (want.first.value, want.second.value, want.n_shared)


def test_report_says_which_is_which_and_how_units_are_related(after: Path, before: Path, tmp_path: Path) -> None:
    done = agree(after, "--compare", before, "--unit", "item", "--json", tmp_path / "card.json")
    assert done.exit_code == 0
    assert "after.csv against before.csv: 60 units by 3 raters and 60 units by 3 raters" in done.stdout
    assert "Units are paired." in done.stdout
    assert "note: Units are paired by their names: 60 are in both." in done.stdout
    alpha = next(line for line in done.stdout.splitlines() if line.startswith("  Krippendorff"))
    row = json.loads((tmp_path / "card.json").read_text())["differences"][1]
    for name in ("first", "second", "value", "se"):
        assert f"{row[name]:.3f}" in alpha
    assert "< 0.001" in alpha
    assert row["value"] == row["first"] - row["second"]


def test_units_of_other_names_are_independent(after: Path, tmp_path: Path) -> None:
    other = table(tmp_path / "other.csv", 3, 0.6, range(100, 140))
    card = card_of(after, "--compare", other)
    assert card["parameters"]["units"] == "independent"
    assert card["notes"] == ["Units are independent: those of one table have nothing to do with those of the other."]
    assert {row["n_shared"] for row in card["differences"]} == {0}


def test_units_of_one_table_alone_are_counted(after: Path, tmp_path: Path) -> None:
    other = table(tmp_path / "other.csv", 3, 0.6, range(50, 80))
    notes = card_of(after, "--compare", other)["notes"]
    assert notes == ["Units are paired by their names: 10 are in both, 50 and 20 in one alone."]


def test_rows_without_names_are_a_note(tmp_path: Path) -> None:
    for name, text in (("a", "x,y\n1,1\n2,1\n"), ("b", "x,y\n1,1\n2,2\n")):
        (tmp_path / f"{name}.csv").write_text(text)
    done = agree(tmp_path / "a.csv", "--compare", tmp_path / "b.csv", "--wide", "--level", "nominal")
    assert "if those are rows, both must have them in one order" in " ".join(done.stdout.split())


def test_chance_is_that_of_the_categories_of_both(after: Path, tmp_path: Path) -> None:
    """A category that one side never used counts there, too: Brennan and Prediger's is of three on both sides."""
    two = table(tmp_path / "two.csv", 4, 0.9, range(60), labels="ab")
    rows = card_of(after, "--compare", two)["differences"]
    shares = {row["name"]: row["second"] for row in rows}
    assert shares["brennan_prediger"] == pytest.approx((shares["percent_agreement"] - 1 / 3) / (2 / 3))


def test_tables_are_written(after: Path, before: Path, tmp_path: Path) -> None:
    done = agree(after, "--compare", before, "--unit", "item", "--csv", tmp_path / "out", "--quiet")
    assert (done.exit_code, done.stdout) == (0, "")
    with (tmp_path / "out" / "differences.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows][:2] == ["percent_agreement", "krippendorff_alpha"]
    assert float(rows[1]["p_value"]) < 0.001


def test_cohens_kappa_is_compared_where_both_have_two_raters(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("u,x,y\n1,p,p\n2,q,p\n3,q,q\n4,p,p\n")
    (tmp_path / "c.csv").write_text("u,x,y,z\n1,p,p,q\n2,q,p,q\n3,q,q,q\n4,p,p,p\n")
    for other, there in (("b", True), ("c", False)):
        paths = tmp_path / "a.csv", "--compare", tmp_path / f"{other}.csv"
        done = agree(*paths, "--wide", "--unit", "u", "--json", "-", "--quiet")
        assert done.exit_code == 0, done.output
        names = {row["name"] for row in json.loads(done.stdout)["differences"]}
        assert ("cohen_kappa" in names) == there


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--pairs", "cohen_kappa"), "--pairs is of one table, and --compare names another"),
        (("--ci", "jackknife"), "a difference has no interval of kind --ci jackknife"),
        (("--ends", "bca"), "--ends bca is of draws of units or clusters"),
        (("--ci", "cluster_bootstrap"), "--ci cluster_bootstrap needs ratings with clusters"),
        (
            ("--level", "ordinal", "--coefficients", "kendall_w", "--categories", "a,b,c"),
            "kendall_w, in --coefficients",
        ),
        (("--coefficients", "kappa"), "--coefficients: there is no 'kappa'"),
        (("--json", "BEFORE"), "is one of the files to be read"),
    ],
)
def test_refused(after: Path, before: Path, arguments: tuple[str, ...], message: str) -> None:
    given = [str(before) if word == "BEFORE" else word for word in arguments]
    done = agree(after, "--compare", before, "--unit", "item", *given)
    assert done.exit_code == 2, done.output
    assert message in done.stderr


def test_independent_is_of_two_tables(after: Path) -> None:
    done = agree(after, "--unit", "item", "--independent")
    assert done.exit_code == 2
    assert "Name the other table with --compare." in done.stderr


def test_labels_of_two_kinds_are_refused(after: Path, tmp_path: Path) -> None:
    other = table(tmp_path / "other.csv", 3, 0.6, range(60), labels="123")
    done = agree(after, "--compare", other, "--unit", "item", "--level", "nominal")
    assert done.exit_code == 2
    assert "categories are of different kinds" in done.stderr


def test_strict_wants_all_differences(after: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.csv"
    alone.write_text("item,worker,answer\nu1,ann,a\nu2,ann,b\n")
    done = agree(after, "--compare", alone, "--unit", "item", "--strict")
    assert done.exit_code == 3
    assert "undefined: there is one rater" in done.stderr


def test_ends_of_single_tables(after: Path) -> None:
    arguments = ("--ci", "bootstrap", "--draws", 300, "--coefficients", "gwet_ac")
    card = card_of(after, *arguments, "--ends", "bca")
    want = lg.gwet_ac(read(after), ci="bootstrap", draws=300, ends="bca")
    assert (card["coefficients"][0]["low"], card["coefficients"][0]["high"]) == want.ci
    assert card["parameters"]["ends"] == "bca"
