"""The radiologists' ratings among the examples are what their README says, and `labelgauge agree` reads them."""

from __future__ import annotations

import csv
import importlib.util
import json
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

import labelgauge as lg
from labelgauge.cli import app as command
from labelgauge.dataset.ratings_table import read_ratings
from tests.conformance.stored import folder

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILE = EXAMPLES / "lidc_ratings/malignancy.csv"
COMMAND = "--wide --unit nodule --cluster patient --level ordinal --anonymous"


def test_installed_with_the_package() -> None:
    assert (
        resources.files("labelgauge.examples").joinpath("lidc_ratings/malignancy.csv").read_bytes() == FILE.read_bytes()
    )


def test_the_committed_file_is_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("make_lidc_ratings", EXAMPLES / "make_lidc_ratings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.make(folder("lidc_nodules")) == FILE.read_bytes()


def test_it_is_what_the_readme_says() -> None:
    ratings = read_ratings(FILE, wide=True, unit="nodule", cluster="patient", anonymous=True)
    assert ratings.clusters is not None
    assert (ratings.n_units, len(ratings.clusters)) == (1192, 616)
    assert sorted(set(ratings.per_unit.tolist())) == [2, 3, 4]
    assert ratings.categories.tolist() == [1, 2, 3, 4, 5]
    assert f"labelgauge agree malignancy.csv {COMMAND}" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_agreement_of_radiologists() -> None:
    done = CliRunner().invoke(command.app, ["agree", str(FILE), *COMMAND.split(), "--quiet", "--json", "-"])
    assert done.exit_code == 0, done.output
    card = json.loads(done.stdout)
    alpha = card["coefficients"][1]
    assert alpha["name"] == "krippendorff_alpha"
    # Ordinal alpha as the package krippendorff 0.9.0 computes it from the same table.
    assert alpha["value"] == pytest.approx(0.379354044808923, abs=1e-10)
    assert alpha["low"] < alpha["value"] < alpha["high"]
    assert card["raters"][0]["status"] == "anonymous_raters"
    assert (alpha["band"]["label"], alpha["band"]["surely"]) == ("discard", "discard")


def test_grades_that_are_taken_for_each_other() -> None:
    """How often pairs of radiologists gave one nodule 2 and 3, counted row by row."""
    with FILE.open(newline="") as file:
        rows = [[row[f"reader_{k}"] for k in range(1, 5)] for row in csv.DictReader(file)]
    times = sum(row.count("2") * row.count("3") for row in rows)
    ratings = read_ratings(FILE, wide=True, unit="nodule", cluster="patient", anonymous=True)
    worst = next(lg.rater_confusion(ratings, level="ordinal").pairs.rows())
    assert (worst["first"], worst["second"], worst["n_pairs"]) == (2, 3, times)
