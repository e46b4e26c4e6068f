"""Puts the output of ``labelgauge demo`` into README.md: ``python docs/make_readme.py``. A test compares the two."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from labelgauge.cli.app import app

TARGET = Path(__file__).resolve().parents[1] / "README.md"


def make() -> str:
    """Return the text of README.md with the demo's output of now."""
    first, second = _reports()
    text = _with_block(TARGET.read_text(encoding="utf-8"), 1, first)
    return _with_block(
        text, 2, _paragraphs(second, "loosened.json.gz judged", "The candidate has", "Which side is wrong")
    )


def _reports() -> list[str]:
    done = CliRunner().invoke(app, ["demo"])
    if done.exit_code:
        raise RuntimeError(done.output)
    _, first, second, _ = re.split(r"\n.*\n=+\n", done.stdout)
    return [first.strip("\n"), second.strip("\n")]


def _paragraphs(report: str, *beginnings: str) -> str:
    return "\n\n".join(paragraph for paragraph in report.split("\n\n") if paragraph.startswith(beginnings))


def _with_block(text: str, number: int, block: str) -> str:
    before, rest = text.split(f"<!-- demo {number}: made by docs/make_readme.py -->\n", 1)
    _, after = rest.split("<!-- end -->", 1)
    return f"{before}<!-- demo {number}: made by docs/make_readme.py -->\n```text\n{block}\n```\n<!-- end -->{after}"


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
