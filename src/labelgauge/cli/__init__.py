"""The labelgauge command."""

from __future__ import annotations
