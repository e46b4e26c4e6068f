"""Law 1: imports run one way. Reads the same list of floors as import-linter, which .ci/run runs besides."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.codebase.tree import MODULES, REPOSITORY, module_name, parsed, pyproject

FLOORS = next(c["layers"] for c in pyproject()["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
HEIGHT = {room.strip(): len(FLOORS) - number for number, floor in enumerate(FLOORS) for room in floor.split("|")}
# What may come from outside the standard library, room by room.
OUTSIDE = {
    "labelgauge.compat": {"numpy", "msgspec"},
    "labelgauge.cli": {"numpy", "rich", "typer", "click"},
    "labelgauge._table": {"numpy", "narwhals"},
    "labelgauge.agreement": {"numpy", "scipy", "narwhals"},
    "labelgauge.kernels": {"numpy", "numba"},
    "labelgauge.dataset": {"numpy", "msgspec", "nibabel", "pyarrow"},
    "labelgauge.scoring": {"numpy", "msgspec"},
}
KNOWN_OUTSIDE = {
    "numpy", "scipy", "pandas", "polars", "pyarrow", "numba", "msgspec", "narwhals", "rich", "typer", "click", "yaml",
    "pytest", "hypothesis", "pycocotools", "cv2", "PIL", "matplotlib", "jsonschema", "nibabel",
}  # fmt: skip


def room_of(module: str) -> str | None:
    """The longest floor entry that holds `module`."""
    rooms = [room for room in HEIGHT if module == room or module.startswith(room + ".")]
    return max(rooms, key=len, default=None)


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports when it runs (not those for type checkers)."""
    names: set[str] = set()

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a name comes from"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(parsed(path))
    return names


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_only_floors_below(path: Path) -> None:
    here = room_of(module_name(path))
    if here is None:
        assert module_name(path) in {"labelgauge", "labelgauge.testing"}, (
            "put the module into a floor of pyproject.toml"
        )
        return
    for name in imports(path):
        there = room_of(name)
        if there is not None and there != here:
            assert HEIGHT[there] < HEIGHT[here], f"{module_name(path)} imports {name}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_only_allowed_libraries(path: Path) -> None:
    allowed = OUTSIDE.get(".".join(module_name(path).split(".")[:2]), {"numpy"})
    found = {name.split(".")[0] for name in imports(path)} & KNOWN_OUTSIDE
    assert found <= allowed, f"{module_name(path)} may not use {sorted(found - allowed)}"


@pytest.mark.parametrize("path", [path for path in MODULES if "kernels" not in path.parts], ids=module_name)
def test_only_the_door_calls_native_code(path: Path) -> None:
    if module_name(path) != "labelgauge._build_info":
        assert not any(name.startswith("labelgauge._native") for name in imports(path))


def test_core_never_includes_python() -> None:
    for folder in ("core", "simd", "parallel"):
        for path in (REPOSITORY / "cpp" / folder).iterdir():
            text = path.read_text(encoding="utf-8")
            assert "Python.h" not in text, path.name
            assert "pybind11" not in text, path.name


def test_import_linter_agrees() -> None:
    command = shutil.which("lint-imports", path=Path(sys.executable).parent)
    if command is None:
        pytest.skip("import-linter is not installed (it comes with the `dev` extra)")
    result = subprocess.run([command, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_a_breach_is_seen() -> None:
    assert room_of("labelgauge.kernels.rle") == "labelgauge.kernels"
    assert room_of("labelgauge.testing.samples") == "labelgauge.testing.samples"
    assert room_of("numpy.typing") is None
    assert HEIGHT["labelgauge.errors"] < HEIGHT["labelgauge.kernels"] < HEIGHT["labelgauge.cli"]
