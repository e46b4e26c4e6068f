"""Plain-Python twins of every kernel: slow, obvious, written from the definition. NumPy and errors only."""

from __future__ import annotations
