"""The repository as text: files, parsed modules, configuration. What the tests of this folder look at."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "labelgauge"
MODULES = sorted(PACKAGE.rglob("*.py"))
IGNORED = {".git", "build", "dist", "__pycache__", "node_modules"}


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def shown(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def text_files() -> list[Path]:
    """Every file of the tree that is read as text: no data, no builds, no environments."""
    found = []
    for path in sorted(REPOSITORY.rglob("*")):
        inner = path.relative_to(REPOSITORY).parts
        hidden = any(part in IGNORED or (part.startswith(".") and part != ".ci") for part in inner[:-1])
        if path.is_file() and not hidden and path.suffix not in {".gz", ".so", ".png", ".npz", ".pyc"}:
            found.append(path)
    return found
