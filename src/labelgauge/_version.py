"""The version, kept equal to pyproject.toml and the native module by a test."""

from __future__ import annotations

__version__ = "0.1.0"
