"""One version everywhere, and the build can say how it was made."""

from __future__ import annotations

import re
from dataclasses import fields
from importlib import metadata

import pytest

import labelgauge as lg
from labelgauge import _native
from labelgauge.errors import InputError
from tests.codebase.tree import REPOSITORY, pyproject


def test_versions_are_equal() -> None:
    version = pyproject()["project"]["version"]
    assert lg.__version__ == version
    assert _native.build_info()["version"] == version
    assert metadata.version("labelgauge") == version


def test_changelog_begins_with_this_version() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## \[?([\w.]+)\]?", text, flags=re.M)
    assert entries[0] == lg.__version__


def test_build_info_is_complete() -> None:
    info = lg.build_info()
    assert info.native_version == info.version
    assert info.compiler.split()[0] in {"gcc", "clang"}
    assert "-std=c++20" in info.flags
    assert "-ffp-contract=off" in info.flags
    assert "fast-math" not in info.flags
    assert info.instruction_sets[0] == "baseline"
    assert set(info.supported) <= set(info.instruction_sets)
    assert info.chosen in info.supported
    assert all(field.name in str(info) for field in fields(info))


def test_build_info_says_which_set_is_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABELGAUGE_ISA", "baseline")
    assert lg.build_info().chosen == "baseline"
    monkeypatch.setenv("LABELGAUGE_ISA", "sse9")
    with pytest.raises(
        InputError, match="LABELGAUGE_ISA=sse9 asks for an instruction set that this build does not have"
    ):
        lg.build_info()
