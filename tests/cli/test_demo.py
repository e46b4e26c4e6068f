"""``labelgauge demo`` runs from any folder and tells what is true of the example data."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from labelgauge.cli import app as command


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        done = CliRunner().invoke(command.app, ["demo"])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_reports_both_pairs(output: str) -> None:
    assert "original.json.gz judged against reviewed.json.gz (gold): 158 images, 1,424 against 1,515" in output
    assert "loosened.json.gz judged against original.json.gz (gold): 158 images, 1,424 against 1,424" in output


def test_it_finds_the_side_that_was_loosened_and_no_other(output: str) -> None:
    second = output[output.index("loosened.json.gz judged") :]
    readings = {
        line.split()[0]: line
        for line in second.splitlines()
        if line.startswith(("  left", "  top", "  right", "  bottom"))
    }
    assert "of the width too loose" in readings.pop("left")
    assert len(readings) == 3
    assert all(line.endswith("no clear bias") for line in readings.values())


def test_it_says_how_to_go_on(output: str) -> None:
    *_, place = output.splitlines()
    assert "labelgauge score gold.json candidate.json" in output
    folder = Path(place.removeprefix("The files above are in "))
    assert (folder / "coco_reviewed" / "original.json.gz").is_file()


def test_quiet_says_nothing() -> None:
    done = CliRunner().invoke(command.app, ["demo", "--quiet"])
    assert (done.exit_code, done.output) == (0, "")
