"""What ``labelgauge agree`` can be asked for: every coefficient, bands, and pairs of raters."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

import labelgauge as lg
from labelgauge.agreement.names import COEFFICIENTS
from labelgauge.cli import app as command
from labelgauge.scoring.agreement_measures import DEFAULT

# Shrout and Fleiss 1979: six units, four judges.
JUDGES = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
# Their six intraclass correlations, in the order of McGraw and Wong's names.
SHROUT_FLEISS = {"1": 0.17, "A,1": 0.29, "C,1": 0.71, "1,k": 0.44, "A,k": 0.62, "C,k": 0.91}


def agree(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["agree", *map(str, arguments)])


def card_of(path: Path, *arguments: Any) -> Any:
    done = agree(path, *arguments, "--json", "-", "--quiet")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def written(path: Path, matrix: list[list[Any]], names: str = "abcdefgh") -> Path:
    """A wide table with a row for each unit."""
    rows = [",".join("" if value is None else str(value) for value in row) for row in zip(*matrix, strict=True)]
    path.write_text("\n".join([",".join(names[: len(matrix)]), *rows]))
    return path


@pytest.fixture
def judges(tmp_path: Path) -> Path:
    return written(tmp_path / "judges.csv", JUDGES)


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Four units of ann and bo, of which cy rated the last, and one of di and ed."""
    path = tmp_path / "words.csv"
    said = "1,ann,lo 1,bo,lo 2,ann,mid 2,bo,hi 3,ann,hi 3,bo,hi 4,ann,lo 4,bo,mid 4,cy,hi 5,di,lo 5,ed,lo"
    path.write_text("\n".join(["item,worker,answer", *said.split()]))
    return path


def test_the_six_published_intraclass_correlations(judges: Path) -> None:
    card = card_of(judges, "--wide", "--level", "interval", "--coefficients", "icc")
    found = {row["parameters"]["form"]: row["value"] for row in card["coefficients"]}
    assert found == pytest.approx(SHROUT_FLEISS, abs=0.0051)
    assert [row["name"] for row in card["coefficients"]] == [f"icc({form})" for form in SHROUT_FLEISS]
    assert {row["interval"] for row in card["coefficients"]} == {"f_test"}


@pytest.mark.parametrize("level", ["ordinal", "interval"])
def test_every_coefficient_is_the_function_of_its_name(judges: Path, level: str) -> None:
    names = [name for name in COEFFICIENTS if name != "icc" and (name != "concordance" or level == "interval")]
    card = card_of(judges, "--wide", "--level", level, "--coefficients", ",".join(names), "--confidence", 0.9)
    weights = {"ordinal": "ordinal", "interval": "quadratic"}[level]
    for name, row in zip(names, card["coefficients"], strict=True):
        ways = {"krippendorff_alpha": {"level": level}, "concordance": {}, "kendall_w": {}}
        options = {} if name == "kendall_w" else {"confidence": 0.9}
        want = getattr(lg, name)(JUDGES, **ways.get(name, {"weights": weights}), **options)
        numbers = [row[part] for part in ("value", "se", "low", "high")]
        assert numbers == [None if np.isnan(part) else part for part in (want.value, want.se, *want.ci)]
        assert (row["name"], row["status"]) == (name, want.status)
    not_two = {row["name"] for row in card["coefficients"] if row["status"] == "not_two_raters"}
    assert not_two == {"cohen_kappa", "scott_pi", "concordance"} & set(names)
    assert any(
        note.startswith("Undefined, since it is defined for two raters: cohen_kappa, scott_pi")
        for note in card["notes"]
    )


def test_cohen_kappa_is_there_by_default_of_two_raters_with_names(tmp_path: Path) -> None:
    two = written(tmp_path / "two.csv", [["a", "b", "b", "a"], ["a", "b", "a", "a"]])
    card = card_of(two, "--wide")
    assert [row["name"] for row in card["coefficients"]] == [*DEFAULT, "cohen_kappa"]
    assert card["coefficients"][-1]["value"] == pytest.approx(0.5)  # (3/4 - 1/2) / (1 - 1/2)
    assert [row["name"] for row in card_of(two, "--wide", "--anonymous")["coefficients"]] == list(DEFAULT)
    three = written(tmp_path / "three.csv", [["a", "b"], ["a", "b"], ["a", "a"]])
    assert card_of(three, "--wide")["parameters"]["coefficients"] == list(DEFAULT)


def test_hyphens_may_stand_for_underscores(words: Path) -> None:
    card = card_of(
        words, "--coefficients", "gwet-ac, fleiss_kappa", "--pairs", "scott-pi", "--ci", "bayesian-bootstrap"
    )
    assert card["parameters"]["coefficients"] == ["gwet_ac", "fleiss_kappa"]
    assert (card["parameters"]["pairs"], card["parameters"]["ci"]) == ("scott_pi", "bayesian_bootstrap")


def test_pairs(words: Path) -> None:
    pairs = card_of(words, "--pairs", "cohen_kappa", "--min-overlap", 2)["pairs"]
    assert (pairs["n_pairs"], pairs["n_groups"]) == (4, 4)
    best = pairs["rows"][0]
    # ann and bo: agreement 1/2, by chance 5/16.
    assert (best["first"], best["second"], best["n_units"]) == ("ann", "bo", 4)
    assert best["value"] == pytest.approx((1 / 2 - 5 / 16) / (1 - 5 / 16))
    assert best["low"] < best["value"] < best["high"]
    assert {row["status"] for row in pairs["rows"][1:]} == {"little_overlap"}
    assert {row["value"] for row in pairs["rows"][1:]} == {None}


def test_the_lowest_pair_comes_first(judges: Path) -> None:
    card = card_of(judges, "--wide", "--level", "interval", "--pairs", "cohen_kappa")
    values = [row["value"] for row in card["pairs"]["rows"]]
    assert len(values) == 6
    assert values == sorted(values)
    kappas = lg.pairwise_agreement(JUDGES, "cohen_kappa", weights="quadratic")
    assert values == sorted(kappas.pair_value.tolist())


def test_report_of_pairs_says_whether_they_can_be_compared(words: Path) -> None:
    done = agree(words, "--pairs", "cohen_kappa", "--min-overlap", 2)
    lines = done.stdout.splitlines()
    assert "Pairs of raters by Cohen's kappa, the lowest first" in lines
    assert "  4 of 4 pairs with a unit in common" in lines
    assert "too few units in common" in done.stdout
    assert "note: Raters fall into 4 groups without 2 units in common, 3 of them single raters" in " ".join(lines)
    assert max(map(len, lines)) <= 100
    assert "Pairs of raters" not in agree(words).stdout


def test_pairs_without_intervals_and_without_names(words: Path) -> None:
    rows = card_of(words, "--pairs", "gwet_ac", "--ci", "none")["pairs"]["rows"]
    assert {row["low"] for row in rows} == {None}
    unknown = card_of(words, "--pairs", "gwet_ac", "--anonymous")["pairs"]
    assert unknown == {"coefficient": "gwet_ac", "status": "anonymous_raters", "n_pairs": 0, "n_groups": 0, "rows": []}


def test_many_raters_have_their_lowest_pairs_in_json_and_all_in_the_table() -> None:
    ratings = lg.Ratings.from_matrix(np.random.default_rng(0).integers(0, 3, (31, 20)))
    card = lg.score_agreement(ratings, level="nominal", pairs="gwet_ac", ci=None, coefficients=["gwet_ac"])
    assert len(card.pairs) == card.content["pairs"]["n_pairs"] == 31 * 30 // 2
    assert len(card.content["pairs"]["rows"]) == 435


def test_bands_are_those_of_the_benchmark(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", [list("aabbccaabbcc"), list("aabbccaabbca"), list("aabbcaaabbcc")])
    card = card_of(path, "--wide")
    ratings = lg.read_ratings(path, wide=True)
    percent, alpha, gwet = card["coefficients"][:3]
    assert percent["band"] is None
    want = lg.benchmark(lg.krippendorff_alpha(ratings, level="nominal"), "krippendorff")
    assert (alpha["band"]["label"], alpha["band"]["surely"]) == (want.point_label, want.label)
    assert alpha["band"]["probability"] == next(
        row["probability"] for row in want.bands.rows() if row["label"] == want.point_label
    )
    assert (gwet["band"]["scale"], gwet["band"]["label"]) == ("landis_koch", "almost perfect")
    words = " ".join(agree(path, "--wide").stdout.split())
    assert "What such values are called" in words
    assert "By Krippendorff's advice, 0.8 and more is reliable." in words
    assert "Landis and Koch 1977" in words


def test_reports_of_everything_fit_the_page(tmp_path: Path) -> None:
    two = written(tmp_path / "two.csv", JUDGES[:2])
    done = agree(
        two, "--wide", "--level", "interval", "--coefficients", ",".join(COEFFICIENTS), "--pairs", "cohen_kappa"
    )
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_clusters_are_spoken_of(judges: Path) -> None:
    text = judges.read_text().splitlines()
    judges.write_text("\n".join([f"{line},{mark}" for line, mark in zip(text, ["image", *"xxyyzz"], strict=True)]))
    arguments = (
        "--wide",
        "--level",
        "interval",
        "--cluster",
        "image",
        "--coefficients",
        "icc",
        "--pairs",
        "cohen_kappa",
    )
    notes = card_of(judges, *arguments)["notes"]
    assert any(note.startswith("Without an interval, since units of a cluster depend") for note in notes)
    assert not any("cluster" in note for note in card_of(judges, *arguments, "--ci", "none")["notes"])


def test_kinds_of_interval_that_are_not_for_all(judges: Path) -> None:
    arguments = ("--wide", "--level", "interval", "--coefficients", "krippendorff_alpha,conger_kappa,light_kappa")
    for kind, want in (
        ("krippendorff_bootstrap", ["krippendorff_bootstrap", "analytic", "analytic"]),
        ("two_way", ["two_way"] * 3),
        ("score", ["analytic", "score", "analytic"]),
        ("jackknife", ["jackknife"] * 3),
    ):
        card = card_of(judges, *arguments, "--ci", kind, "--draws", 50)
        assert [row["interval"] for row in card["coefficients"]] == want
        others = [row["name"] for row in card["coefficients"] if row["interval"] == "analytic"]
        said = f"Intervals of {', '.join(others)} are analytic; {kind} is not for them."
        assert (said in card["notes"]) == bool(others)
        assert any("too narrow by half" in note for note in card["notes"]) == (kind == "krippendorff_bootstrap")


def test_draws_that_were_left_out_are_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", [["a", "a", "b"], ["a", "a", "b"]])
    card = card_of(path, "--wide", "--ci", "bootstrap", "--draws", 200)
    alpha = card["coefficients"][1]
    # A draw of three units has none of the first two, or all, with probability (8 + 1) / 27.
    assert alpha["draws"] == 200
    assert alpha["degenerate"] == pytest.approx(1 / 3, abs=0.12)
    shares = f"krippendorff_alpha {100 * alpha['degenerate']:.1f} %"
    assert any(note.startswith("Draws that were undefined and left out: ") and shares in note for note in card["notes"])


def test_draws_move_the_progress() -> None:
    done: list[int] = []
    lg.score_agreement(
        lg.Ratings.from_matrix(JUDGES),
        level="interval",
        coefficients=["krippendorff_alpha"],
        ci="bootstrap",
        draws=256,
        progress=lambda event: done.append(event.done),
    )
    assert done == sorted(done)
    assert len({parts for parts in done if 0 < parts < 100}) >= 2


def test_labels_of_two_kinds_are_pointed_out(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", [[1, 2, "two"], [1, 2, 2]])
    assert "Some labels look like numbers, others do not ('two')" in " ".join(card_of(path, "--wide")["notes"])
    done = agree(path, "--wide", "--level", "interval")
    assert (done.exit_code, "label 'two' is none. Name it with --missing" in done.stderr) == (2, True)
    assert card_of(path, "--wide", "--level", "interval", "--missing", "two")["ratings"]["n_ratings"] == 5
    below = written(tmp_path / "below.csv", [[1, -2], [1, 2]])
    done = agree(below, "--wide", "--level", "ratio")
    assert "level ratio needs numbers of at least 0, and -2 is there. Say --level interval" in done.stderr
