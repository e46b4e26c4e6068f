"""Results are checked before the work, and are complete or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelgauge import Table
from labelgauge.cli import output
from labelgauge.errors import InputError


@pytest.fixture
def plain_user() -> Iterator[None]:
    """Permissions bind: run as a user who is not root, where the test was started as root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def broken() -> Iterator[dict[str, Any]]:
    yield {"a": 1}
    raise KeyboardInterrupt


class BrokenTable(Table):
    """A table that is interrupted while it is written."""

    def rows(self) -> Iterator[dict[str, Any]]:
        return broken()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


TABLE = Table({"a": np.array([1, 2]), "x": np.array([0.1, np.nan]), "name": ["cat, dog", None]})


def test_file_is_written_and_replaced(tmp_path: Path) -> None:
    for content in ("first", "second, größer\n"):
        output.write_file(tmp_path / "out.json", content)
        assert (tmp_path / "out.json").read_text(encoding="utf-8") == content
    assert names(tmp_path) == ["out.json"]


def test_file_keeps_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    output.write_file(tmp_path / "out", "")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    output.write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_device_is_written_to_and_not_replaced() -> None:
    output.check_file(Path("/dev/null"), option="--json", inputs=())
    output.write_file(Path("/dev/null"), "text")
    assert Path("/dev/null").is_char_device()


def test_interrupted_file_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")

    def interrupted(self: Path, text: str, **_: Any) -> None:
        self.write_bytes(text[:2].encode())
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write_file(target, "new text")
    assert target.read_text() == "old"
    assert names(tmp_path) == ["out.json"]


def test_tables_become_csv(tmp_path: Path) -> None:
    output.write_tables(tmp_path / "tables", {"one": TABLE, "two": TABLE})
    assert names(tmp_path / "tables") == ["one.csv", "two.csv"]
    assert (tmp_path / "tables/one.csv").read_bytes() == b'a,x,name\n1,0.1,"cat, dog"\n2,,\n'
    assert names(tmp_path) == ["tables"]


def test_tables_replace_only_their_own_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "one.csv").write_text("old")
    output.write_tables(tmp_path, {"one": TABLE})
    assert names(tmp_path) == ["mine.txt", "one.csv"]
    assert (tmp_path / "one.csv").read_text().startswith("a,x,name\n1")


@pytest.mark.parametrize("folder_exists", [False, True])
def test_interrupted_tables_leave_nothing_behind(tmp_path: Path, folder_exists: bool) -> None:
    folder = tmp_path / "tables"
    if folder_exists:
        folder.mkdir()
        (folder / "one.csv").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        output.write_tables(folder, {"one": TABLE, "two": BrokenTable({"a": [1]})})
    assert names(tmp_path) == (["tables"] if folder_exists else [])
    if folder_exists:
        assert names(folder) == ["one.csv"]
        assert (folder / "one.csv").read_text() == "old"


def test_checks_leave_nothing_behind(tmp_path: Path) -> None:
    output.check_file(tmp_path / "out.json", option="--json", inputs=())
    output.check_folder(tmp_path / "tables", option="--csv")
    output.check_folder(tmp_path, option="--csv")
    assert names(tmp_path) == []


@pytest.mark.parametrize("check", ["file", "folder"])
def test_missing_folder_is_named(tmp_path: Path, check: str) -> None:
    path = tmp_path / "nowhere" / "out"
    with pytest.raises(InputError, match=f"--out: folder {tmp_path}/nowhere does not exist. Make it first"):
        _check(check, path)


@pytest.mark.parametrize("check", ["file", "folder"])
@pytest.mark.usefixtures("plain_user")
def test_folder_without_write_permission_is_named(check: str) -> None:
    with pytest.raises(InputError, match="--out: folder /proc cannot be written to"):
        _check(check, Path("/proc/out"))


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"--out {tmp_path}: is a folder. Name a file in it"):
        _check("file", tmp_path)


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"is a file\. Name a folder"):
        _check("folder", tmp_path / "file")


def test_inputs_are_not_overwritten(tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text("{}")
    (tmp_path / "alias.json").symlink_to(gold)
    with pytest.raises(InputError, match="is one of the files to be read"):
        output.check_file(tmp_path / "alias.json", option="--json", inputs=(gold,))


@pytest.mark.usefixtures("plain_user")
def test_read_only_file_is_not_replaced() -> None:
    with pytest.raises(InputError, match="may not be written to"):
        _check("file", Path("/etc/passwd"))


def _check(kind: str, path: Path) -> None:
    if kind == "file":
        output.check_file(path, option="--out", inputs=())
    else:
        output.check_folder(path, option="--out")
