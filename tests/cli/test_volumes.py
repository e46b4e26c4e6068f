"""``labelgauge volumes`` on files made here, right and wrong ones."""

from __future__ import annotations

import csv
import itertools
import json
import re
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from typer.testing import CliRunner, Result

import labelgauge as lg
from labelgauge.cli import app as command
from labelgauge.cli import show
from labelgauge.report.volumes import page
from tests.formats.nifti_files import affine_of, save, two_boxes

FEW_DRAWS = ("--draws", "20")


def volumes(*arguments: Any) -> Result:
    return CliRunner().invoke(command.app, ["volumes", *map(str, arguments)])


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    gold = save(tmp_path / "gold.nii.gz", two_boxes())
    return gold, save(tmp_path / "candidate.nii.gz", np.roll(two_boxes(), 1, axis=2))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Three cases; in the second one the candidate lacks label 2, in the third gold lacks label 1."""
    lacks = {("candidate", 1): 2, ("gold", 2): 1}
    for side, shift in (("gold", 0), ("candidate", 1)):
        (tmp_path / side).mkdir()
        for case in range(3):
            voxels = np.roll(two_boxes(), shift, axis=2)
            voxels[voxels == lacks.get((side, case))] = 0
            save(tmp_path / side / f"case_{case}.nii.gz", voxels)
    return tmp_path / "gold", tmp_path / "candidate"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def assert_fails(done: Result, message: str) -> None:
    """It could not run: exit 2, one message of one line, nothing on standard output."""
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    complaints = [line for line in done.stderr.splitlines() if line != "labelgauge: reading headers"]
    assert len(complaints) == 1, done.stderr
    assert complaints[0].startswith("labelgauge: ")
    assert message in complaints[0]


def test_first_line_says_what_was_done(pair: tuple[Path, Path]) -> None:
    title = " ".join(volumes(*pair).stdout.split("\n\n")[0].split())
    assert title == (
        "candidate.nii.gz judged against gold.nii.gz (gold): 1 pair of volumes, 2 labels; "
        "spacing from the headers; deepmind surfaces"
    )
    given = " ".join(volumes(*pair, "--spacing", "1,1,2.5", "--convention", "monai").stdout.split("\n\n")[0].split())
    assert given.endswith("2 labels; spacing (1, 1, 2.5) mm as given; monai surfaces")


def test_report_of_one_pair(pair: tuple[Path, Path]) -> None:
    done = volumes(*pair, "--tolerance", "0.5", *FEW_DRAWS)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 100
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["Dice", "0.650", "one", "pair:", "no", "interval", "2"] in lines
    assert next(line for line in lines if line[:1] == ["NSD"])[:3] == ["NSD", "0.5", "mm"]
    assert ["2", "1", "0.500", "0.333", "1.000", "0.500", "0.235", "+0.0", "%"] in lines
    assert "Measurements" not in done.stdout
    assert "where finite" not in done.stdout  # it would only repeat the line above


def test_report_of_folders(folders: tuple[Path, Path]) -> None:
    done = volumes(*folders, "--tolerance", 1, *FEW_DRAWS)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 100
    text = " ".join(done.stdout.split())
    assert "3 pairs of volumes, 2 labels" in text
    assert "Of these, the candidate lacks the label in 1 and gold lacks the label in 1: Dice and NSD are 0" in text
    assert re.search(r"HD95 +infinite +6\n +where finite: HD95 +[\d.]+ mm", done.stdout)
    assert re.search(r"case_1 +2 +0\.000 +- +- +-100\.0 % +candidate empty\n", done.stdout)


def test_worst_measurements_first(tmp_path: Path) -> None:
    """Among equal Dice, what is missing comes before what is far away, and that before what is near."""
    gold, near, far, missing = (np.zeros((9, 9, 9), dtype=np.uint8) for _ in range(4))
    gold[:2], near[2:4], far[7:] = 1, 1, 1
    for name, voxels in (("a", near), ("b", missing), ("c", far)):
        for side, content in (("gold", gold), ("candidate", voxels)):
            (tmp_path / side).mkdir(exist_ok=True)
            save(tmp_path / side / f"{name}.nii", content)
    table = page(lg.score_volumes(tmp_path / "gold", tmp_path / "candidate", draws=9).to_dict()).tables[2]
    assert [row[0] for row in table.rows] == ["b", "c", "a"]


def test_json_is_that_of_the_library(folders: tuple[Path, Path], tmp_path: Path) -> None:
    done = volumes(*folders, "--tolerance", "1,2", "--json", tmp_path / "card.json", *FEW_DRAWS)
    assert done.stderr.endswith(f"labelgauge: wrote {tmp_path / 'card.json'}\n")
    expected = lg.score_volumes(*folders, tolerances=[1, 2], draws=20).to_json()
    assert (tmp_path / "card.json").read_text() == expected
    assert volumes(*folders, "--tolerance", "1,2", "--json", "-", *FEW_DRAWS, "--threads", 3).stdout == expected


def test_options_reach_the_scorecard(pair: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "names.json").write_text('{"2": "spleen"}')
    options = ("--spacing", "1,2,3", "--tolerance", "3,0.25", "--convention", "medpy", "--labels", "2,9", "--seed", 4)
    done = volumes(*pair, *options, "--names", tmp_path / "names.json", "--threshold", 2, "--json", "-", "--draws", 7)
    card = json.loads(done.stdout)
    used = card["parameters"]
    assert used.pop("convention")["name"] == "medpy"
    assert used == {
        "spacing_mm": [1.0, 2.0, 3.0],
        "labels": [2, 9],
        "names": {"2": "spleen"},
        "tolerances_mm": [3.0, 0.25],
        "threshold": 2.0,
        "seed": 4,
        "draws": 7,
        "confidence": 0.95,
    }
    assert card["pairs"][0]["labels"] == []  # by the threshold all foreground is label 1


def test_names_are_shown(pair: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "names.json").write_text('{"2": "[red]spleen"}')
    assert "  2 [red]spleen " in volumes(*pair, "--names", tmp_path / "names.json").stdout


def test_csv_has_four_tables(folders: tuple[Path, Path], tmp_path: Path) -> None:
    assert volumes(*folders, "--csv", tmp_path / "tables", *FEW_DRAWS).exit_code == 0
    files = {path.stem: rows(path) for path in (tmp_path / "tables").iterdir()}
    assert {name: len(table) for name, table in files.items()} == {
        "summary": 9,
        "labels": 2,
        "pairs": 3,
        "measurements": 6,
    }
    lost = next(row for row in files["measurements"] if row["status"] == "candidate_empty")
    assert (lost["pair"], lost["label"], lost["hd95_mm"], lost["dice"]) == ("case_1", "2", "inf", "0.0")


def test_quiet_says_nothing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done = volumes(*pair, "--quiet", "--json", tmp_path / "card.json")
    assert (done.exit_code, done.output) == (0, "")
    assert (tmp_path / "card.json").exists()


def test_progress_is_plain_lines_off_a_terminal(folders: tuple[Path, Path]) -> None:
    assert volumes(*folders, *FEW_DRAWS).stderr.splitlines() == ["labelgauge: reading headers", "labelgauge: measuring"]


def test_no_labels_is_said(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii", np.zeros((3, 3, 3), dtype=np.uint8))
    done = volumes(path, path)
    assert done.exit_code == 0
    assert "Neither side has any of the labels; there is nothing to measure." in done.stdout


def test_files_without_a_partner(folders: tuple[Path, Path]) -> None:
    (folders[1] / "case_1.nii.gz").unlink()
    assert_fails(volumes(*folders), "files without a partner of the same name: 1 only in gold (case_1)")
    done = volumes(*folders, "--allow-missing", *FEW_DRAWS)
    assert done.exit_code == 0
    assert "note: Files are paired by name: 2 in both, 1 only in gold, 0 only in the candidate." in done.stdout


def test_terminal_shows_every_cell(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    shown = page(lg.score_volumes(*folders, tolerances=[1], draws=20).to_dict())
    show.show_page(shown)
    text = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert len(shown.tables) == 3
    for table in shown.tables:
        assert table.title in text
        assert all(cell in text for row in table.rows for cell in row)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--spacing", "1,2"), "spacing must be 'auto' or three numbers above 0"),
        (("--spacing", "header"), "--spacing takes numbers with commas between them, not 'header'"),
        (("--tolerance", "1,,2"), "--tolerance takes numbers with commas between them, not '1,,2'"),
        (("--tolerance", "-1"), "a tolerance must be a finite number of at least 0, not -1"),
        (("--tolerance", "1,1"), "none of them twice"),
        (("--labels", "1,0"), "labels must be whole numbers other than 0"),
        (("--labels", "1.5"), "--labels takes whole numbers with commas between them, not '1.5'"),
        (("--convention", "mine"), "convention must be one of 'deepmind', 'monai'"),
        (("--threshold", "nan"), "threshold must be a finite number"),
    ],
)
def test_impossible_options_are_said_before_files_are_read(option: tuple[str, str], message: str) -> None:
    assert_fails(volumes("no gold", "no candidate", *option), message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[1]", "a list of names is a JSON object, not list"),
        ("{", "not JSON"),
        ('{"liver": "1"}', "label 'liver' is named \"1\". Write it as"),
        ('{"0": "background"}', "label '0' is named \"background\". Write it as"),
        ('{"1": 2}', "label '1' is named 2. Write it as"),
        ('{"1": "liver", "01": "spleen"}', "label '01' is named \"spleen\". Write it as"),
        (None, "cannot be read (No such file or directory)"),
    ],
)
def test_bad_names(pair: tuple[Path, Path], tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "names.json").write_text(content)
    assert_fails(volumes(*pair, "--names", tmp_path / "names.json"), message)


def test_wrong_files(pair: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "text.nii").write_text("not NIfTI")
    assert_fails(volumes(pair[0], tmp_path / "text.nii"), "text.nii: the file is not NIfTI")
    assert_fails(volumes(pair[0], tmp_path / "nowhere.nii"), "nowhere.nii: there is no such file or folder")
    assert_fails(volumes(pair[0], tmp_path), f"candidate {tmp_path} is a folder. Give two files or two folders")
    soft = save(tmp_path / "soft.nii", two_boxes() * np.float32(0.3))
    assert_fails(volumes(pair[0], soft), "set a threshold (--threshold 0.5")
    other = save(tmp_path / "other.nii", two_boxes(), affine_of((2.0, 1.0, 0.6)))
    assert_fails(volumes(pair[0], other), f"{pair[0]} and {other}: the two files differ in spacing: (2, 1, 0.5) mm in")


@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_outputs_are_checked_before_the_inputs_are_read(tmp_path: Path, option: str) -> None:
    done = volumes("no gold", "no candidate", option, tmp_path / "nowhere" / "out")
    assert_fails(done, f"{option}: folder {tmp_path / 'nowhere'} does not exist. Make it first")


def test_input_is_not_overwritten(folders: tuple[Path, Path]) -> None:
    target = folders[0] / "case_1.nii.gz"
    before = target.read_bytes()
    assert_fails(volumes(*folders, "--json", target), "is one of the files to be read")
    assert target.read_bytes() == before


def test_neither_of_two_files_is_overwritten(pair: tuple[Path, Path], tmp_path: Path) -> None:
    nibabel.Nifti1Pair(two_boxes(), affine_of()).to_filename(tmp_path / "two.hdr")
    for given, target in itertools.permutations((tmp_path / "two.hdr", tmp_path / "two.img")):
        assert_fails(volumes(given, pair[1], "--json", target), "is one of the files to be read")


def test_analyze_files_need_a_spacing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    nibabel.AnalyzeImage(two_boxes(), affine_of()).to_filename(tmp_path / "two.hdr")
    assert_fails(
        volumes(tmp_path / "two.img", pair[1]), "two.hdr: the header does not say how the volume lies in space"
    )
    given = ("--spacing", "2,1,0.5", "--json", "-", *FEW_DRAWS)
    card, same = (json.loads(volumes(gold, pair[1], *given).stdout) for gold in (tmp_path / "two.img", pair[0]))
    assert card["pairs"][0]["gold"]["name"] == "two.hdr"
    assert card["pairs"][0]["labels"] == same["pairs"][0]["labels"]


def test_failure_writes_nothing(pair: tuple[Path, Path], tmp_path: Path) -> None:
    content = pair[1].read_bytes()
    pair[1].write_bytes(content[:-9])
    before = sorted(tmp_path.iterdir())
    done = volumes(*pair, "--json", tmp_path / "card.json", "--csv", tmp_path / "tables")
    assert_fails(done, "candidate.nii.gz: the voxels cannot be read: the file is truncated or damaged")
    assert sorted(tmp_path.iterdir()) == before
