"""``labelgauge selfcheck`` says OK here, and notices a kernel that is wrong."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from labelgauge.cli import app as command
from labelgauge.kernels import _execution, _registry


def test_every_family_is_checked_and_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELGAUGE_BACKEND", "reference")  # must not make it compare twins with themselves
    monkeypatch.delenv("LABELGAUGE_ISA", raising=False)
    done = CliRunner().invoke(command.app, ["selfcheck"])
    assert done.exit_code == 0
    *families, verdict = done.output.splitlines()
    assert [line.split()[0] for line in families] == list(dict.fromkeys(spec.family for spec in _registry.KERNELS))
    assert all(line.endswith(" ok") for line in families)
    assert verdict.startswith("OK: ")
    assert all(name in verdict for name in _execution.supported_instruction_sets())
    assert os.environ["LABELGAUGE_BACKEND"] == "reference"
    assert "LABELGAUGE_ISA" not in os.environ


def test_quiet_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_registry, "KERNELS", tuple(spec for spec in _registry.KERNELS if spec.family == "rle"))
    done = CliRunner().invoke(command.app, ["selfcheck", "--quiet"])
    assert (done.exit_code, done.output) == (0, "")


def test_a_wrong_kernel_is_named_and_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = next(spec for spec in _registry.KERNELS if spec.id == "rle.area")

    def one_too_many(**arguments: Any) -> Any:
        areas = spec.facade(**arguments)
        return areas + (_execution.instruction_set() == "baseline")

    monkeypatch.setattr(_registry, "KERNELS", (replace(spec, facade=one_too_many),))
    done = CliRunner().invoke(command.app, ["selfcheck"])
    assert done.exit_code == 1
    assert "rle" in done.stdout
    assert "DIFFERS" in done.stdout
    assert "OK" not in done.stdout
    assert "rle.area, baseline, full: " in done.stderr
    assert all("baseline" in line for line in done.stderr.splitlines())
