"""What the commands do with a scorecard: JSON, CSV, a report on standard output, and a word on what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from labelgauge.cli import output, show

if TYPE_CHECKING:
    from labelgauge.report.text import Page
    from labelgauge.scoring.agreement_card import AgreementCard
    from labelgauge.scoring.agreement_comparison import AgreementComparison
    from labelgauge.scoring.detection_card import DetectionCard
    from labelgauge.scoring.scorecard import Scorecard
    from labelgauge.scoring.volume_scorecard import VolumeScorecard

STDOUT = Path("-")


def check(json_path: Path | None, csv_folder: Path | None, *, inputs: tuple[Path, ...]) -> None:
    """Raise if results cannot be written where they are wanted.

    Parameters
    ----------
    json_path, csv_folder
        Where they will go; None if not wanted.
    inputs
        Files, or folders of files, that must not be overwritten.

    Raises
    ------
    InputError
        If one of the two cannot be written.
    """
    if json_path is not None and json_path != STDOUT:
        files = [file for path in inputs for file in (path.iterdir() if path.is_dir() else (path,))]
        output.check_file(json_path, option="--json", inputs=tuple(files))
    if csv_folder is not None:
        output.check_folder(csv_folder, option="--csv")


def deliver(
    card: Scorecard | VolumeScorecard | AgreementCard | AgreementComparison | DetectionCard,
    tables: Sequence[str],
    page: Callable[[Mapping[str, Any]], Page],
    *,
    json_path: Path | None,
    csv_folder: Path | None,
    quiet: bool,
) -> None:
    """Write and show a scorecard.

    Parameters
    ----------
    card
        The scorecard.
    tables
        Names of its tables that CSV files are made of.
    page
        Lays its content out as a report.
    json_path, csv_folder
        Where results go; None if not wanted.
    quiet
        Show nothing.
    """
    if csv_folder is not None:
        output.write_tables(csv_folder, {name: getattr(card, name) for name in tables})
    if json_path == STDOUT:
        show.write(card.to_json())
    elif json_path is not None:
        output.write_file(json_path, card.to_json())
    if quiet:
        return
    if json_path != STDOUT:
        show.show_page(page(card.content))
    for path in (json_path, csv_folder):
        if path is not None and path != STDOUT:
            typer.echo(f"labelgauge: wrote {path}", err=True)
