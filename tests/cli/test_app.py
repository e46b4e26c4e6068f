"""The command as a whole: help, version, start-up time, and how failures end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import labelgauge as lg
from labelgauge.cli import app as command
from labelgauge.errors import InputError, NotEnoughDataError
from labelgauge.kernels import _execution, _registry

COMMAND = [sys.executable, "-c", "from labelgauge.cli.app import main; main()"]


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=120, **options)


def check_one_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """`selfcheck`, here a command that writes, shall not take long."""
    monkeypatch.setattr(_registry, "KERNELS", tuple(spec for spec in _registry.KERNELS if spec.id == "rle.area"))


def test_help_lists_every_command() -> None:
    done = CliRunner().invoke(command.app, ["--help"])
    assert done.exit_code == 0
    for name in ("demo", "score", "selfcheck", "Exit codes: 0 it ran"):
        assert name in done.output


def test_without_arguments_it_says_how_to_use_it() -> None:
    done = run()
    assert done.returncode == 2
    assert "Usage: " in done.stdout + done.stderr


def test_help_is_fast() -> None:
    """Help needs neither NumPy nor rich: 0.4 s is the promise, and imports are what would break it."""
    imported = run("--help", env={"PYTHONPROFILEIMPORTTIME": "1", "PATH": ""}).stderr
    modules = {line.rsplit("|", 1)[1].strip() for line in imported.splitlines() if line.startswith("import time:")}
    assert "typer" in modules
    assert not modules & {"numpy", "rich", "msgspec", "narwhals", "labelgauge._native"}


def test_version_names_the_instruction_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELGAUGE_ISA", "baseline")
    done = CliRunner().invoke(command.app, ["--version"])
    assert done.exit_code == 0
    supported = ", ".join(_execution.supported_instruction_sets())
    assert done.output == (f"labelgauge {lg.__version__} (instruction set: baseline; this CPU can run: {supported})\n")


@pytest.mark.parametrize(
    "arguments", [["nope"], ["score"], ["score", "a", "b", "--iou", "high"], ["score", "a", "b", "--threads", "0"]]
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(command.app, arguments).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (InputError("is odd", where="x", fix="Make it even."), 2, "labelgauge: x: is odd. Make it even.\n"),
        (NotEnoughDataError("one image"), 3, "labelgauge: one image\n"),
        (KeyboardInterrupt(), 130, "labelgauge: interrupted\n"),
        (OSError(28, "No space left on device"), 2, "labelgauge: [Errno 28] No space left on device\n"),
        (MemoryError(), 2, "labelgauge: out of memory\n"),
    ],
)
def test_failures_are_one_message_and_an_exit_code(
    error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> None:
        raise error

    check_one_kernel(monkeypatch)
    monkeypatch.setattr("labelgauge.cli.show.write", failing)
    done = CliRunner().invoke(command.app, ["selfcheck"])
    assert (done.exit_code, done.stderr) == (code, message)


def test_a_bug_is_called_a_bug(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def failing(*_: Any) -> None:
        message = "surprise"
        raise RuntimeError(message)

    check_one_kernel(monkeypatch)
    monkeypatch.setattr("labelgauge.cli.show.write", failing)
    monkeypatch.setattr(sys, "argv", ["labelgauge", "selfcheck"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert "RuntimeError: surprise" in shown
    assert shown.endswith("labelgauge: this is a bug in labelgauge; please report it with the lines above\n")


def test_unknown_instruction_set_is_a_message() -> None:
    done = run("--version", env={"LABELGAUGE_ISA": "abacus"})
    assert done.returncode == 2
    assert done.stderr.startswith("labelgauge: LABELGAUGE_ISA=abacus asks for an instruction set")
    assert "Traceback" not in done.stderr


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """The reader of the output leaves before anything is written, as in ``labelgauge selfcheck | true``."""
    with (tmp_path / "errors").open("w") as errors:
        process = subprocess.Popen([*COMMAND, "selfcheck"], stdout=subprocess.PIPE, stderr=errors)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=120) == 141
    assert (tmp_path / "errors").read_text() == ""
