"""Manners of the source: silent library, errors of its own, nothing that ties it to one machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from labelgauge import errors
from tests.codebase.tree import MODULES, PACKAGE, REPOSITORY, module_name, parsed, shown, text_files

# Written in pieces, so that this file does not find itself.
PLACES = ["/" + "work/", "/" + "root/", "/" + "home/", "/" + "tmp/", "/" + "Users/"]
OWN_ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}
# What Python's protocols (an attribute, an item) want raised, and what a failed assertion is.
PROTOCOL_ERRORS = {"AttributeError", "KeyError", "IndexError"}
PROTOCOL_METHODS = {"__getattr__", "__setattr__", "__delattr__", "__getitem__"}
# For methods of other libraries that exist to print.
PRINTS = "labelgauge.compat._output"
COMMAND_LINE_ERRORS = {"Exit", "BadParameter", "UsageError", "SystemExit", "KeyboardInterrupt"}


def raised(path: Path) -> set[str]:
    """Names of what a module raises, but for exceptions passed on (`raise`, `raise error`) and Python's protocols."""
    names = set()

    def visit(node: ast.AST, method: str) -> None:
        method = node.name if isinstance(node, ast.FunctionDef) else method
        if isinstance(node, ast.Raise) and node.exc is not None:
            what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = what.attr if isinstance(what, ast.Attribute) else ast.unparse(what)
            if not (method in PROTOCOL_METHODS and name in PROTOCOL_ERRORS):
                names.add(name)
        for child in ast.iter_child_nodes(node):
            visit(child, method)

    visit(parsed(path), "")
    return {name for name in names if name[:1].isupper() or name.startswith("_")}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_raises_the_errors_of_the_library(path: Path) -> None:
    module = module_name(path)
    allowed = set(OWN_ERRORS)
    if module.startswith("labelgauge.cli"):
        allowed |= COMMAND_LINE_ERRORS
    if module.startswith("labelgauge.testing"):
        allowed |= {"AssertionError"}
    private = {node.name for node in parsed(path).body if isinstance(node, ast.ClassDef) and node.name.startswith("_")}
    assert raised(path) <= allowed | private


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_library_is_silent(path: Path) -> None:
    if module_name(path).startswith("labelgauge.cli") or module_name(path) == PRINTS:
        return
    calls = {ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)}
    assert not calls & {"print", "warnings.warn", "sys.stdout.write", "sys.stderr.write", "logging.basicConfig"}


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_state_in_modules(path: Path) -> None:
    assert not [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Global)]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_nothing_is_left_unfinished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError", text)


def test_no_file_names_a_place() -> None:
    found = []
    for path in text_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{shown(path)}: {place}" for place in PLACES if place in text]
    assert found == []


def test_each_room_validates_at_the_door_only() -> None:
    """Kernels and geometry check arrays; whoever calls them must not do it again with the door's own functions."""
    for path in MODULES:
        if not {"kernels", "geometry"} & set(path.relative_to(PACKAGE).parts[:1]):
            assert "kernels._check" not in path.read_text(encoding="utf-8"), shown(path)


def test_no_cpp_file_uses_fast_math_or_globals() -> None:
    assert "fast-math" not in re.sub(r"#.*", "", (REPOSITORY / "CMakeLists.txt").read_text(encoding="utf-8"))
    for path in sorted((REPOSITORY / "cpp").rglob("*.[chi]*")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\bthread_local\b|^static (?!constexpr|const\b|inline)[^(]*;", text, flags=re.M), shown(
            path
        )
