"""Parameters named in messages become options on the command line."""

from __future__ import annotations

import pytest

from labelgauge.cli.wording import in_options

OPTIONS = {"level": "--level", "wide": "--wide", "json_path": "--json", "unit": "--unit"}


@pytest.mark.parametrize(
    ("message", "want"),
    [
        ("Name it with unit=; say wide=True.", "Name it with --unit; say --wide."),
        ("level='ratio' needs numbers", "--level ratio needs numbers"),
        ("Write json_path=.", "Write --json."),
        ("the level of a unit is wide", "the level of a unit is wide"),
        ("sublevel='x', scores=", "sublevel='x', scores="),
    ],
)
def test_in_options(message: str, want: str) -> None:
    assert in_options(message, OPTIONS) == want
    assert in_options(message, {}) == message
