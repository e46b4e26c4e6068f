"""One file per annotation format."""

from __future__ import annotations
