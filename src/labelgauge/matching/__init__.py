"""Who corresponds to whom."""

from __future__ import annotations
