"""README and docs are executed: Python blocks run, and console blocks under a `<!-- run -->` mark print what they show.

A Python block may rely on the blocks above it on the same page. In a console block a line that begins with `$ ` is a
command, what follows is its output; a line `...` stands for any number of lines. Commands run in an empty folder, so a
page shows what a reader gets who has only installed the package.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
CONSOLE = re.compile(r"<!-- run -->\n+```console\n(.*?)```", flags=re.S)
WIDTH = 100


def console_blocks() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for number, match in enumerate(CONSOLE.finditer(page.read_text(encoding="utf-8")), start=1):
            found.append((f"{page.name} {number}", match.group(1)))
    return found


def commands(block: str) -> list[tuple[str, str]]:
    """Pairs of a command and the output shown under it."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def matches(shown: str, actual: str) -> bool:
    """Equal line by line, but for space at the ends of lines; `...` stands for any lines."""
    pattern = "\n".join("(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in lines(shown))
    return re.fullmatch(pattern, "\n".join(lines(actual))) is not None


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    document = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()]).parse(page)
    for example in document.examples():
        example.evaluate()


@pytest.mark.parametrize(("name", "block"), [pytest.param(*item, id=item[0]) for item in console_blocks()])
def test_console_blocks_print_what_they_show(name: str, block: str, tmp_path: Path) -> None:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = os.environ | {"PATH": path, "COLUMNS": str(WIDTH), "NO_COLOR": "1"}
    for command, shown in commands(block):
        result = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, f"{name}: {command}: {result.stderr}"
        assert matches(shown, result.stdout), f"{name}: {command} prints\n{result.stdout}"


def test_matching_is_strict() -> None:
    assert matches("a\n...\nd", "a\nb\nc\nd\n")
    assert not matches("a\n...\nd", "a\nb\nc\n")
    assert not matches("a", "b")
    assert commands("$ one\nx\n$ two\n") == [("one", "x\n"), ("two", "")]
