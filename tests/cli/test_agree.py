"""``labelgauge agree`` on tables right and wrong."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from labelgauge.agreement.coefficients import gwet_ac, krippendorff_alpha
from labelgauge.agreement.ratings import Ratings
from labelgauge.cli import app as command
from labelgauge.dataset.ratings_table import read_ratings
from labelgauge.errors import InputError
from labelgauge.report.agreement import page
from labelgauge.report.text import rendered
from labelgauge.scoring.agreement import score_agreement
from labelgauge.scoring.agreement_measures import DEFAULT
from labelgauge.scoring.progress import ProgressEvent

# Krippendorff 2011, as a wide table.
STANDARD = "\n".join(
    [
        "unit,A,B,C,D", "1,1,1,,1", "2,2,2,3,2", "3,3,3,3,3", "4,3,3,3,3", "5,2,2,2,2", "6,1,2,3,4", "7,4,4,4,4",
        "8,1,1,2,1", "9,2,2,2,2", "10,,5,5,5", "11,,,1,1", "12,,3,,",
    ]
)  # fmt: skip


def agree(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["agree", *map(str, arguments)])


@pytest.fixture
def standard(tmp_path: Path) -> Path:
    path = tmp_path / "standard.csv"
    path.write_text(STANDARD)
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """Text labels in a long table; one unit is rated once, and rater cy shares one unit with the others."""
    path = tmp_path / "words.csv"
    rows = [
        "1,ann,lo",
        "1,bo,lo",
        "2,ann,mid",
        "2,bo,hi",
        "3,ann,hi",
        "3,bo,hi",
        "4,ann,lo",
        "4,bo,mid",
        "4,cy,hi",
        "5,ann,lo",
    ]
    path.write_text("\n".join(["item,worker,answer", *rows]))
    return path


def card_of(path: Path, *arguments: Any) -> Any:
    done = agree(path, *arguments, "--json", "-", "--quiet")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def assert_fails(done: Result, message: str, code: int = 2) -> None:
    assert done.exit_code == code, done.output
    complaints = [
        line
        for line in done.stderr.splitlines()
        if not line.startswith(tuple(f"labelgauge: {word}" for word in ("reading", "measuring", "compiling")))
    ]
    assert len(complaints) == 1, done.stderr
    assert message in complaints[0]


def test_numbers_of_the_standard_table(standard: Path) -> None:
    card = card_of(standard, "--wide", "--level", "nominal")
    values = {row["name"]: row["value"] for row in card["coefficients"]}
    want = dict(zip(DEFAULT, (0.818182, 0.743421, 0.775444, 0.761169, 0.772727), strict=True))
    assert values == pytest.approx(want, abs=5e-7)
    assert [row["rater"] for row in card["raters"]] == ["C", "A", "B", "D"]
    assert [row["alpha_without"] for row in card["raters"]] == pytest.approx(
        [0.867925, 0.714674, 0.704082, 0.675258], abs=5e-7
    )
    assert [row["unit"] for row in card["worst_units"]] == [6, 2, 8]
    assert card["categories"][0]["category"] == 2
    assert math.fsum(row["disagreement"] for row in card["categories"]) == pytest.approx(1)


@pytest.mark.parametrize(("level", "alpha"), [("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)])
def test_levels(standard: Path, level: str, alpha: float) -> None:
    card = card_of(standard, "--wide", "--level", level, "--coefficients", "gwet_ac,krippendorff_alpha")
    gwet, krippendorff = card["coefficients"]
    assert krippendorff["value"] == pytest.approx(alpha, abs=5e-7)
    want = {"ordinal": 0.898940, "interval": 0.914001, "ratio": 0.857368}[level]
    assert gwet["value"] == pytest.approx(want, abs=5e-7)


def test_it_is_the_library(words: Path) -> None:
    card = card_of(words, "--ci", "bootstrap", "--draws", "200", "--seed", "3")
    ratings = read_ratings(words)
    alpha = krippendorff_alpha(ratings, level="nominal", ci="bootstrap", draws=200, seed=3)
    row = card["coefficients"][1]
    assert (row["value"], row["low"], row["high"], row["interval"]) == (alpha.value, *alpha.ci, "bootstrap")
    assert card["coefficients"][2]["value"] == gwet_ac(ratings).value


def test_report(words: Path) -> None:
    done = agree(words, "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    done = agree(words)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "words.csv: 5 units, 3 raters, 10 ratings; 3 categories, nominal"
    assert "Coefficients" in lines
    assert "Raters, those who cost most agreement first" in lines
    assert "Categories, those of most disagreement first" in lines
    assert "Units, the least agreement first" in lines
    assert "note: 1 of 5 units has fewer than two ratings and cannot be compared." in lines
    assert max(map(len, lines)) <= 100
    assert "labelgauge: reading" in done.stderr


def test_report_equals_that_of_its_json(words: Path, tmp_path: Path) -> None:
    file = tmp_path / "card.json"
    done = agree(words, "--json", file)
    assert done.stdout == rendered(page(json.loads(file.read_text())))
    assert f"labelgauge: wrote {file}" in done.stderr


def test_equal_inputs_give_equal_bytes(words: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = tmp_path / "elsewhere" / words.name
    other.write_bytes(words.read_bytes())
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    agree(words, "--json", files[0], "--ci", "bootstrap", "--quiet")
    agree(other, "--json", files[1], "--ci", "bootstrap", "--threads", "2")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert str(tmp_path) not in files[0].read_text()


def test_tables(words: Path, tmp_path: Path) -> None:
    assert agree(words, "--csv", tmp_path / "tables", "--quiet").exit_code == 0
    found = {}
    for name in ("coefficients", "raters", "categories", "confusions", "units"):
        with (tmp_path / "tables" / f"{name}.csv").open(newline="") as file:
            found[name] = list(csv.DictReader(file))
    assert [row["name"] for row in found["coefficients"]] == list(DEFAULT)
    assert [row["unit"] for row in found["units"]] == ["1", "2", "3", "4", "5"]
    assert found["units"][4]["agreement"] == ""
    # hi and mid met in units 2 and 4, of which the second has three pairs: (2 + 1) of 5 coincidences that differ.
    assert list(found["confusions"][0].values())[:3] == ["hi", "mid", "2"]
    assert float(found["confusions"][0]["disagreement"]) == pytest.approx(3 / 5)
    assert not (tmp_path / "tables" / "pairs.csv").exists()
    assert agree(words, "--csv", tmp_path / "tables", "--quiet", "--pairs", "gwet_ac").exit_code == 0
    with (tmp_path / "tables" / "pairs.csv").open(newline="") as file:
        pairs = [(row["first"], row["second"], row["n_units"]) for row in csv.DictReader(file)]
    assert sorted(pairs) == [("ann", "bo", "4"), ("ann", "cy", "1"), ("bo", "cy", "1")]


def test_min_overlap(words: Path) -> None:
    card = card_of(words, "--min-overlap", 2)
    assert card["raters"][-1] == {
        "rater": "cy", "n_ratings": 1, "n_units": 1, "agreement": None, "alpha_without": None, "vitality": None,
        "status": "few_units",
    }  # fmt: skip
    assert "too few units" in agree(words, "--min-overlap", 2).stdout


def test_categories_in_order(words: Path) -> None:
    card = card_of(words, "--level", "ordinal", "--categories", "lo, mid,hi,top")
    assert card["ratings"]["n_categories"] == 4
    assert_fails(
        agree(words, "--level", "ordinal"), "the order of labels (hi, lo, mid) is not known. Name the categories"
    )
    assert_fails(
        agree(words, "--categories", "lo,hi"), "label has 'mid' (2 times), which is not among the 2 categories"
    )
    assert_fails(agree(words, "--level", "interval"), "level interval needs numbers")


def test_clusters(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{u},{r},{(u * r) % 3},{u // 2}" for u in range(8) for r in range(3)]
    path.write_text("\n".join(["unit,rater,label,image", *rows]))
    card = card_of(path, "--level", "nominal", "--cluster", "image", "--ci", "cluster_bootstrap", "--draws", 50)
    assert card["ratings"]["n_clusters"] == 4
    assert card["coefficients"][0]["interval"] == "cluster_bootstrap"
    assert any(
        "draws units" in note
        for note in card_of(path, "--level", "nominal", "--cluster", "image", "--ci", "bootstrap")["notes"]
    )
    assert_fails(agree(path, "--level", "nominal", "--ci", "cluster_bootstrap"), "needs ratings with clusters")


def test_anonymous_raters_are_not_ranked(words: Path) -> None:
    done = agree(words, "--anonymous")
    assert "3 anonymous raters" in done.stdout
    assert "Raters, those" not in done.stdout
    assert {row["status"] for row in card_of(words, "--anonymous")["raters"]} == {"anonymous_raters"}


def test_numbers_need_a_level(standard: Path) -> None:
    assert_fails(agree(standard, "--wide"), "labels are numbers (1, 2, 3, 4, 5); level says what they mean")


def test_undefined_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("unit,rater,label\n1,a,x\n2,b,x\n")
    done = agree(path)
    assert done.exit_code == 0
    assert "Krippendorff's alpha is undefined: no unit has two ratings." in done.stdout
    assert_fails(agree(path, "--strict", "--quiet"), "percent_agreement is undefined: no unit has two ratings", code=3)
    path.write_text("unit,rater,label\n")
    done = agree(path)
    assert done.exit_code == 0
    assert "0 units" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--label", "grade"), "words.csv: there is no column 'grade'; columns are 'item', 'worker', 'answer'"),
        (("--coefficients", "kappa"), "--coefficients: there is no 'kappa'. There are percent_agreement,"),
        (("--coefficients", "gwet_ac,gwet_ac"), "coefficient 'gwet_ac' is asked for more than once"),
        (("--coefficients", ""), "--coefficients: there is an empty name. There are percent_agreement,"),
        (("--coefficients", "icc"), "icc does not exist at level nominal. Levels that it suits are interval, ratio"),
        (("--pairs", "icc"), "--pairs: there is no 'icc'. There are cohen_kappa,"),
        (("--ci", "magic"), "--ci: there is no 'magic'. There are score, analytic,"),
        (("--ci", "cluster-bootstrap"), "--ci cluster_bootstrap needs ratings with clusters. Make the ratings"),
        (("--confidence", "95"), "confidence must be above 0 and below 1, not 95.0. For 95 % give 0.95."),
        (("--unit", "answer"), "no column looks like that of the label; columns are 'item', 'worker', 'answer'. Name"),
        (("--wide", "--time", "item"), "Leave out --label, --time and --session, or --wide."),
        (("--draws", "2000000", "--ci", "bootstrap"), "draws must be an integer from 1 to 1,000,000"),
        (("--json", "nowhere/card.json"), "folder"),
        (("--format", "parquet"), "the Parquet file is damaged"),
    ],
)  # fmt: skip
def test_could_not_run(words: Path, arguments: tuple[str, ...], message: str) -> None:
    assert_fails(agree(words, *arguments), message)


def test_the_table_is_not_overwritten(words: Path) -> None:
    before = words.read_bytes()
    assert_fails(agree(words, "--json", words), "is one of the files to be read")
    assert words.read_bytes() == before


def test_repeats(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("unit,rater,label\n1,a,x\n1,a,y\n1,b,y\n2,a,x\n2,b,x\n")
    assert_fails(agree(path), "rater 'a' has rated unit 1 more than once")
    assert card_of(path, "--duplicates", "last")["coefficients"][0]["value"] == 1
    assert card_of(path, "--duplicates", "first")["coefficients"][0]["value"] == 0.5
    assert card_of(path, "--duplicates", "session")["ratings"]["n_raters"] == 3


def test_sessions_are_raters(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("unit,rater,label,day\n1,a,x,mon\n1,a,y,tue\n2,a,x,mon\n2,a,x,tue\n")
    card = card_of(path, "--session", "day")
    assert card["coefficients"][0]["value"] == 0.5
    assert card["input"]["reading"]["session"] == "day"


def test_times_say_which_of_several_ratings_is_the_last(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "unit,rater,label,when\n1,a,x,2026-05-02\n1,a,y,2026-05-01\n1,b,y,2026-05-01\n2,a,x,1999-01-01\n2,b,x,1999-01-01\n"
    )
    for which, agreement in (("last", 0.5), ("first", 1)):
        card = card_of(path, "--duplicates", which, "--time", "when")
        assert card["coefficients"][0]["value"] == agreement
        assert card["input"]["reading"]["time"] == "when"
    assert card_of(path, "--duplicates", "last")["coefficients"][0]["value"] == 1


def test_progress_is_told_after_every_coefficient() -> None:
    events: list[ProgressEvent] = []
    score_agreement(
        Ratings.from_matrix([["a", "b"], ["a", "a"]]), coefficients=["gwet_ac", "scott_pi"], progress=events.append
    )
    steps = 2 + 5  # coefficients, and raters, categories, confusions, units and pairs
    # The two categories are told one by one.
    assert [event.done for event in events] == [100, 200, 300, 350, 400, 400, 500, 600, 700]
    assert {(event.stage, event.total) for event in events} == {("measuring agreement", 100 * steps)}


def test_many_categories_have_no_coefficients_of_their_own() -> None:
    ratings = Ratings.from_matrix([list(range(300)), [k + k % 2 for k in range(300)]])
    card = score_agreement(ratings, level="interval", ci=None)
    assert len(card.categories) == 0
    assert "301 categories are too many to look at one by one." in card.content["notes"]
    many = Ratings.from_matrix([list(range(5000)), list(range(5000))])
    assert score_agreement(many, level="interval", ci=None).coefficients["name"] == ["krippendorff_alpha"]
    with pytest.raises(InputError, match="weights of 5,000 categories are too large a table"):
        score_agreement(many, level="interval", coefficients=["gwet_ac"])


def test_wrong_level() -> None:
    with pytest.raises(InputError, match="level must be one of 'nominal'"):
        score_agreement(Ratings.from_matrix([["a"], ["b"]]), level="jaccard")  # type: ignore[arg-type]


def test_card_is_shown_in_short() -> None:
    shown = repr(score_agreement(Ratings.from_matrix([["a", "b", "a"], ["a", "b", "b"]])))
    assert shown.startswith("AgreementCard: 3 units, 2 raters, 6 ratings\n  percent_agreement   0.667 [")
    assert "undefined" not in shown
    assert "single category" in repr(score_agreement(Ratings.from_matrix([["a"], ["a"]])))


def test_of_units_that_agree_alike_those_of_most_ratings_come_first() -> None:
    ratings = Ratings.from_matrix([["a", "a", "a"], ["b", "b", "a"], [None, "c", "a"], [None, None, "b"]])
    worst = score_agreement(ratings).content["worst_units"]
    assert [(row["unit"], row["n_ratings"], row["agreement"]) for row in worst] == [(1, 3, 0), (0, 2, 0), (2, 4, 0.5)]
