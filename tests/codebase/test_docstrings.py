"""Public docstrings are complete: parameters equal the signature, results, errors and an example are there."""

from __future__ import annotations

import ast
import enum
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import labelgauge as lg
from labelgauge import errors
from labelgauge.kernels._registry import KERNELS

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", flags=re.M)


def sections(item: Any) -> dict[str, str]:
    """numpydoc sections of a docstring; the text before the first is `""`."""
    parts = SECTION.split(inspect.getdoc(item) or "")
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def entries(section: str) -> list[str]:
    """Names that a Parameters, Returns or Raises section lists: its lines that are not indented."""
    heads = [line.split(":")[0].strip() for line in section.splitlines() if line[:1].strip()]
    return [name.strip().lstrip("*") for head in heads for name in head.split(",")]


def parameters(function: Callable[..., Any]) -> list[str]:
    names = [name for name in inspect.signature(function).parameters if not name.startswith("_")]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def raised(function: Callable[..., Any]) -> set[str]:
    """Errors of the library that the function's own lines raise."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)]
    return {ast.unparse(call.func) for call in calls} & set(vars(errors))


def members(cls: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that a class has from this library."""
    own = [base for base in reversed(cls.__mro__) if base.__module__.startswith("labelgauge")]
    for name, value in {name: value for base in own for name, value in vars(base).items()}.items():
        if not name.startswith("_") and not isinstance(value, type):
            inner = value.__func__ if isinstance(value, staticmethod | classmethod) else value
            if inspect.isfunction(inner) or isinstance(inner, property) or hasattr(inner, "func"):
                yield name, inner


PUBLIC = {f"labelgauge.{name}": getattr(lg, name) for name in lg.__all__ if not name.startswith("__")}
CLASSES = {name: value for name, value in PUBLIC.items() if inspect.isclass(value)}
METHODS = {f"{name}.{method}": value for name, cls in CLASSES.items() for method, value in members(cls)}
FUNCTIONS = {
    **{name: value for name, value in PUBLIC.items() if inspect.isfunction(value)},
    **{f"kernels.{spec.id}": spec.facade for spec in KERNELS},
    **{name: value for name, value in METHODS.items() if inspect.isfunction(value)},
}
PROPERTIES = {name: value for name, value in METHODS.items() if name not in FUNCTIONS}


def test_everything_public_is_looked_at() -> None:
    assert set(PUBLIC) == {name for name in {**FUNCTIONS, **CLASSES} if name.startswith("labelgauge.")} & set(PUBLIC)
    assert len(FUNCTIONS) > len(KERNELS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_parameters_equal_the_signature(name: str) -> None:
    assert entries(sections(FUNCTIONS[name]).get("Parameters", "")) == parameters(FUNCTIONS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_results_are_documented(name: str) -> None:
    returns = inspect.signature(FUNCTIONS[name]).return_annotation
    found = sections(FUNCTIONS[name])
    if returns == "None":
        assert "Returns" not in found
    else:
        assert entries(found.get("Returns", "") or found.get("Yields", "")), "say what comes back"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_errors_are_documented(name: str) -> None:
    documented = {getattr(errors, entry) for entry in entries(sections(FUNCTIONS[name]).get("Raises", ""))}
    for error in raised(FUNCTIONS[name]):
        assert any(issubclass(getattr(errors, error), kind) for kind in documented), f"{error} is not under Raises"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_have_an_example(name: str) -> None:
    assert ">>> " in sections(FUNCTIONS[name]).get("Examples", "")


@pytest.mark.parametrize("name", CLASSES)
def test_classes_are_documented(name: str) -> None:
    cls = CLASSES[name]
    assert (inspect.getdoc(cls) or "").strip()
    if issubclass(cls, enum.Enum | Exception):
        return
    documented = entries(sections(cls).get("Parameters", "") or sections(cls).get("Attributes", ""))
    assert documented == parameters(cls)


@pytest.mark.parametrize("name", PROPERTIES)
def test_properties_have_a_summary(name: str) -> None:
    assert sections(PROPERTIES[name])[""].strip()


@pytest.mark.parametrize("name", {**FUNCTIONS, **CLASSES, **PROPERTIES})
def test_summary_is_one_line(name: str) -> None:
    item = {**FUNCTIONS, **CLASSES, **PROPERTIES}[name]
    summary = sections(item)[""].strip().split("\n\n")[0]
    assert "\n" not in summary
    assert summary.endswith((".", "?"))
