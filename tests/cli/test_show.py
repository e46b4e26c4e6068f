"""What a person at a terminal sees: rich tables with the same cells as the plain report."""

from __future__ import annotations

import io
import re
from types import SimpleNamespace

import pytest

from labelgauge.cli import progress, show
from labelgauge.report import text
from labelgauge.report.view import view
from labelgauge.scoring.progress import ProgressEvent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_shows_every_cell_of_the_plain_report(
    handmade: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"match": 7, "missing": 2}
    card = handmade.card(
        [handmade.group("overall", "overall", counts), handmade.group("class", "[red]", counts)],
        notes=("2 images are only in gold.",),
    )
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("TERM", "xterm")
    show.show(view(card))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert "\x1b[" in terminal.getvalue()  # it is in colour
    for table in text.tables(view(card)):
        assert table.title in shown
        assert all(cell in shown for row in table.rows for cell in row)
    assert "[red]" in shown  # a class name is no markup
    assert "note: 2 images are only in gold." in shown


def test_terminal_has_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress.listener(quiet=False) as listen:
        assert listen is not None
        for done in (0, 1, 2):
            listen(ProgressEvent("scoring", done, 2))
    shown = terminal.getvalue()
    assert "scoring" in shown
    assert "100%" in shown
    assert "\x1b[2K" in shown  # erased at the end


def test_one_line_per_stage_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.listener(quiet=False) as listen:
        assert listen is not None
        for event in (("reading", 0), ("reading", 1), ("scoring", 0), ("scoring", 2)):
            listen(ProgressEvent(*event, 2))
    assert capsys.readouterr().err == "labelgauge: reading\nlabelgauge: scoring\n"


def test_quiet_has_no_listener() -> None:
    with progress.listener(quiet=True) as listen:
        assert listen is None
